from datetime import UTC, datetime, timedelta

import pytest

from service.imports.items import UnreadableFile
from tests.service.imports.making import START, fit, found_in, items, notices, walk, written


def fit_found(folder, points, **options):
    return found_in(written(folder, fit(points, **options)))


# Real files


def test_a_long_ride_with_stops(shared):
    found = found_in(shared.folder / "tracks" / "ride_shanghai_wahoo_2019.fit")
    sessions = items(found, "outdoor_session")
    assert sum(x["metadata"]["points"] for x in sessions) == 13348
    assert notices(found) == {"points_without_fix": 123}
    assert len(sessions) == 6
    assert sessions[0]["start"] == "2019-02-17T07:10:28Z"
    assert sessions[-1]["end"] == "2019-02-17T12:59:55Z"
    assert {x["metadata"]["source"] for x in sessions} == {"wahoo_fitness ELEMNT"}
    places = items(found, "location")
    assert 40 < len(places) < 120
    assert all(31.13 <= x["location"]["lat"] <= 31.26 for x in places)


def test_a_hike_that_strict_readers_refuse(shared):
    found = found_in(shared.folder / "tracks" / "badcrc_hike_garmin910xt_2014.fit")
    (session,) = items(found, "outdoor_session")
    assert session["metadata"]["points"] == 1706
    assert session["start"] == "2014-05-30T13:08:00Z"
    assert session["end"] == "2014-05-30T15:00:43Z"


def test_a_ride_in_watopia_is_indoors(shared):
    found = found_in(shared.folder / "tracks" / "VIRTUAL_zwift_watopia_2021.fit")
    (session,) = items(found)
    assert session["indoor"] is True
    assert session["basis"] == "session"
    assert session["metadata"]["reason"] == "virtual_activity"
    assert session["start"] == "2021-02-18T16:32:20Z"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("INDOOR_trainer_no_gps.fit", "no_position"),
        ("monitoring_no_gps.fit", "not_an_activity"),
    ],
)
def test_no_time_outdoors(shared, name, reason):
    found = found_in(shared.folder / "tracks" / name)
    assert items(found) == []
    assert notices(found) == {reason: 1}


def test_a_real_file_cut_short(shared, tmp_path):
    whole = shared.body("tracks/badcrc_hike_garmin910xt_2014.fit")
    found = found_in(written(tmp_path, whole[: len(whole) // 2]))
    assert notices(found)["damaged"] == 1
    (session,) = items(found, "outdoor_session")
    assert 600 < session["metadata"]["points"] < 1100
    assert session["start"] == "2014-05-30T13:08:00Z"


# Files of our own


def test_a_run(tmp_path):
    found = fit_found(tmp_path, walk(20))
    (session,) = items(found, "outdoor_session")
    assert (session["activity"], session["basis"]) == ("running", "gps")
    assert session["end"] == "2024-06-10T09:20:00Z"
    assert notices(found) == {}
    assert items(found, "location")[0]["location"] == {"lat": 47.37, "lon": 8.54, "alt_m": 450.0}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"sport": 1, "sub_sport": 1}, "indoor"),
        ({"sport": 2, "sub_sport": 6}, "indoor"),
        ({"sport": 2, "sub_sport": 58}, "virtual_activity"),
        ({"sport": 2, "maker": 260}, "virtual_activity"),
    ],
)
def test_indoors_whether_with_positions_or_without(tmp_path, options, reason):
    blind = [(at, None, None, altitude) for at, _, _, altitude in walk(20)]
    for points in (walk(20), blind):
        (session,) = items(fit_found(tmp_path, points, **options))
        assert (session["indoor"], session["metadata"]["reason"]) == (True, reason)


def test_files_that_are_no_activity(tmp_path):
    assert notices(fit_found(tmp_path, walk(5), kind=6)) == {"not_an_activity": 1}
    assert notices(fit_found(tmp_path, [])) == {"no_position": 1}


def test_a_wrong_checksum_is_told_and_does_no_harm(tmp_path):
    content = bytearray(fit(walk(20)))
    content[-1] ^= 0xFF
    found = found_in(written(tmp_path, bytes(content)))
    assert notices(found) == {"checksum_wrong": 1}
    assert items(found) == items(fit_found(tmp_path, walk(20)))


def test_two_activities_in_one_file_of_two_files(tmp_path):
    later = walk(20, start=START + timedelta(hours=3))
    found = found_in(written(tmp_path, fit(walk(20)) + fit(later, sport=2)))
    told = [(x["activity"], x["start"][11:16]) for x in items(found, "outdoor_session")]
    assert told == [("running", "09:00"), ("cycling", "12:00")]


def test_times_before_the_clock_was_set(tmp_path):
    early = walk(5, start=datetime(1998, 1, 1, tzinfo=UTC))
    found = fit_found(tmp_path, early + walk(20))
    assert notices(found) == {"times_missing": 31}  # too small a number to be a time in FIT
    assert items(found, "outdoor_session")[0]["start"] == "2024-06-10T09:00:00Z"


# Ultraviolet of somebody's own


def test_uv_index_of_a_developer_field_is_a_mean_per_minute(tmp_path):
    values = [4.0 + i % 6 for i in range(121)]
    found = fit_found(tmp_path, walk(20), field=("UV_now", "UVI", values))
    measured = items(found, "uv_index")
    assert len(measured) == 21
    assert {x["value"] for x in measured[:-1]} == {6.5}
    assert measured[0]["unit"] == "UVI"
    assert (measured[0]["start"], measured[0]["end"]) == (
        "2024-06-10T09:00:00Z",
        "2024-06-10T09:01:00Z",
    )
    assert len(items(found, "outdoor_session")) == 1


@pytest.mark.parametrize(
    ("name", "unit", "band"),
    [("uva_sensor", "uW/cm2", "uva"), ("UVB", "µW/cm²", "uvb"), ("uv_ery", "W/m2", "erythemal")],
)
def test_irradiance_names_its_band(tmp_path, name, unit, band):
    found = fit_found(tmp_path, walk(2), field=(name, unit, [100.0] * 13))
    assert len(items(found, "irradiance")) == 3
    for item in items(found, "irradiance"):
        assert item["band"] == band
        assert item["unit"] in {"uW/cm2", "W/m2"}
        assert item["calibration"] == f"fit_developer_field:{name}"
        assert item["value"] == 100.0


def test_a_dose_is_read_as_a_counter_through_its_resets(tmp_path):
    counter = [float(i) for i in range(60)] + [float(i) for i in range(61)]
    (dose,) = items(
        fit_found(tmp_path, walk(20), field=("uv_dose", "J/m2", counter)), "erythemal_dose"
    )
    assert dose["value"] == 119.0
    assert dose["unit"] == "J/m2"
    assert dose["metadata"]["read_as"] == "counter"
    amounts = [1.0, 2.0] * 60 + [1.0]
    (dose,) = items(
        fit_found(tmp_path, walk(20), field=("uv_dose", "J/m2", amounts)), "erythemal_dose"
    )
    assert dose["value"] == 181.0
    assert dose["metadata"]["read_as"] == "amounts"


@pytest.mark.parametrize(
    ("name", "unit", "reason"),
    [
        ("uv", "lightyears", "unit_unknown"),
        ("uv", "uW/cm2", "band_unknown"),
    ],
)
def test_fields_that_can_not_be_understood_are_told(tmp_path, name, unit, reason):
    found = fit_found(tmp_path, walk(2), field=(name, unit, [1.0] * 13))
    assert notices(found) == {reason: 13}
    assert {x["type"] for x in items(found)} == {"outdoor_session", "location"}


def test_values_that_are_none_and_fields_about_other_things(tmp_path):
    found = fit_found(tmp_path, walk(2), field=("uv", "UVI", [float("nan")] * 13))
    assert notices(found) == {"value_unreadable": 13}
    found = fit_found(tmp_path, walk(2), field=("power", "UVI", [1.0] * 13))
    assert notices(found) == {}
    assert items(found, "uv_index") == []


# Broken ones


def outcome(path):
    """What comes of a file: what was found, or why it was refused."""
    try:
        return found_in(path)
    except UnreadableFile as error:
        return error.reason


def test_every_way_to_cut_a_file_short(tmp_path):
    content = fit(walk(2), field=("uv", "UVI", [3.0] * 13))
    whole = len(items(found_in(written(tmp_path, content))))
    for length in range(14, len(content), 7):
        found = outcome(written(tmp_path, content[:length]))
        if found != "damaged":
            assert len(items(found)) <= whole
            assert notices(found)["damaged"] == 1


def test_flipped_bytes_never_raise_anything_else(tmp_path):
    content = fit(walk(1), field=("uv", "UVI", [3.0] * 7))
    outcomes = []
    for at in range(14, len(content) - 2, 3):
        changed = bytearray(content)
        changed[at] ^= 0x5A
        outcomes.append(outcome(written(tmp_path, bytes(changed))))
    assert {x for x in outcomes if isinstance(x, str)} <= {"damaged", "too_large"}
    assert sum(isinstance(x, list) for x in outcomes) > 50
