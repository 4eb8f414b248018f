import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import uncertainty, units, windows


def test_percentiles_come_back():
    spread = uncertainty.spread_from_percentiles("x", 0.31, 1.0, 1.10, "why")
    factors = uncertainty.combine(spread)
    assert_allclose([factors.low, factors.high], [0.31, 1.10])


def test_logarithms_add_in_quadrature():
    one = uncertainty.Spread("a", 0.3, 0.3, "")
    other = uncertainty.Spread("b", 0.4, 0.4, "")
    both = uncertainty.combine(one, other)
    assert_allclose(math.log(both.high), 1.2815515655 * 0.5)
    assert_allclose(both.low * both.high, 1.0)
    assert uncertainty.combine() == uncertainty.Factors(1.0, 1.0)


def test_combined_percentiles_against_sampling():
    # Three log-normal factors, half a million draws: quantiles of the sample are known to 0.5 %.
    spreads = [uncertainty.Spread("s", sigma, sigma, "") for sigma in (0.2, 0.35, 0.15)]
    generator = np.random.default_rng(20260321)
    draws = np.exp(sum(generator.normal(0, s.up, 500_000) for s in spreads))
    factors = uncertainty.combine(*spreads)
    assert_allclose(np.quantile(draws, [0.1, 0.9]), [factors.low, factors.high], rtol=0.005)


def test_the_inverse_exchanges_its_sides():
    spread = uncertainty.Spread("a", 0.9, 0.1, "")
    forth, back = uncertainty.combine(spread), uncertainty.combine(uncertainty.inverse(spread))
    assert_allclose([back.low, back.high], [1 / forth.high, 1 / forth.low])


def test_spread_read_off_two_neighbours():
    # 20 % more below and 10 % less above, at 1.28 standard deviations of the input.
    spread = uncertainty.spread_from_neighbours("x", 1.2, 1.0, 0.9, 1.28, "why")
    assert_allclose([spread.down, spread.up], [-math.log(0.9) / 1.28, math.log(1.2) / 1.28])
    # An input that acts on one side only leaves the other alone.
    one_sided = uncertainty.spread_from_neighbours("x", 1.0, 1.0, 0.8, 1.0, "why")
    assert_allclose([one_sided.down, one_sided.up], [-math.log(0.8), 0.0])


def test_a_low_sun_is_less_sure():
    high = uncertainty.clear_sky_model(30, "erythemal")
    assert high.up == high.down == uncertainty.clear_sky_model(60, "vitamin_d").up == 0.05
    assert uncertainty.clear_sky_model(70, "vitamin_d").up == pytest.approx(0.10)
    assert uncertainty.clear_sky_model(85, "vitamin_d").up == 0.15
    assert uncertainty.clear_sky_model(85, "erythemal").up == 0.08


def test_shares_of_the_variance():
    one = uncertainty.Spread("a", 0.3, 0.3, "")
    other = uncertainty.Spread("b", 0.4, 0.4, "")
    assert_allclose(uncertainty.shares([one, other]), [0.36, 0.64])
    # What is put on top of a quadrature of 0.5 with 0.5 makes half of that side, which reaches 1.0
    # where the other reaches 0.5: four fifths of the whole.
    on_top = uncertainty.Spread("c", 0.0, 0.5, "")
    found = uncertainty.shares([one, other], [on_top])
    assert_allclose(found, [0.36 * (0.2 + 0.4), 0.64 * (0.2 + 0.4), 0.4])
    assert_allclose(sum(found), 1.0)
    assert uncertainty.shares([uncertainty.Spread("d", 0.0, 0.0, "")]) == (0.0,)


def test_windows_of_each_kind():
    start = np.array([0.0, 100.0, 200.0, 300.0])
    offered = windows.best_windows(start, [np.inf, 50.0, 20.0, 30.0], [0.0, 0.3, 0.4, 0.2])
    assert [(w.kind, w.start) for w in offered] == [
        ("gentlest", 300.0),
        ("shortest", 200.0),
        ("earliest", 100.0),
    ]


def test_no_window_where_nothing_is_reached():
    assert windows.best_windows([0.0, 1.0], [np.inf, np.nan], [0.1, 0.1]) == ()


def test_a_winter_belongs_to_the_year_in_which_it_begins():
    # Ten days a year: dark on days 0, 1, 8, 9, 10, 11, 12 and again on 18.
    irradiance = np.ones(20)
    irradiance[[0, 1, 8, 9, 10, 11, 12, 18]] = 0.0
    assert windows.vitamin_d_winter(irradiance, 0.5, 10) == windows.Winter(8, 5)
    # One that has begun before counts where there is no other.
    assert windows.vitamin_d_winter([0.0, 0.0, 1.0, 1.0], 0.5, 2) == windows.Winter(0, 2)
    assert windows.vitamin_d_winter(np.ones(20), 0.5, 10) is None
    assert windows.vitamin_d_winter(np.zeros(20), 0.5, 10) == windows.Winter(0, 10)


def test_southern_winters_lie_within_the_year():
    # Ten days a year, dark on days 4 to 6: the second such winter is the next year's.
    irradiance = np.ones(20)
    irradiance[[4, 5, 6, 14, 15, 16]] = 0.0
    assert windows.vitamin_d_winter(irradiance, 0.5, 10) == windows.Winter(4, 3)
    # What reaches the threshold is no winter, nor is what is not known.
    assert windows.vitamin_d_winter(np.full(20, 0.5), 0.5, 10) is None
    assert windows.vitamin_d_winter(np.full(20, np.nan), 0.5, 10) is None


def test_stays_around_a_moment():
    # Constant irradiances of 0.1 and 0.02 W/m² on both sides, and none at all.
    width = np.arange(0.0, 7201.0, 600.0)
    rate = np.outer([0.2, 0.04, 0.0], np.ones(13))
    received = windows.exposure_around(width, rate)
    assert_allclose(received[:, -1], [1440, 288, 0])
    # 300 J/m² take 1500 s to either side; where four hours give less, the four hours stand.
    assert_allclose(windows.half_width_of(width, received, 300.0), [1500, 7200, 7200])


@pytest.mark.parametrize(
    ("there", "back", "value", "expected"),
    [
        (units.irradiance_from_uv_index, units.uv_index_from_irradiance, 10, 0.25),
        (units.sed_from_radiant_exposure, units.radiant_exposure_from_sed, 250, 2.5),
        (units.micrograms_from_iu, units.iu_from_micrograms, 1000, 25),
        (units.nmol_l_from_ng_ml, units.ng_ml_from_nmol_l, 20, 49.92),
    ],
)
def test_conversions(there, back, value, expected):
    assert_allclose(there(value), expected)
    assert_allclose(back(there([0, value])), [0, value])


def test_clouds_far_ahead_are_not_counted_on():
    near, between, far = (uncertainty.cloud_ahead(0.4, days) for days in (0.5, 2.0, 9.0))
    assert (near.down, near.up) == (0.0, 0.0)
    # Long et al. 1996: overcast leaves 0.31; broken clouds may add a tenth to a clear sky.
    assert 0.4 * uncertainty.combine(far).high == pytest.approx(1.1)
    assert 0.4 * uncertainty.combine(far).low == pytest.approx(0.31)
    assert between.up == pytest.approx(far.up / 2.0)
    assert uncertainty.cloud_ahead(0.2, 9.0).down == 0.0
    assert uncertainty.cloud_ahead(1.3, 9.0).up == 0.0
