import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import clear_sky, protection

HOUR = 3600.0


def test_sunscreen_by_amount():
    # Faurschou and Wulf 2007: SPF^(amount/2): the label at 2 mg/cm², its root at 1, nothing at 0.
    assert_allclose(protection.sunscreen_factor(30, [0, 1, 2]), [1, 30**-0.5, 1 / 30])


def test_thin_layers_against_phototests():
    # Beyer et al. (clothing study, bare skin): one organic sunscreen had SPF 11.7 at 2 mg/cm²,
    # 5.7 at 1 and 3.3 at 0.5. The law gives 3.4 and 1.85: their thin layers protected better, so
    # ours is the cautious side for burns and the generous one for vitamin D.
    ours = 1.0 / protection.sunscreen_factor(11.7, [2.0, 1.0, 0.5])
    assert_allclose(ours[0], 11.7)
    assert np.all(ours[1:] < [5.7, 3.3])
    assert np.all(ours[1:] > 0.5 * np.array([5.7, 3.3]))


def test_wear_on_an_active_day():
    # Bodekaer 2009: SPF down by 38 and 41 % after 4 h, by 55 and 58 % after 8 h (two sunscreens).
    left = protection.sunscreen_factor(50, 2) / protection.worn_sunscreen_factor(
        50, 2, [4 * HOUR, 8 * HOUR], "active"
    )
    # One exponential through both lies within 5 % of the SPF of each.
    assert_allclose(left, [1 - 0.395, 1 - 0.565], atol=0.05)


def test_wear_at_rest():
    # Bodekaer 2010: down by about 25 % after 8 h.
    left = protection.sunscreen_factor(50, 2) / protection.worn_sunscreen_factor(
        50, 2, 8 * HOUR, "resting"
    )
    assert_allclose(left, 0.75, atol=0.005)


def test_a_new_coat_restores_the_first():
    since = np.array([0.0, 1.9, 2.0, 3.9]) * HOUR
    worn = protection.worn_sunscreen_factor(30, 1, since, "active", 2 * HOUR)
    assert_allclose(worn[2], worn[0])
    assert_allclose(worn[3], worn[1])
    assert worn[1] > worn[0]


@given(
    spf=st.floats(1, 100), amount=st.floats(0, 2), hours=st.floats(-5, 24),
    more=st.floats(1, 3),
)  # fmt: skip
def test_never_less_than_fresh_nor_more_than_bare(spf, amount, hours, more):
    fresh = protection.sunscreen_factor(spf, amount)
    worn = protection.worn_sunscreen_factor(spf, amount, hours * HOUR, "active")
    stronger = protection.worn_sunscreen_factor(spf * more, amount, hours * HOUR, "active")
    assert fresh - 1e-12 <= worn <= 1.0
    assert stronger <= worn + 1e-12


@given(direct=st.floats(0, 1), one=st.floats(0, 1), other=st.floats(0, 1))
def test_shade_leaves_less_of_more_beam(direct, one, other):
    less, more = sorted((one, other))
    assert protection.left_in_shade(more) <= protection.left_in_shade(less)
    assert 0 <= protection.left_in_shade(direct) <= 1


@pytest.mark.parametrize(("zenith", "measured"), [(51.5, (0.18, 0.41)), (73.0, (0.51, 0.65))])
def test_full_shade_against_measured_shelters(zenith, measured):
    # Turnbull and Parisi 2003, clear winter days, erythemal UV in the shade of three shelters over
    # full sun. We hide half of the sky whatever the shelter: within the range at high sun, and at
    # low sun not more than a tenth of full sun below it.
    sky = clear_sky.irradiance(zenith, 280.0, 690.0, 0.05, 0.05)
    left = float(protection.left_in_shade(sky.erythemal_direct / sky.erythemal))
    assert measured[0] - 0.1 <= left <= measured[1]


def test_nan_stays_nan():
    assert np.isnan(protection.worn_sunscreen_factor(30, 1, np.nan, "active"))
    assert np.isnan(protection.worn_sunscreen_factor(np.nan, 1, 0.0, "resting"))
