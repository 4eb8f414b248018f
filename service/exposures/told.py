"""What applications are told of a day that was worked out."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from service.exposures.day import DayResult
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


async def tell(connection: AsyncConnection, told: Told, world_now: datetime) -> None:
    """
    Queue what is to be told, in the transaction that keeps the day.

    Parameters
    ----------
    connection : AsyncConnection
    told : Told
    world_now : datetime
    """
    now_ms = round(world_now.timestamp() * 1000.0)
    totals = told.result.totals
    if told.before is None or told.before.totals != totals:
        await events.day_updated(connection, told.app_id, told.user_id, told.date, {}, now_ms)
    level = told.result.warning
    warned = None if told.before is None else told.before.warned
    today = world_now.astimezone(ZoneInfo(totals["timezone"])).date().isoformat()
    if level is not None and told.date == today and level != warned and warned != "burn":
        await events.burn_warning(connection, told.app_id, told.user_id, told.date, level, now_ms)
