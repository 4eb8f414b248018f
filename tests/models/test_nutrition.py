"""Reference intakes by age, upper intakes, and fat beside vitamin D."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import nutrition
from models.units import micrograms_from_iu

AGES = st.floats(0.0, 120.0)


def test_upper_intake_of_the_european_union():
    # EFSA 2023: 50 µg from 1 to 10 years, 100 from 11 on; EFSA 2018: 25 and 35 µg in the halves
    # of the first year.
    ages = [0, 0.4, 0.5, 0.9, 1, 10.9, 11, 17, 18, 80]
    most = [25, 25, 35, 35, 50, 50, 100, 100, 100, 100]
    assert_allclose(nutrition.efsa_upper_intake_ug(ages), most)


@given(AGES)
def test_the_most_is_never_beyond_either_limit(age):
    most = float(nutrition.most_intake_ug(age))
    assert most <= float(micrograms_from_iu(nutrition.tolerable_upper_intake(age)))
    assert most <= float(nutrition.efsa_upper_intake_ug(age))


@given(AGES)
def test_what_is_recommended_is_below_the_most(age):
    for authority in ("iom", "efsa"):
        enough = float(nutrition.recommended_vitamin_d_ug(age, authority))
        assert np.isnan(enough) or enough < float(nutrition.most_intake_ug(age))


def test_vitamin_d_by_age():
    # IOM 2011: 10 µg to one year, 15 to 70, 20 above. EFSA 2016: 10 µg at 7-11 months, then 15.
    ages = [0.2, 0.5, 1, 18, 70.9, 71, 90]
    assert_allclose(nutrition.recommended_vitamin_d_ug(ages), [10, 10, 15, 15, 15, 20, 20])
    none_then = [np.nan, 10, 15, 15, 15, 15, 15]
    assert_allclose(nutrition.recommended_vitamin_d_ug(ages, "efsa"), none_then)


def test_vitamin_k_by_age_and_sex():
    # IOM 2001 and EFSA 2017.
    ages = [0.2, 0.6, 1, 4, 7, 9, 11, 14, 15, 18, 19, 80]
    child = [2, 2.5, 30, 55, 55, 60, 60, 75, 75, 75]
    assert_allclose(nutrition.adequate_vitamin_k_ug(ages, "male"), [*child, 120, 120])
    assert_allclose(nutrition.adequate_vitamin_k_ug(ages, "female"), [*child, 90, 90])
    european = [np.nan, 10, 12, 20, 30, 30, 45, 45, 65, 70, 70, 70]
    for sex in ("female", "male"):
        assert_allclose(nutrition.adequate_vitamin_k_ug(ages, sex, "efsa"), european)


def test_calcium_by_age_and_sex():
    # IOM 2011; women need more from 51 on, men from 71 on.
    ages = [0.2, 0.6, 1, 4, 9, 18, 19, 50, 51, 70, 71]
    young = [200, 260, 700, 1000, 1300, 1300, 1000, 1000]
    assert_allclose(nutrition.recommended_calcium_mg(ages, "female"), [*young, 1200, 1200, 1200])
    assert_allclose(nutrition.recommended_calcium_mg(ages, "male"), [*young, 1000, 1000, 1200])


def test_fat_beside_vitamin_d():
    # Dawson-Hughes 2015: 32 % more with fat, 95 % interval 11 to 52.
    without = nutrition.absorbed_share(0.0)
    assert_allclose(without.central * 1.32, 1.0)
    # The 10th and 90th percentiles lie within the 95 % interval.
    assert 1 / 1.52 < without.low < without.central < without.high < 1 / 1.11
    assert_allclose(nutrition.absorbed_share([10.0, 60.0]), 1.0)


@given(st.floats(0.0, 200.0), st.floats(0.0, 200.0))
def test_more_fat_never_takes_away(one, other):
    less, more = sorted((one, other))
    for few, many in zip(
        nutrition.absorbed_share(less), nutrition.absorbed_share(more), strict=True
    ):
        # Sums of the same terms in another order of magnitude: rounding only.
        assert few <= many + 1e-12
        assert 0.0 < few <= 1.0 + 1e-12


@pytest.mark.parametrize(
    "of",
    [
        nutrition.efsa_upper_intake_ug,
        nutrition.most_intake_ug,
        nutrition.recommended_vitamin_d_ug,
        lambda age: nutrition.adequate_vitamin_k_ug(age, "female"),
        lambda age: nutrition.recommended_calcium_mg(age, "male"),
        lambda fat: nutrition.absorbed_share(fat).central,
    ],
)
def test_arrays_and_nan(of):
    together = of([0.2, np.nan, 40.0])
    assert np.isnan(together[1])
    assert_allclose(together[[0, 2]], [float(of(0.2)), float(of(40.0))])
