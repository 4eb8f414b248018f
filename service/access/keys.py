"""Keys of applications: made, shown once, rotated, ended."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from service.access import secrets
from service.access.callers import APP_SCOPES, Scope
from service.access.secrets import NamedKey
from service.errors import NotThere
from service.storage import key_rows
from service.storage.database import Database
from service.storage.key_rows import KeyRow

DAY_MS = 86_400_000


async def create_key(
    database: Database,
    app_name: str,
    now_ms: int,
    scopes: Iterable[Scope] = APP_SCOPES,
    expires_ms: int | None = None,
    per_minute: int | None = None,
) -> tuple[str, KeyRow]:
    """
    Make a key, and its application where there is none of that name.

    Parameters
    ----------
    database : Database
    app_name : str
    now_ms : int
    scopes : iterable of str
    expires_ms : int, optional
    per_minute : int, optional
        What it may ask in a minute; as all keys by default. [units]

    Returns
    -------
    tuple of str and KeyRow
        The key as text, which nobody can show again, and what is kept of it.
    """
    async with database.writing() as connection:
        app_id = await _app(connection, app_name, now_ms)
        named = NamedKey(secrets.new_key_id(), secrets.new_secret())
        row = KeyRow(
            named.key_id, app_id, secrets.digest(named.secret), " ".join(scopes), now_ms,
            expires_ms, per_minute=per_minute,
        )  # fmt: skip
        await key_rows.create(connection, row)
    return secrets.key_text(named), row


async def app_of(database: Database, app_name: str, now_ms: int) -> str:
    """Id of an application, which is made where there is none of that name."""
    async with database.writing() as connection:
        return await _app(connection, app_name, now_ms)


async def _app(connection: AsyncConnection, app_name: str, now_ms: int) -> str:
    app_id = await key_rows.app_named(connection, app_name)
    if app_id is None:
        app_id = secrets.new_id()
        await key_rows.create_app(connection, app_id, app_name, now_ms)
    return app_id


async def rotate_key(
    database: Database, key_id: str, now_ms: int, overlap_days: float
) -> tuple[str, KeyRow]:
    """
    Make a successor of a key, which itself is good for some days more.

    The successor of a key that ends is good for as long as that was from its making to its end.
    Of a key that was rotated already that end is the nearer one of the overlap.

    Raises
    ------
    NotThere
        Where there is no such key, or it has ended.
    """
    async with database.writing() as connection:
        old = await key_rows.find(connection, key_id)
        if old is None or old.ended_at(now_ms):
            raise NotThere(f"there is no key {key_id}")
        named = NamedKey(secrets.new_key_id(), secrets.new_secret())
        row = replace(
            old, key_id=named.key_id, secret_hash=secrets.digest(named.secret), created_ms=now_ms,
            expires_ms=_as_long(old, now_ms), last_used_ms=None,
        )  # fmt: skip
        await key_rows.create(connection, row)
        await key_rows.expire(connection, key_id, now_ms + round(overlap_days * DAY_MS))
    return secrets.key_text(named), row


def _as_long(old: KeyRow, now_ms: int) -> int | None:
    return None if old.expires_ms is None else now_ms + old.expires_ms - old.created_ms


async def revoke_key(database: Database, key_id: str, now_ms: int) -> None:
    """
    End a key at once.

    Raises
    ------
    NotThere
    """
    async with database.writing() as connection:
        if not await key_rows.revoke(connection, key_id, now_ms):
            raise NotThere(f"there is no key {key_id}")


async def every_key(database: Database) -> list[tuple[str, KeyRow]]:
    """List all keys with the names of their applications."""
    async with database.reading() as connection:
        return [
            (await key_rows.name_of(connection, key.app_id), key)
            for key in await key_rows.every(connection)
        ]
