"""Radiant exposure along a curve of irradiance, and the time at which it reaches a dose."""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float


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


def exposure_at(
    time: npt.ArrayLike, irradiance: npt.ArrayLike, instant: npt.ArrayLike
) -> FloatArray:
    """
    Radiant exposure accumulated from the first time until an instant.

    Parameters
    ----------
    time, irradiance : array_like, shape (n,)
        As for :func:`radiant_exposure`. [s], [W m⁻²]
    instant : array_like
        Any shape; before the curve nothing has been received, after it everything. [s]

    Returns
    -------
    ndarray
        Shape of ``instant``; NaN where it is NaN. [J m⁻²]
    """
    t, when = as_float(time), as_float(instant)
    return np.where(np.isnan(when), np.nan, np.interp(when, t, radiant_exposure(t, irradiance)))


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
    t, e = as_float(time), as_float(irradiance)
    cumulative = radiant_exposure(t, e)
    begin = t[0] if start is None else as_float(start)
    wanted, begin = np.broadcast_arrays(as_float(dose), begin)
    target = np.interp(begin, t, cumulative) + wanted
    reached_at = _first_time(t, cumulative, target)
    elapsed = np.maximum(reached_at - begin, 0.0)
    unknown = np.isnan(wanted) | np.isnan(begin) | np.isnan(cumulative[-1])
    return np.where(unknown, np.nan, np.where(wanted <= 0.0, 0.0, elapsed))


def _first_time(time: FloatArray, cumulative: FloatArray, target: FloatArray) -> FloatArray:
    right = np.searchsorted(cumulative, target, side="left")
    inside = np.clip(right, 1, len(time) - 1)
    low, high = cumulative[inside - 1], cumulative[inside]
    rise = high - low
    share = np.divide(target - low, rise, out=np.zeros_like(target), where=rise > 0.0)
    instant = time[inside - 1] + np.clip(share, 0.0, 1.0) * (time[inside] - time[inside - 1])
    return np.where(right >= len(time), np.inf, instant)
