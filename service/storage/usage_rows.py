"""How much keys were used, as rows: one for each key, day and kind of operation."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import key_usage
from service.storage.user_rows import upsert

_COUNTED = ("requests", "refused", "invalid", "failed", "units")


@dataclass(frozen=True, slots=True)
class UsageRow:
    """What a key was used for on a day of UTC."""

    key_id: str
    date: str
    kind: str
    requests: int
    """All that came, those below too."""
    refused: int
    """That were too much (429)."""
    invalid: int
    """That could not be used (other 4xx)."""
    failed: int
    """By a fault of the service (5xx)."""
    units: float
    """That were paid."""


async def add(connection: AsyncConnection, rows: Iterable[UsageRow]) -> None:
    """Add to what is counted already, by whatever process."""
    # Always in the same order, so that two processes never wait for each other.
    values = [asdict(row) for row in sorted(rows, key=lambda row: (row.key_id, row.date, row.kind))]
    if not values:
        return
    query = upsert(connection, key_usage)
    more = {name: key_usage.c[name] + query.excluded[name] for name in _COUNTED}
    await connection.execute(
        query.on_conflict_do_update(index_elements=["key_id", "date", "kind"], set_=more), values
    )


async def since(
    connection: AsyncConnection, date: str, key_id: str | None = None
) -> list[UsageRow]:
    """Read what was counted from a day on, of one key or of all, by key, day and kind."""
    c = key_usage.c
    query = select(key_usage).where(c.date >= date).order_by(c.key_id, c.date, c.kind)
    if key_id is not None:
        query = query.where(c.key_id == key_id)
    return [UsageRow(**row) for row in (await connection.execute(query)).mappings()]


async def purge(connection: AsyncConnection, before: str) -> None:
    """Forget days before a date."""
    await connection.execute(delete(key_usage).where(key_usage.c.date < before))
