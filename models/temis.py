"""
The closed form of TEMIS v2 for clear-sky irradiances on a horizontal plane.

It was fitted by KNMI to spectra measured and modelled under a climatological aerosol load, for sea
level and a surface albedo of 0.09, at the mean earth-sun distance.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float


@dataclass(frozen=True, slots=True)
class Weighting:
    """Coefficients of one weighted irradiance (TEMIS v2.0, page "UV index and UV dose")."""

    f: float
    g: float
    h: float
    j: float
    per_km: float
    """Relative increase of the irradiance per kilometre of elevation. [km⁻¹]"""


ERYTHEMAL = Weighting(f=0.0477, g=1.6325, h=5.6499, j=0.0485, per_km=0.05)
VITAMIN_D = Weighting(f=0.1101, g=1.6481, h=7.0745, j=0.0, per_km=0.10)

_S = 2.0877
_TAU = 1.0597
_EPSILON = 0.2755
_ALBEDO_FEEDBACK = 0.25
_ALBEDO_OF_FIT = 0.09


def irradiance(
    zenith_deg: npt.ArrayLike, total_ozone_du: npt.ArrayLike, weighting: Weighting
) -> FloatArray:
    """
    Weighted clear-sky irradiance at sea level, mean distance and albedo 0.09.

    Parameters
    ----------
    zenith_deg : array_like
        Solar zenith angle. [°]
    total_ozone_du : array_like
        Total ozone column; broadcasts. [DU]
    weighting : Weighting
        ``ERYTHEMAL`` or ``VITAMIN_D``.

    Returns
    -------
    ndarray
        Zero from 90° on, where the form is no longer meant to hold. [W m⁻²]

    References
    ----------
    .. [1] M. Allaart, M. van Weele, P. Fortuin and H. Kelder, "An empirical model to predict the
       UV-index based on solar zenith angles and total ozone," Meteorol. Appl. 11 (2004) 59-65,
       eq. 4, :doi:`10.1017/S1350482703001130`.
    .. [2] TEMIS v2.0, KNMI/ESA, "UV index and UV dose", coefficients of version 2.
    """
    zenith, ozone = np.broadcast_arrays(as_float(zenith_deg), as_float(total_ozone_du))
    mu = np.maximum(np.cos(np.radians(zenith)), 0.0)
    slant = mu * (1.0 - _EPSILON) + _EPSILON
    ultraviolet_a = _S * slant * np.exp(-_TAU / slant)
    w = weighting
    ultraviolet_b = w.f * (1000.0 * mu / ozone) ** w.g + w.h / ozone + w.j
    lit = np.where(zenith < 90.0, ultraviolet_a * ultraviolet_b, 0.0)
    return np.where(np.isnan(zenith + ozone), np.nan, lit)


def albedo_factor(albedo: npt.ArrayLike) -> FloatArray:
    """
    Gain by reflection between ground and air, relative to the albedo of the fit.

    Parameters
    ----------
    albedo : array_like
        Lambertian surface albedo, 0 to 1. [unitless]

    Returns
    -------
    ndarray
        0.98 over black ground, 1 at 0.09, 1.25 over fresh snow. [unitless]

    References
    ----------
    .. [1] TEMIS v2.0, KNMI/ESA, albedo correction.
    """
    return (1.0 - _ALBEDO_FEEDBACK * _ALBEDO_OF_FIT) / (1.0 - _ALBEDO_FEEDBACK * as_float(albedo))


def elevation_factor(elevation_m: npt.ArrayLike, weighting: Weighting) -> FloatArray:
    """
    Gain with elevation.

    Parameters
    ----------
    elevation_m : array_like
        Above sea level, negative allowed. [m]
    weighting : Weighting
        ``ERYTHEMAL`` (5 % per km) or ``VITAMIN_D`` (10 % per km).

    Returns
    -------
    ndarray
        One at sea level. [unitless]

    References
    ----------
    .. [1] TEMIS v2.0, KNMI/ESA, altitude correction: 5 % per km for erythema, "10 % or more" for
       vitamin D.
    """
    return 1.0 + weighting.per_km * as_float(elevation_m) / 1000.0
