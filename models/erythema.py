"""Sunburn under a constant sun: how long until a minimal erythema dose is received."""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import SECONDS_PER_MINUTE
from models.units import irradiance_from_uv_index


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
