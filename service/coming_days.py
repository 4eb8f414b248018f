"""The best windows of the coming days."""

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta

from service.answers import WindowsReason
from service.assumptions import assumptions_of, defaults_applied
from service.case import case_of
from service.day import DayWindow, windows_of
from service.places import Place, civil_day, civil_day_of, place_of
from service.provenance import Provenance
from service.questions import Question
from service.sky import Sky, sky_over
from service.world import World

MOST_DAYS = 16


@dataclass(frozen=True, slots=True)
class ComingDay:
    """The best windows of one day."""

    date: date
    windows: tuple[DayWindow, ...]
    windows_reason: WindowsReason | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ComingDays:
    """The best windows of several days."""

    place: Place
    target_iu: float
    days: tuple[ComingDay, ...]
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]
    attribution: tuple[str, ...]


async def coming_days(question: Question, days: int, world: World) -> ComingDays:
    """
    Find the best windows of the coming days.

    Parameters
    ----------
    question : Question
        Its start says nothing here.
    days : int
        How many; the first is today at the place, of which only what is left counts.
    world : World

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
    return await asyncio.to_thread(_answered, question, skies, now.timestamp())


def _answered(question: Question, skies: list[Sky], now: float) -> ComingDays:
    cases = [case_of(question, sky) for sky in skies]
    found = []
    for case in cases:
        offered, reason = windows_of(case, now)
        found.append(ComingDay(case.sky.day.date, offered, reason, case.sky.provenance))
    return ComingDays(
        place=skies[0].place,
        target_iu=cases[0].target_iu,
        days=tuple(found),
        assumptions=assumptions_of(cases[0]),
        defaults_applied=tuple(name for name in defaults_applied(question) if name != "start"),
        attribution=tuple(dict.fromkeys(line for sky in skies for line in sky.attribution)),
    )
