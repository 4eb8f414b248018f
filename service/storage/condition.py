"""What an operator wants to know of the database: its revision, and how much work waits in it."""

import functools
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import ColumnElement, Table, column, func, inspect, literal, select, table
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from service.storage.database import Database
from service.storage.tables import dirty_days, imports, outbox

_VERSIONS = "alembic_version"
COUNTED_AT_MOST = 100_000
"""Rows of one list; more would make looking at the work a work of its own."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Lengths of the lists of work, of all processes together."""

    days: int = 0
    imports: int = 0
    webhooks: int = 0


def head() -> str:
    """Revision that this release brings a database to."""
    return known()[0]


@functools.cache
def known() -> tuple[str, ...]:
    """Revisions that this release knows, the newest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return tuple(each.revision for each in ScriptDirectory.from_config(config).walk_revisions())


async def revision(connection: AsyncConnection) -> str:
    """Revision that the database has."""
    found = await connection.scalar(select(column("version_num")).select_from(table(_VERSIONS)))
    return str(found or "")


async def revision_at(database: Database) -> str | None:
    """
    Look at a database as it is: nothing is made in it or brought up to date.

    Parameters
    ----------
    database : Database
        Not opened for it.

    Returns
    -------
    str or None
        Its revision; ``None`` where it has no tables of ours.

    Raises
    ------
    SQLAlchemyError, OSError
        Where it cannot be reached.
    """
    engine = create_async_engine(database.url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            if not await connection.run_sync(lambda plain: inspect(plain).has_table(_VERSIONS)):
                return None
            return await revision(connection)
    finally:
        await engine.dispose()


async def waiting(connection: AsyncConnection) -> Waiting:
    """
    Count the work that waits, or is being done.

    Parameters
    ----------
    connection : AsyncConnection

    Returns
    -------
    Waiting
        None of them longer than ``COUNTED_AT_MOST``.
    """
    return Waiting(
        days=await _count(connection, dirty_days),
        imports=await _count(connection, imports, imports.c.state.in_(("waiting", "running"))),
        webhooks=await _count(connection, outbox, outbox.c.state.in_(("pending", "sending"))),
    )


async def _count(connection: AsyncConnection, rows: Table, *which: ColumnElement[bool]) -> int:
    some = select(literal(1)).select_from(rows).where(*which).limit(COUNTED_AT_MOST).subquery()
    return int(await connection.scalar(select(func.count()).select_from(some)) or 0)
