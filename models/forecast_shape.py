"""What a forecast's values mean in time: means that a curve has to keep, and by which clock."""

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

_ROUNDS = 40
_FEWEST_HOURS = 6
_LAG_STEP = 300.0
"""[s]"""
_MOST_LAG = 2.5 * 3600.0
"""[s]"""
_CLEAR_SHAPE = 0.995
"""Cosine between values and clear-sky curve from which on only the clock can be to blame.

Hourly values of recorded clear days reach 0.998 and more, those of cloudy days stay below 0.99.
(judgement)
"""
_GAIN = 0.004
"""By how much the cosine at the best lag has to exceed that at none: one hour costs 0.01 to 0.03 on
days of 16 to 9 hours, half an hour a quarter of that. [unitless] (judgement)"""


def eased(time: npt.ArrayLike, node_time: npt.ArrayLike, node_value: npt.ArrayLike) -> FloatArray:
    """
    Interpolate smoothly: through every node with no slope there, never beyond its neighbours.

    Parameters
    ----------
    time : array_like
        [s]
    node_time, node_value : array_like, shape (m,)
        Increasing times [s] and values at them; at least one. [any one unit]

    Returns
    -------
    ndarray
        With the shape of ``time``; before the first and after the last node their values.

    Notes
    -----
    The cubic 3u² - 2u³ between two nodes, u from 0 to 1. In straight lines a ratio would bend at
    every hour, and its slope would move the top of the curve away from the highest sun: a provider
    whose ratio to ours falls by 2 % an hour (CAMS on a recorded clear day: its clock is 7 minutes
    ahead of the sun) by 7 minutes, against 3 with the cubic.
    """
    t, at, value = (as_float(x) for x in (time, node_time, node_value))
    right = np.clip(np.searchsorted(at, t), 0, len(at) - 1)
    left = np.maximum(right - 1, 0)
    span = at[right] - at[left]
    share = np.divide(t - at[left], span, out=np.ones_like(t), where=span > 0.0)
    share = np.clip(share, 0.0, 1.0)
    return as_float(value[left] + (value[right] - value[left]) * share**2 * (3.0 - 2.0 * share))


def average_preserving(
    ratio: npt.ArrayLike,
    node_time: npt.ArrayLike,
    sample_time: npt.ArrayLike,
    sample_clear_sky: npt.ArrayLike,
) -> FloatArray:
    """
    Ratios at nodes between which :func:`eased` returns the mean over each node's interval.

    Parameters
    ----------
    ratio : array_like, shape (m,)
        Mean all-sky over mean clear-sky irradiance of each interval, not negative. [unitless]
    node_time : array_like, shape (m,)
        Increasing middles of the intervals. [s]
    sample_time : array_like, shape (m, k)
        Times evenly spread over each interval; one column, equal to the nodes, for instants. [s]
    sample_clear_sky : array_like, shape (m, k)
        Clear-sky irradiance at those times. [any one unit]

    Returns
    -------
    ndarray, shape (m,)
        Not negative. Where neighbours differ so much that no such curve can keep the mean (one
        bright hour among dark ones), what comes closest from above. [unitless]

    Notes
    -----
    Richardson-Lucy-like iteration: each node is multiplied by wanted over found mean. A node has
    three quarters of the weight in its own interval, so that the error shrinks by half or more at
    each of the 40 rounds. Instants are returned as they are.
    """
    wanted, at, times, clear = (
        as_float(x) for x in (ratio, node_time, sample_time, sample_clear_sky)
    )
    if times.shape[-1] == 1 or len(at) < 2:
        return wanted
    weight = np.divide(clear, clear.sum(axis=-1, keepdims=True), where=clear > 0.0,
                       out=np.full_like(clear, 1.0 / clear.shape[-1]))  # fmt: skip
    nodes = wanted.copy()
    for _ in range(_ROUNDS):
        found = np.sum(eased(times, at, nodes) * weight, axis=-1)
        nodes = nodes * np.divide(wanted, found, out=np.ones_like(found), where=found > 0.0)
    return nodes


def clock_offset(
    middle: npt.ArrayLike,
    uv_index: npt.ArrayLike,
    time: npt.ArrayLike,
    clear_sky_uv_index: npt.ArrayLike,
) -> float:
    """
    By how much a forecast runs behind the sun.

    Parameters
    ----------
    middle : array_like, shape (m,)
        Middles of the intervals of the forecast, or its instants. [s]
    uv_index : array_like, shape (m,)
        Its values, NaN where unknown; without clouds if the provider has such. [unitless]
    time : array_like, shape (n,)
        Increasing times of our curve, at least the daylight of one day. [s]
    clear_sky_uv_index : array_like, shape (n,)
        Our clear sky then. [unitless]

    Returns
    -------
    float
        Positive where the forecast is late; 0 where it fits best as it is; NaN where clouds, too
        few values or a lag at the end of the range say nothing of the clock. [s]

    Notes
    -----
    The lag, in steps of 5 minutes up to 2.5 hours, at which the values are most nearly proportional
    to our clear sky. A scale (ozone, aerosol) cancels.
    """
    at, value, t, clear = (as_float(x) for x in (middle, uv_index, time, clear_sky_uv_index))
    inside = np.isfinite(value) & (value >= 0.0) & (at >= t[0]) & (at <= t[-1])
    at, value = at[inside], value[inside]
    if np.count_nonzero(value > 0.0) < _FEWEST_HOURS:
        return float("nan")
    lags = np.arange(-_MOST_LAG, _MOST_LAG + 1.0, _LAG_STEP)
    shifted = np.interp(at[None, :] - lags[:, None], t, clear, left=0.0, right=0.0)
    length = np.linalg.norm(shifted, axis=1) * np.linalg.norm(value)
    alike = np.divide(shifted @ value, length, out=np.zeros_like(length), where=length > 0.0)
    best = int(np.argmax(alike))
    if alike[best] < _CLEAR_SHAPE or best in {0, len(lags) - 1}:
        return float("nan")
    as_it_is = float(np.interp(0.0, lags, alike))
    return float(lags[best]) if alike[best] - as_it_is > _GAIN else 0.0
