"""Samples of a day in Florida, and what it comes to."""

from datetime import UTC, date, datetime

from service.exposures.day import work_out
from service.exposures.minutes import Material
from service.profiles import Profile
from service.samples import Sample
from service.world import world_alone

FLORIDA = (28.13, -80.6)
DAY = date(2026, 6, 12)
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
PERSON = Profile(
    fitzpatrick=2, birth_year=1990, clothing=(("summer", "t_shirt_shorts"),), posture="upright"
)


def at(hour, minute=0, second=0, day=12):
    """A moment of June 2026, UTC. [ms]"""
    return round(datetime(2026, 6, day, hour, minute, second, tzinfo=UTC).timestamp() * 1000)


def session(name, start, end, *, basis=None, place=FLORIDA, **more):
    details = dict(more.pop("details", {}))
    if basis:
        details["basis"] = basis
    latitude, longitude = place or (None, None)
    kind = more.pop("type", "outdoor_session")
    return Sample(
        name, 1, type=kind, start_ms=start, end_ms=end, latitude=latitude, longitude=longitude,
        details=details, **more,
    )  # fmt: skip


def daylight(name, start, end, minutes, **more):
    return session(name, start, end, type="time_in_daylight", value=float(minutes), **more)


def location(name, moment, *, latitude=FLORIDA[0], longitude=FLORIDA[1], motion=(), indoor=None):
    details = {"motion": list(motion)} | ({} if indoor is None else {"indoor": indoor})
    return session(
        name, moment, moment, type="location", place=(latitude, longitude), details=details
    )


async def day_of(samples, profile=PERSON, day=DAY, world=None):
    alone = world_alone(lambda: NOW)
    return await work_out(day, Material.of(samples, profile), world or alone)
