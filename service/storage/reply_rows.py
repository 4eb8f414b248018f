"""Answers to requests with an idempotency key, as rows."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import idempotency
from service.storage.user_rows import upsert


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What a key was used for, and what was answered, once it was."""

    body_hash: bytes
    created_ms: int
    answer: str | None


async def find(connection: AsyncConnection, user_id: str, key: str) -> ReplyRow | None:
    """Read what a key was used for."""
    c = idempotency.c
    query = select(c.body_hash, c.created_ms, c.answer).where(
        c.user_id == user_id, c.idempotency_key == key
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else ReplyRow(*row)


async def reserve(
    connection: AsyncConnection, user_id: str, key: str, body_hash: bytes, now_ms: int
) -> None:
    """Note that a request with a key is being answered."""
    query = upsert(connection, idempotency).values(
        user_id=user_id, idempotency_key=key, body_hash=body_hash, created_ms=now_ms, answer=None
    )
    await connection.execute(
        query.on_conflict_do_update(
            index_elements=["user_id", "idempotency_key"],
            set_={"created_ms": query.excluded.created_ms},
        )
    )


async def answer(connection: AsyncConnection, user_id: str, key: str, text: str) -> None:
    """Keep what was answered."""
    c = idempotency.c
    await connection.execute(
        update(idempotency)
        .where(c.user_id == user_id, c.idempotency_key == key)
        .values(answer=text)
    )


async def release(connection: AsyncConnection, user_id: str, key: str) -> None:
    """Forget a key that has no answer."""
    c = idempotency.c
    await connection.execute(
        delete(idempotency).where(
            c.user_id == user_id, c.idempotency_key == key, c.answer.is_(None)
        )
    )


async def purge(connection: AsyncConnection, user_id: str, before_ms: int) -> None:
    """Forget old answers."""
    c = idempotency.c
    await connection.execute(
        delete(idempotency).where(c.user_id == user_id, c.created_ms < before_ms)
    )
