"""A lost answer is repeated word for word."""

import asyncio
import json

import pytest

from service.errors import InTheWay
from service.storage.tables import idempotency
from service.syncing import replies
from tests.syncing import codes, daylight, deletion, uv_index

pytestmark = pytest.mark.anyio
KEY = {"idempotency_key": "8f14e45f-ceea-467f-a9e2-0d1c0f7d1d3b"}


def batch(*items):
    return json.dumps({"items": items}).encode()


async def test_the_same_answer_whatever_happened_meanwhile(on_both):
    watch = await on_both.device()
    body = batch(uv_index(), daylight(2, end="2026-06-20T08:00:00Z"))
    first = await watch.post(body, **KEY)
    await watch.send(uv_index(rev=2, value=7), deletion(3))
    on_both.clock.forward(minutes=30)
    second = await watch.post(body, **KEY)
    assert second.status_code == 200
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]
    other = await watch.post(body)
    assert [each["status"] for each in other.json()["results"]] == ["stale", "rejected"]


async def test_another_body_is_refused(on_both):
    watch = await on_both.device()
    await watch.post(batch(uv_index()), **KEY)
    response = await watch.post(batch(uv_index(rev=2, value=3)), **KEY)
    assert response.status_code == 422
    assert codes(response) == ["key_reused"]
    assert [kept["rev"] for kept in (await watch.kept()).values()] == [1]


async def test_keys_are_those_of_a_user_alone(service):
    one, other = await service.device(), await service.device()
    await one.post(batch(uv_index()), **KEY)
    response = await other.post(batch(uv_index(2)), **KEY)
    assert response.json()["counts"]["created"] == 1


async def test_two_at_the_same_time(on_both):
    watch = await on_both.device()
    body = batch(*(uv_index(number) for number in range(500)))
    answers = await asyncio.gather(*(watch.post(body, **KEY) for _ in range(6)))
    done = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.content for answer in done}) == 1
    assert done[0].json()["counts"]["created"] == 500
    # Afterwards all get the same.
    assert (await watch.post(body, **KEY)).content == done[0].content


async def test_while_the_first_is_worked_on(on_both):
    watch = await on_both.device()
    body, key = batch(uv_index()), KEY["idempotency_key"]
    await replies.begin(on_both.database, watch.user_id, key, body, on_both.clock.ms)
    response = await watch.post(body, **KEY)
    assert response.status_code == 409
    with pytest.raises(InTheWay):
        await replies.begin(on_both.database, watch.user_id, key, body, on_both.clock.ms)
    # Whoever worked on it has died: after a minute somebody else does.
    on_both.clock.forward(seconds=60)
    response = await watch.post(body, **KEY)
    assert response.json()["counts"]["created"] == 1


async def test_a_refused_request_leaves_the_key_free(watch):
    assert (await watch.post(b"{", **KEY)).status_code == 422
    assert (await watch.post(batch(uv_index()), **KEY, content_encoding="br")).status_code == 415
    response = await watch.post(batch(uv_index()), **KEY)
    assert response.json()["counts"]["created"] == 1


async def test_an_answer_is_kept_for_a_day(watch):
    await watch.ask("POST", "/samples:batch", content=batch(uv_index()),
                    headers={"content-type": "application/json",
                             "idempotency-key": "old"})  # fmt: skip
    service = watch.service
    service.clock.forward(hours=24, seconds=1)
    watch.token = (await service.grant(watch.key, watch.user_id))["access_token"]
    response = await watch.post(batch(uv_index(2)), idempotency_key="old")
    assert response.json()["counts"]["created"] == 1
    assert len(await service.rows(idempotency, watch.user_id)) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_a_length(watch, key):
    assert (await watch.post(batch(), idempotency_key=key)).status_code == 422
