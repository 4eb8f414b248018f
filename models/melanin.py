"""How pigment hinders the synthesis of vitamin D."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

_LIGHTEST, _DARKEST = 250.0, 1000.0
"""Central minimal erythema doses of types II and VI, the extremes compared. [J m⁻²]"""
_INHIBITION = 1.35
"""Middle of 1.3-1.4: exposure type VI needs over type II. [unitless] (Young et al. 2020)"""
_YOUNG_EXPONENT = math.log(_INHIBITION) / math.log(_DARKEST / _LIGHTEST)


def med_scaled(minimal_erythema_dose: npt.ArrayLike) -> FloatArray:
    """
    Exposure for the same vitamin D where pigment hinders it as much as it protects from burning.

    Parameters
    ----------
    minimal_erythema_dose : array_like
        Positive. [J m⁻²]

    Returns
    -------
    ndarray
        Relative to a minimal erythema dose of 250 J m⁻²: proportional. [unitless]

    References
    ----------
    .. [1] A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703.
    """
    return as_float(minimal_erythema_dose) / _LIGHTEST


def young_2020(minimal_erythema_dose: npt.ArrayLike) -> FloatArray:
    """
    Exposure for the same vitamin D where pigment hinders it little.

    Parameters
    ----------
    minimal_erythema_dose : array_like
        Positive. [J m⁻²]

    Returns
    -------
    ndarray
        Relative to a minimal erythema dose of 250 J m⁻²: its power of 0.216 between types II and
        VI, which makes 1.35 at 1000 J m⁻²; constant beyond both. [unitless]

    Notes
    -----
    The study compares types; the power between its extremes is ours.

    References
    ----------
    .. [1] A. R. Young et al., "Melanin has a small inhibitory effect on cutaneous vitamin D
       synthesis: a comparison of extreme phenotypes," J. Invest. Dermatol. 140 (2020) 1418-1426,
       :doi:`10.1016/j.jid.2019.11.019`: 102 volunteers of types II to VI, factor 1.3 to 1.4.
    """
    within = np.clip(as_float(minimal_erythema_dose), _LIGHTEST, _DARKEST)
    return as_float((within / _LIGHTEST) ** _YOUNG_EXPONENT)


@dataclass(frozen=True, slots=True, eq=False)
class MelaninLaw:
    """A published relation between pigment and synthesis. Equal to itself alone."""

    name: str
    citation: str
    equation: str
    valid_for: str
    relative_exposure: Callable[[npt.ArrayLike], FloatArray]
    """Of minimal erythema doses, one at 250 J m⁻². [J m⁻²] to [unitless]"""
    exponent: float
    """Of the minimal erythema dose, for the propagation of its spread. [unitless]"""


MELANIN_LAWS = MappingProxyType(
    {
        law.name: law
        for law in (
            MelaninLaw(
                "med_scaled",
                "A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703, "
                "doi:10.1562/2005-09-01-RA-670",
                "exposure ∝ MED",
                "types I to VI",
                med_scaled,
                1.0,
            ),
            MelaninLaw(
                "young_2020",
                "A. R. Young et al., J. Invest. Dermatol. 140 (2020) 1418-1426, "
                "doi:10.1016/j.jid.2019.11.019",
                "exposure ∝ MED^0.216, 1.35 at 1000 J/m² relative to 250 J/m²",
                "types II to VI; constant beyond",
                young_2020,
                _YOUNG_EXPONENT,
            ),
        )
    }
)
"""By name; read-only."""
