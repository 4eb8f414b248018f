"""The course of a stay against the estimate of the same question, and on its way to the script."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from service.course import course_of
from service.estimation import estimate
from service.questions import (
    EarlierStay,
    Environment,
    Exposure,
    Person,
    Question,
    SkyQuestion,
    Spot,
)
from service.web.session_view import course_data
from service.world import world_alone

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, 30, tzinfo=UTC)
BERLIN, OSLO, LONGYEARBYEN = Spot(52.52, 13.41, 40.0), Spot(59.9, 10.7, 20.0), Spot(78.2, 15.6, 0.0)
WORLD = world_alone(lambda: NOON)


def question(start=NOON, spot=BERLIN, skin=2, age=30.0, clothing="swimwear", **parts):
    return Question(
        SkyQuestion(spot, start, Environment(), "clear_sky"),
        Person(skin, age_years=age, cautions=parts.pop("cautions", ())),
        Exposure(clothing=clothing, **parts.pop("exposure", {})),
        **parts,
    )


def at(course, seconds, values):
    return float(np.interp(seconds, course.seconds, values))


@pytest.mark.parametrize("hour", [4, 6, 8, 11, 14])
@pytest.mark.parametrize("skin", [1, 3, 6])
@pytest.mark.parametrize("age", [10.0, 30.0])
async def test_share_of_the_limit_is_one_at_the_limit(hour, skin, age):
    asked = question(NOON.replace(hour=hour), skin=skin, age=age)
    course, answer = await course_of(asked, WORLD), await estimate(asked, WORLD)
    share = course.limit_share
    assert share[0] == 0.0
    assert np.all(np.diff(share) >= 0.0)
    minutes = answer.verdict.limit_minutes
    if minutes is None or math.isinf(minutes):
        assert math.isinf(course.limit_seconds)
        assert np.all(share < 1.0)
        return
    waited = (answer.counted_from - answer.start).total_seconds()
    assert course.limit_seconds == pytest.approx(waited + 60.0 * minutes, abs=1e-3)
    if course.limit_seconds > course.seconds[-1]:
        assert share[-1] < 1.0
        return
    assert at(course, course.limit_seconds, share) == pytest.approx(1.0, abs=1e-9)
    assert course.limit_seconds in course.seconds
    # Never more than the share of the dose that is advised at most.
    assert course.limit_med_share <= (0.25 if age < 16 else 0.5)


@pytest.mark.parametrize("hour", [6, 8, 11, 15])
async def test_the_target_is_made_at_the_target_minutes(hour):
    asked = question(NOON.replace(hour=hour), target_iu=600.0)
    course, answer = await course_of(asked, WORLD), await estimate(asked, WORLD)
    seconds = 60.0 * answer.vitamin_d.minutes.central
    assert course.target_seconds == pytest.approx(seconds)
    assert at(course, seconds, course.vitamin_d[1]) == pytest.approx(600.0, rel=1e-6)


@pytest.mark.parametrize("minutes", [7, 61, 200])
async def test_any_minute_is_the_session_of_an_estimate(minutes):
    asked = question()
    end = NOON + timedelta(minutes=minutes)
    course = await course_of(asked, WORLD)
    session = (await estimate(replace(asked, end=end), WORLD)).session
    made, shares = session.vitamin_d_iu, session.med_fraction
    expected = [made.low, made.central, made.high]
    assert [at(course, 60.0 * minutes, row) for row in course.vitamin_d] == pytest.approx(expected)
    assert at(course, 60.0 * minutes, course.med_share) == pytest.approx(shares.central)
    assert at(course, 60.0 * minutes, course.med_share_sensitive) == pytest.approx(shares.high)


async def test_earlier_stays_count():
    earlier = (EarlierStay(NOON - timedelta(minutes=40), NOON - timedelta(minutes=25)),)
    asked = question(earlier_stays=earlier, end=NOON + timedelta(minutes=10))
    course, answer = await course_of(asked, WORLD), await estimate(asked, WORLD)
    assert course.limit_share[0] > 0.0
    total = answer.day_total
    assert at(course, 600.0, course.vitamin_d[1]) == pytest.approx(total.vitamin_d_iu.central)
    assert at(course, 600.0, course.med_share_sensitive) == pytest.approx(total.med_fraction.high)
    if course.limit_seconds > 0.0:
        assert at(course, course.limit_seconds, course.limit_share) == pytest.approx(1.0)


async def test_nothing_is_credited_beyond_one_dose_but_doses_go_on():
    course = await course_of(question(skin=1), WORLD)
    burnt = np.flatnonzero(course.med_share >= 1.0)[0]
    assert np.all(np.ptp(course.vitamin_d[:, burnt:], axis=1) == 0.0)
    assert course.unsaturated[1, -1] > course.unsaturated[1, burnt]
    assert course.med_share[-1] > 1.5


async def test_saturation_of_the_unsaturated_is_what_is_made():
    course = await course_of(question(skin=3), WORLD)
    credited = course.med_share <= 1.0
    capacity = course.capacity_iu
    made = capacity * -np.expm1(-course.unsaturated[:, credited] / capacity)
    assert made == pytest.approx(course.vitamin_d[:, credited])


async def test_every_minute_for_four_hours_or_to_midnight():
    course = await course_of(question(), WORLD)
    assert set(60.0 * np.arange(241)) <= set(course.seconds)
    assert course.seconds[-1] == 240 * 60
    late = await course_of(question(datetime(2026, 6, 12, 21, 0, tzinfo=UTC)), WORLD)
    assert late.seconds[-1] == 3600.0


@pytest.mark.parametrize(
    "asked",
    [
        question(datetime(2026, 12, 12, 22, 30, tzinfo=UTC)),
        question(datetime(2026, 12, 12, 11, 0, tzinfo=UTC), LONGYEARBYEN),
    ],
    ids=["night", "polar night"],
)
async def test_in_the_dark_nothing_is_received(asked):
    course = await course_of(asked, WORLD)
    assert not np.any(course.limit_share)
    assert not np.any(course.med_share)
    assert not np.any(course.vitamin_d)
    assert math.isinf(course.limit_seconds)


async def test_a_start_before_sunrise_waits_for_the_sun():
    asked = question(datetime(2026, 6, 12, 1, 0, tzinfo=UTC), OSLO)
    course = await course_of(asked, WORLD)
    assert course.limit_share[5] == 0.0
    assert course.limit_share[-1] > 0.0


async def test_without_skin_there_is_no_vitamin_d_but_a_limit():
    course = await course_of(question(exposure={"skin_fraction": 0.0}), WORLD)
    assert not np.any(course.vitamin_d)
    assert course.capacity_iu == 0.0
    assert course.limit_share[-1] > 1.0


@pytest.mark.parametrize("caution", ["lupus", "hypercalcaemia", "photosensitising_medication"])
async def test_withheld(caution):
    assert await course_of(question(cautions=(caution,)), WORLD) is None


async def test_infants_have_no_course():
    assert await course_of(question(age=0.5), WORLD) is None


@pytest.mark.parametrize("asked", [question(), question(skin=6), question(NOON.replace(hour=4))])
async def test_for_the_script_it_is_small_and_exact_where_it_warns(asked):
    course = await course_of(asked, WORLD)
    data = course_data(course, "Berlin, Germany")
    text = json.dumps(data, allow_nan=False)
    assert len(text) < 8000
    assert data["start"] == round(asked.sky.start.timestamp() * 1000)
    assert (data["s"][0], data["s"][-1]) == (0.0, 240 * 60.0)
    limit = round(course.limit_seconds, 2) if math.isfinite(course.limit_seconds) else math.inf
    if limit <= 240 * 60:
        assert data["med_high"][data["s"].index(limit)] == pytest.approx(
            data["limit_med"], abs=2e-6
        )
    # What is read between two instants is what was computed there.
    share = np.interp(course.seconds, data["s"], data["med_high"])
    assert share == pytest.approx(course.med_share_sensitive, abs=2e-3)
    made = np.interp(course.seconds, data["s"], data["made"])
    assert made == pytest.approx(course.unsaturated[1], abs=2e-3 * max(data["made"]))
