"""What clouds leave of clear-sky ultraviolet, from cloud cover or from a forecast's UV index."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import BoolArray, FloatArray, as_float
from models.forecast_shape import average_preserving, eased

_COVER = (0.0, 3.5 / 8.0, 6.0 / 8.0, 1.0)
_TRANSMISSION = (1.00, 0.89, 0.73, 0.31)
"""Clear, scattered (3-4 oktas), broken (5-7) and overcast sky. (Long et al. 1996)"""

MIN_RATIO_UV_INDEX = 0.3
"""Clear-sky UV index below which a ratio to it is noise: forecasts come in steps of 0.05."""

_CEILING = 1.3
_CEILING_AT_LOW_SUN_OR_SNOW = 1.5
"""How far a value may exceed the brightest clear sky: broken cloud was seen to add up to 50 %
(Engelsen), and at low sun or over snow our curve itself is least sure. [unitless] (judgement)"""
_LOW_SUN_ZENITH = 70.0
"""[°]"""
_BRIGHT_SURFACE = 0.4
"""Albedo that only snow and ice have. [unitless]"""
_DARK_UV_INDEX = 0.05
"""Step of the forecasts: what a rounded number may show in the dark. [unitless]"""
_FLOOR = 0.03
_FLOOR_UV_INDEX = 1.0
"""Below 3 % of a clear-sky index of one or more a value is an instrument's or a server's zero.

Overcast skies transmit 0.2 to 0.7, the thickest thunderclouds some percent (Calbó et al. 2005).
"""
_REACH = 3600.0
"""How far from its instant a value shapes the curve in daylight. [s]

Hourly values meet, and one that is missing is bridged by its neighbours.
"""


@dataclass(frozen=True, slots=True)
class Modification:
    """Cloud modification along a day, with what became of the forecast values behind it."""

    factor: FloatArray
    """All-sky over clear-sky irradiance at each requested time. [unitless]"""
    rejected: BoolArray
    """Forecast values, in their own order, that no sky could produce."""
    missing: BoolArray
    """Forecast values, in their own order, that are NaN."""
    uncovered: BoolArray
    """Requested times in daylight for which there is no forecast: the factor is 1 there."""


def modification_from_cover(cloud_cover: npt.ArrayLike) -> FloatArray:
    """
    Share of clear-sky ultraviolet that reaches the ground below a given cloud cover.

    Parameters
    ----------
    cloud_cover : array_like
        Covered fraction of the sky, 0 to 1. [unitless]

    Returns
    -------
    ndarray
        1 without clouds, 0.31 when overcast, linear between the classes. [unitless]

    References
    ----------
    .. [1] C. S. Long, A. J. Miller, H.-T. Lee, J. D. Wild, R. C. Przywarty and D. Hufford,
       "Ultraviolet index forecasts issued by the National Weather Service," Bull. Amer. Meteor.
       Soc. 77 (1996) 729-748: 1.00, 0.89, 0.73 and 0.31.
    """
    cover = as_float(cloud_cover)
    return np.where(np.isnan(cover), np.nan, np.interp(cover, _COVER, _TRANSMISSION))


def modification_from_pair(all_sky: npt.ArrayLike, clear_sky: npt.ArrayLike) -> FloatArray:
    """
    Cloud modification from a provider's own pair of values.

    Parameters
    ----------
    all_sky, clear_sky : array_like
        The same quantity of the same model with and without clouds. [any one unit]

    Returns
    -------
    ndarray
        Their ratio, at most 1.5; NaN where the clear-sky value is not positive or one of the two
        is unknown. [unitless]

    Notes
    -----
    Ozone, aerosol and calibration of the provider cancel, so that even a quantity that is no
    erythemal irradiance gives a usable ratio: clouds are nearly grey in the ultraviolet.

    References
    ----------
    .. [1] J. Calbó, D. Pagès and J.-A. González, Rev. Geophys. 43 (2005) RG2002: enhancement beside
       broken clouds of up to half.
    """
    cloudy, clear = np.broadcast_arrays(as_float(all_sky), as_float(clear_sky))
    usable = clear > 0.0
    ratio = np.divide(cloudy, clear, out=np.full(clear.shape, np.nan), where=usable)
    return as_float(np.clip(ratio, 0.0, _CEILING_AT_LOW_SUN_OR_SNOW))


def direct_left(
    modification: npt.ArrayLike, cloud_modification: npt.ArrayLike | None = None
) -> FloatArray:
    """
    Share of the clear-sky beam that is left, from what is left of the global irradiance.

    Parameters
    ----------
    modification : array_like
        All-sky over clear-sky global irradiance. [unitless]
    cloud_modification : array_like, optional
        What clouds alone leave, where the modification has other causes too (ozone or aerosol of a
        forecast); all of it is taken for theirs otherwise. [unitless]

    Returns
    -------
    ndarray
        1 without clouds, 0 where they leave no more than an overcast sky (0.31), times what the
        other causes leave. [unitless]

    Notes
    -----
    A sky of cloud modification f is taken for a mixture in time of clear sky, whose beam is whole,
    and overcast sky, whose beam is gone. Diffuse light is what remains of the global irradiance,
    never less than none. Under a thin even layer less of the beam is left than that (optical depth
    2 leaves f = 0.91 and 13 % of the beam): the mixture is the other extreme, usual for broken
    clouds.

    References
    ----------
    .. [1] C. S. Long et al., Bull. Amer. Meteor. Soc. 77 (1996) 729-748 (overcast: 0.31).
    """
    everything = as_float(modification)
    if cloud_modification is None:
        return _beam_of_mixture(everything)
    clouds = as_float(cloud_modification)
    others = everything / np.maximum(clouds, _TRANSMISSION[-1])
    return as_float(_beam_of_mixture(clouds) * others)


def _beam_of_mixture(cloud_modification: FloatArray) -> FloatArray:
    overcast = _TRANSMISSION[-1]
    return as_float(np.clip((cloud_modification - overcast) / (1.0 - overcast), 0.0, 1.0))


def modification_bounds(cloud_cover: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """
    Bounds that hold eight in ten skies of a given cloud cover.

    Parameters
    ----------
    cloud_cover : array_like
        Covered fraction of the sky, 0 to 1. [unitless]

    Returns
    -------
    tuple of ndarray
        10th and 90th percentile around :func:`modification_from_cover`: 0.9 and 1.1 without
        clouds (a judgement), 0.2 and 0.7 when overcast. The lower one is linear between; the upper
        one stays up to three quarters of cover, because the sun between broken clouds is brighter
        than in a clear sky. [unitless]

    References
    ----------
    .. [1] J. Calbó, D. Pagès and J.-A. González, "Empirical studies of cloud effects on UV
       radiation: a review," Rev. Geophys. 43 (2005) RG2002: overcast skies transmit 0.2 to 0.7,
       broken ones enhance.
    """
    cover = as_float(cloud_cover)
    upper = np.where(np.isnan(cover), np.nan, np.interp(cover, (0.75, 1.0), (1.1, 0.7)))
    return as_float(0.9 - 0.7 * cover), upper


def plausible_ceiling(
    brightest_uv_index: npt.ArrayLike,
    zenith_deg: npt.ArrayLike,
    albedo: npt.ArrayLike = 0.09,
) -> FloatArray:
    """
    Highest UV index that a sky can produce.

    Parameters
    ----------
    brightest_uv_index : array_like
        Clear-sky UV index under the thinnest ozone that occurs there. [unitless]
    zenith_deg : array_like
        Solar zenith angle. [°]
    albedo : array_like
        Surface albedo. [unitless]

    Returns
    -------
    ndarray
        1.3 times the brightest sky, 1.5 where the sun is below 20° or the ground is snow, at least
        0.05. [unitless]
    """
    brightest, zenith, surface = np.broadcast_arrays(
        as_float(brightest_uv_index), as_float(zenith_deg), as_float(albedo)
    )
    lenient = (zenith > _LOW_SUN_ZENITH) | (surface > _BRIGHT_SURFACE)
    ceiling = np.where(lenient, _CEILING_AT_LOW_SUN_OR_SNOW, _CEILING) * brightest
    return as_float(np.maximum(ceiling, _DARK_UV_INDEX))


def is_plausible(
    uv_index: npt.ArrayLike,
    clear_sky_uv_index: npt.ArrayLike,
    brightest_uv_index: npt.ArrayLike,
    zenith_deg: npt.ArrayLike,
    albedo: npt.ArrayLike = 0.09,
) -> BoolArray:
    """
    Whether a sky can produce a UV index.

    Parameters
    ----------
    uv_index : array_like
        Claimed value. [unitless]
    clear_sky_uv_index : array_like
        Ours at the same time and place. [unitless]
    brightest_uv_index : array_like
        The same under the thinnest ozone that occurs there: a real index above climatology must
        never be taken for an error, because what replaces it would lengthen burn times. [unitless]
    zenith_deg : array_like
        Solar zenith angle. [°]
    albedo : array_like
        Surface albedo. [unitless]

    Returns
    -------
    ndarray of bool
        True up to 1.3 times the brightest sky, 1.5 where the sun is below 20° or the ground is
        snow, and in the dark up to 0.05; from 0, or under a clear-sky index of 1 and more from 3 %
        of it. False for NaN.
    """
    value, clear = np.broadcast_arrays(as_float(uv_index), as_float(clear_sky_uv_index))
    floor = np.where(clear >= _FLOOR_UV_INDEX, _FLOOR * clear, 0.0)
    plausible: BoolArray = (value >= floor) & (
        value <= plausible_ceiling(brightest_uv_index, zenith_deg, albedo)
    )
    return plausible


def fuse(
    time: npt.ArrayLike,
    clear_sky_uv_index: npt.ArrayLike,
    forecast_time: npt.ArrayLike,
    forecast_uv_index: npt.ArrayLike,
    clear_sky_at_forecast: npt.ArrayLike,
    brightest_at_forecast: npt.ArrayLike,
    zenith_at_forecast: npt.ArrayLike,
    albedo: float = 0.09,
    sample_time: npt.ArrayLike | None = None,
    sample_clear_sky: npt.ArrayLike | None = None,
) -> Modification:
    """
    Cloud modification that makes our clear-sky curve pass through a forecast, or keep its means.

    Parameters
    ----------
    time : array_like, shape (n,)
        Increasing times at which the factor is wanted. [s]
    clear_sky_uv_index : array_like, shape (n,)
        Our clear-sky UV index then. [unitless]
    forecast_time : array_like, shape (m,)
        Increasing instants at which the forecast is valid, or middles of its intervals. [s]
    forecast_uv_index : array_like, shape (m,)
        NaN where the forecast has none. [unitless]
    clear_sky_at_forecast, brightest_at_forecast, zenith_at_forecast : array_like, shape (m,)
        Then our clear-sky UV index, the same under the thinnest ozone [unitless], and the solar
        zenith angle [°]; means over the interval where the forecast gives means.
    albedo : float
        Surface albedo. [unitless]
    sample_time, sample_clear_sky : array_like, shape (m, k), optional
        Where the forecast gives means: times evenly spread over each interval [s] and our
        clear-sky UV index then [unitless].

    Returns
    -------
    Modification
        The ratio of forecast to clear sky, by a smooth curve through the hours. At low sun the
        neighbour's ratio is carried, because there it is noise. Single missing values are bridged;
        where two or more are missing in daylight the factor is 1, so that a gap never hides
        ultraviolet.
    """
    t, clear, valid_at, value, reference, brightest, zenith = (
        as_float(x)
        for x in (
            time, clear_sky_uv_index, forecast_time, forecast_uv_index, clear_sky_at_forecast,
            brightest_at_forecast, zenith_at_forecast,
        )
    )  # fmt: skip
    missing = np.isnan(value)
    rejected = ~missing & ~is_plausible(value, reference, brightest, zenith, albedo)
    daylight = np.maximum(reference, np.where(rejected | missing, 0.0, value)) >= (
        MIN_RATIO_UV_INDEX
    )
    # Zero at low sun is a rounded number, and no ratio to be carried up the day.
    used = daylight & ~missing & ~rejected & (value > 0.0)
    lit = clear >= MIN_RATIO_UV_INDEX
    if not used.any():
        return Modification(np.ones_like(t), rejected, missing, lit)
    known_at, ratio = valid_at[used], value[used] / reference[used]
    if sample_time is not None and sample_clear_sky is not None:
        samples = as_float(sample_time)[used], as_float(sample_clear_sky)[used]
        ratio = average_preserving(ratio, known_at, *samples)
    factor = eased(t, known_at, ratio)
    far = _distance(t, known_at) > _REACH
    uncovered = lit & far & ~_within_low_sun_gap(t, valid_at, daylight, used)
    return Modification(np.where(uncovered, 1.0, factor), rejected, missing, uncovered)


def within_reach(time: npt.ArrayLike, known_at: npt.ArrayLike) -> BoolArray:
    """
    Whether a time is near enough to a known value to be shaped by it.

    Parameters
    ----------
    time : array_like
        [s]
    known_at : array_like, shape (m,)
        Increasing times of known values. [s]

    Returns
    -------
    ndarray of bool
        True within an hour of one of them; False everywhere without any.
    """
    t, known = as_float(time), as_float(known_at)
    if not len(known):
        return np.zeros(t.shape, dtype=bool)
    near: BoolArray = _distance(t, known) <= _REACH
    return near


def _distance(time: FloatArray, known_at: FloatArray) -> FloatArray:
    right = np.clip(np.searchsorted(known_at, time), 0, len(known_at) - 1)
    left = np.maximum(right - 1, 0)
    return np.minimum(np.abs(time - known_at[left]), np.abs(time - known_at[right]))


def _within_low_sun_gap(
    time: FloatArray, valid_at: FloatArray, daylight: BoolArray, used: BoolArray
) -> BoolArray:
    """Where the nearest forecast instant is one whose sun was too low, not one that is missing."""
    nearest = np.clip(np.searchsorted(valid_at, time), 0, len(valid_at) - 1)
    before = np.maximum(nearest - 1, 0)
    nearest = np.where(
        np.abs(time - valid_at[before]) < np.abs(time - valid_at[nearest]), before, nearest
    )
    at_hand = np.abs(time - valid_at[nearest]) <= _REACH
    result: BoolArray = at_hand & (used[nearest] | ~daylight[nearest])
    return result
