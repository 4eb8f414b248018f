"""What the form says of habits, food and blood: for the level and the plan."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from models.constants import IU_PER_MICROGRAM
from service.diet import Diet, Eaten
from service.habits import Habit
from service.levels import LabUnit, LabValue
from service.phrases import phrase
from service.planning import PlanQuestion
from service.questions import Question
from service.status import StatusQuestion
from service.web.form import Form, FormErrors
from service.web.typed_numbers import amount_text, decimal_text

_UNITS: dict[str, LabUnit] = {"nmol/L": "nmol/L", "ng/mL": "ng/mL"}
FOODS = {"fish": "salmon_farmed", "eggs": "egg"}
"""Fields of the form, and the foods that stand for them."""
_MESSAGES = {
    "outings": phrase("Times a week is a number from 0 to 7."),
    "minutes": phrase("Minutes is a number from 0 to 480."),
    "supplement_iu": phrase("The supplement is a number from 0 to 50000 IU a day; 1 µg is 40 IU."),
    "fish": phrase("Portions a week is a number from 0 to 50."),
    "eggs": phrase("Eggs a week is a number from 0 to 100."),
    "lab_value": phrase("A blood value is a number: 5 to 500 nmol/L, or 2 to 200 ng/mL."),
    "lab_date": phrase("Give the day of the blood test, not after today, as 2026-03-14."),
}
_OLDEST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class _Reader:
    form: Form
    messages: dict[str, str]

    def number(self, field: str, least: float, most: float) -> float | None:
        """Read a number; what cannot be used is said beside its field."""
        given = getattr(self.form, field)
        # Amounts in IU have thousands: "4,000" must never be four.
        in_iu = field == "supplement_iu"
        text = amount_text(given, self.form.supplement_unit) if in_iu else decimal_text(given)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            self.messages[field] = _MESSAGES[field]
            return None
        return value


def status_question_of(form: Form, question: Question, today: date) -> StatusQuestion:
    """
    Turn a form into a question about the level.

    Parameters
    ----------
    form : Form
    question : Question
        Of the same form.
    today : date
        At the place.

    Returns
    -------
    StatusQuestion

    Raises
    ------
    FormErrors
        With a sentence for every field that cannot be used.
    """
    reader = _Reader(form, {})
    asked = StatusQuestion(
        spot=question.sky.spot,
        person=question.person,
        habit=_habit(reader, question),
        diet=_diet(reader),
        labs=_labs(reader, today),
    )
    if reader.messages:
        raise FormErrors(reader.messages)
    return asked


def plan_question_of(asked: StatusQuestion) -> PlanQuestion:
    """
    Ask for a plan from what was told for the level.

    Raises
    ------
    FormErrors
        Without an age.
    """
    if asked.person.age_years is None:
        missing = phrase("A plan needs the age: upper limits go by it.")
        raise FormErrors({"age_years": missing})
    return PlanQuestion(asked.spot, asked.person, asked.habit, asked.diet, asked.labs)


def _habit(reader: _Reader, question: Question) -> Habit | None:
    outings = reader.number("outings", 0.0, 7.0)
    minutes = reader.number("minutes", 0.0, 480.0)
    if outings is None and minutes is None:
        return None
    for field, value in (("outings", outings), ("minutes", minutes)):
        if value is None:
            reader.messages.setdefault(field, _MESSAGES[field])
    exposure = question.exposure
    return Habit(
        outings or 0.0, minutes or 0.0, clothing=exposure.clothing, posture=exposure.posture
    )


def _diet(reader: _Reader) -> Diet:
    most = {"fish": 50.0, "eggs": 100.0}
    amounts = {field: reader.number(field, 0.0, most[field]) for field in FOODS}
    eaten = (
        Eaten(FOODS[field], portions_per_week=amount) for field, amount in amounts.items() if amount
    )
    supplement = reader.number("supplement_iu", 0.0, 50_000.0) or 0.0
    return Diet(tuple(eaten), supplement / IU_PER_MICROGRAM)


def _labs(reader: _Reader, today: date) -> tuple[LabValue, ...]:
    form = reader.form
    if not form.lab_value and not form.lab_date:
        return ()
    unit = _UNITS.get(form.lab_unit, "nmol/L")
    limits = (5.0, 500.0) if unit == "nmol/L" else (2.0, 200.0)
    value = reader.number("lab_value", *limits)
    on = _date(form.lab_date, lambda day: day.year >= _OLDEST_YEAR and day <= today)
    if value is None:
        reader.messages["lab_value"] = _MESSAGES["lab_value"]
    if on is None:
        reader.messages["lab_date"] = _MESSAGES["lab_date"]
    return () if value is None or on is None else (LabValue(on, value, unit),)


def _date(text: str, is_good: Callable[[date], bool]) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_good(day) else None
