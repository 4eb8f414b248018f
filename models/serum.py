"""
25(OH)D in blood over the days, from what skin makes and what is swallowed, and from laboratories.

One pool with first-order loss towards a personal basal level. Every microgram adds the less, the
higher the level stands. All that is uncertain is log-normal, so that no level falls below zero.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import NORMAL_P90
from models.serum_filter import IntArray, Observations, Pool, Prior, smoothed

REFERENCE_LEVEL = 50.0
"""Level that a gain is told for. [nmol L⁻¹] (convention; sufficient by IOM 2011)"""

_HALF_LIFE = 25.0
"""[d] A tracer of 25(OH)D3 fades by 15.1 ± 3.1 d (Jones et al. 2014), the level itself more slowly,
as fat still releases vitamin D: the upper end of 15-25 d. (judgement)"""
_GAIN, _HALF_YIELD_LEVEL = 1.47, 25.0
"""[nmol L⁻¹ per µg d⁻¹], [nmol L⁻¹] Least squares over trials: see ``docs/science/serum.md``."""
_BETWEEN_PEOPLE, _BETWEEN_TRIALS = 0.4, 0.27
"""Widths of the gain. [unitless] Between 0.3, by which 100 µg a day end at 96.4 ± 14.6 nmol/L in
Vieth et al. (2001), and 0.6, by which they end at 137 ± 39 in Hin et al. (2017): basal levels make
0.1 of the log widths, and a level goes with the gain to the power of 0.4; and how far the trials
that were fitted to lie apart."""
_UNTOLD_BODY, _UNTRIED_AGE = 0.2, 0.2
"""Further widths of the gain. [unitless] Spread of body mass index among adults; ages that the IOM
had no trials of. (judgement)"""
TRIED_FROM_AGE = 6.0
"""[a] (IOM 2011, figure 5-4)"""
_REFERENCE_BODY = 25.0
"""Body mass index that the gain is told for. [kg m⁻²] (judgement: between normal and overweight)"""
_BASAL, _BASAL_LOG_SD, _BASAL_FOLLOWS = 40.0, 0.3, 0.4
"""Level at the end of winter without supplements [nmol L⁻¹] and its width [unitless]: 40.7 ± 15.4
(Vieth et al. 2001), 45.7 (Webb et al. 2010), less what the start tells of it. Power by which it
follows the level at the start [unitless]: 0.23 by the group of Webb et al. (70.9 in September,
45.7 in February), more by people within a group, whose high levels are partly habits. (judgement)
"""
_WITHIN_PERSON = 0.07
"""Wandering of a level that nothing explains. [unitless] (Cavalier et al. 2021: 5.8-7.1 %)"""
_USUAL, _USUAL_LOG_SD = 53.0, 0.5
"""Median [nmol L⁻¹] and width [unitless] that leave 13 % below 30 nmol/L, as in Europe."""
_IMPRECISION, _BIAS = 0.10, 0.05
"""[unitless] (Vitamin D Standardization Program)"""


@dataclass(frozen=True, slots=True)
class Response:
    """How a body answers to vitamin D: medians and log-normal widths."""

    gain: float
    """Steady rise per daily microgram about ``REFERENCE_LEVEL``. [nmol L⁻¹ per µg d⁻¹]"""
    half_life_days: float
    """[d]"""
    gain_log_sd: float
    """Width between people. [unitless]"""
    half_yield_level: float
    """Level at which a microgram adds half of what it adds near zero. [nmol L⁻¹]"""
    basal: float
    """Usual level without sun and counted intake. [nmol L⁻¹]"""
    basal_log_sd: float
    """Width between people who start from the same level. [unitless]"""


@dataclass(frozen=True, slots=True)
class Level:
    """A level that is known so well; read as log-normal."""

    mean: float
    sd: float
    """[nmol L⁻¹]"""


@dataclass(frozen=True, slots=True)
class Labs:
    """Values of laboratories, in any order."""

    day: IntArray
    """(k,) which day of the course. [d]"""
    value: FloatArray
    sd: FloatArray
    """(k,) [nmol L⁻¹]"""


@dataclass(frozen=True, slots=True)
class Range:
    """10th percentile, median and 90th percentile of one quantity."""

    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class Course:
    """Levels at the end of each day, and what became known of the person."""

    low: FloatArray
    central: FloatArray
    high: FloatArray
    """(n,) 10th percentile, median, 90th percentile. [nmol L⁻¹]"""
    basal: Range
    """Level without sun and counted intake. [nmol L⁻¹]"""
    sun_gain: Range
    """As ``Response.gain``, per microgram that the skin is reckoned to make."""
    oral_gain: Range
    """As ``Response.gain``, per microgram swallowed. [nmol L⁻¹ per µg d⁻¹]"""


def response(age_years: float = math.nan, body_mass_index: float = math.nan) -> Response:
    """
    How somebody answers to vitamin D.

    Parameters
    ----------
    age_years : float
        Not negative; nan where it was not told. [a]
    body_mass_index : float
        Positive; nan where it was not told. [kg m⁻²]

    Returns
    -------
    Response
        Gain and basal level in inverse proportion to body mass index, as a hyperbola of weight
        takes all of obesity out of the level [1]_; of 34 against 22.5 kg m⁻² that is 19 nmol/L with
        20 µg a day and 24 with 54, where 19.8 [3]_ and 17.8 [2]_ were found. No effect of age on
        the answer to intake [4]_, but more doubt below six years; what age takes from the skin is
        in :mod:`models.ageing`.

    References
    ----------
    .. [1] A. T. Drincic et al., Obesity 20 (2012) 1444-1448.
    .. [2] J. C. Gallagher et al., Ann. Intern. Med. 156 (2012) 425-437.
    .. [3] J. P. Ekwaru et al., PLoS One 9 (2014) e111265.
    .. [4] Institute of Medicine, 2011, figure 5-4: ages 6 to over 60.
    .. [5] K. S. Jones et al., J. Clin. Endocrinol. Metab. 99 (2014) 3373-3381 (half-life).
    """
    told = not math.isnan(body_mass_index)
    dilution = _REFERENCE_BODY / body_mass_index if told else 1.0
    widths = (
        _BETWEEN_PEOPLE, _BETWEEN_TRIALS, 0.0 if told else _UNTOLD_BODY,
        _UNTRIED_AGE if age_years < TRIED_FROM_AGE else 0.0,
    )  # fmt: skip
    return Response(
        gain=_GAIN * dilution,
        half_life_days=_HALF_LIFE,
        gain_log_sd=math.hypot(*widths),
        half_yield_level=_HALF_YIELD_LEVEL,
        basal=_BASAL * dilution,
        basal_log_sd=_BASAL_LOG_SD,
    )


def assay_sd(value: npt.ArrayLike) -> FloatArray:
    """
    Width of one laboratory value.

    Parameters
    ----------
    value : array_like
        Measured, positive. [nmol L⁻¹]

    Returns
    -------
    ndarray
        Same shape; 10 % of imprecision and 5 % of bias, the limits that assays are certified by, in
        quadrature. [nmol L⁻¹]

    References
    ----------
    .. [1] S. A. Wise et al., J. Steroid Biochem. Mol. Biol. 212 (2021) 105917.
    """
    return math.hypot(_IMPRECISION, _BIAS) * as_float(value)


def usual_level(body_mass_index: float = math.nan) -> Level:
    """
    Level of somebody whom nobody measured.

    Parameters
    ----------
    body_mass_index : float
        nan where it was not told. [kg m⁻²]

    Returns
    -------
    Level
        Wide: 28 to 101 nmol/L from the 10th to the 90th percentile, 13 % below 30 and 45 % below
        50, where 13.0 and 40.4 % were found of 55 844 Europeans; diluted as in :func:`response`.

    References
    ----------
    .. [1] K. D. Cashman et al., Am. J. Clin. Nutr. 103 (2016) 1033-1044.
    """
    median = _USUAL * response(body_mass_index=body_mass_index).basal / _BASAL
    mean = median * math.exp(0.5 * _USUAL_LOG_SD**2)
    return Level(mean, mean * math.sqrt(math.expm1(_USUAL_LOG_SD**2)))


def steady_level(daily_ug: npt.ArrayLike, basal: npt.ArrayLike, response: Response) -> FloatArray:
    """
    Level that the same vitamin D every day leads to.

    Parameters
    ----------
    daily_ug : array_like
        Not negative. [µg d⁻¹]
    basal : array_like
        Level without it. [nmol L⁻¹]
    response : Response

    Returns
    -------
    ndarray
        Broadcast shape, the root L of ``(L - basal) (h + L) = gain (h + 50) daily``, h the
        half-yield level; of large doses about by their root. [nmol L⁻¹]

    References
    ----------
    .. [1] As for :func:`course`.
    """
    half, basal = response.half_yield_level, as_float(basal)
    rise = 4.0 * response.gain * (half + REFERENCE_LEVEL) * as_float(daily_ug)
    return as_float(0.5 * (basal - half + np.sqrt((basal + half) ** 2 + rise)))


def course(
    sun_ug: npt.ArrayLike,
    oral_ug: npt.ArrayLike,
    *,
    response: Response,
    start: Level,
    labs: Labs | None = None,
    sun_log_sd: float,
    basal: Level | None = None,
) -> Course:
    """
    Levels of some days on end, by model and laboratories together.

    Parameters
    ----------
    sun_ug, oral_ug : array_like
        (n,) central vitamin D made by the skin and swallowed on each day, not negative. [µg d⁻¹]
    response : Response
        Of the person.
    start : Level
        At the beginning of the first day.
    labs : Labs, optional
        They count backwards and forwards, and teach the person's basal level and gains.
    sun_log_sd : float
        Width of all of ``sun_ug`` together. [unitless]
    basal : Level, optional
        Level without sun and counted intake; else guessed from ``response`` and ``start``.

    Returns
    -------
    Course
        From the first day on that has a nan, levels are nan and laboratories are not heard; a nan
        elsewhere makes all of it nan.

    Raises
    ------
    ValueError
        For a laboratory value that is not positive, or of a day outside the course.

    Notes
    -----
    ``dL/dt = k (B - L) + k gain (h + 50) / (h + L) u``, in each day half a day of loss, the input,
    half a day of loss, each exactly: a level rises with every input whatever the step. The state is
    the logarithm of the level, of B and of both gains, with wandering of the first; gains of sun
    and intake share the person's width. Smoother of Kalman's type, by Gauss-Newton passes, each
    linear about the last [1]_; with few laboratories it is cheapest for all days at once.

    That more adds less at a higher level is what the larger compartment models found ([2]_: faster
    loss; [3]_: saturable 25-hydroxylation) and what 144 cohorts show [4]_. One pool and two
    numbers are as much as single laboratory values can tell apart.

    References
    ----------
    .. [1] B. M. Bell, "The iterated Kalman smoother as a Gauss-Newton method," SIAM J. Optim. 4
       (1994) 626-636.
    .. [2] Z. Huang and T. You, CPT Pharmacometrics Syst. Pharmacol. 10 (2021) 723-734.
    .. [3] A. S. Ocampo-Pelland et al., J. Pharmacokinet. Pharmacodyn. 43 (2016) 191-206.
    .. [4] A. Zittermann et al., Eur. J. Nutr. 53 (2014) 367-374.
    """
    sun, oral = np.broadcast_arrays(as_float(sun_ug), as_float(oral_ug))
    heard = _checked(labs, sun.size)
    known = _known_days(sun, oral, heard)
    prior = _prior(response, start, basal, sun_log_sd)
    if known == 0 or not np.isfinite(prior.covariance).all():
        return _unknown(sun.size)
    pool = Pool(response.half_life_days, response.half_yield_level, REFERENCE_LEVEL, _WITHIN_PERSON)
    found = smoothed(sun[:known], oral[:known], prior, pool, _observations(heard, known))
    beyond = np.full(sun.size - known, np.nan)
    low, central, high = (
        np.append(part, beyond) for part in _quantiles(found.level, found.level_variance)
    )
    own = np.transpose(_quantiles(found.state, np.diag(found.covariance))).tolist()
    return Course(low, central, high, Range(*own[1]), Range(*own[2]), Range(*own[3]))


def _checked(labs: Labs | None, days: int) -> Labs:
    if labs is None:
        return Labs(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    day, value, sd = np.asarray(labs.day, np.int64), as_float(labs.value), as_float(labs.sd)
    if ((day < 0) | (day >= days)).any():
        raise ValueError("a laboratory value lies outside the course")
    if ((value <= 0.0) | (sd <= 0.0)).any():
        raise ValueError("laboratory values and their widths are positive")
    order = np.lexsort((sd, value, day))
    return Labs(day[order], value[order], sd[order])


def _known_days(sun: FloatArray, oral: FloatArray, labs: Labs) -> int:
    """Days before the first nan."""
    unknown = np.isnan(sun) | np.isnan(oral)
    unknown[labs.day[np.isnan(labs.value) | np.isnan(labs.sd)]] = True
    return int(np.argmax(unknown)) if unknown.any() else unknown.size


def _log_normal(level: Level) -> tuple[float, float]:
    """Mean and variance of the logarithm."""
    variance = math.log1p((level.sd / level.mean) ** 2)
    return math.log(level.mean) - 0.5 * variance, variance


def _prior(response: Response, start: Level, basal: Level | None, sun_log_sd: float) -> Prior:
    level, level_variance = _log_normal(start)
    gain, shared = math.log(response.gain), response.gain_log_sd**2
    if basal is None:
        follows = _BASAL_FOLLOWS
        basal_mean = follows * level + (1.0 - follows) * math.log(response.basal)
        basal_variance = follows**2 * level_variance + response.basal_log_sd**2
    else:
        follows = 0.0
        basal_mean, basal_variance = _log_normal(basal)
    covariance = np.zeros((4, 4))
    covariance[:2, :2] = [
        [level_variance, follows * level_variance],
        [follows * level_variance, basal_variance],
    ]
    covariance[2:, 2:] = [[shared + sun_log_sd**2, shared], [shared, shared]]
    return Prior(np.array([level, basal_mean, gain, gain]), covariance)


def _observations(labs: Labs, days: int) -> Observations:
    early = labs.day < days
    day, value, sd = labs.day[early], labs.value[early], labs.sd[early]
    return Observations(day, np.log(value), np.log1p((sd / value) ** 2))


def _quantiles(mean: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """10th, 50th and 90th percentile of log-normals."""
    width = NORMAL_P90 * np.sqrt(variance)
    return np.exp(mean - width), np.exp(mean), np.exp(mean + width)


def _unknown(days: int) -> Course:
    nothing, none = np.full(days, np.nan), Range(math.nan, math.nan, math.nan)
    return Course(nothing, nothing.copy(), nothing.copy(), none, none, none)
