"""What stands between the clear sky and the ground: forecasts, a cover, a reading, or nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import get_args

import numpy as np

from models import cloud, uncertainty
from models.arrays import BoolArray, FloatArray
from models.uncertainty import Spread
from models.units import irradiance_from_uv_index, uv_index_from_irradiance
from service.clear_curve import ClearCurve, Light, brightest_uv_index
from service.cross_checks import cross_checks
from service.forecast_fusion import Fused, fuse_forecasts
from service.forecast_spreads import spreads_of
from service.gathering import Gathered, gather
from service.places import Place
from service.provenance import (
    AlbedoSource,
    CloudSource,
    CrossCheck,
    OzoneSource,
    QualityFlag,
    SkyKind,
    UvSourceUsed,
)
from service.providers.chain import Chain
from service.providers.forecast import Forecast
from service.questions import Environment, SkyQuestion
from service.uv_hours import KINDS

_FLAGS: tuple[QualityFlag, ...] = get_args(QualityFlag)
_REMEMBERED = 64
_EVERY = 10
"""Minutes of the curve at which it is asked whose hour is nearest."""
_SCALABLE_UV_INDEX = 1.0
"""Clear-sky UV index below which a reading says nothing of the day: many are whole numbers."""
_DARKEST_CLOUD = 0.1
"""Least share of the clear sky that a reading may extend over the day; clouds rarely leave less."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Whose the quantities behind a sky are, and the forecasts they were taken from."""

    cloud: CloudSource = "none"
    ozone: OzoneSource | None = None
    """``None``: as the clear sky has it."""
    albedo: AlbedoSource | None = None
    """``None``: as the client or usual ground has it."""
    forecasts: tuple[Forecast, ...] = ()


@dataclass(frozen=True, slots=True)
class Weather:
    """All-sky irradiances along a clear-sky curve, and how well they are known."""

    clear: ClearCurve
    """With the forecasts' ozone, aerosol and snow where there are any."""
    light: Light
    """With clouds as far as they are known."""
    source: UvSourceUsed
    sky: SkyKind
    spreads: tuple[Spread, ...]
    flags: tuple[QualityFlag, ...] = ()
    knows_ozone: bool = False
    forecast: Forecast | None = None
    """That of the UV index, for the greater part of the daylight that is left."""
    origins: Origins = Origins()
    cross_checks: tuple[CrossCheck, ...] = ()


async def weather_over(
    question: SkyQuestion,
    place: Place,
    clear: ClearCurve,
    start: datetime,
    since: float,
    chain: Chain,
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
    since : float
        From when on the daylight has to be covered by forecasts. [s]
    chain : Chain

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
    gathered = await gather(question, place, clear, since, chain)
    if not gathered.forecasts:
        weather = _cloudless(clear, _in_order(gathered.flags | {"clear_sky_fallback"}))
        return _compared(weather, gathered, start.timestamp())
    lasting = replace(environment, uv_index=None, cloud_cover=None)
    ends = float(clear.time[0]), float(clear.time[-1])
    fused = fuse_forecasts(place, *ends, lasting, gathered.forecasts)
    weather = _from_forecasts(fused, gathered, int(fused.clear.time.searchsorted(since)))
    return _compared(weather, gathered, start.timestamp())


def _in_order(flags: frozenset[QualityFlag]) -> tuple[QualityFlag, ...]:
    return tuple(flag for flag in _FLAGS if flag in flags)


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
    low, high = (float(bound) for bound in cloud.modification_bounds(cover))
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
        origins=Origins(cloud="request"),
    )


@lru_cache(maxsize=_REMEMBERED)
def _from_forecasts(fused: Fused, gathered: Gathered, first: int) -> Weather:
    """Say what is known of the light from one point of the curve on; once for its minute."""
    clear, forecasts = fused.clear, gathered.forecasts
    left = fused.lit & (np.arange(len(clear.time)) >= first)
    left = left if left.any() else fused.lit
    led, clouded = left & ~fused.uncovered, left & fused.uncovered & ~fused.unclouded
    main = _main_forecast(fused, gathered, clear.time[led]) if led.any() else None
    spreads, some_clouds = spreads_of(fused, left, main)
    if main is not None and "forecast_stale" in gathered.flags:
        spreads += (uncertainty.STALE_FORECAST,)
    return Weather(
        clear=clear,
        light=fused.light,
        source="clear_sky" if main is None else main.source,
        sky="all_sky" if some_clouds else "clear_sky",
        spreads=spreads,
        flags=_in_order(gathered.flags | _flags(fused, gathered, left)),
        knows_ozone=main is not None,
        forecast=main,
        origins=Origins(
            cloud=_cloud_source(fused, main, clear.time[clouded]),
            ozone=fused.air.ozone_source if fused.air.ozone_du is not None else None,
            albedo=fused.air.snow_source,
            forecasts=forecasts,
        ),
    )


def _main_forecast(fused: Fused, gathered: Gathered, times: FloatArray) -> Forecast | None:
    if fused.hours is None:
        return None
    nearest = np.abs(fused.hours.middle[None, :] - times[::_EVERY, None]).argmin(axis=1)
    ranks = fused.hours.rank[nearest].astype(int)
    return gathered.forecasts[int(np.bincount(ranks).argmax())]


def _cloud_source(fused: Fused, main: Forecast | None, clouded: FloatArray) -> CloudSource:
    if main is None:
        times = clouded if len(clouded) else fused.clear.time
        return fused.clouds.source_at(float(np.median(times))) or "none"
    if main.of("uv_index", sky="clear") is None or main.of("uv_index", sky="all") is not None:
        return main.source
    highest = float(fused.clear.time[int(np.argmax(fused.clear.uv_index))])
    return fused.clouds.source_at(highest) or "none"


def _flags(fused: Fused, gathered: Gathered, left: BoolArray) -> frozenset[QualityFlag]:
    flags = set(fused.flags)
    uncovered, unclouded = left & fused.uncovered, left & fused.unclouded
    if uncovered.any() and any(each.of("uv_index") for each in gathered.forecasts):
        flags.add("provider_values_missing")
    if fused.hours is not None and len(np.unique(fused.hours.rank)) > 1:
        flags.add("sources_merged")
    clouded = uncovered & ~unclouded
    if clouded.any():
        flags.add("clouds_from_forecast")
    if _cloudless_hours(fused, left) or (unclouded.any() and clouded.any()):
        flags.add("cloud_unknown")
    if np.array_equal(unclouded, left):
        flags.add("clear_sky_fallback")
    if fused.air.snow_source is not None:
        flags.add("snow_from_forecast")
    return frozenset(flags)


def _cloudless_hours(fused: Fused, left: BoolArray) -> bool:
    if fused.hours is None:
        return False
    lit = np.interp(fused.hours.middle, fused.clear.time, left.astype(float)) > 0.0
    return bool(np.any(lit & (fused.hours.kind == KINDS.index("forecast_clear"))))


def _compared(weather: Weather, gathered: Gathered, start: float) -> Weather:
    """Set the other sources beside the one that is used, and flag where they disagree."""
    others = {each.source: each for each in (*gathered.compared, *gathered.forecasts)}
    checks = cross_checks(
        weather.clear, uv_index_from_irradiance(weather.light.erythemal), weather.source,
        others.values(), start,
    )  # fmt: skip
    flags = frozenset(weather.flags)
    if any(check.disagrees for check in checks):
        flags |= {"sources_disagree"}
    shown = (*weather.origins.forecasts, *gathered.compared)
    return replace(
        weather,
        cross_checks=checks,
        flags=_in_order(flags),
        origins=replace(weather.origins, forecasts=shown),
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
        origins=Origins(cloud="request"),
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
