"""Where the numbers of an answer come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.places import ElevationSource
from service.providers.forecast import ForecastSource

UvSourceUsed = Literal[ForecastSource, "clear_sky", "manual"]
SkyKind = Literal["all_sky", "clear_sky", "unknown"]
OzoneSource = Literal["request", ForecastSource, "inverted_from_uv_index", "climatology"]
AodSource = Literal["request", ForecastSource, "climatology"]
CloudSource = Literal["request", ForecastSource, "none"]
AlbedoSource = Literal["request", ForecastSource, "usual_ground"]
TimeReason = Literal["not_published", "computed_here", "given_in_request"]
UsedQuantity = Literal["uv_index", "cloud", "total_ozone", "aerosol", "albedo", "elevation"]
QuantitySource = Literal[UvSourceUsed, OzoneSource, CloudSource, AlbedoSource, ElevationSource]
QualityFlag = Literal[
    "no_provider_configured",
    "provider_unreachable",
    "provider_timeout",
    "provider_rate_limited",
    "provider_quota_reached",
    "provider_refused",
    "provider_paused",
    "provider_error_status",
    "provider_no_data",
    "provider_invalid_response",
    "provider_wrong_place",
    "provider_outdated",
    "provider_clock_off",
    "provider_deprecated",
    "provider_values_rejected",
    "provider_values_missing",
    "source_not_configured",
    "outside_forecast_horizon",
    "forecast_stale",
    "sources_merged",
    "sources_disagree",
    "cloud_unknown",
    "clouds_from_forecast",
    "snow_from_forecast",
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
class QuantityUsed:
    """Where one quantity comes from, and how old it is."""

    quantity: UsedQuantity
    source: QuantitySource
    issued_at: datetime | None
    issued_at_reason: TimeReason | None
    fetched_at: datetime | None
    fetched_at_reason: TimeReason | None
    age_s: float | None
    """Since it was fetched. [s]"""


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One source beside the one that was used, at one time."""

    source: ForecastSource
    time: datetime
    uv_index: float
    sky: SkyKind
    compared_with: UvSourceUsed
    compared_uv_index: float
    disagrees: bool
    """Whether the two are more than 20 % of the larger one apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Provenance:
    """
    Sources of an answer. The reasons say why the time before them is ``None``.

    Equal to itself alone.
    """

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
    sources: tuple[QuantityUsed, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
