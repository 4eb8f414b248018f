from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import erythema, exposure, skin, units


def test_type_two_under_uv_index_twelve():
    # McKenzie's printed example: 2.5 SED, UV index 12: 13.9 minutes; with SPF 20: 278 minutes.
    minutes = erythema.constant_sun_burn_minutes(12, 250)
    assert round(float(minutes), 1) == 13.9
    assert round(float(erythema.constant_sun_burn_minutes(12, 20 * 250))) == 278


def test_safe_exposure_of_openuv():
    # As OpenUV answers, exactly: UV index 8.2342 and 2.5, 3, 4, 5, 8, 15 SED.
    doses = units.radiant_exposure_from_sed([2.5, 3, 4, 5, 8, 15])
    minutes = erythema.constant_sun_burn_minutes(8.2342, doses)
    assert np.round(minutes).tolist() == [20, 24, 32, 40, 65, 121]


def test_physical_reference_at_uv_index_eight():
    # Same arithmetic: UV index 8, type II at 250 J/m²: 20.8 minutes.
    assert round(float(erythema.constant_sun_burn_minutes(8, 250)), 1) == 20.8


@given(uv_index=st.floats(0.1, 20), slope=st.floats(0, 1e-4), dose=st.floats(100, 2000))
def test_a_rising_sun_burns_no_later_than_a_constant_one(uv_index, slope, dose):
    time = np.arange(0.0, 86401.0, 60.0)
    irradiance = units.irradiance_from_uv_index(uv_index + slope * time)
    seconds = float(exposure.time_to_dose(time, irradiance, dose))
    constant = 60.0 * float(erythema.constant_sun_burn_minutes(uv_index, dose))
    if np.isfinite(seconds):
        assert seconds <= constant * (1 + 1e-9)


def test_no_sun_never_burns():
    assert erythema.constant_sun_burn_minutes(0, 250) == np.inf
    assert np.isnan(erythema.constant_sun_burn_minutes(np.nan, 250))


def test_central_doses_of_webb_and_engelsen():
    # CMAJ Open, table 1: 200, 250, 300, 450, 600, 1000 J/m².
    central = [skin.minimal_erythema_dose(number).central for number in range(1, 7)]
    assert central == [200, 250, 300, 450, 600, 1000]


def test_range_covers_a_third_and_what_is_published(shared):
    rows = {row["source"]: row for row in shared.rows("data/med_by_skin_type.csv")}
    sources = [
        "D Orazio 2013 PMC3709783 T1 low", "D Orazio 2013 PMC3709783 T1 high",
        "McKenzie book ch. SED low", "McKenzie book ch. SED high",
    ]  # fmt: skip
    for number, name in enumerate(("I", "II", "III", "IV", "V", "VI"), start=1):
        dose = skin.minimal_erythema_dose(number)
        published = [float(rows[s][name]) for s in sources if rows[s][name]]
        assert dose.low <= min(*published, dose.central * 2 / 3 + 1e-9)
        assert dose.high >= max(*published, dose.central * 4 / 3 - 1e-9)


def test_darker_types_need_more():
    doses = [skin.minimal_erythema_dose(number) for number in range(1, 7)]
    for lighter, darker in pairwise(doses):
        assert lighter.low < darker.low
        assert lighter.central < darker.central
        assert lighter.high < darker.high or lighter.high == darker.high == 2000


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_type_is_never_guessed(number):
    with pytest.raises(ValueError, match="1 to 6"):
        skin.minimal_erythema_dose(number)


def test_individual_typology_angle():
    # Chardon et al. 1991: limits 55, 41, 28, 10, -30 degrees.
    angles = [60, 55.1, 55, 41.1, 35, 20, 0, -30, -50]
    assert [skin.type_from_ita(angle) for angle in angles] == [1, 1, 2, 2, 3, 4, 5, 6, 6]


def test_a_measured_dose_is_known_to_a_step():
    dose = skin.measured_dose(280)
    assert_allclose([dose.low, dose.central, dose.high], [280 / 2**0.5, 280, 280 * 2**0.5])
