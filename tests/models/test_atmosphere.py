import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import atmosphere

MONTH = 365.25 / 12


def mid_month(month):
    return 1 + (month - 0.5) * MONTH


def test_published_values_at_the_nodes():
    # Fortuin and Kelder 1998, as in NCAR/tuv-x: January 80 S, 0, 50 N; April 80 N;
    # typed to a tenth of a Dobson unit.
    ozone = atmosphere.total_ozone([-80, 0, 50, 80], [mid_month(m) for m in (1, 1, 1, 4)])
    assert_allclose(ozone, [302.5273, 251.8324, 375.5181, 440.7255], rtol=0, atol=0.051)


def test_the_misprint_at_the_equator_in_may_is_mended():
    # 240.87 is printed; TOMS has 257-265 there, and the neighbours suggest about 260.
    assert 257 <= atmosphere.total_ozone(0, mid_month(5)) <= 265


def test_the_whole_table_but_for_the_misprint(shared):
    for row in shared.rows("data/ozone_fortuin_kelder_1998_zonal_monthly_DU.csv"):
        month = int(row.pop("month"))
        latitudes = [float(name.removeprefix("lat_")) for name in row]
        ours = atmosphere.total_ozone(latitudes, mid_month(month))
        for latitude, value, printed in zip(latitudes, ours, row.values(), strict=True):
            if (month, latitude) != (5, 0):
                # Typed to a tenth of a Dobson unit.
                assert abs(value - float(printed)) < 0.051


def test_interpolated_in_both_directions():
    corners = [atmosphere.total_ozone(lat, mid_month(m)) for lat in (40, 50) for m in (3, 4)]
    assert_allclose(atmosphere.total_ozone(45, mid_month(3.5)), np.mean(corners))


def test_the_year_closes():
    assert_allclose(atmosphere.total_ozone(60, 366.25), atmosphere.total_ozone(60, 1.0))


@given(latitude=st.floats(-90, 90), day=st.floats(1, 367))
def test_everywhere_between_the_extremes_of_the_table(latitude, day):
    assert 180 < atmosphere.total_ozone(latitude, day) < 460


def test_nan_stays_nan():
    assert np.isnan(atmosphere.total_ozone([np.nan, 0], [1, np.nan])).all()


@pytest.mark.parametrize("name", atmosphere.SURFACES)
def test_surfaces_are_physical_and_sourced(name):
    surface = atmosphere.SURFACES[name]
    assert 0 < surface.albedo < 1
    assert "Sliney" in surface.source or "Feister" in surface.source


def test_ozone_above_a_mountain(shared):
    from models.tables.making.column import column_above
    from models.tables.making.inputs import read_inputs

    profile = read_inputs(shared.folder / "data").profile
    whole = column_above(0.0, profile)
    for elevation in (1000.0, 2000.0, 4000.0, 6000.0):
        below = whole.ozone_share[whole.altitude[:-1] <= elevation / 1000 + 1e-9].sum()
        # Typed to four decimals.
        assert float(atmosphere.ozone_share_above(elevation)) == pytest.approx(1 - below, abs=1e-4)


def test_the_other_climatology_is_near(shared):
    # TOMS Nimbus-7 1978-1993, printed to a hundredth: 0.7 % in the median, 2.9 % in nine of ten.
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    differences = []
    for row in shared.rows("data/ozone_TOMS_N7v7_1978_1993_zonal_monthly_DU.csv"):
        latitude = float(row["lat_band_centre"])
        for month, name in enumerate(months, start=1):
            if row[name] and abs(latitude) <= 80:
                ours = atmosphere.total_ozone(latitude, mid_month(month))
                differences.append(abs(float(row[name]) / ours - 1))
    assert np.median(differences) < 0.01
    assert np.percentile(differences, 90) < 0.03


def test_usual_aerosol():
    # Remer 2008: a mean of 0.19 over land. The mean of a log-normal is exp(s²/2) times its median.
    median = float(atmosphere.aerosol_optical_depth(0))
    assert median * np.exp(0.5 * atmosphere.AOD_SPREAD**2) == pytest.approx(0.19)
    assert float(atmosphere.aerosol_optical_depth(2000)) == pytest.approx(median / np.e)
