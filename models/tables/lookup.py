"""
Interpolation in the clear-sky table.

An input that has a single value is folded away first, so that a curve of one place on one day is a
cubic along the zenith. What varies from point to point is taken in groups of points that share
their four zenith nodes: within a group every point is one row of a matrix product.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.tables.axes import Axis, ZenithAxis
from models.tables.store import table

_ROWS = 512
"""Points of one matrix product: few enough for the cache of a processor."""
_FEW_POINTS = 64
"""Points below one sun for which the rest of the table is left aside before folding."""
_ONE_CURVE = 16_384
"""Zenith angles whose weights on all nodes are still a small matrix."""


def interpolate(
    zenith: FloatArray,
    scattering_albedo: FloatArray,
    elevation: FloatArray,
    aod: FloatArray,
    total_ozone: FloatArray,
    channels: slice = slice(None),
) -> FloatArray:
    """
    Fields of the table.

    Parameters
    ----------
    zenith : ndarray, shape (n,)
        Within the axis. [°]
    scattering_albedo, elevation, aod, total_ozone : ndarray, shape (n,) or (1,)
        Finite. [unitless], [m], [unitless], [DU]
    channels : slice
        Of the last axis of the table: field times weighting.

    Returns
    -------
    ndarray, shape (channels, n)
    """
    known = table()
    few = len(zenith) <= _FEW_POINTS and bool(np.all(zenith == zenith[0]))
    nodes = known.zenith.around(zenith) if few else slice(None)
    varying: list[tuple[Axis, FloatArray]] = []
    if len(scattering_albedo) == 1:
        values = _with_scattering_albedo(float(scattering_albedo[0]))[..., nodes, channels]
    else:
        values = known.values[..., nodes, channels]
        varying.append((known.scattering_albedo, scattering_albedo))
    for axis, at in (
        (known.elevation, elevation), (known.aerosol, aod), (known.ozone, total_ozone),
    ):  # fmt: skip
        if len(at) == 1:
            values = _folded(values, axis, at, len(varying))
        else:
            varying.append((axis, at))
    along = ZenithAxis(known.zenith.nodes[nodes]) if few else known.zenith
    return _along_zenith(along, zenith, varying, values)


def mean_wavelengths(zenith: FloatArray, total_ozone: FloatArray) -> FloatArray:
    """
    Mean wavelength of each weighted irradiance under a usual sky.

    Parameters
    ----------
    zenith : ndarray, shape (n,)
        Within the axis. [°]
    total_ozone : ndarray, shape (n,) or (1,)
        [DU]

    Returns
    -------
    ndarray, shape (weightings, n)
        In air. [nm]
    """
    known = table()
    values = known.wavelength.transpose(1, 0, 2)
    if len(total_ozone) == 1:
        return _along_zenith(known.zenith, zenith, [], _folded(values, known.ozone, total_ozone, 0))
    return _along_zenith(known.zenith, zenith, [(known.ozone, total_ozone)], values)


@lru_cache(maxsize=4)
def _with_scattering_albedo(albedo: float) -> FloatArray:
    """Fold the largest table once for the albedo that most questions share."""
    known = table()
    folded = _folded(known.values, known.scattering_albedo, np.array([albedo]), 0)
    folded.setflags(write=False)
    return folded


def _folded(values: FloatArray, axis: Axis, at: FloatArray, position: int) -> FloatArray:
    """Table without one of its axes, at a single value of that input."""
    weights = axis.weights(at)[0]
    if position:
        return as_float(np.tensordot(weights, values, axes=(0, position)))
    return as_float((weights @ values.reshape(len(weights), -1)).reshape(values.shape[1:]))


def _along_zenith(
    axis: ZenithAxis,
    zenith: FloatArray,
    varying: list[tuple[Axis, FloatArray]],
    values: FloatArray,
) -> FloatArray:
    """Interpolate what is left: a curve at once, or anything in groups of bounded size."""
    if not varying and len(zenith) <= _ONE_CURVE:
        return as_float(values.T @ axis.matrix(zenith))
    return _point_by_point(axis, zenith, varying, values)


def _point_by_point(
    axis: ZenithAxis,
    zenith: FloatArray,
    varying: list[tuple[Axis, FloatArray]],
    values: FloatArray,
) -> FloatArray:
    """Interpolate a table of shape (nodes of what varies ..., zenith nodes, channels)."""
    result = np.empty((values.shape[-1], len(zenith)))
    cell = axis.cell(zenith)
    for number, members in _groups(cell):
        first = slice(number, number + axis.stencils.shape[1])
        block = values[..., first, :].reshape(-1, values.shape[-1]).T
        for start in range(0, len(members), _ROWS):
            rows = members[start : start + _ROWS]
            terms = axis.weights(zenith[rows], cell[rows]).T
            for short, at in reversed(varying):
                terms = short.weights(at[rows])[:, :, np.newaxis] * terms[:, np.newaxis, :]
                terms = terms.reshape(len(rows), -1)
            result[:, rows] = block @ terms.T
    return result


def _groups(cell: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Cells that occur, each with the points in it."""
    order = np.argsort(cell, kind="stable")
    numbers, begins = np.unique(cell[order], return_index=True)
    yield from zip(numbers.tolist(), np.split(order, begins[1:]), strict=True)
