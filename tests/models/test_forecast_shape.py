import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import forecast_shape

HOUR = 3600.0
MINUTES = np.arange(0.0, 24.0 * HOUR + 1.0, 60.0)


def bell(seconds, noon=12.0, half_day=7.0):
    """Roughly a clear-sky UV index, dark beyond half a day from noon."""
    hours = np.asarray(seconds) / HOUR - noon
    height = np.where(np.abs(hours) < half_day, np.cos(hours * np.pi / 2.0 / half_day), 0.0)
    return 8.0 * np.maximum(height, 0.0) ** 2.4


@given(st.lists(st.floats(0, 2), min_size=1, max_size=24))
def test_a_curve_goes_through_its_hours_and_never_beyond(values):
    nodes = np.arange(len(values)) * HOUR
    assert_allclose(forecast_shape.eased(nodes, nodes, values), values, atol=1e-12)
    curve = forecast_shape.eased(MINUTES, nodes, values)
    assert np.min(curve) >= min(values) - 1e-12
    assert np.max(curve) <= max(values) + 1e-12


def test_a_curve_does_not_bend_at_the_hours():
    nodes = np.arange(24) * HOUR
    values = np.linspace(1.0, 0.5, 24)
    around = forecast_shape.eased(nodes[1:-1, None] + np.array([-1.0, 0.0, 1.0]), nodes, values)
    # A second to either side of a node the cubic has moved by 3 (1/3600)² of the step.
    assert_allclose(around, np.broadcast_to(values[1:-1, None], around.shape), atol=1e-8)


def test_nan_in_nan_out():
    assert np.isnan(forecast_shape.eased([np.nan], [0.0, 1.0], [1.0, 2.0])).all()


def means(factor):
    """Intervals of an hour with the mean of a clouded curve over each."""
    begins = np.arange(5, 19) * HOUR
    samples = begins[:, None] + HOUR * (np.arange(6) + 0.5) / 6.0
    clear = bell(samples)
    wanted = np.sum(clear * factor(samples), axis=1) / clear.sum(axis=1)
    return begins + HOUR / 2.0, samples, clear, wanted


@pytest.mark.parametrize(
    "factor",
    [
        lambda t: np.full(np.shape(t), 0.7),
        lambda t: 0.6 + 0.3 * np.sin(np.asarray(t) / HOUR / 2.0),
        lambda t: np.where(np.asarray(t) < 12 * HOUR, 1.0, 0.5),
    ],
)
def test_the_mean_of_every_interval_is_kept(factor):
    middle, samples, clear, wanted = means(factor)
    nodes = forecast_shape.average_preserving(wanted, middle, samples, clear)
    curve = forecast_shape.eased(samples, middle, nodes)
    found = np.sum(clear * curve, axis=1) / clear.sum(axis=1)
    # Forty rounds leave what no reader could see.
    assert_allclose(found, wanted, rtol=1e-3)
    assert np.all(nodes >= 0.0)


def test_an_hour_of_darkness_stays_dark():
    middle, samples, clear, wanted = means(lambda t: np.full(np.shape(t), 0.7))
    wanted[6] = 0.0
    nodes = forecast_shape.average_preserving(wanted, middle, samples, clear)
    assert nodes[6] == 0.0
    assert np.all(np.isfinite(nodes))


def test_instants_are_returned_as_they_are():
    time = np.arange(5.0)[:, None]
    found = forecast_shape.average_preserving([1, 2, 3, 2, 1], time[:, 0], time, time + 1.0)
    assert_allclose(found, [1, 2, 3, 2, 1])


@pytest.mark.parametrize("late", [-7200, -3600, 0, 3600, 7200])
@pytest.mark.parametrize("half_day", [4.0, 5.0, 7.0, 8.5])
def test_a_clock_that_is_off_is_found(late, half_day):
    hours = np.arange(24) * HOUR
    value = np.round(20.0 * 0.8 * bell(hours - late, half_day=half_day)) / 20.0
    offset = forecast_shape.clock_offset(hours, value, MINUTES, bell(MINUTES, half_day=half_day))
    # Lags go in steps of five minutes; rounding to 0.05 moves the best one by two at most.
    assert offset == pytest.approx(late, abs=600)


def test_clouds_say_nothing_of_the_clock():
    hours = np.arange(24) * HOUR
    cloudy = bell(hours) * np.where(hours < 12 * HOUR, 0.9, 0.3)
    assert np.isnan(forecast_shape.clock_offset(hours, cloudy, MINUTES, bell(MINUTES)))


def test_a_short_or_empty_day_says_nothing_of_the_clock():
    hours = np.arange(24) * HOUR
    for value in (np.full(24, np.nan), np.zeros(24), np.where(hours == 12 * HOUR, 5.0, 0.0)):
        assert np.isnan(forecast_shape.clock_offset(hours, value, MINUTES, bell(MINUTES)))
