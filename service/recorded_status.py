"""Am I getting enough, from what is recorded of a user: days, intake, blood and profile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray
from models.body import ClothingName
from service.cautions import withheld_for
from service.computing import computed
from service.diet import NO_DIET, Diet
from service.habits import DAYS_PER_WEEK, Habit, sun_of_habit
from service.levels import Supply
from service.places import Place, place_of
from service.profiles import SEASONS, Profile, Season, season_of
from service.prospects import RECENT_DAYS, Status, StatusReason, answered, withheld
from service.questions import Person, Spot
from service.recorded_days import Past, Recorded, past_of, read, spot_of
from service.records import Records
from service.status import assumptions, check_span, span_of
from service.storage.user_rows import UserRow
from service.supplies import (
    Change,
    StatusQuestion,
    Supplies,
    days_computed,
    made_and_ahead,
    supply_of,
    usable,
)
from service.world import World

_MOST_MINUTES = 720.0
_MOST_SCALE = 3.0
"""How far records may lie above what their minutes give around noon: more is a coincidence."""
_LATEST_DAYS = 56
_FEWEST_DAYS = 7
"""With fewer known days of the latest eight weeks nothing is said of the others: one week has both
working days and a weekend. (judgement)"""


@dataclass(frozen=True, slots=True)
class RecordedQuestion:
    """What is not recorded: the habit of days without records, and what is to change."""

    habit: Habit | None = None
    changes: tuple[Change, ...] = ()
    first: date | None = None
    last: date | None = None
    step_days: int = 7


@dataclass(frozen=True, slots=True)
class RecordedStatus:
    """The answer, and how much of it stands on records."""

    status: Status
    days_without_records: int | None


async def status_of_user(
    question: RecordedQuestion, user: UserRow, records: Records, world: World
) -> RecordedStatus:
    """
    Answer whether a user gets enough.

    Parameters
    ----------
    question : RecordedQuestion
    user : UserRow
    records : Records
    world : World

    Returns
    -------
    RecordedStatus
    """
    now = world.now()
    recorded = await read(question.first, user, records, now)
    return await computed(_status, question, recorded, now)


def _status(question: RecordedQuestion, recorded: Recorded, now: datetime) -> RecordedStatus:
    spot = spot_of(recorded)
    place = None if spot is None else place_of(spot)
    today = now.astimezone(UTC if place is None else place.zone).date()
    check_span(question.first, question.last, today, (), question.changes)
    span = span_of(question.first, question.last, place, today)
    labs = tuple(each for each in recorded.labs if each.date <= today)
    person = recorded.profile.person(today)
    reason = _why_withheld(person, place)
    if place is None or person is None or reason is not None:
        # Whom to ask first goes by cautions and not by the skin, which may not be told.
        asker = person or Person(fitzpatrick=1, cautions=recorded.profile.cautions)
        shown = withheld(place, today, span, asker, labs, reason or "no_place")
        return RecordedStatus(shown, None)
    dates = days_computed(*span, usable(labs, span[0]), place, today)
    past = past_of(recorded, place, dates, today)
    supplies = _supplies(question, past, person, dates, today)
    status = answered(
        place, today, span, person, labs, supplies, question.step_days,
        assumptions=_assumptions(question, past), defaults=_defaults(recorded.profile),
        habit=question.habit,
    )  # fmt: skip
    since = (span[0] - dates[0]).days
    return RecordedStatus(status, int(np.sum(~past.known[since : past.today + 1])))


def _why_withheld(person: Person | None, place: Place | None) -> StatusReason | None:
    if person is None:
        return "skin_type_missing"
    if withheld_for(person).vitamin_d:
        return "caution"
    return "no_place" if place is None else None


def _supplies(
    question: RecordedQuestion, past: Past, person: Person, dates: list[date], today: date
) -> Supplies:
    habit, scale = _continued(question, past, person, dates)
    asked = StatusQuestion(
        Spot(past.place.latitude, past.place.longitude), person, habit, _usual_diet(past)
    )
    made, ahead = made_and_ahead(question.changes, today)

    def supply(changes: list[Change]) -> Supply:
        filled = supply_of(asked, past.place, dates, changes)
        begins = [each.start for each in changes if each.habit is not None]
        until = (min(begins, default=date.max) - dates[0]).days
        factor = np.where(np.arange(len(dates)) < until, scale, 1.0)
        return replace(
            _with_intake(filled, _told_alone(asked, past, dates, changes), past),
            sun=filled.sun.scaled(factor).where(past.known, past.sun),
        )

    return Supplies(dates, supply(made), supply([*made, *ahead]) if ahead else None)


def _told_alone(
    asked: StatusQuestion, past: Past, dates: list[date], changes: Sequence[Change]
) -> Supply:
    """Food and supplements that changes tell, on top of nothing."""
    nothing = replace(asked, habit=None, diet=NO_DIET)
    return supply_of(nothing, past.place, dates, [replace(each, habit=None) for each in changes])


def _with_intake(usual: Supply, told: Supply, past: Past) -> Supply:
    """Put together what is told until intake is first recorded, the records, and the usual."""
    then = np.arange(len(usual.food))
    when: list[npt.NDArray[np.bool_]] = [then < min(past.begun, past.today + 1), then <= past.today]

    def joined(before: FloatArray, recorded: FloatArray, after: FloatArray) -> FloatArray:
        return np.select(when, [before, recorded], after)

    return replace(
        usual,
        food=joined(told.food, past.food, usual.food),
        supplement=joined(told.supplement, past.supplement, usual.supplement),
    )


def _continued(
    question: RecordedQuestion, past: Past, person: Person, dates: list[date]
) -> tuple[Habit | None, float]:
    """
    Habit of days without records: the one told, or that of the latest days with them.

    The latter has their mean minutes in daylight around noon, scaled to what they gave.
    """
    if question.habit is not None:
        return question.habit, 1.0
    latest = _latest_known(past)
    if not past.minutes[latest].any():
        return None, 1.0
    habit = Habit(
        outings_per_week=DAYS_PER_WEEK,
        minutes=min(float(np.mean(past.minutes[latest])), _MOST_MINUTES),
        by_season=_worn(past.profile, dates, past.place.latitude),
        posture=past.profile.posture,
    )
    around_noon = sun_of_habit(habit, person, past.place, [dates[i] for i in latest])
    recorded, modelled = past.sun.central[latest].mean(), around_noon.central.mean()
    scale = 1.0 if modelled <= 0.0 else min(float(recorded / modelled), _MOST_SCALE)
    return habit, scale


def _latest_known(past: Past) -> npt.NDArray[np.intp]:
    """Which days the others go on as: up to four weeks of them, or none where they are too few."""
    known = np.flatnonzero(past.known[: past.today + 1])
    known = known[known > past.today - _LATEST_DAYS]
    return known[-RECENT_DAYS:] if len(known) >= _FEWEST_DAYS else known[:0]


def _worn(
    profile: Profile, dates: list[date], latitude: float
) -> tuple[tuple[Season, ClothingName], ...]:
    """Tell what the user wears in each season, or what is usual."""
    days = {season_of(day, latitude): day for day in dates}
    return tuple((season, profile.clothing_on(day, latitude)[0]) for season, day in days.items())


def _usual_diet(past: Past) -> Diet:
    """
    Share out what was recorded in the last four weeks over all of their days.

    Days before the first record count too: a first capsule may be one of a month.
    """
    recent = slice(max(past.today - RECENT_DAYS + 1, 0), past.today + 1)
    return Diet(
        supplement_ug_per_day=float(past.supplement[recent].sum()) / RECENT_DAYS,
        other_food_ug_per_day=float(past.food[recent].sum()) / RECENT_DAYS,
    )


def _assumptions(question: RecordedQuestion, past: Past) -> tuple[str, ...]:
    return (*assumptions(), _sun_filled(question, past), _intake_filled(past))


def _sun_filled(question: RecordedQuestion, past: Past) -> str:
    if question.habit is not None:
        return "Days without records, and those to come, have the habit that is told."
    if len(_latest_known(past)):
        return (
            "Days without records, and those to come, are taken to go on as the latest four weeks "
            "of records: as many minutes, scaled by the season."
        )
    if past.known.any():
        return (
            f"Of the latest {_LATEST_DAYS} days fewer than {_FEWEST_DAYS} are recorded and no "
            "habit is told: no sun is credited on days without records, nor on those to come."
        )
    return "Nothing is recorded and no habit is told: no sun is credited."


def _intake_filled(past: Past) -> str:
    if not past.has_intake:
        return "No intake is recorded: food and supplements are those that changes tell, or none."
    return (
        "From the first recorded intake to today, recorded intake replaces what is told; days "
        f"before it have none but what changes tell. Days to come have a {RECENT_DAYS}th of what "
        f"was recorded in the last {RECENT_DAYS} days, unless a change tells otherwise."
    )


def _defaults(profile: Profile) -> tuple[str, ...]:
    open_fields = {
        "profile.birth_year": profile.birth_year is None,
        "profile.height_cm": profile.height_cm is None,
        "profile.weight_kg": profile.weight_kg is None,
        "profile.home": profile.home is None,
        "profile.clothing": len(profile.clothing) < len(SEASONS),
        "profile.posture": profile.posture is None,
    }
    return tuple(name for name, is_open in open_fields.items() if is_open)
