"""The air and the ground of a place from climatology: ozone, aerosol, surface albedo."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.ozone_table import LATITUDES, TOTAL_OZONE

_DAYS_PER_MONTH = 365.25 / 12.0

THINNEST_OZONE_SHARE = 0.6
"""Thinnest column that occurs, as a share of the climatological one. [unitless]

A judgement on the wide side, for 180 DU at the edge of the ozone hole where climatology has 300:
believing a value that is wrong shortens burn times, dropping one that is right lengthens them.
"""
OZONE_SPREAD = 0.10
"""Standard deviation of the logarithm of single days about the zonal month. [unitless]

About 10 % at middle latitudes (judgement). The choice of the climatology adds little: TOMS
Nimbus-7 (1978-1993) differs from this one by 0.7 % in the median and 2.9 % in nine cells of ten.
"""
_MEAN_AOD_LAND = 0.19
"""Mean over the land of the earth at 550 nm. [unitless] (Remer et al. 2008)"""
AOD_SPREAD = 0.7
"""Standard deviation of the logarithm of aerosol optical depth. [unitless]

N. T. O'Neill et al., Geophys. Res. Lett. 27 (2000) 3333-3336: log-normal with a geometric standard
deviation of about two from day to day; it stands for the differences between regions as well.
"""
SCATTERING_ALBEDO_RANGE = (0.85, 0.99)
"""Single-scattering albedo in the ultraviolet: eight in ten aerosols lie between. [unitless]

Judgement about the 0.95 assumed: smoke and desert dust absorb, sulphate and sea salt hardly do (M.
Hess, P. Koepke and I. Schult, Bull. Amer. Meteor. Soc. 79 (1998) 831-844: continental polluted 0.89
at 550 nm).
"""
_AOD_SCALE_HEIGHT = 2000.0
"""Height over which aerosol falls to 1/e. [m] (convention, usual for the lower troposphere)"""
_OZONE_ELEVATION = (-400.0, 0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0, 6000.0, 9000.0)
"""[m]"""
_OZONE_ABOVE = (1.0029, 1.0, 0.9927, 0.9853, 0.9783, 0.9718, 0.9655, 0.9594, 0.9379)
"""Share of the ozone of the US standard atmosphere above an elevation. [unitless]

G. P. Anderson et al., AFGL-TR-86-0110 (1986), integrated between levels.
"""


@dataclass(frozen=True, slots=True)
class Surface:
    """A kind of ground and its ultraviolet albedo."""

    albedo: float
    """Erythemally relevant (UVB) reflectance. [unitless]"""
    low: float
    """Lowest published value, taken for the 10th percentile. [unitless]"""
    high: float
    """Highest published value, or the brightest that the model knows; the 90th. [unitless]"""
    source: str


_SLINEY = "Sliney, in IARC Monographs 55 (1992), table 4"
_FEISTER = "Feister and Grewe, Photochem. Photobiol. 62 (1995) 736-744"

SURFACES = MappingProxyType(
    {
        "grass": Surface(
            0.02, 0.008, 0.05, f"{_FEISTER}: 0.016-0.023 at 290-310 nm; {_SLINEY}: 0.008-0.05"
        ),
        "soil": Surface(0.05, 0.04, 0.06, f"{_SLINEY}: 0.04-0.06"),
        "asphalt": Surface(0.07, 0.04, 0.09, f"{_SLINEY}: 0.04-0.09"),
        "concrete": Surface(0.10, 0.07, 0.12, f"{_SLINEY}: 0.07-0.12"),
        "sand": Surface(
            0.16, 0.07, 0.18, f"{_SLINEY}: dry 0.15-0.18, wet 0.07; {_FEISTER}: 0.14-0.15"
        ),
        "water": Surface(
            0.08, 0.033, 0.13, f"{_SLINEY}: open water 0.033, ocean 0.08, 0.13 at a zenith of 45°"
        ),
        "fresh_snow": Surface(0.88, 0.76, 0.90, f"{_SLINEY}: 0.88; {_FEISTER}: up to 0.76"),
        "old_snow": Surface(
            0.62, 0.50, 0.76, f"{_FEISTER}: 2 cm of snow 0.62, up to 0.76; {_SLINEY}: 0.50"
        ),
    }
)
"""Ground by name; read-only."""

USUAL_GROUND = Surface(
    0.05, 0.02, 0.08,
    "Herman and Celarier, J. Geophys. Res. 102 (1997) 28003-28011: minimum reflectivity at "
    "340-380 nm 0.02-0.04 over land, 0.05-0.08 over water",
)  # fmt: skip
"""Ground that nothing is known of, without snow."""
USUAL_ALBEDO = USUAL_GROUND.albedo
"""[unitless]"""


def ozone_share_above(elevation_m: npt.ArrayLike) -> FloatArray:
    """
    Share of the ozone column at sea level that lies above a place.

    Parameters
    ----------
    elevation_m : array_like
        -400 to 9000; beyond, the outermost value is held. [m]

    Returns
    -------
    ndarray
        One at sea level, 0.985 at 2000 m. [unitless]

    References
    ----------
    .. [1] G. P. Anderson et al., AFGL Atmospheric Constituent Profiles, AFGL-TR-86-0110 (1986), US
       standard atmosphere.
    """
    elevation = as_float(elevation_m)
    return as_float(np.interp(elevation, _OZONE_ELEVATION, _OZONE_ABOVE))


def aerosol_optical_depth(elevation_m: npt.ArrayLike) -> FloatArray:
    """
    Usual aerosol optical depth above a place on land.

    Parameters
    ----------
    elevation_m : array_like
        Above sea level. [m]

    Returns
    -------
    ndarray
        Median at 550 nm: 0.149 at sea level, a third of it at 2200 m. [unitless]

    Notes
    -----
    The global mean over land, turned into the median of a log-normal distribution, falling
    exponentially with elevation. Regions and seasons differ by as much as single days do, which
    ``AOD_SPREAD`` covers; a forecast's or a measured value is always better.

    References
    ----------
    .. [1] L. A. Remer et al., "Global aerosol climatology from the MODIS satellite sensors,"
       J. Geophys. Res. 113 (2008) D14S07, :doi:`10.1029/2007JD009661`: 0.19 over land.
    """
    median = _MEAN_AOD_LAND * np.exp(-0.5 * AOD_SPREAD**2)
    return as_float(median * np.exp(-as_float(elevation_m) / _AOD_SCALE_HEIGHT))


def total_ozone(latitude: npt.ArrayLike, day_of_year: npt.ArrayLike) -> FloatArray:
    """
    Climatological total ozone column.

    Parameters
    ----------
    latitude : array_like
        -90 to 90; poleward of 80° the outermost band is held. [°]
    day_of_year : array_like
        1 on 1 January, fractions allowed; broadcasts with ``latitude``. [d]

    Returns
    -------
    ndarray
        Of the whole atmosphere above sea level; bilinear in latitude and in time between
        mid-months, cyclic over the year. [DU]

    Notes
    -----
    A zonal mean of the 1980s and 1990s: single days differ by about 10 % at middle latitudes.

    References
    ----------
    .. [1] P. Fortuin and H. Kelder, J. Geophys. Res. 103 (1998) 31709-31734,
       :doi:`10.1029/1998JD200008`.
    """
    lat, day = np.broadcast_arrays(as_float(latitude), as_float(day_of_year))
    known = np.isfinite(lat) & np.isfinite(day)
    table = np.asarray(TOTAL_OZONE)
    month = (np.where(known, day, 1.0) - 1.0) / _DAYS_PER_MONTH - 0.5
    m, month_weight = _cell(month)
    band = (np.clip(np.where(known, lat, 0.0), LATITUDES[0], LATITUDES[-1]) - LATITUDES[0]) / 10.0
    b, band_weight = _cell(np.minimum(band, len(LATITUDES) - 1 - 1e-9))
    earlier = _between(table[m % 12, b], table[m % 12, b + 1], band_weight)
    later = _between(table[(m + 1) % 12, b], table[(m + 1) % 12, b + 1], band_weight)
    return np.where(known, _between(earlier, later, month_weight), np.nan)


def _cell(position: FloatArray) -> tuple[npt.NDArray[np.int64], FloatArray]:
    left = np.floor(position)
    return left.astype(np.int64), position - left


def _between(first: FloatArray, second: FloatArray, weight: FloatArray) -> FloatArray:
    return first + weight * (second - first)
