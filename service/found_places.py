"""A place that was found by its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What a search tells of a place; ``None`` where the source does not tell."""

    name: str
    latitude: float
    """[°]"""
    longitude: float
    """[°]"""
    elevation_m: float | None = None
    """[m]"""
    timezone: str | None = None
    country: str | None = None
    country_code: str | None = None
    admin1: str | None = None
    population: int | None = None
