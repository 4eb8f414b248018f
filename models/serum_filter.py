"""Kalman smoother of :mod:`models.serum`: a pool of 25(OH)D, a person, and laboratories."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

IntArray = npt.NDArray[np.int64]
"""Whole numbers of any shape."""

_PASSES = 25
_AGREED = 1e-7
"""Passes at most, and change of logarithms at which they end. [unitless]"""
_LEAST_STEP, _NEARLY_WHOLE = 0.01, 0.95
"""Shares of a pass: below the one none is shortened, above the other none has to be. [unitless]"""


class Pool(NamedTuple):
    """What is the same for the whole course."""

    half_life_days: float
    """[d]"""
    half_yield_level: float
    """[nmol L⁻¹]"""
    reference_level: float
    """Level that gains are told for. [nmol L⁻¹]"""
    wandering: float
    """Width that a level wanders by in the long run. [unitless]"""


class Prior(NamedTuple):
    """Logarithms of the level at the start, the basal level, the gains of sun and of intake."""

    mean: FloatArray
    """(4,)"""
    covariance: FloatArray
    """(4, 4) [unitless]"""


class Observations(NamedTuple):
    """Logarithms of measured levels."""

    day: IntArray
    level: FloatArray
    variance: FloatArray
    """(k,) [unitless]"""


class Smoothed(NamedTuple):
    """Means and variances of logarithms, all observations known."""

    level: FloatArray
    level_variance: FloatArray
    """(n,) at the end of each day."""
    state: FloatArray
    covariance: FloatArray
    """(4,), (4, 4) as in :class:`Prior`."""


class _Run(NamedTuple):
    """The model run once: logarithms at the end of each day, and what they follow from."""

    level: FloatArray
    by_state: FloatArray
    """(n, 4) derivative to the state. [unitless]"""
    passed_on: FloatArray
    """(n,) logarithms of what each day passes on of a deviation, summed. [unitless]"""
    wandering: FloatArray
    """(n,) variance of what wandered. [unitless]"""


class _Guess(NamedTuple):
    """State and wandering on every day, what they lead to, and how improbable that is."""

    state: FloatArray
    wandered: FloatArray
    """(n,) logarithms. [unitless]"""
    run: _Run
    misfit: float
    """Squared standard deviations from the prior and from what was seen. [unitless]"""


@dataclass(frozen=True, slots=True)
class _Problem:
    """All that stays the same between passes."""

    inputs: list[tuple[float, float]]
    prior: Prior
    pool: Pool
    seen: Observations
    noise: float
    """Variance that a day's wandering adds. [unitless]"""
    stiffness: FloatArray
    """(4, 4) inverse of the prior's covariance, where it has one. [unitless]"""

    def guess(self, state: FloatArray, wandered: FloatArray) -> _Guess:
        run = _run(self.inputs, state, wandered, self.pool, self.noise)
        moved = state - self.prior.mean
        missed = self.seen.level - run.level[self.seen.day]
        misfit = moved @ self.stiffness @ moved + wandered @ wandered / self.noise
        return _Guess(state, wandered, run, float(misfit + missed @ (missed / self.seen.variance)))

    def improved(self, old: _Guess) -> _Guess:
        """One Gauss-Newton pass, shortened where a parabola along it has its lowest point."""
        run, day, mean = old.run, self.seen.day, self.prior.mean
        by_state, follows = run.by_state[day], _following(run, day)
        expected = run.level[day] + by_state @ (mean - old.state) - follows @ old.wandered
        together = by_state @ self.prior.covariance @ by_state.T
        together += _wandered_together(run, day, day) + np.diag(self.seen.variance)
        surprise = self.seen.level - expected
        weighed = np.linalg.solve(together, surprise)
        state = mean + self.prior.covariance @ by_state.T @ weighed
        wandered = self.noise * follows.T @ weighed
        whole = self.guess(state, wandered)
        # The misfit of the linear problem at its solution is the slope at which a step begins.
        return self._shortened(old, whole, 2.0 * (float(surprise @ weighed) - old.misfit))

    def _shortened(self, old: _Guess, whole: _Guess, slope: float) -> _Guess:
        """Go down to the lowest point of a parabola, or as far as it goes down at all."""
        bend = whole.misfit - old.misfit - slope
        step = min(-0.5 * slope / bend, 1.0) if bend > 0.0 else 1.0
        new = whole
        while step < _NEARLY_WHOLE or new.misfit > old.misfit:
            new = self.guess(
                old.state + step * (whole.state - old.state),
                old.wandered + step * (whole.wandered - old.wandered),
            )
            if new.misfit <= old.misfit:
                break
            if step < _LEAST_STEP:
                return old
            step *= 0.3
        return new


def smoothed(
    sun_ug: FloatArray, oral_ug: FloatArray, prior: Prior, pool: Pool, seen: Observations
) -> Smoothed:
    """
    Most probable course and state, and how well they are known.

    Parameters
    ----------
    sun_ug, oral_ug : ndarray
        (n,) inputs without nan. [µg d⁻¹]
    prior : Prior
    pool : Pool
    seen : Observations
        Of any of the n days.

    Returns
    -------
    Smoothed

    Notes
    -----
    With z the state and each day's wandering, levels f(z) and observations y: Gauss-Newton passes
    ``z ← m + P Fᵀ (F P Fᵀ + R)⁻¹ (y - f(z) - F (m - z))``, with a step of less than one where f
    bends. To a linear f that is the Kalman filter and its smoother backwards, here for all days at
    once: the k by k inverse is small, and no matrix is inverted for days without observation.

    References
    ----------
    .. [1] B. M. Bell, SIAM J. Optim. 4 (1994) 626-636, :doi:`10.1137/0804035`.
    """
    inputs = list(zip(sun_ug.tolist(), oral_ug.tolist(), strict=True))
    noise = pool.wandering**2 * -math.expm1(-2.0 * math.log(2.0) / pool.half_life_days)
    stiffness = as_float(np.linalg.pinv(prior.covariance, hermitian=True))
    problem = _Problem(inputs, prior, pool, seen, noise, stiffness)
    guess = problem.guess(prior.mean, np.zeros(len(inputs)))
    for _ in range(_PASSES if seen.day.size else 0):
        last, guess = guess, problem.improved(guess)
        if np.abs(guess.run.level - last.run.level).max() < _AGREED:
            break
    return _known(guess.run, guess.state, prior, seen)


def _known(run: _Run, state: FloatArray, prior: Prior, seen: Observations) -> Smoothed:
    """Variances about the last run, less what the observations take away."""
    spread = run.by_state @ prior.covariance
    by_state = run.by_state[seen.day]
    every_day = np.arange(run.level.size)
    levels = spread @ by_state.T + _wandered_together(run, every_day, seen.day)
    states = prior.covariance @ by_state.T
    weigh = np.linalg.inv(levels[seen.day] + np.diag(seen.variance))
    before = (spread * run.by_state).sum(axis=1) + run.wandering
    after = before - ((levels @ weigh) * levels).sum(axis=1)
    return Smoothed(
        run.level, np.maximum(after, 0.0), state, prior.covariance - states @ weigh @ states.T
    )


def _following(run: _Run, day: IntArray) -> FloatArray:
    """(k, n) derivative of levels on some days to what wandered on every day. [unitless]"""
    passed = np.minimum(run.passed_on[day][:, None] - run.passed_on, 0.0)
    return np.where(np.arange(run.level.size) <= day[:, None], np.exp(passed), 0.0)


def _wandered_together(run: _Run, day: IntArray, other: IntArray) -> FloatArray:
    """(m, k) covariance of levels of m days with those of k days by wandering alone. [unitless]"""
    first = np.minimum(day[:, None], other)
    passed = -np.abs(run.passed_on[day][:, None] - run.passed_on[other])
    return np.asarray(run.wandering[first] * np.exp(passed))


def _run(
    inputs: list[tuple[float, float]],
    state: FloatArray,
    wandered: FloatArray,
    pool: Pool,
    noise: float,
) -> _Run:
    """
    Every day: half a day of loss, the input, half a day of loss, each by its exact solution.

    Plain numbers, as each day needs the last: an array of one day costs more than its arithmetic.
    """
    level, basal, sun_gain, oral_gain = np.exp(state).tolist()
    half = pool.half_yield_level
    left = math.exp(-0.5 * math.log(2.0) / pool.half_life_days)
    # As much per day as keeps a small input's steady rise at the gain.
    scale = (half + pool.reference_level) * (1.0 / left - left)
    by_level, by_basal, by_sun, by_oral, passed_on, variance = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    rows = []
    for (sun, oral), drift in zip(inputs, wandered.tolist(), strict=True):
        before = half + basal + (level - basal) * left
        from_sun, from_oral = scale * sun_gain * sun, scale * oral_gain * oral
        after = math.sqrt(before * before + 2.0 * (from_sun + from_oral))
        slope = before / after
        end = basal + (after - half - basal) * left
        kept = left * left * slope * level / end
        by_level *= kept
        by_basal = kept * by_basal + (1.0 - left + left * slope * (1.0 - left)) * basal / end
        by_sun = kept * by_sun + left * from_sun / (after * end)
        by_oral = kept * by_oral + left * from_oral / (after * end)
        variance = kept * kept * variance + noise
        passed_on += math.log(kept)
        level = end * math.exp(drift)
        rows.append((math.log(level), by_level, by_basal, by_sun, by_oral, passed_on, variance))
    table = np.array(rows)
    return _Run(table[:, 0], table[:, 1:5], table[:, 5], table[:, 6])
