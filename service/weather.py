"""What stands between the clear sky and the ground: a forecast, a cover, a reading, or nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

import numpy as np

from models import cloud, uncertainty
from models.uncertainty import Spread
from models.units import irradiance_from_uv_index
from service.clear_curve import ClearCurve, Light, brightest_uv_index
from service.forecast_fusion import fuse_forecast
from service.forecasts import Forecasts
from service.places import Place
from service.provenance import QualityFlag, SkyKind, UvSourceUsed
from service.providers.forecast import Forecast
from service.questions import Environment, SkyQuestion

_FLAGS: tuple[QualityFlag, ...] = get_args(QualityFlag)
_SCALABLE_UV_INDEX = 1.0
"""Clear-sky UV index below which a reading says nothing of the day: many are whole numbers."""
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
    return _from_forecast(place, clear, environment, outcome.forecast, flags)


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
    place: Place,
    clear: ClearCurve,
    environment: Environment,
    forecast: Forecast,
    flags: tuple[QualityFlag, ...],
) -> Weather:
    fused = fuse_forecast(place, clear, environment, forecast)
    flags += fused.flags
    if fused.empty:
        return _cloudless(clear, (*flags, "clear_sky_fallback"))
    return Weather(
        clear=fused.clear,
        light=fused.light,
        source=forecast.source,
        sky="all_sky",
        spreads=(uncertainty.FORECAST, *(() if fused.complete else (uncertainty.UNKNOWN_CLOUD,))),
        flags=flags,
        knows_ozone=True,
        forecast=forecast,
    )


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
