"""What stands between the clear sky and the ground: a forecast, a cover, a reading, or nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args

import numpy as np

from models import atmosphere, cloud, uncertainty
from models.arrays import BoolArray, FloatArray
from models.uncertainty import Spread
from models.units import irradiance_from_uv_index
from service.clear_curve import ClearCurve, Light, brightest_uv_index, clear_curve
from service.forecasts import Forecasts
from service.places import Place
from service.provenance import QualityFlag, SkyKind, UvSourceUsed
from service.providers.forecast import Forecast
from service.questions import Environment, SkyQuestion

_FLAGS: tuple[QualityFlag, ...] = get_args(QualityFlag)
_SCALABLE_UV_INDEX = 1.0
"""Clear-sky UV index below which a reading says nothing of the day: many are whole numbers."""
_MOST_AOD = 3.0
"""More is no air that the model knows, and hardly one that anyone breathes. [unitless]"""
_DARKEST_CLOUD = 0.1
"""Least share of the clear sky that a reading may extend over the day; clouds rarely leave less."""


@dataclass(frozen=True, slots=True)
class Weather:
    """All-sky irradiances along a clear-sky curve, and how well they are known."""

    clear: ClearCurve
    """With the provider's aerosol where there is a forecast."""
    light: Light
    """With clouds as far as they are known."""
    source: UvSourceUsed
    sky: SkyKind
    spreads: tuple[Spread, ...]
    flags: tuple[QualityFlag, ...] = ()
    knows_ozone: bool = False
    forecast: Forecast | None = None


async def weather_over(
    question: SkyQuestion, place: Place, clear: ClearCurve, start: datetime, forecasts: Forecasts
) -> Weather:
    """
    Find out what stands between the clear sky and the ground.

    Parameters
    ----------
    question : SkyQuestion
    place : Place
    clear : ClearCurve
    start : datetime
        What a reading of the UV index refers to.
    forecasts : Forecasts

    Returns
    -------
    Weather
        Always: without a usable forecast that of a clear sky, flagged.
    """
    environment = question.environment
    if environment.uv_index is not None:
        return _from_reading(place, clear, start.timestamp(), environment, environment.uv_index)
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


def _cloudless(clear: ClearCurve, flags: tuple[QualityFlag, ...] = ()) -> Weather:
    return Weather(
        clear=clear,
        light=clear.light,
        source="clear_sky",
        sky="clear_sky",
        spreads=(uncertainty.UNKNOWN_CLOUD,),
        flags=flags,
    )


def _from_cover(clear: ClearCurve, cover: float) -> Weather:
    factor = float(cloud.modification_from_cover(cover))
    low, high = cloud.modification_bounds(cover)
    spread = uncertainty.spread_from_percentiles(
        "cloud_cover", low, factor, high, "a cover says little of thickness"
    )
    return Weather(
        clear=clear,
        light=clear.light.below_clouds(factor),
        source="clear_sky",
        sky="all_sky",
        spreads=(spread,),
        flags=("cloud_cover_given",),
    )


def _from_forecast(
    question: SkyQuestion,
    place: Place,
    clear: ClearCurve,
    forecast: Forecast,
    flags: tuple[QualityFlag, ...],
) -> Weather:
    """
    Lead our curve through the provider's values at the provider's own instants.

    The provider knows nothing of the snow or sand that the client names: the ratio is taken over
    ordinary ground, so that bright ground adds its share, to burn and to vitamin D alike.
    """
    given, environment = clear, _with_aerosol(question.environment, clear, forecast)
    if environment.aod_550 != question.environment.aod_550:
        clear = clear_curve(place, clear.time, environment)
    ordinary = min(clear.albedo, atmosphere.USUAL_ALBEDO)
    same_ozone = replace(environment, ozone_du=float(clear.ozone_du[0]))
    near = clear_curve(place, forecast.valid_at, same_ozone, ordinary)
    change = cloud.fuse(
        clear.time, clear.uv_index, forecast.valid_at, forecast.uv_index, near.uv_index,
        brightest_uv_index(place, forecast.valid_at, environment), near.zenith, clear.albedo,
    )  # fmt: skip
    lit = clear.uv_index >= cloud.MIN_RATIO_UV_INDEX
    if np.any(change.rejected):
        flags += ("provider_values_rejected",)
    if np.any(change.uncovered) or np.any(change.missing & _within(near.time, clear.time[lit])):
        flags += ("provider_values_missing",)
    if np.all(change.uncovered[lit]):
        return _cloudless(given, (*flags, "clear_sky_fallback"))
    incomplete = np.any(change.uncovered)
    return Weather(
        clear=clear,
        light=clear.light.below_clouds(change.factor, _clouds(clear, forecast, change)),
        source=forecast.source,
        sky="all_sky",
        spreads=(uncertainty.FORECAST, *((uncertainty.UNKNOWN_CLOUD,) if incomplete else ())),
        flags=flags,
        knows_ozone=True,
        forecast=forecast,
    )


def _clouds(clear: ClearCurve, forecast: Forecast, change: cloud.Modification) -> FloatArray:
    """Tell what clouds alone leave by the provider's own clear sky, else blame them for all."""
    pair = cloud.modification_from_pair(forecast.uv_index, forecast.clear_sky_uv_index)
    known = np.isfinite(pair) & (forecast.clear_sky_uv_index >= cloud.MIN_RATIO_UV_INDEX)
    if not known.any():
        return change.factor
    alone = np.interp(clear.time, forecast.valid_at[known], pair[known])
    return np.where(change.uncovered, change.factor, alone)


def _with_aerosol(environment: Environment, clear: ClearCurve, forecast: Forecast) -> Environment:
    """Take the provider's aerosol in daylight where the client names none."""
    if environment.aod_550 is not None:
        return environment
    lit = np.interp(forecast.valid_at, clear.time, clear.lit) > 0.0
    known = np.isfinite(forecast.aod_550) & (forecast.aod_550 >= 0.0) & lit
    typical = float(np.median(forecast.aod_550[known])) if known.any() else np.nan
    return replace(environment, aod_550=typical) if typical <= _MOST_AOD else environment


def _within(instants: FloatArray, time: FloatArray) -> BoolArray:
    inside: BoolArray = (instants >= time[0]) & (instants <= time[-1])
    return inside


def _from_reading(
    place: Place, clear: ClearCurve, start: float, environment: Environment, uv_index: float
) -> Weather:
    """Lead our curve through a UV index read at the start, as far as that can be done safely."""
    reference, zenith = (
        float(np.interp(start, clear.time, curve)) for curve in (clear.uv_index, clear.zenith)
    )
    brightest = float(brightest_uv_index(place, np.array([start]), environment)[0])
    ceiling = float(cloud.plausible_ceiling(brightest, zenith, clear.albedo))
    scalable = reference >= _SCALABLE_UV_INDEX
    factor = min(uv_index, ceiling) / reference if scalable else 1.0
    if scalable and _DARKEST_CLOUD * reference <= uv_index <= ceiling:
        return _reading(clear, clear.light.below_clouds(factor), _clearing(factor), ())
    if reference <= 0.0 or uv_index <= reference:
        return _cloudless(clear, ("uv_index_not_used",))
    return _kept_level(clear, uv_index, factor)


def _kept_level(clear: ClearCurve, uv_index: float, factor: float) -> Weather:
    """Never below the reading, nor below our curve: neither may lengthen a burn time."""
    level = np.where(clear.lit, irradiance_from_uv_index(uv_index), 0.0)
    known = clear.light.erythemal
    erythemal = np.maximum(factor * known, level)
    raised = np.divide(erythemal, known, out=np.ones_like(known), where=known > 0.0)
    return _reading(clear, clear.light.below_clouds(raised), (), ("uv_index_kept_level",))


def _reading(
    clear: ClearCurve, light: Light, spreads: tuple[Spread, ...], flags: tuple[QualityFlag, ...]
) -> Weather:
    return Weather(
        clear=clear,
        light=light,
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
