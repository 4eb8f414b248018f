"""What closes the gap between the vitamin D that somebody gets and that somebody needs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import BoolArray, FloatArray, as_float
from models.serum import REFERENCE_LEVEL

SUPPLEMENT_STEP = 5.0
"""Doses are whole multiples of this. [µg d⁻¹] (convention: 200 IU, half of the usual smallest
tablet of 400 IU)"""
_DAYS_PER_WEEK = 7.0
MARGIN = 1e-6
"""Kept below an upper intake, so that no order of adding up exceeds it. [µg d⁻¹] (convention)"""
_NOTHING = 1e-9
"""Sun, or a portion, that gives less is none. [unitless], [µg]"""
_SAME = 1e-9
"""Relative: a gap that is this little larger than whole portions is no further portion."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is added to habits, broadcast shape; never negative."""

    gap_ug: FloatArray
    """What habits leave missing, as something swallowed. [µg d⁻¹]"""
    sun_ug: FloatArray
    """Made by more sun. [µg d⁻¹]"""
    portions: FloatArray
    """Whole portions of a food. [week⁻¹]"""
    food_ug: FloatArray
    """By them. [µg d⁻¹]"""
    supplement_ug: FloatArray
    """Whole steps. [µg d⁻¹]"""
    total_ug: FloatArray
    """All sources: habits and what is added. [µg d⁻¹]"""
    missing_ug: FloatArray
    """What is needed and still not there, as something swallowed. [µg d⁻¹]"""
    is_full: BoolArray
    """Where habits alone leave no room below the upper intake."""


def daily_for_level(
    target: npt.ArrayLike,
    basal: npt.ArrayLike,
    gain: npt.ArrayLike,
    half_yield_level: npt.ArrayLike,
) -> FloatArray:
    """
    Vitamin D to be swallowed every day that leads to a level and keeps it there.

    Parameters
    ----------
    target : array_like
        Positive. [nmol L⁻¹]
    basal : array_like
        Level without sun and counted intake. [nmol L⁻¹]
    gain : array_like
        Of ``models.serum.Response``, positive. [nmol L⁻¹ per µg d⁻¹]
    half_yield_level : array_like
        Likewise. [nmol L⁻¹]

    Returns
    -------
    ndarray
        Broadcast shape; 0 where the basal level is enough. The inverse of
        :func:`models.serum.steady_level`. [µg d⁻¹]

    References
    ----------
    .. [1] As for :func:`models.serum.course`.
    """
    level, half = as_float(target), as_float(half_yield_level)
    rise = (level - as_float(basal)) * (half + level) / (half + REFERENCE_LEVEL)
    return as_float(np.maximum(rise / as_float(gain), 0.0))


def share_out(
    sun_ug: npt.ArrayLike,
    swallowed_ug: npt.ArrayLike,
    needed_ug: npt.ArrayLike,
    most_ug: npt.ArrayLike,
    *,
    more_sun_ug: npt.ArrayLike = 0.0,
    portion_ug: npt.ArrayLike = 0.0,
    most_portions: npt.ArrayLike = 0.0,
    may_supplement: npt.ArrayLike = True,
    sun_worth: npt.ArrayLike = 1.0,
) -> Plan:
    """
    Close a gap: by sun first, then by food, then by a supplement.

    Parameters
    ----------
    sun_ug, swallowed_ug : array_like
        What habits give, not negative. [µg d⁻¹]
    needed_ug : array_like
        What is wanted of all sources, counted as something swallowed. [µg d⁻¹]
    most_ug : array_like
        Upper intake of the age, see :func:`models.nutrition.most_intake_ug`. [µg d⁻¹]
    more_sun_ug : array_like
        What more sun can add within its limit. [µg d⁻¹]
    portion_ug : array_like
        Vitamin D of one portion of the food; 0 where none is offered. [µg]
    most_portions : array_like
        [week⁻¹]
    may_supplement : array_like
        Whether a supplement may be named. [bool]
    sun_worth : array_like
        What a microgram of the skin is reckoned to raise the level by, over one that is swallowed.
        [unitless]

    Returns
    -------
    Plan
        Broadcast shape. Wherever anything is added, the total of all sources stays below the upper
        intake; sun counts towards it like everything else. (judgement: upper intakes are of food
        and supplements; no intoxication by sun is known, but what is swallowed on top is none of
        the sun's) NaN in gives NaN in all amounts.

    References
    ----------
    .. [1] Institute of Medicine, 2011, :doi:`10.17226/13050`, and EFSA Journal 21 (2023) 8145,
       :doi:`10.2903/j.efsa.2023.8145` (upper intakes).
    """
    given = (
        sun_ug, swallowed_ug, needed_ug, most_ug, more_sun_ug, portion_ug, most_portions,
        may_supplement, sun_worth,
    )  # fmt: skip
    sun, swallowed, needed, most, more, portion, portions, may, worth = np.broadcast_arrays(
        *(as_float(each) for each in given)
    )
    unknown = np.isnan(np.stack([sun, swallowed, needed, most, more, portion, portions, worth]))
    total = sun + swallowed
    before = gap = np.maximum(needed - worth * sun - swallowed, 0.0)
    added_sun = np.minimum(np.minimum(_over(gap, worth), more), _room(most, total))
    total, gap = total + added_sun, np.maximum(gap - worth * added_sun, 0.0)
    eaten = np.minimum(
        _whole(_over(gap * _DAYS_PER_WEEK, portion), portions),
        np.floor(_over(_room(most, total) * _DAYS_PER_WEEK, portion)),
    )
    food = eaten * portion / _DAYS_PER_WEEK
    total, gap = total + food, np.maximum(gap - food, 0.0)
    steps = np.minimum(
        _whole(gap / SUPPLEMENT_STEP, np.inf), np.floor(_room(most, total) / SUPPLEMENT_STEP)
    )
    supplement = np.where(may > 0.0, steps, 0.0) * SUPPLEMENT_STEP
    amounts = (
        before, added_sun, eaten, food, supplement, total + supplement,
        np.maximum(gap - supplement, 0.0),
    )  # fmt: skip
    lost = unknown.any(axis=0)
    left_by_habits, more_of_sun, whole, by_food, by_dose, everything, missing = (
        np.where(lost, np.nan, each) for each in amounts
    )
    full = np.asarray(_room(most, sun + swallowed) <= 0.0)
    return Plan(left_by_habits, more_of_sun, whole, by_food, by_dose, everything, missing, full)


def _room(most: FloatArray, total: FloatArray) -> FloatArray:
    return as_float(np.maximum(most - total - MARGIN, 0.0))


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Quotient; zero where the divisor is next to nothing."""
    return as_float(np.divide(part, whole, out=np.zeros(part.shape), where=whole > _NOTHING))


def _whole(wanted: FloatArray, most: FloatArray | float) -> FloatArray:
    """Least whole number that is enough, or the most that there may be."""
    return as_float(np.minimum(np.ceil(wanted * (1.0 - _SAME)), np.floor(most)))
