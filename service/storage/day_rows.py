"""Days of users as rows: which have to be worked out, and what they came to."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import days, dirty_days, users
from service.storage.user_rows import mark_days, upsert


@dataclass(frozen=True, slots=True)
class DayRow:
    """What a day came to, and after which change."""

    date: str
    seq: int
    computed_ms: int
    again_ms: int | None
    totals: dict[str, Any]
    spans: list[dict[str, Any]]
    warned: str | None


async def waiting_users(connection: AsyncConnection, limit: int) -> list[str]:
    """Users with days to be worked out."""
    query = select(dirty_days.c.user_id).distinct().limit(limit)
    return list((await connection.scalars(query)).all())


async def waiting(connection: AsyncConnection, user_id: str, limit: int) -> dict[str, int]:
    """Find dates of a user to be worked out, the newest first, and the change behind each."""
    c = dirty_days.c
    query = select(c.date, c.seq).where(c.user_id == user_id).order_by(c.date.desc()).limit(limit)
    return {row.date: row.seq for row in (await connection.execute(query)).all()}


async def put(connection: AsyncConnection, user_id: str, rows: Sequence[DayRow]) -> None:
    """Keep days, except where one that knows of later changes is kept already."""
    if not rows:
        return
    query = upsert(connection, days)
    values = [
        {
            "user_id": user_id,
            "date": row.date,
            "seq": row.seq,
            "computed_ms": row.computed_ms,
            "again_ms": row.again_ms,
            "totals": json.dumps(row.totals),
            "spans": json.dumps(row.spans, separators=(",", ":")),
            "warned": row.warned,
        }
        for row in rows
    ]
    names = ("seq", "computed_ms", "again_ms", "totals", "spans", "warned")
    await connection.execute(
        query.on_conflict_do_update(
            index_elements=["user_id", "date"],
            set_={name: query.excluded[name] for name in names},
            where=query.excluded.seq >= days.c.seq,
        ),
        values,
    )


async def remove(
    connection: AsyncConnection, user_id: str, dates: Collection[str], seq: int
) -> None:
    """Forget days of which nothing is known any more."""
    c = days.c
    if dates:
        await connection.execute(
            delete(days).where(c.user_id == user_id, c.date.in_(dates), c.seq <= seq)
        )


async def done(connection: AsyncConnection, user_id: str, dates: Collection[str], seq: int) -> None:
    """Take dates off the list, unless something changed after they were worked out."""
    c = dirty_days.c
    if dates:
        await connection.execute(
            delete(dirty_days).where(c.user_id == user_id, c.date.in_(dates), c.seq <= seq)
        )


async def settle(connection: AsyncConnection, user_id: str, dates: Collection[str]) -> None:
    """Have days never worked out anew for the sake of their sky."""
    c = days.c
    if dates:
        await connection.execute(
            update(days).where(c.user_id == user_id, c.date.in_(dates)).values(again_ms=None)
        )


async def between(
    connection: AsyncConnection,
    user_id: str,
    first: str,
    last: str,
    *,
    limit: int | None = None,
) -> list[DayRow]:
    """Read days by their dates, inclusive."""
    c = days.c
    query = (
        select(days)
        .where(c.user_id == user_id, c.date >= first, c.date <= last)
        .order_by(c.date)
        .limit(limit)
    )
    return [_row(row) for row in (await connection.execute(query)).all()]


async def kept_of(connection: AsyncConnection, user_id: str, dates: Collection[str]) -> set[str]:
    """Tell which of some dates have a day already."""
    if not dates:
        return set()
    query = select(days.c.date).where(days.c.user_id == user_id, days.c.date.in_(dates))
    return set((await connection.scalars(query)).all())


async def still_waiting(
    connection: AsyncConnection, user_id: str, first: str, last: str
) -> list[str]:
    """Dates that have to be worked out, in order."""
    c = dirty_days.c
    query = select(c.date).where(c.user_id == user_id, c.date >= first, c.date <= last)
    return sorted((await connection.scalars(query)).all())


async def any_to_be_seen_again(connection: AsyncConnection, now_ms: int) -> bool:
    """Whether there are days whose sky may be known better by now."""
    query = select(days.c.date).where(days.c.again_ms <= now_ms).limit(1)
    return await connection.scalar(query) is not None


async def mark_those_to_be_seen_again(connection: AsyncConnection, now_ms: int, limit: int) -> int:
    """
    Have days worked out anew whose sky may be known better by now; how many.

    Those of users whom somebody is changing, or erasing, are left for the next time.
    """
    c = days.c
    due = select(c.user_id, c.date, c.seq).where(c.again_ms <= now_ms)
    query = due.order_by(c.again_ms).limit(limit)
    rows = (await connection.execute(query)).all()
    free = select(users.c.user_id).where(users.c.user_id.in_({row.user_id for row in rows}))
    there = set(await connection.scalars(free.with_for_update(skip_locked=True)))
    mine = [row for row in rows if row.user_id in there]
    for row in mine:
        await mark_days(connection, row.user_id, [row.date], row.seq, now_ms)
    return len(mine)


def _row(row: Any) -> DayRow:  # noqa: ANN401
    return DayRow(
        date=row.date,
        seq=row.seq,
        computed_ms=row.computed_ms,
        again_ms=row.again_ms,
        totals=json.loads(row.totals),
        spans=json.loads(row.spans),
        warned=row.warned,
    )
