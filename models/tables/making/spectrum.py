"""The spectral grid: wavelengths of the transfer, what the sun sends, and how it is weighted."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models import action_spectrum
from models.arrays import FloatArray, as_float
from models.tables.making.inputs import Inputs

FIRST, LAST = 280.0, 400.0
"""Range of the spectra, in air. [nm]"""
UVB_ABOVE = 315.0
"""Where UVB ends and UVA begins. [nm] (CIE S 017:2020)"""
SUM_STEP = 0.025
"""Distance of the wavelengths of the solar spectrum, at which the sums run. [nm]"""
CELSIUS_OF_FIT = 273.13
"""Temperature that the ozone cross-sections are expanded about. [K] (header of the data)"""


def refractive_index(vacuum_wavelength: npt.ArrayLike) -> FloatArray:
    """
    Refractive index of dry air at 15 °C and 1013.25 hPa with 300 ppm of carbon dioxide.

    Parameters
    ----------
    vacuum_wavelength : array_like
        230 to 1690 nm. [nm]

    Returns
    -------
    ndarray
        Same shape. [unitless]

    References
    ----------
    .. [1] E. R. Peck and K. Reeder, "Dispersion of air," J. Opt. Soc. Am. 62 (1972) 958-962, as
       quoted by B. A. Bodhaine et al., J. Atmos. Oceanic Technol. 16 (1999) 1854-1861, eq. 4.
    """
    squared = (1000.0 / as_float(vacuum_wavelength)) ** 2
    return 1.0 + 1e-8 * (
        8060.51 + 2_480_990.0 / (132.274 - squared) + 17_455.7 / (39.32957 - squared)
    )


def air_wavelength(vacuum_wavelength: npt.ArrayLike) -> FloatArray:
    """
    Wavelength in air.

    Parameters
    ----------
    vacuum_wavelength : array_like
        [nm]

    Returns
    -------
    ndarray
        Same shape, about 0.09 nm shorter. [nm]
    """
    return as_float(vacuum_wavelength) / refractive_index(vacuum_wavelength)


def table_nodes() -> FloatArray:
    """
    Wavelengths at which the table is computed: every 0.5 nm to 320 nm, every 1 nm above.

    Returns
    -------
    ndarray, shape (161,)
        In air. [nm]
    """
    return np.concatenate([np.arange(FIRST, 320.0, 0.5), np.arange(320.0, LAST + 0.5, 1.0)])


@dataclass(frozen=True)
class SpectralGrid:
    """
    Wavelengths of the transfer, and sunlight, action spectra and ozone between them.

    Sunlight, action spectra and ozone cross-sections are summed at the 0.025 nm of the solar
    spectrum; the transfer is solved at the nodes.
    """

    nodes: FloatArray
    """In air, increasing. [nm]"""
    inputs: Inputs

    @cached_property
    def fine(self) -> FloatArray:
        """Wavelengths of the sums, within the nodes. In air. [nm]"""
        return air_wavelength(self.inputs.solar_wavelength)[self._inside]

    @cached_property
    def weights(self) -> FloatArray:
        """Shape (5, m): weighted extraterrestrial irradiance at 1 au per fine step. [W m⁻²]"""
        uvb = (self.fine < UVB_ABOVE).astype(np.float64)
        actions = (
            action_spectrum.erythema(self.fine),
            action_spectrum.previtamin_d3(self.fine),
            action_spectrum.previtamin_d3_shifted(self.fine),
            1.0 - uvb,
            uvb,
        )
        step = np.gradient(air_wavelength(self.inputs.solar_wavelength))
        return (self.inputs.solar_irradiance * step)[self._inside] * np.stack(actions)

    def between_nodes(self, values: FloatArray) -> FloatArray:
        """Values at the nodes, shape (..., n), on a straight line at the fine wavelengths."""
        left, share = self._position
        return values[..., left] * (1.0 - share) + values[..., left + 1] * share

    def ozone_at_nodes(self, temperature: FloatArray) -> FloatArray:
        """Absorption cross-section of ozone averaged around each node, (n, layers). [cm²]"""
        return _quadratic(self._node_coefficients, temperature)

    def ozone_fine(self, temperature: FloatArray) -> FloatArray:
        """Absorption cross-section of ozone at the fine wavelengths, (m, layers). [cm²]"""
        coefficients = np.stack(
            [
                np.interp(self.fine, self.inputs.ozone_wavelength, row)
                for row in self.inputs.ozone_coefficients
            ]
        )
        return _quadratic(coefficients, temperature)

    @cached_property
    def _node_coefficients(self) -> FloatArray:
        middle = 0.5 * (self.nodes[1:] + self.nodes[:-1])
        first, last = 2 * self.nodes[0] - middle[0], 2 * self.nodes[-1] - middle[-1]
        edges = np.concatenate([[first], middle, [last]])
        known_at = self.inputs.ozone_wavelength
        return np.stack(
            [_box_means(known_at, row, edges) for row in self.inputs.ozone_coefficients]
        )

    @cached_property
    def _inside(self) -> npt.NDArray[np.bool_]:
        fine = air_wavelength(self.inputs.solar_wavelength)
        return np.asarray((fine >= self.nodes[0]) & (fine <= self.nodes[-1]))

    @cached_property
    def _position(self) -> tuple[npt.NDArray[np.int64], FloatArray]:
        left = np.clip(np.searchsorted(self.nodes, self.fine) - 1, 0, len(self.nodes) - 2)
        return left, (self.fine - self.nodes[left]) / (self.nodes[left + 1] - self.nodes[left])


def _quadratic(coefficients: FloatArray, temperature: FloatArray) -> FloatArray:
    t = temperature - CELSIUS_OF_FIT
    c0, c1, c2 = coefficients[:, :, np.newaxis]
    return as_float(1e-20 * np.maximum(c0 + c1 * t + c2 * t**2, 0.0))


def _box_means(known_at: FloatArray, values: FloatArray, edges: FloatArray) -> FloatArray:
    """Mean between neighbouring edges of a curve that is linear between its points."""
    steps = 0.5 * (values[1:] + values[:-1]) * np.diff(known_at)
    integral = np.concatenate([[0.0], np.cumsum(steps)])
    return as_float(np.diff(np.interp(edges, known_at, integral)) / np.diff(edges))
