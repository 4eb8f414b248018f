"""Many questions at once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from service.batch import AT_ONCE, each_of
from tests.asking import BERLIN, NOON, ask, at, question

pytestmark = pytest.mark.anyio


async def test_a_batch_answers_like_single_questions(client):
    items = [
        question(at(hour), skin={"fitzpatrick": kind}, explain=True)
        for hour in (6, 12, 20) for kind in (1, 4)
    ]  # fmt: skip
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 200
    answered = response.json()["items"]
    assert [each["index"] for each in answered] == list(range(len(items)))
    for item, each in zip(items, answered, strict=True):
        assert each["status"] == "ok"
        assert each["problem"] is None
        assert each["estimate"] == await ask(client, item)


async def test_a_bad_item_spoils_no_other(client):
    days_ago = [{"start": "2026-06-01T10:00:00Z", "end": "2026-06-01T11:00:00Z"}]
    items = [
        question(), {"skin": 3}, "nonsense", question(end=at(11)), question(earlier_stays=days_ago),
    ]  # fmt: skip
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 200
    answered = response.json()["items"]
    assert [each["status"] for each in answered] == ["ok", *["error"] * 4]
    for i, (item, each) in enumerate(zip(items, answered, strict=True)):
        if i:
            alone = (await client.post("/v1/estimates", json=item)).json()["errors"]
            there = each["problem"]["errors"]
            assert [error["code"] for error in there] == [error["code"] for error in alone]
            moved = [error["pointer"].replace("#", f"#/items/{i}") for error in alone]
            assert [error["pointer"] for error in there] == moved


@pytest.mark.parametrize(
    ("items", "code"), [([], "too_short"), ([1] * 1001, "too_long"), ("x", "list_type")]
)
async def test_batches_that_cannot_be(client, items, code):
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == code


async def test_a_batch_may_be_larger_than_a_question(client):
    padded = question(start=NOON + " " * 80_000)
    assert (await client.post("/v1/estimates", json=padded)).status_code == 413
    response = await client.post("/v1/estimates:batch", json={"items": [padded, question()]})
    assert response.status_code == 200
    assert [each["status"] for each in response.json()["items"]] == ["error", "ok"]
    huge = {"items": [question(start=NOON + " " * 1_100_000)]}
    assert (await client.post("/v1/estimates:batch", json=huge)).status_code == 413


async def test_a_batch_leaves_the_event_loop_to_others(client):
    """Between two items a heartbeat gets its turn."""
    beats = 0

    async def heart():
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(heart())
    await client.post("/v1/estimates:batch", json={"items": [question()] * 40})
    beating.cancel()
    assert beats >= 40


async def test_only_a_few_are_in_work_at_a_time():
    working = most = 0

    async def work(item):
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0)
        working -= 1
        return 10 + item

    assert await each_of(range(50), work) == [10 + i for i in range(50)]
    assert most <= AT_ONCE


async def test_the_saturation_of_the_whole_body_is_never_exceeded(client):
    # Type I, nude, UV index 8, eight hours: below 25 000 IU by every calibration, by the default at
    # its high end too. Other programs reckon with 400 000.
    for calibration in ("webb_engelsen_2006", "dowdy_2010", "mckenzie_2009", "godar_2011",
                        "nies_japan"):  # fmt: skip
        start = datetime.fromisoformat("2026-06-21T09:00:00+02:00")
        body = {
            "location": BERLIN, "start": start.isoformat(),
            "end": (start + timedelta(hours=8)).isoformat(),
            "skin": {"fitzpatrick": 1, "age_years": 20}, "exposure": {"clothing": "nude"},
            "environment": {"uv_index": 8}, "model": {"calibration": calibration},
        }  # fmt: skip
        made = (await ask(client, body))["session"]["vitamin_d_iu"]
        assert made["central"] < 25_000
        if calibration == "webb_engelsen_2006":
            assert made["high"] < 25_000
