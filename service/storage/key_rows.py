"""Applications and their keys as rows."""

from dataclasses import dataclass

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import app_keys, apps


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of an application; of its secret only a digest is kept."""

    key_id: str
    app_id: str
    secret_hash: bytes
    scopes: str
    created_ms: int
    expires_ms: int | None = None
    revoked_ms: int | None = None
    last_used_ms: int | None = None
    per_minute: int | None = None
    """What it may ask in a minute; as all keys where there is none. [units]"""

    def ended_at(self, now_ms: int) -> bool:
        """Whether it is good for nothing any more."""
        if self.revoked_ms is not None:
            return True
        return self.expires_ms is not None and self.expires_ms <= now_ms


async def create_app(connection: AsyncConnection, app_id: str, name: str, created_ms: int) -> None:
    """Store an application."""
    await connection.execute(insert(apps).values(app_id=app_id, name=name, created_ms=created_ms))


async def app_named(connection: AsyncConnection, name: str) -> str | None:
    """Find the first application of a name."""
    query = select(apps.c.app_id).where(apps.c.name == name).order_by(apps.c.created_ms).limit(1)
    return await connection.scalar(query)


async def name_of(connection: AsyncConnection, app_id: str) -> str:
    """Name of an application."""
    return str(await connection.scalar(select(apps.c.name).where(apps.c.app_id == app_id)) or "")


async def create(connection: AsyncConnection, key: KeyRow) -> None:
    """Store a key."""
    values = {name: getattr(key, name) for name in KeyRow.__slots__}
    await connection.execute(insert(app_keys).values(values))


async def find(connection: AsyncConnection, key_id: str) -> KeyRow | None:
    """Read a key."""
    found = await connection.execute(select(app_keys).where(app_keys.c.key_id == key_id))
    row = found.mappings().one_or_none()
    return None if row is None else KeyRow(**row)


async def every(connection: AsyncConnection) -> list[KeyRow]:
    """Read all keys, the oldest first."""
    rows = (await connection.execute(select(app_keys).order_by(app_keys.c.created_ms))).mappings()
    return [KeyRow(**row) for row in rows]


async def mark_used(connection: AsyncConnection, key_id: str, now_ms: int) -> None:
    """Note that a key is in use."""
    await connection.execute(
        update(app_keys).where(app_keys.c.key_id == key_id).values(last_used_ms=now_ms)
    )


async def expire(connection: AsyncConnection, key_id: str, at_ms: int) -> None:
    """Let a key end at a time, unless it ends sooner."""
    c = app_keys.c
    await connection.execute(
        update(app_keys)
        .where(c.key_id == key_id, or_(c.expires_ms.is_(None), c.expires_ms > at_ms))
        .values(expires_ms=at_ms)
    )


async def revoke(connection: AsyncConnection, key_id: str, at_ms: int) -> bool:
    """End a key at once; ``False`` where there is none."""
    done = await connection.execute(
        update(app_keys).where(app_keys.c.key_id == key_id).values(revoked_ms=at_ms)
    )
    return bool(done.rowcount)
