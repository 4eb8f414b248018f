"""OpenWeather One Call 3: UV index with clouds, and cover, for 48 hours; by key."""

from datetime import date, timedelta
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

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
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_PATH = "/data/3.0/onecall"
_DAYS_AHEAD = 2
_ATTRIBUTION = ("Weather data provided by OpenWeather (https://openweathermap.org/)",)
TERMS = Terms(
    licence="by contract; CC BY-SA 4.0 for the data",
    url="https://openweather.co.uk/storage/app/media/Terms/Openweather_terms_and_conditions.pdf",
    commercial_use="with_key",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(1_000, 86_400),)
"""Of the free share of One Call 3."""


class _Hour(BaseModel):
    dt: UnixTime
    uvi: Number | None = None
    clouds: Number | None = None


class _Answer(BaseModel):
    lat: Number
    lon: Number
    hourly: Annotated[list[_Hour], Field(max_length=MOST_ROWS)]


class OpenWeather:
    """Client of One Call 3."""

    source: ForecastSource = "openweather"

    def __init__(self, fetcher: Fetcher, base_url: str, key: str) -> None:
        base = base_url.rstrip("/")
        self._fetcher = fetcher
        self._url = base if base.endswith("/onecall") else base + _PATH
        self._key = key

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell there are values for: never the past."""
        begin, end = max(cell.first, today), min(cell.last, today + timedelta(_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch 48 hours.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        query = {
            "lat": f"{cell.latitude:.1f}",
            "lon": f"{cell.longitude:.1f}",
            "exclude": "minutely,daily,alerts",
            "units": "metric",
            "appid": self._key,
        }
        return await self._fetcher.fetch(
            Request(self._url, query), lambda reply: self._read(reply, cell)
        )

    def _read(self, reply: Reply, cell: Cell) -> Forecast:
        answer = read(_Answer, reply.body)
        on_place(cell, answer.lat, answer.lon)
        hours = answer.hourly
        time = instants_of([hour.dt for hour in hours])
        cover = column([hour.clouds for hour in hours], len(time)) / 100.0
        return Forecast(
            source=self.source,
            series=(
                instants("uv_index", time, column([hour.uvi for hour in hours], len(time))),
                instants("cloud_cover", time, np.where((cover < 0) | (cover > 1), np.nan, cover)),
            ),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
        )
