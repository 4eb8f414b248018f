import statistics

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import calibrations, uncertainty, units, vitamin_d
from models.calibrations import CALIBRATIONS
from models.constants import ADULT_SKIN_AREA
from models.melanin import MELANIN_LAWS
from models.vitamin_d import Synthesis

EACH = pytest.mark.parametrize("known", CALIBRATIONS.values(), ids=lambda known: known.name)


def per_med(known, uv_index=None):
    """IU of one MED on the whole skin, type II, before saturation, as the authors count."""
    synthesis = Synthesis(known)
    sun = calibrations.standard_sun()
    scale = 1.0 if uv_index is None else units.irradiance_from_uv_index(uv_index) / sun.erythemal
    rate = known.effective_irradiance(
        np.array(sun.erythemal * scale), np.array(sun.vitamin_d["cie174"] * scale)
    )
    exposure = float(rate) / (sun.erythemal * float(scale)) * 250.0
    small = 1e-6 * exposure
    return float(vitamin_d.vitamin_d_made(small, 250, 1.0, 1.0, synthesis)) / 1e-6


@EACH
def test_the_reference_exposure_makes_the_reference_amount(known):
    synthesis = Synthesis(known)
    exposure = vitamin_d.reference_exposure(known.reference_med, synthesis)
    made = vitamin_d.vitamin_d_made(exposure, known.reference_med, 1.0, 1.0, synthesis)
    assert_allclose(made, known.reference_iu)


@pytest.mark.parametrize(
    ("name", "published"),
    [("webb_engelsen_2006", 16_000), ("dowdy_2010", 21_000), ("godar_2011", 4_900)],
)
def test_units_of_one_med_under_the_standard_sun(name, published):
    # The slope at zero lies above the reference point, where saturation has begun: at 4000 of
    # 54 700 IU by 3.8 %, at 4900 by 4.6 %.
    assert_allclose(per_med(CALIBRATIONS[name]), published, rtol=0.05)


def test_mckenzie_between_low_and_high_sun():
    # 5 000 IU per MED at UV index 1, 10 000 from 9 on.
    mckenzie = CALIBRATIONS["mckenzie_2009"]
    assert_allclose(per_med(mckenzie, 1.0), 5_000, rtol=0.02)
    assert_allclose(per_med(mckenzie, 9.0), 10_000, rtol=0.02)
    assert_allclose(per_med(mckenzie, 12.0), 10_000, rtol=0.02)


def test_factor_of_mckenzie():
    # f = 0.2 to UV index 1, 0.179 UVI^-0.269 to 9, 0.1 above; nothing to 0.5.
    assert_allclose(
        calibrations.mckenzie_factor([0.4, 0.5, 0.8, 1, 2, 4, 8, 9, 15]),
        [
            np.inf,
            np.inf,
            0.2,
            0.2,
            0.179 * 2**-0.269,
            0.179 * 4**-0.269,
            0.179 * 8**-0.269,
            0.1,
            0.1,
        ],
    )


def test_a_brighter_sun_is_never_slower_by_mckenzie():
    uv_index = np.linspace(0, 20, 4001)
    rate = uv_index / calibrations.mckenzie_factor(uv_index)
    assert np.all(np.diff(rate) >= 0)


def test_one_minute_for_the_whole_body_under_a_summer_noon():
    # McKenzie 2009, abstract: about a minute of summer noon (UV index 12 at 45 °S) on the whole
    # body, and about a quarter of an hour to damage.
    irradiance = float(units.irradiance_from_uv_index(12))
    mckenzie = CALIBRATIONS["mckenzie_2009"]
    rate = float(mckenzie.effective_irradiance(np.array(irradiance), np.array(0.0)))
    needed = float(vitamin_d.exposure_for(1000, 250, 1.0, 1.0, Synthesis(mckenzie)))
    assert 0.5 < needed / rate / 60 < 1.5


def test_nies_needs_a_third_of_the_burn_dose():
    # Miyauchi and Nakajima 2016: 10 µg on 600 cm² of type III in 1/3 of the time to burn, on
    # 1200 cm² in 1/6, where vitamin D and erythema are in proportion (ratio about 2 in summer).
    nies = Synthesis(CALIBRATIONS["nies_japan"])
    for area, part in ((600, 3.0), (1200, 6.0)):
        needed = float(vitamin_d.exposure_for(400, 300, area / ADULT_SKIN_AREA, 1.0, nies))
        # The tables of NIES themselves scatter from 2.6 to 3.3 between May and September.
        assert 0.8 * part < 300 * 1.95 / needed < 1.2 * part


def test_fioletov_has_nearly_our_standard_dose():
    # 106 J/m² by CIE 174 for type II (Fioletov et al.): ours within 5 %.
    assert abs(CALIBRATIONS["webb_engelsen_2006"].reference_exposure("cie174") / 106 - 1) < 0.05


@EACH
def test_the_interval_holds_every_published_calibration(known):
    # Eight in ten of the distribution through the five values; the lowest and the highest lie at
    # its very ends, 4 900 against 4 850 and 30 600 against 34 200 IU.
    factors = uncertainty.combine(calibrations.calibration_spread(known))
    for other in CALIBRATIONS.values():
        ratio = other.iu_per_med_whole_body / known.iu_per_med_whole_body
        assert factors.low <= ratio * (1 + 1e-9)
        assert factors.high >= ratio * (1 - 1e-9)


def test_the_interval_is_about_the_published_values_not_about_the_chosen_one():
    ends = []
    for known in CALIBRATIONS.values():
        factors = uncertainty.combine(calibrations.calibration_spread(known))
        ends.append(known.iu_per_med_whole_body * factors.low)
    # Those whose lower side is not at its least all end at one number.
    assert_allclose(sorted(ends)[1:], statistics.median(ends), rtol=1e-9)


@EACH
def test_another_spectrum_changes_nothing_under_the_standard_sun(known):
    sun = calibrations.standard_sun()
    made = []
    for name in ("cie174", "young_2021_shifted"):
        synthesis = Synthesis(known, action_spectrum=name)
        rate = known.effective_irradiance(np.array(sun.erythemal), np.array(sun.vitamin_d[name]))
        made.append(vitamin_d.vitamin_d_made(600.0 * rate, 300.0, 0.25, 1.0, synthesis))
    assert_allclose(made[0], made[1])


def test_melanin_turns_around_the_skin_a_calibration_is_for():
    for name, dose in (("webb_engelsen_2006", 250.0), ("nies_japan", 300.0)):
        made = [
            vitamin_d.vitamin_d_made(50.0, dose, 0.2, 1.0, Synthesis(CALIBRATIONS[name], law))
            for law in MELANIN_LAWS.values()
        ]
        assert_allclose(made[0], made[1])


@EACH
def test_every_calibration_has_source_equation_and_range(known):
    assert "doi:10." in known.citation
    assert known.equation
    assert known.valid_for
    assert known.certainty
