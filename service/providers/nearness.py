"""Which of some known points a place belongs to."""

from typing import Protocol, TypeVar

import numpy as np

_KM_PER_DEGREE = 111.2
"""On a meridian; at such distances the earth is flat."""


class Point(Protocol):
    """Something with a position. [°]"""

    @property
    def latitude(self) -> float:
        """[°]"""
        ...

    @property
    def longitude(self) -> float:
        """[°]"""
        ...


P = TypeVar("P", bound=Point)


def nearest(points: tuple[P, ...], latitude: float, longitude: float, most_km: float) -> P | None:
    """Find the nearest point; ``None`` where none is within so many kilometres."""
    north = np.array([point.latitude for point in points]) - latitude
    east = np.array([point.longitude for point in points]) - longitude
    kilometres = np.hypot(north, east * np.cos(np.radians(latitude))) * _KM_PER_DEGREE
    at = int(np.argmin(kilometres))
    return points[at] if kilometres[at] <= most_km else None
