"""The feed of changes: paged, followed while others write, and expired."""

import asyncio
import base64
import random
import re

import pytest
from sqlalchemy import text

from service.storage import sample_rows, user_rows
from service.storage.tables import dirty_days, samples
from service.syncing.retention import tidy
from tests.conftest import ROOT
from tests.syncing import ZURICH, Follower, codes, daylight, deletion, sample_id, uv_index

pytestmark = pytest.mark.anyio


async def test_pages_end_where_the_feed_ends(on_both):
    watch = await on_both.device()
    await watch.send(*(uv_index(number) for number in range(7)))
    cursor, seen = None, []
    for wanted, more in ((3, True), (3, True), (1, False)):
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        answer = (await watch.ask("GET", "/changes", params=params)).json()
        assert len(answer["changes"]) == wanted
        assert answer["has_more"] is more
        seen += [change["id"] for change in answer["changes"]]
        cursor = answer["next_cursor"]
    assert seen == [sample_id(number) for number in range(7)]
    again = (await watch.ask("GET", "/changes", params={"cursor": cursor})).json()
    assert again == {"changes": [], "next_cursor": cursor, "has_more": False}


async def test_exactly_one_page(watch):
    await watch.send(*(uv_index(number) for number in range(3)))
    answer = (await watch.ask("GET", "/changes", params={"limit": 3})).json()
    assert len(answer["changes"]) == 3
    assert answer["has_more"] is False


async def test_a_feed_of_nothing_has_a_cursor_too(watch):
    first = (await watch.ask("GET", "/changes")).json()
    assert first["changes"] == []
    await watch.send(uv_index())
    params = {"cursor": first["next_cursor"]}
    assert len((await watch.ask("GET", "/changes", params=params)).json()["changes"]) == 1


async def test_the_cursor_of_a_batch_is_a_place_in_the_feed(watch):
    cursor = (await watch.send(uv_index(1)))["cursor"]
    await watch.send(uv_index(2))
    answer = (await watch.ask("GET", "/changes", params={"cursor": cursor})).json()
    assert [change["id"] for change in answer["changes"]] == [sample_id(2)]


async def test_a_sample_moves_behind_the_cursor_with_every_change(watch):
    follower = Follower(watch)
    await watch.send(uv_index(1), uv_index(2))
    await follower.read_on()
    await watch.send(uv_index(1, rev=2, value=7))
    await watch.send(uv_index(1, rev=3, value=8), deletion(2, rev=2), uv_index(3))
    follower.seen.clear()
    await follower.read_on()
    assert [(each["id"], each["op"], each["rev"]) for each in follower.seen] == [
        (sample_id(1), "upsert", 3), (sample_id(2), "delete", 2), (sample_id(3), "upsert", 1),
    ]  # fmt: skip


async def test_what_changes_no_sample_is_not_told_and_misses_nothing(watch):
    follower = Follower(watch)
    await follower.read_on()
    await watch.ask("PUT", "/profile", json={"fitzpatrick": 3})
    await watch.send(uv_index(1))
    await watch.ask("PUT", "/privacy", json={"precision": "city"})
    await follower.read_on()
    await watch.ask("PUT", "/profile", json={"fitzpatrick": 2})
    await follower.read_on()
    assert [each["id"] for each in follower.seen] == [sample_id(1)]


@pytest.mark.parametrize(
    "cursor",
    ["x", "1", "Y3g6MQ", "=", "ä", base64.urlsafe_b64encode(b"c2:01:0").decode(),
     base64.urlsafe_b64encode("c2:١:0".encode()).decode().rstrip("="),
     base64.urlsafe_b64encode(b"c2:1x:0").decode(), "YzE6MQ=="],
)  # fmt: skip
async def test_a_cursor_that_was_never_given_out(watch, cursor):
    await watch.send(uv_index(1), uv_index(2))
    response = await watch.ask("GET", "/changes", params={"cursor": cursor})
    assert response.status_code == 422
    assert codes(response) == ["cursor_invalid"]
    assert response.json()["errors"][0]["pointer"] == "#/cursor"


@pytest.mark.parametrize("limit", [0, 5001, "x"])
async def test_a_page_has_a_length(watch, limit):
    response = await watch.ask("GET", "/changes", params={"limit": limit})
    assert response.status_code == 422


async def test_a_cursor_expires_with_what_it_has_not_seen(on_both):
    watch = await on_both.device()
    early = (await watch.send(uv_index(1), uv_index(2)))["cursor"]
    middle = (await watch.send(deletion(1, rev=2)))["cursor"]
    late = (await watch.send(uv_index(3)))["cursor"]
    on_both.clock.forward(days=91)
    watch.token = (await on_both.grant(watch.key, watch.user_id))["access_token"]
    async with on_both.database.writing() as connection:
        await user_rows.find(connection, watch.user_id, lock=True)
        highest = await sample_rows.purge_tombstones(
            connection, watch.user_id, on_both.clock.ms - 90 * 86_400_000
        )
        await user_rows.set_floor(connection, watch.user_id, highest)
    expired = await watch.ask("GET", "/changes", params={"cursor": early})
    assert expired.status_code == 410
    assert codes(expired) == ["cursor_expired"]
    for cursor, wanted in ((middle, [sample_id(3)]), (late, [])):
        answer = await watch.ask("GET", "/changes", params={"cursor": cursor})
        assert [change["id"] for change in answer.json()["changes"]] == wanted
    # From the beginning there is what is left, without the forgotten deletion.
    assert {change["id"] for change in await watch.changes()} == {sample_id(2), sample_id(3)}


async def test_reading_from_the_beginning_gets_to_the_end_although_deletions_are_forgotten(
    on_both, watch
):
    """Pages below what was forgotten before the reading began miss nothing."""
    await watch.send(*(uv_index(n) for n in range(1, 6)))
    async with on_both.database.writing() as connection:
        await user_rows.set_floor(connection, watch.user_id, 4)
    seen, query = set(), {"limit": 2}
    for _ in range(3):
        answer = (await watch.ask("GET", "/changes", params=query)).json()
        seen |= {change["id"] for change in answer["changes"]}
        query = {"limit": 2, "cursor": answer["next_cursor"]}
    assert seen == {sample_id(n) for n in range(1, 6)}


async def test_a_cursor_from_before_a_restored_backup_begins_again(watch):
    await watch.send(uv_index(1))
    ahead = base64.urlsafe_b64encode(b"c2:1000:0").decode().rstrip("=")
    response = await watch.ask("GET", "/changes", params={"cursor": ahead})
    assert response.status_code == 410
    assert codes(response) == ["cursor_expired"]


async def test_tidying_forgets_old_deletions_and_expires_cursors(on_both):
    watch = await on_both.device(privacy={"retention_days": {"intake": 30}})
    cursor = (await watch.send(uv_index(1)))["cursor"]
    await watch.send(
        deletion(1, rev=2),
        {"id": sample_id(4), "type": "location", "start": "2026-06-20T08:00:00Z",
         "location": ZURICH},
        {"id": sample_id(5), "type": "intake", "start": "2026-06-20T08:00:00Z", "value": 1,
         "unit": "ug"},
        daylight(6),
    )  # fmt: skip
    for days, left in ((29, {1, 4, 5, 6}), (60, {1, 4, 6}), (2, {6})):
        on_both.clock.forward(days=days)
        # Days that wait to be worked out need their places first; here nobody works.
        async with on_both.database.writing() as connection:
            await connection.execute(dirty_days.delete())
        await tidy(on_both.database, watch.user_id, on_both.clock.ms)
        rows = await on_both.rows(samples, watch.user_id)
        assert {row["sample_id"] for row in rows} == {sample_id(n) for n in left}, days
    watch.token = (await on_both.grant(watch.key, watch.user_id))["access_token"]
    response = await watch.ask("GET", "/changes", params={"cursor": cursor})
    assert response.status_code == 410


async def test_following_while_several_write(on_both):
    watch = await on_both.device()
    draw = random.Random(7)  # noqa: S311
    items = [
        deletion(n, rev=rev) if rev == 3 and n % 3 == 0 else uv_index(n, rev=rev, value=rev)
        for n in range(60)
        for rev in (1, 2, 3)
    ]
    writing = True

    async def write(seed):
        order = items.copy()
        random.Random(seed).shuffle(order)  # noqa: S311
        while order:
            count = draw.randint(1, 25)
            batch, order = order[:count], order[count:]
            answer = await watch.send(*batch)
            assert answer["counts"]["rejected"] == 0

    async def follow(limit):
        follower = Follower(watch, limit)
        while writing:
            await follower.read_on()
            await asyncio.sleep(0)
        await follower.read_on()
        return follower

    followers = [asyncio.create_task(follow(limit)) for limit in (1, 7, 1000)]
    await asyncio.gather(*(write(seed) for seed in range(4)))
    writing = False
    wanted = {change["id"]: change for change in await watch.changes()}
    assert {name: (each["rev"], each["op"]) for name, each in wanted.items()} == {
        sample_id(n): (3, "delete" if n % 3 == 0 else "upsert") for n in range(60)
    }
    for task in followers:
        follower = await task
        assert follower.state == wanted
        # Of no sample an older revision after a newer one.
        revisions = {}
        for change in follower.seen:
            assert change["rev"] > revisions.get(change["id"], 0)
            revisions[change["id"]] = change["rev"]


async def test_places_in_the_feed_are_given_once(on_both):
    watch = await on_both.device()
    await asyncio.gather(
        *(watch.send(*(uv_index(100 * k + n) for n in range(20))) for k in range(10))
    )
    rows = await on_both.rows(samples, watch.user_id)
    assert sorted(row["seq"] for row in rows) == list(range(1, 201))


async def test_after_a_restore_nobody_goes_on_with_a_cursor_of_before(on_both):
    page = (ROOT / "docs/how-to/self-host.md").read_text()
    (statement,) = re.findall(r"^UPDATE users .*;$", page, re.MULTILINE)
    watch = await on_both.device()
    cursor = (await watch.send(uv_index(1)))["cursor"]
    async with on_both.database.writing() as connection:
        await connection.execute(text(statement))
    await watch.send(uv_index(2))
    refused = await watch.ask("GET", "/changes", params={"cursor": cursor})
    assert refused.status_code == 410
    assert codes(refused) == ["cursor_expired"]
    seen, params = [], {"limit": 1}
    for _ in range(2):
        answer = (await watch.ask("GET", "/changes", params=params)).json()
        seen += [change["id"] for change in answer["changes"]]
        params["cursor"] = answer["next_cursor"]
    assert seen == [sample_id(1), sample_id(2)]
    assert answer["has_more"] is False
