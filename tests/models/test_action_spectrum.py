import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import action_spectrum


def test_erythema_follows_iso_cie_17166():
    # ISO/CIE 17166:2019, eq. 1; 0.6486 at 300 nm as printed, four digits.
    assert_allclose(action_spectrum.erythema([250, 298, 299.9999, 400.1, 249.9]),
                    [1, 1, 10 ** (0.094 * (298 - 299.9999)), 0, 0])  # fmt: skip
    assert_allclose(action_spectrum.erythema(300), 0.6486, atol=5e-5)
    assert_allclose(action_spectrum.erythema([328, 328.0001]), [1.5171e-3, 1.5136e-3], rtol=3e-3)


def test_previtamin_d3_has_the_published_points():
    # CIE 174:2006; three significant digits as printed.
    wavelength = [280, 298, 300, 305, 310, 315, 320, 330]
    published = [0.474, 1.000, 0.951, 0.634, 0.220, 0.034, 4.36e-3, 7.8e-5]
    assert_allclose(action_spectrum.previtamin_d3(wavelength), published, rtol=7e-3)


def test_nothing_acts_outside_the_table():
    assert_allclose(action_spectrum.previtamin_d3([251.9, 330.1, 400]), 0)


def test_shift_of_young_2021_is_five_nanometres():
    wavelength = np.arange(250, 326, 0.5)
    assert_allclose(
        action_spectrum.previtamin_d3_shifted(wavelength),
        action_spectrum.previtamin_d3(wavelength + 5),
    )


def test_tables_agree_with_the_copies_of_tuv_x(shared):
    rows = shared.rows("data/action_spectrum_previtD3_CIE174_2006.csv")
    cie = [
        (float(r["wavelength_nm"]), float(r["cie174_2006_previtamin_D3"]))
        for r in rows
        if r["cie174_2006_previtamin_D3"]
    ]
    wavelength, value = np.array(cie).T
    assert_allclose(action_spectrum.previtamin_d3(wavelength), value, rtol=1e-12)
    erythema = shared.rows("data/action_spectrum_erythema_CIE_1nm.csv")
    at = [float(r["wavelength_nm"]) for r in erythema]
    # The copy is printed with five to six significant digits.
    assert_allclose(
        action_spectrum.erythema(at),
        [float(r["erythema_ISO_CIE_17166_2019"]) for r in erythema],
        rtol=1e-4,
    )


@pytest.mark.parametrize(
    "spectrum",
    [
        action_spectrum.erythema,
        action_spectrum.previtamin_d3,
        action_spectrum.previtamin_d3_shifted,
    ],
)
def test_nan_stays_nan(spectrum):
    assert np.isnan(spectrum(np.nan))
