import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import atmosphere, calibrations, clear_sky, solar_geometry, vitamin_d
from models.constants import ADULT_SKIN_AREA


def test_standard_ratio_is_that_of_the_boston_sun():
    # libRadtran 2.0.2 has 1.805 at 40° and 1.653 at 50° under 350 DU in clean air, so 1.776 at the
    # noon of that day, 42.1°; the noon moves by up to half a degree and the ratio by 0.007.
    sky = clear_sky.irradiance(42.1, 350, 0, atmosphere.aerosol_optical_depth(0), 0.05)
    assert abs(sky.vitamin_d / sky.erythemal - calibrations.standard_sun().ratio("cie174")) < 0.007
    assert abs(calibrations.standard_sun().ratio("cie174") - 1.776) < 0.01


def test_standard_dose_by_type():
    # 110.7 J/m² for type II, others in proportion to the MED; Fioletov's published value is 106.
    doses = vitamin_d.reference_exposure([200, 250, 300, 450, 600, 1000])
    assert_allclose(doses, [88, 110, 132, 198, 264, 440], rtol=0.01)
    assert abs(doses[1] / 106 - 1) < 0.05


def test_the_standard_dose_makes_a_thousand_units():
    med = np.array([200, 250, 300, 450, 600, 1000])
    assert_allclose(vitamin_d.vitamin_d_made(vitamin_d.reference_exposure(med), med, 0.25), 1000)


def test_times_of_six_types_in_proportion():
    # Kallioglu 2024, yearly means for Turkey: 5.05, 6.3, 7.6, 11.35, 15.15, 25.25 minutes for
    # types I to VI, printed to 0.05 min: exactly in proportion to 200 ... 1000 J/m².
    needed = vitamin_d.exposure_for(1000, [200, 250, 300, 450, 600, 1000], 0.25)
    published = np.array([5.05, 6.3, 7.6, 11.35, 15.15, 25.25])
    assert_allclose(needed / needed[0], published / published[0], rtol=0.005)


def test_plateau_from_the_provitamin_in_skin():
    # PMC8889086, table 2: 10 % conversion of 0.5 µg/cm² on 5, 10, 20 % of 18 229 cm² give 46, 92,
    # 183 µg; at our 15 % one and a half times that, in IU forty times.
    micrograms = 0.5 * 0.10 * ADULT_SKIN_AREA * np.array([0.05, 0.10, 0.20])
    assert_allclose(micrograms, [46, 92, 183], atol=1.0)
    most = vitamin_d.vitamin_d_made(1e9, 250, [0.05, 0.10, 0.20])
    assert_allclose(most, 1.5 * 40 * micrograms)


def test_what_saturates_is_never_reached():
    assert vitamin_d.exposure_for(vitamin_d.SATURATED_IU * 0.25, 250, 0.25) == np.inf
    assert vitamin_d.exposure_for(1, 250, 0.0) == np.inf
    assert vitamin_d.vitamin_d_made(100, 250, 0.0) == 0.0


@given(
    iu=st.floats(1, 10_000),
    med=st.floats(100, 2000),
    fraction=st.floats(0.3, 1),
    age=st.floats(0.7, 1),
)
def test_exposure_for_inverts_vitamin_d_made(iu, med, fraction, age):
    exposure = vitamin_d.exposure_for(iu, med, fraction, age)
    made = vitamin_d.vitamin_d_made(exposure, med, fraction, age)
    if np.isfinite(exposure):
        assert_allclose(made, iu, rtol=1e-6)


def test_initial_slope_is_the_derivative_at_zero():
    small = 1e-4
    made = vitamin_d.vitamin_d_made(small, 250, 0.25, 0.9)
    assert_allclose(made / small, vitamin_d.initial_slope(250, 0.25, 0.9), rtol=1e-5)


def test_threshold_is_the_boston_noon_of_mid_february():
    # Webb 1988: none there from November to mid-February. Zenith 55.14°, 361 DU by climatology.
    threshold = vitamin_d.synthesis_threshold()
    sky = clear_sky.irradiance(55.14, 361, 0, atmosphere.aerosol_optical_depth(0), 0.05)
    # 1.025 is the distance factor of 15 February; rounding of zenith and ozone moves it by 0.5 %.
    assert abs(threshold / (1.025 * float(sky.vitamin_d)) - 1) < 0.005


def dark_days(latitude, longitude):
    """Dates of 2026 whose clear-sky noon stays below the threshold."""
    days = np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
    noon = days.astype("datetime64[s]").astype(float) + 43200.0 - 240.0 * longitude
    # The equation of time moves the noon by up to 16 minutes.
    time = noon[:, np.newaxis] + 60.0 * np.arange(-20, 21)
    sun = solar_geometry.solar_position(time, latitude, longitude)
    zenith, distance = sun.zenith.min(axis=1), sun.distance[:, 20]
    sky = clear_sky.irradiance(
        zenith, atmosphere.total_ozone(latitude, np.arange(1, 366)), 0.0,
        atmosphere.aerosol_optical_depth(0.0), atmosphere.USUAL_ALBEDO,
    )  # fmt: skip
    irradiance = sky.vitamin_d * solar_geometry.distance_factor(distance)
    return [str(day) for day in days[irradiance < vitamin_d.synthesis_threshold()]]


def test_vitamin_d_winters():
    # Webb 1988: Boston from November to mid-February; effective all year at 34 and 18 °N. Edmonton
    # (52 °N) October to March.
    boston = dark_days(42.36, -71.06)
    assert {day[5:7] for day in boston} == {"11", "12", "01", "02"}
    assert "2026-02-14" in boston
    assert "2026-02-16" not in boston
    assert {day[5:7] for day in dark_days(53.5, -113.5)} == {"10", "11", "12", "01", "02", "03"}
    melbourne = dark_days(-37.81, 144.96)
    assert melbourne
    assert {day[5:7] for day in melbourne} <= {"05", "06", "07", "08"}
    for latitude, longitude in ((34.05, -118.24), (25.76, -80.19), (1.35, 103.82)):
        assert dark_days(latitude, longitude) == []


def test_the_threshold_of_the_other_spectrum_is_that_of_the_same_sun():
    sky = clear_sky.irradiance(55.14, 361, 0, atmosphere.aerosol_optical_depth(0), 0.05)
    ratio = vitamin_d.synthesis_threshold("young_2021_shifted") / vitamin_d.synthesis_threshold()
    assert_allclose(ratio, sky.vitamin_d_shifted / sky.vitamin_d, rtol=0.005)


@given(iu=st.floats(1, 3000), exposure=st.floats(1, 300), med=st.floats(100, 2000))
def test_skin_share_for_inverts_vitamin_d_made(iu, exposure, med):
    share = vitamin_d.skin_share_for(iu, exposure, med)
    assert_allclose(vitamin_d.vitamin_d_made(exposure, med, share), iu, rtol=1e-9)
    assert vitamin_d.skin_share_for(iu, 0.0, med) == np.inf


def test_nan_stays_nan():
    assert np.isnan(vitamin_d.vitamin_d_made(np.nan, 250, 0.25))
    assert np.isnan(vitamin_d.exposure_for([np.nan, 1000], [250, np.nan], 0.25)).all()


@given(
    iu=st.one_of(st.floats(0.0, 1e5), st.just(np.nan)),
    med=st.floats(50.0, 2000.0),
    fraction=st.floats(0.0, 1.0),
)
def test_one_number_goes_the_same_way_as_an_array(iu, med, fraction):
    alone = vitamin_d.exposure_for(iu, med, fraction)
    (among,) = vitamin_d.exposure_for([iu], [med], [fraction])
    assert np.array_equal(alone, among, equal_nan=True)
