"""Closing gaps without ever exceeding an upper intake."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models import nutrition, serum
from models.plan import SUPPLEMENT_STEP, daily_for_level, share_out

AMOUNTS = st.floats(0.0, 500.0)


def random_cases(count, seed):
    draw = np.random.default_rng(seed)

    def amount(most, share_of_zeros=0.2):
        values = draw.uniform(0.0, 1.0, count) ** 3 * most
        return np.where(draw.uniform(size=count) < share_of_zeros, 0.0, values)

    age = draw.uniform(0.0, 100.0, count)
    return {
        "sun_ug": amount(200.0), "swallowed_ug": amount(300.0), "needed_ug": amount(500.0),
        "most_ug": nutrition.most_intake_ug(age), "more_sun_ug": amount(200.0),
        "portion_ug": amount(60.0), "most_portions": amount(30.0),
        "may_supplement": draw.uniform(size=count) < 0.8, "sun_worth": amount(5.0, 0.05),
    }  # fmt: skip


def holds(case):
    plan = share_out(**case)
    own = case["sun_ug"] + case["swallowed_ug"]
    most = np.broadcast_to(case["most_ug"], own.shape)
    added = plan.sun_ug + plan.food_ug + plan.supplement_ug
    for part in (plan.sun_ug, plan.portions, plan.food_ug, plan.supplement_ug, plan.missing_ug):
        assert (part >= 0.0).all()
    # Strictly: in whatever order it is added up.
    assert (np.where(added > 0.0, own + added, 0.0) <= most).all()
    assert (np.where(added > 0.0, plan.supplement_ug + plan.food_ug + plan.sun_ug
                     + case["swallowed_ug"] + case["sun_ug"], 0.0) <= most).all()  # fmt: skip
    assert (added[own >= most] == 0.0).all()
    assert (plan.sun_ug <= case["more_sun_ug"]).all()
    assert (plan.portions <= case["most_portions"]).all()
    assert (plan.portions == np.round(plan.portions)).all()
    assert not plan.supplement_ug[~case["may_supplement"]].any()
    return plan


@pytest.mark.parametrize("seed", range(5))
def test_twenty_thousand_combinations_never_exceed_an_upper_intake(seed):
    plan = holds(random_cases(20_000, seed))
    # The cases are worth something: every way is used, and often the limit decides.
    assert min(np.mean(part > 0.0) for part in (plan.sun_ug, plan.food_ug)) > 0.05
    assert np.mean(plan.supplement_ug > 0.0) > 0.1
    assert np.mean(plan.missing_ug > 0.0) > 0.1
    assert 0.1 < np.mean(plan.is_full) < 0.9


@given(
    hnp.arrays(float, (7, 8), elements=AMOUNTS),
    hnp.arrays(float, 8, elements=st.floats(0.0, 120.0)),
    hnp.arrays(bool, 8),
)
def test_no_combination_exceeds_an_upper_intake(amounts, age, may):
    names = ("sun_ug", "swallowed_ug", "needed_ug", "more_sun_ug", "portion_ug", "most_portions",
             "sun_worth")  # fmt: skip
    case = dict(zip(names, amounts, strict=True))
    holds(case | {"most_ug": nutrition.most_intake_ug(age), "may_supplement": may})


def test_sun_comes_first_then_food_then_a_supplement():
    plan = share_out(
        5.0, 0.0, 40.0, 100.0, more_sun_ug=[50.0, 10.0, 10.0], portion_ug=21.0,
        most_portions=[3.0, 3.0, 20.0],
    )  # fmt: skip
    assert plan.sun_ug == pytest.approx([35.0, 10.0, 10.0])
    # 25 µg a day are 8.3 portions of 21 µg a week; three of them give 9 µg a day.
    assert plan.portions == pytest.approx([0.0, 3.0, 9.0])
    assert plan.supplement_ug == pytest.approx([0.0, 20.0, 0.0])
    assert plan.missing_ug == pytest.approx([0.0, 0.0, 0.0])


def test_where_habits_are_enough_nothing_is_added():
    plan = share_out(10.0, 20.0, 30.0, 100.0, more_sun_ug=9.0, portion_ug=5.0, most_portions=9.0)
    assert plan.total_ug == 30.0
    assert not plan.is_full


def test_where_habits_reach_the_upper_intake_nothing_is_added():
    plan = share_out([80.0, 0.0], [20.0, 130.0], 300.0, 100.0, more_sun_ug=9.0)
    assert plan.is_full.all()
    assert plan.total_ug == pytest.approx([100.0, 130.0])


def test_doses_are_whole_steps_that_are_enough_where_there_is_room():
    plan = share_out(0.0, 0.0, [0.0, 0.1, 5.0, 5.1, 99.0], 100.0)
    # 100 µg itself would reach the upper intake.
    assert (plan.supplement_ug / SUPPLEMENT_STEP) == pytest.approx([0.0, 1.0, 1.0, 2.0, 19.0])
    assert plan.missing_ug == pytest.approx([0.0, 0.0, 0.0, 0.0, 4.0])


def test_sun_that_is_worth_less_is_counted_as_less():
    plan = share_out(20.0, 0.0, 20.0, 100.0, sun_worth=[1.0, 0.5])
    assert plan.supplement_ug == pytest.approx([0.0, 10.0])


def test_what_is_not_known_gives_no_amounts():
    plan = share_out([np.nan, 1.0], 0.0, 20.0, [100.0, np.nan])
    assert np.isnan(plan.supplement_ug).all()
    assert np.isnan(plan.total_ug).all()


@given(st.floats(30.0, 150.0), st.floats(5.0, 120.0), st.floats(0.2, 4.0))
def test_daily_amounts_are_the_inverse_of_steady_levels(target, basal, gain):
    response = serum.Response(gain, 25.0, 0.4, 25.0, basal, 0.3)
    daily = float(daily_for_level(target, basal, gain, 25.0))
    assert daily >= 0.0
    level = float(serum.steady_level(daily, basal, response))
    assert level == pytest.approx(max(target, basal), rel=1e-9)


def test_arrays_equal_loops_of_scalars():
    case = random_cases(50, 99)
    whole = share_out(**case)
    for i in range(50):
        one = share_out(**{name: values[i] for name, values in case.items()})
        assert one.total_ug == whole.total_ug[i]
        assert one.supplement_ug == whole.supplement_ug[i]
