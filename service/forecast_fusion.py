"""Our clear sky led through forecasts: they set the magnitude, we shape and spectrum."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from models import atmosphere, cloud
from models.arrays import BoolArray, FloatArray
from service.clear_curve import ClearCurve, Light, brightest_uv_index, clear_curve, clear_minutes
from service.cloud_reports import CloudReports, cloud_reports
from service.forecast_air import Air, air_of, cell_elevation
from service.places import Place
from service.provenance import QualityFlag
from service.providers.forecast import Forecast
from service.questions import Environment
from service.uv_hours import UvHours, checked_hours, joined

_SAMPLES = 6
"""Moments at which a mean is looked at within its interval."""
_REMEMBERED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Fused:
    """Forecasts laid over a clear-sky curve. Equal to itself alone."""

    clear: ClearCurve
    """With the sources' ozone, aerosol and snow where the client names none."""
    light: Light
    """With clouds as far as anybody knows them."""
    forecasts: tuple[Forecast, ...]
    air: Air
    clouds: CloudReports
    hours: UvHours | None
    """Known hours; ``None`` where no source has any for the curve."""
    lit: BoolArray
    """Times at which the sun is high enough for a ratio to mean something."""
    uncovered: BoolArray
    """Those of them for which there is no UV index."""
    unclouded: BoolArray
    """Those of them for which nothing is known of clouds either: the light is that of a clear sky,
    the brighter one of the forecast's air and of climatology."""
    flags: tuple[QualityFlag, ...]


@lru_cache(maxsize=_REMEMBERED)
def fuse_forecasts(
    place: Place,
    first: float,
    last: float,
    environment: Environment,
    forecasts: tuple[Forecast, ...],
) -> Fused:
    """
    Lead the clear-sky curve of a place through forecasts, each by its own time convention.

    Parameters
    ----------
    place : Place
    first, last : float
        Ends of the curve, seconds since 1970. [s]
    environment : Environment
        Without readings of cloud or UV index.
    forecasts : tuple of Forecast
        In the order in which they are believed, at least one.

    Returns
    -------
    Fused
        The same object for the same forecasts.
    """
    usual = clear_minutes(place, first, last, environment)
    checked = checked_hours(place, first, last, environment, forecasts)
    told_in_time = [
        forecast
        for forecast, each in zip(forecasts, checked, strict=True)
        if each is None or "provider_clock_off" not in each.flags
    ]
    clouds = cloud_reports(told_in_time, usual)
    air = air_of(place, usual, environment, told_in_time)
    if air.snow_source is not None:
        environment = replace(environment, surface="old_snow")
        usual = clear_minutes(place, first, last, environment)
    clear = _clear_through(place, usual, environment, air)
    hours = joined([each.hours for each in checked if each is not None])
    light, uncovered = _led_through(place, usual, clear, environment, air, hours)
    light, unclouded = _below_known_clouds(clear, light, uncovered, clouds)
    return Fused(
        clear=clear,
        light=light,
        forecasts=forecasts,
        air=air,
        clouds=clouds,
        hours=hours,
        lit=_lit(usual, clear),
        uncovered=uncovered,
        unclouded=unclouded,
        flags=tuple(flag for each in checked if each is not None for flag in each.flags),
    )


def _clear_through(
    place: Place, usual: ClearCurve, environment: Environment, air: Air
) -> ClearCurve:
    """
    Clear-sky curve through the air that is known.

    A forecast's UV index may be that of cleaner air than the aerosol beside it: what the
    best-tilted patch of skin gets of the beam is never less than in usual air.
    """
    if air.aod_550 is None and air.ozone_du is None:
        if environment.aod_550 is None:
            return usual
        cleaner = clear_curve(place, usual.time, replace(environment, aod_550=None))
        return replace(usual, beam_share=np.maximum(usual.beam_share, cleaner.beam_share))
    known = environment
    if air.aod_550 is not None:
        known = replace(known, aod_550=air.aod_550 * _aerosol_share(place))
    if air.ozone_du is not None:
        known = replace(known, ozone_du=air.ozone_du * _ozone_share(place))
    clear = clear_curve(place, usual.time, known)
    source = usual.aod_source if air.aod_550 is None else air.aod_source
    return replace(
        clear, aod_source=source, beam_share=np.maximum(clear.beam_share, usual.beam_share)
    )


def _aerosol_share(place: Place) -> float:
    cell, here = (
        float(atmosphere.aerosol_optical_depth(elevation))
        for elevation in (cell_elevation(place), place.elevation_m)
    )
    return here / cell


def _ozone_share(place: Place) -> float:
    cell, here = (
        float(atmosphere.ozone_share_above(elevation))
        for elevation in (cell_elevation(place), place.elevation_m)
    )
    return here / cell


def _led_through(
    place: Place,
    usual: ClearCurve,
    clear: ClearCurve,
    environment: Environment,
    air: Air,
    hours: UvHours | None,
) -> tuple[Light, BoolArray]:
    brighter = usual if np.max(usual.uv_index) > np.max(clear.uv_index) else clear
    lit = _lit(usual, clear)
    if hours is None:
        return brighter.light, lit
    change = _change(place, clear, environment, air, hours)
    led = clear.light.below_clouds(change.factor, _clouds_alone(clear, hours, change))
    uncovered = change.uncovered | (lit & ~cloud.within_reach(clear.time, hours.middle))
    return led.but_where(uncovered, brighter.light), uncovered


def _lit(usual: ClearCurve, clear: ClearCurve) -> BoolArray:
    lit: BoolArray = np.maximum(usual.uv_index, clear.uv_index) >= cloud.MIN_RATIO_UV_INDEX
    return lit


def _change(
    place: Place, clear: ClearCurve, environment: Environment, air: Air, hours: UvHours
) -> cloud.Modification:
    """
    Ratio of the forecast to our clear sky over what the provider's cell looks like.

    The provider knows nothing of the snow or sand, nor of the summit that the client names: over
    ordinary ground at the height of the terrain, so that brightness and height come on top. Snow
    that a forecast tells of lies on the ground of all forecasts.
    """
    cell = replace(place, elevation_m=cell_elevation(place))
    above_cell = environment.ozone_du
    if above_cell is None:
        above_cell = float(clear.ozone_du[0]) / _ozone_share(place)
    aod = environment.aod_550 if air.aod_550 is None else air.aod_550
    ground = clear.albedo if air.snow_source else min(clear.albedo, atmosphere.USUAL_ALBEDO)
    known = replace(environment, ozone_du=above_cell, aod_550=aod)
    means = bool(np.any(hours.valid_to > hours.valid_from))
    times = _samples(hours) if means else hours.middle[:, None]
    near = clear_curve(cell, times, known, ground)
    return cloud.fuse(
        clear.time, clear.uv_index, hours.middle, hours.uv_index, near.uv_index.mean(axis=1),
        brightest_uv_index(place, hours.middle, environment), near.zenith.mean(axis=1),
        clear.albedo, times if means else None, near.uv_index if means else None,
    )  # fmt: skip


def _samples(hours: UvHours) -> FloatArray:
    shares = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    length = hours.valid_to - hours.valid_from
    return hours.valid_from[:, None] + length[:, None] * shares


def _clouds_alone(clear: ClearCurve, hours: UvHours, change: cloud.Modification) -> FloatArray:
    """Tell what clouds alone leave by the provider's own clear sky, else blame them for all."""
    usable = np.isfinite(hours.cloud_alone)
    if not usable.any():
        return change.factor
    alone = np.interp(clear.time, hours.middle[usable], hours.cloud_alone[usable])
    return np.where(change.uncovered, change.factor, alone)


def _below_known_clouds(
    clear: ClearCurve, light: Light, uncovered: BoolArray, clouds: CloudReports
) -> tuple[Light, BoolArray]:
    """Where only clouds are known, lay them over our own clear sky."""
    left = clouds.modification(clear.time)
    unclouded: BoolArray = uncovered & np.isnan(left)
    factor = np.where(uncovered & ~unclouded, left, 1.0)
    if np.all(factor == 1.0):
        return light, unclouded
    return light.but_where(uncovered, light.below_clouds(factor)), unclouded
