"""From what each day gives to levels, contributions and where they are going."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from models.serum import Course
from service.answers import Advice, Interval
from service.habits import Habit
from service.heeds import of_amounts, of_outings, of_person, untried
from service.levels import LabValue, Supply, at, level_course
from service.places import Place
from service.questions import Person
from service.supplies import Supplies, usable
from service.winters import EndKind, winter_end

RECENT_DAYS = 28
SUFFICIENT = 50.0
"""Level that covers the needs of nearly everybody. [nmol L⁻¹] (IOM 2011, doi:10.17226/13050)"""

StatusReason = Literal["caution", "skin_type_missing", "no_place"]
LabReason = Literal["too_old", "withheld"]


@dataclass(frozen=True, slots=True)
class Point:
    """The level at the end of a day. [nmol L⁻¹]"""

    date: date
    level: Interval


@dataclass(frozen=True, slots=True)
class Contributions:
    """What each source gave, as means of the last four weeks. [µg d⁻¹]"""

    days: int
    sun: Interval
    food: float
    supplement: float


@dataclass(frozen=True, slots=True)
class LabSeen:
    """A laboratory value beside what the model says without any of them."""

    lab: LabValue
    model: Interval | None
    """[nmol L⁻¹]"""
    reason: LabReason | None
    """Why it was not used."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where the level goes from today to the end of winter. [nmol L⁻¹]"""

    at_end: Interval
    lowest: Interval
    lowest_on: date
    days_below_50: int
    """Days whose median lies below 50 nmol/L."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Both prospects, until one day."""

    until: date
    kind: EndKind
    without_changes: Prospect
    with_changes: Prospect | None


@dataclass(frozen=True, slots=True)
class Levels:
    """Everything that is computed; absent as a whole where it is withheld."""

    today: Interval
    """[nmol L⁻¹]"""
    course: tuple[Point, ...]
    course_with_changes: tuple[Point, ...] | None
    contributions: Contributions
    forecast: Forecast


@dataclass(frozen=True, slots=True)
class Status:
    """The answer."""

    place: Place | None
    today: date
    first: date
    last: date
    levels: Levels | None
    reason: StatusReason | None
    """Why there are no levels."""
    labs: tuple[LabSeen, ...]
    advice: tuple[Advice, ...]
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]


def answered(
    place: Place,
    today: date,
    span: tuple[date, date],
    person: Person,
    labs: tuple[LabValue, ...],
    supplies: Supplies,
    step_days: int,
    *,
    assumptions: tuple[str, ...],
    defaults: tuple[str, ...],
    habit: Habit | None,
) -> Status:
    """
    Turn what each day gives into the answer.

    Parameters
    ----------
    place : Place
    today : date
    span : tuple of date
        First and last day asked about.
    person : Person
    labs : tuple of LabValue
    supplies : Supplies
    step_days : int
        Between two points of the course. [d]
    assumptions, defaults : tuple of str
    habit : Habit or None
        That is told.

    Returns
    -------
    Status
    """
    used, begin = usable(labs, span[0]), supplies.dates[0]
    usual = level_course(supplies.usual, person, begin, used)
    changed = (
        None if supplies.changed is None else level_course(supplies.changed, person, begin, used)
    )
    unmeasured = level_course(supplies.usual, person, begin) if used else usual
    now = (today - begin).days
    levels = Levels(
        today=at(usual, now),
        course=_points(usual, supplies.dates, span, step_days),
        course_with_changes=(
            None if changed is None else _points(changed, supplies.dates, span, step_days)
        ),
        contributions=_contributions(supplies.usual, now),
        forecast=_forecast(place, today, supplies.dates, usual, changed),
    )
    seen = tuple(
        LabSeen(each, at(unmeasured, (each.date - begin).days), None)
        if each in used
        else LabSeen(each, None, "too_old")
        for each in labs
    )
    given = levels.contributions
    highest = max(float(each.central[now:].max()) for each in (usual, changed) if each is not None)
    advice = (
        *of_person(person),
        *of_amounts(person, given.food + given.supplement, used, highest),
        *of_outings(habit, person, place, today),
    )
    said = (*assumptions, *untried(person))
    return Status(place, today, *span, levels, None, seen, advice, said, defaults)


def withheld(
    place: Place | None,
    today: date,
    span: tuple[date, date],
    person: Person | None,
    labs: tuple[LabValue, ...],
    reason: StatusReason,
) -> Status:
    """Answer without levels; values of a laboratory are shown as they were told."""
    seen = tuple(LabSeen(each, None, "withheld") for each in labs)
    advice = () if person is None else of_person(person)
    return Status(place, today, *span, None, reason, seen, advice, (), ())


def _points(
    course: Course, dates: list[date], span: tuple[date, date], step_days: int
) -> tuple[Point, ...]:
    """Every so many days from the first, and always the last."""
    first, last = ((each - dates[0]).days for each in span)
    chosen = [*range(first, last, step_days), last]
    return tuple(Point(dates[i], at(course, i)) for i in chosen)


def _contributions(supply: Supply, now: int) -> Contributions:
    recent = slice(max(now - RECENT_DAYS + 1, 0), now + 1)
    sun = (supply.sun.low, supply.sun.central, supply.sun.high)
    return Contributions(
        days=RECENT_DAYS,
        sun=Interval(*(float(np.mean(each[recent])) for each in sun)),
        food=float(np.mean(supply.food[recent])),
        supplement=float(np.mean(supply.supplement[recent])),
    )


def _forecast(
    place: Place, today: date, dates: list[date], usual: Course, changed: Course | None
) -> Forecast:
    end = winter_end(place, today)
    ahead = slice((today - dates[0]).days, (end.date - dates[0]).days + 1)
    return Forecast(
        until=end.date,
        kind=end.kind,
        without_changes=_prospect(usual, dates, ahead),
        with_changes=None if changed is None else _prospect(changed, dates, ahead),
    )


def _prospect(course: Course, dates: list[date], ahead: slice) -> Prospect:
    median = course.central[ahead]
    lowest = ahead.start + int(np.argmin(median))
    return Prospect(
        at_end=at(course, ahead.stop - 1),
        lowest=at(course, lowest),
        lowest_on=dates[lowest],
        days_below_50=int(np.sum(median < SUFFICIENT)),
    )
