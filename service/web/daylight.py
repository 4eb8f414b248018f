"""The part of a civil day that pictures show: that with the sun up, and a little around it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.day import Day, DayPoint

_AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """Some points of a day in a row, and when they begin and end."""

    day: Day
    points: tuple[DayPoint, ...]
    start: datetime
    end: datetime

    def across(self, instant: datetime) -> float:
        """Share of what is shown that has passed at an instant. [unitless]"""
        return (instant - self.start) / (self.end - self.start)


def daylight(day: Day, asked: datetime) -> Shown:
    """
    Choose what of a day is shown.

    Parameters
    ----------
    day : Day
    asked : datetime
        Shown as well, where it is in the dark.

    Returns
    -------
    Shown
        The whole day where the sun does not rise.
    """
    step = timedelta(minutes=day.step_minutes)
    lit = [point.time for point in day.points if point.sun_elevation_deg > 0.0]
    if not lit:
        return Shown(day, day.points, day.points[0].time, day.civil_day.end)
    first, last = min(lit[0], asked) - _AROUND, max(lit[-1] + step, asked) + _AROUND
    points = tuple(point for point in day.points if first <= point.time <= last)
    return Shown(day, points, points[0].time, min(points[-1].time + step, day.civil_day.end))
