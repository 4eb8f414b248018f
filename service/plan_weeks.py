"""One week of a plan: what is added, or why it is not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models import plan
from models.arrays import BoolArray, FloatArray
from models.constants import SECONDS_PER_MINUTE
from service.answers import Interval
from service.levels import Supply
from service.midday import Midday
from service.places import Place
from service.plan_foods import Portion

_NOTHING = 0.005
"""[µg d⁻¹] Amounts are told to a hundredth."""

StepReason = Literal[
    "not_needed",
    "sun_too_weak",
    "limit_used_up",
    "no_food_offered",
    "upper_intake",
    "own_sources_reach_upper_intake",
    "level_of_concern",
    "gives_too_little",
    "ask_your_clinician",
]


@dataclass(frozen=True, slots=True)
class SunStep:
    """More sun on every day of a week."""

    minutes: float
    around: datetime
    """Solar noon, which the stay is centred on."""
    vitamin_d: Interval
    """[µg d⁻¹]"""


@dataclass(frozen=True, slots=True)
class FoodStep:
    """More of a food."""

    portion: Portion
    portions_per_week: float
    vitamin_d_ug: float
    """[µg d⁻¹]"""


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """One week: what habits give, and what is added. Amounts in [µg d⁻¹], levels [nmol L⁻¹]."""

    start: date
    sun: Interval
    more_sun_possible: float
    food: float
    supplement: float
    missing_before: float
    """As something swallowed."""
    add_sun: SunStep | None
    sun_reason: StepReason | None
    add_food: FoodStep | None
    food_reason: StepReason | None
    add_supplement_ug: float | None
    supplement_reason: StepReason | None
    total: float
    missing: float
    missing_reason: StepReason | None
    level: Interval
    """At the end of the week, without the plan."""
    level_with_plan: Interval


@dataclass(frozen=True, slots=True)
class Weeks:
    """What is known before anything is added; arrays of shape (52,)."""

    starts: list[date]
    usual: Supply
    """Of each week, as means of its days."""
    midday: Midday
    portion: Portion | None
    needed: float
    most: float
    may_supplement: bool
    is_of_concern: bool
    """Whether what is needed ends where a level of concern begins."""


@dataclass(frozen=True, slots=True)
class Added:
    """What is added in each week, rounded as people can do it; shape (52,)."""

    plan: plan.Plan
    minutes: FloatArray
    """Of sun, whole. [min d⁻¹]"""
    sun: FloatArray
    """By those minutes. [µg d⁻¹]"""
    missing_before: FloatArray
    """What habits leave missing. [µg d⁻¹]"""
    is_full: BoolArray
    """Where habits alone leave no room below the upper intake."""


def week_of(
    weeks: Weeks, added: Added, i: int, place: Place, level: Interval, with_plan: Interval
) -> PlanWeek:
    """Tell what is added in one week, and why a way is not taken."""
    usual, midday = weeks.usual, weeks.midday
    made, minutes = float(added.sun[i]), float(added.minutes[i])
    portions, dose = float(added.plan.portions[i]), float(added.plan.supplement_ug[i])
    sun = None
    if made > 0.0:
        noon = datetime.fromtimestamp(float(midday.noon[i]), place.zone)
        ends = Interval(made * float(midday.low[i]), made, made * float(midday.high[i]))
        sun = SunStep(minutes, noon, ends)
    food = None
    if portions > 0.0 and weeks.portion is not None:
        food = FoodStep(weeks.portion, portions, float(added.plan.food_ug[i]))
    missing = _told(added.plan.missing_ug[i])
    return PlanWeek(
        start=weeks.starts[i],
        sun=Interval(*(float(x[i]) for x in (usual.sun.low, usual.sun.central, usual.sun.high))),
        more_sun_possible=float(midday.at_most[i]),
        food=float(usual.food[i]),
        supplement=float(usual.supplement[i]),
        missing_before=_told(added.missing_before[i]),
        add_sun=sun,
        sun_reason=None if sun else _why_no_sun(weeks, added, i),
        add_food=food,
        food_reason=None if food else _why_no_food(weeks, added, i),
        add_supplement_ug=dose or None,
        supplement_reason=None if dose else _why_no_supplement(weeks, added, i),
        total=float(added.plan.total_ug[i]),
        missing=missing,
        missing_reason=_why_missing(weeks, added, i) if missing > 0.0 else None,
        level=level,
        level_with_plan=with_plan,
    )


def _told(missing: float) -> float:
    """Take for nothing what is told as nothing."""
    return float(missing) if missing > _NOTHING else 0.0


def _before_ways(weeks: Weeks, added: Added, i: int) -> StepReason | None:
    if added.is_full[i]:
        return "own_sources_reach_upper_intake"
    if added.missing_before[i] <= _NOTHING:
        return "level_of_concern" if weeks.is_of_concern else "not_needed"
    return None


def _why_no_sun(weeks: Weeks, added: Added, i: int) -> StepReason:
    before = _before_ways(weeks, added, i)
    if before is not None:
        return before
    if weeks.midday.weak[i]:
        return "sun_too_weak"
    # A stay of a minute at least fits, but it makes next to nothing in so little skin.
    return (
        "gives_too_little"
        if 2.0 * weeks.midday.longest_half[i] >= SECONDS_PER_MINUTE
        else "limit_used_up"
    )


def _why_no_food(weeks: Weeks, added: Added, i: int) -> StepReason:
    before = _before_ways(weeks, added, i)
    if before is not None:
        return before
    if weeks.portion is None:
        return "no_food_offered"
    left = added.plan.missing_ug[i] + added.plan.supplement_ug[i]
    return "upper_intake" if left > _NOTHING else "not_needed"


def _why_no_supplement(weeks: Weeks, added: Added, i: int) -> StepReason:
    before = _before_ways(weeks, added, i)
    if before is not None:
        return before
    if added.plan.missing_ug[i] <= _NOTHING:
        return "not_needed"
    return "upper_intake" if weeks.may_supplement else "ask_your_clinician"


def _why_missing(weeks: Weeks, added: Added, i: int) -> StepReason:
    if added.is_full[i]:
        return "own_sources_reach_upper_intake"
    return "upper_intake" if weeks.may_supplement else "ask_your_clinician"
