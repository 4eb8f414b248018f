import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import clear_sky, posture


def test_lying_is_the_horizontal_plate():
    assert_allclose(posture.posture_factor([0, 40, 80], 0.4, "lying", 0.05), 1.0)


def test_an_upright_body_under_a_high_sun():
    # A cylinder sees no beam from overhead: half of the sky and half of what the ground reflects.
    overhead = posture.posture_factor(0, 0.55, "upright", 0.0)
    assert_allclose(overhead, 0.5 * 0.45)
    at_45 = posture.posture_factor(45, 0.4, "upright", 0.0)
    assert_allclose(at_45, 0.4 / np.pi + 0.5 * 0.6)


def test_seated_lies_between():
    upright, seated, lying = (
        posture.posture_factor([10, 40, 60], [0.5, 0.4, 0.2], p, 0.05)
        for p in ("upright", "seated", "lying")
    )
    assert np.all((upright < seated) & (seated < lying))


@given(
    zenith=st.floats(0, 95), direct=st.floats(0, 0.8), albedo=st.floats(0, 0.9),
    tilt=st.floats(0, 180), off=st.floats(-180, 180),
)  # fmt: skip
def test_no_tilt_receives_more_than_the_most_exposed_patch(zenith, direct, albedo, tilt, off):
    tilted = posture.inclined_factor(zenith, direct, albedo, tilt, off)
    assert posture.most_exposed_factor(zenith, direct, albedo) >= max(tilted, 1.0) - 1e-12


def test_some_tilt_receives_what_the_most_exposed_patch_does():
    tilt = np.linspace(0, 90, 9001)
    tilted = posture.inclined_factor(55.0, posture.sunward_share(0.35), 0.3, tilt, 0.0)
    # A hundredth of a degree of tilt is worth 2e-8 near the maximum.
    assert_allclose(tilted.max(), posture.most_exposed_factor(55.0, 0.35, 0.3), atol=1e-7)


@pytest.mark.parametrize("tilt", [0, 20, 60, 90, 110, 150, 180])
@pytest.mark.parametrize("zenith", [0, 15, 45, 75, 88])
def test_turning_is_the_mean_over_azimuth(zenith, tilt):
    off = np.linspace(-180, 180, 7200, endpoint=False)
    mean = posture.inclined_factor(zenith, 0.4, 0.2, tilt, off).mean()
    # The kink of max(cos, 0) costs the mean of 7200 points some 1e-7 of the beam on the plane,
    # which is up to 29 times that on the plate at 88°.
    assert_allclose(posture.turning_factor(zenith, 0.4, 0.2, tilt), mean, atol=1e-5)


def test_a_vertical_turning_plane_is_the_upright_body():
    zenith, direct = np.array([0, 30, 60, 85]), np.array([0.6, 0.5, 0.3, 0.1])
    assert_allclose(
        posture.turning_factor(zenith, direct, 0.05, 90),
        posture.posture_factor(zenith, direct, "upright", 0.05),
    )


def test_the_most_exposed_patch_at_the_ends():
    # Overhead no tilt gains, nor without a beam.
    assert_allclose(posture.most_exposed_factor([0, 95], [0.58, 0.0], 0.0), 1.0)


MEASURED = {
    # Largest of 27 directions in three years (Oppenrieder et al. 2005): winter, the sun at 18 to
    # 20° at noon; and a plane inclined by 45° towards a sun at 45°, diffuse share 0.7 (Stick et al.
    # 1994), albedo of the sea shore.
    "Munich": (1.4, 70.0, 520.0, 0.10, 0.05),
    "Zugspitze": (1.7, 70.0, 2960.0, 0.05, 0.85),
}


@pytest.mark.parametrize("place", MEASURED)
def test_the_most_exposed_patch_against_the_largest_measured(place):
    measured, zenith, elevation, aod, albedo = MEASURED[place]
    sky = clear_sky.irradiance(zenith, 320.0, elevation, aod, albedo)
    direct = sky.erythemal_direct / sky.erythemal
    ours = float(posture.most_exposed_factor(zenith, direct, albedo))
    # One coefficient for three measurements: 15 % to either side.
    assert abs(ours / measured - 1) < 0.15
    # An isotropic sky is farther off, and on the unsafe side.
    tilt = np.linspace(0, 90, 91)
    isotropic = posture.inclined_factor(zenith, direct, albedo, tilt, 0.0).max()
    assert isotropic < measured - abs(ours - measured)


def test_a_plane_facing_the_sun_at_the_sea():
    ours = float(posture.inclined_factor(45.0, posture.sunward_share(0.3), 0.1, 45.0, 0.0))
    assert abs(ours / 1.3 - 1) < 0.15
    assert posture.inclined_factor(45.0, 0.3, 0.1, 45.0, 0.0) < 1.08


def test_whole_bodies_against_manikins():
    # Parisi et al. 1996: a manikin received 0.24 of the ambient erythemal exposure at high sun and
    # up to 0.61 at low sun. Under clouds less beam is left, which moves ours towards 0.5.
    for zenith in (5, 20, 40, 60, 75):
        sky = clear_sky.irradiance(zenith, 300.0, 700.0, 0.1, 0.05)
        share = sky.erythemal_direct / sky.erythemal
        assert 0.24 <= float(posture.posture_factor(zenith, share, "upright", 0.05)) <= 0.61


def test_the_lower_the_sun_the_more_an_upright_body_gets_of_the_plate():
    zenith = np.array([0.0, 20.0, 40.0, 60.0])
    sky = clear_sky.irradiance(zenith, 300.0, 0.0, 0.15, 0.05)
    factor = posture.posture_factor(zenith, sky.vitamin_d_direct / sky.vitamin_d, "upright", 0.05)
    assert np.all(np.diff(factor) > 0)


def test_vertical_planes_in_italy():
    # Energies 17 (2024) 5718, appendix A, 5 June, 13 to 14 h: means of 0.51, 0.34, 0.30 and 0.30 of
    # the plate on vertical planes facing S, E, W and N; zenith about 22°. The four readings scatter
    # by 0.1 around their own means.
    sky = clear_sky.irradiance(22.0, 330.0, 100.0, 0.15, 0.05)
    share = sky.erythemal_direct / sky.erythemal
    mean = (0.51 + 0.34 + 0.30 + 0.30) / 4
    assert abs(float(posture.turning_factor(22.0, share, 0.05, 90.0)) - mean) < 0.05


def test_nan_stays_nan():
    for name in ("lying", "seated", "upright"):
        assert np.isnan(posture.posture_factor(np.nan, 0.4, name, 0.05))
        assert np.isnan(posture.posture_factor(40, np.nan, name, 0.05))
