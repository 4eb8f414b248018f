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


async def begin(
    database: Database,
    user_id: str,
    key: str,
    body: bytes,
    now_ms: int,
    *,
    is_abandoned: bool = False,
) -> Begun:
    """
    Look for an answer that was given to the same request.

    ``is_abandoned`` says that nobody works on an answer, whatever is noted.

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
        left_ms = 0 if before is None or is_abandoned else _left_ms(before.created_ms, now_ms)
        if left_ms > 0:
            detail = "a request with this Idempotency-Key is being answered"
            raise InTheWay(detail, retry_after_s=-(-left_ms // 1000))
        await reply_rows.reserve(connection, user_id, key, digest, now_ms)
    return Begun(None)


def _left_ms(created_ms: int, now_ms: int) -> int:
    """Tell until when somebody may be at work; a clock that was set back makes nobody wait. [ms]"""
    passed_ms = now_ms - created_ms
    return _ABANDONED_MS - passed_ms if passed_ms >= 0 else 0


async def finish(connection: AsyncConnection, user_id: str, key: str, answer: str) -> None:
    """Keep an answer, in the transaction whose work it tells of."""
    await reply_rows.answer(connection, user_id, key, answer)


async def give_up(database: Database, user_id: str, key: str) -> None:
    """Let the key be used again after a failure."""
    async with database.writing() as connection:
        await reply_rows.release(connection, user_id, key)
