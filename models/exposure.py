"""Radiant exposure along a curve of irradiance, and the time at which it reaches a dose."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float, as_scalar


def radiant_exposure(time: npt.ArrayLike, irradiance: npt.ArrayLike) -> FloatArray:
    """
    Radiant exposure accumulated since the first time, by the trapezoidal rule.

    Parameters
    ----------
    time : array_like, shape (n,)
        Increasing. [s]
    irradiance : array_like, shape (n,)
        At those times, not negative. [W m⁻²]

    Returns
    -------
    ndarray, shape (n,)
        Starts at zero; NaN from the first NaN on. [J m⁻²]
    """
    t, e = as_float(time), as_float(irradiance)
    steps = 0.5 * (e[1:] + e[:-1]) * np.diff(t)
    return np.concatenate([[0.0 * e[0]], 0.0 * e[0] + np.cumsum(steps)])


@dataclass(frozen=True, slots=True, eq=False)
class Accumulation:
    """Radiant exposure along time, accumulated once for many questions. Equal to itself alone."""

    time: FloatArray
    """Increasing, shape (n,). [s]"""
    total: FloatArray
    """Since the first time, shape (n,); see :func:`radiant_exposure`. [J m⁻²]"""

    @staticmethod
    def of(time: npt.ArrayLike, irradiance: npt.ArrayLike) -> "Accumulation":
        """
        Accumulate an irradiance.

        Parameters
        ----------
        time, irradiance : array_like, shape (n,)
            As for :func:`radiant_exposure`. [s], [W m⁻²]

        Returns
        -------
        Accumulation
        """
        return Accumulation(as_float(time), radiant_exposure(time, irradiance))

    def until(self, instant: npt.ArrayLike) -> FloatArray:
        """
        Radiant exposure from the first time until an instant.

        Parameters
        ----------
        instant : array_like
            Any shape; before the curve nothing has been received, after it everything. [s]

        Returns
        -------
        ndarray
            Shape of ``instant``; NaN where it is NaN. [J m⁻²]
        """
        if isinstance(instant, float):
            return as_scalar(self._until(instant))
        return as_float(np.interp(as_float(instant), self.time, self.total))

    def _until(self, instant: float) -> float:
        """Do what ``np.interp`` does with one number, in its steps; beside a NaN it may differ."""
        time, total = self.time, self.total
        right = int(time.searchsorted(instant, side="right"))
        if math.isnan(instant):
            return math.nan
        if right in (0, len(time)):
            return total.item(0 if right == 0 else -1)
        before, low = time.item(right - 1), total.item(right - 1)
        slope = (total.item(right) - low) / (time.item(right) - before)
        return slope * (instant - before) + low

    def between(self, start: npt.ArrayLike, end: npt.ArrayLike) -> FloatArray:
        """
        Radiant exposure from one instant until another.

        Parameters
        ----------
        start, end : array_like
            As for :meth:`until`. [s]

        Returns
        -------
        ndarray
            Broadcast shape. [J m⁻²]
        """
        return self.until(end) - self.until(start)

    def time_to(self, dose: npt.ArrayLike, start: npt.ArrayLike | None = None) -> FloatArray:
        """
        Time from a start until a dose has been received.

        Parameters
        ----------
        dose : array_like
            Wanted radiant exposure. [J m⁻²]
        start : array_like, optional
            Beginning of the stay, within ``time``; broadcasts with ``dose``. First time by default.
            [s]

        Returns
        -------
        ndarray
            As for :func:`time_to_dose`. [s]
        """
        if isinstance(dose, float) and isinstance(start, float):
            return as_scalar(self._time_to(dose, start))
        begin = self.time[0] if start is None else as_float(start)
        wanted = as_float(dose)
        target = as_float(np.interp(begin, self.time, self.total) + wanted)
        elapsed = np.maximum(_first_time(self.time, self.total, target) - begin, 0.0)
        unknown = np.isnan(target + self.total[-1])
        return np.where(unknown, np.nan, np.where(wanted <= 0.0, 0.0, elapsed))

    def _time_to(self, dose: float, start: float) -> float:
        """Do the same with one number, in the same steps."""
        time, total = self.time, self.total
        target, whole = self._until(start) + dose, total.item(-1)
        if math.isnan(target + whole):
            return math.nan
        if dose <= 0.0:
            return 0.0
        right = int(total.searchsorted(target))
        if right >= len(time):
            return math.inf
        inside = max(right, 1)
        before, low = time.item(inside - 1), total.item(inside - 1)
        rise = total.item(inside) - low
        part = min(max((target - low) / rise, 0.0), 1.0) if rise > 0.0 else 0.0
        return max(before + part * (time.item(inside) - before) - start, 0.0)


def time_to_dose(
    time: npt.ArrayLike,
    irradiance: npt.ArrayLike,
    dose: npt.ArrayLike,
    start: npt.ArrayLike | None = None,
) -> FloatArray:
    """
    Time from a start until a dose has been received.

    Parameters
    ----------
    time : array_like, shape (n,)
        Increasing. [s]
    irradiance : array_like, shape (n,)
        At those times, not negative. [W m⁻²]
    dose : array_like
        Wanted radiant exposure. [J m⁻²]
    start : array_like, optional
        Beginning of the stay, within ``time``; broadcasts with ``dose``. First time by default. [s]

    Returns
    -------
    ndarray
        Broadcast shape; zero for a dose of zero, ``inf`` where the curve ends before the dose is
        reached, NaN where an input is NaN. [s]

    Notes
    -----
    The cumulative curve is inverted linearly between its nodes: with steps of a minute the error is
    below a second except where the irradiance rises from zero.
    """
    return Accumulation.of(time, irradiance).time_to(dose, start)


def _first_time(time: FloatArray, cumulative: FloatArray, target: FloatArray) -> FloatArray:
    right = np.searchsorted(cumulative, target, side="left")
    inside = np.minimum(np.maximum(right, 1), len(time) - 1)
    low, high = cumulative[inside - 1], cumulative[inside]
    rise = high - low
    share = np.divide(target - low, rise, out=np.zeros_like(target), where=rise > 0.0)
    part = np.minimum(np.maximum(share, 0.0), 1.0)
    instant = time[inside - 1] + part * (time[inside] - time[inside - 1])
    return np.where(right >= len(time), np.inf, instant)
