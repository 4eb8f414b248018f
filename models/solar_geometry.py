"""
Where the sun is: zenith, azimuth, earth-sun distance, and the events of a day.

The position is the Solar Position Algorithm (SPA) of pvlib. Declination, right ascension, sidereal
time and distance depend on time alone and vary slowly, so they are computed at a few nodes per UTC
day and interpolated; the topocentric step is exact. Angles are *geometric* (airless): ultraviolet
transfer uses the unrefracted zenith.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Literal

import numpy as np
import numpy.typing as npt
from astral import Observer
from astral.sun import noon as astral_noon
from astral.sun import sunrise as astral_sunrise
from astral.sun import sunset as astral_sunset

from models.arrays import FloatArray, as_float


def _algorithm_of_pvlib() -> ModuleType:
    """
    Load the one module that is needed, which needs numpy alone.

    The package around it loads pandas and SciPy: 116 MB, and 1.6 s of every start.
    """
    package = find_spec("pvlib")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pvlib is not installed", name="pvlib")
    spec = PathFinder.find_spec("pvlib.spa", package.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("pvlib has no module spa", name="pvlib.spa")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


spa = _algorithm_of_pvlib()

DayType = Literal["normal", "polar_day", "polar_night"]

_DAY = 86_400.0
_NODES_PER_DAY = 8
_NODE_STEP = _DAY / _NODES_PER_DAY
_DAYS_PER_BLOCK = 16
_HORIZON_ZENITH = 90.833
"""Zenith of the sun's centre at sunrise, refraction and semidiameter included. [°] (NOAA)"""


@dataclass(frozen=True, slots=True)
class SolarPosition:
    """Position of the sun seen from a place; arrays of one common shape."""

    zenith: FloatArray
    """Geometric (airless) solar zenith angle. [°]"""
    azimuth: FloatArray
    """Clockwise from north. [°]"""
    distance: FloatArray
    """Earth-sun distance. [au]"""


@dataclass(frozen=True, slots=True)
class DayEvents:
    """Sunrise, noon and sunset of one civil day; ``None`` where there is no such event in it."""

    sunrise: datetime | None
    solar_noon: datetime
    sunset: datetime | None
    day_type: DayType


def solar_position(
    unix_time: npt.ArrayLike, latitude: npt.ArrayLike, longitude: npt.ArrayLike
) -> SolarPosition:
    """
    Geometric position of the sun.

    Parameters
    ----------
    unix_time : array_like
        Seconds since 1970-01-01T00:00Z; broadcasts with the place. [s]
    latitude : array_like
        Positive north, -90 to 90. [°]
    longitude : array_like
        Positive east. [°]

    Returns
    -------
    SolarPosition
        Arrays of the broadcast shape; NaN where any input is NaN.

    Notes
    -----
    Interpolating the slow quantities linearly over three hours costs less than 0.0001°. The
    observer stands at sea level: elevation changes the parallax by less than 1e-5°.

    References
    ----------
    .. [1] I. Reda and A. Andreas, "Solar position algorithm for solar radiation applications,"
       Solar Energy 76 (2004) 577-589, :doi:`10.1016/j.solener.2003.12.003`.
    """
    t, lat, lon = as_float(unix_time), as_float(latitude), as_float(longitude)
    shape = np.broadcast_shapes(t.shape, lat.shape, lon.shape)
    known = np.isfinite(t)
    sidereal, ascension, declination, distance = _slow_quantities(np.where(known, t, 0.0))
    hour_angle = np.radians(sidereal + lon - ascension)
    zenith, azimuth = _topocentric(lat, hour_angle, np.radians(declination), distance)
    missing = np.where(known, 0.0, np.nan)
    return SolarPosition(
        zenith=zenith + missing,
        azimuth=azimuth + missing,
        distance=np.broadcast_to(distance, shape) + missing + 0.0 * lat + 0.0 * lon,
    )


def distance_factor(distance: npt.ArrayLike) -> FloatArray:
    """
    Irradiance relative to the mean earth-sun distance.

    Parameters
    ----------
    distance : array_like
        Earth-sun distance. [au]

    Returns
    -------
    ndarray
        Inverse square of the distance, about 0.967 (July) to 1.034 (January). [unitless]
    """
    return 1.0 / np.square(as_float(distance))


def solar_noon(unix_time: npt.ArrayLike, longitude: npt.ArrayLike) -> FloatArray:
    """
    Transit of the sun that lies nearest to an instant.

    Parameters
    ----------
    unix_time : array_like
        Seconds since 1970-01-01T00:00Z; broadcasts with the longitude. [s]
    longitude : array_like
        Positive east. [°]

    Returns
    -------
    ndarray
        Broadcast shape; NaN where an input is NaN. [s]

    Notes
    -----
    The hour angle at the instant, at the mean rate of the sun; what the true rate differs over half
    a day is below half a minute at worst and a second near noon.

    References
    ----------
    .. [1] I. Reda and A. Andreas, Solar Energy 76 (2004) 577-589.
    """
    t, lon = as_float(unix_time), as_float(longitude)
    known = np.isfinite(t)
    sidereal, ascension, _, _ = _slow_quantities(np.where(known, t, 0.0))
    hour_angle = (sidereal + lon - ascension + 180.0) % 360.0 - 180.0
    return np.where(known, t - hour_angle / 360.0 * _DAY, np.nan)


def day_events(
    latitude: float, longitude: float, day_start: datetime, day_end: datetime
) -> DayEvents:
    """
    Sunrise, solar noon and sunset that fall within a civil day.

    Parameters
    ----------
    latitude, longitude : float
        Of the place. [°]
    day_start, day_end : datetime
        Bounds of the civil day, timezone-aware; the end is exclusive.

    Returns
    -------
    DayEvents
        Times in UTC. In polar day and polar night both sunrise and sunset are ``None`` and
        ``day_type`` tells them apart; on the days between, one of the two may be ``None``.

    Notes
    -----
    astral answers for the UTC date it is given, for noon sometimes beside it, and raises where
    there is no event; the civil day may lie across three UTC dates, so the following are asked too.
    """
    observer = Observer(latitude, longitude)
    first = day_start.astimezone(UTC).date()
    dates = [first + timedelta(days=shift) for shift in (-1, 0, 1, 2)]

    def within(event: object) -> datetime | None:
        asked = dates if event is astral_noon else dates[1:]
        times = (_event_or_none(event, observer, date) for date in asked)
        return next((t for t in times if t is not None and day_start <= t < day_end), None)

    rise, fall = within(astral_sunrise), within(astral_sunset)
    noon = within(astral_noon) or astral_noon(observer, first, tzinfo=UTC)
    day_type: DayType = "normal"
    if rise is None and fall is None:
        zenith = float(solar_position(noon.timestamp(), latitude, longitude).zenith)
        day_type = "polar_day" if zenith < _HORIZON_ZENITH else "polar_night"
    return DayEvents(sunrise=rise, solar_noon=noon, sunset=fall, day_type=day_type)


def _event_or_none(event: object, observer: Observer, date: object) -> datetime | None:
    try:
        time: datetime = event(observer, date, tzinfo=UTC)  # type: ignore[operator]
    except ValueError:
        return None
    return time


def _slow_quantities(unix_time: FloatArray) -> FloatArray:
    """Sidereal time, right ascension, declination [°] and distance [au]; shape (4, ...)."""
    day_number = np.floor(unix_time / _DAY)
    days, which = _different_days(day_number)
    nodes = _nodes_of(days)
    position = (unix_time - day_number * _DAY) / _NODE_STEP
    left = np.minimum(position.astype(np.int64), _NODES_PER_DAY - 1)
    before = which * nodes.shape[1] + left
    flat = nodes.reshape(-1, nodes.shape[2]).T
    earlier, later = flat[:, before], flat[:, before + 1]
    return as_float(earlier + (position - left) * (later - earlier))


def _different_days(day_number: FloatArray) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Days that occur, and which of them each is; without sorting where they lie together."""
    first, last = (float(f(day_number)) for f in (np.min, np.max)) if day_number.size else (0, 0)
    if last - first <= _DAYS_PER_BLOCK:
        return np.arange(first, last + 1.0), (day_number - first).astype(np.int64)
    days, which = np.unique(day_number, return_inverse=True)
    return days, which.reshape(day_number.shape)


def _nodes_of(days: FloatArray) -> FloatArray:
    """Shape (days, nodes + 1, 4), from cached blocks of neighbouring days."""
    block = np.floor(days / _DAYS_PER_BLOCK)
    blocks, which = np.unique(block, return_inverse=True)
    nodes = np.concatenate([_cached_block(float(number)) for number in blocks])
    within = (days - block * _DAYS_PER_BLOCK).astype(np.int64)
    return as_float(nodes[which * _DAYS_PER_BLOCK + within])


@lru_cache(maxsize=1024)
def _cached_block(number: float) -> FloatArray:
    nodes = _ephemeris_nodes((number * _DAYS_PER_BLOCK) + np.arange(float(_DAYS_PER_BLOCK)))
    nodes.setflags(write=False)
    return nodes


def _ephemeris_nodes(days: FloatArray) -> FloatArray:
    time = (days[:, np.newaxis] * _DAY + np.arange(_NODES_PER_DAY + 1) * _NODE_STEP).ravel()
    calendar = time.astype("datetime64[s]")
    year = calendar.astype("datetime64[Y]").astype(np.int64) + 1970
    month = calendar.astype("datetime64[M]").astype(np.int64) % 12 + 1
    delta_t = spa.calculate_deltat(year, month)
    sidereal, ascension, declination = spa.solar_position_numpy(
        time, 0.0, 0.0, 0.0, 0.0, 0.0, delta_t, 0.0, 1, sst=True
    )
    (distance,) = spa.solar_position_numpy(time, 0.0, 0.0, 0.0, 0.0, 0.0, delta_t, 0.0, 1, esd=True)
    shape = (len(days), _NODES_PER_DAY + 1)
    return np.stack(
        [
            np.unwrap(sidereal.reshape(shape), axis=1, period=360.0),
            np.unwrap(ascension.reshape(shape), axis=1, period=360.0),
            declination.reshape(shape),
            distance.reshape(shape),
        ],
        axis=-1,
    )


def _topocentric(
    latitude: FloatArray, hour_angle: FloatArray, declination: FloatArray, distance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """
    Zenith without refraction and azimuth [°] from hour angle and declination [rad].

    SPA steps 3.11 to 3.15 of [1] as vectors: the observer's place on the ellipsoid, in units of the
    sun's distance, is taken from the direction to the sun seen from the centre of the earth.
    """
    reduced = spa.uterm(latitude)
    parallax = np.sin(np.radians(spa.equatorial_horizontal_parallax(distance)))
    x = spa.xterm(reduced, latitude, 0.0) * parallax
    y = spa.yterm(reduced, latitude, 0.0) * parallax
    level = np.cos(declination)
    towards_meridian = level * np.cos(hour_angle) - x
    towards_west = level * np.sin(hour_angle)
    towards_pole = np.sin(declination) - y
    sine, cosine = np.sin(np.radians(latitude)), np.cos(np.radians(latitude))
    upward = towards_meridian * cosine + towards_pole * sine
    towards_south = towards_meridian * sine - towards_pole * cosine
    zenith = np.degrees(np.arctan2(np.hypot(towards_south, towards_west), upward))
    azimuth = np.degrees(np.arctan2(towards_west, towards_south)) + 180.0
    return as_float(zenith), as_float(azimuth % 360.0)
