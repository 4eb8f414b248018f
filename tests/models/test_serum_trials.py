"""Published levels of 25(OH)D against our intervals: ``tests/validation/published_levels.py``."""

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import serum
from models.constants import NORMAL_P90
from models.serum import Level

FOLDER = Path(__file__).parents[1] / "validation"

# After the same 100 µg a day means of 96 (Vieth 2001), about 112 (Gallagher 2012) and 137 nmol/L
# (Hin 2017) are reported, which is a fifth to either side of their middle without any model; a
# twentieth more for assays, which then had no common standard.
NEAR = 0.25


@pytest.fixture(scope="module")
def levels():
    sys.path.insert(0, str(FOLDER))
    try:
        import published_levels as levels
    finally:
        sys.path.remove(str(FOLDER))
    return levels


@pytest.fixture(scope="module")
def found(levels):
    return [(trial, trial.course()) for trial in levels.trials()]


def the(found, source):
    return next(each for each in found if each[0].source.startswith(source))


def test_every_published_mean_lies_in_our_interval_and_near_its_middle(found):
    assert len(found) >= 10
    for trial, course in found:
        assert course.low[-1] <= trial.reached <= course.high[-1], trial.source
        assert abs(course.central[-1] / trial.reached - 1.0) < NEAR, trial.source


def test_on_the_whole_we_are_neither_above_nor_below_trials(found):
    ratios = np.log([course.central[-1] / trial.reached for trial, course in found])
    # Ten trials that lie 10 % apart leave a mean sure by 3 %; twice that.
    assert abs(ratios.mean()) < 0.06
    held_out = np.log([c.central[-1] / t.reached for t, c in found if not t.fitted])
    assert abs(held_out.mean()) < 0.08


def test_gain_is_the_least_squares_fit_to_the_trials_that_say_so(found):
    # Logarithms of rises at steady levels; gains 3 % to either side must fit worse.
    fitted = [trial for trial, _ in found if trial.fitted]
    assert len(fitted) == 4

    def misfits(factor):
        body = replace(serum.response(), gain=factor * serum.response().gain)
        return [
            math.log(
                (float(serum.steady_level(trial.oral_ug, trial.start, body)) - trial.start)
                / (trial.reached - trial.start)
            )
            for trial in fitted
        ]

    costs = [sum(each**2 for each in misfits(factor)) for factor in (0.97, 1.0, 1.03)]
    assert costs[1] == min(costs)


def test_from_seventy_about_0_7_per_microgram_a_day():
    # Heaney 2003: 0.70 nmol/L per µg/d, in men of 70 nmol/L. Ours falls with the dose; over 50 to
    # 125 µg it is that within the disagreement of trials (a fifth).
    adult = serum.response()
    for daily in (50.0, 100.0, 125.0):
        rise = (serum.steady_level(daily, 70.0, adult) - 70.0) / daily
        assert abs(rise / 0.70 - 1.0) < 0.20


def test_lower_starts_gain_more_as_in_the_cork_trial():
    # Cashman 2008: 1.96 nmol/L per µg/d up to 15 µg in winter, three times Heaney's. Ours is 1.3
    # to 1.4 there, and must at least be nearer to it than to 0.7.
    adult = serum.response()
    rise = (serum.steady_level(15.0, 40.0, adult) - 40.0) / 15.0
    assert (1.96 * 0.7) ** 0.5 < rise <= 1.96


def test_rhodes_group_as_a_distribution(found):
    # Rhodes 2010: 90 % reached 50 and 26 % reached 80 nmol/L. Our interval has the doubt about
    # calibrations besides people, so it is wider: its ends lie outside of theirs, by less than
    # a width of ours.
    _, course = the(found, "Rhodes")
    assert 0.80 * 50.0 < course.low[-1] <= 50.0
    sd = math.log(course.high[-1] / course.central[-1]) / NORMAL_P90
    share = 0.5 * math.erfc(math.log(80.0 / course.central[-1]) / sd / math.sqrt(2.0))
    assert 0.10 < share < 0.40


def test_rhodes_dose_by_our_own_models(levels):
    # A quarter MED on a quarter of the skin makes 1000 IU; 1.3 SED are half a MED of type II to
    # III, on a third: 2000 IU, a fifth more by saturation and spectrum.
    assert 45.0 < levels.rhodes_ug() < 60.0


def test_a_winter_takes_six_a_month_at_first():
    # Webb 2018 reckon with 6.25 nmol/L a month, as if by a straight line; ours bends, so over the
    # first two to three months of it: between two thirds and three halves.
    none = np.zeros(90)
    found = serum.course(
        none, none, response=serum.response(), start=Level(70.0, 3.5), sun_log_sd=0.9
    )
    for days in (60, 90):
        month = (70.0 - found.central[days - 1]) / (days / 30.4)
        assert 6.25 / 1.5 < month < 6.25 * 1.5
        assert found.low[days - 1] < 70.0 - 6.25 * days / 30.4 < found.high[days - 1]


def test_people_spread_about_as_much_as_in_trials():
    # Vieth 2001: 68.7 ± 16.9 after 25 µg and 96.4 ± 14.6 after 100 µg from 40.7 ± 15.4, 61 people;
    # Hin 2017: 102 ± 25 and 137 ± 39 from 50 ± 18, 305 people of 65 and older. Ours is for both,
    # and has the doubt between trials besides: from 0.8 to twice theirs.
    for daily, start, days, mean, sd in (
        (25.0, Level(40.7, 15.4), 90, 68.7, 16.9),
        (100.0, Level(40.7, 15.4), 90, 96.4, 14.6),
        (50.0, Level(50.0, 18.0), 365, 102.0, 25.0),
        (100.0, Level(50.0, 18.0), 365, 137.0, 39.0),
    ):
        course = serum.course(
            np.zeros(days), np.full(days, daily), response=serum.response(), start=start,
            basal=start, sun_log_sd=0.9,
        )  # fmt: skip
        ours = math.log(course.high[-1] / course.low[-1]) / (2 * NORMAL_P90)
        assert 0.8 < ours / (sd / mean) < 2.0
