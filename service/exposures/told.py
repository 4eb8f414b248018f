"""What applications are told of a day that was worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from service.exposures.day import DayResult
from service.storage import webhook_rows
from service.storage.day_rows import DayRow
from service.webhooks import events


@dataclass(frozen=True, slots=True)
class Told:
    """A day, as it was and as it is."""

    app_id: str
    user_id: str
    date: str
    result: DayResult
    before: DayRow | None


async def tell(connection: AsyncConnection, days: Sequence[Told], now: datetime) -> None:
    """
    Queue what is to be told, in the transaction that keeps the days.

    Parameters
    ----------
    connection : AsyncConnection
    days : sequence of Told
        Of one application.
    now : datetime
    """
    if not days or not await webhook_rows.of_app(connection, days[0].app_id):
        return
    for told in days:
        await _tell(connection, told, now)


async def _tell(connection: AsyncConnection, told: Told, now: datetime) -> None:
    now_ms = round(now.timestamp() * 1000.0)
    totals, level = told.result.totals, told.result.warning
    if told.before is None or told.before.totals != totals:
        await events.day_updated(connection, told.app_id, told.user_id, told.date, {}, now_ms)
    warned = None if told.before is None else told.before.warned
    today = now.astimezone(ZoneInfo(totals["timezone"])).date().isoformat()
    if level is not None and told.date == today and level != warned and warned != "burn":
        await events.burn_warning(connection, told.app_id, told.user_id, told.date, level, now_ms)
