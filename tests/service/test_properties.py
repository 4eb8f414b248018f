"""What must hold everywhere, for whole stays: checked on the use case below HTTP."""

import asyncio
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.estimation import estimate
from service.questions import Environment, Exposure, Person, Question, SkyQuestion, Spot, Sunscreen
from service.world import world_alone

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
WORLD = world_alone(lambda: NOW)


def answer(question):
    return asyncio.run(estimate(question, WORLD))


questions = st.builds(
    lambda latitude, longitude, day, minute, skin, fraction, ozone: Question(
        sky=SkyQuestion(
            Spot(latitude, longitude, 0.0),
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute),
            Environment(ozone_du=ozone),
            "clear_sky",
        ),
        person=Person(skin),
        exposure=Exposure(skin_fraction=fraction, posture="upright"),
        target_iu=500.0,
    ),
    latitude=st.floats(-70, 70),
    longitude=st.floats(-179, 179),
    day=st.integers(0, 364),
    minute=st.integers(0, 1439),
    skin=st.integers(1, 6),
    fraction=st.floats(0.2, 1.0),
    ozone=st.floats(220, 450),
)

# Times are inverted from curves with steps of a minute: equal doses may differ by rounding.
ROUNDING_MIN = 1e-6


def never_sooner(later, sooner):
    for name in ("low", "central", "high"):
        assert getattr(later, name) >= getattr(sooner, name) - ROUNDING_MIN


@given(question=questions)
def test_darker_skin_never_burns_sooner(question):
    lighter = answer(replace(question, person=Person(1)))
    darker = answer(replace(question, person=Person(6)))
    never_sooner(darker.burn.minutes, lighter.burn.minutes)
    never_sooner(darker.vitamin_d.minutes, lighter.vitamin_d.minutes)


@settings(max_examples=500)
@given(question=questions, more=st.floats(1, 100))
def test_more_ozone_never_shortens_a_time(question, more):
    environment = question.sky.environment
    thicker = replace(environment, ozone_du=environment.ozone_du + more)
    dimmer = answer(replace(question, sky=replace(question.sky, environment=thicker)))
    never_sooner(dimmer.burn.minutes, answer(question).burn.minutes)
    assert dimmer.uv.vitamin_d_w_m2 <= answer(question).uv.vitamin_d_w_m2
    never_sooner(dimmer.vitamin_d.minutes, answer(question).vitamin_d.minutes)


@settings(max_examples=500)
@given(question=questions, one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_cloud_never_shortens_a_time(question, one, other):
    def under(cover):
        environment = replace(question.sky.environment, cloud_cover=cover)
        return answer(replace(question, sky=replace(question.sky, environment=environment)))

    less, more = sorted((one, other))
    never_sooner(under(more).burn.minutes, under(less).burn.minutes)
    never_sooner(under(more).vitamin_d.minutes, under(less).vitamin_d.minutes)


@given(question=questions, one=st.floats(1, 50), other=st.floats(1, 50))
def test_more_sunscreen_never_shortens_and_never_delays_a_burn(question, one, other):
    def below(factor):
        screened = replace(question.exposure, sunscreen=Sunscreen(factor, 1.0))
        return answer(replace(question, exposure=screened))

    weak, strong = sorted((one, other))
    never_sooner(below(strong).vitamin_d.minutes, below(weak).vitamin_d.minutes)
    assert below(strong).burn == below(weak).burn


@given(question=questions, one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_shade_never_shortens_a_time(question, one, other):
    def under(share):
        return answer(replace(question, exposure=replace(question.exposure, shade_fraction=share)))

    less, more = sorted((one, other))
    never_sooner(under(more).vitamin_d.minutes, under(less).vitamin_d.minutes)
    assert under(more).burn == under(less).burn


@given(question=questions, share=st.floats(0.2, 1))
def test_more_clothing_never_shortens_the_time_to_vitamin_d(question, share):
    fraction = question.exposure.skin_fraction
    covered = replace(question.exposure, skin_fraction=fraction * share)
    dressed = answer(replace(question, exposure=covered))
    never_sooner(dressed.vitamin_d.minutes, answer(question).vitamin_d.minutes)
    assert dressed.burn == answer(question).burn


@given(question=questions, more=st.floats(1, 2000))
def test_a_larger_target_takes_longer(question, more):
    larger = answer(replace(question, target_iu=question.target_iu + more))
    never_sooner(larger.vitamin_d.minutes, answer(question).vitamin_d.minutes)


@given(question=questions)
def test_the_limit_is_never_more_than_half_the_low_burn_dose(question):
    found = answer(question)
    limit = found.verdict.limit_minutes
    if limit is None:
        assert math.isinf(found.burn.minutes.low)
        assert found.verdict.limit_reason is not None
        return
    assert limit <= found.burn.minutes.low / 2 + ROUNDING_MIN
    stay = replace(question, end=question.sky.start + timedelta(minutes=limit))
    if found.counted_from == found.start and limit > 0.01:
        assert answer(stay).session.med_fraction.high <= 0.5 + 1e-6


@given(question=questions)
def test_statuses_verdict_and_minutes_agree(question):
    found = answer(question)
    made, burn = found.vitamin_d, found.burn
    assert (made.status == "reached") == math.isfinite(made.minutes.central)
    assert (made.status == "reached") == (made.reached_at is not None)
    assert (made.reason is None) == (made.status == "reached")
    assert (burn.status == "burn_possible") == math.isfinite(burn.minutes.low)
    assert (made.minutes_reason is None) == math.isfinite(made.minutes.high)
    assert (burn.minutes_reason is None) == math.isfinite(burn.minutes.high)
    best = made.best_possible_iu
    assert best.low <= best.central <= best.high
    if made.minutes.central <= burn.minutes.central and made.status == "reached":
        # 1e-6 of the target: what inverting and integrating the same curve leaves.
        assert best.central >= 500 * (1 - 1e-6)
    if found.verdict.code == "target_before_burn":
        assert made.minutes.central <= found.verdict.limit_minutes
    if made.status == "reached":
        assert found.verdict.code in {"target_before_burn", "burn_before_target"}


@pytest.mark.parametrize("hours", [-3, -1, 1, 3])
def test_moving_east_and_earlier_cancels(hours):
    here = Question(
        SkyQuestion(Spot(40.0, 0.0, 0.0), datetime(2026, 6, 21, 11, tzinfo=UTC),
                    Environment(ozone_du=300.0), "clear_sky"),
        Person(2),
        Exposure(skin_fraction=0.5),
    )  # fmt: skip
    start = here.sky.start - timedelta(hours=hours)
    there = replace(here, sky=replace(here.sky, spot=Spot(40.0, 15.0 * hours, 0.0), start=start))
    # Declination and equation of time move within the hours: some thousandths of the irradiance.
    assert answer(there).burn.minutes.central == pytest.approx(
        answer(here).burn.minutes.central, rel=2e-3
    )
