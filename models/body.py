"""How much skin a person has, and which part of it is bare: clothes, age, height and weight."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import ADULT_SKIN_AREA

BodyPart = Literal[
    "face", "scalp", "neck", "chest_abdomen", "back", "upper_arms", "forearms", "hands",
    "buttocks", "genitals", "thighs", "lower_legs", "feet",
]  # fmt: skip
"""Both sides together, left and right, front and back."""

BODY_PARTS: tuple[BodyPart, ...] = get_args(BodyPart)

GROWN_YEARS = 18.0
"""From here on proportions and size are those of adults. [a]"""
_AGES = (0.0, 1.0, 5.0, 10.0, 15.0, GROWN_YEARS)
"""Columns of the chart; the last is the adult's. [a]"""
_GROWING: dict[BodyPart, tuple[float, ...]] = {
    "face": (9.5, 8.5, 6.5, 5.5, 4.5, 3.5),
    "scalp": (9.5, 8.5, 6.5, 5.5, 4.5, 3.5),
    "thighs": (11.0, 13.0, 16.0, 17.0, 18.0, 19.0),
    "lower_legs": (10.0, 10.0, 11.0, 12.0, 13.0, 14.0),
}
_CONSTANT: dict[BodyPart, float] = {
    "neck": 2.0, "chest_abdomen": 13.0, "back": 13.0, "upper_arms": 8.0, "forearms": 6.0,
    "hands": 5.0, "buttocks": 5.0, "genitals": 1.0, "feet": 7.0,
}  # fmt: skip
"""Shares of the body surface. [%]

C. C. Lund and N. C. Browder, Surg. Gynecol. Obstet. 79 (1944) 352-358. Half of the head is the
face, the other half, mostly under hair, the scalp.
"""


ClothingName = Literal[
    "covered", "face_hands", "face_hands_arms", "t_shirt_shorts", "swimwear", "nude"
]


@dataclass(frozen=True, slots=True)
class Clothing:
    """A way of dressing and the skin it leaves bare."""

    skin_fraction: float
    """Share of an adult's body surface that is uncovered. [unitless]"""
    parts: tuple[BodyPart, ...]
    """What that is, for the proportions of a child."""
    description: str
    source: str


_FACE_HANDS: tuple[BodyPart, ...] = ("face", "hands")
_T_SHIRT_SHORTS: tuple[BodyPart, ...] = (*_FACE_HANDS, "neck", "forearms", "lower_legs")
_SWIMWEAR: tuple[BodyPart, ...] = tuple(
    part for part in BODY_PARTS if part not in {"scalp", "buttocks", "genitals"}
)

CLOTHING: MappingProxyType[ClothingName, Clothing] = MappingProxyType(
    {
        "covered": Clothing(
            0.05, ("face",), "Long clothes, hat and gloves or full cover; only the face is bare.",
            "Lund and Browder 1944: face 3.5 %, with part of the neck 5 %",
        ),
        "face_hands": Clothing(
            0.10, _FACE_HANDS, "Long sleeves and trousers; face and hands are bare.",
            "Webb et al., Nutrients 10 (2018) 497, and Religi et al. 2016: 8-10 %",
        ),
        "face_hands_arms": Clothing(
            0.25, (*_FACE_HANDS, "neck", "upper_arms", "forearms"),
            "Short sleeves and long trousers; face, hands and arms are bare.",
            "Webb and Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703: 25 %",
        ),
        "t_shirt_shorts": Clothing(
            0.35, _T_SHIRT_SHORTS,
            "T-shirt and shorts; face, forearms, hands and lower legs are bare.",
            "Rhodes et al., J. Invest. Dermatol. 130 (2010) 1411-1418: 35 %",
        ),
        "swimwear": Clothing(0.75, _SWIMWEAR, "Swimwear.", "NILU/FastRT: 75 %"),
        "nude": Clothing(1.00, BODY_PARTS, "No clothes.", "by definition"),
    }
)  # fmt: skip
"""Clothing by name; read-only."""

FACING_THE_SKY_AT_MOST = 0.5
"""Share of the skin that a body lying on the ground turns to the sky. [unitless] (geometry)"""

_AREA_AGES = (0.0, 1.0, 5.0, 10.0, 15.0, GROWN_YEARS)
_AREA_BY_AGE = (2400.0, 4800.0, 7800.0, 11200.0, 15850.0, ADULT_SKIN_AREA)
"""Body surface of reference children, boys and girls together, and of the reference adult. [cm²]

ICRP Publication 89, Ann. ICRP 32 (2002) 3-4, table 2.9.
"""


def part_fractions(age_years: npt.ArrayLike) -> dict[BodyPart, FloatArray]:
    """
    Shares of the body surface by the chart of Lund and Browder.

    Parameters
    ----------
    age_years : array_like
        Not negative; linear between the columns of the chart, constant from 18 on. [a]

    Returns
    -------
    dict of str to ndarray
        For each of ``BODY_PARTS``, shape of ``age_years``; they sum to one. [unitless]

    References
    ----------
    .. [1] C. C. Lund and N. C. Browder, "The estimation of areas of burns," Surg. Gynecol. Obstet.
       79 (1944) 352-358.
    """
    age = as_float(age_years)
    unknown = 0.0 * age
    growing = {part: np.interp(age, _AGES, column) for part, column in _GROWING.items()}
    constant = {part: percent + unknown for part, percent in _CONSTANT.items()}
    return {part: as_float((growing | constant)[part] / 100.0 + unknown) for part in BODY_PARTS}


def bare_fraction(parts: Iterable[BodyPart], age_years: npt.ArrayLike) -> FloatArray:
    """
    Share of the skin that some parts of the body make up.

    Parameters
    ----------
    parts : iterable of str
        Of ``BODY_PARTS``; each counts once.
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        Shape of ``age_years``. [unitless]

    References
    ----------
    .. [1] See :func:`part_fractions`.
    """
    fractions = part_fractions(age_years)
    total = 0.0 * as_float(age_years)
    for part in dict.fromkeys(parts):
        total = total + fractions[part]
    return as_float(np.minimum(total, 1.0))


def clothed_fraction(clothing: ClothingName, age_years: npt.ArrayLike) -> FloatArray:
    """
    Share of the skin that a way of dressing leaves bare.

    Parameters
    ----------
    clothing : str
        A name of ``CLOTHING``.
    age_years : array_like
        Not negative; the proportions of a child are those of the chart. [a]

    Returns
    -------
    ndarray
        The published share of an adult times what the same parts of the body are at that age,
        relative to an adult. [unitless]

    Raises
    ------
    KeyError
        For any other name.

    References
    ----------
    .. [1] See ``CLOTHING`` and :func:`part_fractions`.
    """
    worn = CLOTHING[clothing]
    growth = bare_fraction(worn.parts, age_years) / bare_fraction(worn.parts, GROWN_YEARS)
    return as_float(np.minimum(worn.skin_fraction * growth, 1.0))


def skin_area(height_cm: npt.ArrayLike, weight_kg: npt.ArrayLike) -> FloatArray:
    """
    Body surface of a person.

    Parameters
    ----------
    height_cm : array_like
        [cm]
    weight_kg : array_like
        [kg]

    Returns
    -------
    ndarray
        ``71.84 · height^0.725 · weight^0.425``. [cm²]

    References
    ----------
    .. [1] D. Du Bois and E. F. Du Bois, "A formula to estimate the approximate surface area if
       height and weight be known," Arch. Intern. Med. 17 (1916) 863-871.
    """
    return 71.84 * as_float(height_cm) ** 0.725 * as_float(weight_kg) ** 0.425


def reference_skin_area(age_years: npt.ArrayLike) -> FloatArray:
    """
    Body surface of a reference person of an age.

    Parameters
    ----------
    age_years : array_like
        Not negative; constant from 18 on. [a]

    Returns
    -------
    ndarray
        Linear between the ages of the table. [cm²]

    References
    ----------
    .. [1] ICRP Publication 89, "Basic anatomical and physiological data for use in radiological
       protection," Ann. ICRP 32 (2002) 3-4, table 2.9.
    """
    return as_float(np.interp(as_float(age_years), _AREA_AGES, _AREA_BY_AGE))
