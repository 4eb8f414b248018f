"""
Open-Meteo's air-quality API: UV index of CAMS, clouds, ozone and aerosol included.

Not the forecast API, whose ``uv_index`` is a broadband UVB flux. Values are instantaneous. Times
are asked for as Unix seconds in GMT, because with a local zone one offset serves the whole answer.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import httpx
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.arrays import FloatArray
from service.errors import ForecastUnavailable
from service.providers.forecast import Forecast, ForecastSource

_PATH = "/v1/air-quality"
_FIRST_DATE = date(2022, 8, 1)
_DAYS_AHEAD = 5
_ATTRIBUTION = (
    "Weather data by Open-Meteo.com (https://open-meteo.com/), CC BY 4.0",
    "Contains modified Copernicus Atmosphere Monitoring Service information; neither the European "
    "Commission nor ECMWF is responsible for any use of it",
)
_RETRY_AFTER_S = {"minutely": 60.0, "hourly": 3600.0, "daily": 86_400.0, "concurrent": 2.0}
"""Open-Meteo sends no Retry-After: the reason in the body tells which limit was hit."""


_MOST_ROWS = 24 * 100
_UnixTime = Annotated[int, Field(ge=0, le=4_133_980_800)]
"""Up to the year 2100. [s]"""


class _Hourly(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False)

    time: Annotated[list[_UnixTime], Field(max_length=_MOST_ROWS)]
    uv_index: list[float | None]
    uv_index_clear_sky: list[float | None] | None = None
    aerosol_optical_depth: list[float | None] | None = None


class _Answer(BaseModel):
    utc_offset_seconds: int
    hourly: _Hourly


class OpenMeteoAirQuality:
    """Client of the air-quality API."""

    name = "open_meteo"
    source: ForecastSource = "open_meteo_cams"

    def __init__(
        self, client: httpx.AsyncClient, base_url: str, now: Callable[[], datetime]
    ) -> None:
        base = base_url.rstrip("/")
        self._client = client
        self._url = base if base.endswith(_PATH) else base + _PATH
        self._now = now

    def available(self, first: date, last: date, today: date) -> tuple[date, date] | None:
        """Which of these UTC dates CAMS values exist for; ``None`` for none of them."""
        begin, end = max(first, _FIRST_DATE), min(last, today + timedelta(days=_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(
        self, latitude: float, longitude: float, first: date, last: date
    ) -> Forecast:
        """
        Fetch hourly values of a cell for whole UTC dates.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        query = {
            "latitude": f"{latitude:.1f}",
            "longitude": f"{longitude:.1f}",
            "hourly": "uv_index,uv_index_clear_sky,aerosol_optical_depth",
            "timezone": "GMT",
            "timeformat": "unixtime",
            "start_date": first.isoformat(),
            "end_date": last.isoformat(),
        }
        response = await self._get(query)
        if response.status_code != HTTPStatus.OK:
            raise _refusal(response)
        return _parse(response.content, self.source, self._now().astimezone(UTC))

    async def _get(self, query: dict[str, str]) -> httpx.Response:
        try:
            return await self._client.get(self._url, params=query)
        except httpx.TimeoutException as error:
            raise ForecastUnavailable("provider_timeout", type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ForecastUnavailable("provider_unreachable", type(error).__name__) from error


def _refusal(response: httpx.Response) -> ForecastUnavailable:
    detail = f"status {response.status_code}"
    if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        return ForecastUnavailable("provider_error_status", detail)
    reason = response.text[:200].lower()
    pause = next((s for word, s in _RETRY_AFTER_S.items() if word in reason), 60.0)
    return ForecastUnavailable("provider_rate_limited", detail, retry_after_s=pause)


def _parse(body: bytes, source: ForecastSource, fetched_at: datetime) -> Forecast:
    try:
        answer = _Answer.model_validate_json(body)
    except ValidationError as error:
        raise ForecastUnavailable("provider_invalid_response", "not the documented body") from error
    hourly = answer.hourly
    valid_at = np.asarray(hourly.time, dtype=np.float64)
    if len(valid_at) == 0 or np.any(np.diff(valid_at) <= 0.0) or answer.utc_offset_seconds != 0:
        raise ForecastUnavailable("provider_invalid_response", "times are not increasing UTC")
    return Forecast(
        source=source,
        valid_at=valid_at,
        uv_index=_column(hourly.uv_index, len(valid_at)),
        clear_sky_uv_index=_column(hourly.uv_index_clear_sky, len(valid_at)),
        aod_550=_column(hourly.aerosol_optical_depth, len(valid_at)),
        issued_at=None,
        fetched_at=fetched_at,
        attribution=_ATTRIBUTION,
    )


def _column(values: list[float | None] | None, length: int) -> FloatArray:
    if values is None:
        return np.full(length, np.nan)
    if len(values) != length:
        raise ForecastUnavailable("provider_invalid_response", "columns differ in length")
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
