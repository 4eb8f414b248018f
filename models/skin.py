"""Skin types I to VI and the erythemal dose that just reddens them."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DoseRange:
    """A dose and the range that holds the middle 80 % of people."""

    low: float
    """10th percentile. [J m⁻²]"""
    central: float
    """Median. [J m⁻²]"""
    high: float
    """90th percentile. [J m⁻²]"""


@dataclass(frozen=True, slots=True)
class SkinType:
    """One Fitzpatrick phototype."""

    number: int
    roman: str
    description: str
    minimal_erythema_dose: float
    """Central value of Webb and Engelsen. [J m⁻²]"""
    published_low: float
    """Lowest value in the sources named in ``SOURCES``. [J m⁻²]"""
    published_high: float
    """Highest value in the sources named in ``SOURCES``. [J m⁻²]"""


SOURCES = (
    "T. B. Fitzpatrick, Arch. Dermatol. 124 (1988) 869-871 (the six types)",
    "A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703 (central values)",
    "J. D'Orazio et al., Int. J. Mol. Sci. 14 (2013) 12222-12248, table 1 (range)",
    "R. L. McKenzie et al., Photochem. Photobiol. 85 (2009) 88-98 (range)",
)
"""Where the minimal erythema doses come from."""

SKIN_TYPES = (
    SkinType(
        1, "I", "Very fair skin, often freckles, red or blond hair: always burns, never tans.",
        200.0, 150.0, 300.0,
    ),
    SkinType(
        2, "II", "Fair skin, often blue or green eyes: usually burns, tans with difficulty.",
        250.0, 250.0, 400.0,
    ),
    SkinType(
        3, "III", "Medium or light olive skin: sometimes burns, tans gradually.",
        300.0, 300.0, 500.0,
    ),
    SkinType(
        4, "IV", "Olive or light brown skin: rarely burns, tans easily.",
        450.0, 400.0, 600.0,
    ),
    SkinType(
        5, "V", "Brown skin: very rarely burns, tans very easily.",
        600.0, 600.0, 2000.0,
    ),
    SkinType(
        6, "VI", "Deeply pigmented dark brown to black skin: burns only after very long sun.",
        1000.0, 600.0, 2000.0,
    ),
)  # fmt: skip
"""The six phototypes in order."""

_WITHIN_TYPE_LOW = 2.0 / 3.0
_WITHIN_TYPE_HIGH = 4.0 / 3.0
"""People of one type differ by about a third below and above its central value."""

_PHOTOTEST_STEP = math.sqrt(2.0)
"""Largest usual ratio between neighbouring doses of a phototest. [unitless]"""

_ITA_BOUNDS = (55.0, 41.0, 28.0, 10.0, -30.0)
"""Individual typology angle that separates very light, light, intermediate, tan, brown, dark. [°]

A. Chardon, I. Cretois and C. Hourseau, Int. J. Cosmet. Sci. 13 (1991) 191-208.
"""


def minimal_erythema_dose(fitzpatrick: int) -> DoseRange:
    """
    Minimal erythema dose of a Fitzpatrick type with its spread.

    Parameters
    ----------
    fitzpatrick : int
        1 to 6.

    Returns
    -------
    DoseRange
        Central value of Webb and Engelsen; a third below and above, widened to the published range
        where that is wider. [J m⁻²]

    Raises
    ------
    ValueError
        For any other number: a skin type is never guessed.

    References
    ----------
    .. [1] See ``SOURCES``.
    """
    if fitzpatrick not in range(1, 7):
        message = f"a Fitzpatrick type is 1 to 6, not {fitzpatrick!r}"
        raise ValueError(message)
    kind = SKIN_TYPES[fitzpatrick - 1]
    central = kind.minimal_erythema_dose
    return DoseRange(
        low=min(_WITHIN_TYPE_LOW * central, kind.published_low),
        central=central,
        high=max(_WITHIN_TYPE_HIGH * central, kind.published_high),
    )


def measured_dose(minimal_erythema_dose_j_m2: float) -> DoseRange:
    """
    Range around a minimal erythema dose read from a phototest.

    Parameters
    ----------
    minimal_erythema_dose_j_m2 : float
        Erythemally weighted, positive. [J m⁻²]

    Returns
    -------
    DoseRange
        One step of a phototest (a factor of √2) to either side. [J m⁻²]

    Notes
    -----
    Phototests raise the dose in ratios of 1.12 to 1.41 and report the first that reddens, so the
    true dose is known no better than a step; the largest usual step is taken.
    """
    central = minimal_erythema_dose_j_m2
    return DoseRange(central / _PHOTOTEST_STEP, central, central * _PHOTOTEST_STEP)


def type_from_ita(ita_deg: float) -> int:
    """
    Fitzpatrick type whose rank matches a colorimeter's individual typology angle.

    Parameters
    ----------
    ita_deg : float
        Individual typology angle, atan((L* - 50) / b*), -90 to 90. [°]

    Returns
    -------
    int
        1 for very light skin (above 55°) to 6 for dark skin (-30° and below).

    References
    ----------
    .. [1] A. Chardon, I. Cretois and C. Hourseau, "Skin colour typology and suntanning pathways,"
       Int. J. Cosmet. Sci. 13 (1991) 191-208.
    """
    return 1 + sum(ita_deg <= bound for bound in _ITA_BOUNDS)


def dose_from_ita(ita_deg: float) -> DoseRange:
    """
    Minimal erythema dose of skin of a colour.

    Parameters
    ----------
    ita_deg : float
        Individual typology angle, -90 to 90. [°]

    Returns
    -------
    DoseRange
        Central value of the type whose rank matches; from the low end of the type before it to the
        high end of the type after it, because colour and reaction to the sun often differ by one
        type. [J m⁻²]

    References
    ----------
    .. [1] See :func:`type_from_ita`.
    .. [2] Angle and phototype correlate poorly: Photochem. Photobiol. (2022), Henry Ford Health,
       Dermatology articles 612.
    """
    number = type_from_ita(ita_deg)
    return DoseRange(
        low=minimal_erythema_dose(max(number - 1, 1)).low,
        central=minimal_erythema_dose(number).central,
        high=minimal_erythema_dose(min(number + 1, 6)).high,
    )
