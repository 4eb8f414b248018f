"""What processes share through Redis, and how little changes without it."""

import asyncio
from datetime import UTC, datetime

import numpy as np
import pytest

from service.providers.codec import decode, encode
from service.providers.forecast import Forecast, Series, instants
from service.providers.redis_state import RedisState
from service.providers.shared_state import OwnState
from tests.upstream import CAMS, Reply, Upstream, cams, clear_day, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
ASKED = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
    "uv_source": "open_meteo_cams",
}


def forecast():
    time = np.array([0.0, 3600.0])
    return Forecast(
        source="met_norway",
        series=(
            instants("uv_index", time, np.array([1.5, np.nan]), sky="clear"),
            Series("shortwave", time - 3600.0, time, np.array([1.0, 2.0])),
        ),
        fetched_at=NOON,
        attribution=("somebody",),
        issued_at=NOON,
        last_modified="Fri, 12 Jun 2026 10:31:05 GMT",
        notices=("provider_deprecated",),
    )


def test_a_forecast_survives_being_written_down():
    before, after = forecast(), decode(encode(forecast()))
    for name in ("source", "fetched_at", "attribution", "issued_at", "expires_at",
                 "last_modified", "elevation_m", "notices"):  # fmt: skip
        assert getattr(after, name) == getattr(before, name)
    for mine, theirs in zip(before.series, after.series, strict=True):
        assert (mine.quantity, mine.sky, mine.weighting) == (
            theirs.quantity, theirs.sky, theirs.weighting,
        )  # fmt: skip
        for column in ("valid_from", "valid_to", "value"):
            np.testing.assert_array_equal(getattr(mine, column), getattr(theirs, column))


@pytest.mark.parametrize("kept", [b"", b"{}", b"[]", b'{"source": "x"}', b"\xff\xfe"])
def test_what_is_no_forecast_is_none(kept):
    assert decode(kept) is None


@pytest.fixture(params=["own", "redis"])
async def state(request):
    if request.param == "own":
        yield OwnState()
        return
    shared = RedisState(request.getfixturevalue("redis_server"))
    await shared._redis.flushdb()
    yield shared
    await shared.close()


async def test_a_value_is_kept_for_its_time(state):
    await state.put("a", b"\x00\xff", 0.2)
    assert await state.get("a") == b"\x00\xff"
    assert await state.get("b") is None
    await asyncio.sleep(0.3)
    assert await state.get("a") is None


async def test_a_claim_is_had_by_one(state):
    had = await asyncio.gather(*(state.claim("it", 5.0) for _ in range(20)))
    assert sorted(had) == [False] * 19 + [True]
    await state.release("it")
    assert await state.claim("it", 5.0)


async def test_counts_start_anew_after_their_window(state):
    assert [await state.count("c", 0.2) for _ in range(3)] == [1, 2, 3]
    await asyncio.sleep(0.3)
    assert await state.count("c", 0.2) == 1


async def emptied(url):
    shared = RedisState(url)
    await shared._redis.flushdb()
    await shared.close()


async def ask(client):
    response = await client.post("/v1/estimates", json=ASKED)
    assert response.status_code == 200, response.text
    return response.json()


async def test_two_processes_cause_one_call(application, redis_server):
    async with Upstream() as server:
        server.replies[CAMS] = Reply(cams(clear_day), delay_s=0.3)
        settings = urls_of(server.url) | {"redis_url": redis_server, "now": NOON}
        await emptied(redis_server)
        async with application(**settings) as one, application(**settings) as other:
            answers = await asyncio.gather(ask(one), ask(other), ask(one), ask(other))
    assert len(server.requests) == 1
    assert len({each["uv"]["uv_index"] for each in answers}) == 1
    assert answers[1]["provenance"]["uv_source"] == "open_meteo_cams"


async def test_without_its_redis_every_process_is_on_its_own(application):
    async with Upstream() as server:
        server.replies[CAMS] = Reply(cams(clear_day))
        settings = urls_of(server.url) | {"redis_url": "redis://127.0.0.1:1/0", "now": NOON}
        async with application(**settings) as one, application(**settings) as other:
            answers = [await ask(client) for client in (one, one, other, other)]
    assert len(server.requests) == 2
    for answer in answers:
        assert answer["provenance"]["uv_source"] == "open_meteo_cams"
        assert answer["provenance"]["quality_flags"] == []
