"""Tokens of users' devices as rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import tokens


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token; of its secret only a digest is kept."""

    user_id: str
    token_id: str
    family_id: str
    """All that came of one grant, to be ended together."""
    kind: str
    device_id: str
    scopes: str
    secret_hash: bytes
    created_ms: int
    expires_ms: int
    used_ms: int | None = None
    replaced_ms: int | None = None
    """When a refresh token was exchanged."""


async def create(connection: AsyncConnection, rows: Iterable[TokenRow]) -> None:
    """Store tokens."""
    values = [{name: getattr(row, name) for name in TokenRow.__slots__} for row in rows]
    await connection.execute(insert(tokens), values)


async def find(
    connection: AsyncConnection, user_id: str, token_id: str, *, lock: bool = False
) -> TokenRow | None:
    """Read a token."""
    query = select(tokens).where(tokens.c.user_id == user_id, tokens.c.token_id == token_id)
    found = await connection.execute(query.with_for_update() if lock else query)
    row = found.mappings().one_or_none()
    return None if row is None else TokenRow(**row)


async def of_family(connection: AsyncConnection, user_id: str, family_id: str) -> list[TokenRow]:
    """Read all tokens of a family."""
    query = select(tokens).where(tokens.c.user_id == user_id, tokens.c.family_id == family_id)
    return [TokenRow(**row) for row in (await connection.execute(query)).mappings()]


async def of_user(connection: AsyncConnection, user_id: str, now_ms: int) -> list[TokenRow]:
    """Read the tokens of a user that are good for something."""
    c = tokens.c
    query = (
        select(tokens)
        .where(c.user_id == user_id, c.expires_ms > now_ms, c.replaced_ms.is_(None))
        .order_by(c.created_ms)
    )
    return [TokenRow(**row) for row in (await connection.execute(query)).mappings()]


async def mark_used(connection: AsyncConnection, user_id: str, token_id: str, now_ms: int) -> None:
    """Note the first use of a token."""
    c = tokens.c
    await connection.execute(
        update(tokens)
        .where(c.user_id == user_id, c.token_id == token_id, c.used_ms.is_(None))
        .values(used_ms=now_ms)
    )


async def mark_replaced(
    connection: AsyncConnection, user_id: str, token_id: str, now_ms: int
) -> None:
    """Note that a refresh token was exchanged."""
    c = tokens.c
    await connection.execute(
        update(tokens)
        .where(c.user_id == user_id, c.token_id == token_id)
        .values(replaced_ms=now_ms, used_ms=now_ms)
    )


async def remove(
    connection: AsyncConnection,
    user_id: str,
    *,
    token_ids: Iterable[str] | None = None,
    family_id: str | None = None,
    device_id: str | None = None,
    expired_before_ms: int | None = None,
) -> int:
    """Delete tokens of a user, all that are named by every condition; how many went."""
    c = tokens.c
    query = delete(tokens).where(c.user_id == user_id)
    if token_ids is not None:
        query = query.where(c.token_id.in_(list(token_ids)))
    if family_id is not None:
        query = query.where(c.family_id == family_id)
    if device_id is not None:
        query = query.where(c.device_id == device_id)
    if expired_before_ms is not None:
        query = query.where(c.expires_ms < expired_before_ms)
    return int((await connection.execute(query)).rowcount)
