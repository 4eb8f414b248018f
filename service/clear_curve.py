"""Clear-sky ultraviolet along the day of a place: sun, ozone, ground and irradiance."""

from dataclasses import dataclass, replace

import numpy as np

from models import atmosphere, clear_sky, solar_geometry
from models.arrays import BoolArray, FloatArray
from models.units import uv_index_from_irradiance
from service.places import Place
from service.questions import Environment

_STEP_S = 60.0


@dataclass(frozen=True, slots=True)
class ClearCurve:
    """Arrays of one shape along time; irradiances at the true earth-sun distance."""

    time: FloatArray
    """Seconds since 1970. [s]"""
    zenith: FloatArray
    """[°]"""
    azimuth: FloatArray
    """[°]"""
    ozone_du: FloatArray
    """[DU]"""
    albedo: float
    """[unitless]"""
    erythemal: FloatArray
    """[W m⁻²]"""
    vitamin_d: FloatArray
    """[W m⁻²]"""
    extrapolated: BoolArray

    @property
    def uv_index(self) -> FloatArray:
        """Clear-sky UV index. [unitless]"""
        return uv_index_from_irradiance(self.erythemal)


def minute_grid(first: float, last: float) -> FloatArray:
    """
    Instants a minute apart that include both ends.

    Parameters
    ----------
    first, last : float
        Seconds since 1970. [s]

    Returns
    -------
    ndarray
        Increasing; the last step may be shorter. [s]
    """
    inner = np.arange(first, last, _STEP_S)
    return np.append(inner, last)


def clear_curve(
    place: Place, time: FloatArray, environment: Environment, albedo: float | None = None
) -> ClearCurve:
    """
    Compute the clear-sky curve of a place.

    Parameters
    ----------
    place : Place
    time : ndarray
        Seconds since 1970, any shape. [s]
    environment : Environment
        Its ozone and surface are used where they are given.
    albedo : float, optional
        Instead of that of the surface. [unitless]

    Returns
    -------
    ClearCurve
        Arrays of the shape of ``time``.
    """
    sun = solar_geometry.solar_position(time, place.latitude, place.longitude)
    ozone = _ozone(place, time, environment)
    ground = albedo_of(environment) if albedo is None else albedo
    sky = clear_sky.irradiance(sun.zenith, ozone, place.elevation_m, ground)
    distance = solar_geometry.distance_factor(sun.distance)
    return ClearCurve(
        time=time,
        zenith=sun.zenith,
        azimuth=sun.azimuth,
        ozone_du=ozone,
        albedo=ground,
        erythemal=sky.erythemal * distance,
        vitamin_d=sky.vitamin_d * distance,
        extrapolated=sky.extrapolated,
    )


def brightest_uv_index(place: Place, time: FloatArray, environment: Environment) -> FloatArray:
    """UV index under the thinnest ozone that occurs, or a thinner one that is given. [unitless]"""
    usual = _ozone(place, time, replace(environment, ozone_du=None))
    thinnest = atmosphere.THINNEST_OZONE_SHARE * float(np.mean(usual))
    given = environment.ozone_du
    ozone = thinnest if given is None else min(given, thinnest)
    return clear_curve(place, time, replace(environment, ozone_du=ozone)).uv_index


def albedo_of(environment: Environment) -> float:
    """Albedo of the named surface, or the reference albedo of the clear-sky model. [unitless]"""
    if environment.surface is None:
        return atmosphere.REFERENCE_ALBEDO
    return atmosphere.SURFACES[environment.surface].albedo


def _ozone(place: Place, time: FloatArray, environment: Environment) -> FloatArray:
    if environment.ozone_du is not None:
        return np.full(time.shape, environment.ozone_du)
    instant = time.astype("datetime64[s]")
    since_new_year = instant - instant.astype("datetime64[Y]")
    day_of_year = 1.0 + since_new_year / np.timedelta64(1, "D")
    return atmosphere.total_ozone(place.latitude, day_of_year)
