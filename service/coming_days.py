"""The best windows of the coming days."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from service.answers import WindowKind, WindowsReason
from service.assumptions import assumptions_of, defaults_applied
from service.case import case_of
from service.day import DayWindow, windows_of
from service.places import Place, civil_day, civil_day_of, place_of
from service.provenance import Provenance
from service.questions import Question
from service.sky import Sky, sky_over
from service.world import World

MOST_DAYS = 16

ForecastUntilReason = Literal["clear_sky_asked", "sun_too_low_for_forecast", "no_forecast"]


@dataclass(frozen=True, slots=True)
class ComingDay:
    """The best windows of one day."""

    date: date
    windows: tuple[DayWindow, ...]
    windows_reason: WindowsReason | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class BestWindow:
    """The best window of its kind over several days."""

    kind: WindowKind
    date: date | None
    window: DayWindow | None
    reason: WindowsReason | None
    """Why there is none."""


@dataclass(frozen=True, slots=True)
class ComingDays:
    """The best windows of several days."""

    place: Place
    target_iu: float
    days: tuple[ComingDay, ...]
    best: tuple[BestWindow, ...]
    forecast_until: date | None
    """The last day of which a forecast knows the sky; later ones are clear."""
    forecast_until_reason: ForecastUntilReason | None
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]
    attribution: tuple[str, ...]


async def coming_days(
    question: Question, days: int, world: World, *, whole_today: bool = False
) -> ComingDays:
    """
    Find the best windows of the coming days.

    Parameters
    ----------
    question : Question
        Its start says nothing here.
    days : int
        How many; the first is today at the place, of which only what is left counts.
    world : World
    whole_today : bool
        Count what is over of today as well, so that its windows stay where they were.

    Returns
    -------
    ComingDays
        Days beyond the forecast are those of a clear sky, and flagged.
    """
    place, now = place_of(question.sky.spot), world.now()
    today = civil_day_of(place, now).date
    skies = []
    for i in range(days):
        day = civil_day(place, today + timedelta(days=i))
        noon = day.start + (day.end - day.start) / 2
        skies.append(await sky_over(question.sky, place, day, noon, day.end, world))
        # Other requests get their turn between two days.
        await asyncio.sleep(0)
    # Thousands of stays are more than the event loop should wait for.
    after = -math.inf if whole_today else now.timestamp()
    return await asyncio.to_thread(_answered, question, skies, after)


def _answered(question: Question, skies: list[Sky], after: float) -> ComingDays:
    cases = [case_of(question, sky) for sky in skies]
    found = []
    for case in cases:
        offered, reason = windows_of(case, after)
        found.append(ComingDay(case.sky.day.date, offered, reason, case.sky.provenance))
    days = tuple(found)
    until, why_none = _forecast_until(question, days)
    return ComingDays(
        place=skies[0].place,
        target_iu=cases[0].target_iu,
        days=days,
        best=tuple(_best(kind, days) for kind in _COST),
        forecast_until=until,
        forecast_until_reason=why_none,
        assumptions=assumptions_of(cases[0]),
        defaults_applied=tuple(name for name in defaults_applied(question) if name != "start"),
        attribution=tuple(dict.fromkeys(line for sky in skies for line in sky.attribution)),
    )


_COST: MappingProxyType[WindowKind, Callable[[DayWindow], float]] = MappingProxyType(
    {
        "gentlest": lambda window: window.burn_share,
        "shortest": lambda window: window.minutes,
        "earliest": lambda window: window.start.timestamp(),
    }
)


def _best(kind: WindowKind, days: tuple[ComingDay, ...]) -> BestWindow:
    """Choose among the days; the sooner of two that are as good."""
    offered = [(day, window) for day in days for window in day.windows if window.kind == kind]
    if not offered:
        return BestWindow(kind, None, None, _usual_reason(days))
    cost = _COST[kind]
    day, window = min(offered, key=lambda one: cost(one[1]))
    return BestWindow(kind, day.date, window, None)


def _usual_reason(days: tuple[ComingDay, ...]) -> WindowsReason | None:
    """Tell the reason of most days; of two the later, for today is often only over."""
    return Counter(day.windows_reason for day in reversed(days)).most_common(1)[0][0]


def _forecast_until(
    question: Question, days: tuple[ComingDay, ...]
) -> tuple[date | None, ForecastUntilReason | None]:
    known = [day.date for day in days if day.provenance.sky != "clear_sky"]
    if known:
        return known[-1], None
    if question.sky.uv_source == "clear_sky":
        return None, "clear_sky_asked"
    if all("sun_too_low_for_forecast" in day.provenance.quality_flags for day in days):
        return None, "sun_too_low_for_forecast"
    return None, "no_forecast"
