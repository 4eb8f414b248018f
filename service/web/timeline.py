"""The verdict as a time line: vitamin D, the most sun advised and sunburn on one clock."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np

from service.answers import Estimate, Interval
from service.tongues import Tongue
from service.web import words

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480)
"""Distances of labels. [min]"""
_MOST_STEPS = 5
_SHORTEST = 10.0
"""Shown at least. [min]"""
_BEYOND = 1.25
"""Room after the last moment that has to be seen. [unitless]"""
_NARROWEST = 0.8
"""Bars are seen even where they last no time. [%]"""
_LEFT_HALF = 55.0
_FIRST_TICK, _LAST_TICK = 16.0, 92.0
"""Labels nearer to an end would meet the first one, or be cut. [%]"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A range of times; places along the line in percent of its width."""

    kind: Literal["vitamin-d", "burn"]
    label: str
    at: float
    width: float
    central: float | None
    is_open: bool
    """Whether it goes on beyond the line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A labelled place along the line."""

    at: float
    label: str
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything the template needs; places in percent of the width."""

    bars: tuple[Bar, ...]
    limit: Moment | None
    ticks: tuple[Moment, ...]


def timeline_of(t: Tongue, answer: Estimate) -> Timeline | None:
    """
    Lay out the ranges of an answer.

    Parameters
    ----------
    t : Tongue
    answer : Estimate

    Returns
    -------
    Timeline or None
        Where neither vitamin D nor sunburn has a time.
    """
    end = _end(answer)
    if end is None:
        return None
    made = answer.vitamin_d
    bars = [
        _bar("vitamin-d", t("{amount:,.0f} IU of vitamin D", amount=made.target_iu), made.minutes,
             end),
        _bar("burn", t("Skin reddens"), answer.burn.minutes, end),
    ]  # fmt: skip
    return Timeline(
        bars=tuple(bar for bar in bars if bar is not None),
        limit=_limit(t, answer, end),
        ticks=tuple(_ticks(t, answer, end)),
    )


def _end(answer: Estimate) -> float | None:
    """Minutes that the line lasts: everything likely is on it, what is hardly so need not be."""
    made, burn, limit = answer.vitamin_d.minutes, answer.burn.minutes, answer.verdict.limit_minutes
    wanted = [made.central, made.low, burn.central, burn.low, limit or math.nan]
    finite = [each for each in wanted if math.isfinite(each)]
    if not finite:
        return None
    last = max(finite)
    farthest = [each for each in (made.high, burn.high) if last < each <= 2.0 * last]
    return max(_BEYOND * max([last, *farthest]), _SHORTEST)


def _bar(
    kind: Literal["vitamin-d", "burn"], label: str, minutes: Interval, end: float
) -> Bar | None:
    if not minutes.low <= end:
        return None
    at = 100.0 * minutes.low / end
    to = min(100.0 * minutes.high / end, 100.0)
    return Bar(
        kind=kind,
        label=label,
        at=round(at, 2),
        width=round(max(to - at, _NARROWEST), 2),
        central=round(100.0 * minutes.central / end, 2) if minutes.central <= end else None,
        is_open=minutes.high > end,
    )


def _limit(t: Tongue, answer: Estimate, end: float) -> Moment | None:
    limit = answer.verdict.limit_minutes
    if limit is None or limit > end:
        return None
    until = words.moment(t, answer.counted_from + timedelta(minutes=limit), answer)
    at = round(100.0 * limit / end, 2)
    label = t("until {moment}", moment=until)
    return Moment(at, label, "start" if at < _LEFT_HALF else "end")


def _ticks(t: Tongue, answer: Estimate, end: float) -> list[Moment]:
    """Label the beginning, and round times of the clock after it."""
    step = _STEPS[min(bisect_left(_STEPS, end / _MOST_STEPS), len(_STEPS) - 1)]
    zone = answer.place.zone
    begin = answer.counted_from.astimezone(zone)
    passed = 60.0 * begin.hour + begin.minute + begin.second / 60.0
    first = step - passed % step
    ticks = [Moment(0.0, t.clock(begin, zone), "start")]
    for minutes in np.arange(first, end, step).tolist():
        at = round(100.0 * minutes / end, 2)
        if _FIRST_TICK <= at <= _LAST_TICK:
            ticks.append(Moment(at, t.clock(begin + timedelta(minutes=minutes), zone), "middle"))
    return ticks
