from datetime import UTC, datetime, timedelta

import pytest

from service.imports.items import UnreadableFile
from service.imports.terrain import possible_altitudes
from tests.service.imports.making import (
    NOW,
    START,
    found_in,
    gpx,
    items,
    notices,
    tcx,
    walk,
    written,
)

OVERLAPPING = [
    "overlap_run_florida_watch_garmin405_2013.gpx",
    "overlap_run_florida_phone_iphone4s_2013.gpx",
    "overlap_run_florida_watch_garmin405_2013.tcx",
]


def interval(item):
    return tuple(datetime.fromisoformat(item[name]) for name in ("start", "end"))


def minutes(item):
    start, end = interval(item)
    return (end - start).total_seconds() / 60.0


def track(folder, points, **options):
    return found_in(written(folder, gpx(points, **options)))


# Real tracks


def test_one_run_recorded_three_times_overlaps(shared):
    sessions = []
    for name in OVERLAPPING:
        (session,) = items(found_in(shared.folder / "tracks" / name), "outdoor_session")
        assert minutes(session) == pytest.approx(54.0, abs=0.6)
        sessions.append(session)
    latest_start = max(interval(x)[0] for x in sessions)
    first_end = min(interval(x)[1] for x in sessions)
    assert (first_end - latest_start).total_seconds() / 60.0 == pytest.approx(54.0, abs=0.3)
    assert len({x["id"] for x in sessions}) == 3


def test_a_clock_of_1901_gives_nothing_but_a_notice(shared):
    found = found_in(shared.folder / "tracks" / "BADTIME_hike_mojstrovka_slovenia.gpx")
    assert items(found) == []
    assert notices(found) == {"times_implausible": 184}


def test_an_altitude_under_the_ground_is_dropped_and_the_ride_is_not(shared):
    found = found_in(shared.folder / "tracks" / "BADELE_ride_uk_2021.gpx")
    assert notices(found) == {"altitude_implausible": 857}
    assert minutes(items(found, "outdoor_session")[0]) == pytest.approx(48.1, abs=0.1)
    places = items(found, "location")
    assert len(places) > 5
    assert all(set(x["location"]) == {"lat", "lon"} for x in places)


@pytest.mark.parametrize(
    ("name", "activity", "length", "lowest", "highest"),
    [
        ("hike_montana_us_1700m_iphone_2013.gpx", "other", 51.0, 1700.0, 1750.0),
        ("badcrc_hike_garmin910xt_2014.fit", "running", 112.7, 1550.0, 1750.0),
        ("beach_run_florida_noon_runkeeper_2019.gpx", "other", 33.5, 0.0, 50.0),
        ("track_run_apple_watch_se_2022.tcx", "running", 23.1, 0.0, 0.0),
        ("run_recife_brazil_afternoon_2020.gpx", "other", 23.6, 0.0, 0.0),
    ],
)
def test_real_tracks(shared, name, activity, length, lowest, highest):
    found = found_in(shared.folder / "tracks" / name)
    (session,) = items(found, "outdoor_session")
    assert session["activity"] == activity
    assert session["basis"] == "gps"
    assert minutes(session) == pytest.approx(length, abs=0.1)
    places = [x["location"] for x in items(found, "location")]
    altitudes = [place["alt_m"] for place in places if "alt_m" in place]
    assert (min(altitudes), max(altitudes)) == (lowest, highest)


def test_no_raw_track_is_kept(shared):
    path = shared.folder / "tracks" / "hike_montana_us_1700m_iphone_2013.gpx"
    coarse, precise = found_in(path), found_in(path, precise=True)
    assert len(items(coarse, "location")) <= 4
    assert len(items(precise, "location")) <= 52
    assert items(precise, "location")[0]["location"] == {
        "lat": 46.02595,
        "lon": -112.70053,
        "alt_m": 1680.0,
    }


# What tracks have wrong


def test_a_walk(tmp_path):
    found = track(tmp_path, walk(20), kind="Walk")
    (session,) = items(found, "outdoor_session")
    assert session["start"] == "2024-06-10T09:00:00Z"
    assert session["end"] == "2024-06-10T09:20:00Z"
    assert session["activity"] == "walking"
    assert session["metadata"] == {"source": "Some App", "points": 121}
    assert (session["rev"], session["op"], session["recording"]) == (1, "upsert", "active")
    assert "value" not in session
    assert notices(found) == {}


def test_places_change_by_a_hundredth_of_a_degree_or_half_an_hour(tmp_path):
    still = [(START + timedelta(minutes=i), 47.371, 8.541, 444.0 + i % 3) for i in range(100)]
    starts = [x["start"][11:16] for x in items(track(tmp_path, still), "location")]
    assert starts == ["09:00", "09:30", "10:00", "10:30"]
    moving = items(track(tmp_path, walk(60)), "location")
    assert [x["location"]["lon"] for x in moving] == [8.54, 8.55, 8.56, 8.57, 8.58, 8.59, 8.6, 8.61]
    assert {x["location"]["alt_m"] for x in moving} == {450.0}


def test_precise_places_on_request(tmp_path):
    path = written(tmp_path, gpx(walk(5, latitude=47.371234567)))
    found = items(found_in(path, precise=True), "location")
    assert len(found) == 6
    assert found[0]["location"] == {"lat": 47.37123, "lon": 8.54, "alt_m": 430.0}


def test_a_pause_ends_a_session(tmp_path):
    later = walk(10, start=START + timedelta(minutes=25))
    found = track(tmp_path, walk(10) + later)
    assert [minutes(x) for x in items(found, "outdoor_session")] == [10.0, 10.0]
    short = walk(10, start=START + timedelta(minutes=19))
    assert [minutes(x) for x in items(track(tmp_path, walk(10) + short), "outdoor_session")] == [
        29.0
    ]


def test_without_fixes_for_long_is_a_pause_too(tmp_path):
    inside = [(at, None, None, 430.0) for at, *_ in walk(20, start=START + timedelta(minutes=10))]
    after = walk(10, start=START + timedelta(minutes=31))
    found = track(tmp_path, walk(10) + inside + after)
    assert len(items(found, "outdoor_session")) == 2
    assert notices(found)["points_without_fix"] == 121


def test_no_session_is_longer_than_half_a_day(tmp_path):
    found = track(tmp_path, walk(30 * 60, step_s=300))
    lengths = [minutes(x) for x in items(found, "outdoor_session")]
    assert len(lengths) == 3
    assert max(lengths) <= 720.0
    assert sum(lengths) == pytest.approx(1800.0, abs=11.0)


def test_a_track_without_times(tmp_path):
    found = track(tmp_path, [(None, *point[1:]) for point in walk(5)])
    assert items(found) == []
    assert notices(found) == {"times_missing": 31}


def test_more_points_than_times(tmp_path):
    points = [(at if i % 2 else None, *rest) for i, (at, *rest) in enumerate(walk(10))]
    found = track(tmp_path, points)
    assert notices(found) == {"times_missing": 31}
    assert minutes(items(found, "outdoor_session")[0]) == pytest.approx(9.67, abs=0.01)


def test_times_in_the_future(tmp_path):
    soon = walk(10, start=NOW + timedelta(hours=20))
    later = walk(10, start=NOW + timedelta(hours=30))
    assert len(items(track(tmp_path, soon), "outdoor_session")) == 1
    assert notices(track(tmp_path, later)) == {"times_implausible": 61}


@pytest.mark.parametrize("text", ["not a time", "", "2024-13-45T00:00:00Z", "٢٠٢٤"])
def test_times_that_are_none(tmp_path, text):
    found = track(tmp_path, [(text, *point[1:]) for point in walk(5)])
    assert notices(found) == {"times_missing": 31}


def test_fractional_seconds_and_offsets(tmp_path):
    points = [("2024-06-10T09:02:00.2073437Z", 47.37, 8.54, 430.0)]
    points += [
        ("2024-06-10T11:10:00.5+02:00", 47.37, 8.541, 430.0),
        ("2024-06-10T09:18:00", 47.37, 8.54, 430.0),
    ]
    (session,) = items(track(tmp_path, points), "outdoor_session")
    assert (session["start"], session["end"]) == (
        "2024-06-10T09:02:00.207Z",
        "2024-06-10T09:18:00Z",
    )


def test_order_and_repetition_change_nothing(tmp_path):
    points = walk(10)
    shuffled = points[30:] + points[:40]
    straight, mixed = track(tmp_path, points), track(tmp_path, shuffled)
    assert items(straight) == items(mixed)
    assert notices(mixed) == {"times_out_of_order": 1, "times_repeated": 10}


def test_the_first_fix_far_away_is_no_place(tmp_path):
    points = walk(10)
    points[0] = (points[0][0], 12.0, 77.0, 430.0)
    points[1] = (points[1][0], 0.0, 0.0, 430.0)
    found = track(tmp_path, points)
    assert notices(found) == {"points_without_fix": 1, "position_jumps": 1}
    assert {x["location"]["lat"] for x in items(found, "location")} == {47.37}


@pytest.mark.parametrize(
    "place", [(91.0, 8.0), (47.0, 181.0), ("nan", 8.0), ("inf", 8.0), ("", "")]
)
def test_impossible_positions_are_no_fix(tmp_path, place):
    found = track(tmp_path, [*walk(5), (START + timedelta(minutes=6), *place, 430.0)])
    assert notices(found) == {"points_without_fix": 1}
    assert minutes(items(found, "outdoor_session")[0]) == 5.0


def test_nothing_but_points_without_position(tmp_path):
    points = [(at, None, None, 430.0) for at, *_ in walk(5)]
    assert notices(track(tmp_path, points)) == {"no_position": 1}
    assert notices(found_in(written(tmp_path, tcx(points)))) == {"no_position": 1}


def test_a_single_point_is_no_session(tmp_path):
    found = track(tmp_path, walk(0))
    assert notices(found) == {"too_short": 1}
    assert items(found, "outdoor_session") == []


@pytest.mark.parametrize(
    ("altitude", "kept"),
    [
        (430.0, True),
        (-500.0, False),
        (9500.0, False),
        (-139.0, False),
        (8000.0, False),
        ("nan", False),
        ("x", False),
    ],
)
def test_altitudes_at_zurich(tmp_path, altitude, kept):
    found = track(tmp_path, walk(10, altitude=altitude))
    assert ["alt_m" in x["location"] for x in items(found, "location")] == [kept] * len(
        items(found, "location")
    )
    assert len(items(found, "outdoor_session")) == 1


def test_single_wrong_altitudes_do_not_move_the_rest(tmp_path):
    points = walk(20)
    points[3] = (*points[3][:3], -9000.0)
    points[4] = (*points[4][:3], 2000.0)
    found = track(tmp_path, points)
    assert notices(found) == {"altitude_implausible": 1}
    assert {x["location"]["alt_m"] for x in items(found, "location")} == {450.0}


def test_an_altitude_that_never_changes_over_kilometres(tmp_path):
    found = track(tmp_path, [(*point[:3], 430.0) for point in walk(60)])
    assert notices(found) == {"altitude_implausible": 361}
    assert not any("alt_m" in x["location"] for x in items(found, "location"))


@pytest.mark.parametrize(
    ("place", "low", "high"),
    [
        ((47.265, 11.39), 574.0, 2334.0),  # Innsbruck and its Nordkette
        ((45.833, 6.865), 1035.0, 4808.0),  # Chamonix, Mont Blanc
        ((36.1, -112.1), 750.0, 2100.0),  # Grand Canyon, both ends
        ((31.5, 35.48), -430.0, 0.0),  # Dead Sea
        ((28.13, -80.6), -23.0, 60.0),
        ((89.99, 179.99), 0.0, 0.0),
    ],
)
def test_real_altitudes_are_possible(place, low, high):
    lowest, highest = possible_altitudes(*place)
    assert lowest <= low <= high <= highest


@pytest.mark.parametrize("place", [(51.4, -1.3), (52.35, 4.9), (31.2, 121.5)])
def test_flat_land_is_held_tightly(place):
    lowest, highest = possible_altitudes(*place)
    assert lowest > -130.0
    assert highest < 800.0


def test_nobody_runs_as_fast_as_a_car(tmp_path):
    fast = [(at, lat, 8.54 + i * 30e-4, alt) for i, (at, lat, _, alt) in enumerate(walk(20))]
    (drive,) = items(track(tmp_path, fast), "outdoor_session")
    assert (drive["activity"], drive["metadata"]["reason"]) == ("driving", "speed")
    (said,) = items(track(tmp_path, fast, kind="cycling"), "outdoor_session")
    assert said["activity"] == "cycling"


@pytest.mark.parametrize(
    ("creator", "kind", "reason"),
    [
        ("Zwift", "cycling", "virtual_activity"),
        ("StravaGPX", "VirtualRide", "virtual_activity"),
        ("Garmin Connect", "treadmill_running", "indoor"),
        ("Garmin Connect", "indoor_cycling", "indoor"),
    ],
)
def test_made_up_positions(tmp_path, creator, kind, reason):
    (session,) = items(track(tmp_path, walk(20), creator=creator, kind=kind))
    assert session["indoor"] is True
    assert session["metadata"]["reason"] == reason
    assert "location" not in session


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Biking", "cycling"),
        ("Running", "running"),
        ("9", "running"),
        ("77", "other"),
        ("TrailRun", "trail_running"),
        ("Other", "other"),
    ],
)
def test_activities(tmp_path, told, expected):
    assert items(track(tmp_path, walk(5), kind=told))[0]["activity"] == expected


def test_tcx_and_gpx_tell_the_same(tmp_path):
    from_gpx = track(tmp_path, walk(20), creator="X", kind="running")
    from_tcx = found_in(written(tmp_path, tcx(walk(20), creator="X")))
    assert items(from_gpx) == items(from_tcx)


def test_reading_again_gives_the_same_ids(tmp_path):
    first = track(tmp_path, walk(40))
    second = track(tmp_path, walk(40))
    assert items(first) == items(second)
    assert len({x["id"] for x in items(first)}) == len(items(first))


def test_waypoints_and_plans_are_no_track(tmp_path):
    planned = '<gpx><wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/></rte></gpx>'
    assert notices(found_in(written(tmp_path, planned))) == {"no_track": 1}
    workouts = "<TrainingCenterDatabase><Workouts/></TrainingCenterDatabase>"
    assert notices(found_in(written(tmp_path, workouts))) == {"no_track": 1}


@pytest.mark.parametrize("make", [gpx, tcx])
def test_a_track_cut_short_gives_what_came_before(tmp_path, make):
    content = make(walk(60))
    found = found_in(written(tmp_path, content[: len(content) // 2]))
    assert notices(found)["damaged"] == 1
    assert 25.0 < minutes(items(found, "outdoor_session")[0]) < 35.0


def test_prefixes_and_encodings(tmp_path):
    content = gpx(walk(10)).replace("<", "<g:").replace("<g:/", "</g:").replace("<g:?", "<?")
    content = content.replace("xmlns=", "xmlns:g=")
    wide = content.replace('version="1.0"', 'version="1.0" encoding="UTF-8"').encode("utf-8-sig")
    assert len(items(found_in(written(tmp_path, wide)), "outdoor_session")) == 1


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "shift_jis"])
def test_encodings_that_nobody_reads(tmp_path, encoding):
    content = gpx(walk(5)).replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    with pytest.raises(UnreadableFile) as refused:
        found_in(written(tmp_path, content))
    assert refused.value.reason == "damaged"


@pytest.mark.parametrize("content", ["<gpx><trk", "<gpx", "<gpx></trk>", "<gpx>&undeclared;</gpx>"])
def test_xml_broken_from_the_start(tmp_path, content):
    with pytest.raises(UnreadableFile) as refused:
        found_in(written(tmp_path, content))
    assert refused.value.reason in {"damaged", "unknown_format"}


def test_south_and_across_the_date_line(tmp_path):
    start = datetime(2024, 1, 1, 0, 0, tzinfo=UTC)
    east = [(start + timedelta(minutes=i), -17.0, 179.98 + i * 1e-3, 5.0 + i) for i in range(20)]
    west = [(start + timedelta(minutes=20 + i), -17.0, -179.999 + i * 1e-3, 5.0) for i in range(20)]
    found = track(tmp_path, east + west, kind="sailing")
    assert notices(found) == {}
    assert minutes(items(found, "outdoor_session")[0]) == 39.0
    longitudes = {x["location"]["lon"] for x in items(found, "location")}
    assert longitudes >= {179.98, -179.99}
