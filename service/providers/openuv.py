"""
OpenUV: clear-sky UV index through the day, and ozone; by key, 50 calls a day without payment.

Its bodies name no place: the altitude of the sun that they give tells whether it is ours.
"""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from models import solar_geometry
from models.arrays import FloatArray
from service.errors import ForecastUnavailable
from service.providers.checks import MOST_ROWS, Number, column, read, seconds_of
from service.providers.fetching import Fetcher, Reply, Request, until_midnight
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_MOST_ALTITUDE_OFF = 3.0
"""Of the sun: refraction and their formula are below 1°, the rounding of the place is 0.1°. [°]"""
_ATTRIBUTION = ("Clear-sky UV index by OpenUV (https://www.openuv.io/)",)
TERMS = Terms(
    licence="by contract",
    url="https://www.openuv.io/terms",
    commercial_use="with_key",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(50, 86_400),)
"""Of the free key."""


class _SunPosition(BaseModel):
    altitude: Number


class _SunInfo(BaseModel):
    sun_position: _SunPosition | None = None


class _Hour(BaseModel):
    uv: Number | None
    uv_time: datetime
    sun_position: _SunPosition | None = None


class _Forecast(BaseModel):
    result: Annotated[list[_Hour], Field(max_length=MOST_ROWS)]


class _Now(BaseModel):
    uv: Number | None
    uv_time: datetime
    ozone: Number | None = None
    sun_info: _SunInfo = _SunInfo()


class _Current(BaseModel):
    result: _Now


def pause_of(reply: Reply, now: datetime) -> float | None:
    """Seconds to the next day where the day's calls are used up, told by 403 or 429. [s]"""
    return until_midnight(now) if "quota" in reply.text.lower() else None


class OpenUv:
    """Client of OpenUV."""

    source: ForecastSource = "openuv"

    def __init__(self, fetcher: Fetcher, base_url: str, key: str) -> None:
        self._fetcher = fetcher
        self._base = base_url.rstrip("/").removesuffix("/api/v1")
        self._headers = {"x-access-token": key}

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Today alone, for which there is one call: more would use up the day's 50 too fast."""
        return (today, today) if cell.first <= today <= cell.last else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch the hours of the day that it is there.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        ahead = _from_utc(cell)
        noon = datetime.combine((self._fetcher.now() + ahead).date(), time(12), UTC) - ahead
        query = self._place(cell) | {"dt": f"{noon:%Y-%m-%dT%H:%M:%S.000Z}"}
        return await self._asked("forecast", query, lambda reply: self._read_day(reply, cell))

    async def current(self, cell: Cell) -> Forecast:
        """
        Fetch the UV index of now and the ozone column; never part of a forecast.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        return await self._asked("uv", self._place(cell), lambda reply: self._read_now(reply, cell))

    def _place(self, cell: Cell) -> dict[str, str]:
        return {"lat": f"{cell.latitude:.1f}", "lng": f"{cell.longitude:.1f}"}

    async def _asked(
        self, what: str, query: dict[str, str], read_it: Callable[[Reply], Forecast]
    ) -> Forecast:
        request = Request(f"{self._base}/api/v1/{what}", query, self._headers)
        return await self._fetcher.fetch(request, read_it)

    def _read_day(self, reply: Reply, cell: Cell) -> Forecast:
        hours = read(_Forecast, reply.body).result
        if not hours:
            raise ForecastUnavailable("provider_no_data", "no hours")
        at = seconds_of([hour.uv_time for hour in hours])
        _on_place(cell, at, [hour.sun_position for hour in hours])
        value = column([hour.uv for hour in hours], len(at))
        return Forecast(
            source=self.source,
            series=(instants("uv_index", at, value, sky="clear"),),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
        )

    def _read_now(self, reply: Reply, cell: Cell) -> Forecast:
        now = read(_Current, reply.body).result
        at = seconds_of([now.uv_time])
        _on_place(cell, at, [now.sun_info.sun_position])
        return Forecast(
            source=self.source,
            series=(
                instants("uv_index", at, column([now.uv], 1), sky="clear"),
                instants("ozone_du", at, column([now.ozone], 1)),
            ),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
        )


def _from_utc(cell: Cell) -> timedelta:
    """Solar time ahead of UTC: in the far east and west the date there is not that of UTC."""
    return timedelta(hours=cell.longitude / 15.0)


def _on_place(cell: Cell, at: FloatArray, positions: Sequence[_SunPosition | None]) -> None:
    told = np.array([math.nan if each is None else each.altitude for each in positions])
    sun = solar_geometry.solar_position(at, cell.latitude, cell.longitude)
    off = np.abs(np.degrees(told) - (90.0 - sun.zenith))
    if np.any(off > _MOST_ALTITUDE_OFF):
        raise ForecastUnavailable("provider_wrong_place", "the sun stands elsewhere")
