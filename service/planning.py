"""A plan of sun, food and supplements for the weeks of a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from models import body, plan
from models.arrays import FloatArray
from models.serum import Course
from service.answers import Advice
from service.cautions import withheld_for
from service.computing import computed
from service.diet import NO_DIET, Diet
from service.habits import MEAN_CLOUD, Daily, Habit
from service.heeds import DEFICIENT, most_intake_ug, of_amounts, of_person
from service.levels import LabValue, Supply, at, level_course, response_of
from service.midday import midday_of
from service.needs import Goal, LimitedBy, Need, ReachedBy, need_of
from service.phrases import Phrase, message, phrase
from service.places import Place, place_of
from service.plan_foods import MOST_PORTIONS, Portion, counted_on, portions_for
from service.plan_weeks import Added, PlanWeek, StepReason, Weeks, week_of
from service.prospects import SUFFICIENT
from service.questions import Person, Spot
from service.status import check_span
from service.supplies import OLDEST_LAB, SPIN_UP, Change, StatusQuestion, supply_of, usable
from service.world import World

__all__ = ["PlanAnswer", "PlanQuestion", "PlanWeek", "StepReason", "plan_of"]

WEEKS = 52
_LEAST_SUN = 0.1
"""Stays that add less are none. [µg d⁻¹] (judgement: 4 IU)"""
_NO_SUPPLEMENT: tuple[Literal["kidney_stones", "pregnancy"], ...] = ("kidney_stones", "pregnancy")
WithheldPart = Literal["everything", "supplement", "vitamin_k"]
WithheldWhy = Literal[
    "caution", "kidney_stones", "pregnancy", "child", "anticoagulants",
    "needs_more_than_upper_intake",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Somebody's habits, and what is wanted."""

    spot: Spot
    person: Person
    """Whose age is told."""
    habit: Habit | None = None
    diet: Diet = NO_DIET
    labs: tuple[LabValue, ...] = ()
    level: float = SUFFICIENT
    """Wanted in blood. [nmol L⁻¹]"""
    reached_by: ReachedBy = "nine_of_ten"
    """Who is to reach that level, of people of whom the same is known."""
    intake_ug: float | None = None
    """Wanted from all sources, instead of a level. [µg d⁻¹]"""
    foods: tuple[str, ...] | None = None
    """Ids of foods that may be named; usual ones where nothing is said."""


@dataclass(frozen=True, slots=True)
class Withholding:
    """What a plan does not say, and why."""

    part: WithheldPart
    why: WithheldWhy


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """The plan; without weeks where everything is withheld."""

    place: Place
    today: date
    upper_intake_ug: float
    needed_ug: float | None
    """Of all that is counted, as something swallowed; ``None`` where everything is withheld, and
    where the level that is wanted takes more than the upper intake. [µg d⁻¹]"""
    limited_by: LimitedBy | None
    weeks: tuple[PlanWeek, ...]
    foods: tuple[Portion, ...]
    withheld: tuple[Withholding, ...]
    advice: tuple[Advice, ...]
    assumptions: tuple[str, ...]


async def plan_of(question: PlanQuestion, world: World) -> PlanAnswer:
    """
    Plan the weeks of a year.

    Parameters
    ----------
    question : PlanQuestion
    world : World

    Returns
    -------
    PlanAnswer
        From today on. Whatever is added, the total of all sources stays below the upper intake.
    """
    place = place_of(question.spot)
    today = world.now().astimezone(place.zone).date()
    check_span(None, None, today, question.labs, ())
    return await computed(_plan, question, place, today)


def _plan(question: PlanQuestion, place: Place, today: date) -> PlanAnswer:
    person = question.person
    withheld = _withheld(person)
    most = most_intake_ug(person)
    if withheld_for(person).vitamin_d:
        return PlanAnswer(place, today, most, None, None, (), (), withheld, of_person(person), ())
    labs = usable(question.labs, today)
    begin = min([today, *(each.date for each in labs)]) - SPIN_UP
    now = (today - begin).days
    dates = [begin + timedelta(days=i) for i in range(now + WEEKS * 7)]
    asked = StatusQuestion(question.spot, person, question.habit, question.diet)
    no_changes: list[Change] = []
    supply = supply_of(asked, place, dates, no_changes)
    course = level_course(supply, person, begin, labs)
    need = need_of(
        Goal(question.level, question.reached_by, question.intake_ug),
        course,
        lambda daily: level_course(_swallowing(supply, now, daily), person, begin, labs),
        response_of(person).half_yield_level,
        most,
    )
    withheld += _beyond(question, need)
    portions = portions_for(question.foods, person)
    starts = [today + timedelta(days=7 * i) for i in range(WEEKS)]
    weeks = Weeks(
        starts=starts,
        usual=_by_week(supply, now),
        midday=midday_of(question.habit, person, place, [x + timedelta(days=3) for x in starts]),
        portion=counted_on(portions),
        needed=need.daily_ug,
        most=most,
        is_of_concern=need.limited_by == "level_of_concern",
        may_supplement=not any(each.part == "supplement" for each in withheld),
    )
    added = _shared_out(weeks, need.worth)
    with_plan = level_course(_with_plan(supply, weeks, added, now), person, begin, labs)
    return PlanAnswer(
        place=place,
        today=today,
        upper_intake_ug=most,
        needed_ug=None if _beyond(question, need) else need.daily_ug,
        limited_by=need.limited_by,
        weeks=tuple(
            week_of(
                weeks, added, i, place, at(course, now + 7 * i + 6), at(with_plan, now + 7 * i + 6)
            )
            for i in range(WEEKS)
        ),
        foods=portions,
        withheld=withheld,
        advice=(
            *_advice(question, labs, supply, with_plan, now),
            *(("outing_beyond_limit",) if weeks.midday.is_beyond_limit.any() else ()),
        ),
        assumptions=_assumptions(question, labs),
    )


def _age(person: Person) -> float:
    return float("nan") if person.age_years is None else person.age_years


def _withheld(person: Person) -> tuple[Withholding, ...]:
    if withheld_for(person).vitamin_d:
        return (Withholding("everything", "caution"),)
    found = [Withholding("supplement", each) for each in _NO_SUPPLEMENT if each in person.cautions]
    if not _age(person) >= body.GROWN_YEARS:
        found.append(Withholding("supplement", "child"))
    if "anticoagulants" in person.cautions:
        found.append(Withholding("vitamin_k", "anticoagulants"))
    return tuple(found)


def _beyond(question: PlanQuestion, need: Need) -> tuple[Withholding, ...]:
    """Name no dose where the level takes more than the upper intake: that is for a clinician."""
    if question.intake_ug is None and need.limited_by == "upper_intake":
        return (Withholding("supplement", "needs_more_than_upper_intake"),)
    return ()


def _advice(
    question: PlanQuestion,
    labs: tuple[LabValue, ...],
    supply: Supply,
    with_plan: Course,
    now: int,
) -> tuple[Advice, ...]:
    swallowed = float(supply.swallowed[now:].mean())
    highest = float(with_plan.central[now:].max())
    person = question.person
    return (*of_person(person), *of_amounts(person, swallowed, labs, highest))


def _swallowing(supply: Supply, now: int, daily_ug: float) -> Supply:
    """Nothing from today on but so much swallowed every day."""
    is_past = np.arange(len(supply.food)) < now
    return Supply(
        supply.sun.scaled(is_past.astype(np.float64)),
        np.where(is_past, supply.food, daily_ug),
        np.where(is_past, supply.supplement, 0.0),
    )


def _by_week(supply: Supply, now: int) -> Supply:
    def means(daily: FloatArray) -> FloatArray:
        weekly: FloatArray = daily[now : now + WEEKS * 7].reshape(WEEKS, 7).mean(axis=1)
        return weekly

    sun = supply.sun
    return Supply(
        Daily(means(sun.low), means(sun.central), means(sun.high)),
        means(supply.food),
        means(supply.supplement),
    )


def _shared_out(weeks: Weeks, worth: float) -> Added:
    usual, midday, portion = weeks.usual, weeks.midday, weeks.portion

    def share(more_sun: FloatArray, sun: FloatArray | float = 0.0) -> plan.Plan:
        return plan.share_out(
            usual.sun.central + sun,
            usual.swallowed,
            weeks.needed,
            weeks.most,
            more_sun_ug=more_sun,
            portion_ug=0.0 if portion is None else portion.vitamin_d_ug,
            most_portions=MOST_PORTIONS,
            may_supplement=weeks.may_supplement,
            sun_worth=worth,
        )

    first = share(midday.at_most)
    minutes = midday.minutes_for(first.sun_ug)
    # Whole minutes give a little more than is missing: only where there is room for it.
    room = weeks.most - usual.total - plan.MARGIN
    minutes = np.where(midday.given_by(minutes) <= room, minutes, np.maximum(minutes - 1.0, 0.0))
    given = midday.given_by(minutes)
    given = np.where((given >= _LEAST_SUN) & (given <= room), given, 0.0)
    rest = share(np.zeros(WEEKS), given)
    return Added(
        rest, np.where(given > 0.0, minutes, 0.0), given, first.gap_ug, first.is_full,
    )  # fmt: skip


def _with_plan(supply: Supply, weeks: Weeks, added: Added, now: int) -> Supply:
    def from_now(weekly: FloatArray) -> FloatArray:
        return np.concatenate([np.zeros(now), np.repeat(weekly, 7)])

    sun, midday = supply.sun, weeks.midday
    return Supply(
        Daily(
            sun.low + from_now(added.sun * midday.low),
            sun.central + from_now(added.sun),
            sun.high + from_now(added.sun * midday.high),
        ),
        supply.food + from_now(added.plan.food_ug),
        supply.supplement + from_now(added.plan.supplement_ug),
    )


_WANTED: dict[ReachedBy, str] = {
    "nine_of_ten": message(
        "A level of {level:g} nmol/L is wanted for nine of ten people like this one, so that most "
        "get more than they need; a laboratory value makes the plan smaller or larger."
    ),
    "half": message(
        "A level of {level:g} nmol/L is wanted as a median: as many stay below it as above; the "
        "interval says how far."
    ),
}


def _assumptions(question: PlanQuestion, labs: tuple[LabValue, ...]) -> tuple[str, ...]:
    wanted = phrase(_WANTED[question.reached_by], level=question.level)
    if question.intake_ug is not None:
        wanted = phrase(
            "{amount:g} µg a day from all sources together are wanted.", amount=question.intake_ug
        )
    said = [
        wanted,
        phrase(
            "Clouds leave {share:.0%} of the ultraviolet of a clear sky, as a mean of many days; "
            "what ends a stay is reckoned under a clear sky.",
            share=MEAN_CLOUD,
        ),
        phrase(
            "More sun is one stay on every day around solar noon, dressed as in the habit and "
            "without sunscreen; together with an outing it stays within half of the low burn dose "
            "(of children a quarter), and none is named while the clear noon is weaker than "
            "experiments saw work."
        ),
        phrase(
            "At most {portions:g} portions a week of one food are counted on; doses are whole "
            "steps of {step:g} µg.",
            portions=MOST_PORTIONS,
            step=plan.SUPPLEMENT_STEP,
        ),
        phrase(
            "The upper intake is the lower of those of IOM and EFSA for the age; the sun counts "
            "towards it with its median, like food and supplements."
        ),
    ]
    return (*_of_labs(question, labs), *said)


def _of_labs(question: PlanQuestion, labs: tuple[LabValue, ...]) -> list[Phrase]:
    said = []
    if len(labs) < len(question.labs):
        said.append(
            phrase(
                "A laboratory value is older than {days} days and not used.", days=OLDEST_LAB.days
            )
        )
    if any(each.nmol_l < DEFICIENT for each in labs):
        said.append(
            phrase(
                "A value below {level:g} nmol/L was told: that is for a clinician, and a plan is "
                "no treatment.",
                level=DEFICIENT,
            )
        )
    return said
