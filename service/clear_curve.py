"""Clear-sky ultraviolet along the day of a place: sun, ozone, ground and irradiance."""

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from models import atmosphere, clear_sky, cloud, solar_geometry
from models.action_spectrum import ActionSpectrumName
from models.arrays import BoolArray, FloatArray
from models.clear_sky import ClearSkyIrradiance
from models.units import uv_index_from_irradiance
from service.places import Place
from service.provenance import AodSource
from service.questions import Environment

_STEP_S = 60.0
_ONE_STAY_S = 4.0 * 86_400.0
_CURVES_REMEMBERED = 64
"""Of 0.15 MB each."""


HORIZON = 90.0
"""Zenith of the sun from which on it is called dark, although some light is left. [°]"""


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """Irradiances on a horizontal plane along time; arrays of one shape. Equal to itself alone."""

    erythemal: FloatArray
    """[W m⁻²]"""
    vitamin_d: FloatArray
    """By CIE 174. [W m⁻²]"""
    vitamin_d_shifted: FloatArray
    """By the spectrum of Young et al. [W m⁻²]"""
    vitamin_d_direct: FloatArray
    """Of the beam. [W m⁻²]"""
    vitamin_d_shifted_direct: FloatArray
    """Of the beam. [W m⁻²]"""
    erythemal_direct: FloatArray
    """Of the beam. [W m⁻²]"""

    @staticmethod
    def of(sky: ClearSkyIrradiance, distance: FloatArray) -> "Light":
        """Put a clear sky at the true distance of the sun."""
        return Light(**{name: getattr(sky, name) * distance for name in (*_GLOBAL, *_BEAM)})

    def previtamin(self, action_spectrum: ActionSpectrumName) -> tuple[FloatArray, FloatArray]:
        """Irradiance by an action spectrum, and that of the beam. [W m⁻²]"""
        if action_spectrum == "cie174":
            return self.vitamin_d, self.vitamin_d_direct
        return self.vitamin_d_shifted, self.vitamin_d_shifted_direct

    def below_clouds(
        self, modification: FloatArray | float, clouds: FloatArray | float | None = None
    ) -> "Light":
        """
        Dim or brighten by what leaves a share of the global irradiance. [unitless]

        ``clouds`` is what clouds alone leave, where that is known: they take the beam first.
        """
        beam = cloud.direct_left(modification, clouds)
        dimmed = {name: getattr(self, name) * modification for name in _GLOBAL}
        return Light(**dimmed, **{name: getattr(self, name) * beam for name in _BEAM})

    def but_where(self, mask: BoolArray, other: "Light") -> "Light":
        """Take the values of another light where a mask is set."""
        return Light(
            **{
                name: np.where(mask, getattr(other, name), getattr(self, name))
                for name in (*_GLOBAL, *_BEAM)
            }
        )


_GLOBAL = ("erythemal", "vitamin_d", "vitamin_d_shifted")
_BEAM = ("vitamin_d_direct", "vitamin_d_shifted_direct", "erythemal_direct")


def share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole, zero where there is nothing. [unitless]"""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class ClearCurve:
    """Arrays of one shape along time; irradiances at the true earth-sun distance."""

    time: FloatArray
    """Seconds since 1970. [s]"""
    zenith: FloatArray
    """[°]"""
    azimuth: FloatArray
    """[°]"""
    ozone_du: FloatArray
    """Column above the place. [DU]"""
    aod_550: float
    """Aerosol optical depth above the place. [unitless]"""
    aod_source: AodSource
    albedo: float
    """[unitless]"""
    light: Light
    beam_share: FloatArray
    """Share of the beam in the erythemal irradiance, for the best-tilted patch. [unitless]"""
    extrapolated: BoolArray

    @property
    def uv_index(self) -> FloatArray:
        """Clear-sky UV index. [unitless]"""
        return uv_index_from_irradiance(self.light.erythemal)

    @property
    def lit(self) -> BoolArray:
        """Where the sun is up. Twilight has a little ultraviolet, which no stay begins in."""
        up: BoolArray = self.zenith < HORIZON
        return up


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


def clear_minutes(place: Place, first: float, last: float, environment: Environment) -> ClearCurve:
    """
    Compute the clear-sky curve of a place for every minute, or remember it.

    Parameters
    ----------
    place : Place
    first, last : float
        Seconds since 1970. [s]
    environment : Environment
        As for :func:`clear_curve`.

    Returns
    -------
    ClearCurve
        Shared by all who ask for the same: its arrays cannot be written to.
    """
    lasting = replace(environment, uv_index=None, cloud_cover=None)
    return _remembered(place, first, last, lasting)


@lru_cache(maxsize=_CURVES_REMEMBERED)
def _remembered(place: Place, first: float, last: float, environment: Environment) -> ClearCurve:
    curve = clear_curve(place, minute_grid(first, last), environment)
    for part in (curve, curve.light):
        for field in fields(part):
            values = getattr(part, field.name)
            if isinstance(values, np.ndarray):
                values.setflags(write=False)
    return curve


def clear_curve(
    place: Place, time: FloatArray, environment: Environment, albedo: float | None = None
) -> ClearCurve:
    """
    Compute the clear-sky curve of a place.

    Parameters
    ----------
    place : Place
    time : ndarray
        Seconds since 1970, any shape, not empty. [s]
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
    aod = aod_of(place, environment)
    sky = clear_sky.irradiance(sun.zenith, ozone, place.elevation_m, aod, ground)
    distance = solar_geometry.distance_factor(sun.distance)
    light = Light.of(sky, distance)
    return ClearCurve(
        time=time,
        zenith=sun.zenith,
        azimuth=sun.azimuth,
        ozone_du=ozone,
        aod_550=aod,
        aod_source="climatology" if environment.aod_550 is None else "request",
        albedo=ground,
        light=light,
        beam_share=share(light.erythemal_direct, light.erythemal),
        extrapolated=sky.extrapolated,
    )


def brightest_uv_index(place: Place, time: FloatArray, environment: Environment) -> FloatArray:
    """
    UV index of the brightest clear sky that occurs. [unitless]

    Without aerosol, under the thinnest ozone that occurs or a thinner one that is given.
    """
    usual = _ozone(place, time, replace(environment, ozone_du=None))
    thinnest = atmosphere.THINNEST_OZONE_SHARE * float(np.mean(usual))
    given = environment.ozone_du
    ozone = thinnest if given is None else min(given, thinnest)
    return clear_curve(place, time, replace(environment, ozone_du=ozone, aod_550=0.0)).uv_index


def albedo_of(environment: Environment) -> float:
    """Albedo of the named surface, or that of usual ground. [unitless]"""
    return ground_of(environment).albedo


def ground_of(environment: Environment) -> atmosphere.Surface:
    """Named surface, or usual ground."""
    if environment.surface is None:
        return atmosphere.USUAL_GROUND
    return atmosphere.SURFACES[environment.surface]


def aod_of(place: Place, environment: Environment) -> float:
    """Aerosol optical depth that is given, or that of climatology. [unitless]"""
    if environment.aod_550 is not None:
        return environment.aod_550
    return float(atmosphere.aerosol_optical_depth(place.elevation_m))


def _ozone(place: Place, time: FloatArray, environment: Environment) -> FloatArray:
    if environment.ozone_du is not None:
        return np.full(time.shape, environment.ozone_du)
    column = _climatological_ozone(place, time)
    if np.ptp(time) <= _ONE_STAY_S:
        # One value for a day and its neighbours folds the table: within a day it moves by 0.2 %.
        column = np.full(time.shape, np.mean(column))
    return column * atmosphere.ozone_share_above(place.elevation_m)


def _climatological_ozone(place: Place, time: FloatArray) -> FloatArray:
    instant = time.astype("datetime64[s]")
    since_new_year = instant - instant.astype("datetime64[Y]")
    return atmosphere.total_ozone(place.latitude, 1.0 + since_new_year / np.timedelta64(1, "D"))
