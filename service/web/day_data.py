"""The points of a day for the script that lets its curves be read."""

import math
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.answers import Estimate
from service.web.daylight import Shown


def day_data(shown: Shown, answer: Estimate) -> dict[str, Any]:
    """
    Lay out the points of a day that are shown.

    Parameters
    ----------
    shown : Shown
    answer : Estimate

    Returns
    -------
    dict
        ``start`` and ``step_s`` [s], ``at`` the index of the answer's start, and for each point the
        ``local`` time, ``uv``, ``clear``, ``rate`` [IU/min], ``sun`` [°], ``target`` and ``limit``
        [min]; ``null`` is never. Of limits whole minutes, rounded down. An hour that clocks show
        twice has local times the first time only: a form cannot tell the second one.
    """
    zone, points = shown.day.place.zone, shown.points
    length = 60 * shown.day.step_minutes
    passed = (answer.start - shown.start).total_seconds()
    return {
        "zone": shown.day.place.timezone,
        "start": int(shown.start.timestamp()),
        "step_s": length,
        "at": min(max(round(passed / length), 0), len(points) - 1),
        "target_iu": answer.vitamin_d.target_iu,
        "local": [_local(point.time, zone) for point in points],
        "uv": [_rounded(point.uv_index, 2) for point in points],
        "clear": [_rounded(point.uv_index_clear_sky, 2) for point in points],
        "rate": [_rounded(point.iu_per_minute, 1) for point in points],
        "sun": [_rounded(point.sun_elevation_deg, 1) for point in points],
        "target": [_rounded(point.minutes_to_target, 1) for point in points],
        "limit": [_whole(point.limit_minutes) for point in points],
    }


def _local(time: datetime, zone: ZoneInfo) -> str | None:
    there = time.astimezone(zone)
    return None if there.fold else f"{there:%Y-%m-%dT%H:%M}"


def _whole(minutes: float) -> int | None:
    """Round down: never a minute too long."""
    return math.floor(minutes) if math.isfinite(minutes) else None


def _rounded(value: float | None, digits: int) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return round(value, digits)
