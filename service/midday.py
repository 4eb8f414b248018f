"""What more sun around noon can give on each day, beside a habit and within the limit."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models import posture, vitamin_d, windows
from models.arrays import BoolArray, FloatArray
from models.constants import IU_PER_MICROGRAM, SECONDS_PER_MINUTE
from service.clear_curve import ClearCurve, clear_curve
from service.habits import (
    DAYS_PER_WEEK,
    MEAN_CLOUD,
    USUAL_AIR,
    Habit,
    at_each,
    factors_of,
    noons,
    only,
    outings,
    starts_of,
    steps_of,
    subject_of,
)
from service.places import Place
from service.profiles import SEASONS, season_of
from service.questions import Person
from service.subject import Subject

_WIDTHS = np.arange(0.0, 2.0 * 3600.0 + 1.0, 600.0)
"""Halves of stays: four hours at most, as in a year. [s]"""
_WEEKS_PER_SPREAD = 4
_OF_LIMIT = 0.99
"""Share of the limit that is named: widths are those of a neighbouring week. [unitless]

(convention: without it four of 301 stays exceeded an estimate's limit, by 0.07 % at most)
"""
_SAME = 1e-6
"""So little beyond whole minutes is no further one. [min]"""
NO_HABIT = Habit(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Midday:
    """Stays centred on solar noon on each day, beside the outings of a habit."""

    noon: FloatArray
    """(n,) [s]"""
    added: FloatArray
    """(n, m) vitamin D that stays of growing length add, as a mean over days. [µg d⁻¹]"""
    at_most: FloatArray
    """(n,) what the longest stay within the limit adds; 0 where the sun is too weak. [µg d⁻¹]"""
    longest_half: FloatArray
    """(n,) half of that stay. [s]"""
    low: FloatArray
    """(n,) factor at the 10th percentile. [unitless]"""
    high: FloatArray
    """(n,) factor at the 90th percentile. [unitless]"""
    weak: BoolArray
    """(n,) where the clear noon stays below the synthesis threshold."""
    is_beyond_limit: BoolArray
    """(n,) where an outing of the habit alone exceeds the limit."""

    def minutes_for(self, added_ug: FloatArray) -> FloatArray:
        """
        Whole minutes of the stays that add an amount, rounded up as far as the limit goes. [min]

        Parameters
        ----------
        added_ug : ndarray, shape (n,)
            At most ``at_most``. [µg d⁻¹]
        """
        half = np.array(
            [np.interp(x, row, _WIDTHS) for x, row in zip(added_ug, self.added, strict=True)]
        )
        most = np.floor(2.0 * self.longest_half / SECONDS_PER_MINUTE)
        wanted = np.ceil(2.0 * half / SECONDS_PER_MINUTE - _SAME)
        return np.where(added_ug > 0.0, np.minimum(wanted, most), 0.0)

    def given_by(self, minutes: FloatArray) -> FloatArray:
        """Vitamin D that stays of a length add. [µg d⁻¹]"""
        return at_each(0.5 * minutes * SECONDS_PER_MINUTE, _WIDTHS, self.added)


def midday_of(habit: Habit | None, person: Person, place: Place, dates: list[date]) -> Midday:
    """
    Work out what more sun around noon adds to a habit.

    Parameters
    ----------
    habit : Habit or None
        Its clothes and posture hold for the stays too, without its sunscreen.
    person : Person
    place : Place
    dates : list of date

    Returns
    -------
    Midday
        A stay on every day, as long as its clear-sky dose on the patch of skin that faces the sun
        best, at its 90th percentile and together with that of an outing, stays within the share of
        a minimal erythema dose that is advised: half, of children a quarter. Vitamin D is that
        below usual clouds.
    """
    usual = NO_HABIT if habit is None else habit
    noon = noons(dates, place)
    offsets = np.concatenate([-_WIDTHS[:0:-1], _WIDTHS])
    around = clear_curve(place, noon[:, np.newaxis] + offsets, USUAL_AIR)
    seasons = np.array([season_of(day, place.latitude) for day in dates])
    columns: list[FloatArray] = [np.zeros(len(dates)) for _ in range(4)]
    added, weak = np.zeros((len(dates), len(_WIDTHS))), np.zeros(len(dates), dtype=bool)
    beyond = np.zeros(len(dates), dtype=bool)
    for season in SEASONS:
        rows = np.flatnonzero(seasons == season)
        if not len(rows):
            continue
        subject = subject_of(person, replace(usual.exposure_in(season), sunscreen=None))
        some = _beside(subject, usual, person, place, only(around, rows), [dates[i] for i in rows])
        added[rows], weak[rows] = some.added, some.weak
        beyond[rows] = some.is_beyond_limit
        for column, part in zip(
            columns, (some.at_most, some.longest_half, some.low, some.high), strict=True
        ):
            column[rows] = part
    return Midday(noon, added, columns[0], columns[1], columns[2], columns[3], weak, beyond)


def _beside(
    subject: Subject,
    habit: Habit,
    person: Person,
    place: Place,
    around: ClearCurve,
    dates: list[date],
) -> Midday:
    middle = len(_WIDTHS) - 1
    light = around.light.below_clouds(MEAN_CLOUD)
    made = _around_noon(subject.skin_rate(around, light), middle)
    patch = _around_noon(_patch_rate(around), middle)
    low, high, burns = factors_of(subject, place, around, _WEEKS_PER_SPREAD)
    outing, received = _of_habit(habit, person, place, dates)
    share = habit.outings_per_week / DAYS_PER_WEEK
    limit = _OF_LIMIT * subject.limit_share * subject.central_dose / burns
    left = np.maximum(limit - (received if share > 0.0 else 0.0), 0.0)
    longest = windows.half_width_of(_WIDTHS, patch, left)
    beside = subject.made(outing[:, np.newaxis] + made) - subject.made(outing)[:, np.newaxis]
    added = (share * beside + (1.0 - share) * subject.made(made)) / IU_PER_MICROGRAM
    spectrum = subject.synthesis.action_spectrum
    threshold = vitamin_d.synthesis_threshold(spectrum)
    weak = around.light.previtamin(spectrum)[0][:, middle] < threshold
    at_most = np.where(weak, 0.0, at_each(longest, _WIDTHS, added))
    beyond = (received > limit) & (share > 0.0)
    return Midday(around.time[:, middle], added, at_most, longest, low, high, weak, beyond)


def _around_noon(rate: FloatArray, middle: int) -> FloatArray:
    return windows.exposure_around(_WIDTHS, rate[:, middle:] + rate[:, middle::-1])


def _patch_rate(clear: ClearCurve) -> FloatArray:
    """Erythemal irradiance of the clear sky on the best-tilted patch of skin. [W m⁻²]"""
    tilted = posture.most_exposed_factor(clear.zenith, clear.beam_share, clear.albedo)
    return clear.light.erythemal * tilted


def _of_habit(
    habit: Habit, person: Person, place: Place, dates: list[date]
) -> tuple[FloatArray, FloatArray]:
    """Exposure for vitamin D of an outing, and its dose on the patch under a clear sky. [J m⁻²]"""
    nothing = np.zeros(len(dates))
    if habit.outings_per_week == 0.0 or habit.minutes == 0.0:
        return nothing, nothing
    elapsed = steps_of(habit.minutes)
    clear = clear_curve(place, starts_of(habit, place, dates)[:, np.newaxis] + elapsed, USUAL_AIR)
    subject = subject_of(person, habit.exposure_in(season_of(dates[0], place.latitude)))
    doses = windows.exposure_around(elapsed, _patch_rate(clear))
    return outings(subject, clear, elapsed).central, doses[:, -1]
