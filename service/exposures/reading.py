"""Reading days: what is kept, and what is still being worked out."""

from dataclasses import dataclass
from datetime import date, timedelta

from service.errors import FieldError, InvalidInput, NotThere
from service.storage import day_rows
from service.storage.database import Database
from service.storage.day_rows import DayRow

MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Days:
    """Days in order, the dates that are being worked out, and where to go on."""

    rows: list[DayRow]
    pending: list[str]
    next_start: date | None


async def days_between(database: Database, user_id: str, first: date, last: date) -> Days:
    """
    Read the days of a user, at most 400 of them.

    Raises
    ------
    InvalidInput
        Where the last lies before the first.
    """
    if last < first:
        raise InvalidInput(FieldError("#/end", "end_before_start", "the end lies before the start"))
    async with database.reading() as connection:
        rows = await day_rows.between(
            connection, user_id, first.isoformat(), last.isoformat(), limit=MOST_DAYS + 1
        )
        shown = rows[:MOST_DAYS]
        until = last if len(rows) <= MOST_DAYS else date.fromisoformat(shown[-1].date)
        pending = await day_rows.still_waiting(
            connection, user_id, first.isoformat(), until.isoformat()
        )
    following = until + timedelta(days=1) if len(rows) > MOST_DAYS else None
    return Days(shown, pending, following)


async def one_day(database: Database, user_id: str, day: date) -> tuple[DayRow, bool]:
    """
    Read a day, and whether it is being worked out anew.

    Raises
    ------
    NotThere
        Where nothing is known of it.
    """
    found = await days_between(database, user_id, day, day)
    if not found.rows:
        being = " yet: it is being worked out" if found.pending else ""
        raise NotThere(f"nothing is known of {day.isoformat()}{being}")
    return found.rows[0], bool(found.pending)
