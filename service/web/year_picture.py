"""The year of a place as a picture: a square for each day, and the vitamin D winter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from service.phrases import message
from service.tongues import Tongue
from service.web.chart import Tick
from service.year import Year, YearDay

_WIDTH, _LEFT, _TOP = 480, 46.0, 20.0
_CELL_WIDTH, _CELL_HEIGHT = 13.8, 20.0
_FROM_UV_INDEX = (3.0, 6.0, 8.0)
"""Where one colour ends and the next begins: categories of WHO, of rounded values. [unitless]"""
_HALF = 0.5
_LEGEND = (
    message("vitamin D winter"),
    message("UV index at noon below 3"),
    message("3 to 5"),
    message("6 and 7"),
    message("8 and more"),
)


@dataclass(frozen=True, slots=True)
class Square:
    """One day; coordinates in the view box."""

    x: float
    y: float
    level: int
    """0 in the vitamin D winter, 1 to 4 by the UV index at noon."""
    title: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month in numbers."""

    name: str
    iu: str
    uv_index: str


@dataclass(frozen=True, slots=True)
class YearView:
    """The year, ready for the template."""

    headline: str
    year: str
    detail: str
    width: int
    height: float
    cell_width: float
    cell_height: float
    squares: tuple[Square, ...]
    months: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    legend: tuple[str, ...]
    rows: tuple[MonthRow, ...]
    assumptions: tuple[str, ...]


def year_view(t: Tongue, answer: Year, target_iu: float) -> YearView | None:
    """
    Lay out a year.

    Parameters
    ----------
    t : Tongue
    answer : Year
    target_iu : float
        [IU]

    Returns
    -------
    YearView or None
        Where amounts are withheld.
    """
    if any(day.best_possible_iu is None for day in answer.days):
        return None
    return YearView(
        headline=_headline(t, answer),
        year=str(answer.days[0].date.year),
        detail=_detail(t, answer, target_iu),
        width=_WIDTH,
        height=_TOP + 12 * _CELL_HEIGHT + 4.0,
        cell_width=_CELL_WIDTH - 1.5,
        cell_height=_CELL_HEIGHT - 1.5,
        squares=tuple(_square(t, day) for day in answer.days),
        months=tuple(
            Tick(_TOP + _CELL_HEIGHT * (month - 1) + 15.0, t.month(month, short=True))
            for month in range(1, 13)
        ),
        dates=tuple(
            Tick(_LEFT + _CELL_WIDTH * (day - 0.5), str(day)) for day in (1, 5, 10, 15, 20, 25, 30)
        ),
        legend=tuple(t(text) for text in _LEGEND),
        rows=tuple(_month(t, answer.days, month) for month in range(1, 13)),
        assumptions=tuple(t.say(each) for each in answer.assumptions),
    )


def _central(day: YearDay) -> float:
    return 0.0 if day.best_possible_iu is None else day.best_possible_iu.central


def _square(t: Tongue, day: YearDay) -> Square:
    uv_index = round(day.noon_uv_index)
    level = 1 + int(np.searchsorted(_FROM_UV_INDEX, uv_index, "right"))
    return Square(
        x=_LEFT + _CELL_WIDTH * (day.date.day - 1),
        y=_TOP + _CELL_HEIGHT * (day.date.month - 1),
        level=0 if day.below_synthesis_threshold else level,
        title=t(
            "{date}: UV index {uv_index}, {amount:,.0f} IU at best",
            date=t.day_of_year(day.date),
            uv_index=uv_index,
            amount=_central(day),
        ),
    )


def _month(t: Tongue, days: Sequence[YearDay], month: int) -> MonthRow:
    own = [day for day in days if day.date.month == month]
    return MonthRow(
        name=t.month(month),
        iu=t.number(float(np.mean([_central(day) for day in own])), ",.0f"),
        uv_index=t.number(float(np.mean([day.noon_uv_index for day in own])), ".1f"),
    )


def _detail(t: Tongue, answer: Year, target_iu: float) -> str:
    best = max(_central(day) for day in answer.days)
    reached = sum(_central(day) >= target_iu for day in answer.days)
    sentences = (
        t(
            "One stay around noon gives {best:,.0f} IU at best under a clear sky, until half of "
            "the sun that reddens skin like yours or four hours.",
            best=best,
        )
        if answer.limit_share >= _HALF
        else t(
            "One stay around noon gives {best:,.0f} IU at best under a clear sky, until a quarter "
            "of the sun that reddens skin like yours or four hours.",
            best=best,
        ),
        t.several(
            "On {n} day it is {target:,.0f} IU or more.",
            "On {n} days it is {target:,.0f} IU or more.",
            reached,
            target=target_iu,
        ),
        t("This is what days can give, not how long to stay: the limit of a day is shorter."),
        t(
            "On days of the vitamin D winter these amounts follow from the spectrum alone: "
            "experiments saw none made then."
        ),
    )
    return " ".join(sentences)


def _headline(t: Tongue, answer: Year) -> str:
    winter = answer.vitamin_d_winter
    if winter.start is None or winter.end is None:
        return t("There is no vitamin D winter here: the noon sun is strong enough all year.")
    return t.several(
        "The vitamin D winter lasts {n} day here: {start} to {end}.",
        "The vitamin D winter lasts {n} days here: {start} to {end}.",
        winter.days,
        start=t.day_of_year(winter.start),
        end=t.day_of_year(winter.end),
    )
