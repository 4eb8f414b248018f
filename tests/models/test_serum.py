"""25(OH)D over time, whatever the data; published trials are in ``test_serum_trials.py``."""

import inspect
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import least_squares

from models import serum
from models.constants import NORMAL_P90
from models.serum import Labs, Level
from models.serum_bands import ENDOCRINE_SOCIETY, IOM, bands

ADULT = serum.response(40.0, 25.0)
AMOUNTS = st.lists(st.floats(0.0, 500.0), min_size=2, max_size=60)
WIDTHS = st.floats(0.05, 1.2)
LEVELS = st.builds(lambda mean, cv: Level(mean, cv * mean), st.floats(5, 400), st.floats(0.02, 0.6))


def course(sun, oral, **given):
    given = {"response": ADULT, "start": Level(50.0, 5.0), "sun_log_sd": 0.4} | given
    return serum.course(np.array(sun, float), np.array(oral, float), **given)


def labs(*values):
    """Of day and value, as wide as laboratories are."""
    day, value = np.array(values).T
    return Labs(day.astype(int), value, serum.assay_sd(value))


def widths(found):
    return np.log(found.high / found.low)


# The pool


def test_half_life_is_that_of_the_field():
    assert 15.0 <= ADULT.half_life_days <= 25.0


def test_without_input_the_distance_to_the_basal_level_halves_with_the_half_life():
    days = int(ADULT.half_life_days) * 4
    found = course(np.zeros(days), np.zeros(days), start=Level(90.0, 1e-6), basal=Level(40.0, 1e-6))
    left = (found.central[24::25] - 40.0) / 50.0
    assert_allclose(left, [0.5, 0.25, 0.125, 0.0625], rtol=1e-6)


def test_long_courses_end_at_the_steady_level():
    # The step is exact for an input at noon; of one spread over the day 0.1 % are left.
    for daily in (0.0, 5.0, 50.0, 250.0):
        found = course(np.zeros(500), np.full(500, daily), basal=Level(40.0, 1e-6))
        assert_allclose(found.central[-1], serum.steady_level(daily, 40.0, ADULT), rtol=1e-3)


def test_gain_is_the_rise_by_a_little_more_at_the_reference_level():
    small = 1e-4
    level = serum.REFERENCE_LEVEL
    rise = (serum.steady_level(small, level, ADULT) - level) / small
    assert_allclose(rise, ADULT.gain, rtol=1e-4)


def test_the_same_amount_adds_less_at_a_higher_level_and_dose():
    by_level = [serum.steady_level(20.0, basal, ADULT) - basal for basal in (25, 50, 75, 100)]
    by_dose = np.diff(serum.steady_level(np.arange(0.0, 201.0, 20.0), 40.0, ADULT))
    assert (np.diff(by_level) < 0.0).all()
    assert (np.diff(by_dose) < 0.0).all()


def test_once_a_week_is_nearly_as_much_as_every_day():
    # A bolus meets the same level but for its own rise within a day: within 2 % of the level.
    weekly = np.resize([140.0, 0, 0, 0, 0, 0, 0], 364)
    daily = np.full(364, 20.0)
    none = np.zeros(364)
    mean = np.mean(course(none, weekly).central[-28:])
    assert_allclose(mean, np.mean(course(none, daily).central[-28:]), rtol=0.02)


def test_a_course_is_what_a_loop_over_days_in_small_steps_gives():
    # Euler steps of 1/400 day, the input spread over the day: half a per cent for both.
    rng = np.random.default_rng(3)
    sun, oral = rng.uniform(0, 60, 90), rng.uniform(0, 60, 90)
    level, basal, rate = 50.0, 45.0, math.log(2.0) / ADULT.half_life_days
    half, expected = ADULT.half_yield_level, []
    for amount in sun + oral:
        for _ in range(400):
            made = ADULT.gain * (half + 50.0) / (half + level) * amount
            level += rate * (basal - level + made) / 400.0
        expected.append(level)
    found = course(sun, oral, start=Level(50.0, 1e-6), basal=Level(45.0, 1e-6))
    assert_allclose(found.central, expected, rtol=0.005)


def test_arrays_equal_loops_of_scalars_and_nan_stays():
    daily, basal = np.array([0.0, 10.0, np.nan, 500.0]), np.array([20.0, np.nan, 40.0, 60.0])
    together = serum.steady_level(daily, basal, ADULT)
    alone = [float(serum.steady_level(*each, ADULT)) for each in zip(daily, basal, strict=True)]
    assert_allclose(together, alone)
    assert np.isnan(together).tolist() == [False, True, True, False]
    assert_allclose(serum.assay_sd(basal), [float(serum.assay_sd(each)) for each in basal])


@pytest.mark.parametrize(
    "function",
    [serum.response, serum.assay_sd, serum.usual_level, serum.steady_level, serum.course],
)
def test_docstrings_state_arguments_and_results(function):
    assert "Returns\n    -------" in function.__doc__
    for argument in inspect.signature(function).parameters:
        assert argument in function.__doc__


# What holds whatever the data


@given(AMOUNTS, st.data(), LEVELS, WIDTHS)
def test_more_never_lowers_a_level(oral, data, start, width):
    sun = data.draw(st.lists(st.floats(0, 200), min_size=len(oral), max_size=len(oral)))
    day = data.draw(st.integers(0, len(oral) - 1))
    more, much = np.array(oral), np.array(sun)
    more[day] += data.draw(st.floats(0.1, 200))
    much[day] += data.draw(st.floats(0.1, 200))
    before = course(sun, oral, start=start, sun_log_sd=width)
    for after in (
        course(sun, more, start=start, sun_log_sd=width),
        course(much, oral, start=start, sun_log_sd=width),
    ):
        assert (after.central[day:] > before.central[day:]).all()
        assert_allclose(after.central[:day], before.central[:day])
        # The ends are linear in logarithms: 20 000 random cases of single large days under the
        # widest widths lowered one by 4 % at most.
        assert (after.high >= before.high * 0.95).all()
        assert (after.low >= before.low * 0.95).all()


@given(st.floats(0, 300), st.floats(0, 300), st.floats(0.05, 1.0), st.floats(0.02, 0.4))
def test_more_every_day_lowers_no_end_either(one, other, width, cv):
    less, more = sorted((one, other))
    for route in (0, 1):
        before, after = (
            course(
                np.full(90, daily * (1 - route)),
                np.full(90, daily * route),
                start=Level(50.0, 50.0 * cv),
                sun_log_sd=width,
            )
            for daily in (less, more)
        )
        assert (after.central >= before.central).all()
        # Of 6000 random cases the logarithm's bend lowered an end by 0.8 % at most.
        assert (after.low >= before.low * 0.98).all()
        assert (after.high >= before.high * 0.98).all()


@settings(max_examples=200)
@given(AMOUNTS, LEVELS, WIDTHS, st.data())
def test_levels_are_positive_finite_and_in_order(oral, start, width, data):
    measured = data.draw(
        st.lists(st.tuples(st.integers(0, len(oral) - 1), st.floats(5, 400)), max_size=5)
    )
    heard = labs(*measured) if measured else None
    for found in (course(oral, oral, start=start, sun_log_sd=width, labs=heard),):
        assert (found.low > 0.0).all()
        assert (found.low < found.central).all()
        assert (found.central < found.high).all()
        assert np.isfinite(found.high).all()
        for own in (found.basal, found.sun_gain, found.oral_gain):
            assert 0.0 < own.low <= own.central <= own.high < math.inf


@given(st.integers(0, 89), st.floats(0.4, 2.5), st.floats(0, 60), WIDTHS)
def test_a_lab_pulls_the_course_towards_it_and_makes_it_surer(day, ratio, daily, width):
    assume(abs(ratio - 1.0) > 0.05)
    amounts = np.full(90, daily)
    before = course(amounts, amounts, start=serum.usual_level(), sun_log_sd=width)
    value = ratio * before.central[day]
    after = course(
        amounts, amounts, start=serum.usual_level(), sun_log_sd=width, labs=labs((day, value))
    )
    between = sorted((before.central[day], value))
    assert between[0] < after.central[day] < between[1]
    assert widths(after)[day] < widths(before)[day]
    # Never surer than the prior and the value together, nor less sure than the value alone.
    assert widths(after)[day] <= 2 * NORMAL_P90 * math.hypot(0.1, 0.05) * 1.001


@given(st.integers(5, 40), st.integers(50, 85), st.floats(0.7, 1.4), st.floats(0.7, 1.4))
def test_two_labs_narrow_every_day(first, second, one, other):
    amounts = np.full(90, 15.0)
    asked = {"start": serum.usual_level(), "sun_log_sd": 0.6}
    nothing = course(amounts, amounts, **asked)
    values = (first, one * nothing.central[first]), (second, other * nothing.central[second])
    single = course(amounts, amounts, labs=labs(values[0]), **asked)
    both = course(amounts, amounts, labs=labs(*values), **asked)
    assert (widths(both) < widths(nothing)).all()
    # A second value can raise the gain, and with it the width of the days before.
    assert (widths(both)[second:] < widths(single)[second:]).all()


@given(st.permutations(range(5)))
def test_the_order_of_labs_does_not_matter(order):
    day, value = np.array([3, 3, 20, 41, 59]), np.array([50.0, 64.0, 48.0, 81.0, 77.0])
    order = list(order)
    amounts = np.full(60, 12.0)
    sorted_, shuffled = (
        course(amounts, amounts, labs=Labs(d, v, serum.assay_sd(v)))
        for d, v in ((day, value), (day[order], value[order]))
    )
    assert np.array_equal(sorted_.central, shuffled.central)
    assert np.array_equal(sorted_.low, shuffled.low)


def test_a_lab_tells_of_the_days_before_it_too():
    none = np.zeros(60)
    plain = course(none, none, start=serum.usual_level())
    measured = course(none, none, start=serum.usual_level(), labs=labs((50, 90.0)))
    assert (measured.central > plain.central).all()
    assert (widths(measured) < widths(plain)).all()


def test_labs_teach_the_person():
    # A hundred days of 50 µg that did little: less is promised of the next hundred.
    amounts, none = np.full(200, 50.0), np.zeros(200)
    poor = course(none, amounts, labs=labs((0, 40.0), (99, 55.0)))
    good = course(none, amounts, labs=labs((0, 40.0), (99, 130.0)))
    assert poor.oral_gain.high < good.oral_gain.low
    untaught = course(none, amounts, labs=labs((0, 40.0)))
    assert poor.central[-1] < 0.8 * untaught.central[-1]
    assert good.central[-1] > 1.2 * untaught.central[-1]
    # Of the sun a value after supplements tells as much as body and liver have in common.
    assert poor.sun_gain.central < ADULT.gain < good.sun_gain.central
    width = math.log(poor.sun_gain.high / poor.sun_gain.low)
    assert width > math.log(poor.oral_gain.high / poor.oral_gain.low)


def test_the_smoother_finds_the_most_probable_course_and_its_curvature():
    """Against a general minimiser over state and every day's wandering, and its normal matrix."""
    rng = np.random.default_rng(11)
    sun, oral = rng.uniform(0, 30, 40), rng.uniform(0, 40, 40)
    heard = labs((4, 62.0), (17, 80.0), (31, 70.0))
    width, start, basal = 0.5, Level(55.0, 12.0), Level(42.0, 10.0)
    found = course(sun, oral, labs=heard, sun_log_sd=width, start=start, basal=basal)

    def logs(level):
        variance = math.log1p((level.sd / level.mean) ** 2)
        return math.log(level.mean) - variance / 2, math.sqrt(variance)

    (level, level_sd), (low, low_sd) = logs(start), logs(basal)
    noise = 0.07 * math.sqrt(-math.expm1(-2 * math.log(2) / ADULT.half_life_days))

    def path(z):
        now, floor = math.exp(level + level_sd * z[0]), math.exp(low + low_sd * z[1])
        shared = ADULT.gain * math.exp(ADULT.gain_log_sd * z[2])
        left, half, lines = 2.0 ** (-0.5 / ADULT.half_life_days), ADULT.half_yield_level, []
        for s, o, w in zip(sun, oral, z[4:], strict=True):
            now = floor + (now - floor) * left
            amount = shared * (s * math.exp(width * z[3]) + o) * (1 / left - left)
            now = math.sqrt((now + half) ** 2 + 2 * amount * (half + 50.0)) - half
            now = (floor + (now - floor) * left) * math.exp(noise * w)
            lines.append(math.log(now))
        return np.array(lines)

    def misfit(z):
        spread = np.sqrt(np.log1p((heard.sd / heard.value) ** 2))
        return np.concatenate([z, (path(z)[heard.day] - np.log(heard.value)) / spread])

    best = least_squares(misfit, np.zeros(44), xtol=1e-14, ftol=1e-14, gtol=1e-14)
    # Both end where the logarithm moves by less than 1e-6.
    assert_allclose(np.log(found.central), path(best.x), atol=1e-6)
    slopes = np.array(
        [(path(best.x + 1e-6 * e) - path(best.x - 1e-6 * e)) / 2e-6 for e in np.eye(44)]
    ).T
    covariance = slopes @ np.linalg.inv(best.jac.T @ best.jac) @ slopes.T
    sd = np.log(found.high / found.low) / (2 * NORMAL_P90)
    # The minimiser's own derivatives are differences: five digits.
    assert_allclose(sd, np.sqrt(np.diag(covariance)), rtol=1e-4)


def test_what_is_quite_sure_is_not_taught():
    amounts = np.full(60, 20.0)
    sure = {"start": Level(60.0, 1e-9), "basal": Level(40.0, 1e-9), "sun_log_sd": 0.0}
    found = course(amounts, amounts, labs=labs((10, 60.0), (50, 140.0)), **sure)
    assert_allclose(found.basal.central, 40.0, rtol=1e-6)
    # The person's gain is all that is left to learn, and it is that of sun and intake alike.
    assert_allclose(found.sun_gain.central, found.oral_gain.central, rtol=1e-6)
    assert found.oral_gain.central > ADULT.gain


def test_values_that_contradict_each_other_still_give_a_course():
    rng = np.random.default_rng(4)
    for _ in range(5):
        amounts = rng.uniform(0, 60, 200)
        heard = labs(*zip(rng.integers(0, 200, 20), rng.uniform(5, 400, 20), strict=True))
        found = course(amounts, amounts, labs=heard, start=serum.usual_level())
        assert np.isfinite(found.high).all()
        # Between the extremes that were told.
        assert 5.0 < np.median(found.central) < 400.0


# What is not known


def test_nothing_is_known_from_the_first_nan_on():
    oral = np.full(30, 10.0)
    whole = course(np.zeros(30), oral)
    for place in ("sun", "oral", "lab"):
        sun, some, heard = np.zeros(30), oral.copy(), labs((12, 60.0), (20, 90.0))
        if place == "lab":
            heard.value[0] = np.nan
        else:
            (sun if place == "sun" else some)[12] = np.nan
            heard = labs((20, 90.0))
        found = course(sun, some, labs=heard)
        for line, complete in ((found.low, whole.low), (found.central, whole.central)):
            assert_allclose(line[:12], complete[:12])
            assert np.isnan(line[12:]).all()


@pytest.mark.parametrize(
    "changed",
    [
        {"start": Level(math.nan, 5.0)},
        {"start": Level(50.0, math.nan)},
        {"sun_log_sd": math.nan},
        {"basal": Level(math.nan, 5.0)},
    ],
)
def test_a_person_of_nan_has_no_level(changed):
    found = course(np.zeros(5), np.zeros(5), **changed)
    for line in (found.low, found.central, found.high):
        assert line.shape == (5,)
        assert np.isnan(line).all()


def test_no_days_make_an_empty_course():
    assert course([], []).central.shape == (0,)


@pytest.mark.parametrize("values", [(5, 60.0), (-1, 60.0), (2, 0.0), (2, -3.0)])
def test_labs_that_cannot_be_are_refused(values):
    with pytest.raises(ValueError, match="laboratory"):
        course(np.zeros(5), np.zeros(5), labs=labs(values))


# People


def test_obesity_lowers_levels_by_what_was_found():
    # Obese against normal: 19.8 nmol/L, and overweight 8.0 (Ekwaru 2014, BMI classes of people who
    # take what they like: 20 µg), 17.8 (Gallagher 2012, arms of 0 to 120 µg, 54 on average). Mean
    # indices of the classes are guesses of ±1 kg/m², which is 30 % of the smaller difference, and
    # the second group was chosen for low levels; with a fifth for the published means two fifths.
    def levels(daily):
        bodies = (serum.response(40, bmi) for bmi in (22.5, 27.5, 34.0))
        return [float(serum.steady_level(daily, each.basal, each)) for each in bodies]

    normal, over, obese = levels(20.0)
    found = [(19.8, normal - obese), (8.0, normal - over)]
    normal, _, obese = levels(54.0)
    found.append((17.8, normal - obese))
    for published, ours in found:
        assert published / 1.4 <= ours <= published * 1.4


def test_obese_people_need_two_to_three_times_as_much():
    # Endocrine Society 2011: two to three times the amount of normal weight, for the same level.
    def needed(bmi, level):
        body = serum.response(40, bmi)
        amounts = np.linspace(0, 400, 40001)
        return np.interp(level, serum.steady_level(amounts, body.basal, body), amounts)

    assert 1.8 <= needed(34.0, 75.0) / needed(22.5, 75.0) <= 3.0


def test_age_does_not_change_the_answer_but_the_doubt():
    child, adult, old = (serum.response(age, 22.0) for age in (3.0, 30.0, 80.0))
    assert child.gain == adult.gain == old.gain
    assert adult == old
    assert child.gain_log_sd > adult.gain_log_sd
    assert serum.response().gain_log_sd > adult.gain_log_sd


def test_the_usual_level_is_that_of_europe():
    # Cashman 2016: 13.0 % below 30 and 40.4 % below 50 nmol/L; a log-normal keeps both in 5 points.
    usual = serum.usual_level()
    width = math.sqrt(math.log1p((usual.sd / usual.mean) ** 2))
    median = usual.mean * math.exp(-0.5 * width**2)
    for level, share in ((30.0, 0.130), (50.0, 0.404)):
        z = math.log(level / median) / width
        assert abs(0.5 * math.erfc(-z / math.sqrt(2.0)) - share) < 0.05
    assert serum.usual_level(35.0).mean < usual.mean


def test_a_lab_is_as_wide_as_certified_assays():
    assert_allclose(serum.assay_sd([20.0, 100.0]), [2.236, 11.18], rtol=1e-3)
    assert np.isnan(serum.assay_sd(np.nan))


# Bands


@pytest.mark.parametrize(
    ("level", "iom", "endocrine"),
    [
        (0.0, "risk_of_deficiency", "deficient"),
        (29.9, "risk_of_deficiency", "deficient"),
        (30.0, "risk_of_inadequacy", "deficient"),
        (50.0, "sufficient", "insufficient"),
        (74.9, "sufficient", "insufficient"),
        (75.0, "sufficient", "sufficient"),
        (125.0, "of_concern", "sufficient"),
        (400.0, "of_concern", "sufficient"),
    ],
)
def test_bands_by_their_limits(level, iom, endocrine):
    assert IOM.of(level).name == iom
    assert ENDOCRINE_SOCIETY.of(level).name == endocrine


def test_bands_have_no_gap_and_say_what_became_of_them():
    for each in bands():
        for below, above in zip(each.bands, each.bands[1:], strict=False):
            assert below.high == above.low
        assert each.of(math.nan) is None
        assert "doi:" in each.source
    assert "no longer endorses" in ENDOCRINE_SOCIETY.note
