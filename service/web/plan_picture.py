"""The plan of a year as a picture: of each week what habits give and what is added."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.constants import IU_PER_MICROGRAM
from service.advice_texts import ADVICE_TEXT
from service.planning import PlanAnswer, PlanWeek, StepReason
from service.web.chart import Tick
from service.web.words import clock

_WIDTH, _HEIGHT = 480, 284
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 470.0, 30.0, 244.0
_LEAST_TOP, _STEP = 20.0, 10.0
_MOST_LINES = 5
_WHOLE = 10.0
"""From here on amounts of food are told without decimals."""
_WHY: dict[StepReason, str] = {
    "not_needed": "not needed",
    "sun_too_weak": "sun too weak",
    "limit_used_up": "limit used up",
    "no_food_offered": "no food fits",
    "upper_intake": "upper limit reached",
    "own_sources_reach_upper_intake": "your own sources reach the upper limit",
    "ask_your_clinician": "ask your clinician",
    "level_of_concern": "level high enough",
    "gives_too_little": "too little skin",
}
_HIGHER = "needs_more_than_upper_intake"
"""Told by the headline."""
_WITHHELD = {
    "everything": "Nothing is planned: with what you told us, please ask your clinician.",
    "supplement": "No supplement is named: please ask your clinician about one.",
    "vitamin_k": (
        "With blood thinners, keep the vitamin K of your food constant, and ask your clinician "
        "before you change it: foods with vitamin K are not named."
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column; coordinates in the view box."""

    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """About a month of it in words."""

    start: str
    sun: str
    food: str
    supplement: str
    level: str


@dataclass(frozen=True, slots=True)
class FoodRow:
    """A portion of a food."""

    name: str
    vitamin_d: str
    vitamin_k2: str
    fat: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan, ready for the template."""

    headline: str
    sentences: tuple[str, ...]
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    column: float
    parts: tuple[Part, ...]
    needed_y: float | None
    """``None`` where it is not told."""
    most_y: float | None
    """``None`` where it lies above the picture."""
    most: str
    levels: tuple[Tick, ...]
    months: tuple[Tick, ...]
    rows: tuple[PlanRow, ...]
    foods: tuple[FoodRow, ...]
    advice: tuple[str, ...]
    assumptions: tuple[str, ...]


def plan_view(answer: PlanAnswer) -> PlanView | None:
    """Lay out a plan; ``None`` where all of it is withheld."""
    if not answer.weeks:
        return None
    needed = answer.needed_ug
    highest = max([_LEAST_TOP, needed or 0.0, *(week.total for week in answer.weeks)])
    top = _STEP * math.ceil(highest * 1.05 / _STEP)
    column = (_RIGHT - _LEFT) / len(answer.weeks)

    def y(amount: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * amount / top, 1)

    most = answer.upper_intake_ug
    return PlanView(
        headline=_headline(answer),
        sentences=tuple(_sentences(answer)),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        column=round(column - 1.0, 1),
        parts=tuple(
            part
            for i, week in enumerate(answer.weeks)
            for part in _column(week, round(_LEFT + column * i, 1), top)
        ),
        needed_y=None if needed is None else y(needed),
        most_y=y(most) if most <= top else None,
        most=f"{most:.0f} µg",
        levels=tuple(_levels(top, y)),
        months=tuple(_months(answer.weeks, column)),
        rows=tuple(_row(week) for week in answer.weeks[::4]),
        foods=tuple(_foods(answer)),
        advice=tuple(ADVICE_TEXT[key].en for key in answer.advice),
        assumptions=answer.assumptions,
    )


def _levels(top: float, y: Callable[[float], float]) -> Iterable[Tick]:
    step = _STEP * math.ceil(top / (_MOST_LINES * _STEP))
    return (Tick(y(step * i), f"{step * i:g}") for i in range(int(top / step) + 1))


def _column(week: PlanWeek, x: float, top: float) -> Iterable[Part]:
    """Stack what habits give, and what is added above it."""
    amounts = (
        ("sun", week.sun.central),
        ("food", week.food),
        ("supplement", week.supplement),
        ("sun added", 0.0 if week.add_sun is None else week.add_sun.vitamin_d.central),
        ("food added", 0.0 if week.add_food is None else week.add_food.vitamin_d_ug),
        ("supplement added", week.add_supplement_ug or 0.0),
    )
    at = _BOTTOM
    for kind, amount in amounts:
        height = (_BOTTOM - _TOP) * amount / top
        at -= height
        if height > 0.0:
            yield Part(x, round(at, 1), round(height, 1), kind)


def _months(weeks: Sequence[PlanWeek], column: float) -> Iterable[Tick]:
    for i in range(0, len(weeks), 6):
        yield Tick(round(_LEFT + column * (i + 0.5), 1), f"{weeks[i].start:%b}")


def _headline(answer: PlanAnswer) -> str:
    needed, weeks = answer.needed_ug, answer.weeks
    if "intake_above_upper_limit" in answer.advice:
        return "What you swallow reaches the upper limit of vitamin D: nothing is added to it."
    if needed is None:
        return (
            "The level that is wanted takes more vitamin D than the upper limit: please ask your "
            "doctor."
        )
    lacking = sum(week.missing_before > 0.0 for week in weeks)
    goal = f"{needed:.0f} µg ({needed * IU_PER_MICROGRAM:,.0f} IU) a day"
    if answer.limited_by == "level_of_concern" and not lacking:
        return "Nothing is added: more could lead to a level of concern."
    if needed <= 0.0:
        return "Without counted sun, food or supplements you would reach your goal as well."
    if not lacking:
        return f"Your habits give what you need besides everyday food all year: about {goal}."
    return (
        f"Besides everyday food you need about {goal}; in {lacking} of {len(weeks)} weeks your "
        "habits give less."
    )


def _sentences(answer: PlanAnswer) -> Iterable[str]:
    week = answer.weeks[0]
    steps = [step for step in (_sun(week, answer), _food(week), _supplement(week)) if step]
    if steps:
        yield f"This week: {'; '.join(steps)}."
    last = answer.weeks[-1]
    yield (
        f"In a year the level is then about {last.level_with_plan.central:.0f} nmol/L "
        f"({last.level_with_plan.low:.0f} to {last.level_with_plan.high:.0f}), without the plan "
        f"about {last.level.central:.0f}."
    )
    for each in dict.fromkeys(
        withheld.part for withheld in answer.withheld if withheld.why != _HIGHER
    ):
        yield _WITHHELD[each]


def _sun(week: PlanWeek, answer: PlanAnswer) -> str:
    if week.add_sun is None:
        return ""
    around = clock(week.add_sun.around, answer.place.zone)
    return f"{week.add_sun.minutes:.0f} more minutes of sun a day around {around}"


def _food(week: PlanWeek) -> str:
    if week.add_food is None:
        return ""
    name = week.add_food.portion.food.name["en"]
    noun = "portion" if week.add_food.portions_per_week <= 1.0 else "portions"
    return f"{week.add_food.portions_per_week:g} more {noun} of {name} a week"


def _supplement(week: PlanWeek) -> str:
    dose = week.add_supplement_ug
    if dose is None:
        return ""
    amount = f"{dose:g} µg ({dose * IU_PER_MICROGRAM:,.0f} IU)"
    if week.supplement > 0.0:
        return f"{amount} of supplement a day more than now"
    return f"a supplement of {amount} a day"


def _row(week: PlanWeek) -> PlanRow:
    level = week.level_with_plan
    sun = f"{week.add_sun.minutes:.0f} min a day" if week.add_sun else _because(week.sun_reason)
    food = _because(week.food_reason)
    if week.add_food is not None:
        portions, name = week.add_food.portions_per_week, week.add_food.portion.food.name["en"]
        food = f"{portions:g} × {name}"
    dose = week.add_supplement_ug
    supplement = f"{dose:g} µg" if dose else _because(week.supplement_reason)
    return PlanRow(
        f"{week.start.day} {week.start:%b}", sun, food, supplement,
        f"{level.central:.0f} ({level.low:.0f} to {level.high:.0f})",
    )  # fmt: skip


def _foods(answer: PlanAnswer) -> Iterable[FoodRow]:
    """Foods that may be named; where vitamin K is withheld its amounts are not shown either."""
    no_k = any(each.part == "vitamin_k" for each in answer.withheld)
    for each in answer.foods:
        if each.reason is None:
            k2 = "–" if no_k else _amount(each.vitamin_k2_ug)
            yield FoodRow(
                f"{each.food.name['en']}, {each.food.portion_g:g} g",
                _amount(each.vitamin_d_ug), k2, _amount(each.fat_g),
            )  # fmt: skip


def _amount(amount: float) -> str:
    if math.isnan(amount):
        return "?"
    return f"{amount:.1f}" if amount < _WHOLE else f"{amount:.0f}"


def _because(reason: StepReason | None) -> str:
    return _WHY.get(reason or "not_needed", "not needed")
