"""What clients of OpenUV send, and what they read: its names, its units, its form of times."""

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.openuv import Protection, UvHour, UvOfDay
from service.questions import Environment, SkyQuestion, Spot
from service.schemas.fields import Elevation, Latitude, Longitude, Ozone
from service.schemas.values import OzoneColumn, QueryInstant, UvIndex
from service.sun_times import SunTimes

_USUAL_THRESHOLD = 3.5
"""UV index of OpenUV's protection where none is given. [unitless]"""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?")


def _utc_unless_told(value: Any) -> Any:  # noqa: ANN401
    """Read a time without offset as UTC, and a date as its midnight there."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        return f"{value}T00:00:00Z"
    if isinstance(value, str) and _WITHOUT_OFFSET.fullmatch(value):
        return f"{value}Z"
    return value


class OpenUvQuery(BaseModel):
    """A place at a time; what else is sent is let pass, as OpenUV does."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, frozen=True)

    lat: Latitude
    lng: Longitude
    alt: Elevation = None
    ozone: Ozone = None
    dt: Annotated[QueryInstant | None, BeforeValidator(_utc_unless_told)] = None

    def sky_question(self) -> SkyQuestion:
        """Translate into the terms of the use case."""
        spot = Spot(self.lat, self.lng, self.alt)
        return SkyQuestion(spot, self.dt, Environment(ozone_du=self.ozone))


_Threshold = Annotated[float, Field(ge=0, le=25)]


class ProtectionQuery(OpenUvQuery):
    """A place on a day, and the UV index from which on protection is wanted."""

    from_uv: _Threshold = Field(_USUAL_THRESHOLD, alias="from")
    to_uv: _Threshold = Field(_USUAL_THRESHOLD, alias="to")


def _in_milliseconds(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _whole_down(value: Any) -> Any:  # noqa: ANN401
    """Round down, so that no limit gets longer; ``None`` where there is no limit."""
    return math.floor(value) if isinstance(value, float) and math.isfinite(value) else None


Moment = Annotated[str, BeforeValidator(_in_milliseconds)]
"""UTC, to the millisecond."""
WholeMinutes = Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_whole_down)]


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class SunPositionOut(_Out):
    """Azimuth from south, positive to the west, and altitude. [rad]"""

    azimuth: float
    altitude: float


def _by_name(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, SunTimes):
        return value
    noon_and_nadir = {"solarNoon": value.solar_noon, "nadir": value.nadir}
    return {**noon_and_nadir, **value.rising, **value.setting}


class SunInfoOut(_Out):
    """The sun at a moment, and the events of its day; ``null`` for what the day does not have."""

    sun_times: Annotated[dict[str, Moment | None], BeforeValidator(_by_name)]
    sun_position: SunPositionOut


class UvResultOut(_Out):
    """Ultraviolet of a moment and its day."""

    uv: UvIndex
    uv_time: Moment
    uv_max: UvIndex
    uv_max_time: Moment
    ozone: OzoneColumn
    ozone_time: Moment
    safe_exposure_time: dict[str, WholeMinutes]
    sun_info: SunInfoOut


class UvHourOut(_Out):
    """Ultraviolet of one hour."""

    uv: UvIndex
    uv_time: Moment
    sun_position: SunPositionOut


class ProtectionResultOut(_Out):
    """From when to when the UV index is high."""

    from_time: Moment | None
    from_uv: UvIndex | None
    to_time: Moment | None
    to_uv: UvIndex | None


class OpenUvUvOut(_Out):
    """Answer of ``/api/v1/uv``."""

    result: UvResultOut

    @staticmethod
    def of(answer: UvOfDay) -> "OpenUvUvOut":
        """Show an answer."""
        return OpenUvUvOut(result=UvResultOut.model_validate(answer))


class OpenUvForecastOut(_Out):
    """Answer of ``/api/v1/forecast``."""

    result: list[UvHourOut]

    @staticmethod
    def of(answer: tuple[UvHour, ...]) -> "OpenUvForecastOut":
        """Show an answer."""
        return OpenUvForecastOut(result=[UvHourOut.model_validate(hour) for hour in answer])


class OpenUvProtectionOut(_Out):
    """Answer of ``/api/v1/protection``."""

    result: ProtectionResultOut

    @staticmethod
    def of(answer: Protection) -> "OpenUvProtectionOut":
        """Show an answer."""
        return OpenUvProtectionOut(result=ProtectionResultOut.model_validate(answer))


class OpenUvStatusOut(_Out):
    """Answer of ``/api/v1/status``."""

    status: bool = True


class _StatisticsOut(_Out):
    """Zeros: nobody's requests are added up by day or month, and none costs anything."""

    requests_today: int = 0
    requests_yesterday: int = 0
    requests_month: int = 0
    requests_last_month: int = 0
    cost_today: float = 0
    cost_yesterday: float = 0
    cost_month: float = 0
    cost_last_month: float = 0


class OpenUvStatOut(_Out):
    """Answer of ``/api/v1/stat``."""

    result: _StatisticsOut = _StatisticsOut()


class OpenUvErrorOut(_Out):
    """Every error, as clients of OpenUV look for it."""

    error: str
