"""
currentuvindex.com: a UV index by the hour, of unknown sky, for the last day and the next five.

One person's service without a promise; whether clouds are in its numbers it does not say.
"""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from service.errors import ForecastUnavailable
from service.providers.checks import MOST_ROWS, Number, column, invalid, on_place, read, seconds_of
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_PATH = "/api/v1/uvi"
_DAYS_AHEAD = 5
_ATTRIBUTION = ("UV index data from currentuvindex.com (https://currentuvindex.com/), CC BY 4.0",)
TERMS = Terms(
    licence="CC BY 4.0",
    url="https://currentuvindex.com/api",
    commercial_use="not_stated",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(30, 60), Limit(500, 86_400))
"""It states none; modest for a service that somebody runs alone (judgement)."""


class _Hour(BaseModel):
    time: datetime
    uvi: Number | None


_Hours = Annotated[list[_Hour], Field(max_length=MOST_ROWS)]


class _Answer(BaseModel):
    ok: bool
    latitude: Number | None = None
    longitude: Number | None = None
    now: _Hour | None = None
    forecast: _Hours = []
    history: _Hours = []


class CurrentUvIndex:
    """Client of the only call there is."""

    source: ForecastSource = "currentuvindex"

    def __init__(self, fetcher: Fetcher, base_url: str) -> None:
        base = base_url.rstrip("/")
        self._fetcher = fetcher
        self._url = base if base.endswith(_PATH) else base + _PATH

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell there are values for; ``None`` for none of them."""
        begin = max(cell.first, today - timedelta(1))
        end = min(cell.last, today + timedelta(_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch history, present and forecast of a cell.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body, and where ``ok`` is false.
        """
        query = {"latitude": f"{cell.latitude:.1f}", "longitude": f"{cell.longitude:.1f}"}
        return await self._fetcher.fetch(
            Request(self._url, query), lambda reply: self._read(reply, cell)
        )

    def _read(self, reply: Reply, cell: Cell) -> Forecast:
        answer = read(_Answer, reply.body)
        if not answer.ok:
            raise ForecastUnavailable("provider_no_data", "not ok")
        on_place(cell, answer.latitude, answer.longitude)
        hours = _in_order(answer)
        time = seconds_of([hour.time for hour in hours])
        value = column([hour.uvi for hour in hours], len(time))
        return Forecast(
            source=self.source,
            series=(instants("uv_index", time, value, sky="unknown"),),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
        )


def _in_order(answer: _Answer) -> list[_Hour]:
    """History comes newest first in some bodies; what is said of now holds against both lists."""
    hours = [*answer.history, *answer.forecast, *([answer.now] if answer.now else [])]
    if any(hour.time.tzinfo is None for hour in hours):
        raise invalid("times without offset")
    by_time = {hour.time: hour for hour in hours}
    return [by_time[time] for time in sorted(by_time)]
