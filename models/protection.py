"""What shade, glass and sunscreen leave of the ultraviolet that makes vitamin D."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

Wear = Literal["resting", "active"]

GLASS_TRANSMISSION = 0.0
"""Ultraviolet B behind window glass. [unitless]

I. Duarte et al., Photodermatol. Photoimmunol. Photomed. 25 (2009) 181-184: every kind of glass
stopped it altogether.
"""

_SKY_LEFT_IN_SHADE = 0.5
"""Share of the diffuse sky that a tree, a parasol or a shelter leaves in view. [unitless]

A convention among measurements: shelters left 18 to 41 % of full sun at zenith angles of 50 to 53°
and 51 to 65 % at 70 to 76° (D. J. Turnbull and A. V. Parisi, Photochem. Photobiol. 78 (2003)
180-183), a parasol leaves 14 to 33 % (H. Ou-Yang and T. Shyr, Photochem. Photobiol. Sci. 16 (2017)
1537-1545).
"""
_LABEL_AMOUNT = 2.0
"""Sunscreen on the skin in the laboratory test of its factor. [mg cm⁻²] (ISO 24444)"""
_SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class WearOff:
    """How a sunscreen wears off."""

    loss_per_hour: float
    """Of the logarithm of its protection factor. [h⁻¹]"""
    description: str


WEAR_OFF = MappingProxyType(
    {
        "active": WearOff(
            0.108, "a day with activity, heat and bathing: -39 % after 4 h, -57 % after 8 h"
        ),
        "resting": WearOff(0.036, "a day at rest indoors: -25 % after 8 h"),
    }
)
"""By what the wearer does; read-only.

M. Bodekaer et al., Photodermatol. Photoimmunol. Photomed. 25 (2009) 296-300 (active: fit through
both hours, mean of an organic and an inorganic sunscreen) and 2010, PMID 20070835 (resting).
"""


def left_in_shade(direct_share: npt.ArrayLike) -> FloatArray:
    """
    Irradiance of a horizontal plate in full shade over that in the open.

    Parameters
    ----------
    direct_share : array_like
        Share of the beam in the open. [unitless]

    Returns
    -------
    ndarray
        The direct beam is gone and half of the sky is hidden; what is left is diffuse. [unitless]

    References
    ----------
    .. [1] D. J. Turnbull and A. V. Parisi, "Scattered UV beneath public shade structures during
       winter," Photochem. Photobiol. 78 (2003) 180-183: 18 to 65 % of full sun.
    """
    return _SKY_LEFT_IN_SHADE * (1.0 - as_float(direct_share))


def sunscreen_factor(
    sun_protection_factor: npt.ArrayLike, applied_mg_cm2: npt.ArrayLike
) -> FloatArray:
    """
    Ultraviolet B that passes a sunscreen as it is really applied.

    Parameters
    ----------
    sun_protection_factor : array_like
        As on the label, at least 1. [unitless]
    applied_mg_cm2 : array_like
        Amount on the skin, 0 to 2. [mg cm⁻²]

    Returns
    -------
    ndarray
        ``1 / SPF^(amount / 2)``. [unitless]

    References
    ----------
    .. [1] A. Faurschou and H. C. Wulf, "The relation between sun protection factor and amount of
       sunscreen applied in vivo," Br. J. Dermatol. 156 (2007) 716-719.
    """
    label, amount = as_float(sun_protection_factor), as_float(applied_mg_cm2)
    return label ** (-amount / _LABEL_AMOUNT)


def worn_sunscreen_factor(
    sun_protection_factor: npt.ArrayLike,
    applied_mg_cm2: npt.ArrayLike,
    since_application_s: npt.ArrayLike,
    wear: Wear,
    reapplied_every_s: float = np.inf,
) -> FloatArray:
    """
    Ultraviolet B that passes a sunscreen some time after it was put on.

    Parameters
    ----------
    sun_protection_factor, applied_mg_cm2 : array_like
        As for :func:`sunscreen_factor`.
    since_application_s : array_like
        Time since the first application; before it the skin counts as freshly protected. [s]
    wear : {"resting", "active"}
        What the wearer does.
    reapplied_every_s : float
        Each time the same amount is put on again, which restores the first protection and adds none
        to it; never by default. [s]

    Returns
    -------
    ndarray
        Broadcast shape, at most 1: ``1 / max(SPF^(amount / 2) · exp(-k t), 1)``. [unitless]

    Notes
    -----
    Valid to 8 hours. That a second coat adds nothing is the cautious end: thick second coats were
    found to add.

    References
    ----------
    .. [1] M. Bodekaer et al., "Sun protection factor persistence during a day with physical
       activity and bathing," Photodermatol. Photoimmunol. Photomed. 25 (2009) 296-300.
    .. [2] M. Bodekaer et al., "Sun protection factor persistence on human skin during a day without
       physical activity or ultraviolet exposure," 2010, PMID 20070835.
    """
    fresh = sunscreen_factor(sun_protection_factor, applied_mg_cm2)
    since = np.maximum(as_float(since_application_s), 0.0)
    worn = since % reapplied_every_s if np.isfinite(reapplied_every_s) else since
    lost = WEAR_OFF[wear].loss_per_hour * worn / _SECONDS_PER_HOUR
    return as_float(np.minimum(fresh * np.exp(lost), 1.0))
