from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models import ageing, melanin, nutrition


def test_age():
    # Chalcraft 2020: 13 % a decade; about half at 70.
    assert_allclose(ageing.chalcraft_2020([0, 20, 30, 70]), [1, 1, 0.87, 0.87**5])
    assert abs(float(ageing.chalcraft_2020(70)) - 0.50) < 0.005


def test_old_skin_makes_less_than_half():
    # MacLaughlin and Holick 1985: "greater than twofold" less at 77-82 than at 8-18 years.
    assert ageing.chalcraft_2020(80) / ageing.chalcraft_2020(13) < 0.5


def test_upper_intake_by_age():
    # IOM 2011: 1000, 1500 IU in the halves of the first year, 2500 to 3, 3000 to 8, 4000 above.
    ages = [0, 0.4, 0.5, 0.9, 1, 3.9, 4, 8.9, 9, 80]
    most = [1000, 1000, 1500, 1500, 2500, 2500, 3000, 3000, 4000, 4000]
    assert_allclose(nutrition.tolerable_upper_intake(ages), most)


def test_steps_of_godar():
    ages = [0, 21, 21.9, 22, 40, 41, 59, 60, 99]
    assert_allclose(ageing.godar_2011(ages), [1, 1, 1, 0.83, 0.83, 0.66, 0.66, 0.49, 0.49])


@pytest.mark.parametrize("law", ageing.AGE_LAWS.values(), ids=lambda law: law.name)
def test_nobody_makes_more_with_age(law):
    factors = law.factor(np.linspace(0, 120, 500))
    assert np.all(np.diff(factors) <= 0)
    assert np.isnan(law.factor(np.nan))


def test_pigment_hinders_as_much_as_it_protects():
    assert_allclose(melanin.med_scaled([200, 250, 1000]), [0.8, 1, 4])


def test_pigment_hinders_little():
    # Young 2020: inhibition factors of 1.3 to 1.4 between types II (250) and VI (1000 J/m²).
    assert 1.3 <= melanin.young_2020(1000) / melanin.young_2020(250) <= 1.4
    assert_allclose(melanin.young_2020([100, 250, 5000]), [1.0, 1.0, 1.35])


@pytest.mark.parametrize("law", melanin.MELANIN_LAWS.values(), ids=lambda law: law.name)
def test_more_pigment_never_takes_less(law):
    doses = np.geomspace(50, 5000, 300)
    relative = law.relative_exposure(doses)
    assert np.all(np.diff(relative) >= 0)
    assert_allclose(law.relative_exposure(250.0), 1.0)
    assert np.isnan(law.relative_exposure(np.nan))
    # The exponent that carries the spread of the dose is that of the law between the types.
    for low, high in pairwise((250.0, 450.0, 1000.0)):
        ratio = law.relative_exposure(high) / law.relative_exposure(low)
        assert_allclose(np.log(ratio) / np.log(high / low), law.exponent)
