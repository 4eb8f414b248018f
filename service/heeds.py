"""What somebody has to heed before any number: cautions, amounts, blood values, outings."""

from collections.abc import Iterable
from datetime import date, timedelta

from models import body, nutrition
from models.serum import TRIED_FROM_AGE
from models.serum_bands import IOM
from service.answers import Advice
from service.cautions import is_infant, withheld_for
from service.habits import Habit
from service.levels import LabValue
from service.midday import midday_of
from service.phrases import phrase
from service.places import Place
from service.questions import Person

DEFICIENT = IOM.bands[0].high
"""A level below it is for a clinician, and no plan a treatment. [nmol L⁻¹]"""
CONCERN = IOM.bands[-1].low
"""A level above it may harm. [nmol L⁻¹]"""
_WEEKS = 52


def of_person(person: Person) -> tuple[Advice, ...]:
    """Whom to ask first."""
    found = withheld_for(person)
    if is_infant(person):
        first: tuple[Advice, ...] = ("infant_keep_out_of_sun",)
    elif found.burn:
        first = ("caution_ask_doctor",)
    elif found.vitamin_d:
        first = ("vitamin_d_withheld_ask_doctor",)
    else:
        first = ()
    heeded: tuple[Advice, ...] = ("kidney_stones", "anticoagulants", "pregnancy")
    return (*first, *(each for each in heeded if each in person.cautions))


def of_amounts(
    person: Person, swallowed_ug: float, labs: Iterable[LabValue], level: float
) -> tuple[Advice, ...]:
    """
    Tell what is too much or too little already.

    Parameters
    ----------
    person : Person
        An age that is not told is that of an adult.
    swallowed_ug : float
        Food and supplements without sun. [µg d⁻¹]
    labs : iterable of LabValue
        Those that count.
    level : float
        Median of today or of what is to come, whichever is higher. [nmol L⁻¹]
    """
    values = [each.nmol_l for each in labs]
    found: dict[Advice, bool] = {
        "intake_above_upper_limit": swallowed_ug >= most_intake_ug(person),
        "lab_low_ask_doctor": any(each < DEFICIENT for each in values),
        "lab_high_ask_doctor": any(each > CONCERN for each in values),
        "level_of_concern": level > CONCERN,
    }
    return tuple(name for name, holds in found.items() if holds)


def most_intake_ug(person: Person) -> float:
    """Upper intake of the age; that of an adult where none is told. [µg d⁻¹]"""
    age = body.GROWN_YEARS if person.age_years is None else person.age_years
    return float(nutrition.most_intake_ug(age))


def of_outings(
    habit: Habit | None, person: Person, place: Place, today: date
) -> tuple[Advice, ...]:
    """Whether outings of a habit are longer than is advised, on a clear day of the year ahead."""
    if habit is None:
        return ()
    dates = [today + timedelta(days=7 * i) for i in range(_WEEKS)]
    beyond = midday_of(habit, person, place, dates).is_beyond_limit.any()
    return ("outing_beyond_limit",) if beyond else ()


def untried(person: Person) -> tuple[str, ...]:
    """Say where the model of levels was never compared with anybody's."""
    said = []
    if "pregnancy" in person.cautions:
        said.append(phrase("Levels are not made for pregnancy: ask whoever looks after you."))
    if person.age_years is not None and person.age_years < TRIED_FROM_AGE:
        said.append(phrase("Levels were compared with those of people from six years on only."))
    return tuple(said)
