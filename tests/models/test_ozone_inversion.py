import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import clear_sky, ozone_inversion
from models.units import uv_index_from_irradiance


def uv_index(zenith, ozone, elevation=0.0, aod=0.12, albedo=0.05):
    sky = clear_sky.irradiance(zenith, ozone, elevation, aod, albedo)
    return uv_index_from_irradiance(sky.erythemal)


@given(
    zenith=st.floats(0, 65), ozone=st.floats(120, 580), elevation=st.floats(0, 3000),
    aod=st.floats(0, 1),
)  # fmt: skip
def test_the_column_behind_our_own_sky_is_found(zenith, ozone, elevation, aod):
    found = ozone_inversion.total_ozone(
        uv_index(zenith, ozone, elevation, aod), zenith, elevation, aod, 0.05
    )
    # The logarithm is nearly straight between columns 10 DU apart.
    assert_allclose(found, ozone, atol=0.1)


def test_the_column_behind_another_code_is_found(shared):
    rows = [
        each for each in shared.rows("reference/libradtran_2.0.2_grid.csv")
        if float(each["aod_550"]) == 0.0 and float(each["albedo"]) == 0.05
        and float(each["sza_deg"]) <= 60.0 and float(each["altitude_m"]) == 0.0
        and 150.0 <= float(each["ozone_du"]) <= 550.0
    ]  # fmt: skip
    assert len(rows) > 10
    ozone, zenith, erythemal = (
        np.array([float(each[name]) for each in rows])
        for name in ("ozone_du", "sza_deg", "erythemal_w_m2_tsis")
    )
    found = ozone_inversion.total_ozone(40.0 * erythemal, zenith, 0.0, 0.0, 0.05)
    # Our table lies within 0.5 % of libRadtran there; 1 % of ozone is 1.0 to 1.4 % of UV.
    assert_allclose(found, ozone, rtol=0.01)


def test_distance_of_the_sun_counts():
    near = ozone_inversion.total_ozone(1.03 * uv_index(40.0, 300.0), 40.0, 0, 0.12, 0.05, 1.03)
    assert_allclose(near, 300.0, atol=0.1)


def test_no_column_gives_an_impossible_index():
    found = ozone_inversion.total_ozone([50.0, 0.0, -1.0, np.nan], 40.0, 0.0, 0.12, 0.05)
    assert np.isnan(found).all()


def test_arrays_equal_scalars():
    zenith = np.array([20.0, 40.0, 60.0])
    value = uv_index(zenith, 320.0)
    together = ozone_inversion.total_ozone(value, zenith, 0.0, 0.12, 0.05)
    alone = [
        float(ozone_inversion.total_ozone(v, z, 0.0, 0.12, 0.05))
        for v, z in zip(value, zenith, strict=True)
    ]
    assert_allclose(together, alone)


def test_a_day_is_the_median_of_its_good_hours():
    column = [250.0, 300.0, 305.0, 310.0, 500.0]
    zenith = [70.0, 60.0, 40.0, 60.0, 80.0]
    found = ozone_inversion.pooled_ozone(column, [2, 2, 6, 2, 2], zenith, 0.1)
    assert found == 305.0


@pytest.mark.parametrize(
    ("column", "uv", "aod"),
    [
        ([300.0, 310.0], [5, 5], 0.1),              # too few
        ([300.0, 310.0, 350.0], [5, 5, 5], 0.1),    # not one sky
        ([300.0, 310.0, 305.0], [5, 5, 1.0], 0.1),  # too dark for one of three
        ([300.0, 310.0, 305.0], [5, 5, 5], 1.5),    # too much aerosol
        ([300.0, np.nan, 305.0], [5, 5, 5], 0.1),   # unknown
    ],
)  # fmt: skip
def test_ill_posed_days_say_nothing(column, uv, aod):
    assert np.isnan(ozone_inversion.pooled_ozone(column, uv, 40.0, aod))
