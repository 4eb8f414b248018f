"""
Open-Meteo's forecast API: clouds, sunlight, snow and terrain, up to 16 days ahead.

Its ``uv_index`` is the broadband UVB flux of GFS times a constant, up to 2.5 times an erythemal
index at low sun: only the ratio to its own clear sky is of use. Radiation and UV are means of the
preceding hour. After hour 120 GFS comes every three hours, and what is interpolated lags another
hour behind the sun.
"""

from datetime import date, datetime, timedelta

import numpy as np

from models.arrays import FloatArray
from service.providers.checks import column, read
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, Series, SeriesSky, instants
from service.providers.open_meteo_frame import (
    Frame,
    Hourly,
    Values,
    endpoint,
    hours_of,
    query_of,
)
from service.providers.terms import Terms

_PATH = "/v1/forecast"
_DAYS_BACK = 92
_DAYS_AHEAD = 15
_HOUR_S = 3600.0
_HOURLY_UNTIL_S = 120 * _HOUR_S
_RUN_S = 6 * _HOUR_S
_RUN_ONLINE_AFTER_S = 6 * _HOUR_S
"""How long after its nominal time a run of GFS can be had, roughly. [s]"""
_ATTRIBUTION = (
    "Weather data by Open-Meteo.com (https://open-meteo.com/), CC BY 4.0",
    "Forecast model GFS by NOAA / National Weather Service, public domain",
)
TERMS = Terms(
    licence="CC BY 4.0; the free service for non-commercial use only",
    url="https://open-meteo.com/en/terms",
    commercial_use="with_key",
    attribution=_ATTRIBUTION,
)


class _Columns(Hourly):
    uv_index: Values = None
    uv_index_clear_sky: Values = None
    cloud_cover: Values = None
    shortwave_radiation: Values = None
    snow_depth: Values = None


class _Answer(Frame):
    hourly: _Columns


class OpenMeteoForecast:
    """Client of the forecast API."""

    source: ForecastSource = "open_meteo_forecast"

    def __init__(self, fetcher: Fetcher, base_url: str, key: str = "") -> None:
        self._fetcher = fetcher
        self._url = endpoint(base_url, _PATH)
        self._key = key

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell there are values for; ``None`` for none of them."""
        begin = max(cell.first, today - timedelta(_DAYS_BACK))
        end = min(cell.last, today + timedelta(_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch hourly values of a cell for whole UTC dates.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        request = Request(self._url, query_of(cell, _Columns, self._key))
        return await self._fetcher.fetch(request, lambda reply: self._read(reply, cell))

    def _read(self, reply: Reply, cell: Cell) -> Forecast:
        answer = read(_Answer, reply.body)
        hourly, now = answer.hourly, self._fetcher.now()
        time = hours_of(answer, hourly, cell)
        rows = len(time)
        end = time - np.where(time > _last_hourly(now), _HOUR_S, 0.0)
        cover = column(hourly.cloud_cover, rows) / 100.0
        return Forecast(
            source=self.source,
            series=(
                _flux(end, column(hourly.uv_index, rows), "all"),
                _flux(end, column(hourly.uv_index_clear_sky, rows), "clear"),
                instants("cloud_cover", time, np.where((cover < 0) | (cover > 1), np.nan, cover)),
                Series("shortwave", time - _HOUR_S, time, column(hourly.shortwave_radiation, rows)),
                instants("snow_depth", time, column(hourly.snow_depth, rows)),
            ),
            fetched_at=now,
            attribution=_ATTRIBUTION,
            elevation_m=answer.elevation,
        )


def _flux(end: FloatArray, value: FloatArray, sky: SeriesSky) -> Series:
    return Series("uv_index", end - _HOUR_S, end, value, sky, "uvb")


def _last_hourly(now: datetime) -> float:
    """Last instant that the newest run gives hourly, for all that one can tell. [s]"""
    run = (now.timestamp() - _RUN_ONLINE_AFTER_S) // _RUN_S * _RUN_S
    return run + _HOURLY_UNTIL_S
