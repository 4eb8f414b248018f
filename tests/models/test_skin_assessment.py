from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from models import skin
from models.skin_assessment import MOST_POINTS, QUESTIONS, UPPER_POINTS, assess

answers = st.fixed_dictionaries({q.key: st.integers(0, 4) for q in QUESTIONS})


def scored(points):
    """Answers with so many points altogether."""
    full, rest = divmod(points, 4)
    values = [4] * full + [rest] + [0] * len(QUESTIONS)
    return {q.key: value for q, value in zip(QUESTIONS, values, strict=False)}


def test_limits_of_the_questionnaire():
    # 0-6 I, 7-12 II, 13-18 III, 19-24 IV, 25-30 V, 31 and more VI.
    found = [assess(scored(p)).fitzpatrick for p in (0, 6, 7, 12, 13, 18, 19, 24, 25, 30, 31, 32)]
    assert found == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert UPPER_POINTS[-1] == MOST_POINTS == 32


@pytest.mark.parametrize("middle", [15, 16, 21, 22])
def test_ninety_two_in_a_hundred_are_of_the_type_or_a_neighbour(middle):
    # He et al. 2014: 92 % within one type. Away from the ends of the scale, in the middle of a
    # band; half a point off the middle moves the share by less than 2 %.
    found = assess(scored(middle))
    near = sum(
        chance
        for number, chance in enumerate(found.probabilities, start=1)
        if abs(number - found.fitzpatrick) <= 1
    )
    assert abs(near - 0.92) < 0.02


@given(answers=answers)
def test_probabilities_sum_to_one_and_caution_never_darkens(answers):
    found = assess(answers)
    assert_allclose(sum(found.probabilities), 1.0)
    assert found.cautious_fitzpatrick <= found.fitzpatrick
    dose = found.minimal_erythema_dose
    assert dose.low < dose.central < dose.high
    lighter = sum(found.probabilities[: found.cautious_fitzpatrick - 1])
    assert lighter <= 0.1 + 1e-9


def test_more_points_never_need_less_sun_to_burn():
    doses = [assess(scored(points)).minimal_erythema_dose for points in range(MOST_POINTS + 1)]
    for fewer, more in pairwise(doses):
        assert fewer.low <= more.low
        assert fewer.central <= more.central
        assert fewer.high <= more.high


def test_the_mixture_is_wider_than_one_type():
    found = assess(scored(15)).minimal_erythema_dose
    one = skin.minimal_erythema_dose(3)
    assert found.high / found.low > one.high / one.low


@pytest.mark.parametrize(
    "wrong",
    [{}, {q.key: 2 for q in QUESTIONS[1:]}, scored(8) | {"mood": 1}, scored(8) | {"burn": 5},
     scored(8) | {"burn": -1}],
)  # fmt: skip
def test_nothing_is_guessed(wrong):
    with pytest.raises(ValueError, match="one answer"):
        assess(wrong)


def test_every_question_has_five_answers_of_its_own():
    assert len({q.key for q in QUESTIONS}) == len(QUESTIONS) == 8
    for question in QUESTIONS:
        assert [choice.points for choice in question.choices] == [0, 1, 2, 3, 4]
        assert len({choice.text for choice in question.choices}) == 5


def test_an_angle_is_known_to_one_type():
    dose = skin.dose_from_ita(35.0)
    assert dose.central == 300.0
    assert dose.low == skin.minimal_erythema_dose(2).low
    assert dose.high == skin.minimal_erythema_dose(4).high
    assert skin.dose_from_ita(70.0).low == skin.minimal_erythema_dose(1).low
    assert skin.dose_from_ita(-60.0).high == skin.minimal_erythema_dose(6).high
