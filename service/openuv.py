"""
The ultraviolet of a moment and its day as OpenUV tells it, by the same sky as everything here.

Its day is that of the sun: from one lower transit to the next, around the noon nearest to the
moment. It needs no time zone, and no date line cuts it.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from models import solar_geometry
from models.arrays import FloatArray
from models.constants import SECONDS_PER_DAY, SECONDS_PER_MINUTE
from models.skin import SKIN_TYPES
from models.units import uv_index_from_irradiance
from service.case import case_of, instant
from service.places import CivilDay, Place, place_of
from service.questions import Person, Question, SkyQuestion
from service.sky import Sky, sky_over
from service.sun_times import SunTimes, sun_times
from service.ultraviolet import ultraviolet_at
from service.world import World

_SOLAR_DAY = timedelta(seconds=SECONDS_PER_DAY)
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class SunPosition:
    """Where the sun stands, in the angles of OpenUV."""

    azimuth: float
    """From south, positive to the west, -π to π. [rad]"""
    altitude: float
    """Above the horizon, without refraction. [rad]"""


@dataclass(frozen=True, slots=True)
class SunInfo:
    """The sun at a moment, and the events of its day."""

    sun_times: SunTimes
    sun_position: SunPosition


@dataclass(frozen=True, slots=True)
class UvOfDay:
    """Ultraviolet at a moment, the most of its day, and how long skin may have of it."""

    uv: float
    uv_time: datetime
    uv_max: float
    uv_max_time: datetime
    ozone: float
    """[DU]"""
    ozone_time: datetime
    """When the ozone was issued or fetched; of climatology the moment itself."""
    safe_exposure_time: Mapping[str, float]
    """By skin type; ``inf`` where the limit is not reached. [min]"""
    sun_info: SunInfo


@dataclass(frozen=True, slots=True)
class UvHour:
    """Ultraviolet at one hour of a day."""

    uv: float
    uv_time: datetime
    sun_position: SunPosition


@dataclass(frozen=True, slots=True)
class Protection:
    """When the UV index of a day is high; all ``None`` where it never is."""

    from_time: datetime | None
    from_uv: float | None
    to_time: datetime | None
    to_uv: float | None


async def uv_of_day(question: SkyQuestion, world: World) -> UvOfDay:
    """
    Tell the ultraviolet of a moment, of its day, and the limit of each skin type.

    Parameters
    ----------
    question : SkyQuestion
        Its start is the moment; now where there is none.
    world : World

    Returns
    -------
    UvOfDay
    """
    sky = await _sky(question, world)
    # Six people are more than the event loop should wait for.
    return await asyncio.to_thread(_uv_of_day, question, sky)


async def uv_by_hour(question: SkyQuestion, world: World) -> tuple[UvHour, ...]:
    """
    Tell the ultraviolet of a day by the hour.

    Parameters
    ----------
    question, world
        As for :func:`uv_of_day`.

    Returns
    -------
    tuple of UvHour
        From sunrise to sunset; of a day without them 25 hours, in the dark as well: never empty.
    """
    sky = await _sky(question, world)
    first, last = _daylight(sky)
    at = np.arange(first, last + 1.0, _HOUR_S)
    uv_index = np.interp(at, sky.time, _uv_index(sky))
    return tuple(
        UvHour(float(value), instant(float(time)), _sun_position(sky.place, float(time)))
        for time, value in zip(at, uv_index, strict=True)
    )


async def protection(
    question: SkyQuestion, from_uv: float, to_uv: float, world: World
) -> Protection:
    """
    Tell from when to when of a day skin needs protection.

    Parameters
    ----------
    question : SkyQuestion
        As for :func:`uv_of_day`.
    from_uv, to_uv : float
        UV index from whose first minute on, and to whose last minute. [unitless]
    world : World

    Returns
    -------
    Protection
        To the minute.
    """
    sky = await _sky(question, world)
    time, uv_index = _day_of(sky)
    begun = np.flatnonzero((uv_index > 0.0) & (uv_index >= from_uv))
    over = np.flatnonzero((uv_index > 0.0) & (uv_index >= to_uv))
    if not begun.size or not over.size:
        return Protection(None, None, None, None)
    first, last = begun[0], over[-1]
    return Protection(
        from_time=instant(float(time[first])),
        from_uv=float(uv_index[first]),
        to_time=instant(float(time[last])),
        to_uv=float(uv_index[last]),
    )


def solar_day(place: Place, time: datetime) -> CivilDay:
    """
    Take the day of the sun that a moment lies in.

    Parameters
    ----------
    place : Place
    time : datetime

    Returns
    -------
    CivilDay
        Twelve hours to both sides of the solar noon nearest to the moment, from a whole minute on,
        so that all who ask within a day share its curve. The date is that of its noon.
    """
    noon = _noon(time.timestamp(), place.longitude)
    start = math.floor((noon - SECONDS_PER_DAY / 2.0) / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
    begin = instant(start)
    date = instant(noon).astimezone(place.zone).date()
    return CivilDay(date, begin, begin + _SOLAR_DAY + timedelta(minutes=1))


def _noon(time: float, longitude: float) -> float:
    """Solar noon nearest to an instant, the same one wherever in its day that is. [s]"""
    near = solar_geometry.solar_noon(time, longitude)
    return float(solar_geometry.solar_noon(near, longitude))


async def _sky(question: SkyQuestion, world: World) -> Sky:
    """Sky of the solar day and the next: a stay that begins in the evening sees the morning."""
    time = question.start or world.now()
    place = place_of(question.spot)
    day = solar_day(place, time)
    return await sky_over(question, place, day, time, day.end + _SOLAR_DAY, world)


def _uv_of_day(question: SkyQuestion, sky: Sky) -> UvOfDay:
    time, uv_index = _day_of(sky)
    moment = sky.start.timestamp()
    times = _sun_times(sky)
    top = int(np.argmax(uv_index))
    dark = uv_index[top] <= 0.0
    return UvOfDay(
        uv=ultraviolet_at(sky).uv_index,
        uv_time=sky.start,
        uv_max=float(uv_index[top]),
        uv_max_time=times.solar_noon if dark else instant(float(time[top])),
        ozone=sky.provenance.ozone.du,
        ozone_time=_ozone_time(sky),
        safe_exposure_time={
            f"st{kind.number}": _limit(question, sky, kind.number) for kind in SKIN_TYPES
        },
        sun_info=SunInfo(times, _sun_position(sky.place, moment)),
    )


def _limit(question: SkyQuestion, sky: Sky, skin_type: int) -> float:
    """Limit of a grown person of a type, from the moment or the first light after it. [min]"""
    case = case_of(Question(question, Person(fitzpatrick=skin_type)), sky)
    return case.figures.limit / SECONDS_PER_MINUTE


def _ozone_time(sky: Sky) -> datetime:
    used = next(each for each in sky.provenance.sources if each.quantity == "total_ozone")
    return used.issued_at or used.fetched_at or sky.start


def _uv_index(sky: Sky) -> FloatArray:
    return uv_index_from_irradiance(sky.light.erythemal)


def _day_of(sky: Sky) -> tuple[FloatArray, FloatArray]:
    """Minutes of the solar day [s], and their UV index."""
    within = sky.time <= sky.day.end.timestamp()
    return sky.time[within], _uv_index(sky)[within]


def _sun_times(sky: Sky) -> SunTimes:
    within = sky.time <= sky.day.end.timestamp()
    noon = _noon(sky.start.timestamp(), sky.place.longitude)
    return sun_times(sky.time[within], 90.0 - sky.clear.zenith[within], noon)


def _daylight(sky: Sky) -> tuple[float, float]:
    """Sunrise and sunset, or the ends of the day where there is none. [s]"""
    times, day = _sun_times(sky), sky.day
    rise = times.rising["sunrise"] or day.start
    fall = times.setting["sunset"] or day.end
    return rise.timestamp(), fall.timestamp()


def _sun_position(place: Place, time: float) -> SunPosition:
    sun = solar_geometry.solar_position(time, place.latitude, place.longitude)
    return SunPosition(
        azimuth=math.radians(float(sun.azimuth) - 180.0),
        altitude=math.radians(90.0 - float(sun.zenith)),
    )
