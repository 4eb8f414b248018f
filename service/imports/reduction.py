"""
A track made small: sessions, and now and then a place. The track itself is never kept.

The sun needs a minute and a kilometre, and who wants to know where somebody lives needs more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from service.imports.items import Item, Notice, build
from service.imports.terrain import possible_altitudes
from service.imports.track import (
    Floats,
    Points,
    Track,
    points_of,
    speeds,
    stretches,
    with_position,
    with_time,
    without_jumps,
)

_LOWEST_M, _HIGHEST_M = -430.0, 9000.0
_AGAIN_AFTER_MIN = 30
_STUCK_POINTS = 60
_STUCK_WITHIN_DEGREES = 0.02
_DRIVING_M_S = 16.0
"""Median speed that nobody keeps up on foot, on a bicycle or on skis."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """How much of a place is kept."""

    decimals: int
    """Of degrees."""
    altitude_m: float
    """Altitudes are rounded to this. [m]"""


COARSE = Resolution(2, 50.0)
PRECISE = Resolution(5, 1.0)


def reduce_track(track: Track, resolution: Resolution, now_s: float) -> Iterator[Item | Notice]:
    """
    Make sessions and places of a track, and tell what was wrong with it.

    Parameters
    ----------
    track
        As read.
    resolution
        What is kept of places.
    now_s
        The present. [s since 1970]
    """
    if track.indoors:
        yield from _indoors(track, now_s)
        return
    points, notices = sound_points(track, now_s)
    yield from notices
    for stretch in stretches(points):
        yield from _session(track, stretch)
    yield from _places(track, points, resolution)


def places_of(track: Track, resolution: Resolution, now_s: float) -> Iterator[Item | Notice]:
    """Make only the places of a track, where the session is known from elsewhere."""
    points, notices = sound_points(track, now_s)
    yield from notices
    yield from _places(track, points, resolution)


def sound_points(track: Track, now_s: float) -> tuple[Points, list[Notice]]:
    """Keep what can be trusted of a track: fixes with a time, in order."""
    everything = points_of(track)
    located = with_position(everything)
    if not len(located):
        return located, [Notice("no_position", f"{track.source}, {track.activity}")]
    notices = []
    if unfixed := len(everything) - len(located):
        notices.append(Notice("points_without_fix", "points without a position", unfixed))
    timed, about_times = with_time(located, now_s)
    reachable, about_jumps = without_jumps(timed)
    return reachable, [*notices, *about_times, *about_jumps]


def place(latitude: float, longitude: float, resolution: Resolution) -> dict[str, float]:
    """Round a position to what is kept of it. [°]"""
    # Adding zero turns −0.0 into 0.0.
    return {
        "lat": round(latitude, resolution.decimals) + 0.0,
        "lon": round(longitude, resolution.decimals) + 0.0,
    }


def _indoors(track: Track, now_s: float) -> Iterator[Item | Notice]:
    points, notices = with_time(points_of(track), now_s)
    yield from notices
    for stretch in stretches(points):
        yield from _session(track, stretch)


def _session(track: Track, stretch: Points) -> Iterator[Item | Notice]:
    start, end = float(stretch.seconds[0]), float(stretch.seconds[-1])
    if end - start < 1.0:
        yield Notice("too_short", f"{track.source}, a single point")
        return
    activity, told = track.activity, {"points": len(stretch)}
    because: dict[str, str] = {"reason": track.indoors} if track.indoors else {}
    if not track.indoors and activity == "other" and np.median(speeds(stretch)) > _DRIVING_M_S:
        activity, because = "driving", {"reason": "speed"}
    yield build(
        "outdoor_session",
        track.source,
        start,
        end,
        recording=track.recording,
        named_by=activity,
        tz=track.tz,
        metadata={**told, **because},
        activity=activity,
        indoor=True if track.indoors else None,
        basis="session" if track.indoors else "gps",
    )


def _places(track: Track, points: Points, resolution: Resolution) -> Iterator[Item | Notice]:
    """Tell each minute in which the place is another one, and every half hour."""
    altitudes, notices = _minute_altitudes(points)
    yield from notices
    told: dict[str, float] | None = None
    told_minute = -_AGAIN_AFTER_MIN
    for minute, (at, altitude_m) in altitudes.items():
        here = place(float(points.latitude[at]), float(points.longitude[at]), resolution)
        if here == told and minute - told_minute < _AGAIN_AFTER_MIN:
            continue
        told, told_minute = here, minute
        where = dict(here)
        if np.isfinite(altitude_m):
            where["alt_m"] = round(altitude_m / resolution.altitude_m) * resolution.altitude_m
        yield build(
            "location",
            track.source,
            minute * 60.0,
            minute * 60.0,
            recording=track.recording,
            named_by=f"{here['lat']},{here['lon']}",
            tz=track.tz,
            location=where,
        )


def _minute_altitudes(points: Points) -> tuple[dict[int, tuple[int, float]], list[Notice]]:
    """For each minute its first point, and the altitude that can be believed. [m]"""
    altitude, notices = _within_the_world(points)
    minutes, first = np.unique(points.seconds // 60.0, return_index=True)
    found: dict[int, tuple[int, float]] = {}
    far_off = 0
    pieces = np.split(altitude, first[1:]) if len(first) else []
    for minute, at, piece in zip(minutes, first, pieces, strict=True):
        known = piece[np.isfinite(piece)]
        middle = float(np.median(known)) if len(known) else np.nan
        if len(known):
            low, high = possible_altitudes(float(points.latitude[at]), float(points.longitude[at]))
            if not low <= middle <= high:
                middle, far_off = np.nan, far_off + len(known)
        found[int(minute)] = int(at), middle
    if far_off:
        notices.append(Notice("altitude_implausible", "far from the terrain", far_off))
    return found, notices


def _within_the_world(points: Points) -> tuple[Floats, list[Notice]]:
    altitude = points.altitude_m.copy()
    with np.errstate(invalid="ignore"):
        outside = (altitude < _LOWEST_M) | (altitude > _HIGHEST_M)
    altitude[outside] = np.nan
    notices = []
    if count := int(np.count_nonzero(outside)):
        notices.append(Notice("altitude_implausible", "outside −430 to 9000 m", count))
    known = np.isfinite(altitude)
    if _stuck(points.at(known)):
        notices.append(Notice("altitude_implausible", "never changes", int(known.sum())))
        altitude[:] = np.nan
    return altitude, notices


def _stuck(points: Points) -> bool:
    """One altitude over kilometres is no measurement, though it be the sea's: leave it out."""
    if len(points) < _STUCK_POINTS or np.ptp(points.altitude_m) > 0.0:
        return False
    return bool(np.ptp(points.latitude) + np.ptp(points.longitude) > _STUCK_WITHIN_DEGREES)
