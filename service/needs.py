"""How much vitamin D a day is wanted, and what keeps it from being more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from models import plan
from models.serum import Course
from service.heeds import CONCERN
from service.levels import at

ReachedBy = Literal["nine_of_ten", "half"]
LimitedBy = Literal["level_of_concern", "upper_intake"]
_ROUNDS = 2
"""Until the width of an interval that goes by the amount has settled: for four persons within
0.6 µg, an eighth of a step of a dose."""
_HALVINGS = 5
"""Of the upper intake: to 3 µg, less than a step of a dose."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted."""

    level: float
    """[nmol L⁻¹]"""
    reached_by: ReachedBy
    intake_ug: float | None
    """Instead of a level. [µg d⁻¹]"""


@dataclass(frozen=True, slots=True)
class Need:
    """What is planned for."""

    daily_ug: float
    """Of all that is counted, as something swallowed. [µg d⁻¹]"""
    worth: float
    """Of a microgram that skin makes, beside one that is swallowed. [unitless]"""
    limited_by: LimitedBy | None
    """Why it is less than what the goal takes."""


def need_of(
    goal: Goal, course: Course, held: Callable[[float], Course], half_yield: float, most_ug: float
) -> Need:
    """
    Find what a goal takes, as far as may be planned.

    Parameters
    ----------
    goal : Goal
    course : Course
        Under the habits of now, with what laboratories have taught.
    held : callable
        Course where so much is swallowed every day and nothing else comes in. [µg d⁻¹]
    half_yield : float
        Of ``models.serum.Response``. [nmol L⁻¹]
    most_ug : float
        Upper intake of the age. [µg d⁻¹]

    Returns
    -------
    Need
        Never above the upper intake, nor so much that one in ten comes to a level of concern.
    """
    gain = course.oral_gain.central
    worth = 1.0 if goal.intake_ug is not None else course.sun_gain.central / gain
    wanted = goal.intake_ug
    if wanted is None:
        wanted = _for_level(goal, course, held, half_yield)
    limited: LimitedBy | None = "upper_intake" if wanted > most_ug else None
    daily = min(wanted, most_ug)
    if held(daily).high[-1] > CONCERN:
        limited = limited or "level_of_concern"
        daily = _below_concern(daily, held)
    return Need(daily, worth, limited)


def _for_level(
    goal: Goal, course: Course, held: Callable[[float], Course], half_yield: float
) -> float:
    """
    Vitamin D that leads to a level.

    So that nine of ten reach it, the median has to lie above it by as much as the interval is wide.
    """

    def daily_for(median: float) -> float:
        gain = course.oral_gain.central
        return float(plan.daily_for_level(median, course.basal.central, gain, half_yield))

    daily = daily_for(goal.level)
    for _ in range(_ROUNDS if goal.reached_by == "nine_of_ten" else 0):
        last = at(held(daily), -1)
        daily = daily_for(min(goal.level * last.central / last.low, CONCERN))
    return daily


def _below_concern(daily: float, held: Callable[[float], Course]) -> float:
    """Most of it by which no more than one in ten comes to a level of concern."""
    low, high = 0.0, daily
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if held(middle).high[-1] > CONCERN:
            high = middle
        else:
            low = middle
    return low
