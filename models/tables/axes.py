"""
The axes of the clear-sky table and polynomial interpolation along them.

Short axes (ozone, elevation, aerosol, single-scattering albedo) have few nodes in a coordinate that
makes the logarithm of the irradiance smooth, and one polynomial through all of them; along the
zenith a cubic goes through the four nearest nodes.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

Coordinate = Literal["linear", "root", "logarithm"]
_AEROSOL_SCALE = 8.0
"""Aerosol optical depth enters as ln(1 + 8 AOD): dense where a little more matters most."""


@dataclass(frozen=True)
class Axis:
    """Nodes of one input, with a polynomial through all of them."""

    nodes: FloatArray
    """Increasing, in the unit of the input."""
    coordinate: Coordinate

    def weights(self, values: FloatArray) -> FloatArray:
        """
        Weights of the nodes.

        Parameters
        ----------
        values : ndarray, shape (n,)
            In the unit of the input; outside the nodes a straight line through the two outermost
            nodes goes on.

        Returns
        -------
        ndarray, shape (n, nodes)
            Each row adds up to one.
        """
        at, known = self._along(values), self.position
        outside = (at < known[0]) | (at > known[-1])
        if not outside.any():
            return lagrange(known, at)
        inside = np.clip(at, known[0], known[-1])
        return lagrange(known, inside) + self._beyond(at)

    @cached_property
    def position(self) -> FloatArray:
        """Nodes in the coordinate."""
        return self._along(self.nodes)

    def _beyond(self, at: FloatArray) -> FloatArray:
        known = self.position
        weights = np.zeros((len(at), len(known)))
        below = np.minimum(at - known[0], 0.0) / (known[1] - known[0])
        above = np.maximum(at - known[-1], 0.0) / (known[-1] - known[-2])
        weights[:, 0], weights[:, 1] = -below, below
        weights[:, -2] -= above
        weights[:, -1] += above
        return weights

    def _along(self, values: FloatArray) -> FloatArray:
        if self.coordinate == "root":
            return np.sqrt(values)
        if self.coordinate == "logarithm":
            return np.log1p(_AEROSOL_SCALE * values)
        return values


def chebyshev_axis(first: float, last: float, count: int, coordinate: Coordinate) -> Axis:
    """
    Axis with the extrema of a Chebyshev polynomial as nodes, ends included.

    Parameters
    ----------
    first, last : float
        Range, in the unit of the input.
    count : int
        Number of nodes, at least 2.
    coordinate : {"linear", "root", "logarithm"}

    Returns
    -------
    Axis

    References
    ----------
    .. [1] L. N. Trefethen, Approximation Theory and Approximation Practice (SIAM, 2013), chapter 2.
    """
    bounds = Axis(as_float([first, last]), coordinate)
    low, high = bounds.position
    share = 0.5 * (1.0 - np.cos(np.pi * np.arange(count) / (count - 1)))
    position = low + (high - low) * share
    if coordinate == "root":
        nodes = np.square(position)
    elif coordinate == "logarithm":
        nodes = np.expm1(position) / _AEROSOL_SCALE
    else:
        nodes = position
    nodes[[0, -1]] = first, last
    return Axis(nodes, coordinate)


def lagrange(nodes: FloatArray, at: npt.ArrayLike) -> FloatArray:
    """
    Weights of a polynomial through all nodes.

    Parameters
    ----------
    nodes : ndarray, shape (k,)
        All different.
    at : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n, k)

    References
    ----------
    .. [1] J.-P. Berrut and L. N. Trefethen, "Barycentric Lagrange interpolation," SIAM Rev. 46
       (2004) 501-517, eq. 2.1.
    """
    distance = as_float(at)[:, np.newaxis] - nodes
    before, after = np.ones_like(distance), np.ones_like(distance)
    np.cumprod(distance[:, :-1], axis=1, out=before[:, 1:])
    np.cumprod(distance[:, :0:-1], axis=1, out=after[:, -2::-1])
    return before * after * inverse_distances(nodes)


def inverse_distances(nodes: FloatArray) -> FloatArray:
    """
    Barycentric weights: for each node one over the product of its distances to all others.

    Parameters
    ----------
    nodes : ndarray, shape (k,)
        All different.

    Returns
    -------
    ndarray, shape (k,)
    """
    distance = nodes[:, np.newaxis] - nodes
    np.fill_diagonal(distance, 1.0)
    return as_float(1.0 / distance.prod(axis=1))


_NEAREST = 4
"""Nodes of the cubic along the zenith."""


@dataclass(frozen=True)
class ZenithAxis:
    """Nodes of the zenith angle, with a cubic through the four nearest."""

    nodes: FloatArray
    """Increasing. [°]"""

    @cached_property
    def stencils(self) -> FloatArray:
        """Shape (cells, 4): the nodes of the cubic in each cell. [°]"""
        return np.lib.stride_tricks.sliding_window_view(self.nodes, _NEAREST)

    @cached_property
    def _inverse_distances(self) -> FloatArray:
        """Shape (4, cells)."""
        return np.stack([inverse_distances(stencil) for stencil in self.stencils], axis=1)

    def cell(self, zenith: FloatArray) -> npt.NDArray[np.int64]:
        """Stencil for each zenith angle [°]; its number is also that of its first node."""
        right = np.searchsorted(self.nodes, zenith)
        return np.clip(right - _NEAREST // 2, 0, len(self.nodes) - _NEAREST)

    def around(self, zenith: FloatArray) -> slice:
        """Nodes of all stencils that these zenith angles [°] need."""
        cell = self.cell(zenith)
        return slice(int(cell.min()), int(cell.max()) + _NEAREST)

    def weights(self, zenith: FloatArray, cell: npt.NDArray[np.int64]) -> FloatArray:
        """Shape (4, n): weights of the nodes of each stencil."""
        d0, d1, d2, d3 = zenith - self.stencils.T[:, cell]
        d01, d23 = d0 * d1, d2 * d3
        products = np.stack([d1 * d23, d0 * d23, d01 * d3, d01 * d2])
        products *= self._inverse_distances[:, cell]
        return products

    def matrix(self, zenith: FloatArray) -> FloatArray:
        """Shape (nodes, n): weights of all nodes for each zenith angle. [°]"""
        cell = self.cell(zenith)
        matrix = np.zeros((len(self.nodes), len(zenith)))
        each = np.arange(len(zenith))
        for k, weights in enumerate(self.weights(zenith, cell)):
            matrix[cell + k, each] = weights
        return matrix
