"""The air above a place in layers: how much air, ozone and aerosol each of them holds."""

from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray, as_float
from models.tables.making.aerosol import aerosol_shares
from models.tables.making.inputs import Profile
from models.tables.making.layers import linear, mean_between_levels

MOLECULES_PER_DU = 2.6867e16
"""One Dobson unit. [cm⁻²]"""
_TOP = 120.0
"""Little as there is above 70 km, it lies over the ozone: leaving it out takes half a percent of
the vitamin D at a zenith of 85°. [km]"""
_REFINED_BELOW = 12.0
_REFINEMENT = 2
"""Layers of the standard atmosphere are halved where aerosol and most of the air are."""
_CLOSEST_LEVEL = 0.05
"""A level of the profile closer to the ground than this is left out. [km]"""
_CM_PER_KM = 1e5


@dataclass(frozen=True, slots=True)
class Column:
    """Layers above the ground, from the top down; n layers and n + 1 levels."""

    altitude: FloatArray
    """Of the levels, above sea level. [km]"""
    temperature: FloatArray
    """Mean of each layer. [K]"""
    air: FloatArray
    """Molecules in each layer. [cm⁻²]"""
    ozone_share: FloatArray
    """Share of the total ozone above the ground in each layer. [unitless]"""

    @property
    def height(self) -> FloatArray:
        """Of the levels, above the ground. [km]"""
        return as_float(self.altitude - self.altitude[-1])

    def aerosol_share(self, aod_550: float) -> FloatArray:
        """Share of the aerosol optical depth above the ground in each layer. [unitless]"""
        return aerosol_shares(self.altitude[::-1], aod_550)[::-1]


def column_above(elevation_m: float, profile: Profile) -> Column:
    """
    Cut a standard atmosphere at the ground.

    Parameters
    ----------
    elevation_m : float
        -500 to 7000; below sea level the profile is continued with its lowest gradient. [m]
    profile : Profile

    Returns
    -------
    Column

    Notes
    -----
    Densities between levels are exponential in height, the temperature is linear. Layers of the
    profile are halved below 12 km.
    """
    levels = _levels(elevation_m / 1000.0, profile.altitude)
    temperature = linear(levels, profile.altitude, profile.temperature)
    air, ozone = (
        mean_between_levels(np.exp(linear(levels, profile.altitude, np.log(density))))
        * np.diff(levels)
        for density in (profile.air, profile.ozone)
    )
    return Column(
        altitude=levels[::-1],
        temperature=(0.5 * (temperature[1:] + temperature[:-1]))[::-1],
        air=(air * _CM_PER_KM)[::-1],
        ozone_share=(ozone / ozone.sum())[::-1],
    )


def _levels(ground: float, altitude: FloatArray) -> FloatArray:
    """Ground, then the levels of the profile above it, the low ones with more between them."""
    above = altitude[(altitude > ground + _CLOSEST_LEVEL) & (altitude <= _TOP)]
    coarse = np.concatenate([[ground], above])
    low = coarse[coarse <= _REFINED_BELOW]
    steps = np.arange(_REFINEMENT * (len(low) - 1) + 1) / _REFINEMENT
    fine = np.interp(steps, np.arange(len(low)), low)
    return np.concatenate([fine, coarse[coarse > _REFINED_BELOW]])
