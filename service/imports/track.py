"""A track of points: what is wrong with it, and the stretches of time that are sound."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from service.imports.items import Notice, Recording, UnreadableFile

Floats = npt.NDArray[np.float64]

MOST_POINTS = 2_000_000
"""Three weeks at one a second, and more than half a gigabyte is never needed for it."""

_FIRST_TIME_S = 946_684_800.0
"""2000: nothing recorded tracks for private people before, and clocks that were reset say less."""
_AHEAD_S = 86_400.0
_PAUSE_S = 600.0
_LONGEST_STRETCH_S = 12 * 3600.0
_FASTEST_M_S = 400.0
_KM_PER_DEGREE = 111.2


@dataclass(slots=True)
class Track:
    """Points as a file has them, ``nan`` for what it leaves out."""

    source: str
    activity: str = "other"
    indoors: str | None = None
    """Why it is no time outdoors, where it is none."""
    tz: str | None = None
    recording: Recording = "active"
    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    """[s since 1970]"""
    latitude: "array[float]" = field(default_factory=lambda: array("d"))
    """[°]"""
    longitude: "array[float]" = field(default_factory=lambda: array("d"))
    """[°]"""
    altitude_m: "array[float]" = field(default_factory=lambda: array("d"))
    """[m]"""

    def add(self, seconds: float, latitude: float, longitude: float, altitude_m: float) -> None:
        """Take one more point. [s since 1970, °, °, m]"""
        if len(self.seconds) >= MOST_POINTS:
            raise UnreadableFile("too_large", f"more than {MOST_POINTS} points in a track")
        self.seconds.append(seconds)
        self.latitude.append(latitude)
        self.longitude.append(longitude)
        self.altitude_m.append(altitude_m)


@dataclass(frozen=True, slots=True)
class Points:
    """Points with a time each, in order; positions where asked for."""

    seconds: Floats
    """[s since 1970]"""
    latitude: Floats
    """[°]"""
    longitude: Floats
    """[°]"""
    altitude_m: Floats
    """[m], ``nan`` where unknown"""

    def __len__(self) -> int:
        return len(self.seconds)

    def at(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.intp] | slice) -> "Points":
        """Keep some of them."""
        return Points(
            self.seconds[which], self.latitude[which], self.longitude[which], self.altitude_m[which]
        )


def points_of(track: Track) -> Points:
    """Take the points of a track as they are."""
    columns = (track.seconds, track.latitude, track.longitude, track.altitude_m)
    return Points(*(np.asarray(column, dtype=np.float64) for column in columns))


def with_position(points: Points) -> Points:
    """Leave out what has no fix: no coordinates, impossible ones, or the 0°, 0° of a cold start."""
    with np.errstate(invalid="ignore"):
        real = (np.abs(points.latitude) <= 90.0) & (np.abs(points.longitude) <= 180.0)
        null_island = (np.abs(points.latitude) < 1e-6) & (np.abs(points.longitude) < 1e-6)
    return points.at(real & ~null_island)


def with_time(points: Points, now_s: float) -> tuple[Points, list[Notice]]:
    """
    Leave out what has no time or an impossible one, and put the rest into order.

    Parameters
    ----------
    points
        As the file has them.
    now_s
        The present. [s since 1970]
    """
    notices = []
    timed = points.at(np.isfinite(points.seconds))
    if missing := len(points) - len(timed):
        notices.append(Notice("times_missing", "points without a time", missing))
    plausible = possible_times(timed.seconds, now_s)
    if wrong := int(np.count_nonzero(~plausible)):
        notices.append(Notice("times_implausible", "before 2000 or in the future", wrong))
    sound = timed.at(plausible)
    ordered = sound.at(np.argsort(sound.seconds, kind="stable"))
    if backward := int(np.count_nonzero(np.diff(sound.seconds) < 0.0)):
        notices.append(Notice("times_out_of_order", "times that go back", backward))
    first = np.diff(ordered.seconds, prepend=-np.inf) > 0.0
    if again := int(np.count_nonzero(~first)):
        notices.append(Notice("times_repeated", "several points at one time", again))
    return ordered.at(first), notices


def possible_times(seconds: Floats, now_s: float) -> npt.NDArray[np.bool_]:
    """Tell which times a device may have recorded; those that are missing it can't have."""
    with np.errstate(invalid="ignore"):
        possible: npt.NDArray[np.bool_] = (seconds >= _FIRST_TIME_S) & (seconds <= now_s + _AHEAD_S)
    return possible


def without_jumps(points: Points) -> tuple[Points, list[Notice]]:
    """Leave out single points that no aircraft could have reached, as first fixes often are."""
    if len(points) < 3:
        return points, []
    fast = speeds(points) > _FASTEST_M_S
    jump = np.append(True, fast) & np.append(fast, True)
    if not jump.any():
        return points, []
    notice = Notice("position_jumps", "points out of reach", int(np.count_nonzero(jump)))
    return points.at(~jump), [notice]


def speeds(points: Points) -> Floats:
    """Tell the speed from each point to the next. [m/s]"""
    north = np.diff(points.latitude)
    east = (np.diff(points.longitude) + 180.0) % 360.0 - 180.0
    east *= np.cos(np.radians(points.latitude[:-1]))
    metres: Floats = np.hypot(north, east) * (_KM_PER_DEGREE * 1000.0)
    # A second at least: two points within one tell nothing but the noise of the receiver.
    return metres / np.maximum(np.diff(points.seconds), 1.0)


def stretches(points: Points) -> Iterator[Points]:
    """
    Cut where nothing was recorded for ten minutes, and every twelve hours.

    Who stopped the clock may have gone inside; and the sync takes no interval longer than a day.
    """
    if not len(points):
        return
    paused = np.diff(points.seconds) > _PAUSE_S
    block = (points.seconds - points.seconds[0]) // _LONGEST_STRETCH_S
    cuts = np.flatnonzero(paused | (np.diff(block) > 0.0)) + 1
    edges = [0, *cuts.tolist(), len(points)]
    for begin, end in pairwise(edges):
        yield points.at(slice(begin, end))
