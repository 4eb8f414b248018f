"""The dose of a day: the same as an estimate of the same stay, and how parts of it add up."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from service.estimation import estimate
from service.exposures.evidence import OPEN_SKY
from service.places import place_of
from service.questions import EarlierStay, Exposure, Person, Question, SkyQuestion, Spot
from service.world import world_alone
from tests.exposures import DAY, FLORIDA, NOW, PERSON, at, day_of, daylight, session

pytestmark = pytest.mark.anyio


def asked(start, end, *, earlier=(), **exposed):
    """The stay as a question, at the place and in the clothes of the day."""
    return Question(
        SkyQuestion(Spot(*FLORIDA), start=start, uv_source="clear_sky"),
        Person(fitzpatrick=2, age_years=36.0),
        Exposure(clothing="t_shirt_shorts", posture="upright", **exposed),
        end=end,
        earlier_stays=earlier,
    )


def moment(hour, minute=0):
    return datetime(2026, 6, 12, hour, minute, tzinfo=UTC)


# The estimate integrates between minutes by trapezoids, the day takes the middle of each: both are
# exact to the square of a minute over the scale of the sun's curve, some 1e-5.
ALIKE = {"rel": 1e-5}


async def test_a_day_of_one_stay_is_what_an_estimate_of_it_says():
    day = await day_of([session("a", at(14, 30), at(15, 10), basis="gps")])
    world = world_alone(lambda: NOW)
    stay = (await estimate(asked(moment(14, 30), moment(15, 10)), world)).session
    assert day.totals["vitamin_d_iu"]["central"] == pytest.approx(
        stay.vitamin_d_iu.central, **ALIKE
    )
    assert day.totals["med_fraction"]["central"] == pytest.approx(
        stay.med_fraction.central, **ALIKE
    )
    # Trees and houses along the way widen both intervals; burn keeps its high end.
    assert day.totals["med_fraction"]["low"] < stay.med_fraction.low
    assert day.totals["med_fraction"]["high"] >= stay.med_fraction.high * (1.0 - 1e-5)


async def test_two_stays_of_a_day_add_up_as_earlier_stays_do():
    day = await day_of(
        [
            session("a", at(13), at(13, 20), basis="gps"),
            session("b", at(15), at(15, 20), basis="gps"),
        ]
    )
    question = asked(moment(15), moment(15, 20), earlier=(EarlierStay(moment(13), moment(13, 20)),))
    total = (await estimate(question, world_alone(lambda: NOW))).day_total
    assert day.totals["vitamin_d_iu"]["central"] == pytest.approx(
        total.vitamin_d_iu.central, **ALIKE
    )
    assert day.totals["med_fraction"]["central"] == pytest.approx(
        total.med_fraction.central, **ALIKE
    )


async def test_vitamin_d_is_credited_until_one_med_and_burn_is_not():
    hours = [await day_of([session("a", at(14), at(h), basis="gps")]) for h in (16, 18, 20)]
    made = [day.totals["vitamin_d_iu"]["central"] for day in hours]
    burnt = [day.totals["med_fraction"]["central"] for day in hours]
    assert burnt[0] > 1.0
    assert burnt == sorted(burnt)
    assert burnt[2] > 1.5 * burnt[0]
    assert made == pytest.approx([made[0]] * 3, rel=1e-9)


async def test_sunscreen_lowers_vitamin_d_and_never_the_share_of_a_burn():
    walk = session("a", at(15), at(15, 15), basis="gps")
    cream = session("s", at(14, 59), at(14, 59), type="sunscreen", details={"spf": 30.0})
    bare, under = await day_of([walk]), await day_of([walk, cream])
    assert under.totals["vitamin_d_iu"]["central"] < 0.5 * bare.totals["vitamin_d_iu"]["central"]
    assert under.totals["med_fraction"] == bare.totals["med_fraction"]
    too_late = session("s", at(15, 16), at(15, 16), type="sunscreen", details={"spf": 30.0})
    assert (await day_of([walk, too_late])).totals == bare.totals


async def test_clothes_of_a_part_of_the_day_act_on_that_part():
    walk = session("a", at(15), at(15, 16), basis="gps")
    half = session("c", at(15, 8), at(15, 16), type="cover", details={"clothing": "covered"})
    whole = replace(half, start_ms=at(15))
    none, part, all_of_it = [
        (await day_of(samples)).totals for samples in ([walk], [walk, half], [walk, whole])
    ]
    made = [each["vitamin_d_iu"]["central"] for each in (none, part, all_of_it)]
    assert made[0] > made[1] > made[2]
    assert none["med_fraction"] == part["med_fraction"] == all_of_it["med_fraction"]


async def test_skin_that_is_bared_later_saturates_by_itself():
    """Ten minutes in a T-shirt and ten undressed make less than twenty undressed, and more than
    ten undressed alone: what the T-shirt bared was in the sun for all of the time."""

    def cover(start, end, clothing):
        name = f"{clothing}{start}"
        return session(name, start, end, type="cover", details={"clothing": clothing})

    walk = session("a", at(15), at(15, 20), basis="gps")
    late = session("a", at(15, 10), at(15, 20), basis="gps")
    mixed = [cover(at(15), at(15, 10), "t_shirt_shorts"), cover(at(15, 10), at(15, 20), "swimwear")]
    undressed = [cover(at(15), at(15, 20), "swimwear")]
    dressed = [cover(at(15), at(15, 20), "t_shirt_shorts")]
    made = [
        (await day_of([stay, *worn])).totals["vitamin_d_iu"]["central"]
        for stay, worn in ((late, undressed), (walk, dressed), (walk, mixed), (walk, undressed))
    ]
    assert made[0] < made[2] < made[3]
    assert made[1] < made[2]


async def test_without_a_skin_type_there_is_a_dose_but_nothing_that_needs_the_skin():
    day = await day_of(
        [session("a", at(15), at(15, 30), basis="gps")], replace(PERSON, fitzpatrick=None)
    )
    assert day.totals["erythemal_sed"]["central"] > 1.0
    for name in ("vitamin_d", "med_fraction"):
        assert day.totals[f"{name}_reason"] == "skin_type_missing"
    assert day.totals["vitamin_d_iu"] is None
    assert day.totals["med_fraction"] is None


@pytest.mark.parametrize(
    ("caution", "burn", "made"), [("lupus", True, True), ("sarcoidosis", False, True)]
)
async def test_cautions_withhold_as_in_an_estimate(caution, burn, made):
    profile = replace(PERSON, cautions=(caution,))
    totals = (await day_of([session("a", at(15), at(15, 30), basis="gps")], profile)).totals
    assert (totals["med_fraction"] is None) == burn
    assert (totals["vitamin_d_iu"] is None) == made
    assert totals["vitamin_d_reason"] == "caution"


async def test_a_warning_comes_at_half_of_the_low_burn_dose_and_at_the_low_burn_dose():
    found = {
        minutes: await day_of([session("a", at(15), at(15, minutes), basis="gps")])
        for minutes in (1, 10, 40)
    }
    assert [found[minutes].warning for minutes in (1, 10, 40)] == [None, "limit", "burn"]
    assert 0.5 <= found[10].totals["med_fraction"]["high"] < 1.0


async def test_night_counts_as_outdoors_and_gives_nothing():
    totals = (await day_of([session("a", at(5), at(6), basis="gps")])).totals
    assert totals["minutes_outdoors"] == pytest.approx(60.0)
    assert totals["minutes_in_daylight"] == 0.0
    assert totals["vitamin_d_iu"]["high"] == pytest.approx(0.0, abs=1e-9)


async def test_what_was_assumed_is_listed():
    bare = replace(PERSON, birth_year=None, clothing=(), posture=None, home=FLORIDA)
    day = await day_of([session("a", at(15), at(15, 30), basis="gps", place=None)], bare)
    assert set(day.totals["assumptions"]) == {
        "clothing_by_season", "posture_upright", "age_young_adult", "place_home",
    }  # fmt: skip
    known = await day_of([session("a", at(15), at(15, 30), basis="gps")])
    assert known.totals["assumptions"] == []


async def test_minutes_nobody_knows_where_have_no_dose():
    day = await day_of([session("a", at(15), at(15, 30), basis="gps", place=None)])
    assert day.totals["minutes_outdoors"] == pytest.approx(30.0)
    assert day.totals["minutes_without_place"] == pytest.approx(30.0)
    assert day.totals["vitamin_d_reason"] == "no_place"
    assert day.totals["erythemal_sed_reason"] == "no_place"
    assert day.spans[0]["erythemal_j_m2"] is None
    assert day.totals["flags"] == ["place_unknown"]


@pytest.mark.parametrize("hour", [12, 15, 18, 22])
async def test_a_place_kept_at_a_hundredth_of_a_degree_changes_the_dose_by_less_than_a_percent(
    hour,
):
    """At 0.01° and 50 m the zenith moves 0.01° and the air by 0.6 %: far below one per cent."""
    precise, coarse = (28.13449, -80.59551), (28.13, -80.6)
    doses = [
        (await day_of([session("a", at(hour), at(hour, 30), basis="gps", place=place)])).totals[
            "erythemal_sed"
        ]["central"]
        for place in (precise, coarse)
    ]
    assert doses[0] == pytest.approx(doses[1], rel=0.01)


async def test_a_journey_across_zones_counts_each_minute_on_one_date():
    """Breakfast in Auckland and lunch in Honolulu, a date earlier, after a flight."""
    auckland = session("a", at(22, 0), at(23, 0), basis="gps", place=(-36.85, 174.76))
    honolulu = session(
        "b", at(7, 30, day=13), at(8, 30, day=13), basis="gps", place=(21.31, -157.86)
    )
    minutes = {
        day: (await day_of([auckland, honolulu], day=DAY.replace(day=day))).totals[
            "minutes_outdoors"
        ]
        for day in (11, 12, 13, 14)
    }
    assert minutes == pytest.approx({11: 0.0, 12: 60.0, 13: 60.0, 14: 0.0})
    zones = [
        (await day_of([auckland, honolulu], day=DAY.replace(day=day))).totals["timezone"]
        for day in (12, 13)
    ]
    assert zones == ["Pacific/Honolulu", "Pacific/Auckland"]


async def test_midnight_divides_a_stay_by_the_calendar_of_its_place():
    stay = daylight("a", at(3), at(5), 120)
    before = await day_of([stay], day=DAY.replace(day=11))
    after = await day_of([stay], day=DAY)
    assert before.totals["minutes_outdoors"] == pytest.approx(60.0)
    assert after.totals["minutes_outdoors"] == pytest.approx(60.0)


def test_evidence_of_the_open_sky_is_never_worth_more_than_its_ends_say():
    for spread in OPEN_SKY.values():
        assert np.isfinite(spread.down)
        assert 0.0 <= spread.up <= spread.down


def test_the_place_of_the_tests_is_where_the_estimate_is_asked():
    assert place_of(Spot(*FLORIDA)).timezone == "America/New_York"
