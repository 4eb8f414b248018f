"""The civil day as a curve: what a stay from each moment would give, and the best windows."""

import asyncio
import math
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from models import solar_geometry, windows
from models.arrays import FloatArray
from models.constants import SECONDS_PER_MINUTE
from models.units import uv_index_from_irradiance
from service.answers import Interval, Reason, Sun, WindowKind, WindowsReason
from service.assumptions import assumptions_of, defaults_applied
from service.burning import why_no_burn, why_no_limit
from service.case import Case, case_of, instant
from service.places import CivilDay, Place, civil_day, civil_day_of, place_of
from service.provenance import Provenance
from service.questions import Question
from service.sky import Sky, sky_over
from service.synthesis import made_between, why_not_reached
from service.ultraviolet import sun_of
from service.world import World


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One moment of the day, and what a stay begun then would take."""

    time: datetime
    sun_elevation_deg: float
    uv_index: float
    uv_index_clear_sky: float
    iu_per_minute: float | None
    iu_per_minute_reason: Reason | None
    minutes_to_target: float
    minutes_to_target_reason: Reason | None
    minutes_to_burn: float
    minutes_to_burn_reason: Reason | None
    limit_minutes: float
    limit_minutes_reason: Reason | None


@dataclass(frozen=True, slots=True)
class DayWindow:
    """A stay that reaches the target within half of the low burn dose."""

    kind: WindowKind
    start: datetime
    end: datetime
    minutes: float
    vitamin_d_iu: Interval
    burn_share: float


@dataclass(frozen=True, slots=True)
class Day:
    """The answer for a whole civil day."""

    place: Place
    civil_day: CivilDay
    step_minutes: int
    target_iu: float
    sun: Sun
    points: tuple[DayPoint, ...]
    windows: tuple[DayWindow, ...]
    windows_reason: WindowsReason | None
    provenance: Provenance
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]
    attribution: tuple[str, ...]


async def day_curve(question: Question, on: date | None, step_minutes: int, world: World) -> Day:
    """
    Answer for every moment of a civil day.

    Parameters
    ----------
    question : Question
        A UV index in it holds for its start, or for solar noon where it has none.
    on : date or None
        Date in the place's calendar; the day of the question's start, or today, without one.
    step_minutes : int
        Distance of the points. [min]
    world : World

    Returns
    -------
    Day
        Points from midnight on, 23 to 25 hours of them.
    """
    place = place_of(question.sky.spot)
    start = question.sky.start
    day = civil_day_of(place, start or world.now()) if on is None else civil_day(place, on)
    reference = start or _noon(place, day)
    sky = await sky_over(question.sky, place, day, reference, day.end, world)
    # Thousands of stays are more than the event loop should wait for.
    return await asyncio.to_thread(_day, question, sky, step_minutes)


def _day(question: Question, sky: Sky, step_minutes: int) -> Day:
    case = case_of(question, sky)
    offered, reason = windows_of(case)
    return Day(
        place=sky.place,
        civil_day=sky.day,
        step_minutes=step_minutes,
        target_iu=case.target_iu,
        sun=sun_of(sky),
        points=_points(case, step_minutes),
        windows=offered,
        windows_reason=reason,
        provenance=sky.provenance,
        assumptions=assumptions_of(case),
        defaults_applied=defaults_applied(question),
        attribution=sky.attribution,
    )


def _noon(place: Place, day: CivilDay) -> datetime:
    noon = solar_geometry.day_events(place.latitude, place.longitude, day.start, day.end).solar_noon
    return noon if day.start <= noon < day.end else day.start + (day.end - day.start) / 2


@dataclass(frozen=True, slots=True)
class _Starts:
    """Stays from many possible starts; ``inf`` where something does not happen. [s]"""

    start: FloatArray
    target: FloatArray
    burn: FloatArray
    limit: FloatArray
    why_no_target: list[Reason]
    why_no_burn: list[Reason]
    why_no_limit: list[Reason]


def _starts(case: Case, start: FloatArray) -> _Starts:
    stay, withheld = case.stay, case.withheld
    dose = stay.subject.central_dose
    dark = np.interp(start, stay.time, case.sky.clear.lit) <= 0.0
    no_burn, no_target = dark | withheld.burn, dark | withheld.vitamin_d
    return _Starts(
        start=start,
        target=np.where(no_target, np.inf, stay.skin_seconds(case.needed, start)),
        burn=np.where(no_burn, np.inf, stay.burn_seconds(dose, start)),
        limit=np.where(no_burn, np.inf, stay.limit_seconds(start)),
        why_no_target=why_not_reached(case, start, dark),
        why_no_burn=why_no_burn(case, dose, dark),
        why_no_limit=why_no_limit(case, dark),
    )


def _points(case: Case, step_minutes: int) -> tuple[DayPoint, ...]:
    stay, sky = case.stay, case.sky
    day = sky.day
    start = np.arange(day.start.timestamp(), day.end.timestamp(), step_minutes * SECONDS_PER_MINUTE)
    at = _starts(case, start)
    rate = np.nan if case.withheld.vitamin_d else stay.subject.iu_per_exposure * SECONDS_PER_MINUTE
    columns = (
        start,
        90.0 - np.interp(start, sky.time, sky.clear.zenith),
        np.interp(start, sky.time, uv_index_from_irradiance(sky.light.erythemal)),
        np.interp(start, sky.time, sky.clear.uv_index),
        rate * np.interp(start, stay.time, stay.skin_rate),
        at.target / SECONDS_PER_MINUTE,
        at.burn / SECONDS_PER_MINUTE,
        at.limit / SECONDS_PER_MINUTE,
    )
    rows = np.column_stack(columns).tolist()
    reasons = zip(at.why_no_target, at.why_no_burn, at.why_no_limit, strict=True)
    return tuple(_point(row, *why) for row, why in zip(rows, reasons, strict=True))


def _point(row: list[float], no_target: Reason, no_burn: Reason, no_limit: Reason) -> DayPoint:
    time, elevation, uv_index, clear_sky, iu_per_minute, target, burn, limit = row
    withheld = math.isnan(iu_per_minute)
    return DayPoint(
        time=instant(time),
        sun_elevation_deg=elevation,
        uv_index=uv_index,
        uv_index_clear_sky=clear_sky,
        iu_per_minute=None if withheld else iu_per_minute,
        iu_per_minute_reason="caution" if withheld else None,
        minutes_to_target=target,
        minutes_to_target_reason=no_target if math.isinf(target) else None,
        minutes_to_burn=burn,
        minutes_to_burn_reason=no_burn if math.isinf(burn) else None,
        limit_minutes=limit,
        limit_minutes_reason=no_limit if math.isinf(limit) else None,
    )


def windows_of(
    case: Case, after: float = -math.inf
) -> tuple[tuple[DayWindow, ...], WindowsReason | None]:
    """
    Choose the best stays within the limit among those begun at every minute of the day.

    Parameters
    ----------
    case : Case
    after : float
        Stays that begin before are left out. [s]

    Returns
    -------
    tuple
        The windows, and why there are none.
    """
    stay = case.stay
    if case.withheld.vitamin_d:
        return (), "caution"
    open_to = (stay.time < case.sky.day.end.timestamp()) & (stay.time >= after)
    if not open_to.any():
        return (), "day_ends"
    at = _starts(case, stay.time[open_to])
    within = np.where(at.target <= at.limit, at.target, np.inf)
    end = at.start + np.where(np.isfinite(within), within, 0.0)
    dose = stay.subject.central_dose
    shares = stay.plate.between(at.start, end) / dose
    chosen = windows.best_windows(at.start, within, shares)
    if chosen:
        return tuple(_window(case, window) for window in chosen), None
    reached = np.isfinite(at.target)
    noon = int(np.argmax(stay.burn_rate[open_to]))
    return (), "beyond_limit" if reached.any() else at.why_no_target[noon]


def _window(case: Case, window: windows.Window) -> DayWindow:
    stay, end = case.stay, window.start + window.duration
    return DayWindow(
        kind=window.kind,
        start=instant(window.start),
        end=instant(end),
        minutes=window.duration / SECONDS_PER_MINUTE,
        vitamin_d_iu=made_between(stay, window.start, end),
        burn_share=window.burn_share,
    )
