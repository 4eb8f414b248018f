"""
Open-Meteo's air-quality API: UV index of CAMS, clouds, ozone and aerosol included.

Not the forecast API, whose ``uv_index`` is a broadband UVB flux. Values are instantaneous. Times
are asked for as Unix seconds in GMT, because with a local zone one offset serves the whole answer.
"""

from datetime import date, timedelta

from service.providers.checks import column, read
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.open_meteo_frame import (
    Frame,
    Hourly,
    Values,
    endpoint,
    hours_of,
    query_of,
)
from service.providers.terms import Terms

_PATH = "/v1/air-quality"
_FIRST_DATE = date(2022, 8, 1)
_DAYS_AHEAD = 5
_ATTRIBUTION = (
    "Weather data by Open-Meteo.com (https://open-meteo.com/), CC BY 4.0",
    "Contains modified Copernicus Atmosphere Monitoring Service information; neither the European "
    "Commission nor ECMWF is responsible for any use of it",
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
    aerosol_optical_depth: Values = None


class _Answer(Frame):
    hourly: _Columns


class OpenMeteoAirQuality:
    """Client of the air-quality API."""

    source: ForecastSource = "open_meteo_cams"

    def __init__(self, fetcher: Fetcher, base_url: str, key: str = "") -> None:
        self._fetcher = fetcher
        self._url = endpoint(base_url, _PATH)
        self._key = key

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell CAMS values exist for; ``None`` for none of them."""
        begin, end = max(cell.first, _FIRST_DATE), min(cell.last, today + timedelta(_DAYS_AHEAD))
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
        hourly = answer.hourly
        time = hours_of(answer, hourly, cell)
        rows = len(time)
        return Forecast(
            source=self.source,
            series=(
                instants("uv_index", time, column(hourly.uv_index, rows)),
                instants("uv_index", time, column(hourly.uv_index_clear_sky, rows), sky="clear"),
                instants("aod_550", time, column(hourly.aerosol_optical_depth, rows)),
            ),
            fetched_at=self._fetcher.now(),
            attribution=_ATTRIBUTION,
            elevation_m=answer.elevation,
        )
