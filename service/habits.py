"""What a habit of being outdoors gives on each day, under the clouds that are usual."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt

from models import solar_geometry, uncertainty, vitamin_d, windows
from models.arrays import BoolArray, FloatArray
from models.body import ClothingName
from models.constants import IU_PER_MICROGRAM, SECONDS_PER_MINUTE
from models.posture import Posture
from service.clear_curve import ClearCurve, Light, clear_curve
from service.clear_spreads import clear_sky_spreads
from service.places import Place
from service.profiles import SEASONS, Season, season_of
from service.questions import (
    DEFAULT_CLOTHING,
    Environment,
    Exposure,
    Person,
    Question,
    SkyQuestion,
    Spot,
    Sunscreen,
)
from service.subject import MISSED_BY_SUNSCREEN, Subject

MEAN_CLOUD = 0.70
"""What clouds leave of a clear sky's ultraviolet, as a mean of many days. [unitless]

Monthly means over Europe in summer are 0.61 to 0.77 (Geophys. Res. Lett. 31 (2004),
doi:10.1029/2003GL018242); spectra of a year in Garmisch lie 30 to 40 % below a cloudless sky
(B. Mayer, bmayer.de/cldeff.html). One number for the whole world is a judgement: deserts have
more.
"""
USUAL_CLOUDS = uncertainty.spread_from_percentiles(
    "mean_cloud", 0.55, MEAN_CLOUD, 1.0,
    "monthly means over Europe in summer: 0.61 to 0.77; dry climates are clear, rainy seasons "
    "darker (judgement)",
)  # fmt: skip
USUAL_AIR = Environment()
DAYS_PER_WEEK = 7.0
_STEP_S = 600.0
_MOST_STEPS = 36
DAYS_PER_SPREAD = 31


@dataclass(frozen=True, slots=True)
class Habit:
    """How often, how long, when and how dressed somebody goes outdoors."""

    outings_per_week: float
    """0 to 7; the mean over many weeks. [unitless]"""
    minutes: float
    """Of one outing. [min]"""
    start: time | None = None
    """By the clock of the place; ``None``: the outing is centred on solar noon."""
    clothing: ClothingName | None = None
    by_season: tuple[tuple[Season, ClothingName], ...] = ()
    """Instead of ``clothing``, in the seasons that it names."""
    skin_fraction: float | None = None
    """Instead of any clothing. [unitless]"""
    posture: Posture | None = None
    sunscreen: Sunscreen | None = None

    def exposure_in(self, season: Season) -> Exposure:
        """How the skin meets the sun in a season."""
        worn = dict(self.by_season).get(season, self.clothing) or DEFAULT_CLOTHING
        return Exposure(
            clothing=worn if self.skin_fraction is None else None,
            skin_fraction=self.skin_fraction,
            posture=self.posture,
            sunscreen=self.sunscreen,
        )


@dataclass(frozen=True, slots=True)
class Daily:
    """10th percentile, median and 90th percentile of an amount on each day, shape (n,)."""

    low: FloatArray
    central: FloatArray
    high: FloatArray

    def scaled(self, factor: FloatArray | float) -> "Daily":
        """Multiply every value."""
        return Daily(self.low * factor, self.central * factor, self.high * factor)

    def where(self, mask: BoolArray, other: "Daily") -> "Daily":
        """Take the values of another where a mask is set."""
        return Daily(
            np.where(mask, other.low, self.low),
            np.where(mask, other.central, self.central),
            np.where(mask, other.high, self.high),
        )


def sun_of_habit(habit: Habit, person: Person, place: Place, dates: list[date]) -> Daily:
    """
    Vitamin D that a habit makes in the skin on each day, as a mean over its outings.

    Parameters
    ----------
    habit : Habit
    person : Person
    place : Place
    dates : list of date
        In order.

    Returns
    -------
    Daily
        Vitamin D of one outing under usual clouds and climatological ozone, credited until one
        minimal erythema dose, times outings a day. [µg d⁻¹]

    Notes
    -----
    The low end counts only sun as strong as experiments saw it work, as everywhere.
    """
    low, central, high = np.zeros((3, len(dates)))
    made = Daily(low, central, high)
    if not dates or habit.outings_per_week == 0.0 or habit.minutes == 0.0:
        return made
    elapsed = steps_of(habit.minutes)
    clear = clear_curve(place, starts_of(habit, place, dates)[:, np.newaxis] + elapsed, USUAL_AIR)
    seasons = np.array([season_of(day, place.latitude) for day in dates])
    for season in SEASONS:
        rows = np.flatnonzero(seasons == season)
        if len(rows):
            subject = subject_of(person, habit.exposure_in(season))
            one = _of_outings(subject, place, only(clear, rows), elapsed)
            low[rows], central[rows], high[rows] = one.low, one.central, one.high
    return made.scaled(habit.outings_per_week / DAYS_PER_WEEK)


def subject_of(person: Person, exposed: Exposure) -> Subject:
    """Put a person and clothes together; the place says nothing here."""
    return Subject.of(Question(SkyQuestion(Spot(0.0, 0.0)), person, exposed))


def noons(dates: list[date], place: Place) -> FloatArray:
    """Solar noon of civil dates. [s]"""
    midday = [
        datetime(day.year, day.month, day.day, 12, tzinfo=place.zone).timestamp() for day in dates
    ]
    nearest = solar_geometry.solar_noon(midday, place.longitude)
    return solar_geometry.solar_noon(nearest, place.longitude)


def only(clear: ClearCurve, rows: npt.NDArray[np.intp] | np.intp) -> ClearCurve:
    """Take some days of a curve whose arrays begin with the day."""
    parts: dict[str, Any] = {
        field.name: value[rows]
        for field in fields(clear)
        if isinstance(value := getattr(clear, field.name), np.ndarray)
    }
    light = Light(**{field.name: getattr(clear.light, field.name)[rows] for field in fields(Light)})
    return replace(clear, light=light, **parts)


def factors_of(
    subject: Subject, place: Place, clear: ClearCurve, at_once: int = DAYS_PER_SPREAD
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """
    Factors of each day, read off the middle of some at once.

    Returns
    -------
    tuple of ndarray
        10th and 90th percentile of vitamin D, and 90th of the erythemal irradiance over the
        minimal erythema dose under a sky taken to be clear. [unitless]
    """
    found = []
    for first in range(0, len(clear.time), at_once):
        last = min(first + at_once, len(clear.time))
        one = only(clear, np.intp((first + last) // 2))
        erythemal, sky = clear_sky_spreads(place, one, USUAL_AIR)
        made = uncertainty.combine(*sky, USUAL_CLOUDS, *subject.spreads_under(one, one.light))
        burns = uncertainty.combine(
            *erythemal, uncertainty.UNKNOWN_CLOUD, uncertainty.inverse(subject.dose_spread)
        )
        found += [(made.low, made.high, burns.high)] * (last - first)
    low, high, burn = np.array(found).T
    return low, high, burn


def steps_of(minutes: float) -> FloatArray:
    """Divide an outing into steps from its beginning to its end. [s]"""
    length = minutes * SECONDS_PER_MINUTE
    return np.linspace(0.0, length, min(max(round(length / _STEP_S), 2), _MOST_STEPS) + 1)


def starts_of(habit: Habit, place: Place, dates: list[date]) -> FloatArray:
    """Find when outings begin, by the clock of the place or around solar noon. [s]"""
    if habit.start is None:
        return noons(dates, place) - 0.5 * habit.minutes * SECONDS_PER_MINUTE
    clock = habit.start
    return np.array([datetime.combine(day, clock, place.zone).timestamp() for day in dates])


@dataclass(frozen=True, slots=True)
class Outing:
    """What one outing of each day brings the bare skin, shape (n,). [J m⁻²]"""

    central: FloatArray
    """Effective for vitamin D, credited until one minimal erythema dose."""
    proven: FloatArray
    """The same, counting only sun that experiments saw work."""
    generous: FloatArray
    """The same as ``central``, with the skin that sunscreen misses."""


def outings(subject: Subject, clear: ClearCurve, elapsed: FloatArray) -> Outing:
    """
    Exposures of one outing on each day, below usual clouds.

    Parameters
    ----------
    subject : Subject
    clear : ClearCurve
        Arrays of shape (n, m).
    elapsed : ndarray, shape (m,)
        Since the beginning of the outing. [s]

    Returns
    -------
    Outing
    """
    light = clear.light.below_clouds(MEAN_CLOUD)
    worn = replace(clear, time=np.broadcast_to(elapsed, clear.time.shape))
    rate = generous = subject.skin_rate(worn, light, 0.0)
    if subject.exposed.sunscreen is not None:
        generous = subject.skin_rate(worn, light, 0.0, missed=MISSED_BY_SUNSCREEN)
    spectrum = subject.synthesis.action_spectrum
    strong = light.previtamin(spectrum)[0] >= vitamin_d.synthesis_threshold(spectrum)
    received, made, proven, most = (
        windows.exposure_around(elapsed, each)
        for each in (light.erythemal, rate, np.where(strong, rate, 0.0), generous)
    )
    until = windows.half_width_of(elapsed, received, subject.central_dose)
    return Outing(*(at_each(until, elapsed, rows) for rows in (made, proven, most)))


def at_each(where: FloatArray, grid: FloatArray, rows: FloatArray) -> FloatArray:
    """Read each row off at its own place, linear between the points of the grid."""
    return np.array([np.interp(x, grid, row) for x, row in zip(where, rows, strict=True)])


def _of_outings(subject: Subject, place: Place, clear: ClearCurve, elapsed: FloatArray) -> Daily:
    """Vitamin D of one outing on each day. [µg]"""
    one = outings(subject, clear, elapsed)
    low, high, _ = factors_of(subject, place, clear)
    exposures = [low * one.proven, one.central, high * one.generous]
    return Daily(*(subject.made(exposures) / IU_PER_MICROGRAM))
