import asyncio
import json

import pytest

from service.schemas.webhooks import BurnWarning, DayUpdated, WebhookTest
from service.storage import webhook_rows
from service.webhooks import events
from service.webhooks.delivery import Deliverer
from tests.service.webhooks.receiving import (
    MINUTE_MS,
    NOW_MS,
    Receiver,
    a_user,
    an_app,
    messages,
    states,
    tell,
)

DATE = "2026-06-11"
URL = "https://hooks.example/"


@pytest.fixture
async def app(database):
    return await an_app(database, URL)


@pytest.fixture
async def user(database, app):
    return await a_user(database, app.app_id)


async def bodies(database):
    return [json.loads(row["body"]) for row in await messages(database, state="pending")]


async def claim(database, now_ms=NOW_MS):
    async with database.writing() as connection:
        return await webhook_rows.claim(connection, now_ms, 99, 99)


async def test_only_webhooks_of_the_application_that_want_it_are_told(database, app, user):
    more = await an_app(database, URL + "more", "burn.warning exposure.day.updated", app.app_id)
    await an_app(database, URL + "warnings", "burn.warning", app.app_id)
    await an_app(database, URL)
    said = await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS)
    assert said == 2
    found = {row["webhook_id"] for row in await messages(database)}
    assert found == {app.webhook_id, more.webhook_id}


async def test_what_is_said_of_a_day(database, app, user):
    data = {"revision": 4, "user_id": "somebody else", "date": "another"}
    await tell(database, events.day_updated, app.app_id, user, DATE, data, NOW_MS)
    assert await bodies(database) == [
        {
            "type": "exposure.day.updated",
            "timestamp": "2026-06-12T10:00:00.000Z",
            "data": {"revision": 4, "user_id": user, "date": DATE},
        }
    ]


async def test_what_is_said_of_a_warning(database, app, user):
    await tell(database, events.burn_warning, app.app_id, user, DATE, "half", NOW_MS)
    (body,) = await bodies(database)
    assert body["type"] == "burn.warning"
    assert body["data"] == {"user_id": user, "date": DATE, "level": "half"}


async def test_messages_are_as_the_contract_shows_them(database, app, user):
    shown = [_shown(each, user) for each in (DayUpdated, BurnWarning, WebhookTest)]
    await tell(database, events.day_updated, app.app_id, user, "2026-06-12", {}, NOW_MS)
    await tell(database, events.burn_warning, app.app_id, user, "2026-06-12", "limit", NOW_MS)
    async with database.writing() as connection:
        await events.test(connection, app, NOW_MS)
    assert sorted(await bodies(database), key=str) == sorted(shown, key=str)


def _shown(model, user):
    (example,) = model.model_json_schema()["examples"]
    model.model_validate(example)
    of_nobody = model is WebhookTest
    return example | {"data": example["data"] | ({} if of_nobody else {"user_id": user})}


async def test_changes_of_a_day_that_nobody_has_seen_are_one_message(database, app, user):
    counts = [
        await tell(
            database, events.day_updated, app.app_id, user, DATE, {"revision": i}, NOW_MS + i
        )
        for i in range(5)
    ]
    assert counts == [1, 0, 0, 0, 0]
    (row,) = await messages(database)
    assert json.loads(row["body"])["data"]["revision"] == 4
    # It keeps its place, so that a day that goes on changing is told nevertheless.
    assert (row["due_ms"], row["created_ms"]) == (NOW_MS, NOW_MS + 4)


async def test_other_days_users_and_webhooks_are_other_messages(database, app, user):
    other = await a_user(database, app.app_id)
    await an_app(database, URL + "more", app_id=app.app_id)
    for about in ((user, DATE), (user, "2026-06-12"), (other, DATE)):
        assert await tell(database, events.day_updated, app.app_id, *about, {}, NOW_MS) == 2
    assert len(await messages(database)) == 6


async def test_a_change_while_a_message_is_being_sent_is_a_new_message(database, app, user):
    await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS)
    assert len(await claim(database)) == 1
    assert await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS) == 1
    assert sorted(await states(database)) == ["pending", "sending"]


async def test_a_change_after_delivery_is_a_new_message(database, app, user):
    await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS)
    ((message, _),) = await claim(database)
    async with database.writing() as connection:
        await webhook_rows.finish(connection, message, "delivered", NOW_MS)
    assert await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS) == 1
    assert sorted(await states(database)) == ["delivered", "pending"]


async def test_a_message_that_was_tried_gives_way_to_one_of_another_id(database, app, user):
    """Its receiver may have seen it and answered too late, and would take it for a repetition."""
    await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS)
    ((tried, _),) = await claim(database)
    async with database.writing() as connection:
        await webhook_rows.put_off(connection, tried, NOW_MS + MINUTE_MS)
    await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS + 5)
    (row,) = await messages(database)
    assert row["message_id"] != tried.message_id
    assert (row["tries"], row["due_ms"]) == (0, NOW_MS + 5)


async def test_warnings_of_another_level_are_other_messages(database, app, user):
    for level, more in (("half", 1), ("half", 0), ("full", 1)):
        said = await tell(database, events.burn_warning, app.app_id, user, DATE, level, NOW_MS)
        assert said == more
    await tell(database, events.day_updated, app.app_id, user, DATE, {}, NOW_MS)
    assert len(await messages(database)) == 3


async def test_what_is_rolled_back_is_not_told(database, app, user):
    async def fail(connection, *args):
        await events.day_updated(connection, *args)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await tell(database, fail, app.app_id, user, DATE, {}, NOW_MS)
    assert await messages(database) == []


async def test_no_change_is_missed_while_messages_are_sent(database, client):
    """The last thing said of a day comes after its last change, whatever overlaps."""
    async with Receiver(delay_s=0.02) as receiver:
        app = await an_app(database, receiver.url)
        user = await a_user(database, app.app_id)
        sender = Deliverer(database, client, allow_private=True)

        async def change():
            for i in range(40):
                said = {"revision": i}
                await tell(database, events.day_updated, app.app_id, user, DATE, said, NOW_MS)
                await asyncio.sleep(0.005)

        changing = asyncio.create_task(change())
        while not changing.done():
            await sender.deliver_due(NOW_MS)
        await sender.deliver_due(NOW_MS)
    assert max(body["data"]["revision"] for body in receiver.bodies) == 39
    ids = [each.headers["webhook-id"] for each in receiver.received]
    assert len(ids) == len(set(ids))
    assert set(await states(database)) == {"delivered"}


async def test_a_test_reaches_a_webhook_whatever_it_wants(sqlite, client):
    async with Receiver() as receiver:
        app = await an_app(sqlite, receiver.url, "burn.warning")
        async with sqlite.writing() as connection:
            assert await events.test(connection, app, NOW_MS) == 1
            assert await events.test(connection, app, NOW_MS) == 0
        await Deliverer(sqlite, client, allow_private=True).deliver_due(NOW_MS)
    assert [body["type"] for body in receiver.bodies] == ["webhook.test"]
