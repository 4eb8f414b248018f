"""How the synthesis of vitamin D falls with age."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

_REFERENCE_AGE = 20.0
_LOSS_PER_DECADE = 0.13
_GODAR_FROM = (22.0, 41.0, 60.0)
_GODAR_FACTORS = (1.0, 0.83, 0.66, 0.49)


def chalcraft_2020(age_years: npt.ArrayLike) -> FloatArray:
    """
    Vitamin D synthesis relative to a person of twenty.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        13 % less with each decade after twenty; 1 before. [unitless]

    References
    ----------
    .. [1] F. M. Chalcraft et al., Nutrients 12 (2020) 2237: 13 % a decade in vivo.
    .. [2] J. MacLaughlin and M. F. Holick, J. Clin. Invest. 76 (1985) 1536-1538: more than halved
       between 8-18 and 77-82 years.
    """
    decades = np.maximum(as_float(age_years) - _REFERENCE_AGE, 0.0) / 10.0
    return (1.0 - _LOSS_PER_DECADE) ** decades


def godar_2011(age_years: npt.ArrayLike) -> FloatArray:
    """
    Vitamin D synthesis relative to the young, in the steps of Godar et al.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        1 to 21 years, 0.83 to 40, 0.66 to 59, 0.49 from 60. [unitless]

    References
    ----------
    .. [1] D. E. Godar, R. J. Landry and A. D. Lucas, "Increased UVA exposures and decreased
       cutaneous vitamin D3 levels may be responsible for the increasing incidence of melanoma,"
       Med. Hypotheses 72 (2009) 434-443, and D. E. Godar et al., Dermatoendocrinol. 3 (2011)
       243-250.
    """
    age = as_float(age_years)
    steps = np.asarray(_GODAR_FACTORS)[np.searchsorted(_GODAR_FROM, age, side="right")]
    return np.where(np.isnan(age), np.nan, steps)


@dataclass(frozen=True, slots=True)
class AgeLaw:
    """A published relation between age and synthesis."""

    name: str
    citation: str
    equation: str
    valid_for: str
    factor: Callable[[npt.ArrayLike], FloatArray]
    """Of ages. [a] to [unitless]"""


AGE_LAWS = MappingProxyType(
    {
        law.name: law
        for law in (
            AgeLaw(
                "chalcraft_2020",
                "F. M. Chalcraft et al., Nutrients 12 (2020) 2237, doi:10.3390/nu12082237",
                "0.87^((age - 20) / 10), 1 below 20 years",
                "adults; 1 assumed below twenty",
                chalcraft_2020,
            ),
            AgeLaw(
                "godar_2011",
                "D. E. Godar et al., Dermatoendocrinol. 3 (2011) 243-250",
                "1 to 21 years, 0.83 to 40, 0.66 to 59, 0.49 from 60",
                "belongs to the calibration of the same name",
                godar_2011,
            ),
        )
    }
)
"""By name; read-only."""
