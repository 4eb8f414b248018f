"""Totals of many days, without the minutes that they were worked out from."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import days

_LOOKED_AT = 20


async def totals_between(
    connection: AsyncConnection, user_id: str, first: str, last: str
) -> list[tuple[str, str]]:
    """Read dates and totals, as they are stored, of days by their dates, inclusive."""
    c = days.c
    query = (
        select(c.date, c.totals)
        .where(c.user_id == user_id, c.date >= first, c.date <= last)
        .order_by(c.date)
    )
    return [(row.date, row.totals) for row in (await connection.execute(query)).all()]


async def latest_spans(connection: AsyncConnection, user_id: str) -> list[str]:
    """Read minutes of the latest days, as they are stored, the newest day first."""
    c = days.c
    query = select(c.spans).where(c.user_id == user_id).order_by(c.date.desc()).limit(_LOOKED_AT)
    return list((await connection.scalars(query)).all())
