"""Where a minute was spent: at the place that is known nearest in time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import BoolArray, FloatArray
from service.profiles import Profile
from service.samples import Sample
from service.syncing.civil_dates import REACH_OF_A_PLACE_MS

_PLAUSIBLE_M = (-430.0, 9000.0)
"""The Dead Sea and the highest summit. [m]"""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Places along time; NaN where none is known."""

    latitude: FloatArray
    """[°]"""
    longitude: FloatArray
    """[°]"""
    elevation: FloatArray
    """NaN where the place has none that can be true. [m]"""
    at_home: BoolArray
    """Where the home of the profile stands in."""


class Places:
    """What samples tell of places."""

    def __init__(self, samples: Sequence[Sample], profile: Profile) -> None:
        points = sorted(
            (moment / 1000.0, sample.latitude, sample.longitude, _altitude(sample))
            for sample in samples
            if sample.latitude is not None and sample.longitude is not None
            for moment in {sample.start_ms or 0, sample.end_ms or 0}
        )
        columns = np.array(points, dtype=np.float64).reshape(-1, 4)
        self._time = columns[:, 0]
        self._place = columns[:, 1:]
        self._home = profile.home

    def at(self, time: FloatArray) -> Whereabouts:
        """
        Look up places.

        Parameters
        ----------
        time : ndarray, shape (n,)
            Seconds since 1970. [s]

        Returns
        -------
        Whereabouts
            Shape (n,). Of two places as near in time the earlier.
        """
        found = np.full((len(time), 3), np.nan)
        known = np.zeros(len(time), dtype=bool)
        if len(self._time):
            after = np.clip(np.searchsorted(self._time, time), 1, max(len(self._time) - 1, 1))
            before = after - 1
            after = np.minimum(after, len(self._time) - 1)
            near_before = time - self._time[before] <= self._time[after] - time
            nearest = np.where(near_before, before, after)
            known = np.abs(self._time[nearest] - time) * 1000.0 <= REACH_OF_A_PLACE_MS
            found[known] = self._place[nearest[known]]
        at_home = ~known & (self._home is not None)
        if self._home is not None:
            found[at_home, :2] = self._home
        return Whereabouts(found[:, 0], found[:, 1], found[:, 2], at_home)


def _altitude(sample: Sample) -> float:
    altitude = sample.altitude_m
    if altitude is None or not _PLAUSIBLE_M[0] <= altitude <= _PLAUSIBLE_M[1]:
        return float("nan")
    return altitude
