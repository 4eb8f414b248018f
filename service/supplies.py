"""What sun, food and supplements give on each day, from habits that change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from service.diet import NO_DIET, Diet
from service.habits import Daily, Habit, sun_of_habit
from service.levels import LabValue, Supply
from service.places import Place
from service.questions import Person, Spot
from service.winters import winter_end

SPIN_UP = timedelta(days=120)
"""Before the first day habits are taken to have been the same, until nothing is left of the start:
nearly five half-lives (see ``models.serum``)."""
OLDEST_LAB = timedelta(days=730)
"""Before the first day; older values say nothing of it any more. (judgement)"""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from a day on; what is ``None`` stays as it was."""

    start: date
    habit: Habit | None = None
    diet: Diet | None = None
    supplement_ug_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class StatusQuestion:
    """Somebody's habits, and the days that are asked about."""

    spot: Spot
    person: Person
    habit: Habit | None = None
    diet: Diet = NO_DIET
    labs: tuple[LabValue, ...] = ()
    changes: tuple[Change, ...] = ()
    first: date | None = None
    last: date | None = None
    step_days: int = 7


@dataclass(frozen=True, slots=True)
class Supplies:
    """Days in a row from the spin-up on, and what each gives."""

    dates: list[date]
    usual: Supply
    """With changes of days before today."""
    changed: Supply | None
    """With those of today and to come as well."""


def days_computed(
    first: date, last: date, labs: Sequence[LabValue], place: Place, today: date
) -> list[date]:
    """Days from the spin-up before the first day, or the first value, to the end of winter."""
    begin = min([first, *(each.date for each in labs)]) - SPIN_UP
    end = max(last, winter_end(place, today).date)
    return [begin + timedelta(days=i) for i in range((end - begin).days + 1)]


def usable(labs: Sequence[LabValue], first: date) -> tuple[LabValue, ...]:
    """Values that still say something of the days asked about."""
    return tuple(each for each in labs if each.date >= first - OLDEST_LAB)


def supplies_of(question: StatusQuestion, place: Place, dates: list[date], today: date) -> Supplies:
    """Put together what each day gives; changes of days before today are part of both."""
    made, ahead = made_and_ahead(question.changes, today)
    usual = supply_of(question, place, dates, made)
    changed = supply_of(question, place, dates, [*made, *ahead]) if ahead else None
    return Supplies(dates, usual, changed)


def made_and_ahead(changes: Sequence[Change], today: date) -> tuple[list[Change], list[Change]]:
    """Tell changes of the past from those to come; one of today is what would be from now on."""
    made = [each for each in changes if each.start < today]
    return made, [each for each in changes if each.start >= today]


def supply_of(
    question: StatusQuestion, place: Place, dates: list[date], changes: Sequence[Change]
) -> Supply:
    """Put habits together that follow each other."""
    habit, diet = question.habit, question.diet
    starts = sorted(changes, key=lambda each: each.start)
    sun = np.zeros((3, len(dates)))
    food, supplement = np.zeros(len(dates)), np.zeros(len(dates))
    # With one more change after the last day, the last stretch is one like the others.
    for i, change in enumerate([None, *starts]):
        if change is not None:
            habit = change.habit or habit
            diet = _changed(diet, change)
        begin = 0 if change is None else max((change.start - dates[0]).days, 0)
        end = len(dates) if i == len(starts) else (starts[i].start - dates[0]).days
        rows = slice(begin, max(min(end, len(dates)), begin))
        food[rows], supplement[rows] = diet.food_ug_per_day, diet.supplement_ug_per_day
        if habit is not None:
            one = sun_of_habit(habit, question.person, place, dates[rows])
            sun[:, rows] = one.low, one.central, one.high
    return Supply(Daily(*sun), food, supplement)


def _changed(diet: Diet, change: Change) -> Diet:
    """Foods that are told take the place of foods; without a supplement among them it stays."""
    after = diet if change.diet is None else change.diet
    supplement = change.supplement_ug_per_day
    if supplement is None:
        supplement = after.supplement_ug_per_day or diet.supplement_ug_per_day
    return replace(after, supplement_ug_per_day=supplement)
