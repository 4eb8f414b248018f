"""What becomes of an item: by its id and revision, and never at the expense of the others."""

import json
import uuid

import pytest

from service.schemas.sample_translation import entries_of
from service.storage.tables import samples
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.preparing import prepare
from tests.syncing import (
    BEFORE_NOON,
    ZURICH,
    daylight,
    deletion,
    intake,
    sample_id,
    uv_index,
)

pytestmark = pytest.mark.anyio


async def test_the_answer_of_a_batch(watch):
    answer = await watch.send(
        uv_index(1),
        daylight(2, end="2026-06-20T08:20:00Z"),
        deletion(3),
        device={"id": "w-7f3", "type": "watch"},
        sent_at="2026-06-20T19:03:08Z",
    )
    uuid.UUID(answer.pop("batch_id"))
    taken = dict.fromkeys(("code", "field", "detail"))
    assert answer.pop("results") == [
        {"i": 0, "id": sample_id(1), "status": "created"} | taken,
        {
            "i": 1, "id": sample_id(2), "status": "rejected", "code": "end_before_start",
            "field": "end", "detail": "the end must not lie before the start",
        },
        {"i": 2, "id": sample_id(3), "status": "deleted"} | taken,
    ]  # fmt: skip
    assert answer.pop("cursor")
    assert answer == {
        "server_time": "2026-06-20T19:03:11Z",
        "clock_skew_s": -3.0,
        "counts": {
            "created": 1, "updated": 0, "unchanged": 0, "stale": 0, "deleted": 1, "rejected": 1,
        },
        "affected_days": ["2026-06-20"],
    }  # fmt: skip


async def test_a_higher_revision_replaces_and_a_lower_one_is_stale(on_both):
    watch = await on_both.device()
    assert await watch.statuses(uv_index(rev=2)) == ["created"]
    assert await watch.statuses(uv_index(rev=2)) == ["unchanged"]
    assert await watch.statuses(uv_index(rev=3, value=7)) == ["updated"]
    assert await watch.statuses(uv_index(rev=2)) == ["stale"]
    assert await watch.statuses(uv_index(rev=1, value=1)) == ["stale"]
    assert await watch.statuses(deletion(rev=4)) == ["deleted"]
    assert await watch.statuses(deletion(rev=4)) == ["unchanged"]
    assert await watch.statuses(uv_index(rev=3, value=7)) == ["stale"]
    (only,) = await watch.changes()
    assert only == {"op": "delete", "id": sample_id(1), "rev": 4} | dict.fromkeys(
        ("type", "start", "end", "tz", "value", "unit", "location", "recording", "device_id",
         "details"))  # fmt: skip


async def test_a_deleted_sample_comes_back_by_a_higher_revision_only(watch):
    await watch.send(uv_index(rev=1), deletion(rev=5))
    assert await watch.statuses(uv_index(rev=4)) == ["stale"]
    assert await watch.kept() == {}
    # It was there: that it comes back is a change of it.
    assert await watch.statuses(uv_index(rev=6)) == ["updated"]
    assert (await watch.kept())[sample_id(1)]["value"] == 6.2


async def test_a_deletion_may_come_before_what_it_deletes(watch):
    assert await watch.statuses(deletion(rev=2)) == ["deleted"]
    assert await watch.statuses(uv_index(rev=1)) == ["stale"]
    assert await watch.kept() == {}


async def test_a_revision_says_one_thing_only(on_both):
    watch = await on_both.device()
    await watch.send(uv_index(rev=2), deletion(number=2, rev=2))
    assert await watch.refused(uv_index(rev=2, value=6.3)) == ("rev_conflict", "rev")
    assert await watch.refused(deletion(rev=2)) == ("rev_conflict", "rev")
    assert await watch.refused(uv_index(number=2, rev=2)) == ("rev_conflict", "rev")
    assert {name: kept["value"] for name, kept in (await watch.kept()).items()} == {
        sample_id(1): 6.2
    }


@pytest.mark.parametrize(
    "change",
    [{"value": 6.3}, {"start": "2026-06-20T08:26:01Z"}, {"end": "2026-06-20T08:30:00Z"},
     {"tz": "Europe/Zurich"}, {"recording": "manual"}, {"metadata": {"a": 1}},
     {"calibration": "lab"}, {"location": ZURICH}, {"location": ZURICH | {"alt_m": 900}}],
    ids="_".join,
)  # fmt: skip
async def test_any_other_content_is_a_conflict(watch, change):
    await watch.send(uv_index())
    assert await watch.refused(uv_index() | change) == ("rev_conflict", "rev")
    assert await watch.statuses(uv_index(rev=2) | change) == ["updated"]
    assert await watch.statuses(uv_index(rev=2) | change) == ["unchanged"]


async def test_the_same_said_otherwise_is_no_conflict(watch):
    first = uv_index(
        start="2026-06-20T08:26:00Z", metadata={"a": 1, "b": "x", "c": None}, location=ZURICH
    )
    again = uv_index(
        start="2026-06-20T10:26:00.000+02:00",
        # Objects of JSON have no order, and some platforms shuffle them.
        metadata={"c": None, "b": "x", "a": 1},
        # Coarse enough to be the same.
        location={"lon": 8.5412, "lat": 47.3745, "alt_m": 430.0, "acc_m": 1000.0},
    )
    assert await watch.statuses(first) == ["created"]
    assert await watch.statuses(again) == ["unchanged"]
    assert await watch.statuses(again | {"id": sample_id(1).upper()}) == ["unchanged"]
    assert await watch.statuses(first, device={"id": "phone"}) == ["unchanged"]


async def test_an_id_may_come_more_than_once_in_a_batch(on_both):
    watch = await on_both.device()
    assert await watch.statuses(
        uv_index(rev=1), uv_index(rev=1), uv_index(rev=3, value=8), uv_index(rev=2, value=7),
        uv_index(rev=3, value=9), deletion(rev=4), uv_index(rev=4), uv_index(rev=5, value=10),
    ) == [
        "created", "unchanged", "updated", "stale", "rejected", "deleted", "rejected", "updated",
    ]  # fmt: skip
    (only,) = await watch.changes()
    assert (only["rev"], only["value"]) == (5, 10.0)


async def test_sending_everything_again_changes_nothing(watch):
    items = [uv_index(1, location=ZURICH), daylight(2, value=4.2), intake(3), deletion(4)]
    first = await watch.send(*items)
    before = await watch.service.rows(samples, watch.user_id)
    watch.service.clock.forward(minutes=50)
    again = await watch.send(*items)
    assert again["counts"]["unchanged"] == 4
    assert again["affected_days"] == []
    assert again["cursor"] == first["cursor"]
    assert await watch.service.rows(samples, watch.user_id) == before


async def test_after_the_choice_of_precision_the_same_is_still_the_same(watch):
    items = [
        uv_index(1, location={"lat": 47.3451, "lon": 8.5449}),
        {"id": sample_id(2), "type": "location", "start": BEFORE_NOON, "location": ZURICH,
         "motion": ["walking"]},
        uv_index(3),
    ]  # fmt: skip
    await watch.send(*items)
    for precision in ("10km", "city", "precise", "1km"):
        put = await watch.ask("PUT", "/privacy", json={"precision": precision})
        assert put.status_code == 200
        assert await watch.statuses(*items) == ["unchanged"] * 3, precision
    # Only where it was made coarser, and only of the place, it cannot be told any more.
    assert await watch.refused(uv_index(1, value=1)) == ("rev_conflict", "rev")
    assert await watch.refused(uv_index(3, location=ZURICH)) == ("rev_conflict", "rev")
    assert await watch.statuses(uv_index(1, rev=2, location=ZURICH)) == ["updated"]
    assert await watch.refused(uv_index(1, rev=2)) == ("rev_conflict", "rev")


async def test_a_choice_that_changes_while_a_batch_is_prepared(on_both):
    watch = await on_both.device(privacy={"precision": "precise"})
    items = [uv_index(1, location={"lat": 47.3451, "lon": 8.5449}), uv_index(2)]
    arrival, entries = Arrival(on_both.clock.ms), entries_of(items, None)
    prepared = await prepare(entries, arrival, "precise", None)
    for precision in ("1km", "10km"):
        await watch.ask("PUT", "/privacy", json={"precision": precision})
        async with on_both.database.writing() as connection:
            taken = await take_in_within(
                connection, watch.user_id, entries, arrival, None, prepared
            )
    assert taken.statuses == ["unchanged", "unchanged"]
    # As coarse as was chosen last, and still the same when it is sent again.
    place = (await watch.kept())[sample_id(1)]["location"]
    assert (place["lat"], place["lon"]) in {(47.3, 8.5), (47.4, 8.5)}
    assert await watch.statuses(*items) == ["unchanged", "unchanged"]


async def test_what_is_wrong_with_one_item_is_its_own_affair(watch):
    answer = await watch.send(
        uv_index(1),
        uv_index(2, unit="W/m2"),
        {"id": sample_id(3), "type": "steps", "value": 3},
        {"id": sample_id(4)},
        7,
        uv_index(5, sensor={"gain": 3}),
        uv_index(6, location=ZURICH | {"wifi": "home"}),
        uv_index(7, tz="Mars/Olympus"),
        uv_index(id="not-a-uuid"),
        uv_index(8),
    )
    assert [(each["status"], each.get("field")) for each in answer["results"]] == [
        ("created", None), ("rejected", "unit"), ("rejected", "type"), ("rejected", "type"),
        ("rejected", "#"), ("rejected", "sensor"), ("rejected", "location.wifi"),
        ("rejected", "tz"), ("rejected", "id"), ("created", None),
    ]  # fmt: skip
    assert answer["counts"]["rejected"] == 8
    assert answer["results"][5]["code"] == "extra_forbidden"
    assert answer["results"][8]["id"] == "not-a-uuid"
    assert set(await watch.kept()) == {sample_id(1), sample_id(8)}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"rev": 0}, "rev"), ({"rev": 2**53}, "rev"), ({"rev": 1.5}, "rev"), ({"rev": "1"}, "rev"),
        ({"rev": True}, "rev"), ({"rev": None}, "rev"), ({"value": "6"}, "value"),
        ({"value": None}, "value"), ({"value": True}, "value"), ({"unit": None}, "unit"),
        ({"op": "insert"}, "op"), ({"start": None}, "start"), ({"recording": "guess"}, "recording"),
        ({"clock": "mine"}, "clock"), ({"metadata": {"a": {"b": 1}}}, "metadata.a"),
        ({"metadata": {str(n): n for n in range(33)}}, "metadata"),
        ({"metadata": {"x" * 65: 1}}, "metadata." + "x" * 65),
        ({"location": {"lat": 91, "lon": 0}}, "location.lat"),
        ({"location": {"lat": 0}}, "location.lon"),
        ({"calibration": "nul\x00"}, "calibration"),
    ],
)  # fmt: skip
async def test_a_malformed_field_is_named(watch, parts, field):
    _, named = await watch.refused(uv_index() | parts)
    assert named == field


@pytest.mark.parametrize("name", ["id", "start", "value", "unit"])
async def test_a_missing_field_is_named(watch, name):
    item = uv_index()
    del item[name]
    assert await watch.refused(item) == ("missing", name)


async def test_numbers_that_json_can_write_and_nobody_can_mean(watch):
    body = json.dumps({"items": [deletion(1), uv_index(2, value=12345)]}).replace("12345", "1e400")
    answer = (await watch.post(body)).json()
    assert [each["status"] for each in answer["results"]] == ["deleted", "rejected"]
    assert answer["results"][1]["field"] == "value"


async def test_ids_are_those_of_a_user_alone(on_both):
    one, other = await on_both.device(), await on_both.device()
    assert await one.statuses(uv_index(value=3)) == ["created"]
    assert await other.statuses(uv_index(value=4)) == ["created"]
    assert (await one.kept())[sample_id(1)]["value"] == 3.0
    assert await one.statuses(deletion(rev=2)) == ["deleted"]
    assert (await other.kept())[sample_id(1)]["value"] == 4.0


async def test_levels_stay_what_they_are_however_many_tell_of_one_minute(watch):
    # Two sensors on one person are not twice the sun: nothing is summed at the door.
    kept = await watch.kept(uv_index(1, value=6.2), uv_index(2, value=6.0), uv_index(3, value=6.2))
    assert sorted(each["value"] for each in kept.values()) == [6.0, 6.2, 6.2]


async def test_devices_are_known_by_what_they_say(watch):
    told = {"id": "w-7f3", "type": "watch", "manufacturer": "Apple Inc.", "model": "Watch6,10"}
    assert (await watch.kept_of(uv_index(), device=told))["device_id"] == "w-7f3"
    listed = (await watch.ask("GET", "/devices")).json()["devices"]
    (device,) = [each for each in listed if each["device_id"] == "w-7f3"]
    assert device["info"] == {name: told[name] for name in ("type", "manufacturer", "model")}
    assert device["seen_at"] == "2026-06-20T19:03:11Z"
    # What it does not say the next time is not forgotten, and what it says anew is newer.
    await watch.send(uv_index(2), device={"id": "w-7f3", "model": "Watch7,1"})
    listed = (await watch.ask("GET", "/devices")).json()["devices"]
    (device,) = [each for each in listed if each["device_id"] == "w-7f3"]
    assert device["info"] == {
        "type": "watch", "manufacturer": "Apple Inc.", "model": "Watch7,1"
    }  # fmt: skip


async def test_samples_by_time(on_both):
    watch = await on_both.device()
    times = [f"2026-06-{day:02}T10:00:00Z" for day in range(1, 11)]
    await watch.send(
        *(uv_index(n, start=start) for n, start in enumerate(times)),
        intake(50, start=times[3]),
        deletion(60),
        uv_index(70, start="2026-06-04T09:00:00Z", end="2026-06-04T10:30:00Z"),
    )

    async def read(**params):
        found, more = [], True
        while more:
            response = await watch.ask("GET", "/samples", params=params)
            assert response.status_code == 200, response.text
            found += response.json()["samples"]
            params["page"] = more = response.json()["next_page"]
        return [each["id"] for each in found]

    span = {"start": "2026-06-04T10:15:00Z", "end": "2026-06-07T10:00:00Z"}
    wanted = [sample_id(number) for number in (70, 4, 5)]
    assert await read(**span) == wanted
    assert await read(**span, limit=1) == wanted
    assert await read(type="intake") == [sample_id(50)]
    assert await read(limit=2) == await read()
    assert len(await read()) == 12


async def test_a_page_that_was_never_answered(on_both):
    watch = await on_both.device()
    for page in ("x", "1_x", "--5_" + sample_id(1), "5_" + "z" * 36, "9" * 20 + "_" + sample_id(1)):
        response = await watch.ask("GET", "/samples", params={"page": page})
        assert response.status_code == 422, page
