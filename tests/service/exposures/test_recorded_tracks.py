"""Recorded tracks of other people, from the file to the day; the truth is in tracks/INDEX.json."""

import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
def track(shared):
    return lambda name: shared.body(f"tracks/{name}")


async def test_one_run_recorded_by_watch_phone_and_twin_is_credited_once(own, track):
    for name in ("watch_garmin405_2013.gpx", "phone_iphone4s_2013.gpx", "watch_garmin405_2013.tcx"):
        assert (await own.upload(track(f"overlap_run_florida_{name}")))["state"] == "done"
    day = (await own.days("2013-03-01", "2013-03-31"))["2013-03-09"]
    # The phone began 9 s before the watch and ended 10 s after: 14:44:13.1 to 15:38:37.1.
    assert day["minutes_outdoors"] == pytest.approx(54.4, abs=0.01)
    assert day["minutes_by_evidence"] == {"gps_workout": day["minutes_outdoors"]}
    assert day["timezone"] == "America/New_York"
    alone = (await own.day("2013-03-09")).json()
    assert sum(span["minutes"] for span in alone["spans"]) == pytest.approx(54.4, abs=0.05)


async def test_a_ride_in_a_room_and_one_without_positions_give_nothing(own, track):
    virtual = await own.upload(track("VIRTUAL_zwift_watopia_2021.fit"))
    trainer = await own.upload(track("INDOOR_trainer_no_gps.fit"))
    day = (await own.days("2021-02-01", "2021-02-28"))["2021-02-18"]
    assert day["minutes_outdoors"] == 0.0
    assert day["excluded"] == [
        {"reason": "virtual_activity", "minutes": pytest.approx(19.37, abs=0.01)}
    ]
    assert day["vitamin_d_iu"] is None
    assert virtual["counts"]["created"] == 1
    assert [notice["reason"] for notice in trainer["notices"]] == ["no_position"]
    assert await own.days("2011-11-01", "2011-11-30") == {}


async def test_what_cannot_be_true_has_its_reason(own, track):
    of_1901 = await own.upload(track("BADTIME_hike_mojstrovka_slovenia.gpx"))
    assert of_1901["state"] == "done"
    assert of_1901["counts"] == {}
    assert [(n["reason"], n["count"]) for n in of_1901["notices"]] == [("times_implausible", 184)]
    stuck = await own.upload(track("BADELE_ride_uk_2021.gpx"))
    assert [(n["reason"], n["count"]) for n in stuck["notices"]] == [("altitude_implausible", 857)]
    day = (await own.days("2021-09-01", "2021-09-30"))["2021-09-02"]
    assert day["minutes_outdoors"] == pytest.approx(48.12, abs=0.01)
    assert day["vitamin_d_iu"]["central"] > 0.0


async def test_the_hike_with_the_bad_checksum_is_read(own, track):
    assert (await own.upload(track("badcrc_hike_garmin910xt_2014.fit")))["state"] == "done"
    day = (await own.days("2014-05-01", "2014-05-31"))["2014-05-30"]
    # 13:08:00 to 15:00:43 at 1534 to 1776 m.
    assert day["minutes_outdoors"] == pytest.approx(112.72, abs=0.01)
    assert day["timezone"] == "America/New_York"


async def test_half_an_hour_on_the_beach_at_solar_noon_is_a_high_dose(own, track):
    """31 August at 28° N: the sun stands 70° high, the clear sky has a UV index of some 11."""
    await own.upload(track("beach_run_florida_noon_runkeeper_2019.gpx"))
    day = (await own.days("2019-08-01", "2019-08-31"))["2019-08-31"]
    assert day["minutes_outdoors"] == pytest.approx(33.48, abs=0.01)
    # 33.5 min at a UV index of 10 to 11.5: 25 mW/m2 each.
    expected = [33.48 * 60 * 0.025 * level / 100 for level in (10.0, 11.5)]
    assert expected[0] < day["erythemal_sed"]["central"] < expected[1]
    assert day["med_fraction"]["central"] > 1.5
    assert day["vitamin_d_iu"]["central"] > 2000.0


async def test_other_tracks_keep_their_place_and_season(own, track):
    for name in ("run_recife_brazil_afternoon_2020.gpx", "ride_shanghai_wahoo_2019.fit",
                 "track_run_apple_watch_se_2022.tcx"):  # fmt: skip
        assert (await own.upload(track(name)))["state"] == "done"
    days = await own.days("2019-01-01", "2022-12-31")
    assert {day: days[day]["timezone"] for day in days} == {
        "2019-02-17": "Asia/Shanghai", "2020-12-16": "America/Recife",
        "2022-03-20": "America/New_York",
    }  # fmt: skip
    # Half past four in the afternoon, the sun below 20°: weaker than experiments saw it work.
    assert days["2020-12-16"]["vitamin_d_iu"]["low"] == 0.0
    ride = days["2019-02-17"]
    assert 250.0 < ride["minutes_outdoors"] < 393.0


async def test_a_file_given_twice_changes_nothing(own, track):
    body = track("beach_run_florida_noon_runkeeper_2019.gpx")
    first, before = await own.upload(body), await own.days("2019-08-01", "2019-08-31")
    again = await own.upload(body)
    assert again["id"] == first["id"]
    assert again["counts"] == first["counts"]
    assert await own.days("2019-08-01", "2019-08-31") == before


async def test_the_broken_export_yields_all_of_its_records(own, shared):
    done = await own.upload(shared.body("apple/export_ios16_broken_dtd.zip"))
    counted = {notice["reason"]: notice["count"] for notice in done["notices"]}
    assert counted["records_read"] == 3306
    assert done["counts"]["rejected"] == 0
    assert done["counts"]["created"] >= 3306
    days = await own.days("2025-01-01", "2025-12-31")
    assert len(days) >= 100
    assert all(day["minutes_outdoors"] <= 1440.0 for day in days.values())
