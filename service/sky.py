"""Ultraviolet along the day: the clear-sky curve, and what is known of the weather upon it."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args

import numpy as np

from models import cloud, uncertainty
from models.arrays import BoolArray, FloatArray
from models.uncertainty import Spread
from models.units import irradiance_from_uv_index
from service.clear_curve import ClearCurve, clear_curve, minute_grid
from service.forecasts import Forecasts
from service.places import CivilDay, Place
from service.provenance import (
    AodUsed,
    OzoneUsed,
    Provenance,
    QualityFlag,
    SkyKind,
    TimeReason,
    UvSourceUsed,
)
from service.providers.forecast import Forecast
from service.questions import Environment, SkyQuestion
from service.world import World

_FLAGS: tuple[QualityFlag, ...] = get_args(QualityFlag)


@dataclass(frozen=True, slots=True)
class Sky:
    """Ultraviolet on a horizontal plane along a civil day, or to the end of a longer stay."""

    place: Place
    day: CivilDay
    start: datetime
    clear: ClearCurve
    erythemal: FloatArray
    """With clouds as far as they are known. [W m⁻²]"""
    vitamin_d: FloatArray
    """With clouds as far as they are known. [W m⁻²]"""
    spreads_erythemal: tuple[Spread, ...]
    spreads_vitamin_d: tuple[Spread, ...]
    provenance: Provenance
    attribution: tuple[str, ...]

    @property
    def time(self) -> FloatArray:
        """Seconds since 1970. [s]"""
        return self.clear.time


@dataclass(frozen=True, slots=True)
class _Weather:
    """What stands between the clear sky and the ground."""

    erythemal: FloatArray
    vitamin_d: FloatArray
    source: UvSourceUsed
    sky: SkyKind
    spreads: tuple[Spread, ...]
    flags: tuple[QualityFlag, ...] = ()
    knows_ozone: bool = False
    forecast: Forecast | None = None


async def sky_over(
    question: SkyQuestion,
    place: Place,
    day: CivilDay,
    start: datetime,
    last: datetime,
    world: World,
) -> Sky:
    """
    Compute the ultraviolet of a civil day.

    Parameters
    ----------
    question : SkyQuestion
    place : Place
    day : CivilDay
        The day that contains ``start``.
    start : datetime
        Beginning of the stay; what a reading of the UV index refers to.
    last : datetime
        Where the curve ends, at least the end of the day.
    world : World

    Returns
    -------
    Sky
        Always: a provider that fails leaves a flag.
    """
    clear = clear_curve(
        place, minute_grid(day.start.timestamp(), last.timestamp()), question.environment
    )
    weather = await _weather(question, place, clear, start, world.forecasts)
    erythemal, vitamin_d = _spreads(weather, question.environment)
    return Sky(
        place=place,
        day=day,
        start=start,
        clear=clear,
        erythemal=weather.erythemal,
        vitamin_d=weather.vitamin_d,
        spreads_erythemal=erythemal,
        spreads_vitamin_d=vitamin_d,
        provenance=_provenance(question, place, clear, weather, start, world.now()),
        attribution=() if weather.forecast is None else weather.forecast.attribution,
    )


async def _weather(
    question: SkyQuestion, place: Place, clear: ClearCurve, start: datetime, forecasts: Forecasts
) -> _Weather:
    environment = question.environment
    if environment.uv_index is not None:
        return _from_reading(clear, start.timestamp(), environment.uv_index)
    if environment.cloud_cover is not None:
        return _from_cover(clear, environment.cloud_cover)
    if question.uv_source == "clear_sky":
        return _cloudless(clear)
    if not np.any(clear.uv_index >= cloud.MIN_RATIO_UV_INDEX):
        return _cloudless(clear, ("sun_too_low_for_forecast",))
    outcome = await forecasts.between(
        place.latitude,
        place.longitude,
        datetime.fromtimestamp(clear.time[0], UTC),
        datetime.fromtimestamp(clear.time[-1], UTC),
    )
    flags = tuple(flag for flag in _FLAGS if flag in outcome.flags)
    if outcome.forecast is None:
        return _cloudless(clear, (*flags, "clear_sky_fallback"))
    return _from_forecast(question, place, clear, outcome.forecast, flags)


def _cloudless(clear: ClearCurve, flags: tuple[QualityFlag, ...] = ()) -> _Weather:
    return _Weather(
        erythemal=clear.erythemal,
        vitamin_d=clear.vitamin_d,
        source="clear_sky",
        sky="clear_sky",
        spreads=(uncertainty.UNKNOWN_CLOUD,),
        flags=flags,
    )


def _from_cover(clear: ClearCurve, cover: float) -> _Weather:
    factor = cloud.modification_from_cover(cover)
    return _Weather(
        erythemal=clear.erythemal * factor,
        vitamin_d=clear.vitamin_d * factor,
        source="clear_sky",
        sky="all_sky",
        spreads=(uncertainty.CLOUD_COVER,),
        flags=("cloud_cover_given",),
    )


def _from_forecast(
    question: SkyQuestion,
    place: Place,
    clear: ClearCurve,
    forecast: Forecast,
    flags: tuple[QualityFlag, ...],
) -> _Weather:
    """Our curve, led through the provider's values at the provider's own instants."""
    near = clear_curve(place, forecast.valid_at, question.environment)
    change = cloud.fuse(
        clear.time, clear.uv_index, forecast.valid_at, forecast.uv_index, near.uv_index,
        near.zenith, clear.albedo,
    )  # fmt: skip
    lit = clear.uv_index >= cloud.MIN_RATIO_UV_INDEX
    if np.any(change.rejected):
        flags += ("provider_values_rejected",)
    if np.any(change.uncovered) or np.any(change.missing & _within(near.time, clear.time[lit])):
        flags += ("provider_values_missing",)
    if np.all(change.uncovered[lit]):
        return _cloudless(clear, (*flags, "clear_sky_fallback"))
    incomplete = np.any(change.uncovered)
    return _Weather(
        erythemal=clear.erythemal * change.factor,
        vitamin_d=clear.vitamin_d * change.factor,
        source="open_meteo_cams",
        sky="all_sky",
        spreads=(uncertainty.FORECAST, *((uncertainty.UNKNOWN_CLOUD,) if incomplete else ())),
        flags=flags,
        knows_ozone=True,
        forecast=forecast,
    )


def _within(instants: FloatArray, time: FloatArray) -> BoolArray:
    inside: BoolArray = (instants >= time[0]) & (instants <= time[-1])
    return inside


def _from_reading(clear: ClearCurve, start: float, uv_index: float) -> _Weather:
    """Our curve through a UV index read at the start; held level where no sky could give it."""
    reference = float(np.interp(start, clear.time, clear.uv_index))
    zenith = float(np.interp(start, clear.time, clear.zenith))
    if not cloud.is_plausible(uv_index, reference, zenith, clear.albedo):
        level = np.maximum(clear.erythemal, irradiance_from_uv_index(uv_index))
        ratio = np.divide(
            clear.vitamin_d,
            clear.erythemal,
            out=np.zeros_like(clear.vitamin_d),
            where=clear.erythemal > 0.0,
        )
        return _reading(level, level * ratio, (), ("uv_index_implausible",))
    if reference < cloud.MIN_RATIO_UV_INDEX:
        return replace(_cloudless(clear, ("uv_index_not_scalable",)), source="manual")
    factor = uv_index / reference
    return _reading(clear.erythemal * factor, clear.vitamin_d * factor, _clearing(factor), ())


def _reading(
    erythemal: FloatArray,
    vitamin_d: FloatArray,
    spreads: tuple[Spread, ...],
    flags: tuple[QualityFlag, ...],
) -> _Weather:
    return _Weather(
        erythemal=erythemal,
        vitamin_d=vitamin_d,
        source="manual",
        sky="all_sky",
        spreads=(uncertainty.MANUAL, *spreads),
        flags=flags,
        knows_ozone=True,
    )


def _clearing(factor: float) -> tuple[Spread, ...]:
    """Allow for the passing of the cloud behind a low reading: 90th percentile the clear sky."""
    if not 0.0 < factor < 1.0:
        return ()
    return (
        uncertainty.spread_from_percentiles(
            "clearing", factor, factor, 1.0, "the cloud at the start may pass during the stay"
        ),
    )


def _spreads(
    weather: _Weather, environment: Environment
) -> tuple[tuple[Spread, ...], tuple[Spread, ...]]:
    if weather.knows_ozone:
        return weather.spreads, weather.spreads
    common = (*weather.spreads, uncertainty.CLEAR_SKY_MODEL)
    if environment.ozone_du is not None:
        return common, common
    return (
        (*common, uncertainty.OZONE_CLIMATOLOGY_ERYTHEMAL),
        (*common, uncertainty.OZONE_CLIMATOLOGY_VITAMIN_D),
    )


def _provenance(
    question: SkyQuestion,
    place: Place,
    clear: ClearCurve,
    weather: _Weather,
    start: datetime,
    now: datetime,
) -> Provenance:
    forecast, environment = weather.forecast, question.environment
    why: TimeReason = "given_in_request" if weather.source == "manual" else "computed_here"
    issued_at = None if forecast is None else forecast.issued_at
    not_issued: TimeReason = why if forecast is None else "not_published"
    return Provenance(
        uv_source=weather.source,
        issued_at=issued_at,
        issued_at_reason=None if issued_at else not_issued,
        fetched_at=None if forecast is None else forecast.fetched_at,
        fetched_at_reason=why if forecast is None else None,
        age_s=None if forecast is None else max((now - forecast.fetched_at).total_seconds(), 0.0),
        sky=weather.sky,
        ozone=OzoneUsed(
            du=float(np.interp(start.timestamp(), clear.time, clear.ozone_du)),
            source="climatology" if environment.ozone_du is None else "request",
        ),
        aod=_aod(environment, forecast, start.timestamp()),
        albedo=clear.albedo,
        elevation_source=place.elevation_source,
        quality_flags=(*weather.flags, *_input_flags(environment, clear, start.timestamp())),
    )


def _aod(environment: Environment, forecast: Forecast | None, start: float) -> AodUsed:
    if environment.aod_550 is not None:
        return AodUsed(environment.aod_550, "request")
    if forecast is None:
        return AodUsed(None, "fixed_in_model")
    value = float(np.interp(start, forecast.valid_at, forecast.aod_550))
    if not math.isfinite(value) or value < 0.0:
        return AodUsed(None, "fixed_in_model")
    return AodUsed(value, "open_meteo_cams")


def _input_flags(
    environment: Environment, clear: ClearCurve, start: float
) -> tuple[QualityFlag, ...]:
    flags: tuple[QualityFlag, ...] = ()
    if environment.aod_550 is not None:
        flags += ("aod_not_used",)
    at_start = int(np.argmin(np.abs(clear.time - start)))
    if clear.extrapolated[at_start] and clear.erythemal[at_start] > 0.0:
        flags += ("clear_sky_extrapolated",)
    return flags
