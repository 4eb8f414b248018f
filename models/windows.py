"""The stays of a day that reach the vitamin D target: gentlest, shortest and earliest."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

Kind = Literal["gentlest", "shortest", "earliest"]


@dataclass(frozen=True, slots=True)
class Window:
    """A stay that reaches the target."""

    kind: Kind
    """``gentlest``, ``shortest`` or ``earliest``."""
    start: float
    """[s]"""
    duration: float
    """[s]"""
    burn_share: float
    """Share of the minimal erythema dose received in it. [unitless]"""


@dataclass(frozen=True, slots=True)
class Winter:
    """Days that follow one another on which the sun is too weak for vitamin D."""

    first: int
    """Index of its first day."""
    days: int


def vitamin_d_winter(
    noon_irradiance: npt.ArrayLike, threshold: float, begins_before: int
) -> Winter | None:
    """
    Find the longest run of days whose noon stays below the synthesis threshold.

    Parameters
    ----------
    noon_irradiance : array_like, shape (n,)
        Vitamin-D irradiance at the solar noon of each day. [W m⁻²]
    threshold : float
        [W m⁻²]
    begins_before : int
        Runs that begin on this day or later are left out, as are runs that have begun before the
        first day, unless nothing else is dark: a winter belongs to the year in which it begins.

    Returns
    -------
    Winter or None
        ``None`` where no day is dark; at most ``begins_before`` days long.

    References
    ----------
    .. [1] A. R. Webb, L. Kline and M. F. Holick, J. Clin. Endocrinol. Metab. 67 (1988) 373-378.
    """
    dark = np.concatenate([[False], as_float(noon_irradiance) < threshold, [False]])
    edges = np.flatnonzero(dark[1:] != dark[:-1])
    runs = [
        Winter(int(first), min(int(last - first), begins_before))
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if first < begins_before
    ]
    begun = [run for run in runs if run.first > 0] or runs
    return max(begun, key=lambda run: run.days, default=None)


def exposure_around(half_width: npt.ArrayLike, both_sides: npt.ArrayLike) -> FloatArray:
    """
    Radiant exposure of stays of growing length around one moment of each day.

    Parameters
    ----------
    half_width : array_like, shape (m,)
        Half of the length of a stay, increasing from zero. [s]
    both_sides : array_like, shape (n, m)
        Sum of the irradiances that long before and after the moment. [W m⁻²]

    Returns
    -------
    ndarray, shape (n, m)
        Begins with zero; by the trapezoidal rule. [J m⁻²]
    """
    width, rate = as_float(half_width), as_float(both_sides)
    steps = 0.5 * (rate[:, 1:] + rate[:, :-1]) * np.diff(width)
    return np.concatenate([np.zeros((len(rate), 1)), np.cumsum(steps, axis=1)], axis=1)


def half_width_of(
    half_width: npt.ArrayLike, exposure: npt.ArrayLike, dose: npt.ArrayLike
) -> FloatArray:
    """
    Half of the length of the stay that receives a dose, on each day.

    Parameters
    ----------
    half_width : array_like, shape (m,)
        Increasing from zero. [s]
    exposure : array_like, shape (n, m)
        Of :func:`exposure_around`. [J m⁻²]
    dose : array_like
        [J m⁻²]

    Returns
    -------
    ndarray, shape (n,)
        The longest where even that does not receive the dose; linear between the lengths. [s]
    """
    width, received = as_float(half_width), as_float(exposure)
    within = np.minimum(as_float(dose), received[:, -1])
    right = np.clip(np.sum(received < within[:, np.newaxis], axis=1), 1, len(width) - 1)
    row = np.arange(len(received))
    low, high = received[row, right - 1], received[row, right]
    part = np.divide(within - low, high - low, out=np.ones_like(low), where=high > low)
    found = width[right - 1] + np.clip(part, 0.0, 1.0) * (width[right] - width[right - 1])
    return as_float(np.where(received[:, -1] <= as_float(dose), width[-1], found))


def best_windows(
    start: npt.ArrayLike,
    time_to_target: npt.ArrayLike,
    burn_share: npt.ArrayLike,
) -> tuple[Window, ...]:
    """
    Choose the best of many possible stays.

    Parameters
    ----------
    start : array_like, shape (n,)
        Possible beginnings, increasing. [s]
    time_to_target : array_like, shape (n,)
        Time to the vitamin D target from each; ``inf`` where no stay is to be offered. [s]
    burn_share : array_like, shape (n,)
        Share of the minimal erythema dose received until then. [unitless]

    Returns
    -------
    tuple of Window
        One for each kind, in the order gentlest, shortest, earliest; empty where no stay is to be
        offered.
    """
    begin, duration, share = (as_float(x) for x in (start, time_to_target, burn_share))
    offered = np.isfinite(duration)
    if not offered.any():
        return ()

    def best(kind: Kind, cost: FloatArray) -> Window:
        i = int(np.argmin(np.where(offered, cost, np.inf)))
        return Window(kind, float(begin[i]), float(duration[i]), float(share[i]))

    return best("gentlest", share), best("shortest", duration), best("earliest", begin)
