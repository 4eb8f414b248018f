import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import exposure

DAY = np.arange(0.0, 86401.0, 60.0)


def sine(time):
    """Irradiance of a day from 6 to 18 hours. [W m⁻²]"""
    return 0.2 * np.maximum(np.sin((time / 3600.0 - 6.0) * np.pi / 12.0), 0.0)


RECEIVED = exposure.Accumulation.of(DAY, sine(DAY))


def test_constant_irradiance_is_dose_over_irradiance():
    assert_allclose(exposure.time_to_dose(DAY, np.full_like(DAY, 0.1), [0, 100, 250.05]),
                    [0, 1000, 2500.5])  # fmt: skip


def test_daily_dose_of_a_sine():
    # ∫ of a half sine of amplitude A over twelve hours is 2 A · 12 h / π; trapezoids of a minute
    # err by (π/720)²/12 of it.
    total = RECEIVED.until(DAY[-1])
    assert_allclose(total, 2 * 0.2 * 43200 / np.pi, rtol=2e-6)


@given(start=st.floats(0, 86400), share=st.floats(0.001, 0.999))
def test_time_to_dose_inverts_the_exposure(start, share):
    received = RECEIVED.until(start)
    left = float(RECEIVED.until(DAY[-1]) - received)
    if left < 1e-3:
        return
    seconds = exposure.time_to_dose(DAY, sine(DAY), share * left, start)
    again = RECEIVED.until(start + seconds) - received
    assert_allclose(again, share * left, rtol=1e-6, atol=1e-6)


@given(start=st.floats(0, 86400), dose=st.floats(0, 4000), more=st.floats(0, 2000))
def test_a_larger_dose_never_comes_sooner(start, dose, more):
    sooner, later = exposure.time_to_dose(DAY, sine(DAY), [dose, dose + more], start)
    assert sooner <= later


def test_never_is_infinite():
    assert exposure.time_to_dose(DAY, sine(DAY), 1e9) == np.inf
    assert exposure.time_to_dose(DAY, sine(DAY), 1.0, 19 * 3600.0) == np.inf
    assert exposure.time_to_dose(DAY, sine(DAY), np.inf) == np.inf


def test_arrays_equal_loops_of_scalars():
    starts, doses = np.linspace(0, 80000, 50), np.linspace(0, 4000, 50)
    together = exposure.time_to_dose(DAY, sine(DAY), doses, starts)
    single = [
        float(exposure.time_to_dose(DAY, sine(DAY), d, s))
        for d, s in zip(doses, starts, strict=True)
    ]
    assert_allclose(together, single)


@pytest.mark.parametrize(
    ("irradiance", "dose", "start"),
    [
        (sine(DAY), np.nan, 0.0),
        (sine(DAY), 1.0, np.nan),
        (np.where(DAY == 43200, np.nan, sine(DAY)), 1.0, 0.0),
    ],
)
def test_nan_stays_nan(irradiance, dose, start):
    assert np.isnan(exposure.time_to_dose(DAY, irradiance, dose, start))


def test_nothing_is_received_outside_the_curve():
    assert RECEIVED.until(-100.0) == 0.0
    assert RECEIVED.until(1e6) == RECEIVED.until(86400)


ANY_NUMBER = st.one_of(
    st.floats(-200.0, 90_000.0),
    st.sampled_from([np.nan, 0.0, 86_400.0, *DAY[::97].tolist()]),
)


@given(dose=st.one_of(st.floats(-1.0, 5000.0), st.just(np.inf), ANY_NUMBER), start=ANY_NUMBER)
def test_one_number_goes_the_same_way_as_an_array(dose, start):
    """Numbers take a shorter way through the same steps, so that not a bit may differ."""
    alone = RECEIVED.time_to(dose, start), RECEIVED.until(start)
    among = RECEIVED.time_to(np.array([dose]), np.array([start])), RECEIVED.until(np.array([start]))
    assert np.array_equal(alone, np.ravel(among), equal_nan=True)
