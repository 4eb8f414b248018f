from datetime import UTC, datetime

import pytest

from service.imports.items import Notice, Profile, UnreadableFile
from tests.service.imports.making import (
    entry,
    export_xml,
    export_zip,
    found_in,
    gpx,
    items,
    notices,
    record,
    walk,
    workout,
    written,
)

EXPORTS = ["export.zip", "export_ios16_broken_dtd.zip"]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_record_of_a_real_export_is_accounted_for(shared, name):
    found = found_in(shared.folder / "apple" / name)
    told = notices(found)
    of_records = [
        x for x in items(found) if x["type"] in {"time_in_daylight", "uv_index", "intake"}
    ]
    assert told["records_read"] == 3306
    assert len(of_records) + told.get("type_not_used", 0) == 3306
    assert len(items(found, "time_in_daylight")) == 3248
    assert len(items(found, "uv_index")) == 40
    assert len(items(found, "intake")) == 18
    assert Profile(3) in found
    assert items(found, "time_in_daylight")[0]["metadata"]["max_lux"] == 31250.0


def test_a_malformed_prolog_changes_nothing(shared):
    whole, broken = (found_in(shared.folder / "apple" / name) for name in EXPORTS)
    assert {x["id"] for x in items(whole)} == {x["id"] for x in items(broken)}
    assert len({x["id"] for x in items(whole)}) == len(items(whole))


def test_workouts_of_a_real_export(shared):
    found = found_in(shared.folder / "apple" / "export.zip")
    hike, run = items(found, "outdoor_session")
    assert (hike["activity"], hike["basis"], hike["tz"]) == ("hiking", "gps", "America/Denver")
    assert (hike["start"], hike["end"]) == ("2025-06-27T18:00:00Z", "2025-06-27T18:51:01Z")
    assert "indoor" not in hike
    assert run["indoor"] is True
    assert run["basis"] == "session"
    places = items(found, "location")
    assert 2 <= len(places) <= 5
    assert places[0]["location"] == {"lat": 46.03, "lon": -112.7, "alt_m": 1700.0}
    assert all(hike["start"] <= x["start"] <= hike["end"] for x in places)


def test_offset_of_the_export_is_not_the_place(tmp_path):
    """A June walk in Luxembourg, at +0200, exported in winter: the file says +0100."""
    route = "/workout-routes/route_2024-06-12_1.02pm.gpx"
    walked = workout(
        entry("HKTimeZone", "Europe/Luxembourg")
        + f'<WorkoutRoute><FileReference path="{route}"/></WorkoutRoute>',
        startDate="2024-06-12 11:46:43 +0100",
        endDate="2024-06-12 12:02:43 +0100",
    )
    points = walk(16, 1, datetime(2024, 6, 12, 10, 46, 43, tzinfo=UTC), 49.61, 6.13, 300.0)
    path = export_zip(tmp_path, export_xml(walked), {"route_2024-06-12_1.02pm.gpx": gpx(points)})
    found = found_in(path)
    (session,) = items(found, "outdoor_session")
    assert (session["start"], session["end"]) == ("2024-06-12T10:46:43Z", "2024-06-12T11:02:43Z")
    assert session["tz"] == "Europe/Luxembourg"
    assert session["basis"] == "gps"
    assert {x["tz"] for x in items(found, "location")} == {"Europe/Luxembourg"}
    assert items(found, "location")[0]["location"]["lat"] == 49.61


def test_no_zone_is_made_of_an_offset(tmp_path):
    (daylight,) = items(found_in(written(tmp_path, export_xml(record()))))
    assert "tz" not in daylight
    assert daylight["start"] == "2025-06-01T11:26:00Z"


@pytest.mark.parametrize("zone", ["GMT+1", "../../etc/passwd", "Nowhere/Atlantis", ""])
def test_a_zone_that_is_none_is_left_out(tmp_path, zone):
    xml = export_xml(workout(entry("HKTimeZone", zone)))
    (session,) = items(found_in(written(tmp_path, xml)))
    assert "tz" not in session


def test_one_record_has_one_id_whatever_the_offset(tmp_path):
    winter = record(startDate="2025-06-01 12:26:00 +0100", endDate="2025-06-01 12:31:00 +0100")
    summer = record(startDate="2025-06-01 13:26:00 +0200", endDate="2025-06-01 13:31:00 +0200")
    other = record(startDate="2025-06-01 12:26:00 +0200", endDate="2025-06-01 12:31:00 +0200")
    first, second, third = items(found_in(written(tmp_path, export_xml(winter, summer, other))))
    assert first == second
    assert first["id"] != third["id"]


def test_what_is_not_used_is_counted_by_type(tmp_path):
    xml = export_xml(
        record(), *[record("HeartRate")] * 3, record("StepCount"), workout(), "<ActivitySummary/>"
    )
    found = found_in(written(tmp_path, xml))
    assert Notice("records_read", "Record", 5) in found
    assert Notice("type_not_used", "HKQuantityTypeIdentifierHeartRate", 3) in found
    assert Notice("type_not_used", "HKQuantityTypeIdentifierStepCount", 1) in found
    assert len(items(found, "time_in_daylight")) == 1


def test_records_inside_a_correlation_stand_outside_it_too(tmp_path):
    eaten = record("DietaryVitaminD", unit="mcg", value="10")
    xml = export_xml(f"<Correlation>{eaten}</Correlation>", eaten)
    found = found_in(written(tmp_path, xml))
    assert Notice("records_read", "Record", 1) in found
    (intake,) = items(found)
    assert (intake["substance"], intake["value"], intake["unit"]) == ("vitamin_d", 10.0, "ug")
    assert intake["recording"] == "manual"


@pytest.mark.parametrize(
    ("kind", "unit", "value", "expected"),
    [
        ("TimeInDaylight", "hr", "0.5", 30.0),
        ("DietaryVitaminD", "mg", "0.02", 20.0),
        ("DietaryVitaminD", "IU", "400", 10.0),
        ("UVExposure", "count", "6.2", 6.2),
    ],
)
def test_units(tmp_path, kind, unit, value, expected):
    found = found_in(written(tmp_path, export_xml(record(kind, unit=unit, value=value))))
    assert items(found)[0]["value"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"value": "many"}, "value_unreadable"),
        ({"value": "nan"}, "value_unreadable"),
        ({"value": "inf"}, "value_unreadable"),
        ({"unit": "furlong"}, "unit_unknown"),
        ({"startDate": "yesterday"}, "time_unreadable"),
        ({"endDate": "2025-06-01 12:31:00"}, "time_unreadable"),
    ],
)
def test_what_can_not_be_read_is_told(tmp_path, changed, reason):
    found = found_in(written(tmp_path, export_xml(record(**changed), record())))
    assert notices(found)[reason] == 1
    assert len(items(found)) == 1


def test_names_and_metadata(tmp_path):
    lux = entry("HKMetadataKeyMaximumLightIntensity", "16376 lx") * 2
    typed = entry("HKWasUserEntered", "1")
    first, second = items(
        found_in(written(tmp_path, export_xml(record(inside=lux), record(inside=typed))))
    )
    assert first["metadata"] == {"source": "Ana’s Apple Watch", "max_lux": 16376.0}
    assert (first["recording"], second["recording"]) == ("automatic", "manual")


def test_metadata_of_a_route_is_not_the_workouts(tmp_path):
    inside = entry("HKIndoorWorkout", "0") + "<WorkoutActivity>" + entry("HKIndoorWorkout", "1")
    (session,) = items(
        found_in(written(tmp_path, export_xml(workout(inside + "</WorkoutActivity>"))))
    )
    assert "indoor" not in session


def test_only_what_is_done_in_the_open_counts_without_a_route(tmp_path):
    yoga = workout(workoutActivityType="HKWorkoutActivityTypeYoga")
    pool = workout(
        entry("HKSwimmingLocationType", "1"), workoutActivityType="HKWorkoutActivityTypeSwimming"
    )
    lake = workout(
        entry("HKSwimmingLocationType", "2"), workoutActivityType="HKWorkoutActivityTypeSwimming"
    )
    skiing = workout(workoutActivityType="HKWorkoutActivityTypeCrossCountrySkiing")
    found = found_in(written(tmp_path, export_xml(yoga, pool, lake, skiing)))
    told = [(x["activity"], x["basis"]) for x in items(found)]
    assert told == [("swimming", "session"), ("cross_country_skiing", "session")]
    assert notices(found)["outdoors_unknown"] == 2
    assert notices(found)["workouts_read"] == 4


def test_positions_of_a_workout_indoors_are_not_read(tmp_path):
    inside = (
        entry("HKIndoorWorkout", "1")
        + '<WorkoutRoute><FileReference path="/workout-routes/r.gpx"/></WorkoutRoute>'
    )
    path = export_zip(tmp_path, export_xml(workout(inside)), {"r.gpx": gpx(walk())})
    (session,) = items(found_in(path))
    assert session["indoor"] is True
    assert session["metadata"]["reason"] == "indoor"


def test_positions_inside_the_workout_as_ios_12_wrote_them(tmp_path):
    points = "".join(
        f'<Location date="2025-06-01 11:{46 + i}:50 +0100" latitude="47.37" '
        f'longitude="{8.54 + i / 50}" altitude="430" horizontalAccuracy="5"/>'
        for i in range(3)
    )
    found = found_in(
        written(tmp_path, export_xml(workout(f"<WorkoutRoute>{points}</WorkoutRoute>")))
    )
    (session,) = items(found, "outdoor_session")
    assert session["basis"] == "gps"
    assert [x["location"]["lon"] for x in items(found, "location")] == [8.54, 8.56, 8.58]


def test_routes_without_a_workout_and_workouts_without_their_route(tmp_path):
    lost = workout('<WorkoutRoute><FileReference path="/workout-routes/lost.gpx"/></WorkoutRoute>')
    path = export_zip(tmp_path, export_xml(lost), {"other.gpx": gpx(walk(20))})
    found = found_in(path)
    assert notices(found)["route_missing"] == 1
    assert [x["start"] for x in items(found, "outdoor_session")] == [
        "2025-06-01T10:46:43Z",
        "2024-06-10T09:00:00Z",
    ]


@pytest.mark.parametrize("name", ["导出.xml", "exportación.xml", "Exportieren.XML"])
def test_export_in_any_language(tmp_path, name):
    assert len(items(found_in(export_zip(tmp_path, export_xml(record()), name=name)))) == 1


@pytest.mark.parametrize(
    ("told", "expected"), [("VI", 6), ("I", 1), ("NotSet", None), ("VII", None), ("", None)]
)
def test_skin_type(tmp_path, told, expected):
    key = "HKCharacteristicTypeIdentifierFitzpatrickSkinType"
    found = found_in(
        written(tmp_path, export_xml(f'<Me {key}="HKFitzpatrickSkinType{told}"/>', record()))
    )
    assert found[0] == Profile(expected)


def test_an_export_cut_short_gives_what_came_before(tmp_path):
    xml = export_xml(*[record(value=str(i)) for i in range(50)])
    found = found_in(written(tmp_path, xml[: len(xml) * 3 // 5]))
    assert 25 <= len(items(found)) <= 35
    assert notices(found)["damaged"] == 1
    assert notices(found)["records_read"] - len(items(found)) in {0, 1}


def test_a_damaged_archive_gives_what_came_before(tmp_path):
    path = export_zip(
        tmp_path, export_xml(*[record(sourceVersion=str(i * 7919 % 997)) for i in range(4000)])
    )
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = b"\xff" * 40
    found = found_in(written(tmp_path, bytes(content)))
    assert notices(found)["damaged"] >= 1
    assert 100 < len(items(found)) < 4000


def test_an_export_without_records(tmp_path):
    assert notices(found_in(written(tmp_path, export_xml()))) == {
        "records_read": 0,
        "workouts_read": 0,
    }


@pytest.mark.parametrize(
    "content", [b"<ClinicalDocument/>", b"no XML", b"<gpx></gpx>"], ids=["cda", "text", "gpx"]
)
def test_a_zip_without_an_export(tmp_path, content):
    with pytest.raises(UnreadableFile) as refused:
        found_in(export_zip(tmp_path, content))
    assert refused.value.reason == "not_apple_export"


def test_an_export_broken_from_the_start(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        found_in(written(tmp_path, "<HealthData <<<"))
    assert refused.value.reason == "damaged"
