"""Intake of vitamin D that must not be exceeded."""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

_FROM_AGE = (0.5, 1.0, 4.0, 9.0)
_UPPER_INTAKE = (1000.0, 1500.0, 2500.0, 3000.0, 4000.0)
"""[a], [IU]"""


def tolerable_upper_intake(age_years: npt.ArrayLike) -> FloatArray:
    """
    Most vitamin D a day from all food and supplements.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        1000 IU to half a year, 1500 to one, 2500 to three, 3000 to eight, 4000 from nine on. [IU]

    References
    ----------
    .. [1] Institute of Medicine, "Dietary reference intakes for calcium and vitamin D," 2011,
       :doi:`10.17226/13050`.
    """
    age = as_float(age_years)
    most = np.asarray(_UPPER_INTAKE)[np.searchsorted(_FROM_AGE, age, side="right")]
    return np.where(np.isnan(age), np.nan, most)
