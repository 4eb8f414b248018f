"""Consents, and who did what with whose data, as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import access_log, consents


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """That a user agreed to something, in which words, and whether that still holds."""

    user_id: str
    consent_id: str
    purpose: str
    version: str
    given_ms: int
    withdrawn_ms: int | None = None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """That somebody did something with the data of a user."""

    user_id: str
    entry_id: str
    at_ms: int
    actor: str
    action: str
    request_id: str


async def record_consent(connection: AsyncConnection, row: ConsentRow) -> None:
    """Store a consent."""
    values = {name: getattr(row, name) for name in ConsentRow.__slots__}
    await connection.execute(insert(consents).values(values))


async def withdraw(connection: AsyncConnection, user_id: str, purpose: str, now_ms: int) -> None:
    """End all consents to a purpose."""
    c = consents.c
    await connection.execute(
        update(consents)
        .where(c.user_id == user_id, c.purpose == purpose, c.withdrawn_ms.is_(None))
        .values(withdrawn_ms=now_ms)
    )


async def consents_of(connection: AsyncConnection, user_id: str) -> list[ConsentRow]:
    """Read all consents of a user, the oldest first."""
    query = select(consents).where(consents.c.user_id == user_id).order_by(consents.c.given_ms)
    return [ConsentRow(**row) for row in (await connection.execute(query)).mappings()]


async def log(connection: AsyncConnection, rows: Iterable[AccessRow]) -> None:
    """Store what was done."""
    values: list[dict[str, Any]] = [
        {name: getattr(row, name) for name in AccessRow.__slots__} for row in rows
    ]
    if values:
        await connection.execute(insert(access_log), values)


async def log_of(connection: AsyncConnection, user_id: str, limit: int) -> list[AccessRow]:
    """Read what was last done with the data of a user, the newest first."""
    query = (
        select(access_log)
        .where(access_log.c.user_id == user_id)
        .order_by(access_log.c.at_ms.desc(), access_log.c.entry_id.desc())
        .limit(limit)
    )
    return [AccessRow(**row) for row in (await connection.execute(query)).mappings()]


async def purge_log(connection: AsyncConnection, user_id: str, before_ms: int) -> None:
    """Forget old entries."""
    await connection.execute(
        delete(access_log).where(access_log.c.user_id == user_id, access_log.c.at_ms < before_ms)
    )
