"""
How aerosol is spread over height: LOWTRAN's profiles, at the visibility of the wanted column.

More aerosol means a hazier boundary layer under the same free troposphere, so that the shape
depends on the amount: at low sun the height of the aerosol alone moves vitamin D by up to 30 %.
"""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.tables.making.layers import mean_between_levels

_VISIBILITY = (50.0, 23.0, 10.0, 5.0, 2.0)
"""[km]"""
_LOW_EXTINCTION = (
    (6.62e-2, 1.58e-1, 3.79e-1, 7.70e-1, 1.94),
    (4.15e-2, 9.91e-2, 3.79e-1, 7.70e-1, 1.94),
    (2.60e-2, 6.21e-2, 6.21e-2, 6.21e-2, 6.21e-2),
    (1.46e-2, 3.46e-2, 3.46e-2, 3.46e-2, 3.46e-2),
    (1.02e-2, 1.85e-2, 1.85e-2, 1.85e-2, 1.85e-2),
)
"""At 0, 1, 2, 3 and 4 km for each visibility, rural, spring and summer. [km⁻¹ at 550 nm]"""
_HIGH_ALTITUDE = (*range(5, 26), 30, 35, 40, 45, 50, 70, 100)
"""[km]"""
_HIGH_EXTINCTION = (
    9.31e-3, 7.71e-3, 6.23e-3, 3.37e-3, 1.82e-3, 1.14e-3, 7.99e-4, 6.41e-4, 5.17e-4, 4.42e-4,
    3.95e-4, 3.82e-4, 4.25e-4, 5.20e-4, 5.81e-4, 5.89e-4, 5.02e-4, 4.20e-4, 3.00e-4, 1.98e-4,
    1.31e-4, 3.32e-5, 1.64e-5, 7.99e-6, 4.01e-6, 2.10e-6, 1.60e-7, 9.31e-10,
)  # fmt: skip
"""Background of troposphere and stratosphere, whatever the visibility. [km⁻¹ at 550 nm]"""
_ALTITUDE = np.array([*range(5), *_HIGH_ALTITUDE], dtype=np.float64)
_CLEAN = 1e-6
"""What is left of the boundary layer when the column is that of the background. [km⁻¹]"""
_SQUEEZED_BELOW = 6.0
_THINNEST_SQUEEZED = 2.0
"""Over high ground LOWTRAN squeezes the lowest 6 km onto it; here never below 2 km. [km]"""
_TURBIDITIES = np.linspace(0.0, 1.5, 1501)
"""Inverse visibilities that are searched. [km⁻¹]"""


def aerosol_shares(altitude: npt.ArrayLike, aod_550: float) -> FloatArray:
    """
    Share of the aerosol optical depth in each layer.

    Parameters
    ----------
    altitude : array_like, shape (n + 1,)
        Of the levels above sea level, increasing from the ground, which lies below 10 km. [km]
    aod_550 : float
        Optical depth above the ground at 550 nm, 0 to 3. [unitless]

    Returns
    -------
    ndarray, shape (n,)
        Adds up to one. [unitless]

    Notes
    -----
    Between the published visibilities extinction is linear in the inverse visibility, as in
    LOWTRAN, and beyond them on the same line. Below the column of the background (about 0.035) the
    shape stays that of the background.

    References
    ----------
    .. [1] F. X. Kneizys et al., Users Guide to LOWTRAN 7, AFGL-TR-88-0177 (1988), section on
       aerosol profiles: tables for visibilities of 50, 23, 10, 5 and 2 km.
    .. [2] E. P. Shettle, "Models of aerosols, clouds and precipitation for atmospheric propagation
       studies," AGARD CP-454 (1989).
    """
    levels = as_float(altitude)
    at = _tabulated_altitude(levels)
    logarithm = np.log(_extinction(_TURBIDITIES))
    left = np.clip(np.searchsorted(_ALTITUDE, at, side="right") - 1, 0, len(_ALTITUDE) - 2)
    share = (at - _ALTITUDE[left]) / (_ALTITUDE[left + 1] - _ALTITUDE[left])
    extinction = np.exp(logarithm[:, left] * (1.0 - share) + logarithm[:, left + 1] * share)
    amounts = mean_between_levels(extinction) * np.diff(levels)
    position = np.interp(aod_550, amounts.sum(axis=1), np.arange(len(_TURBIDITIES)))
    low = min(int(position), len(_TURBIDITIES) - 2)
    amount = amounts[low] + (position - low) * (amounts[low + 1] - amounts[low])
    return as_float(amount / amount.sum())


def _extinction(inverse_visibility: FloatArray) -> FloatArray:
    """Shape (visibilities, altitudes). [km⁻¹]"""
    known_at = 1.0 / np.array(_VISIBILITY)
    low = np.stack([_line(inverse_visibility, known_at, np.array(row)) for row in _LOW_EXTINCTION])
    high = np.broadcast_to(_HIGH_EXTINCTION, (len(inverse_visibility), len(_HIGH_EXTINCTION)))
    return np.concatenate([np.maximum(low.T, _CLEAN), high], axis=1)


def _line(at: FloatArray, known_at: FloatArray, values: FloatArray) -> FloatArray:
    """Linear interpolation that goes on along its first and last stretch."""
    left = np.clip(np.searchsorted(known_at, at) - 1, 0, len(known_at) - 2)
    slope = (values[left + 1] - values[left]) / (known_at[left + 1] - known_at[left])
    return as_float(values[left] + slope * (at - known_at[left]))


def _tabulated_altitude(levels: FloatArray) -> FloatArray:
    """Altitude of the profile over sea level that belongs to a level over elevated ground. [km]"""
    ground = levels[0]
    top = max(_SQUEEZED_BELOW, ground + _THINNEST_SQUEEZED)
    squeezed = (levels - ground) * _SQUEEZED_BELOW / (top - ground)
    return np.clip(np.where(levels < top, squeezed, levels), 0.0, _ALTITUDE[-1])
