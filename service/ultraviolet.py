"""Ultraviolet at one moment of a sky, and its category."""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

from models import solar_geometry
from models.units import uv_index_from_irradiance
from service.answers import Sun, Ultraviolet, UvCategory
from service.clear_curve import HORIZON
from service.places import CivilDay, Place, civil_day_of, place_of
from service.provenance import Provenance
from service.questions import SkyQuestion
from service.sky import Sky, sky_over
from service.world import World

UV_CATEGORIES: tuple[tuple[float, UvCategory], ...] = (
    (11.0, "extreme"),
    (8.0, "very_high"),
    (6.0, "high"),
    (3.0, "moderate"),
    (0.0, "low"),
)
"""Lowest UV index of each category, after rounding to a whole number (WHO 2002)."""
HALF_A_STEP = 0.5
"""What is less than this below a whole number is reported as that number. [unitless]"""


def lowest_uv_index(category: UvCategory) -> float:
    """Lowest UV index, not rounded, that is reported in a category."""
    bound = next(bound for bound, name in UV_CATEGORIES if name == category)
    return max(bound - HALF_A_STEP, 0.0)


@dataclass(frozen=True, slots=True)
class UvNow:
    """Ultraviolet at one time and place."""

    place: Place
    time: datetime
    sun: Sun
    uv: Ultraviolet
    provenance: Provenance
    attribution: tuple[str, ...]


def category_of(uv_index: float) -> UvCategory:
    """Exposure category of a UV index, rounded to a whole number as WHO reports it."""
    whole = math.floor(uv_index + HALF_A_STEP)
    return next(name for bound, name in UV_CATEGORIES if whole >= bound)


@lru_cache(maxsize=32)
def ultraviolet_at(sky: Sky) -> Ultraviolet:
    """Irradiances at the start of a sky."""
    at = sky.start.timestamp()

    def value(curve: np.typing.NDArray[np.float64]) -> float:
        return float(np.interp(at, sky.time, curve))

    erythemal, vitamin_d = value(sky.light.erythemal), value(sky.light.vitamin_d)
    uv_index = float(uv_index_from_irradiance(erythemal))
    dark = erythemal <= 0.0 or value(sky.clear.zenith) >= HORIZON
    return Ultraviolet(
        uv_index=uv_index,
        uv_index_clear_sky=value(sky.clear.uv_index),
        erythemal_w_m2=erythemal,
        vitamin_d_w_m2=vitamin_d,
        vitamin_d_ratio=None if dark else vitamin_d / erythemal,
        vitamin_d_ratio_reason="sun_below_horizon" if dark else None,
        category=category_of(uv_index),
    )


def sun_of(sky: Sky) -> Sun:
    """Where the sun stands at the start of a sky, and the events of its day."""
    return _sun(sky.place, sky.day, sky.start.timestamp())


@lru_cache(maxsize=4096)
def _sun(place: Place, day: CivilDay, time: float) -> Sun:
    at = solar_geometry.solar_position(time, place.latitude, place.longitude)
    events = _events(place, day)
    why = "not_on_this_date" if events.day_type == "normal" else events.day_type
    return Sun(
        zenith_deg=float(at.zenith),
        elevation_deg=90.0 - float(at.zenith),
        azimuth_deg=float(at.azimuth),
        sunrise=events.sunrise,
        sunrise_reason=why if events.sunrise is None else None,
        solar_noon=events.solar_noon,
        sunset=events.sunset,
        sunset_reason=why if events.sunset is None else None,
        day_type=events.day_type,
    )


@lru_cache(maxsize=4096)
def _events(place: Place, day: CivilDay) -> solar_geometry.DayEvents:
    return solar_geometry.day_events(place.latitude, place.longitude, day.start, day.end)


async def ultraviolet(question: SkyQuestion, world: World) -> UvNow:
    """
    Answer what the ultraviolet is at a place and time.

    Parameters
    ----------
    question : SkyQuestion
        Its start is the time; now where there is none.
    world : World

    Returns
    -------
    UvNow
    """
    time = question.start or world.now()
    place = place_of(question.spot)
    day = civil_day_of(place, time)
    sky = await sky_over(question, place, day, time, day.end, world)
    return UvNow(
        place=place,
        time=time,
        sun=sun_of(sky),
        uv=ultraviolet_at(sky),
        provenance=sky.provenance,
        attribution=sky.attribution,
    )
