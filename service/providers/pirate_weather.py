"""
Pirate Weather: clouds and the ozone column by the hour, by key.

Its ``uvIndex`` is the broadband UVB flux of GFS as a mean of the preceding hour: under 450 DU over
New York in February it says 3.2 at noon, where a cloudless sky has an erythemal index of 1.7, and
it lies even about noon only when moved by half an hour. As magnitude it is not used.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from models.arrays import FloatArray
from service.providers.checks import (
    MOST_ROWS,
    Number,
    UnixTime,
    column,
    instants_of,
    on_place,
    read,
)
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, Series, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_DAYS_AHEAD = 7
_HOUR_S = 3600.0
_FILL = -900.0
"""What is lower is a fill value."""
_ISSUED = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2})(?::(\d{2}))?Z")
_ATTRIBUTION = ("Powered by Pirate Weather (https://pirateweather.net/)",)
TERMS = Terms(
    licence="by contract; data of NOAA, public domain",
    url="https://pirateweather.net/",
    commercial_use="with_key",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(10_000, 30 * 86_400),)
"""Of the free key, a month, as its site says; not seen in a recorded answer."""


class _Hour(BaseModel):
    time: UnixTime
    uvIndex: Number | None = None  # noqa: N815 - theirs
    cloudCover: Number | None = None  # noqa: N815 - theirs
    ozone: Number | None = None


class _Hourly(BaseModel):
    data: Annotated[list[_Hour], Field(max_length=MOST_ROWS)]


class _Flags(BaseModel):
    sourceTimes: dict[str, object] = {}  # noqa: N815 - theirs


class _Answer(BaseModel):
    latitude: Number
    longitude: Number
    elevation: float | None = None
    hourly: _Hourly
    flags: _Flags = _Flags()


class PirateWeather:
    """Client of the forecast call."""

    source: ForecastSource = "pirate_weather"

    def __init__(self, fetcher: Fetcher, base_url: str, key: str) -> None:
        self._fetcher = fetcher
        self._base = f"{base_url.rstrip('/')}/forecast/{key}"

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell there are values for: never the past."""
        begin, end = max(cell.first, today), min(cell.last, today + timedelta(_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch the hours of a week.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        query = {"units": "si", "extend": "hourly", "exclude": "minutely,daily,alerts"}
        request = Request(f"{self._base}/{cell.latitude:.1f},{cell.longitude:.1f}", query)
        return await self._fetcher.fetch(request, lambda reply: self._read(reply, cell))

    def _read(self, reply: Reply, cell: Cell) -> Forecast:
        answer = read(_Answer, reply.body)
        on_place(cell, answer.latitude, answer.longitude)
        hours = answer.hourly.data
        time = instants_of([hour.time for hour in hours])
        uv, cover, ozone = (
            _without_fill(column(values, len(time)))
            for values in zip(*((h.uvIndex, h.cloudCover, h.ozone) for h in hours), strict=True)
        )
        cover = np.where((cover < 0.0) | (cover > 1.0), np.nan, cover)
        return Forecast(
            source=self.source,
            series=(
                Series("uv_index", time - _HOUR_S, time, uv, "all", "uvb"),
                instants("cloud_cover", time, cover),
                instants("ozone_du", time, ozone),
            ),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
            issued_at=_issued(answer.flags),
            elevation_m=answer.elevation,
        )


def _without_fill(values: FloatArray) -> FloatArray:
    return np.where(values < _FILL, np.nan, values)


def _issued(flags: _Flags) -> datetime | None:
    """Nominal time of the run of GFS, which ozone is from."""
    match = _ISSUED.fullmatch(str(flags.sourceTimes.get("gfs", "")))
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}:{match[3] or '00'}").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
