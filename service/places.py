"""What a bare latitude and longitude imply: time zone, civil day, elevation."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzfpy

from service.errors import FieldError, InvalidInput
from service.questions import Spot
from service.terrain import elevation_at

ElevationSource = Literal["request", "terrain_model"]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on earth with its elevation and time zone."""

    latitude: float
    longitude: float
    elevation_m: float
    elevation_source: ElevationSource
    timezone: str

    @property
    def zone(self) -> ZoneInfo:
        """The IANA zone of the place."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class CivilDay:
    """One date of a zone's calendar, 23 to 25 hours long; the end is exclusive. Times in UTC."""

    date: date
    start: datetime
    end: datetime


def place_of(spot: Spot) -> Place:
    """Complete a point with its time zone and, where none is given, its elevation."""
    given = spot.elevation_m
    return Place(
        latitude=spot.latitude,
        longitude=spot.longitude,
        elevation_m=terrain_elevation(spot.latitude, spot.longitude) if given is None else given,
        elevation_source="terrain_model" if given is None else "request",
        timezone=zone_name(spot.latitude, spot.longitude),
    )


def civil_day_of(place: Place, instant: datetime) -> CivilDay:
    """Return the civil day of the place that contains an instant."""
    return civil_day(place, instant.astimezone(place.zone).date())


def civil_day(place: Place, day: date) -> CivilDay:
    """
    Return one date of the place's calendar.

    Raises
    ------
    InvalidInput
        For a date that the place's calendar skipped.
    """
    start = _midnight(place.zone, day)
    end = _midnight(place.zone, day + timedelta(days=1))
    if end <= start:
        detail = f"{day} does not exist in {place.timezone}: the calendar skipped it"
        raise InvalidInput(FieldError("#/date", "does_not_exist", detail))
    return CivilDay(day, start, end)


def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def zone_name(latitude: float, longitude: float) -> str:
    """IANA zone of a point on earth."""
    name = tzfpy.get_tz(longitude, latitude)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        hours = round(longitude / 15.0)
        return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


@lru_cache(maxsize=4096)
def terrain_elevation(latitude: float, longitude: float) -> float:
    """Elevation above sea level [m] from a coarse terrain map."""
    return elevation_at(latitude, longitude)
