"""The array type of the science layer."""

from typing import cast

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
"""Floating-point array of any shape, scalars as zero-dimensional arrays."""

BoolArray = npt.NDArray[np.bool_]
"""Mask of any shape."""


def as_float(values: npt.ArrayLike) -> FloatArray:
    """
    Turn numbers into a float64 array, so that integers cannot truncate.

    Parameters
    ----------
    values : array_like
        Any shape.

    Returns
    -------
    ndarray
        Same shape, ``float64``.
    """
    return np.asarray(values, dtype=np.float64)


def as_scalar(number: float) -> FloatArray:
    """
    Turn one number into numpy's own scalar, which does all that an array of no dimension does.

    Parameters
    ----------
    number : float

    Returns
    -------
    ndarray
        What numpy's functions return for a number; a tenth of the cost of an array.
    """
    return cast("FloatArray", np.float64(number))
