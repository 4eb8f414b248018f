"""Answers that are kept for a day, so that a lost one is repeated word for word."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import FieldError, InTheWay, InvalidInput, UserGone
from service.storage import reply_rows, user_rows
from service.storage.database import Database

KEPT_MS = 86_400_000
_ABANDONED_MS = 60_000
"""After this time whoever worked on an answer is taken for dead. [ms]"""


@dataclass(frozen=True, slots=True)
class Begun:
    """Either the answer that was given before, or leave to work one out."""

    answer: str | None


async def begin(database: Database, user_id: str, key: str, body: bytes, now_ms: int) -> Begun:
    """
    Look for an answer that was given to the same request.

    Raises
    ------
    InTheWay
        While another request with the key is being answered.
    InvalidInput
        Where the key came with another body.
    UserGone
    """
    digest = hashlib.sha256(body).digest()
    async with database.writing() as connection:
        if await user_rows.find(connection, user_id, lock=True) is None:
            raise UserGone
        await reply_rows.purge(connection, user_id, now_ms - KEPT_MS)
        before = await reply_rows.find(connection, user_id, key)
        if before is not None and before.body_hash != digest:
            detail = "this Idempotency-Key came with another body"
            raise InvalidInput(FieldError("#/Idempotency-Key", "key_reused", detail))
        if before is not None and before.answer is not None:
            return Begun(before.answer)
        if before is not None and now_ms - before.created_ms < _ABANDONED_MS:
            raise InTheWay("a request with this Idempotency-Key is being answered")
        await reply_rows.reserve(connection, user_id, key, digest, now_ms)
    return Begun(None)


async def finish(connection: AsyncConnection, user_id: str, key: str, answer: str) -> None:
    """Keep an answer, in the transaction whose work it tells of."""
    await reply_rows.answer(connection, user_id, key, answer)


async def give_up(database: Database, user_id: str, key: str) -> None:
    """Let the key be used again after a failure."""
    async with database.writing() as connection:
        await reply_rows.release(connection, user_id, key)
