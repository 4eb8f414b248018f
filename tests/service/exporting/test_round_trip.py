import pytest

from service.bodies import batch_body
from service.exporting.wire import wire_item
from service.schemas.sample_translation import entries_of
from service.storage import sample_rows
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from tests.service.exporting.making import (
    ALICE,
    BOB,
    ITEMS,
    NOW_MS,
    client_of,
    exported,
    fill,
    item,
    lines,
    new_user,
    send,
    unzipped,
)


async def kept(app, user_id):
    async with app.state.records.database.reading() as connection:
        found = await sample_rows.changed_since(connection, user_id, -1, 1000)
    return sorted(found, key=lambda sample: sample.id)


def said(sample):
    """What a sample says, without what its arrival adds."""
    details = {k: v for k, v in sample.details.items() if k not in {"sent", "flags"}}
    return {
        name: getattr(sample, name)
        for name in type(sample).__slots__
        if name not in {"seq", "device_id", "details"}
    } | {"details": details}


async def test_what_was_exported_can_be_sent_for_somebody_else(bare):
    database = bare.state.records.database
    await fill(database, ALICE)
    await new_user(database, BOB, {})
    body = (await exported(bare, ALICE, "ndjson")).content
    # Bob's skin is another, and must not matter.
    taken = await send(database, BOB, lines(body), device=None, dose=None)
    assert set(taken.statuses) == {"created", "deleted"}
    assert [said(x) for x in await kept(bare, BOB)] == [said(x) for x in await kept(bare, ALICE)]


async def test_the_file_is_a_body_of_a_batch(app):
    body = (await exported(app, ALICE, "ndjson")).content
    batch = batch_body(body, "application/x-ndjson", "", 5000)
    assert len(batch.items) == len(ITEMS)
    assert batch.envelope == {}


async def test_sending_it_to_its_own_user_changes_nothing(app):
    database = app.state.records.database
    items = lines((await exported(app, ALICE, "ndjson")).content)
    without_med = [each for each in items if each.get("tz") != "America/St_Johns"]
    assert len(without_med) == len(items) - 1
    taken = await send(database, ALICE, without_med)
    assert set(taken.statuses) == {"unchanged"}


@pytest.mark.parametrize("each", ITEMS, ids=lambda each: f"{each.get('type')}-{each['id'][-2:]}")
async def test_each_kind_of_item_comes_back_as_it_was_sent(bare, each):
    database = bare.state.records.database
    await new_user(database, ALICE)
    await send(database, ALICE, [each])
    (sample,) = await kept(bare, ALICE)
    written = wire_item(sample)
    taken = await send(database, ALICE, [written], dose=250.0)
    in_med = each.get("unit") == "MED"
    assert taken.statuses == (["rejected"] if in_med else ["unchanged"])


async def test_what_was_shifted_and_flagged_keeps_its_true_time(bare):
    database = bare.state.records.database
    await new_user(database, ALICE)
    late = item(1, "uv_index", value=20, unit="UVI", clock="device")
    async with database.writing() as connection:
        arrival = Arrival(NOW_MS, 3_600_000)
        await take_in_within(connection, ALICE, entries_of([late], None), arrival)
    (line,) = lines((await exported(bare, ALICE, "ndjson")).content)
    assert line["start"] == "2026-06-20T07:26:00Z"
    assert not {"flags", "sent", "clock", "seq", "device_id"} & set(line)
    sheet = (await unzipped(bare, ALICE))["samples.csv"].decode()
    assert "clock_corrected unusually_high" in sheet
    assert '""start_ms""' in sheet


async def test_links_do_not_tell_the_key(app):
    async with client_of(app) as http:
        answer = await http.get(f"/v1/users/{ALICE}/fhir/Observation")
    assert app.state.key not in answer.text
