"""Which part of the skin the sun reaches, and how much of a horizontal plate's irradiance."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

Posture = Literal["lying", "seated", "upright"]


@dataclass(frozen=True, slots=True)
class Clothing:
    """A way of dressing and the skin it leaves bare."""

    skin_fraction: float
    """Share of the body surface that is uncovered. [unitless]"""
    description: str
    source: str


CLOTHING = MappingProxyType(
    {
        "covered": Clothing(
            0.05, "Long clothes, hat and gloves or full cover; only the face is bare.",
            "Lund and Browder 1944: face 3.5 %, with part of the neck 5 %",
        ),
        "face_hands": Clothing(
            0.10, "Long sleeves and trousers; face and hands are bare.",
            "Webb et al., Nutrients 10 (2018) 497, and Religi et al. 2016: 8-10 %",
        ),
        "face_hands_arms": Clothing(
            0.25, "Short sleeves and long trousers; face, hands and arms are bare.",
            "Webb and Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703: 25 %",
        ),
        "t_shirt_shorts": Clothing(
            0.35, "T-shirt and shorts; face, forearms, hands and lower legs are bare.",
            "Rhodes et al., J. Invest. Dermatol. 130 (2010) 1411-1418: 35 %",
        ),
        "swimwear": Clothing(
            0.75, "Swimwear.", "NILU/FastRT: 75 %",
        ),
        "nude": Clothing(
            1.00, "No clothes.", "by definition",
        ),
    }
)  # fmt: skip
"""Clothing by name; read-only."""

_SEATED_UPRIGHT_SHARE = 0.5
"""Share of the vertical figure in a seated one: thighs and shoulders lie nearly flat.

A convention between the two computed cases, not a measured value.
"""
_SKY_LEFT_IN_SHADE = 0.5
"""Share of the diffuse sky that a tree or parasol leaves in view. (convention)"""
_LOWEST_SUN = 89.0
"""Beyond it the beam is gone, while its tangent runs away. [°]"""
_REFERENCE_AGE = 20.0
_LOSS_PER_DECADE = 0.13
_LABEL_AMOUNT = 2.0
"""Sunscreen on the skin in the laboratory test of its factor. [mg cm⁻²] (ISO 24444)"""


def posture_factor(
    zenith_deg: npt.ArrayLike,
    direct_share: npt.ArrayLike,
    posture: Posture,
    albedo: npt.ArrayLike,
) -> FloatArray:
    """
    Mean irradiance over the exposed skin relative to a horizontal plate.

    Parameters
    ----------
    zenith_deg : array_like
        Solar zenith angle. [°]
    direct_share : array_like
        Share of the beam in the irradiance of the plate. [unitless]
    posture : {"lying", "seated", "upright"}
        Lying flat is the plate itself; upright is a vertical cylinder that turns; seated is midway.
    albedo : array_like
        Surface albedo. [unitless]

    Returns
    -------
    ndarray
        One when lying, about 0.4 upright at high sun. [unitless]

    Notes
    -----
    A vertical cylinder receives, averaged over azimuth, ``tan θ / π`` of the direct horizontal
    irradiance, half of an isotropic diffuse one and half of what the ground reflects.

    References
    ----------
    .. [1] B. Liu and R. Jordan, "The long-term average performance of flat-plate solar-energy
       collectors," Solar Energy 7 (1963) 53-74: isotropic sky and ground on an inclined plane. The
       beam on a cylinder is the elementary mean of ``max(cos, 0)`` over azimuth, ``1/π``.
    """
    zenith, direct, surface = np.broadcast_arrays(
        as_float(zenith_deg), as_float(direct_share), as_float(albedo)
    )
    plate = np.where(np.isnan(zenith + direct + surface), np.nan, 1.0)
    if posture == "lying":
        return plate
    tangent = np.tan(np.radians(np.minimum(zenith, _LOWEST_SUN)))
    cylinder = direct * tangent / np.pi + 0.5 * (1.0 - direct) + 0.5 * surface
    share = 1.0 if posture == "upright" else _SEATED_UPRIGHT_SHARE
    return as_float(share * cylinder + (1.0 - share) * plate)


def most_exposed_factor(
    zenith_deg: npt.ArrayLike, direct_share: npt.ArrayLike, albedo: npt.ArrayLike
) -> FloatArray:
    """
    Irradiance on the best-tilted patch of skin relative to a horizontal plate.

    Parameters
    ----------
    zenith_deg : array_like
        Solar zenith angle. [°]
    direct_share : array_like
        Share of the beam in the irradiance of the plate. [unitless]
    albedo : array_like
        Surface albedo. [unitless]

    Returns
    -------
    ndarray
        At least 1; 1.1 at middle zenith angles, up to 1.3 over snow. [unitless]

    Notes
    -----
    A plane tilted by β towards the sun receives ``direct (cos β + tan θ sin β)`` of the beam,
    ``(1 + cos β)/2`` of the sky and ``albedo (1 - cos β)/2`` of the ground: ``A cos β + B sin β +
    C``, whose maximum over β is ``C + √(A² + B²)``.

    References
    ----------
    .. [1] B. Liu and R. Jordan, "The long-term average performance of flat-plate solar-energy
       collectors," Solar Energy 7 (1963) 53-74.
    """
    zenith, direct, surface = np.broadcast_arrays(
        as_float(zenith_deg), as_float(direct_share), as_float(albedo)
    )
    beam = direct * np.tan(np.radians(np.minimum(zenith, _LOWEST_SUN)))
    from_sky, from_ground = 0.5 * (1.0 - direct), 0.5 * surface
    tilted = from_sky + from_ground + np.hypot(direct + from_sky - from_ground, beam)
    return as_float(np.maximum(tilted, 1.0))


def shade_factor_skin(direct_share: npt.ArrayLike, shade_fraction: float) -> FloatArray:
    """
    Irradiance left on the skin as a whole by shade.

    Parameters
    ----------
    direct_share : array_like
        Share of the beam in the irradiance of the plate. [unitless]
    shade_fraction : float
        Share of the stay (or of the body) in shade, 0 to 1. [unitless]

    Returns
    -------
    ndarray
        In full shade the direct beam is gone and half of the sky is hidden. [unitless]
    """
    direct = as_float(direct_share)
    return 1.0 - shade_fraction * (direct + (1.0 - _SKY_LEFT_IN_SHADE) * (1.0 - direct))


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


def age_factor(age_years: npt.ArrayLike) -> FloatArray:
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
