"""Ozone, aerosol and snow above and below a place, as far as forecasts know them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models import atmosphere, ozone_inversion, solar_geometry
from service.clear_curve import ClearCurve
from service.places import Place, terrain_elevation
from service.provenance import AodSource, OzoneSource
from service.providers.forecast import Forecast, ForecastSource, Series
from service.questions import Environment

_MOST_AOD = 3.0
"""More is no air that the model knows, and hardly one that anyone breathes. [unitless]"""
_THICKEST_OZONE_SHARE = 1.6
"""As the thinnest one, from the other side: 480 DU in a northern spring of 350. [unitless]"""
_SNOW_COVERS_M = 0.02
"""Feister and Grewe 1995 measured an albedo of 0.62 over 2 cm of it. [m]"""


@dataclass(frozen=True, slots=True)
class Air:
    """Columns at the height that the forecast reckons with; ``None`` where nobody knows."""

    aod_550: float | None = None
    aod_source: AodSource = "climatology"
    ozone_du: float | None = None
    ozone_source: OzoneSource = "climatology"
    snow_source: ForecastSource | None = None
    """Who says that there is snow on the ground."""


def cell_elevation(place: Place) -> float:
    """Height that a provider reckons with: the terrain's, where the place lies above it. [m]"""
    return min(place.elevation_m, terrain_elevation(place.latitude, place.longitude))


def air_of(
    place: Place, usual: ClearCurve, environment: Environment, forecasts: Sequence[Forecast]
) -> Air:
    """
    Find out what forecasts know of the air, where the client names nothing.

    Parameters
    ----------
    place : Place
    usual : ClearCurve
        By what the client names and climatology; only its daylight counts.
    environment : Environment
    forecasts : sequence of Forecast
        In the order in which they are believed.

    Returns
    -------
    Air
        Ozone as a source gives it, else read backwards from a clear-sky UV index where that is well
        posed; both only within what occurs.
    """
    air = Air(snow_source=_snow(usual, environment, forecasts))
    if environment.aod_550 is None:
        for forecast in forecasts:
            aod = _median(forecast.of("aod_550"), usual, 0.0, _MOST_AOD)
            if aod is not None:
                air = replace(air, aod_550=aod, aod_source=forecast.source)
                break
    if environment.ozone_du is None:
        air = _with_ozone(air, place, usual, environment, forecasts)
    return air


def _with_ozone(
    air: Air,
    place: Place,
    usual: ClearCurve,
    environment: Environment,
    forecasts: Sequence[Forecast],
) -> Air:
    climatology = float(np.mean(usual.ozone_du))
    thinnest = atmosphere.THINNEST_OZONE_SHARE * climatology
    thickest = _THICKEST_OZONE_SHARE * climatology
    for forecast in forecasts:
        ozone = _median(forecast.of("ozone_du"), usual, thinnest, thickest)
        if ozone is not None:
            return replace(air, ozone_du=ozone, ozone_source=forecast.source)
    for forecast in forecasts:
        clear = forecast.of("uv_index", sky="clear")
        if clear is None or clear.kind != "instant":
            continue
        ozone = _inverted(place, usual, environment, air, clear)
        if thinnest <= ozone <= thickest:
            return replace(air, ozone_du=ozone, ozone_source="inverted_from_uv_index")
    return air


def _inverted(
    place: Place, usual: ClearCurve, environment: Environment, air: Air, clear: Series
) -> float:
    """Total ozone behind a clear sky; NaN where the aerosol beside it is not known. [DU]"""
    aod = environment.aod_550 if air.aod_550 is None else air.aod_550
    at, value = clear.middle, clear.value
    day = (at >= usual.time[0]) & (at <= usual.time[-1]) & clear.known
    day &= np.interp(at, usual.time, usual.zenith) <= ozone_inversion.HIGHEST_ZENITH
    if aod is None or not day.any():
        return float("nan")
    sun = solar_geometry.solar_position(at[day], place.latitude, place.longitude)
    ground = usual.albedo if air.snow_source else min(usual.albedo, atmosphere.USUAL_ALBEDO)
    column = ozone_inversion.total_ozone(
        value[day], sun.zenith, cell_elevation(place), aod, ground,
        solar_geometry.distance_factor(sun.distance),
    )  # fmt: skip
    return ozone_inversion.pooled_ozone(column, value[day], sun.zenith, aod)


def _snow(
    usual: ClearCurve, environment: Environment, forecasts: Sequence[Forecast]
) -> ForecastSource | None:
    if environment.surface is not None:
        return None
    for forecast in forecasts:
        depth = _median(forecast.of("snow_depth"), usual, 0.0, 20.0)
        if depth is not None:
            return forecast.source if depth >= _SNOW_COVERS_M else None
    return None


def _median(series: Series | None, usual: ClearCurve, least: float, most: float) -> float | None:
    """Median of what can be in the daylight of a curve; ``None`` where there is nothing of it."""
    if series is None:
        return None
    lit = np.interp(series.middle, usual.time, usual.lit, left=0.0, right=0.0) > 0.0
    value = series.value[lit & (series.value >= least) & (series.value <= most)]
    return float(np.median(value)) if len(value) else None
