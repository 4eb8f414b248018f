"""Users as rows: their profile, their choices, and the head of their feed of changes."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import OF_USER, days, deployment, dirty_days, erased_users, users

_SALT = "erasure_salt"


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as it is stored."""

    user_id: str
    app_id: str
    created_ms: int
    head_seq: int
    floor_seq: int
    """Cursors below this place miss tombstones that are gone."""
    profile: dict[str, Any]
    privacy: dict[str, Any]


def upsert(connection: AsyncConnection, table: Any) -> Any:  # noqa: ANN401
    """Start an insert that may say ``on_conflict_do_…`` in the dialect at hand."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


async def create(connection: AsyncConnection, user: UserRow) -> bool:
    """Store a new user; ``False`` where it exists already."""
    row = {
        "user_id": user.user_id,
        "app_id": user.app_id,
        "created_ms": user.created_ms,
        "head_seq": user.head_seq,
        "floor_seq": user.floor_seq,
        "profile": json.dumps(user.profile),
        "privacy": json.dumps(user.privacy),
    }
    done = await connection.execute(
        upsert(connection, users).values(row).on_conflict_do_nothing(index_elements=["user_id"])
    )
    return bool(done.rowcount)


async def find(connection: AsyncConnection, user_id: str, *, lock: bool = False) -> UserRow | None:
    """
    Read a user.

    Parameters
    ----------
    connection : AsyncConnection
    user_id : str
    lock : bool
        Whether nobody else may write anything of this user until the transaction is over.

    Returns
    -------
    UserRow or None
    """
    query = select(users).where(users.c.user_id == user_id)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        return None
    return UserRow(
        row.user_id, row.app_id, row.created_ms, row.head_seq, row.floor_seq,
        json.loads(row.profile), json.loads(row.privacy),
    )  # fmt: skip


async def set_head(connection: AsyncConnection, user_id: str, head_seq: int) -> None:
    """Move the head of the feed; the user has to be locked."""
    await connection.execute(
        update(users).where(users.c.user_id == user_id).values(head_seq=head_seq)
    )


async def set_floor(connection: AsyncConnection, user_id: str, floor_seq: int) -> None:
    """Tell which cursors have expired; the user has to be locked."""
    await connection.execute(
        update(users).where(users.c.user_id == user_id).values(floor_seq=floor_seq)
    )


async def set_profile(
    connection: AsyncConnection, user: UserRow, profile: dict[str, Any], now_ms: int
) -> None:
    """Replace the profile of a locked user; every day it has is to be worked out anew."""
    await connection.execute(
        update(users)
        .where(users.c.user_id == user.user_id)
        .values(profile=json.dumps(profile), head_seq=user.head_seq + 1)
    )
    await mark_all_days(connection, user.user_id, user.head_seq + 1, now_ms)


async def set_privacy(connection: AsyncConnection, user_id: str, privacy: dict[str, Any]) -> None:
    """Replace the choices of a user."""
    await connection.execute(
        update(users).where(users.c.user_id == user_id).values(privacy=json.dumps(privacy))
    )


async def mark_all_days(connection: AsyncConnection, user_id: str, seq: int, now_ms: int) -> None:
    """Have every day of a user worked out anew."""
    dates = await connection.scalars(select(days.c.date).where(days.c.user_id == user_id))
    await mark_days(connection, user_id, dates.all(), seq, now_ms)


async def mark_days(
    connection: AsyncConnection, user_id: str, dates: Iterable[str], seq: int, now_ms: int
) -> None:
    """
    Have days of a user worked out anew, after a change that is part of this transaction.

    What is marked for a later change already stays so: who works from an earlier state must not
    take it off the list.
    """
    rows = [{"user_id": user_id, "date": date, "seq": seq, "marked_ms": now_ms} for date in dates]
    if not rows:
        return
    query = upsert(connection, dirty_days)
    await connection.execute(
        query.on_conflict_do_update(
            index_elements=["user_id", "date"],
            set_={"seq": query.excluded.seq, "marked_ms": query.excluded.marked_ms},
            where=query.excluded.seq >= dirty_days.c.seq,
        ),
        rows,
    )


async def erase(connection: AsyncConnection, user_id: str, now_ms: int) -> None:
    """Delete all rows of a user, whose lock is held, and leave a salted hash."""
    for table in reversed(OF_USER):
        await connection.execute(delete(table).where(table.c.user_id == user_id))
    row = {"user_hash": await _hash(connection, user_id), "erased_ms": now_ms}
    await connection.execute(
        upsert(connection, erased_users)
        .values(row)
        .on_conflict_do_nothing(index_elements=["user_hash"])
    )


async def was_erased(connection: AsyncConnection, user_id: str) -> bool:
    """Whether there was such a user once."""
    digest = _digest(await _salt(connection), user_id)
    query = select(erased_users.c.erased_ms).where(erased_users.c.user_hash == digest)
    return await connection.scalar(query) is not None


async def _hash(connection: AsyncConnection, user_id: str) -> bytes:
    salt = await _salt(connection)
    if not salt:
        # Of two that erase somebody for the first time, both have to use one salt.
        await connection.execute(
            upsert(connection, deployment)
            .values(name=_SALT, value=secrets.token_hex(16))
            .on_conflict_do_nothing(index_elements=["name"])
        )
        salt = await _salt(connection)
    return _digest(salt, user_id)


def _digest(salt: str, user_id: str) -> bytes:
    return hashlib.sha256(f"{salt}:{user_id}".encode()).digest()


async def _salt(connection: AsyncConnection) -> str:
    query = select(deployment.c.value).where(deployment.c.name == _SALT)
    return str(await connection.scalar(query) or "")


async def ids_after(connection: AsyncConnection, after: str, limit: int) -> list[str]:
    """List users by their ids, after one of them; "" begins."""
    query = select(users.c.user_id).order_by(users.c.user_id).limit(limit)
    if after:
        query = query.where(users.c.user_id > after)
    return list((await connection.scalars(query)).all())
