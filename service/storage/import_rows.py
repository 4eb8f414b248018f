"""Imports of files as rows."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import imports
from service.storage.user_rows import upsert


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A file that was given, and what became of it."""

    import_id: str
    state: str
    """``waiting``, ``running``, ``done`` or ``failed``."""
    created_ms: int
    updated_ms: int
    report: dict[str, Any]


async def put(connection: AsyncConnection, user_id: str, row: ImportRow) -> None:
    """Store how an import stands."""
    query = upsert(connection, imports).values(
        user_id=user_id,
        import_id=row.import_id,
        state=row.state,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        report=json.dumps(row.report),
    )
    await connection.execute(
        query.on_conflict_do_update(
            index_elements=["user_id", "import_id"],
            set_={name: query.excluded[name] for name in ("state", "updated_ms", "report")},
        )
    )


async def find(connection: AsyncConnection, user_id: str, import_id: str) -> ImportRow | None:
    """Read an import."""
    c = imports.c
    query = select(imports).where(c.user_id == user_id, c.import_id == import_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _row(row)


async def of_user(connection: AsyncConnection, user_id: str, limit: int) -> list[ImportRow]:
    """Read the last imports of a user, the newest first."""
    c = imports.c
    query = (
        select(imports)
        .where(c.user_id == user_id)
        .order_by(c.created_ms.desc(), c.import_id)
        .limit(limit)
    )
    return [_row(row) for row in (await connection.execute(query)).all()]


def _row(row: Any) -> ImportRow:  # noqa: ANN401
    return ImportRow(
        row.import_id, row.state, row.created_ms, row.updated_ms, json.loads(row.report)
    )
