"""The year of a place as a picture: a square for each day, and the vitamin D winter."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from service.web import words
from service.web.chart import Tick
from service.year import Year, YearDay

_WIDTH, _LEFT, _TOP = 480, 38.0, 20.0
_CELL_WIDTH, _CELL_HEIGHT = 14.0, 20.0
_FROM_UV_INDEX = (3.0, 6.0, 8.0)
"""Where one colour ends and the next begins: categories of WHO, of rounded values. [unitless]"""
_HALF = 0.5
_LEGEND = (
    "vitamin D winter",
    "UV index at noon below 3",
    "3 to 5",
    "6 and 7",
    "8 and more",
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
    minutes: str
    uv_index: str


@dataclass(frozen=True, slots=True)
class YearView:
    """The year, ready for the template."""

    headline: str
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


def year_view(answer: Year, target_iu: float) -> YearView | None:
    """
    Lay out a year.

    Parameters
    ----------
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
        headline=_headline(answer),
        detail=_detail(answer, target_iu),
        width=_WIDTH,
        height=_TOP + 12 * _CELL_HEIGHT + 4.0,
        cell_width=_CELL_WIDTH - 1.5,
        cell_height=_CELL_HEIGHT - 1.5,
        squares=tuple(_square(day) for day in answer.days),
        months=tuple(
            Tick(_TOP + _CELL_HEIGHT * (month - 1) + 15.0, calendar.month_abbr[month])
            for month in range(1, 13)
        ),
        dates=tuple(
            Tick(_LEFT + _CELL_WIDTH * (day - 0.5), str(day)) for day in (1, 5, 10, 15, 20, 25, 30)
        ),
        legend=_LEGEND,
        rows=tuple(_month(answer.days, month) for month in range(1, 13)),
        assumptions=answer.assumptions,
    )


def _central(day: YearDay) -> float:
    return 0.0 if day.best_possible_iu is None else day.best_possible_iu.central


def _square(day: YearDay) -> Square:
    uv_index = round(day.noon_uv_index)
    level = 1 + int(np.searchsorted(_FROM_UV_INDEX, uv_index, "right"))
    return Square(
        x=_LEFT + _CELL_WIDTH * (day.date.day - 1),
        y=_TOP + _CELL_HEIGHT * (day.date.month - 1),
        level=0 if day.below_synthesis_threshold else level,
        title=f"{_named(day.date)}: UV index {uv_index}, {_central(day):,.0f} IU at best",
    )


def _month(days: Sequence[YearDay], month: int) -> MonthRow:
    own = [day for day in days if day.date.month == month]
    minutes = float(np.mean([day.minutes for day in own]))
    return MonthRow(
        name=calendar.month_name[month],
        iu=f"{np.mean([_central(day) for day in own]):,.0f}",
        minutes=words.about(minutes),
        uv_index=f"{np.mean([day.noon_uv_index for day in own]):.1f}",
    )


def _detail(answer: Year, target_iu: float) -> str:
    best = max(_central(day) for day in answer.days)
    reached = sum(_central(day) >= target_iu for day in answer.days)
    enough = f"on {reached} day{'s' * (reached != 1)} it is" if reached else "that is never"
    share = "half" if answer.limit_share >= _HALF else "a quarter"
    return (
        f"One stay around noon gives {best:,.0f} IU at best under a clear sky, until {share} of "
        f"the sun that reddens skin like yours or four hours; {enough} {target_iu:,.0f} IU or "
        "more. Days of the vitamin D winter are counted by the spectrum alone: experiments saw "
        "nothing then."
    )


def _headline(answer: Year) -> str:
    winter = answer.vitamin_d_winter
    if winter.start is None or winter.end is None:
        return "There is no vitamin D winter here: the noon sun is strong enough all year."
    return (
        f"The vitamin D winter lasts {winter.days} days here: {_named(winter.start)} to "
        f"{_named(winter.end)}."
    )


def _named(day: date) -> str:
    return f"{day.day} {day:%B}"
