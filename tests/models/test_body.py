import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import body


def test_sunscreen_by_amount():
    # Faurschou and Wulf 2007: SPF^(amount/2): the label at 2 mg/cm², its root at 1, nothing at 0.
    assert_allclose(body.sunscreen_factor(30, [0, 1, 2]), [1, 30**-0.5, 1 / 30])


def test_age():
    # Chalcraft 2020: 13 % a decade; about half at 70.
    assert_allclose(body.age_factor([0, 20, 30, 70]), [1, 1, 0.87, 0.87**5])
    assert abs(float(body.age_factor(70)) - 0.50) < 0.005


def test_lying_is_the_horizontal_plate():
    assert_allclose(body.posture_factor([0, 40, 80], "lying"), 1.0)


def test_an_upright_body_under_a_high_sun():
    # A cylinder sees no beam from overhead: half of the sky and half of what the ground reflects.
    overhead = body.posture_factor(0, "upright", 0.0)
    diffuse_share = 1 - float(body.direct_fraction(0))
    assert_allclose(overhead, 0.5 * diffuse_share)
    at_45 = body.posture_factor(45, "upright", 0.0)
    direct = float(body.direct_fraction(45))
    assert_allclose(at_45, direct / np.pi + 0.5 * (1 - direct))


def test_seated_lies_between():
    upright, seated, lying = (
        body.posture_factor([10, 40, 60], p) for p in ("upright", "seated", "lying")
    )
    assert np.all((upright < seated) & (seated < lying))


@given(zenith=st.floats(0, 89.9), one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_shade_never_brightens(zenith, one, other):
    less, more = sorted((one, other))
    assert body.shade_factor_skin(zenith, more) <= body.shade_factor_skin(zenith, less) + 1e-12


@given(zenith=st.floats(0, 95), albedo=st.floats(0, 0.9), tilt=st.floats(0, 90))
def test_no_tilt_receives_more_than_the_most_exposed_patch(zenith, albedo, tilt):
    theta, beta = np.radians(min(zenith, 89.0)), np.radians(tilt)
    direct = float(body.direct_fraction(zenith))
    tilted = (
        direct * (np.cos(beta) + np.tan(theta) * np.sin(beta))
        + (1 - direct) * (1 + np.cos(beta)) / 2
        + albedo * (1 - np.cos(beta)) / 2
    )
    assert body.most_exposed_factor(zenith, albedo) >= max(tilted, 1.0) - 1e-12


def test_the_most_exposed_patch_at_usual_angles():
    # Overhead no tilt gains; at middle angles a tenth, over snow up to a third more.
    assert_allclose(body.most_exposed_factor([0, 95], 0.0), 1.0)
    assert np.all((body.most_exposed_factor([40, 50, 60]) - 1.1).__abs__() < 0.05)
    assert np.all(body.most_exposed_factor([40, 50, 60], 0.88) > 1.15)


@pytest.mark.parametrize("name", body.CLOTHING)
def test_every_clothing_has_a_source(name):
    worn = body.CLOTHING[name]
    assert 0 < worn.skin_fraction <= 1
    assert worn.source
    assert worn.description.endswith(".")


def test_less_clothing_uncovers_more():
    fractions = [worn.skin_fraction for worn in body.CLOTHING.values()]
    assert fractions == sorted(fractions)
    assert fractions == [0.05, 0.10, 0.25, 0.35, 0.75, 1.00]


def test_nan_stays_nan():
    for posture in ("lying", "seated", "upright"):
        assert np.isnan(body.posture_factor(np.nan, posture))
