"""The course of a stay as the script of a live session reads it."""

from typing import Any

import numpy as np

from models.arrays import BoolArray, FloatArray
from service.course import Course

_FINE_S, _COARSE_S = 3600.0, 300.0
"""Every minute for an hour, then every fifth. [s]"""
_MINUTE_S = 60.0


def course_data(course: Course, city: str) -> dict[str, Any]:
    """
    Lay a course out for JSON.

    Parameters
    ----------
    course : Course
    city : str
        As it was chosen; empty where coordinates were given.

    Returns
    -------
    dict
        ``start`` in milliseconds since 1970; ``s``: seconds since then; at those, ``made_low``,
        ``made``, ``made_high``: vitamin D before saturation [IU], and ``med``, ``med_high``: shares
        of the dose that reddens, of skin like this and of the most sensitive such skin. Of
        ``made``, skin with the ``capacity`` C [IU] yields ``C (1 - exp(-made / C))``.
        ``limit_med`` is ``med_high`` at the limit. Below 8 kB.
    """
    kept = _kept(course.seconds)
    low, central, high = course.unsaturated[:, kept]
    place = course.place
    latitude, longitude = round(place.latitude, 2), round(place.longitude, 2)
    return {
        "start": round(course.start.timestamp() * 1000.0),
        "zone": place.timezone,
        "place": city or f"{latitude:.2f}, {longitude:.2f}",
        "latitude": latitude,
        "longitude": longitude,
        "skin_fraction": round(course.skin_fraction, 4),
        "target_iu": course.target_iu,
        "limit_med": round(course.limit_med_share, 6),
        "capacity": round(course.capacity_iu, 2),
        "s": _rounded(course.seconds[kept], 2),
        "made_low": _rounded(low, 2),
        "made": _rounded(central, 2),
        "made_high": _rounded(high, 2),
        "med": _rounded(course.med_share[kept], 6),
        "med_high": _rounded(course.med_share_sensitive[kept], 6),
    }


def _kept(seconds: FloatArray) -> BoolArray:
    """Choose instants: what is no full minute is a mark, which must not be lost."""
    marks = seconds % _MINUTE_S > 0.0
    chosen: BoolArray = (seconds <= _FINE_S) | (seconds % _COARSE_S == 0.0) | marks
    chosen[-1] = True
    return chosen


def _rounded(values: FloatArray, digits: int) -> list[float]:
    return [float(value) for value in np.round(values, digits)]
