"""The plan of a year as a picture: of each week what habits give and what is added."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from models.constants import IU_PER_MICROGRAM
from service.advice_texts import ADVICE_TEXT
from service.phrases import message
from service.planning import PlanAnswer, PlanWeek, StepReason
from service.tongues import Tongue
from service.web.chart import Tick

_WIDTH, _HEIGHT = 480, 284
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 470.0, 30.0, 244.0
_LEAST_TOP, _STEP = 20.0, 10.0
_MOST_LINES = 5
_WHOLE = 10.0
"""From here on amounts of food are told without decimals."""
_WHY: dict[StepReason, str] = {
    "not_needed": message("not needed"),
    "sun_too_weak": message("sun too weak"),
    "limit_used_up": message("limit used up"),
    "no_food_offered": message("no food fits"),
    "upper_intake": message("upper limit reached"),
    "own_sources_reach_upper_intake": message("your own sources reach the upper limit"),
    "ask_your_clinician": message("ask your clinician"),
    "level_of_concern": message("level high enough"),
    "gives_too_little": message("too little skin"),
}
_HIGHER = "needs_more_than_upper_intake"
"""Told by the headline."""
_WITHHELD = {
    "everything": message("Nothing is planned: with what you told us, please ask your clinician."),
    "supplement": message("No supplement is named: please ask your clinician about one."),
    "vitamin_k": message(
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


def plan_view(t: Tongue, answer: PlanAnswer) -> PlanView | None:
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
        headline=_headline(t, answer),
        sentences=tuple(_sentences(t, answer)),
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
        most=t("{amount:.0f} µg", amount=most),
        levels=tuple(_levels(t, top, y)),
        months=tuple(_months(t, answer.weeks, column)),
        rows=tuple(_row(t, week) for week in answer.weeks[::4]),
        foods=tuple(_foods(t, answer)),
        advice=tuple(t(ADVICE_TEXT[key].en) for key in answer.advice),
        assumptions=tuple(t.say(each) for each in answer.assumptions),
    )


def _levels(t: Tongue, top: float, y: Callable[[float], float]) -> Iterable[Tick]:
    step = _STEP * math.ceil(top / (_MOST_LINES * _STEP))
    return (Tick(y(step * i), t.number(step * i)) for i in range(int(top / step) + 1))


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


def _months(t: Tongue, weeks: Sequence[PlanWeek], column: float) -> Iterable[Tick]:
    for i in range(0, len(weeks), 6):
        yield Tick(round(_LEFT + column * (i + 0.5), 1), t.month(weeks[i].start.month, short=True))


def _headline(t: Tongue, answer: PlanAnswer) -> str:
    needed, weeks = answer.needed_ug, answer.weeks
    if "intake_above_upper_limit" in answer.advice:
        return t("What you swallow reaches the upper limit of vitamin D: nothing is added to it.")
    if needed is None:
        return t(
            "The level that is wanted takes more vitamin D than the upper limit: please ask your "
            "doctor."
        )
    lacking = sum(week.missing_before > 0.0 for week in weeks)
    if answer.limited_by == "level_of_concern" and not lacking:
        return t("Nothing is added: more could lead to a level of concern.")
    if needed <= 0.0:
        return t("Without counted sun, food or supplements you would reach your goal as well.")
    amounts = {"needed": needed, "iu": needed * IU_PER_MICROGRAM}
    if not lacking:
        return t(
            "Your habits give what you need besides everyday food all year: about {needed:.0f} µg "
            "({iu:,.0f} IU) a day.",
            **amounts,
        )
    return t(
        "Besides everyday food you need about {needed:.0f} µg ({iu:,.0f} IU) a day; in {lacking} "
        "of {weeks} weeks your habits give less.",
        lacking=lacking,
        weeks=len(weeks),
        **amounts,
    )


def _sentences(t: Tongue, answer: PlanAnswer) -> Iterable[str]:
    week = answer.weeks[0]
    steps = [step for step in (_sun(t, week, answer), _food(t, week), _supplement(t, week)) if step]
    if steps:
        yield t("This week: {steps}.", steps="; ".join(steps))
    last = answer.weeks[-1]
    yield t(
        "In a year the level is then about {central:.0f} nmol/L ({low:.0f} to {high:.0f}), without "
        "the plan about {without:.0f}.",
        central=last.level_with_plan.central,
        low=last.level_with_plan.low,
        high=last.level_with_plan.high,
        without=last.level.central,
    )
    for each in dict.fromkeys(
        withheld.part for withheld in answer.withheld if withheld.why != _HIGHER
    ):
        yield t(_WITHHELD[each])


def _sun(t: Tongue, week: PlanWeek, answer: PlanAnswer) -> str:
    if week.add_sun is None:
        return ""
    return t(
        "{minutes:.0f} more minutes of sun a day around {time}",
        minutes=week.add_sun.minutes,
        time=t.clock(week.add_sun.around, answer.place.zone),
    )


def _food(t: Tongue, week: PlanWeek) -> str:
    if week.add_food is None:
        return ""
    food = week.add_food
    name = food.portion.food.name[t.language]
    return t.several(
        "{portions:g} more portion of {food} a week",
        "{portions:g} more portions of {food} a week",
        food.portions_per_week,
        portions=food.portions_per_week,
        food=name,
    )


def _supplement(t: Tongue, week: PlanWeek) -> str:
    dose = week.add_supplement_ug
    if dose is None:
        return ""
    if week.supplement > 0.0:
        return t(
            "{dose:g} µg ({iu:,.0f} IU) of supplement a day more than now",
            dose=dose,
            iu=dose * IU_PER_MICROGRAM,
        )
    return t(
        "a supplement of {dose:g} µg ({iu:,.0f} IU) a day", dose=dose, iu=dose * IU_PER_MICROGRAM
    )


def _row(t: Tongue, week: PlanWeek) -> PlanRow:
    level, dose = week.level_with_plan, week.add_supplement_ug
    sun, food = _because(t, week.sun_reason), _because(t, week.food_reason)
    if week.add_sun:
        sun = t("{minutes:.0f} min a day", minutes=week.add_sun.minutes)
    if week.add_food is not None:
        portions, name = week.add_food.portions_per_week, week.add_food.portion.food.name
        food = t("{portions:g} × {food}", portions=portions, food=name[t.language])
    return PlanRow(
        start=t.short_day(week.start),
        sun=sun,
        food=food,
        supplement=t("{dose:g} µg", dose=dose) if dose else _because(t, week.supplement_reason),
        level=t(
            "{central:.0f} ({low:.0f} to {high:.0f})",
            central=level.central,
            low=level.low,
            high=level.high,
        ),
    )


def _foods(t: Tongue, answer: PlanAnswer) -> Iterable[FoodRow]:
    """Foods that may be named; where vitamin K is withheld its amounts are not shown either."""
    no_k = any(each.part == "vitamin_k" for each in answer.withheld)
    for each in answer.foods:
        if each.reason is None:
            name, grams = each.food.name[t.language], each.food.portion_g
            yield FoodRow(
                name=t("{food}, {grams:g} g", food=name, grams=grams),
                vitamin_d=_amount(t, each.vitamin_d_ug),
                vitamin_k2="–" if no_k else _amount(t, each.vitamin_k2_ug),
                fat=_amount(t, each.fat_g),
            )


def _amount(t: Tongue, amount: float) -> str:
    if math.isnan(amount):
        return "?"
    return t.number(amount, ".1f" if amount < _WHOLE else ".0f")


def _because(t: Tongue, reason: StepReason | None) -> str:
    return t(_WHY[reason or "not_needed"])
