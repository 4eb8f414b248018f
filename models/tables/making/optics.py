"""Optical properties of a column at every wavelength: extinction, scattering, phase function."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import AEROSOL_WAVELENGTH, ANGSTROM_EXPONENT, SINGLE_SCATTERING_ALBEDO
from models.tables.making.column import MOLECULES_PER_DU, Column
from models.tables.making.spectrum import SpectralGrid

ASYMMETRY = 0.70
"""Of the aerosol's Henyey-Greenstein phase function. [unitless]"""


@dataclass(frozen=True, slots=True)
class Sky:
    """What varies between the skies over one place."""

    total_ozone: float
    """Above the surface. [DU]"""
    aod_550: float
    """Above the surface. [unitless]"""
    angstrom_exponent: float = ANGSTROM_EXPONENT
    single_scattering_albedo: float = SINGLE_SCATTERING_ALBEDO


@dataclass(frozen=True, slots=True)
class Optics:
    """Properties of layers, from the top down; shape (wavelengths, layers)."""

    extinction: FloatArray
    """Optical depth of each layer. [unitless]"""
    single_scattering_albedo: FloatArray
    moments: FloatArray
    """Legendre moments of the phase function, shape (moments, layers, wavelengths)."""

    def at(self, chosen: npt.NDArray[np.bool_]) -> "Optics":
        """Only the wavelengths of a mask."""
        return Optics(
            self.extinction[chosen],
            self.single_scattering_albedo[chosen],
            self.moments[:, :, chosen],
        )


def rayleigh_cross_section(wavelength: npt.ArrayLike) -> FloatArray:
    """
    Scattering cross-section of a molecule of air with 360 ppm of carbon dioxide.

    Parameters
    ----------
    wavelength : array_like
        [nm]

    Returns
    -------
    ndarray
        Same shape. [cm²]

    References
    ----------
    .. [1] B. A. Bodhaine, N. B. Wood, E. G. Dutton and J. R. Slusser, "On Rayleigh optical depth
       calculations," J. Atmos. Oceanic Technol. 16 (1999) 1854-1861, eq. 29.
    """
    squared = (as_float(wavelength) / 1000.0) ** 2
    above = 1.0455996 - 341.29061 / squared - 0.90230850 * squared
    below = 1.0 + 0.0027059889 / squared - 85.968563 * squared
    return 1e-28 * above / below


def depolarization(wavelength: npt.ArrayLike) -> FloatArray:
    """
    Depolarization ratio of air.

    Parameters
    ----------
    wavelength : array_like
        [nm]

    Returns
    -------
    ndarray
        Same shape, about 0.032 in the ultraviolet. [unitless]

    References
    ----------
    .. [1] B. A. Bodhaine et al., J. Atmos. Oceanic Technol. 16 (1999) 1854-1861, eqs. 5, 6 and 23:
       King factor of nitrogen, oxygen, argon and carbon dioxide; F = (6 + 3ρ)/(6 - 7ρ).
    """
    squared = (as_float(wavelength) / 1000.0) ** 2
    nitrogen = 1.034 + 3.17e-4 / squared
    oxygen = 1.096 + 1.385e-3 / squared + 1.448e-4 / squared**2
    carbon_dioxide = 0.036
    shares = 78.084 + 20.946 + 0.934 + carbon_dioxide
    king = (78.084 * nitrogen + 20.946 * oxygen + 0.934 * 1.0 + carbon_dioxide * 1.15) / shares
    return 6.0 * (king - 1.0) / (3.0 + 7.0 * king)


def ozone_optical_depth(grid: SpectralGrid, column: Column) -> FloatArray:
    """Optical depth of each layer for one Dobson unit; shape (wavelengths, layers). [DU⁻¹]"""
    return grid.ozone_at_nodes(column.temperature) * column.ozone_share * MOLECULES_PER_DU


def optics(grid: SpectralGrid, column: Column, sky: Sky, moments: int) -> Optics:
    """
    Mix air, ozone and aerosol.

    Parameters
    ----------
    grid : SpectralGrid
    column : Column
    sky : Sky
    moments : int
        Highest Legendre moment wanted.

    Returns
    -------
    Optics
    """
    wavelength = grid.nodes
    air = rayleigh_cross_section(wavelength)[:, np.newaxis] * column.air
    ozone = sky.total_ozone * ozone_optical_depth(grid, column)
    depth = sky.aod_550 * (AEROSOL_WAVELENGTH / wavelength) ** sky.angstrom_exponent
    aerosol = depth[:, np.newaxis] * column.aerosol_share(sky.aod_550)
    scattering = sky.single_scattering_albedo * aerosol
    extinction = air + ozone + aerosol
    share = (scattering / (air + scattering)).T
    rho = depolarization(wavelength)
    order = np.arange(moments + 1)[:, np.newaxis, np.newaxis]
    mixed = share * ASYMMETRY**order
    mixed[0] = 1.0
    mixed[2] += (1.0 - share) * (1.0 - rho) / (10.0 + 5.0 * rho)
    return Optics(extinction, (air + scattering) / extinction, mixed)
