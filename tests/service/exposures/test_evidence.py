"""Who is believed: the ranking of evidence, and what counts nothing."""

import itertools
import random

import pytest

from tests.exposures import at, day_of, daylight, location, session

pytestmark = pytest.mark.anyio


async def test_minutes_of_one_walk_recorded_three_times_count_once():
    watch = daylight("a", at(15), at(15, 54), minutes=54)
    phone = session("b", at(14, 58), at(15, 55), basis="gps")
    by_hand = session("c", at(15), at(16), recording="manual")
    day = await day_of([watch, phone, by_hand])
    assert day.totals["minutes_outdoors"] == pytest.approx(62.0)
    assert day.totals["minutes_by_evidence"] == pytest.approx(
        {"watch_daylight": 54.0, "gps_workout": 3.0, "manual": 5.0}
    )


RANKED = [
    ("uv_sensor", {"type": "erythemal_dose", "value": 100.0}),
    ("driving", {"type": "outdoor_session", "details": {"activity": "driving"}}),
    ("indoor", {"type": "outdoor_session", "details": {"indoor": True}}),
    ("watch_daylight", {"type": "time_in_daylight", "value": 60.0}),
    ("gps_workout", {"type": "outdoor_session", "details": {"basis": "gps"}}),
    ("outdoor_session", {"type": "outdoor_session", "details": {"basis": "session"}}),
    ("light_sensor", {"type": "illuminance", "value": 20_000.0}),
    ("phone_motion", {"type": "outdoor_session", "details": {"basis": "motion"}}),
    ("manual", {"type": "outdoor_session", "recording": "manual"}),
]


@pytest.mark.parametrize(("better", "worse"), list(itertools.pairwise(range(len(RANKED)))))
async def test_the_ranking_decides_and_not_the_order(better, worse):
    samples = [session(RANKED[i][0], at(15), at(16), **RANKED[i][1]) for i in (better, worse)]
    for order in (samples, samples[::-1]):
        day = await day_of(order)
        assert {span["evidence"] for span in day.spans} == {RANKED[better][0]}


async def test_of_equal_evidence_the_shorter_wins_then_the_later_revision():
    long, short = daylight("a", at(15), at(16), 60), daylight("b", at(15, 10), at(15, 15), 5)
    day = await day_of([long, short])
    assert [span["sample_id"] for span in day.spans] == ["a", "b", "a"]
    older, newer = daylight("z", at(15), at(15, 20), 20), daylight("a", at(15), at(15, 20), 10)
    newer.rev = 2
    day = await day_of([older, newer])
    assert [span["sample_id"] for span in day.spans] == ["a"]
    assert day.totals["minutes_outdoors"] == pytest.approx(10.0)


async def test_a_total_of_hours_does_not_thin_out_a_workout():
    run = session("a", at(15), at(16), basis="gps")
    total = daylight("b", at(6), at(23), 120)
    alone, both = await day_of([run]), await day_of([run, total])
    assert both.totals["minutes_by_evidence"]["gps_workout"] == pytest.approx(60.0)
    assert both.totals["med_fraction"]["high"] >= alone.totals["med_fraction"]["high"]


async def test_two_of_five_minutes_in_daylight_are_two_minutes():
    day = await day_of([daylight("a", at(15), at(15, 5), 2)])
    whole = await day_of([daylight("a", at(15), at(15, 5), 5)])
    assert day.totals["minutes_outdoors"] == pytest.approx(2.0)
    assert day.totals["erythemal_sed"]["central"] == pytest.approx(
        0.4 * whole.totals["erythemal_sed"]["central"]
    )


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"indoor": True}, "indoor"),
        ({"indoor": True, "metadata": {"reason": "virtual_activity"}}, "virtual_activity"),
        ({"activity": "driving"}, "driving"),
    ],
)
async def test_driving_indoor_and_virtual_activity_count_nothing_and_say_why(details, reason):
    day = await day_of(
        [session("a", at(15), at(16), details=details), session("b", at(15), at(16), basis="gps")]
    )
    assert day.totals["minutes_outdoors"] == 0.0
    assert day.totals["excluded"] == [{"reason": reason, "minutes": pytest.approx(60.0)}]
    assert day.totals["vitamin_d_iu"] is None
    assert day.totals["vitamin_d_reason"] == "nothing_outdoors"
    assert day.spans[0]["excluded"] == reason


async def test_a_car_beats_the_light_sensor_of_a_watch():
    day = await day_of(
        [
            daylight("a", at(15), at(15, 30), 30),
            *(location(f"l{i}", at(15, i), motion=["driving"]) for i in range(0, 30, 5)),
        ]
    )
    assert day.totals["minutes_outdoors"] == pytest.approx(0.0)
    assert day.totals["excluded"] == [{"reason": "driving", "minutes": pytest.approx(30.0)}]


async def test_positions_on_foot_are_evidence_and_wifi_while_still_is_a_roof():
    walked = [location(f"w{i}", at(15, i), motion=["walking"]) for i in range(0, 20, 4)]
    inside = [location(f"s{i}", at(15, i), indoor=True) for i in range(20, 40, 4)]
    day = await day_of(walked + inside)
    assert day.totals["minutes_by_evidence"] == pytest.approx({"phone_motion": 20.0})
    assert day.totals["excluded"] == [{"reason": "probably_indoor", "minutes": pytest.approx(21.0)}]
    # A watch that sees daylight knows better than a phone in its owner's house.
    seen = await day_of([*walked, *inside, daylight("d", at(15, 20), at(15, 40), 20)])
    assert seen.totals["minutes_by_evidence"]["watch_daylight"] == pytest.approx(20.0)


async def test_dim_light_is_no_evidence():
    dim = session("a", at(15), at(16), type="illuminance", value=900.0)
    assert (await day_of([dim])).is_empty


async def test_readings_of_the_sky_are_no_evidence_of_a_person():
    reading = session("a", at(15), at(16), type="uv_index", value=6.0)
    assert (await day_of([reading])).is_empty
    worn = session("a", at(15), at(16), type="uv_index", value=6.0, details={"calibration": "x"})
    assert (await day_of([worn])).totals["minutes_by_evidence"] == pytest.approx(
        {"uv_sensor": 60.0}
    )


async def test_single_readings_of_a_worn_sensor_stand_for_the_time_between_them():
    readings = [
        session(f"r{i}", at(15, i), at(15, i), type="uv_index", value=5.0,
                details={"calibration": "x"})
        for i in (0, 1, 2, 3, 50, 51)
    ]  # fmt: skip
    day = await day_of(readings)
    assert day.totals["minutes_outdoors"] == pytest.approx(4.0)


async def test_any_order_gives_the_same_day():
    samples = [
        daylight("a", at(15), at(15, 30), 20), session("b", at(14, 50), at(16), basis="gps"),
        location("c", at(15, 10)), location("d", at(15, 40), latitude=28.3),
        session("e", at(15, 20), at(15, 25), type="uv_index", value=6.0),
        session("f", at(15, 0), at(15, 0), type="sunscreen", details={"spf": 30.0}),
        session("g", at(15, 5), at(15, 15), type="cover", details={"clothing": "swimwear"}),
        session("h", at(15, 33), at(15, 36), details={"activity": "driving"}),
    ]  # fmt: skip
    expected = await day_of(samples)
    shuffled = list(samples)
    for seed in range(20):
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        found = await day_of(shuffled)
        assert (found.totals, found.spans) == (expected.totals, expected.spans)
