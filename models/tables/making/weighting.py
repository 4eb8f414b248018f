"""From transmittances at a few wavelengths to weighted irradiances, ozone's fine structure kept."""

import numpy as np

from models.arrays import FloatArray, as_float
from models.tables.axes import inverse_distances
from models.tables.making.column import Column
from models.tables.making.spectrum import SpectralGrid

_DARK = -30.0
"""Logarithm of a transmittance below which nothing matters and the solver's digits end."""
_LEAST_CROSS_SECTION = 1e-23
"""Below it ozone absorbs nothing. [cm²]"""


class OzoneFollowing:
    """
    Sums over the fine wavelengths, following the ozone cross-section between the nodes.

    Between the nodes the logarithm of the transmittance is linear, as far as its cause is smooth
    (air, aerosol, the mean course of ozone). What the cross-section deviates from its own straight
    line acts like as much more or less ozone, and the table holds other columns of ozone anyway:
    their first and second derivative carry it.

    Parameters
    ----------
    grid : SpectralGrid
    column : Column
    total_ozone : ndarray, shape (k,)
        Columns at which transmittances will be given, increasing. [DU]
    """

    def __init__(self, grid: SpectralGrid, column: Column, total_ozone: FloatArray) -> None:
        self._grid = grid
        self._ozone = total_ozone
        at_nodes = grid.ozone_at_nodes(column.temperature) @ column.ozone_share
        smooth = grid.between_nodes(at_nodes)
        fine = grid.ozone_fine(column.temperature) @ column.ozone_share
        absorbs = smooth > _LEAST_CROSS_SECTION
        self._deviation = np.where(absorbs, fine / np.where(absorbs, smooth, 1.0) - 1.0, 0.0)
        self._first, self._second = _derivatives_by_logarithm(total_ozone)

    def fine_logarithm(self, logarithm: FloatArray) -> FloatArray:
        """
        Logarithm of the transmittance at the fine wavelengths.

        Parameters
        ----------
        logarithm : ndarray, shape (k, n)
            Of the transmittance at each ozone column and node.

        Returns
        -------
        ndarray, shape (k, m)
        """
        r, between = self._deviation, self.between_nodes
        return (
            between(logarithm)
            + between(self._first @ logarithm) * r
            + between(self._second @ logarithm) * (0.5 * r**2)
        )

    def between_nodes(self, values: FloatArray) -> FloatArray:
        """Values at the nodes on a straight line at the fine wavelengths."""
        return self._grid.between_nodes(values)

    def weighted(self, fine: FloatArray) -> FloatArray:
        """Weighted irradiances, shape (k, 5), of spectra of shape (k, m). [W m⁻²]"""
        return fine @ self._grid.weights.T

    def weighted_logarithm(self, fine: FloatArray) -> FloatArray:
        """Logarithm of the same from logarithms, however far below the smallest number."""
        most = fine.max(axis=1, keepdims=True)
        return as_float(np.log(self.weighted(np.exp(fine - most))) + most)

    def trusted(self, logarithm: FloatArray) -> FloatArray:
        """Continue the solver's logarithms in proportion to ozone where its digits end."""
        filled = np.where(np.isfinite(logarithm), logarithm, -np.inf)
        filled[0] = np.maximum(filled[0], _DARK)
        for k in range(1, len(self._ozone)):
            onward = filled[k - 1] * self._ozone[k] / self._ozone[k - 1]
            filled[k] = np.where(filled[k] < _DARK, onward, filled[k])
        return filled


def _derivatives_by_logarithm(ozone: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Matrices of the first and second derivative by ln(ozone) at the nodes themselves."""
    position = np.sqrt(ozone)
    slope = differentiation_matrix(position)
    by_logarithm = 0.5 * position[:, np.newaxis] * slope
    # The second derivative for a column scaled by (1 + r): N² d²/dN² = (d/dlnN)² - d/dlnN.
    return by_logarithm, by_logarithm @ by_logarithm - by_logarithm


def differentiation_matrix(nodes: FloatArray) -> FloatArray:
    """
    Differentiate the polynomial through values at nodes, at the nodes themselves.

    Parameters
    ----------
    nodes : ndarray, shape (n,)
        All different.

    Returns
    -------
    ndarray, shape (n, n)

    References
    ----------
    .. [1] J.-P. Berrut and L. N. Trefethen, "Barycentric Lagrange interpolation," SIAM Rev. 46
       (2004) 501-517, section 9.3.
    """
    weight = inverse_distances(nodes)
    distance = nodes[:, np.newaxis] - nodes
    np.fill_diagonal(distance, 1.0)
    matrix = weight / weight[:, np.newaxis] / distance
    np.fill_diagonal(matrix, 0.0)
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix
