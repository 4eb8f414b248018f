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
    assert_allclose(body.posture_factor([0, 40, 80], 0.4, "lying", 0.05), 1.0)


def test_an_upright_body_under_a_high_sun():
    # A cylinder sees no beam from overhead: half of the sky and half of what the ground reflects.
    overhead = body.posture_factor(0, 0.55, "upright", 0.0)
    assert_allclose(overhead, 0.5 * 0.45)
    at_45 = body.posture_factor(45, 0.4, "upright", 0.0)
    assert_allclose(at_45, 0.4 / np.pi + 0.5 * 0.6)


def test_seated_lies_between():
    upright, seated, lying = (
        body.posture_factor([10, 40, 60], [0.5, 0.4, 0.2], p, 0.05)
        for p in ("upright", "seated", "lying")
    )
    assert np.all((upright < seated) & (seated < lying))


@given(direct=st.floats(0, 1), one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_shade_never_brightens(direct, one, other):
    less, more = sorted((one, other))
    assert body.shade_factor_skin(direct, more) <= body.shade_factor_skin(direct, less) + 1e-12


@given(
    zenith=st.floats(0, 95), direct=st.floats(0, 0.8), albedo=st.floats(0, 0.9),
    tilt=st.floats(0, 90),
)  # fmt: skip
def test_no_tilt_receives_more_than_the_most_exposed_patch(zenith, direct, albedo, tilt):
    theta, beta = np.radians(min(zenith, 89.0)), np.radians(tilt)
    tilted = (
        direct * (np.cos(beta) + np.tan(theta) * np.sin(beta))
        + (1 - direct) * (1 + np.cos(beta)) / 2
        + albedo * (1 - np.cos(beta)) / 2
    )
    assert body.most_exposed_factor(zenith, direct, albedo) >= max(tilted, 1.0) - 1e-12


def test_the_most_exposed_patch_at_usual_angles():
    # Overhead no tilt gains; at middle angles a tenth, over snow up to a third more.
    # The shares of the beam are those of erythemal irradiance in clean air (libRadtran, 300 DU).
    assert_allclose(body.most_exposed_factor([0, 95], [0.58, 0.0], 0.0), 1.0)
    direct = np.array([0.45, 0.37, 0.26])
    assert np.all(np.abs(body.most_exposed_factor([40, 50, 60], direct, 0.05) - 1.1) < 0.06)
    assert np.all(body.most_exposed_factor([40, 50, 60], direct, 0.88) > 1.15)


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
        assert np.isnan(body.posture_factor(np.nan, 0.4, posture, 0.05))
        assert np.isnan(body.posture_factor(40, np.nan, posture, 0.05))
