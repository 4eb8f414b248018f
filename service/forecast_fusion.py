"""Our clear sky led through a forecast: the provider sets the magnitude, we shape and spectrum."""

from dataclasses import dataclass, replace

import numpy as np

from models import atmosphere, cloud
from models.arrays import BoolArray, FloatArray
from service.clear_curve import ClearCurve, Light, brightest_uv_index, clear_curve
from service.places import Place, terrain_elevation
from service.provenance import QualityFlag
from service.providers.forecast import Forecast
from service.questions import Environment

_MOST_AOD = 3.0
"""More is no air that the model knows, and hardly one that anyone breathes. [unitless]"""


@dataclass(frozen=True, slots=True)
class Fused:
    """A forecast laid over a clear-sky curve."""

    clear: ClearCurve
    """With the provider's aerosol where the client names none."""
    light: Light
    """With clouds where the forecast has values, that of the brighter clear sky elsewhere."""
    flags: tuple[QualityFlag, ...]
    complete: bool
    """Whether there is a value for all of the daylight."""
    empty: bool
    """Whether there is a value for none of it."""


def fuse_forecast(
    place: Place, usual: ClearCurve, environment: Environment, forecast: Forecast
) -> Fused:
    """
    Lead a clear-sky curve through the provider's values at the provider's own instants.

    Parameters
    ----------
    place : Place
    usual : ClearCurve
        By what the client names and climatology.
    environment : Environment
    forecast : Forecast

    Returns
    -------
    Fused
    """
    known = _with_aerosol(environment, usual, forecast)
    clear = _clear_below(place, usual, environment, known, forecast)
    change = _change(place, clear, known, forecast)
    lit = usual.uv_index >= cloud.MIN_RATIO_UV_INDEX
    hours = forecast.valid_at[change.missing]
    missing = np.interp(hours, usual.time, lit, left=0.0, right=0.0) > 0.0
    flags: tuple[QualityFlag, ...] = ()
    if np.any(change.rejected):
        flags += ("provider_values_rejected",)
    if np.any(change.uncovered) or np.any(missing):
        flags += ("provider_values_missing",)
    fused = clear.light.below_clouds(change.factor, _clouds(clear, forecast, change))
    brighter = usual if usual.aod_550 < clear.aod_550 else clear
    return Fused(
        clear=clear,
        light=fused.but_where(change.uncovered, brighter.light),
        flags=flags,
        complete=not np.any(change.uncovered),
        empty=bool(np.all(change.uncovered[lit])),
    )


def _with_aerosol(environment: Environment, usual: ClearCurve, forecast: Forecast) -> Environment:
    """Take the provider's aerosol in daylight where the client names none."""
    if environment.aod_550 is not None:
        return environment
    lit = np.interp(forecast.valid_at, usual.time, usual.lit) > 0.0
    known = np.isfinite(forecast.aod_550) & (forecast.aod_550 >= 0.0) & lit
    typical = float(np.median(forecast.aod_550[known])) if known.any() else np.nan
    return replace(environment, aod_550=typical) if typical <= _MOST_AOD else environment


def _clear_below(
    place: Place,
    usual: ClearCurve,
    environment: Environment,
    known: Environment,
    forecast: Forecast,
) -> ClearCurve:
    """
    Clear-sky curve with the aerosol that is known.

    The forecast's UV index may be that of cleaner air than the aerosol beside it: what the
    best-tilted patch of skin gets of the beam is never less than in usual air.
    """
    if known.aod_550 is None:
        return usual
    if environment.aod_550 is None:
        cell, here = (
            float(atmosphere.aerosol_optical_depth(elevation))
            for elevation in (_cell_elevation(place), place.elevation_m)
        )
        clear = clear_curve(place, usual.time, replace(known, aod_550=known.aod_550 * here / cell))
        clear = replace(clear, aod_source=forecast.source)
    else:
        clear = usual
        usual = clear_curve(place, usual.time, replace(environment, aod_550=None))
    return replace(clear, beam_share=np.maximum(clear.beam_share, usual.beam_share))


def _change(
    place: Place, clear: ClearCurve, known: Environment, forecast: Forecast
) -> cloud.Modification:
    """
    Ratio of the forecast to our clear sky over what the provider's cell looks like.

    The provider knows nothing of the snow or sand, nor of the summit that the client names: over
    ordinary ground at the height of the terrain, so that brightness and height come on top.
    """
    cell = replace(place, elevation_m=_cell_elevation(place))
    shares = [float(atmosphere.ozone_share_above(p.elevation_m)) for p in (cell, place)]
    above_cell = float(clear.ozone_du[0])
    if known.ozone_du is None:
        above_cell *= shares[0] / shares[1]
    near = clear_curve(
        cell,
        forecast.valid_at,
        replace(known, ozone_du=above_cell),
        min(clear.albedo, atmosphere.USUAL_ALBEDO),
    )
    return cloud.fuse(
        clear.time, clear.uv_index, forecast.valid_at, forecast.uv_index, near.uv_index,
        brightest_uv_index(place, forecast.valid_at, known), near.zenith, clear.albedo,
    )  # fmt: skip


def _cell_elevation(place: Place) -> float:
    """Height that the provider reckons with: the terrain's, where the place lies above it. [m]"""
    return min(place.elevation_m, terrain_elevation(place.latitude, place.longitude))


def _clouds(clear: ClearCurve, forecast: Forecast, change: cloud.Modification) -> FloatArray:
    """Tell what clouds alone leave by the provider's own clear sky, else blame them for all."""
    pair = cloud.modification_from_pair(forecast.uv_index, forecast.clear_sky_uv_index)
    usable: BoolArray = np.isfinite(pair) & ~change.rejected & ~change.missing
    usable &= forecast.clear_sky_uv_index >= cloud.MIN_RATIO_UV_INDEX
    if not usable.any():
        return change.factor
    alone = np.interp(clear.time, forecast.valid_at[usable], pair[usable])
    return np.where(change.uncovered, change.factor, alone)
