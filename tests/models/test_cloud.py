import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import cloud

HOUR = 3600.0


def bell(hours):
    """A clear-sky UV index like that of a summer day, dark before 5 and after 19 o'clock."""
    return 8.0 * np.maximum(np.cos((np.asarray(hours) - 12.0) * np.pi / 14.0), 0.0) ** 2


def fused(forecast_hours, values, hours=None, albedo=0.09):
    hours = np.arange(0, 24.01, 0.25) if hours is None else np.asarray(hours, float)
    zenith = 90.0 - 60.0 * np.sqrt(bell(forecast_hours) / 8.0)
    return cloud.fuse(
        hours * HOUR, bell(hours), np.asarray(forecast_hours, float) * HOUR, values,
        bell(forecast_hours), 2.0 * bell(forecast_hours), zenith, albedo,
    )  # fmt: skip


def test_cover_classes_of_the_weather_service():
    # Long et al. 1996: clear 1.00, scattered 0.89, broken 0.73, overcast 0.31.
    assert_allclose(cloud.modification_from_cover([0, 3.5 / 8, 6 / 8, 1]), [1.00, 0.89, 0.73, 0.31])


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_cover_never_brightens(one, other):
    less, more = sorted((one, other))
    assert cloud.modification_from_cover(more) <= cloud.modification_from_cover(less)


def test_our_curve_passes_through_the_forecast():
    hours = np.arange(24)
    values = bell(hours) * np.linspace(0.4, 1.1, 24)
    change = fused(hours, values, hours)
    lit = bell(hours) >= cloud.MIN_RATIO_UV_INDEX
    assert_allclose((change.factor * bell(hours))[lit], values[lit])


def test_at_low_sun_the_neighbours_ratio_is_carried():
    hours = np.arange(24)
    values = np.where(bell(hours) >= cloud.MIN_RATIO_UV_INDEX, 0.5 * bell(hours), 0.0)
    change = fused(hours, values)
    assert_allclose(change.factor, 0.5)


@pytest.mark.parametrize("nonsense", [-1.0, 6e17, 40.0])
def test_impossible_values_are_rejected_and_bridged(nonsense):
    hours = np.arange(24)
    values = 0.6 * bell(hours)
    values[12] = nonsense
    change = fused(hours, values)
    assert change.rejected.nonzero()[0].tolist() == [12]
    assert_allclose(change.factor, 0.6)


def test_zero_while_the_sun_is_up_is_an_outage_not_a_cloud():
    hours = np.arange(24)
    change = fused(hours, np.zeros(24))
    assert change.rejected[bell(hours) >= 1.0].all()
    assert_allclose(change.factor, 1.0)


def test_a_hole_in_the_forecast_never_hides_ultraviolet():
    hours = np.arange(24)
    values = 0.3 * bell(hours)
    values[10:15] = np.nan
    change = fused(hours, values)
    at = np.arange(0, 24.01, 0.25)
    assert_allclose(change.factor[(at >= 11.5) & (at <= 13)], 1.0)
    assert change.missing.nonzero()[0].tolist() == [10, 11, 12, 13, 14]
    assert change.uncovered[(at > 10) & (at < 14)].all()


def test_a_forecast_that_ends_at_noon_says_nothing_of_the_evening():
    hours = np.arange(13)
    change = fused(hours, 0.3 * bell(hours))
    at = np.arange(0, 24.01, 0.25)
    assert_allclose(change.factor[(at >= 8) & (at <= 12)], 0.3)
    assert_allclose(change.factor[(at >= 13.25) & (at <= 17)], 1.0)
    assert change.uncovered[(at >= 13.25) & (at <= 17)].all()
    assert not change.uncovered[at <= 13].any()


def test_a_forecast_of_another_day_is_no_forecast():
    hours = np.arange(48, 72)
    change = cloud.fuse(
        np.arange(0, 86401.0, 900.0), bell(np.arange(0, 24.01, 0.25)), hours * HOUR,
        0.3 * bell(hours - 48), bell(hours - 48), bell(hours - 48), np.full(24, 40.0),
    )  # fmt: skip
    lit = bell(np.arange(0, 24.01, 0.25)) >= cloud.MIN_RATIO_UV_INDEX
    assert change.uncovered[lit].all()
    assert_allclose(change.factor[lit], 1.0)


def test_no_value_at_all_leaves_the_clear_sky():
    change = fused(np.arange(24), np.full(24, np.nan))
    assert_allclose(change.factor, 1.0)
    assert change.uncovered.any()


def test_ultraviolet_at_night_is_not_believed():
    assert not cloud.is_plausible(0.5, 0.0, 0.0, 110.0)
    assert cloud.is_plausible(0.0, 0.0, 0.0, 110.0)


def test_snow_and_low_sun_allow_more():
    assert not cloud.is_plausible(1.4, 1.0, 1.0, 40.0)
    assert cloud.is_plausible(1.4, 1.0, 1.0, 75.0)
    assert cloud.is_plausible(1.4, 1.0, 1.0, 40.0, 0.8)
    assert not cloud.is_plausible(np.nan, 1.0, 1.0, 40.0)


def test_an_index_above_climatology_is_no_error():
    # (300 / 180 DU)^1.2 = 1.8: what the edge of the ozone hole makes of a climatological index.
    hours = np.arange(24)
    change = fused(hours, 1.8 * bell(hours))
    assert not change.rejected.any()
    assert_allclose(change.factor, 1.8)


def test_bounds_of_a_cover_hold_its_central_value():
    cover = np.linspace(0, 1, 101)
    for each in cover:
        low, high = cloud.modification_bounds(each)
        assert low < cloud.modification_from_cover(each) < high


def test_a_pair_of_values_of_one_provider():
    ratio = cloud.modification_from_pair([3.0, 0.0, 9.0, 1.0, np.nan], [6.0, 5.0, 5.0, 0.0, 5.0])
    assert_allclose(ratio, [0.5, 0.0, 1.5, np.nan, np.nan])


@given(clear=st.floats(0.01, 20), direct_share=st.floats(0, 1), factor=st.floats(0, 1.5))
def test_direct_and_diffuse_stay_consistent_below_clouds(clear, direct_share, factor):
    everything = factor * clear
    direct = float(cloud.direct_left(factor)) * direct_share * clear
    assert 0 <= direct <= direct_share * clear
    # Nothing is left over that would have to be a negative diffuse irradiance.
    assert direct <= everything * (1 + 1e-12)


def test_what_is_not_cloud_dims_beam_and_sky_alike():
    # Ozone thicker than ours: 0.8 of the light without any cloud keeps 0.8 of the beam.
    assert_allclose(cloud.direct_left(0.8, 1.0), 0.8)
    assert_allclose(cloud.direct_left(0.8, 0.8), cloud.direct_left(0.8))
    assert_allclose(cloud.direct_left(0.5, [0.31, 0.1, 0.0]), 0.0, atol=1e-12)
    assert np.all(cloud.direct_left(0.9, np.linspace(0, 1.5, 40)) <= 0.9 + 1e-12)


def test_the_beam_goes_first():
    factor = np.linspace(0, 1.2, 50)
    left = cloud.direct_left(factor)
    assert np.all(left <= np.maximum(factor, 0) + 1e-12)
    assert np.all(np.diff(left) >= 0)
    assert_allclose(cloud.direct_left([0.31, 1.0, 1.3]), [0, 1, 1], atol=1e-12)


def test_more_of_the_beam_is_left_than_under_an_even_layer(shared):
    # TUV 5.3.2 with one homogeneous cloud: the least of the beam for what is left of the whole. The
    # mixture of clear and overcast is the other bound.
    rows = shared.rows("reference/tuv_5.3.2_overcast.csv")
    clear = {
        (r["sza_deg"], r["albedo"]): float(r["erythemal_direct_airwl_w_m2"])
        for r in rows
        if float(r["cloud_tau"]) == 0
    }
    for row in rows:
        beam = clear[row["sza_deg"], row["albedo"]]
        if beam > 1e-4:
            even = float(row["erythemal_direct_airwl_w_m2"]) / beam
            assert float(cloud.direct_left(float(row["cmf_erythemal"]))) >= min(even, 1.0) - 0.01
