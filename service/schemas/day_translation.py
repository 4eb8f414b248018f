"""From days as they are kept to days as clients read them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.constants import STANDARD_ERYTHEMAL_DOSE
from service.advice_texts import DISCLAIMER
from service.exposures.reading import Days
from service.questions import Language
from service.schemas.days import DaysOut, DayTotalsOut, RecordedDayOut
from service.storage.day_rows import DayRow


def days_out(days: Days, language: Language) -> DaysOut:
    """Show days."""
    pending = set(days.pending)
    return DaysOut(
        days=[
            DayTotalsOut.model_validate(_totals(row, pending=row.date in pending))
            for row in days.rows
        ],
        pending=[date.fromisoformat(each) for each in days.pending],
        next_start=days.next_start,
        disclaimer=DISCLAIMER.in_(language),
    )


def day_out(row: DayRow, language: Language, *, pending: bool) -> RecordedDayOut:
    """Show one day with its minutes."""
    plain = _totals(row, pending=pending)
    plain["spans"] = [_span(span) for span in row.spans]
    plain["disclaimer"] = DISCLAIMER.in_(language)
    return RecordedDayOut.model_validate(plain)


def _totals(row: DayRow, *, pending: bool) -> dict[str, Any]:
    computed = datetime.fromtimestamp(row.computed_ms / 1000.0, UTC).replace(microsecond=0)
    return row.totals | {"computed_at": computed, "pending": pending}


def _span(span: dict[str, Any]) -> dict[str, Any]:
    place, dose = span["place"], span["erythemal_j_m2"]
    return span | {
        "place": None if place is None else {"latitude": place[0], "longitude": place[1]},
        "erythemal_sed": None if dose is None else dose / STANDARD_ERYTHEMAL_DOSE,
        "by_minute": list(_by_minute(span)),
    }


def _by_minute(span: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Full minutes of UTC that a span touches, the first and the last perhaps cut."""
    start = datetime.fromisoformat(span["start"])
    minute = start.replace(second=0, microsecond=0)
    for i, uv_index in enumerate(span["minute_uv_index"]):
        yield {"time": max(start, minute + timedelta(minutes=i)), "uv_index": uv_index}
