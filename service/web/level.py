"""The level over time as a picture: its interval, what was measured, and bands of two bodies."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from service.advice_texts import ADVICE_TEXT
from service.answers import Interval
from service.status import Levels, Point, Prospect, Status
from service.web.chart import Tick

_WIDTH, _HEIGHT = 480, 274
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 470.0, 30.0, 244.0
_LEAST_TOP, _STEP = 100.0, 25.0
_LIMITS = ((30.0, "30: deficiency (IOM)"), (50.0, "50: enough (IOM)"),
           (75.0, "75: enough (Endocrine Society 2011)"))  # fmt: skip
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


def level_view(answer: Status) -> LevelView | None:
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
        headline=_headline(levels.today),
        sentences=tuple(_sentences(answer, levels)),
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
        limits=tuple(Tick(y(level), label) for level, label in _LIMITS),
        levels=tuple(Tick(y(each), f"{each:g}") for each in _steps(top)),
        months=tuple(_months(answer.first, answer.last, x)),
        rows=tuple(_rows(levels.course)),
        advice=tuple(ADVICE_TEXT[key].en for key in answer.advice),
        assumptions=answer.assumptions,
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


def _months(first: date, last: date, x: Callable[[date], float]) -> Iterable[Tick]:
    """First days of months, no more than there is room for."""
    firsts = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    every = max(1, math.ceil(len(firsts) / _MOST_MONTHS))
    return (Tick(x(day), f"{day:%b}") for day in firsts[::every])


def _rows(course: Sequence[Point]) -> Iterable[tuple[str, str, str]]:
    """About one point a month."""
    seen: set[tuple[int, int]] = set()
    for each in course:
        month = (each.date.year, each.date.month)
        if month not in seen:
            seen.add(month)
            level = each.level
            yield (
                f"{each.date.day} {each.date:%B %Y}",
                f"{level.central:.0f}",
                f"{level.low:.0f} to {level.high:.0f}",
            )


def _headline(today: Interval) -> str:
    return (
        f"Your level today is estimated at {today.central:.0f} nmol/L, probably between "
        f"{today.low:.0f} and {today.high:.0f}."
    )


def _sentences(answer: Status, levels: Levels) -> Iterable[str]:
    given = levels.contributions
    yield (
        f"In the last {given.days} days the sun gave about {given.sun.central:.0f} µg a day "
        f"({given.sun.low:.0f} to {given.sun.high:.0f}), food {given.food:.0f} µg, supplements "
        f"{given.supplement:.0f} µg."
    )
    yield _prospect(levels.forecast.without_changes, levels.forecast.until)
    for seen in answer.labs:
        if seen.model is not None:
            yield (
                f"Your blood value of {seen.lab.nmol_l:.0f} nmol/L is used; without it the model "
                f"says {seen.model.central:.0f} for that day."
            )
        elif seen.reason == "too_old":
            yield f"Your blood value of {seen.lab.date.isoformat()} is too old and not used."
    if not answer.labs:
        yield "A blood value would make the range much narrower."


def _prospect(prospect: Prospect, until: date) -> str:
    return (
        f"If nothing changes it is about {prospect.at_end.central:.0f} nmol/L "
        f"({prospect.at_end.low:.0f} to {prospect.at_end.high:.0f}) on {until.day} {until:%B %Y}; "
        f"the lowest is about {prospect.lowest.central:.0f}, on {prospect.lowest_on.day} "
        f"{prospect.lowest_on:%B}."
    )
