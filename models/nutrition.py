"""Intake of vitamin D, vitamin K and calcium: what is enough, too much, and what is taken up."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import NORMAL_P90
from models.units import micrograms_from_iu

Authority = Literal["iom", "efsa"]
"""Who sets a reference intake: the Institute of Medicine (USA, Canada), or the European Union."""
Sex = Literal["female", "male"]

_FROM_AGE = (0.5, 1.0, 4.0, 9.0)
_UPPER_INTAKE = (1000.0, 1500.0, 2500.0, 3000.0, 4000.0)
"""[a], [IU]"""
_EFSA_UPPER_FROM_AGE = (0.5, 1.0, 11.0)
_EFSA_UPPER_INTAKE = (25.0, 35.0, 50.0, 100.0)
"""[a], [µg]"""

_NAN = float("nan")
_VITAMIN_D: dict[Authority, tuple[Sequence[float], Sequence[float]]] = {
    "iom": ((1.0, 71.0), (10.0, 15.0, 20.0)),
    "efsa": ((0.5, 1.0), (_NAN, 10.0, 15.0)),
}
_VITAMIN_K_CHILD: dict[Authority, tuple[Sequence[float], Sequence[float]]] = {
    "iom": ((0.5, 1.0, 4.0, 9.0, 14.0), (2.0, 2.5, 30.0, 55.0, 60.0, 75.0)),
    "efsa": ((0.5, 1.0, 4.0, 7.0, 11.0, 15.0), (_NAN, 10.0, 12.0, 20.0, 30.0, 45.0, 65.0)),
}
_VITAMIN_K_ADULT: dict[Authority, tuple[float, dict[Sex, float]]] = {
    "iom": (19.0, {"female": 90.0, "male": 120.0}),
    "efsa": (18.0, {"female": 70.0, "male": 70.0}),
}
"""[a], [µg]"""
_CALCIUM_FROM_AGE = (0.5, 1.0, 4.0, 9.0, 19.0, 51.0, 71.0)
_CALCIUM: dict[Sex, Sequence[float]] = {
    "female": (200.0, 260.0, 700.0, 1000.0, 1300.0, 1000.0, 1200.0, 1200.0),
    "male": (200.0, 260.0, 700.0, 1000.0, 1300.0, 1000.0, 1000.0, 1200.0),
}
"""[a], [mg]"""

_GAIN_BY_FAT, _GAIN_BY_FAT_CI = 0.32, (0.11, 0.52)
"""By how much more is in blood at its peak after a meal with fat, and its 95 % interval. [unitless]

Dawson-Hughes 2015.
"""
_NORMAL_P975 = 1.959963984540054
_ENOUGH_FAT_G = 10.0
"""From here on fat is taken to help no more. [g]

30 % of the energy of a breakfast of 300 kcal (judgement: the trial had none or 30 %, and nothing
between them; within 30 % the kind of fat did not matter).
"""


class AbsorbedShare(NamedTuple):
    """How much is absorbed of what a meal with fat lets in; 10th percentile, median, 90th."""

    low: FloatArray
    central: FloatArray
    high: FloatArray


def _by_age(
    age_years: npt.ArrayLike, from_age: Sequence[float], values: Sequence[float]
) -> FloatArray:
    age = as_float(age_years)
    found = np.asarray(values)[np.searchsorted(from_age, age, side="right")]
    return np.where(np.isnan(age), np.nan, found)


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
    return _by_age(age_years, _FROM_AGE, _UPPER_INTAKE)


def efsa_upper_intake_ug(age_years: npt.ArrayLike) -> FloatArray:
    """
    Most vitamin D a day from all food and supplements, as the European Union has it.

    There is no upper level for vitamin K, neither here nor there: too little is known of high
    intakes, which is not to say that none does harm.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        25 µg to half a year, 35 to one, 50 to ten, 100 from eleven on. [µg d⁻¹]

    References
    ----------
    .. [1] EFSA NDA Panel, "Scientific opinion on the tolerable upper intake level for vitamin D,
       including the derivation of a conversion factor for calcidiol monohydrate," EFSA Journal 21
       (2023) 8145, :doi:`10.2903/j.efsa.2023.8145`.
    .. [2] EFSA NDA Panel, "Update of the tolerable upper intake level for vitamin D for infants,"
       EFSA Journal 16 (2018) 5365, :doi:`10.2903/j.efsa.2018.5365`. To one year.
    """
    return _by_age(age_years, _EFSA_UPPER_FROM_AGE, _EFSA_UPPER_INTAKE)


def most_intake_ug(age_years: npt.ArrayLike) -> FloatArray:
    """
    Lower one of the two upper intakes of vitamin D.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]

    Returns
    -------
    ndarray
        25 µg to half a year, 35 to one, 50 to ten, 100 from eleven on: that of the European Union
        is nowhere the higher one. [µg d⁻¹]
    """
    american = micrograms_from_iu(tolerable_upper_intake(age_years))
    return np.minimum(american, efsa_upper_intake_ug(age_years))


def recommended_vitamin_d_ug(age_years: npt.ArrayLike, authority: Authority = "iom") -> FloatArray:
    """
    Vitamin D a day that is enough for nearly everybody who gets next to no sun.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]
    authority : {"iom", "efsa"}

    Returns
    -------
    ndarray
        IOM: 10 µg to one year (adequate intake), 15 to seventy, then 20 (recommended allowance).
        EFSA: 10 µg from half a year, 15 from one on (adequate intakes); NaN before, where it gives
        none. "7-11 months" is read as the second half of the first year. [µg d⁻¹]

    References
    ----------
    .. [1] Institute of Medicine, "Dietary reference intakes for calcium and vitamin D," 2011,
       :doi:`10.17226/13050`.
    .. [2] EFSA NDA Panel, "Dietary reference values for vitamin D," EFSA Journal 14 (2016) 4547,
       :doi:`10.2903/j.efsa.2016.4547`.
    """
    return _by_age(age_years, *_VITAMIN_D[authority])


def adequate_vitamin_k_ug(
    age_years: npt.ArrayLike, sex: Sex, authority: Authority = "iom"
) -> FloatArray:
    """
    Vitamin K a day that healthy people have; no need of K2 by itself has been set anywhere.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]
    sex : {"female", "male"}
        Matters to grown people and the IOM only.
    authority : {"iom", "efsa"}

    Returns
    -------
    ndarray
        IOM, of all vitamin K: 2 µg to half a year, 2.5 to one, 30 to three, 55 to eight, 60 to
        thirteen, 75 to eighteen, then 90 (women) and 120 (men). EFSA, of K1 alone, because too
        little is known of K2: 10 µg from half a year, 12, 20, 30, 45, 65 from one, four, seven,
        eleven, fifteen on, 70 from eighteen; NaN before half a year. [µg d⁻¹]

    References
    ----------
    .. [1] Institute of Medicine, "Dietary reference intakes for vitamin A, vitamin K, arsenic,
       boron, ...," 2001, :doi:`10.17226/10026`.
    .. [2] EFSA NDA Panel, "Dietary reference values for vitamin K," EFSA Journal 15 (2017) 4780,
       :doi:`10.2903/j.efsa.2017.4780`.
    """
    from_age, values = _VITAMIN_K_CHILD[authority]
    grown, adult = _VITAMIN_K_ADULT[authority]
    return _by_age(age_years, (*from_age, grown), (*values, adult[sex]))


def recommended_calcium_mg(age_years: npt.ArrayLike, sex: Sex) -> FloatArray:
    """
    Calcium a day that is enough for nearly everybody.

    Parameters
    ----------
    age_years : array_like
        Not negative. [a]
    sex : {"female", "male"}
        Matters between 51 and 70 years only.

    Returns
    -------
    ndarray
        200 mg to half a year and 260 to one (adequate intakes), 700 to three, 1000 to eight, 1300
        to eighteen, 1000 to fifty, women 1200 and men 1000 to seventy, then 1200. [mg d⁻¹]

    References
    ----------
    .. [1] Institute of Medicine, "Dietary reference intakes for calcium and vitamin D," 2011,
       :doi:`10.17226/13050`.
    """
    return _by_age(age_years, _CALCIUM_FROM_AGE, _CALCIUM[sex])


def absorbed_share(fat_g: npt.ArrayLike) -> AbsorbedShare:
    """
    Vitamin D that is absorbed, as a share of what a meal with fat lets in.

    One dose of 1250 µg of D3 in 50 healthy people of 50 years and more, with a breakfast without
    fat or with 30 % of its energy from fat: the peak in blood was 32 % (95 % interval 11 to 52)
    higher with fat. It is of absorption, not of 25(OH)D: in another trial the conditions of the
    meal changed the absorption of a supplement and not the 25(OH)D that it gave [2]_, so this
    share does not belong into a course of 25(OH)D. Whether it holds for usual doses and younger
    people is not known. A rise of 25(OH)D by 57 % with the largest meal of the day [3]_ had no
    control group and seventeen patients, and goes into no number here.

    Parameters
    ----------
    fat_g : array_like
        Fat of the meal that vitamin D is swallowed with, not negative. Between none and 10 g the
        share rises linearly (judgement). [g]

    Returns
    -------
    AbsorbedShare
        0.76 (0.69 to 0.84) without fat, 1 from 10 g on. [unitless]

    References
    ----------
    .. [1] B. Dawson-Hughes et al., "Dietary fat increases vitamin D-3 absorption," J. Acad. Nutr.
       Diet. 115 (2015) 225-230, :doi:`10.1016/j.jand.2014.09.014`.
    .. [2] B. Dawson-Hughes et al., "Meal conditions affect the absorption of supplemental vitamin
       D3 but not the plasma 25-hydroxyvitamin D response to supplementation," J. Bone Miner. Res.,
       2013, :doi:`10.1002/jbmr.1896`.
    .. [3] G. B. Mulligan and A. Licata, "Taking vitamin D with the largest meal improves absorption
       and results in higher serum levels of 25-hydroxyvitamin D," J. Bone Miner. Res. 25 (2010)
       928-930, :doi:`10.1002/jbmr.67`.
    """
    fat = np.minimum(as_float(fat_g) / _ENOUGH_FAT_G, 1.0)
    least, most = _GAIN_BY_FAT_CI
    width = (most - least) / 2.0 / _NORMAL_P975 * NORMAL_P90
    without = [1.0 / (1.0 + gain) for gain in (_GAIN_BY_FAT + width, _GAIN_BY_FAT,
                                               _GAIN_BY_FAT - width)]  # fmt: skip
    return AbsorbedShare(*(share + (1.0 - share) * fat for share in without))
