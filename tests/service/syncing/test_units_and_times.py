"""Units, times, clocks, places and days: what is kept of what was sent."""

import pytest

from service.storage.tables import dirty_days
from tests.syncing import (
    ADELAIDE,
    BEFORE_NOON,
    LUXEMBOURG,
    ZURICH,
    daylight,
    deletion,
    intake,
    sample_id,
    uv_index,
)

pytestmark = pytest.mark.anyio
FIVE_MINUTES = {"start": BEFORE_NOON, "end": "2026-06-20T08:31:00Z"}


def of(kind, **parts):
    return {"id": sample_id(1), "type": kind, "start": BEFORE_NOON, **parts}


UNITS = [
    # type, value and unit as sent, value and unit as kept: all exact by definition, but of 25(OH)D.
    ("time_in_daylight", 4, "min", 4.0, "min"),
    ("time_in_daylight", 90, "s", 1.5, "min"),
    ("time_in_daylight", 0.05, "h", 3.0, "min"),
    ("uv_index", 6.2, "UVI", 6.2, "UVI"),
    ("uv_index", 6, "count", 6.0, "UVI"),
    ("erythemal_dose", 90, "J/m2", 90.0, "J/m2"),
    ("erythemal_dose", 0.9, "SED", 90.0, "J/m2"),
    ("irradiance", 0.155, "W/m2", 0.155, "W/m2"),
    ("irradiance", 155, "mW/m2", 0.155, "W/m2"),
    ("irradiance", 15.5, "uW/cm2", 0.155, "W/m2"),
    ("irradiance", 15.5, "µW/cm2", 0.155, "W/m2"),
    ("illuminance", 16376, "lx", 16376.0, "lx"),
    ("illuminance", 16.376, "klx", 16376.0, "lx"),
    ("cover", 0.35, "1", 0.35, "1"),
    ("cover", 35, "%", 0.35, "1"),
    ("intake", 25, "ug", 25.0, "ug"),
    ("intake", 25, "mcg", 25.0, "ug"),
    ("intake", 25, "µg", 25.0, "ug"),
    ("intake", 0.025, "mg", 25.0, "ug"),
    ("intake", 1000, "IU", 25.0, "ug"),
    ("lab_25ohd", 75, "nmol/L", 75.0, "nmol/L"),
    # 400.64 g/mol: 1 ng/mL is 2.496 nmol/L.
    ("lab_25ohd", 30, "ng/mL", 30 * 2.496, "nmol/L"),
]
EXTRA = {
    "time_in_daylight": FIVE_MINUTES,
    "erythemal_dose": FIVE_MINUTES,
    "irradiance": {"band": "erythemal", "calibration": "lab-2026"},
}


@pytest.mark.parametrize(("kind", "value", "unit", "kept", "canonical"), UNITS)
async def test_units_are_converted_once_at_the_door(watch, kind, value, unit, kept, canonical):
    item = of(kind, value=value, unit=unit, **EXTRA.get(kind, {}))
    stored = await watch.kept_of(item)
    assert stored["value"] == pytest.approx(kept, rel=1e-12)
    assert stored["unit"] == canonical
    if unit in {canonical, "count", "mcg", "µg"}:
        assert "sent" not in (stored["details"] or {})
    else:
        assert stored["details"]["sent"] == {"value": value, "unit": unit}
    assert await watch.statuses(item) == ["unchanged"]


@pytest.mark.parametrize(
    ("parts", "kept", "unit"),
    [
        ({"substance": "vitamin_d2", "value": 400, "unit": "IU"}, 10.0, "ug"),
        ({"substance": "vitamin_k2_mk7", "value": 0.1, "unit": "mg"}, 100.0, "ug"),
        ({"substance": "calcium", "value": 0.5, "unit": "g"}, 500.0, "mg"),
        ({"substance": "calcium", "value": 500, "unit": "mg"}, 500.0, "mg"),
    ],
)
async def test_substances_have_units_of_their_own(watch, parts, kept, unit):
    stored = await watch.kept_of(of("intake", **parts))
    assert (stored["value"], stored["unit"]) == (pytest.approx(kept, rel=1e-12), unit)


@pytest.mark.parametrize("substance", ["vitamin_k1", "calcium"])
async def test_international_units_are_of_vitamin_d(watch, substance):
    item = of("intake", substance=substance, value=400, unit="IU")
    assert await watch.refused(item) == ("unit_unknown", "unit")


async def test_a_unit_of_another_quantity_is_refused(watch):
    for kind, unit in (
        ("lab_25ohd", "ug"), ("intake", "nmol/L"), ("erythemal_dose", "W/m2"), ("uv_index", "SED"),
        ("illuminance", "%"),
    ):  # fmt: skip
        _, field = await watch.refused(of(kind, value=5, unit=unit, **EXTRA.get(kind, {})))
        assert field == "unit"


async def test_med_is_of_a_skin_that_is_known(service):
    item = of("erythemal_dose", value=0.5, unit="MED", **FIVE_MINUTES)
    nobody = await service.device()
    assert await nobody.refused(item) == ("skin_type_needed", "unit")
    measured = await service.device(profile={"med_j_m2": 300})
    stored = await measured.kept_of(item)
    assert stored["value"] == 150.0
    assert stored["details"]["sent"] == {"value": 0.5, "unit": "MED"}
    doses = []
    for kind in (1, 2, 4, 6):
        device = await service.device(profile={"fitzpatrick": kind})
        doses.append((await device.kept_of(item))["value"])
    # The MED of type II is 250 J/m2 by the book, and darker skin bears more.
    assert doses == sorted(doses)
    assert doses[1] == pytest.approx(125.0, rel=0.25)


async def test_a_dose_in_med_that_is_sent_again_is_the_same_on_another_skin(service):
    item = of("erythemal_dose", value=0.5, unit="MED", **FIVE_MINUTES)
    device = await service.device(profile={"fitzpatrick": 2})
    assert await device.statuses(item) == ["created"]
    await device.ask("PUT", "/profile", json={"fitzpatrick": 4})
    assert await device.statuses(item) == ["unchanged"]
    assert await device.refused({**item, "value": 0.6}) == ("rev_conflict", "rev")
    assert await device.refused({**item, "unit": "SED"}) == ("rev_conflict", "rev")


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"start": "2026-06-20T19:13:12Z"}, "in_future", "end"),
        ({"end": "2026-06-20T19:13:12Z"}, "in_future", "end"),
        ({"start": "2016-06-19T19:03:10Z"}, "too_old", "start"),
        ({"end": "2026-06-20T08:25:59Z"}, "end_before_start", "end"),
        ({"start": "2026-06-18T08:00:00Z", "end": "2026-06-19T08:00:01Z"}, "too_long", "end"),
        ({"value": -0.1}, "negative", "value"),
        ({"value": 50.1}, "implausible", "value"),
        ({"start": "2026-06-20T08:26:00"}, "time_offset_missing", "start"),
        ({"start": "2026-13-20T08:26:00Z"}, "time_format", "start"),
        ({"start": "2026-06-20"}, "time_format", "start"),
        # Seconds or milliseconds? Nobody knows, so it is not guessed.
        ({"start": 1781943960}, "time_format", "start"),
        ({"end": "1781943960"}, "time_format", "end"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "too_old", "start"),
        ({"start": "9999-12-31T23:59:59-12:00"}, "in_future", "end"),
    ],
)
async def test_what_cannot_be(watch, parts, code, field):
    assert await watch.refused(uv_index() | parts) == (code, field)


@pytest.mark.parametrize(
    "parts",
    [
        {"start": "2026-06-20T19:13:11Z"},
        {"start": "2016-06-19T19:03:11Z"},
        {"start": "2026-06-18T08:00:00Z", "end": "2026-06-18T08:00:00Z"},
        {"value": 0}, {"value": 16}, {"start": "2026-06-20T08:26:00.123456+02:00"},
    ],
)  # fmt: skip
async def test_what_can_just_be(watch, parts):
    assert (await watch.kept_of(uv_index() | parts))["details"] is None


@pytest.mark.parametrize(
    ("parts", "flag"),
    [
        ({"start": "2026-06-18T08:00:00Z", "end": "2026-06-19T00:00:01Z"}, "long"),
        ({"start": "2026-06-18T08:00:00Z", "end": "2026-06-19T08:00:00Z"}, "long"),
        ({"value": 16.1}, "unusually_high"),
    ],
)
async def test_what_is_kept_with_a_flag(watch, parts, flag):
    item = uv_index() | parts
    assert (await watch.kept_of(item))["details"]["flags"] == [flag]
    assert await watch.statuses(item) == ["unchanged"]


async def test_sixteen_hours_are_not_long_yet(watch):
    item = uv_index(start="2026-06-18T08:00:00Z", end="2026-06-19T00:00:00Z")
    assert (await watch.kept_of(item))["details"] is None


@pytest.mark.parametrize(
    ("kind", "value", "unit"),
    [("erythemal_dose", 201, "SED"), ("irradiance", 121, "W/m2"), ("illuminance", 201, "klx"),
     ("lab_25ohd", 2001, "nmol/L"), ("intake", 50.1, "mg"), ("cover", 1.1, "1"),
     ("cover", 100, "1")],
)  # fmt: skip
async def test_what_nobody_has_measured(watch, kind, value, unit):
    item = of(kind, value=value, unit=unit, **EXTRA.get(kind, {}))
    assert await watch.refused(item) == ("implausible", "value")


async def test_minutes_in_daylight_fit_between_start_and_end(watch):
    assert await watch.refused(daylight(value=6.1)) == ("value_exceeds_interval", "value")
    assert await watch.refused(daylight(value=1, unit="h")) == ("value_exceeds_interval", "value")
    # Whole minutes that a watch rounded up are its five, and it may say so again.
    for item in (daylight(2, value=6), daylight(3, value=5.5), daylight(4, value=300, unit="s")):
        assert (await watch.kept_of(item))["value"] == 5.0
        assert await watch.statuses(item) == ["unchanged"]
    assert (await watch.kept_of(daylight(5, value=2)))["value"] == 2.0


async def test_clothing_or_a_share(watch):
    assert await watch.refused(of("cover")) == ("conflict", "value")
    both = of("cover", clothing="swimwear", value=0.5, unit="1")
    assert await watch.refused(both) == ("conflict", "value")
    assert await watch.refused(of("cover", value=0.5)) == ("missing", "unit")
    stored = await watch.kept_of(of("cover", clothing="swimwear"))
    assert stored["details"] == {"clothing": "swimwear", "open": True}


# A device whose clock is ahead by so many seconds; the server's is 19:03:11.
@pytest.mark.parametrize(
    ("sent_at", "shown", "shift_s"),
    [
        ("2026-06-20T19:03:11Z", 0.0, 0),
        ("2026-06-20T19:05:11Z", 120.0, 0),
        ("2026-06-20T19:01:11Z", -120.0, 0),
        ("2026-06-20T19:05:12Z", 121.0, 121),
        ("2026-06-20T19:01:10Z", -121.0, -121),
        ("2026-06-21T19:03:11Z", 86_400.0, 86_400),
    ],
)
async def test_own_clocks_are_corrected_and_no_others(watch, sent_at, shown, shift_s):
    own, told = uv_index(1, clock="device"), uv_index(2)
    answer = await watch.send(own, told, sent_at=sent_at)
    assert answer["clock_skew_s"] == shown
    kept = await watch.kept()
    assert kept[told["id"]]["start"] == BEFORE_NOON
    assert kept[told["id"]]["details"] is None
    stored = kept[own["id"]]
    if shift_s == 0:
        assert (stored["start"], stored["details"]) == (BEFORE_NOON, None)
    else:
        moved = {121: "2026-06-20T08:23:59Z", -121: "2026-06-20T08:28:01Z",
                 86_400: "2026-06-19T08:26:00Z"}  # fmt: skip
        assert stored["start"] == moved[shift_s]
        assert stored["details"]["flags"] == ["clock_corrected"]
        assert stored["details"]["sent"] == {"start_ms": 1781943960000, "end_ms": 1781943960000}
    # Sent again a little later, or after the clock was set, it is still the same sample.
    assert await watch.statuses(own, told, sent_at="2026-06-20T19:09:00Z") == ["unchanged"] * 2


@pytest.mark.parametrize("sent_at", ["2026-06-21T19:03:12Z", "2026-06-19T19:03:10Z"])
async def test_a_clock_that_is_a_day_off_is_not_believed(watch, sent_at):
    own, told = uv_index(1, clock="device"), uv_index(2)
    answer = await watch.send(own, told, deletion(3), sent_at=sent_at)
    assert [each["status"] for each in answer["results"]] == ["rejected", "created", "deleted"]
    assert answer["results"][0]["code"] == "clock_skew"
    assert answer["server_time"] == "2026-06-20T19:03:11Z"


async def test_a_clock_of_which_nothing_is_told_is_left_alone_and_flagged(watch):
    stored = await watch.kept_of(uv_index(clock="device"))
    flagged = {"flags": ["clock_unchecked"]}
    assert (stored["start"], stored["details"]) == (BEFORE_NOON, flagged)


async def test_a_corrected_time_is_what_is_judged(watch):
    # By its own clock it ends in twenty minutes; by ours ten minutes ago.
    item = uv_index(start="2026-06-20T19:23:11Z", clock="device")
    stored = await watch.kept_of(item, sent_at="2026-06-20T19:33:11Z")
    assert stored["start"] == "2026-06-20T18:53:11Z"


@pytest.mark.parametrize(
    ("parts", "days"),
    [
        # 16:00 UTC is 01:30 of the next day in Adelaide, and 18:00 in Luxembourg.
        ({"start": "2026-06-19T16:00:00Z", "location": ADELAIDE}, ["2026-06-20"]),
        ({"start": "2026-06-19T16:00:00Z", "location": LUXEMBOURG}, ["2026-06-19"]),
        # In summer midnight in Luxembourg is 22:00 UTC, whatever offset the phone wrote.
        ({"start": "2026-06-18T23:30:00+01:00", "location": LUXEMBOURG}, ["2026-06-19"]),
        ({"start": "2026-01-18T22:30:00Z", "location": LUXEMBOURG}, ["2026-01-18"]),
        # Through midnight it is part of two days; what ends with a day is not of the next.
        ({"start": "2026-06-18T21:59:00Z", "end": "2026-06-18T22:01:00Z",
          "location": LUXEMBOURG}, ["2026-06-18", "2026-06-19"]),
        ({"start": "2026-06-18T21:00:00Z", "end": "2026-06-18T22:00:00Z",
          "location": LUXEMBOURG}, ["2026-06-18"]),
        # The place before the zone that is named, that before the zone of the user.
        ({"start": "2026-06-19T16:00:00Z", "location": LUXEMBOURG, "tz": "Australia/Adelaide"},
         ["2026-06-19"]),
        ({"start": "2026-06-19T16:00:00Z", "tz": "Australia/Adelaide"}, ["2026-06-20"]),
        ({"start": "2026-06-19T08:00:00Z"}, ["2026-06-18"]),
        # 24 hours around the night in March in which clocks are put forward touch three days.
        ({"start": "2026-03-28T22:30:00Z", "end": "2026-03-29T22:30:00Z", "location": LUXEMBOURG},
         ["2026-03-28", "2026-03-29", "2026-03-30"]),
    ],
)  # fmt: skip
async def test_days_are_those_of_the_place(service, parts, days):
    watch = await service.device(profile={"timezone": "Pacific/Honolulu"})
    answer = await watch.send(uv_index() | parts)
    assert answer["affected_days"] == days
    marked = {row["date"] for row in await service.rows(dirty_days, watch.user_id)}
    assert marked >= set(days)


async def test_days_that_a_sample_leaves_are_affected_too(watch):
    await watch.send(uv_index(location=LUXEMBOURG, start="2026-06-10T10:00:00Z"))
    moved = await watch.send(uv_index(rev=2, location=LUXEMBOURG, start="2026-06-15T10:00:00Z"))
    assert moved["affected_days"] == ["2026-06-10", "2026-06-15"]
    gone = await watch.send(deletion(rev=3))
    assert gone["affected_days"] == ["2026-06-15"]
    assert (await watch.send(uv_index(rev=1)))["affected_days"] == []


@pytest.mark.parametrize(
    ("precision", "place"),
    [
        (None, {"lat": 47.37, "lon": 8.54, "alt_m": 450.0}),
        ("1km", {"lat": 47.37, "lon": 8.54, "alt_m": 450.0}),
        ("precise", {"lat": 47.3744, "lon": 8.5411, "alt_m": 431.0}),
        ("10km", {"lat": 47.4, "lon": 8.5, "alt_m": 400.0}),
        ("city", {"lat": 47.5, "lon": 8.5, "alt_m": 500.0}),
    ],
)
async def test_places_are_kept_as_coarse_as_the_user_wants(service, precision, place):
    watch = await service.device(**({"privacy": {"precision": precision}} if precision else {}))
    stored = await watch.kept_of(uv_index(location=ZURICH))
    assert stored["location"] == place | {"acc_m": 1000.0}
    # What was coarse already stays as it is, and there is no minus zero.
    again = await watch.kept_of(uv_index(2, location=place))
    assert again["location"] == place | {"acc_m": None}
    zero = await watch.kept_of(uv_index(3, location={"lat": -0.00001, "lon": -0.00001}))
    assert str(zero["location"]["lat"]) == "0.0"


async def test_what_is_stored_becomes_coarser_with_the_choice(watch):
    await watch.ask("PUT", "/privacy", json={"precision": "precise"})
    home = {"latitude": 47.3744, "longitude": 8.5411}
    put = await watch.ask("PUT", "/profile", json={"home": home})
    assert put.json()["profile"]["home"] == home
    await watch.send(uv_index(location=ZURICH), intake(2))
    await watch.ask("PUT", "/privacy", json={"precision": "city"})
    kept = await watch.kept()
    assert kept[sample_id(1)]["location"] == {
        "lat": 47.5, "lon": 8.5, "alt_m": 500.0, "acc_m": 1000.0,
    }  # fmt: skip
    shown = (await watch.ask("GET")).json()
    assert shown["profile"]["home"] == {"latitude": 47.5, "longitude": 8.5}
    # No way back: it is not known any more.
    await watch.ask("PUT", "/privacy", json={"precision": "precise"})
    assert (await watch.kept())[sample_id(1)]["location"]["lat"] == 47.5
