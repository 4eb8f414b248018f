import asyncio
import logging
import time

import pytest
from sqlalchemy import select

from service.storage import user_rows, webhook_rows
from service.storage.tables import outbox
from service.webhooks import delivery, events
from service.webhooks.delivery import Deliverer
from service.webhooks.schedule import DELAYS_S
from service.webhooks.signing import new_secret
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
_HOUR_MS = 3_600_000


def real_now_ms():
    return round(time.time() * 1000)


def deliverer(database, client, **how):
    how = {"chance": lambda: 0.0, "allow_private": True} | how
    return Deliverer(database, client, **how)


async def told(database, url, now_ms=NOW_MS, dates=(DATE,)):
    """A webhook, and a user whose days have changed."""
    webhook = await an_app(database, url)
    user_id = await a_user(database, webhook.app_id)
    for date in dates:
        await tell(database, events.day_updated, webhook.app_id, user_id, date, {}, now_ms)
    return webhook, user_id


async def test_a_message_arrives_and_the_official_library_takes_it(database, client):
    now_ms = real_now_ms()
    async with Receiver() as receiver:
        webhook, user_id = await told(database, receiver.url, now_ms)
        assert await deliverer(database, client).deliver_due(now_ms) == 1
    (request,) = receiver.received
    body = request.verified(webhook.secret)
    assert body["type"] == "exposure.day.updated"
    assert body["data"] == {"user_id": user_id, "date": DATE}
    assert body["timestamp"].endswith("Z")
    assert request.path == "/hook?key=hush"
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["connection"] == "close"
    assert request.headers["user-agent"].startswith("solferol-webhooks/")
    (row,) = await messages(database)
    assert (row["state"], row["body"], row["tries"]) == ("delivered", "", 1)
    assert request.headers["webhook-id"] == row["message_id"]
    assert await deliverer(database, client).deliver_due(now_ms + 99 * _HOUR_MS) == 0


async def test_all_attempts_have_one_id_times_of_their_own_and_an_end(database, client):
    async with Receiver(status=500) as receiver:
        await told(database, receiver.url)
        sender, now_ms = deliverer(database, client), NOW_MS
        for delay_s in DELAYS_S:
            assert await sender.deliver_due(now_ms) == 0
            (row,) = await messages(database)
            assert row["state"] == "pending"
            # The clock of a pass goes on by what the attempt itself took.
            assert 0 <= row["due_ms"] - now_ms - delay_s * 1000 < 2_000
            count = len(receiver.received)
            assert await sender.deliver_due(row["due_ms"] - 2_000) == 0
            assert len(receiver.received) == count
            now_ms = row["due_ms"]
        assert await sender.deliver_due(now_ms) == 0
        assert await states(database) == ["given_up"]
        assert await sender.deliver_due(now_ms + 1000 * _HOUR_MS) == 0
    assert len(receiver.received) == 10
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert len({each.headers["webhook-timestamp"] for each in receiver.received}) == 10
    assert len({each.body for each in receiver.received}) == 1
    assert (await messages(database))[0]["body"] == ""


async def test_a_receiver_that_recovers(database, client):
    async with Receiver(answers=[503, 404]) as receiver:
        await told(database, receiver.url)
        sender = deliverer(database, client)
        counts = [await sender.deliver_due(NOW_MS + i * _HOUR_MS) for i in range(4)]
    assert counts == [0, 0, 1, 0]
    assert await states(database) == ["delivered"]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 304])
async def test_redirects_are_failures_and_not_followed(sqlite, client, status):
    async with Receiver() as elsewhere, Receiver(status=status) as receiver:
        receiver.headers = {"location": elsewhere.url}
        await told(sqlite, receiver.url)
        assert await deliverer(sqlite, client).deliver_due(NOW_MS) == 0
    assert not elsewhere.received
    assert await states(sqlite) == ["pending"]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_any_2xx_will_do(sqlite, client, status):
    async with Receiver(status=status, answer=b"") as receiver:
        await told(sqlite, receiver.url)
        assert await deliverer(sqlite, client).deliver_due(NOW_MS) == 1


async def test_who_is_gone_is_told_nothing_more(database, client):
    async with Receiver(status=410) as receiver:
        webhook, user_id = await told(database, receiver.url)
        other = await an_app(database, receiver.url + "&other", app_id=webhook.app_id)
        assert await deliverer(database, client).deliver_due(NOW_MS) == 0
        await tell(database, events.day_updated, webhook.app_id, user_id, DATE, {}, NOW_MS)
        async with database.reading() as connection:
            left = await webhook_rows.of_app(connection, webhook.app_id)
        assert [each.webhook_id for each in left] == [other.webhook_id]
        assert {row["webhook_id"] for row in await messages(database)} == {other.webhook_id}
    assert len(receiver.received) == 1


async def test_a_receiver_that_hangs_is_left_after_a_while(sqlite, client):
    async with Receiver(status=0) as receiver:
        await told(sqlite, receiver.url)
        began = time.monotonic()
        assert await deliverer(sqlite, client, timeout_s=0.3).deliver_due(NOW_MS) == 0
        assert time.monotonic() - began < 2.0
    assert await states(sqlite) == ["pending"]


async def test_nobody_listens(sqlite, client):
    async with Receiver() as receiver:
        url = receiver.url
    await told(sqlite, url)
    assert await deliverer(sqlite, client).deliver_due(NOW_MS) == 0
    assert await states(sqlite) == ["pending"]


async def test_a_hanging_receiver_keeps_nobody_waiting(sqlite, client):
    dates = [f"2026-05-{day:02d}" for day in range(1, 31)]
    async with Receiver(status=0) as hanging, Receiver() as receiver:
        await told(sqlite, hanging.url, NOW_MS - MINUTE_MS, dates)
        await told(sqlite, receiver.url, NOW_MS, dates)
        sender = deliverer(sqlite, client, timeout_s=1.0)
        began = time.monotonic()
        task = asyncio.create_task(sender.deliver_due(NOW_MS))
        await receiver.has(len(dates))
        assert time.monotonic() - began < 0.9
        assert await task == len(dates)
        # Told to wait together, after the first of them failed.
        assert len(hanging.received) == delivery._AT_ONCE_TO_ONE
        assert receiver.most_at_once <= 2 * delivery._AT_ONCE_TO_ONE


async def test_news_of_the_meantime_are_sent_while_others_hang(sqlite, client):
    async with Receiver(status=0) as hanging, Receiver() as receiver:
        await told(sqlite, hanging.url)
        sender = deliverer(sqlite, client, timeout_s=10.0)
        task = asyncio.create_task(sender.deliver_due(NOW_MS))
        await hanging.arrived.wait()
        await told(sqlite, receiver.url, NOW_MS)
        async with asyncio.timeout(5.0):
            await receiver.has(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_pause_that_the_receiver_asks_for(sqlite, client):
    async with Receiver(status=429, headers={"retry-after": "3600"}) as receiver:
        await told(sqlite, receiver.url)
        await deliverer(sqlite, client).deliver_due(NOW_MS)
    (row,) = await messages(sqlite)
    assert 0 <= row["due_ms"] - NOW_MS - _HOUR_MS < 2_000


async def test_a_pause_until_a_date(sqlite, client):
    when = "Fri, 12 Jun 2026 11:00:00 GMT"
    async with Receiver(status=503, headers={"retry-after": when}) as receiver:
        await told(sqlite, receiver.url)
        await deliverer(sqlite, client).deliver_due(NOW_MS)
    (row,) = await messages(sqlite)
    assert abs(row["due_ms"] - NOW_MS - _HOUR_MS) < 2_000


async def test_long_answers_are_not_read(sqlite, client):
    async with Receiver(answer=b"x" * 50_000_000) as receiver:
        await told(sqlite, receiver.url)
        began = time.monotonic()
        assert await deliverer(sqlite, client).deliver_due(NOW_MS) == 1
        assert time.monotonic() - began < 1.0
    # What buffers on the way hold is more than what is read.
    assert receiver.sent < 25_000_000


async def test_cookies_are_not_kept(sqlite, client):
    async with Receiver(headers={"set-cookie": "a=b; Path=/"}) as receiver:
        await told(sqlite, receiver.url, dates=(DATE, "2026-06-12"))
        await deliverer(sqlite, client).deliver_due(NOW_MS)
        await told(sqlite, receiver.url + "&again")
        await deliverer(sqlite, client).deliver_due(NOW_MS)
    assert len(receiver.received) == 3
    assert not any("cookie" in each.headers for each in receiver.received)
    assert not client.cookies


async def test_during_a_rotation_both_secrets_are_good_and_later_the_new_one(database, client):
    now_ms, day_ms = real_now_ms(), 24 * _HOUR_MS
    async with Receiver() as receiver:
        webhook, user_id = await told(database, receiver.url, now_ms - 1)
        newer = new_secret()
        async with database.writing() as connection:
            await webhook_rows.rotate(
                connection, webhook.app_id, webhook.webhook_id, newer, now_ms + day_ms
            )
        sender = deliverer(database, client)
        await sender.deliver_due(now_ms)
        (request,) = receiver.received
        assert request.verified(webhook.secret) == request.verified(newer)
        assert request.headers["webhook-signature"].count("v1,") == 2
        await sender.tidy(now_ms + day_ms)
        await tell(database, events.day_updated, webhook.app_id, user_id, DATE, {}, now_ms)
        await sender.deliver_due(now_ms)
        assert receiver.received[1].headers["webhook-signature"].count("v1,") == 1
        receiver.received[1].verified(newer)


async def test_an_older_secret_ends_even_where_nobody_tidies_up(sqlite):
    webhook = await an_app(sqlite, "https://hooks.example/")
    async with sqlite.writing() as connection:
        await webhook_rows.rotate(connection, webhook.app_id, webhook.webhook_id, "new", 1_000)
        found = await webhook_rows.find(connection, webhook.app_id, webhook.webhook_id)
    assert found.secrets_at(999) == ("new", webhook.secret)
    assert found.secrets_at(1_000) == ("new",)
    assert webhook.secret not in repr(found)


async def test_several_deliverers_never_send_a_message_twice(two_databases, client):
    first, second = two_databases
    dates = [f"2026-{month:02d}-{day:02d}" for month in (4, 5) for day in range(1, 21)]
    async with Receiver(delay_s=0.01) as receiver:
        for _ in range(2):
            await told(first, receiver.url, dates=dates)
        counts = await asyncio.gather(
            *(
                deliverer(database, client).deliver_due(NOW_MS)
                for database in (first, second, first, second)
            )
        )
    ids = [each.headers["webhook-id"] for each in receiver.received]
    assert len(ids) == len(set(ids)) == sum(counts) == 2 * len(dates)
    assert sum(count > 0 for count in counts) >= 2
    assert set(await states(first)) == {"delivered"}


async def test_a_process_that_dies_leaves_its_messages_to_others_after_a_minute(database, client):
    async with Receiver() as receiver:
        await told(database, receiver.url)
        async with database.writing() as connection:
            assert len(await webhook_rows.claim(connection, NOW_MS, 9, 9)) == 1
        sender = deliverer(database, client)
        assert await sender.deliver_due(NOW_MS + 55_000) == 0
        assert await sender.deliver_due(NOW_MS + 60_000) == 1
    assert (await messages(database))[0]["tries"] == 2


async def test_who_comes_back_too_late_changes_nothing(database):
    await told(database, "https://hooks.example/")
    async with database.writing() as connection:
        ((mine, _),) = await webhook_rows.claim(connection, NOW_MS, 9, 9)
    async with database.writing() as connection:
        ((theirs, _),) = await webhook_rows.claim(connection, NOW_MS + 60_000, 9, 9)
    async with database.writing() as connection:
        await webhook_rows.put_off(connection, mine, NOW_MS)
    (row,) = await messages(database)
    assert (row["state"], row["due_ms"]) == ("sending", theirs.due_ms)


async def test_a_pass_that_is_cut_short_is_made_up_for(sqlite, client):
    async with Receiver(status=0) as receiver:
        await told(sqlite, receiver.url)
        task = asyncio.create_task(deliverer(sqlite, client).deliver_due(NOW_MS))
        await receiver.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await states(sqlite) == ["sending"]
        receiver.status = 200
        assert await deliverer(sqlite, client).deliver_due(NOW_MS + 61_000) == 1


async def test_who_is_told_to_stop_ends_what_is_begun_and_begins_nothing(sqlite, client):
    stopping = asyncio.Event()
    async with Receiver(delay_s=0.2) as receiver:
        await told(sqlite, receiver.url)
        sender = deliverer(sqlite, client, stopping=stopping)
        task = asyncio.create_task(sender.deliver_due(NOW_MS))
        await receiver.arrived.wait()
        stopping.set()
        await told(sqlite, receiver.url + "&later")
        assert await task == 1
        assert await sender.deliver_due(NOW_MS) == 0
    assert sorted(await states(sqlite)) == ["delivered", "pending"]


async def test_a_webhook_that_is_behind_does_not_fill_a_claim(database):
    dates = [f"2026-05-{day:02d}" for day in range(1, 21)]
    behind, _ = await told(database, "https://a.example/", NOW_MS - MINUTE_MS, dates)
    other, _ = await told(database, "https://b.example/")
    async with database.writing() as connection:
        claimed = await webhook_rows.claim(connection, NOW_MS, 10, 4)
        later = await webhook_rows.claim(connection, NOW_MS, 10, 9, {behind.webhook_id})
    found = [message.webhook_id for message, _ in claimed]
    assert found.count(behind.webhook_id) == 4
    assert found.count(other.webhook_id) == 1
    assert later == []


async def test_messages_of_a_webhook_that_is_no_more_vanish(database, client):
    webhook, _ = await told(database, "https://hooks.example/")
    async with database.writing() as connection:
        assert await webhook_rows.remove(connection, webhook.app_id, webhook.webhook_id)
        assert not await webhook_rows.remove(connection, webhook.app_id, webhook.webhook_id)
    assert await messages(database) == []


async def test_a_message_that_was_claimed_while_its_webhook_went(database, client):
    async with Receiver() as receiver:
        await told(database, receiver.url)
        async with database.writing() as connection:
            await connection.execute(webhook_rows.webhooks.delete())
        assert await deliverer(database, client).deliver_due(NOW_MS) == 0
    assert not receiver.received
    assert await messages(database) == []


async def test_erasing_a_user_erases_what_was_to_be_told(database, client):
    async with Receiver() as receiver:
        webhook, user_id = await told(database, receiver.url)
        other = await a_user(database, webhook.app_id)
        await tell(database, events.day_updated, webhook.app_id, other, DATE, {}, NOW_MS)
        async with database.writing() as connection:
            await user_rows.find(connection, user_id, lock=True)
            await user_rows.erase(connection, user_id, NOW_MS)
        assert await deliverer(database, client).deliver_due(NOW_MS) == 1
    assert [body["data"]["user_id"] for body in receiver.bodies] == [other]
    async with database.reading() as connection:
        assert not (
            await connection.execute(select(outbox).where(outbox.c.user_id == user_id))
        ).all()


async def test_erasing_a_user_whose_message_is_being_sent(database, client):
    async with Receiver(delay_s=0.3, status=500) as receiver:
        _, user_id = await told(database, receiver.url)
        task = asyncio.create_task(deliverer(database, client).deliver_due(NOW_MS))
        await receiver.arrived.wait()
        async with database.writing() as connection:
            await user_rows.erase(connection, user_id, NOW_MS)
        await task
    assert await messages(database) == []


async def test_what_is_through_is_forgotten_after_three_days(database, client):
    async with Receiver() as receiver:
        webhook, user_id = await told(database, receiver.url)
        sender = deliverer(database, client)
        await sender.deliver_due(NOW_MS)
        await tell(database, events.day_updated, webhook.app_id, user_id, DATE, {}, NOW_MS)
    assert await sender.tidy(NOW_MS + 71 * _HOUR_MS) == 0
    assert await sender.tidy(NOW_MS + 73 * _HOUR_MS) == 1
    assert await states(database) == ["pending"]


async def test_a_warning_that_comes_too_late_is_not_sent(sqlite, client):
    async with Receiver() as receiver:
        webhook = await an_app(sqlite, receiver.url)
        user_id = await a_user(sqlite, webhook.app_id)
        await tell(sqlite, events.burn_warning, webhook.app_id, user_id, DATE, "half", NOW_MS)
        assert await deliverer(sqlite, client).deliver_due(NOW_MS + 2 * _HOUR_MS) == 0
    assert not receiver.received
    assert await states(sqlite) == ["given_up"]


async def test_a_warning_is_tried_four_times(sqlite, client):
    async with Receiver(status=500) as receiver:
        webhook = await an_app(sqlite, receiver.url)
        user_id = await a_user(sqlite, webhook.app_id)
        await tell(sqlite, events.burn_warning, webhook.app_id, user_id, DATE, "half", NOW_MS)
        sender = deliverer(sqlite, client)
        for now_ms in (0, 6_000, 320_000, 2_200_000, 9_900_000):
            await sender.deliver_due(NOW_MS + now_ms)
    assert len(receiver.received) == 4
    assert await states(sqlite) == ["given_up"]


async def test_the_log_names_neither_users_nor_secrets_nor_queries(sqlite, client, caplog):
    caplog.set_level(logging.DEBUG, "solferol")
    async with Receiver(answers=[500], answer=b"an answer") as receiver:
        webhook, user_id = await told(sqlite, receiver.url)
        sender = deliverer(sqlite, client)
        for later_ms in (0, MINUTE_MS):
            await sender.deliver_due(NOW_MS + later_ms)
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("solferol")]
    assert len(ours) == 2
    assert "status 500, to be sent again" in ours[0]
    for secret in (user_id, webhook.secret, "hush", "127.0.0.1", DATE, "an answer"):
        assert not any(secret in each for each in ours)


async def test_where_nothing_was_ever_kept_nothing_is_made(tmp_path, client):
    from service.storage.database import Database

    database = Database(f"sqlite:///{tmp_path}/none.sqlite3")
    assert await deliverer(database, client).deliver_due(NOW_MS) == 0
    assert await deliverer(database, client).tidy(NOW_MS) == 0
    assert not database.file.exists()


async def test_a_fault_of_ours_is_a_failed_attempt(sqlite, client):
    async with Receiver() as receiver:
        await told(sqlite, receiver.url)
        async with sqlite.writing() as connection:
            unusable = {"secret": "none"}
            await connection.execute(webhook_rows.webhooks.update().values(unusable))
        assert await deliverer(sqlite, client).deliver_due(NOW_MS) == 0
    assert not receiver.received
    assert await states(sqlite) == ["pending"]
