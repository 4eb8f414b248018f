"""Ultraviolet along the day: the clear-sky curve, and what is known of the weather upon it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from models import solar_geometry
from models.arrays import FloatArray
from models.uncertainty import Spread
from service.clear_curve import HORIZON, ClearCurve, Light, clear_minutes
from service.clear_spreads import clear_sky_spreads
from service.origins import attribution_of, provenance_of
from service.places import CivilDay, Place
from service.provenance import Provenance, QualityFlag
from service.questions import Environment, SkyQuestion
from service.weather import Weather, weather_over
from service.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Sky:
    """
    Ultraviolet on a horizontal plane along a civil day, or to the end of a longer stay.

    Equal to itself alone.
    """

    place: Place
    day: CivilDay
    start: datetime
    clear: ClearCurve
    light: Light
    """With clouds as far as they are known."""
    spreads_erythemal: tuple[Spread, ...]
    spreads_vitamin_d: tuple[Spread, ...]
    provenance: Provenance
    attribution: tuple[str, ...]

    @property
    def time(self) -> FloatArray:
        """Seconds since 1970. [s]"""
        return self.clear.time


async def sky_over(
    question: SkyQuestion,
    place: Place,
    day: CivilDay,
    start: datetime,
    until: datetime,
    world: World,
    since: datetime | None = None,
) -> Sky:
    """
    Compute the ultraviolet of a civil day.

    Parameters
    ----------
    question : SkyQuestion
    place : Place
    day : CivilDay
        The day that contains ``start``.
    start : datetime
        Beginning of the stay; what a reading of the UV index refers to.
    until : datetime
        What the curve has to reach. It reaches the end of the day in any case, and a day more
        where the sun is up at midnight, so that midnight ends no polar day.
    world : World
    since : datetime, optional
        What the curve has to begin with, where that lies before the day.

    Returns
    -------
    Sky
        Always: a provider that fails leaves a flag.
    """
    last = max(_end(place, day), until).timestamp()
    first = (day.start if since is None else min(day.start, since)).timestamp()
    clear = clear_minutes(place, first, last, question.environment)
    begin = min(start, world.now()) if since is None else since
    weather = await weather_over(question, place, clear, start, begin.timestamp(), world.chain)
    light = weather.light if since is None else _not_backwards(question, weather, start)
    erythemal, vitamin_d = _spreads(weather, place, question.environment)
    return Sky(
        place=place,
        day=day,
        start=start,
        clear=weather.clear,
        light=light,
        spreads_erythemal=erythemal,
        spreads_vitamin_d=vitamin_d,
        provenance=_provenance(question, place, weather, start, world.now()),
        attribution=attribution_of(weather),
    )


def _not_backwards(question: SkyQuestion, weather: Weather, start: datetime) -> Light:
    """Let what is told of the sky at the start dim nothing that was before it."""
    told = question.environment
    if told.cloud_cover is None and told.uv_index is None:
        return weather.light
    clear = weather.clear
    before = clear.time < start.timestamp()
    dimmed = weather.light.erythemal < clear.light.erythemal
    return weather.light.but_where(before & dimmed, clear.light)


@lru_cache(maxsize=4096)
def _end(place: Place, day: CivilDay) -> datetime:
    midnight = day.end.timestamp()
    sun = solar_geometry.solar_position(midnight, place.latitude, place.longitude)
    return day.end + timedelta(days=1) if sun.zenith < HORIZON else day.end


def _spreads(
    weather: Weather, place: Place, environment: Environment
) -> tuple[tuple[Spread, ...], tuple[Spread, ...]]:
    if weather.knows_ozone:
        return weather.spreads, weather.spreads
    erythemal, vitamin_d = clear_sky_spreads(place, weather.clear, environment)
    return (*weather.spreads, *erythemal), (*weather.spreads, *vitamin_d)


def _provenance(
    question: SkyQuestion, place: Place, weather: Weather, start: datetime, now: datetime
) -> Provenance:
    known = provenance_of(question.environment, place, weather, start.timestamp(), now)
    more = _input_flags(weather.clear, start.timestamp())
    return replace(known, quality_flags=(*known.quality_flags, *more))


def _input_flags(clear: ClearCurve, start: float) -> tuple[QualityFlag, ...]:
    ahead = clear.lit & (clear.time >= start)
    return ("clear_sky_extrapolated",) if np.any(clear.extrapolated & ahead) else ()
