"""Sunburn: how long until the erythemal radiant exposure reaches a minimal erythema dose."""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import SECONDS_PER_MINUTE
from models.exposure import time_to_dose
from models.units import irradiance_from_uv_index


def burn_time(
    time: npt.ArrayLike,
    erythemal_irradiance: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    start: npt.ArrayLike | None = None,
) -> FloatArray:
    """
    Time until skin receives its minimal erythema dose (MED) along a curve of the day.

    Parameters
    ----------
    time : array_like, shape (n,)
        Increasing. [s]
    erythemal_irradiance : array_like, shape (n,)
        On a horizontal plane. [W m⁻²]
    minimal_erythema_dose : array_like
        [J m⁻²]
    start : array_like, optional
        Beginning of the stay; the first time by default. [s]

    Returns
    -------
    ndarray
        ``inf`` where the curve ends first, NaN where an input is NaN. [s]
    """
    return time_to_dose(time, erythemal_irradiance, minimal_erythema_dose, start)


def constant_sun_burn_minutes(
    uv_index: npt.ArrayLike, minimal_erythema_dose: npt.ArrayLike
) -> FloatArray:
    """
    Minutes to one MED under a UV index that does not change.

    Parameters
    ----------
    uv_index : array_like
        Not negative. [unitless]
    minimal_erythema_dose : array_like
        [J m⁻²]

    Returns
    -------
    ndarray
        Broadcast shape; ``inf`` without ultraviolet. [min]

    References
    ----------
    .. [1] R. L. McKenzie, J. B. Liley and L. O. Björn, "UV radiation: balancing risks and
       benefits," Photochem. Photobiol. 85 (2009) 88-98: 4000/60 · MED[SED] / UVI.
    """
    irradiance, dose = np.broadcast_arrays(
        irradiance_from_uv_index(uv_index), as_float(minimal_erythema_dose)
    )
    seconds = np.divide(dose, irradiance, out=np.full(dose.shape, np.inf), where=irradiance != 0.0)
    return as_float(seconds / SECONDS_PER_MINUTE)
