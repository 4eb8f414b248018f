"""Searching observations by code and by date, as FHIR R4 means it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from service.errors import FieldError, InvalidInput
from service.exporting.observations import EVERY_CODE, Coded, coded
from service.samples import Sample
from service.storage.database import Database
from service.syncing.feed import by_time

_EVER_MS = 2**53
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DATE = re.compile(
    r"(?P<prefix>eq|ge|gt|le|lt|sa|eb)?"
    r"(?P<year>[12]\d{3})(-(?P<month>\d\d)(-(?P<day>\d\d)(?P<time>T\S+)?)?)?",
    re.ASCII,
)
_SECONDS = re.compile(r"T\d\d:\d\d(?P<s>:\d\d(?P<ms>\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """When observations may start and end; all ends inclusive. [ms]"""

    first_start: int = -_EVER_MS
    last_start: int = _EVER_MS
    first_end: int = -_EVER_MS
    last_end: int = _EVER_MS

    def __and__(self, other: "Span") -> "Span":
        return Span(
            max(self.first_start, other.first_start),
            min(self.last_start, other.last_start),
            max(self.first_end, other.first_end),
            min(self.last_end, other.last_end),
        )

    def has(self, sample: Sample) -> bool:
        """Whether a sample starts and ends within it."""
        start, end = sample.start_ms or 0, sample.end_ms or 0
        return (
            self.first_start <= start <= self.last_start and self.first_end <= end <= self.last_end
        )


def span_of(dates: Iterable[str], zone: str) -> Span:
    """
    Read the dates of a search; all of them have to hold.

    Parameters
    ----------
    dates : iterable of str
        Such as ``ge2026-06`` or ``lt2026-06-20T10:00:00Z``.
    zone : str
        IANA zone of whose calendar is meant where a date has no offset.

    Returns
    -------
    Span

    Raises
    ------
    InvalidInput
    """
    span = Span()
    for text in dates:
        span &= _one_date(text, zone)
    return span


def _one_date(text: str, zone: str) -> Span:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _no_date()
    try:
        begin, end = _range(match, ZoneInfo(zone))
    except (ValueError, OverflowError):
        raise _no_date() from None
    low, high = (begin - _EPOCH) // _MILLISECOND, (end - _EPOCH) // _MILLISECOND
    return {
        "eq": Span(first_start=low, last_end=high),
        "ge": Span(first_end=low),
        "gt": Span(first_end=high),
        "le": Span(last_start=high - 1),
        "lt": Span(last_start=low - 1),
        "sa": Span(first_start=high),
        "eb": Span(last_end=low - 1),
    }[match["prefix"] or "eq"]


def _no_date() -> InvalidInput:
    detail = "give a date of FHIR, such as ge2026-06-20 or lt2026-06-20T10:00:00%2B02:00"
    return InvalidInput(FieldError("#/date", "date_invalid", detail))


def _range(match: re.Match[str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Begin and end of what a date names: a year, a month, a day, or less; the end is exclusive."""
    year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
    begin = datetime(year, month, day, tzinfo=zone)
    if match["time"]:
        exact = _SECONDS.fullmatch(match["time"])
        if exact is None:
            raise ValueError
        moment = datetime.fromisoformat(f"{begin.date().isoformat()}{match['time']}")
        length = timedelta(minutes=1) if not exact["s"] else timedelta(seconds=1)
        return moment, moment + (_MILLISECOND if exact["ms"] else length)
    if match["day"]:
        return begin, begin + timedelta(days=1)
    if match["month"]:
        return begin, begin.replace(year=year + month // 12, month=month % 12 + 1)
    return begin, begin.replace(year=year + 1)


def codes_of(asked: str | None) -> Sequence[Coded]:
    """
    Read the codes of a search: ``code`` or ``system|code``, with commas between them.

    Returns
    -------
    sequence of Coded
        Those that there are; a code that nothing has here finds nothing.
    """
    if asked is None:
        return EVERY_CODE
    tokens = asked.split(",")
    return [each for each in EVERY_CODE if {each.code, f"{each.system}|{each.code}"} & set(tokens)]


async def search(
    database: Database,
    user_id: str,
    codes: Sequence[Coded],
    span: Span,
    count: int,
    page: str | None,
) -> tuple[list[Sample], str | None]:
    """
    Find samples that are observations, by their start.

    Parameters
    ----------
    database : Database
    user_id : str
    codes : sequence of Coded
    span : Span
    count : int
        How many at most.
    page : str, optional
        As it was answered before.

    Returns
    -------
    tuple of list of Sample and str or None
        And the page that follows.
    """
    types = tuple({each.type for each in codes})
    first_ms = max(span.first_start, span.first_end) - 1
    last_ms = min(span.last_start, span.last_end) + 1
    found: list[Sample] = []
    if not types:
        return found, None
    while True:
        rows, page = await by_time(database, user_id, first_ms, last_ms, types, count, page)
        fitting = [row for row in rows if coded(row) in codes and span.has(row)]
        missing = count - len(found)
        found += fitting[:missing]
        if len(fitting) > missing:
            return found, f"{found[-1].start_ms}_{found[-1].id}"
        if page is None or len(found) == count:
            return found, page
