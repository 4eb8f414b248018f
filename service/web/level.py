"""The level over time as a picture: its interval, what was measured, and bands of two bodies."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from service.advice_texts import ADVICE_TEXT
from service.answers import Interval
from service.phrases import message
from service.status import Levels, Point, Prospect, Status
from service.tongues import Tongue
from service.web.chart import Tick

_WIDTH, _HEIGHT = 480, 274
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 470.0, 30.0, 244.0
_LEAST_TOP, _STEP = 100.0, 25.0
_LIMITS = ((30.0, message("30: deficiency (IOM)")), (50.0, message("50: enough (IOM)")),
           (75.0, message("75: enough (Endocrine Society 2011)")))  # fmt: skip
"""[nmol L⁻¹]"""
_MOST_MONTHS = 9


@dataclass(frozen=True, slots=True)
class LevelView:
    """The level, ready for the template; coordinates in the view box."""

    headline: str
    sentences: tuple[str, ...]
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    band: str
    line: str
    today: float
    labs: tuple[tuple[float, float], ...]
    limits: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    months: tuple[Tick, ...]
    rows: tuple[tuple[str, str, str], ...]
    advice: tuple[str, ...]
    assumptions: tuple[str, ...]


def level_view(t: Tongue, answer: Status) -> LevelView | None:
    """Lay out the course of the level; ``None`` where it is withheld."""
    levels = answer.levels
    if levels is None:
        return None
    highest = max(
        [_LEAST_TOP, *(each.level.high for each in levels.course),
         *(each.lab.nmol_l for each in answer.labs)]
    )  # fmt: skip
    top = _STEP * math.ceil(highest / _STEP)
    length = max((answer.last - answer.first).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - answer.first).days / length, 1)

    def y(level: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * level / top, 1)

    return LevelView(
        headline=_headline(t, levels.today),
        sentences=tuple(_sentences(t, answer, levels)),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        band=_band(levels.course, x, y),
        line=_line([(x(each.date), y(each.level.central)) for each in levels.course]),
        today=x(answer.today),
        labs=tuple(
            (x(each.lab.date), y(each.lab.nmol_l))
            for each in answer.labs
            if answer.first <= each.lab.date <= answer.last
        ),
        limits=tuple(Tick(y(level), t(label)) for level, label in _LIMITS),
        levels=tuple(Tick(y(each), f"{each:g}") for each in _steps(top)),
        months=tuple(_months(t, answer.first, answer.last, x)),
        rows=tuple(_rows(t, levels.course)),
        advice=tuple(t(ADVICE_TEXT[key].en) for key in answer.advice),
        assumptions=tuple(t.say(each) for each in answer.assumptions),
    )


def _steps(top: float) -> list[float]:
    step = _STEP if top <= 6 * _STEP else 2.0 * _STEP
    return [step * i for i in range(int(top / step) + 1)]


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x},{y}" for x, y in points)


def _band(course: Sequence[Point], x: Callable[[date], float], y: Callable[[float], float]) -> str:
    upper = [(x(each.date), y(each.level.high)) for each in course]
    lower = [(x(each.date), y(each.level.low)) for each in reversed(course)]
    return _line([*upper, *lower]) + "Z"


def _months(t: Tongue, first: date, last: date, x: Callable[[date], float]) -> Iterable[Tick]:
    """First days of months, no more than there is room for."""
    firsts = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    every = max(1, math.ceil(len(firsts) / _MOST_MONTHS))
    return (Tick(x(day), t.month(day.month, short=True)) for day in firsts[::every])


def _rows(t: Tongue, course: Sequence[Point]) -> Iterable[tuple[str, str, str]]:
    """About one point a month."""
    seen: set[tuple[int, int]] = set()
    for each in course:
        month = (each.date.year, each.date.month)
        if month not in seen:
            seen.add(month)
            level = each.level
            yield (
                t.day(each.date),
                t.number(level.central, ".0f"),
                t("{low:.0f} to {high:.0f}", low=level.low, high=level.high),
            )


def _headline(t: Tongue, today: Interval) -> str:
    return t(
        "Your level today is estimated at {central:.0f} nmol/L, probably between {low:.0f} and "
        "{high:.0f}.",
        central=today.central,
        low=today.low,
        high=today.high,
    )


def _sentences(t: Tongue, answer: Status, levels: Levels) -> Iterable[str]:
    given = levels.contributions
    yield t(
        "In the last {days} days the sun gave about {sun:.0f} µg a day ({low:.0f} to {high:.0f}), "
        "food {food:.0f} µg, supplements {supplement:.0f} µg.",
        days=given.days,
        sun=given.sun.central,
        low=given.sun.low,
        high=given.sun.high,
        food=given.food,
        supplement=given.supplement,
    )
    yield _prospect(t, levels.forecast.without_changes, levels.forecast.until)
    for seen in answer.labs:
        if seen.model is not None:
            yield t(
                "Your blood value of {value:.0f} nmol/L is used; without it the model says "
                "{model:.0f} for that day.",
                value=seen.lab.nmol_l,
                model=seen.model.central,
            )
        elif seen.reason == "too_old":
            yield t(
                "Your blood value of {date} is too old and not used.", date=t.day(seen.lab.date)
            )
    if not answer.labs:
        yield t("A blood value would make the range much narrower.")


def _prospect(t: Tongue, prospect: Prospect, until: date) -> str:
    return t(
        "If nothing changes it is about {central:.0f} nmol/L ({low:.0f} to {high:.0f}) on {until}; "
        "the lowest is about {lowest:.0f}, on {on}.",
        central=prospect.at_end.central,
        low=prospect.at_end.low,
        high=prospect.at_end.high,
        until=t.day(until),
        lowest=prospect.lowest.central,
        on=t.day_of_year(prospect.lowest_on),
    )
