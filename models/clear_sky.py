"""Ultraviolet irradiance under a cloudless sky, weighted for sunburn and for vitamin D."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models import temis
from models.arrays import BoolArray, FloatArray, as_float
from models.temis import ERYTHEMAL, VITAMIN_D

MAX_ZENITH = 80.0
"""Above this the closed form is compared with nothing but itself. [°]"""
OZONE_RANGE = (150.0, 550.0)
"""Columns seen on earth, and so behind the fit. [DU]"""
ELEVATION_RANGE = (-450.0, 6000.0)
"""Where people live, and where a linear altitude factor is a fair description. [m]"""

_RAYLEIGH_310_NM = 1.056
"""Rayleigh optical depth of air at sea level and 310 nm. [unitless]

B. A. Bodhaine et al., J. Atmos. Oceanic Technol. 16 (1999) 1854-1861, eq. 30.
"""


@dataclass(frozen=True, slots=True)
class ClearSkyIrradiance:
    """Downwelling on a horizontal plane at 1 au; arrays of one common shape."""

    erythemal: FloatArray
    """Weighted by ISO/CIE 17166. [W m⁻²]"""
    vitamin_d: FloatArray
    """Weighted by CIE 174:2006. [W m⁻²]"""
    extrapolated: BoolArray
    """True where an input lies outside the range the model is meant for."""


def irradiance(
    zenith_deg: npt.ArrayLike,
    total_ozone_du: npt.ArrayLike,
    elevation_m: npt.ArrayLike = 0.0,
    albedo: npt.ArrayLike = 0.09,
) -> ClearSkyIrradiance:
    """
    Clear-sky erythemal and vitamin-D irradiance.

    Parameters
    ----------
    zenith_deg : array_like
        Geometric solar zenith angle; nothing arrives from 90° on. [°]
    total_ozone_du : array_like
        Total ozone column. [DU]
    elevation_m : array_like
        Above sea level. [m]
    albedo : array_like
        Surface albedo, 0 to 1. [unitless]

    Returns
    -------
    ClearSkyIrradiance
        At an earth-sun distance of 1 au: multiply by
        :func:`models.solar_geometry.distance_factor`. NaN where any input is NaN.

    Notes
    -----
    The closed form of TEMIS v2 with its own factors for albedo and elevation. It holds a
    climatological aerosol load that cannot be changed, and reads 5 % (high sun) to 20 % (zenith
    60-80°) below radiative transfer through air without aerosol.

    References
    ----------
    .. [1] TEMIS v2.0, KNMI/ESA; see :mod:`models.temis`.
    """
    zenith, ozone, elevation, surface = np.broadcast_arrays(
        as_float(zenith_deg), as_float(total_ozone_du), as_float(elevation_m), as_float(albedo)
    )
    reflected = temis.albedo_factor(surface)
    erythemal, vitamin_d = (
        temis.irradiance(zenith, ozone, weighting)
        * reflected
        * temis.elevation_factor(elevation, weighting)
        for weighting in (ERYTHEMAL, VITAMIN_D)
    )
    extrapolated = (
        (zenith > MAX_ZENITH)
        | (ozone < OZONE_RANGE[0])
        | (ozone > OZONE_RANGE[1])
        | (elevation < ELEVATION_RANGE[0])
        | (elevation > ELEVATION_RANGE[1])
    )
    return ClearSkyIrradiance(erythemal, vitamin_d, extrapolated)


def direct_fraction(zenith_deg: npt.ArrayLike) -> FloatArray:
    """
    Share of the direct beam in the global UVB irradiance on a horizontal plane.

    Parameters
    ----------
    zenith_deg : array_like
        Solar zenith angle. [°]

    Returns
    -------
    ndarray
        0.55 with the sun overhead, falling to zero at the horizon. [unitless]

    Notes
    -----
    Eddington approximation for a conservative Rayleigh layer with the optical depth of air at
    310 nm over a black surface: direct ``exp(-τ/µ)`` over total transmission
    ``[(2/3 + µ) + (2/3 - µ) exp(-τ/µ)] / (4/3 + τ)``.

    References
    ----------
    .. [1] E. P. Shettle and J. A. Weinman, "The transfer of solar irradiance through inhomogeneous
       turbid atmospheres evaluated by Eddington's approximation," J. Atmos. Sci. 27 (1970)
       1048-1055.
    .. [2] B. A. Bodhaine et al., J. Atmos. Oceanic Technol. 16 (1999) 1854-1861.
    """
    zenith = as_float(zenith_deg)
    mu = np.maximum(np.cos(np.radians(zenith)), 1e-6)
    beam = np.exp(-_RAYLEIGH_310_NM / mu)
    total = ((2.0 / 3.0 + mu) + (2.0 / 3.0 - mu) * beam) / (4.0 / 3.0 + _RAYLEIGH_310_NM)
    return np.where(zenith < 90.0, beam / total, np.where(np.isnan(zenith), np.nan, 0.0))
