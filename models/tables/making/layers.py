"""Quantities between the levels of a layered atmosphere."""

import numpy as np

from models.arrays import FloatArray


def mean_between_levels(density: FloatArray) -> FloatArray:
    """
    Mean over each layer of a density that is exponential in height between levels.

    Parameters
    ----------
    density : ndarray, shape (..., n + 1)
        At the levels, positive. [any unit]

    Returns
    -------
    ndarray, shape (..., n)
        Logarithmic mean of the two levels. [unit of ``density``]
    """
    low, high = density[..., :-1], density[..., 1:]
    logarithm = np.log(high / low)
    flat = np.abs(logarithm) < 1e-9
    return np.where(flat, low, (high - low) / np.where(flat, 1.0, logarithm))


def linear(at: FloatArray, known_at: FloatArray, values: FloatArray) -> FloatArray:
    """
    Interpolate linearly, and go on below the lowest level with the gradient above it.

    Parameters
    ----------
    at : ndarray
        Not above the highest level. [any unit]
    known_at, values : ndarray, shape (n,)
        Increasing positions and the values there.

    Returns
    -------
    ndarray
        Shape of ``at``.
    """
    slope = (values[1] - values[0]) / (known_at[1] - known_at[0])
    below = values[0] + slope * (at - known_at[0])
    return np.where(at < known_at[0], below, np.interp(at, known_at, values))
