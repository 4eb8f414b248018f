"""When the sun crosses the altitudes that have names: sunrise, dusk, golden hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from models.arrays import FloatArray
from models.constants import SECONDS_PER_DAY
from service.case import instant

ALTITUDES: tuple[tuple[str, str, float], ...] = (
    ("sunrise", "sunset", -0.833),
    ("sunriseEnd", "sunsetStart", -0.3),
    ("dawn", "dusk", -6.0),
    ("nauticalDawn", "nauticalDusk", -12.0),
    ("nightEnd", "night", -18.0),
    ("goldenHourEnd", "goldenHour", 6.0),
)
"""Names in the morning and in the evening, and altitude of the sun's centre. [°]

Those of SunCalc (V. Agafonkin), which OpenUV shows.
"""


@dataclass(frozen=True, slots=True)
class SunTimes:
    """Events of one solar day; ``None`` for those that it does not have."""

    solar_noon: datetime
    nadir: datetime
    """The lower transit before noon."""
    rising: Mapping[str, datetime | None]
    setting: Mapping[str, datetime | None]


def sun_times(time: FloatArray, altitude: FloatArray, noon: float) -> SunTimes:
    """
    Find when the sun crosses the named altitudes.

    Parameters
    ----------
    time : ndarray, shape (n,)
        From one lower transit to the next, a minute apart. [s]
    altitude : ndarray, shape (n,)
        Of the sun, without refraction. [°]
    noon : float
        Upper transit between them. [s]

    Returns
    -------
    SunTimes
        In UTC. Between the minutes altitude is taken as straight, which costs less than 0.1 s
        where the sun rises steeply and some seconds where it hardly rises.
    """
    morning = time <= noon
    falling = time >= noon
    return SunTimes(
        solar_noon=instant(noon),
        nadir=instant(noon - SECONDS_PER_DAY / 2.0),
        rising={
            name: _crossing(time[morning], altitude[morning], height)
            for name, _, height in ALTITUDES
        },
        setting={
            name: _crossing(time[falling], -altitude[falling], -height)
            for _, name, height in ALTITUDES
        },
    )


def _crossing(time: FloatArray, altitude: FloatArray, height: float) -> datetime | None:
    """Return the first time at which an altitude is climbed through."""
    below = altitude < height
    crossed = np.flatnonzero(below[:-1] & ~below[1:])
    if not crossed.size:
        return None
    i = int(crossed[0])
    part = (height - altitude[i]) / (altitude[i + 1] - altitude[i])
    return instant(float(time[i] + part * (time[i + 1] - time[i])))
