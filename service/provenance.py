"""Where the numbers of an answer come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.places import ElevationSource
from service.providers.forecast import ForecastSource

UvSourceUsed = Literal[ForecastSource, "clear_sky", "manual"]
SkyKind = Literal["all_sky", "clear_sky"]
OzoneSource = Literal["request", "climatology"]
AodSource = Literal["request", ForecastSource, "climatology"]
TimeReason = Literal["not_published", "computed_here", "given_in_request"]
QualityFlag = Literal[
    "no_provider_configured",
    "provider_unreachable",
    "provider_timeout",
    "provider_rate_limited",
    "provider_error_status",
    "provider_invalid_response",
    "provider_values_rejected",
    "provider_values_missing",
    "outside_forecast_horizon",
    "sun_too_low_for_forecast",
    "clear_sky_fallback",
    "cloud_cover_given",
    "uv_index_kept_level",
    "uv_index_not_used",
    "clear_sky_extrapolated",
    "start_before_sunrise",
    "below_synthesis_threshold",
]


@dataclass(frozen=True, slots=True)
class OzoneUsed:
    """Total ozone column above the place at the start."""

    du: float
    """[DU]"""
    source: OzoneSource


@dataclass(frozen=True, slots=True)
class AodUsed:
    """Aerosol optical depth at 550 nm above the place."""

    value: float
    """[unitless]"""
    source: AodSource


@dataclass(frozen=True, slots=True)
class Provenance:
    """Sources of an answer. The reasons say why the time before them is ``None``."""

    uv_source: UvSourceUsed
    issued_at: datetime | None
    issued_at_reason: TimeReason | None
    fetched_at: datetime | None
    fetched_at_reason: TimeReason | None
    age_s: float | None
    sky: SkyKind
    ozone: OzoneUsed
    aod: AodUsed
    albedo: float
    elevation_source: ElevationSource
    quality_flags: tuple[QualityFlag, ...]
