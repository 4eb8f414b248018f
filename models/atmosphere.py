"""The air and the ground of a place: total ozone and surface albedo from climatology."""

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
REFERENCE_ALBEDO = 0.09
"""Surface albedo for which the albedo factor of TEMIS v2 is one. [unitless] (TEMIS v2.0)"""


@dataclass(frozen=True, slots=True)
class Surface:
    """A kind of ground and its ultraviolet albedo."""

    albedo: float
    """Erythemally relevant (UVB) reflectance. [unitless]"""
    source: str


_SLINEY = "Sliney, in IARC Monographs 55 (1992), table 4"
_FEISTER = "Feister and Grewe, Photochem. Photobiol. 62 (1995) 736-744"

SURFACES = MappingProxyType(
    {
        "grass": Surface(0.02, f"{_FEISTER}: 0.016-0.023 at 290-310 nm; {_SLINEY}: 0.008-0.05"),
        "soil": Surface(0.05, f"{_SLINEY}: 0.04-0.06"),
        "asphalt": Surface(0.07, f"{_SLINEY}: 0.04-0.09"),
        "concrete": Surface(0.10, f"{_SLINEY}: 0.07-0.12"),
        "sand": Surface(0.16, f"{_SLINEY}: dry 0.15-0.18; {_FEISTER}: 0.14-0.15 at 300-310 nm"),
        "water": Surface(0.08, f"{_SLINEY}: open water 0.033, ocean 0.08"),
        "fresh_snow": Surface(0.88, f"{_SLINEY}: 0.88"),
        "old_snow": Surface(0.62, f"{_FEISTER}: 2 cm of snow 0.62; {_SLINEY}: two days old 0.50"),
    }
)
"""Ground by name; read-only."""


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
        Bilinear in latitude and in time between mid-months, cyclic over the year. [DU]

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
