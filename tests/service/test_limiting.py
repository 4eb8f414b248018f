"""How much a client may ask, what it is told, and who is one client."""

import asyncio
import gzip
import json
import logging
import re

import httpx
import pytest

from service.access.callers import Caller
from service.access.keys import create_key
from service.access.known import KnownCallers
from service.app import create_app
from service.buckets import MOST_COST, OwnBuckets, Rate
from service.prices import price_of
from service.redis_buckets import RedisBuckets
from service.settings import Settings

pytestmark = pytest.mark.anyio

SECOND = 1_000_000_000
CHEAP = "/v1/skin-types"


class Clock:
    """Nanoseconds that pass when told to."""

    def __init__(self):
        self.ns = 5 * SECOND

    def __call__(self):
        return self.ns

    def forward(self, seconds):
        self.ns += round(seconds * SECOND)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def buckets(clock):
    return OwnBuckets(Rate(60, 10), clock)


async def taken(buckets, cost, client=b"a", times=1):
    return [(await buckets.take(client, cost)).granted for _ in range(times)]


async def test_a_bucket_holds_what_it_holds_and_fills_again(buckets, clock):
    assert await taken(buckets, 1, times=11) == [True] * 10 + [False]
    clock.forward(0.999)
    assert await taken(buckets, 1) == [False]
    clock.forward(0.001)
    assert await taken(buckets, 1, times=2) == [True, False]
    clock.forward(3600)
    assert await taken(buckets, 1, times=11) == [True] * 10 + [False]


async def test_what_is_left_and_how_long_it_takes(buckets, clock):
    levels = [await buckets.take(b"a", cost) for cost in (1, 3, 6, 1, 4)]
    assert [level.left for level in levels] == [9, 6, 0, 0, 0]
    assert [level.reset_s for level in levels] == [1, 4, 10, 1, 4]
    clock.forward(2.5)
    level = await buckets.take(b"a", 4)
    assert (level.granted, level.left, level.reset_s) == (False, 2, 2)
    clock.forward(level.reset_s)
    assert await taken(buckets, 4) == [True]


async def test_whatever_the_numbers_a_full_bucket_is_had_whole(clock):
    for per_minute, burst in ((7, 13), (1200, 1200), (59, 1), (1_000_000, 1000)):
        own = OwnBuckets(Rate(per_minute, burst), clock)
        assert await taken(own, 1, times=burst + 1) == [True] * burst + [False]


async def test_what_costs_more_than_a_bucket_holds_is_paid_off(buckets, clock):
    assert await taken(buckets, 1) == [True]
    assert await taken(buckets, 25) == [False]
    clock.forward(1)
    level = await buckets.take(b"a", 25)
    assert (level.granted, level.left, level.reset_s) == (True, 0, 25)
    clock.forward(15)
    assert await taken(buckets, 1) == [False]
    clock.forward(1)
    assert await taken(buckets, 1) == [True]


async def test_what_is_given_back_is_never_more_than_a_bucket_holds(buckets):
    await buckets.take(b"a", 4)
    assert (await buckets.give_back(b"a", 1.5)).left == 7
    assert (await buckets.give_back(b"a", 100)).left == 10
    assert (await buckets.give_back(b"never seen", 1)).left == 10


async def test_clients_do_not_share(buckets):
    assert await taken(buckets, 10, b"a") == [True]
    assert await taken(buckets, 1, b"a") == [False]
    assert await taken(buckets, 10, b"b") == [True]


async def test_only_so_many_clients_are_kept(clock):
    own = OwnBuckets(Rate(60, 10), clock, most_clients=100)
    for number in range(1000):
        await own.take(number.to_bytes(4, "big"), 1)
        await own.take(b"busy", 0.001)
    assert len(own) == 100
    # Those who ask are not forgotten; those whose bucket is full again are.
    assert (await own.take(b"busy", 0)).left == 9
    clock.forward(60)
    for number in range(100):
        await own.take(number.to_bytes(4, "big"), 1)
        clock.forward(60)
    assert len(own) == 1


@pytest.mark.parametrize(
    ("method", "path", "cost"),
    [
        ("GET", "/v1/estimate", 1), ("POST", "/v1/estimates", 1), ("GET", "/nowhere", 1),
        ("GET", "/v1/year", 4), ("GET", "/year", 1), ("POST", "/year", 6),
        ("GET", "/v1/users/me/export", 20), ("GET", "/v1/users/me/days", 1),
        ("GET", "/v1/users/me/samples:batch", 1),
    ],
)  # fmt: skip
def test_what_requests_cost(method, path, cost):
    assert price_of(method, path).of(b"123456", compressed=False) == cost


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("OPTIONS", "/v1/estimates"), ("GET", "/assets/style.css"), ("GET", "/health/live"),
        ("GET", "/sw.js"), ("GET", "/manifest.webmanifest"),
    ],
)  # fmt: skip
def test_what_is_free(method, path):
    assert price_of(method, path) is None


@pytest.mark.parametrize(
    ("path", "length", "compressed", "cost"),
    [
        ("/v1/estimates:batch", b"100", False, 1),
        ("/v1/estimates:batch", b"75000", False, 586),
        ("/v1/estimates:batch", b"1048576", False, MOST_COST),
        ("/v1/estimates:batch", None, False, MOST_COST),
        ("/v1/estimates:batch", b"much", False, MOST_COST),
        ("/v1/estimates:batch", b"9" * 5000, False, MOST_COST),
        ("/v1/users/me/samples:batch", b"900", False, 1),
        ("/v1/users/me/samples:batch", b"1048576", False, 33),
        ("/v1/users/me/samples:batch", b"65536", True, 17),
        ("/v1/users/me/samples:batch", None, True, 40),
        ("/v1/users/me/imports", b"10485760", False, 30),
    ],
)
def test_batches_cost_by_the_size_they_announce(path, length, compressed, cost):
    assert price_of("POST", path).of(length, compressed=compressed) == cost


def test_a_credential_is_known_for_a_while():
    moment = [0.0]
    known = KnownCallers(lambda: moment[0])
    known.learn(b"Bearer good", Caller("app", "app", frozenset(), "key:1"))
    found = known.of(b"Bearer good")
    assert b"good" not in found.client
    assert known.is_fresh(found)
    assert known.of(b"Bearer bad") is None
    assert known.of(b"") is None
    moment[0] = 31.0
    assert not known.is_fresh(known.of(b"Bearer good"))
    moment[0] = 601.0
    assert known.of(b"Bearer good") is None


LIMITED = {"uv_providers": (), "geocoding": False}


async def test_what_is_told(application):
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=5) as http:
        first, second = await http.get(CHEAP), await http.get("/nowhere")
    assert first.headers["ratelimit-policy"] == '"client";q=5;w=300'
    assert re.fullmatch(r'"client";r=4;t=(60|5\d)', first.headers["ratelimit"])
    assert second.status_code == 404
    assert re.fullmatch(r'"client";r=3;t=(120|1[01]\d)', second.headers["ratelimit"])


async def test_too_much_is_refused_as_problem_details(application):
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=2) as http:
        answers = [await http.get(CHEAP) for _ in range(3)]
        for path in ("/health/live", "/assets/style.css", "/sw.js"):
            free = await http.get(path)
            assert free.status_code == 200
            assert "ratelimit" not in free.headers
        assert (await http.head(CHEAP)).status_code == 429
        assert (await http.options(CHEAP)).status_code != 429
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    refused = answers[2]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["x-content-type-options"] == "nosniff"
    wait_s = int(refused.headers["retry-after"])
    assert 50 < wait_s <= 60
    assert refused.headers["ratelimit"] == f'"client";r=0;t={wait_s}'
    problem = refused.json()
    assert problem["type"] == "/problems/rate-limited"
    assert problem["request_id"] == refused.headers["x-request-id"]


async def test_a_batch_is_refused_before_it_is_read(application):
    items = [{"location": {"latitude": 52.5, "longitude": 13.4}, "skin": {"fitzpatrick": 2}}]
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=100) as http:
        first = await http.post("/v1/estimates:batch", json={"items": items * 200})
        assert first.status_code == 200
        assert first.headers["ratelimit"].startswith('"client";r=0;')
        unread = await http.post("/v1/estimates:batch", content=b"x" * 3_000_000)
    assert unread.status_code == 429


async def test_nothing_new_costs_half(application):
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=10) as http:
        first = await http.get(CHEAP)
        headers = {"if-none-match": first.headers["etag"]}
        left = [
            re.search(r"r=(\d+)", (await http.get(CHEAP, headers=headers)).headers["ratelimit"])[1]
            for _ in range(4)
        ]
    assert left == ["8", "8", "7", "7"]


def test_the_contract_tells_of_it():
    paths = create_app(Settings(**LIMITED)).openapi()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert ("429" in operation["responses"]) != path.startswith("/health/"), path


async def test_clients_of_openuv_are_told_in_their_words(application):
    asked = "/api/v1/uv?lat=52.5&lng=13.4"
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=1) as http:
        answers = [await http.get(asked) for _ in "ab"]
    assert [answer.status_code for answer in answers] == [200, 429]
    # pyopenuv tells a limit by these words alone.
    assert answers[1].json()["error"].startswith("Daily API quota exceeded. Try again in ")
    assert answers[1].headers["retry-after"]


async def test_off_by_nought(application):
    async with application(**LIMITED, rate_limit_per_minute=0) as http:
        assert "ratelimit" not in (await http.get(CHEAP)).headers


async def test_on_and_generous_when_nothing_is_set(application, monkeypatch):
    monkeypatch.delenv("SOLFEROL_RATE_LIMIT_PER_MINUTE")
    monkeypatch.delenv("SOLFEROL_RATE_LIMIT_BURST")
    async with application(**LIMITED) as http:
        assert (await http.get(CHEAP)).headers["ratelimit-policy"] == '"client";q=1200;w=60'


async def test_other_origins_may_read_what_is_told(application):
    async with application(
        **LIMITED, cors_origins=("*",), rate_limit_per_minute=1, rate_limit_burst=1
    ) as http:
        answers = [await http.get(CHEAP, headers={"origin": "https://a.example"}) for _ in "ab"]
    assert answers[1].status_code == 429
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ratelimit-policy" in answer.headers["access-control-expose-headers"].lower()


def from_address(app, address):
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://solferol.test")


async def statuses(app, *asked):
    """Ask from peers with a forwarded address, and list what is answered."""
    found = []
    for peer, forwarded in asked:
        async with from_address(app, peer) as http:
            headers = {"x-forwarded-for": forwarded} if forwarded else {}
            found.append((await http.get(CHEAP, headers=headers)).status_code)
    return found


def limited_app(**settings):
    return create_app(Settings(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=1, **settings))


async def test_clients_are_addresses():
    asked = ("203.0.113.1", ""), ("203.0.113.1", ""), ("203.0.113.2", "")
    assert await statuses(limited_app(), *asked) == [200, 429, 200]
    asked = ("2001:db8::1", ""), ("2001:db8::2", ""), ("2001:db8:0:1::1", "")
    assert await statuses(limited_app(), *asked) == [200, 429, 200]


async def test_nobody_is_believed_by_default(caplog):
    asked = [("127.0.0.1", f"203.0.113.{number}") for number in (1, 2, 3)]
    assert await statuses(limited_app(), *asked) == [200, 429, 429]
    told = [each for each in caplog.records if each.name == "solferol.limits"]
    assert len(told) == 1
    assert "SOLFEROL_TRUSTED_PROXIES" in told[0].getMessage()


async def test_behind_a_trusted_proxy(caplog):
    app = limited_app(trusted_proxies="10.0.0.0/8")
    asked = (
        ("10.0.0.1", "203.0.113.1"), ("10.0.0.2", "203.0.113.1"), ("10.0.0.1", "203.0.113.2"),
        ("10.0.0.1", "203.0.113.77, 203.0.113.1"), ("203.0.113.5", "203.0.113.6"),
        ("203.0.113.5", "203.0.113.7"),
    )  # fmt: skip
    assert await statuses(app, *asked) == [200, 429, 200, 429, 200, 429]
    assert not [each for each in caplog.records if each.name == "solferol.limits"]


async def test_keys_that_are_good_have_buckets_of_their_own(application):
    limits = {"rate_limit_per_minute": 1, "rate_limit_burst": 3, "key_rate_factor": 1}
    async with application(**LIMITED, **limits) as http:
        records = http._transport.app.state.records
        keys = [(await create_key(records.database, name, records.now_ms))[0] for name in "ab"]

        async def left(key):
            answer = await http.get("/v1/webhooks", headers={"authorization": f"Bearer {key}"})
            return re.search(r"r=(\d+)", answer.headers["ratelimit"])[1], answer.status_code

        # The first time nobody knows yet that it is good.
        found = [await left(keys[0]) for _ in range(4)]
        assert found == [("2", 200), ("2", 200), ("1", 200), ("0", 200)]
        assert await left(keys[0]) == ("0", 429)
        assert await left(keys[1]) == ("1", 200)
        assert await left(keys[1]) == ("2", 200)


async def test_made_up_keys_are_no_new_clients(application):
    async with application(**LIMITED, rate_limit_per_minute=1, rate_limit_burst=3) as http:
        found = []
        for number in range(4):
            key = f"sol_live_{number:012x}_made_up"
            headers = {"authorization": f"Bearer {key}"}
            found.append((await http.get("/v1/webhooks", headers=headers)).status_code)
        found.append((await http.get(CHEAP, headers={"authorization": "Basic x"})).status_code)
    assert found == [401, 401, 401, 429, 429]


async def test_a_compressed_batch_of_a_user_passes(application):
    async with application(**LIMITED) as http:
        records = http._transport.app.state.records
        key, _ = await create_key(records.database, "tests", records.now_ms)
        http.headers["authorization"] = f"Bearer {key}"
        user_id = (await http.post("/v1/users", json={})).json()["id"]
        answer = await http.post(
            f"/v1/users/{user_id}/samples:batch",
            content=gzip.compress(json.dumps({"items": []}).encode()),
            headers={"content-type": "application/json", "content-encoding": "gzip"},
        )
    assert answer.status_code != 429
    assert "ratelimit" in answer.headers


async def test_nothing_of_a_client_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    app = limited_app(log_level="debug")
    asked = [("198.51.100.7", "203.0.113.77"), ("198.51.100.7", "203.0.113.77")]
    assert await statuses(app, *asked) == [200, 429]
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for address in ("198.51.100", "203.0.113"):
        assert address not in logged


@pytest.fixture(params=["own", "redis"])
async def shared(request):
    rate = Rate(1, 10)
    if request.param == "own":
        yield OwnBuckets(rate)
        return
    found = RedisBuckets(rate, request.getfixturevalue("redis_server"))
    await found._link.redis.flushdb()
    yield found
    await found.aclose()


async def test_buckets_are_alike_wherever_they_are(shared):
    levels = [await shared.take(b"a", cost) for cost in (4, 5, 5)]
    assert [level.granted for level in levels] == [True, True, False]
    assert [level.left for level in levels] == [6, 1, 1]
    assert 200 < levels[2].reset_s <= 240
    assert (await shared.give_back(b"a", 2.5)).left == 3
    assert (await shared.give_back(b"a", 100)).left == 10
    over = await shared.take(b"b", 25)
    assert (over.granted, over.left, over.reset_s) == (True, 0, 1500)
    assert not (await shared.take(b"b", 1)).granted
    more = Rate(60, 600)
    levels = [await shared.take(b"c", cost, more) for cost in (590, 20)]
    assert [level.granted for level in levels] == [True, False]
    assert [level.left for level in levels] == [10, 10]
    assert (await shared.give_back(b"c", 90, more)).left == 100


async def test_those_who_ask_at_once_get_no_more(shared):
    levels = await asyncio.gather(*(shared.take(b"a", 1) for _ in range(30)))
    assert sum(level.granted for level in levels) == 10


async def test_processes_share_through_redis(application, redis_server):
    settings = {
        **LIMITED, "redis_url": redis_server, "rate_limit_per_minute": 1, "rate_limit_burst": 3,
    }  # fmt: skip
    await emptied(redis_server)
    async with application(**settings) as one, application(**settings) as other:
        found = [(await http.get(CHEAP)).status_code for http in (one, other, one, other, one)]
    assert found == [200, 200, 200, 429, 429]


async def test_redis_keeps_neither_addresses_nor_full_buckets(redis_server):
    found = RedisBuckets(Rate(1, 10), redis_server)
    redis = found._link.redis
    await redis.flushdb()
    await found.take(b"\x7f\x00\x00\x01", 2)
    (name,) = await redis.keys()
    assert re.fullmatch(rb"solferol:1:limit:[0-9a-f]{32}", name)
    assert 0 < await redis.pttl(name) <= 120_000
    await found.give_back(b"\x7f\x00\x00\x01", 2)
    assert await redis.keys() == []
    await found.aclose()


async def test_a_clock_of_redis_that_was_put_back(redis_server):
    found = RedisBuckets(Rate(1, 10), redis_server)
    redis = found._link.redis
    await redis.flushdb()
    await found.take(b"a", 1)
    (name,) = await redis.keys()
    await redis.set(name, b"%d" % 10**17)
    assert (await found.take(b"a", 1)).reset_s <= MOST_COST * 60
    await redis.set(name, b"nonsense")
    assert (await found.take(b"a", 1)).left == 9
    await found.aclose()


async def emptied(url):
    found = RedisBuckets(Rate(60, 10), url)
    await found._link.redis.flushdb()
    await found.aclose()


async def test_without_its_redis_every_process_counts_alone(application):
    settings = {
        **LIMITED, "redis_url": "redis://127.0.0.1:1/0", "rate_limit_per_minute": 1,
        "rate_limit_burst": 2,
    }  # fmt: skip
    async with application(**settings) as one, application(**settings) as other:
        found = [(await http.get(CHEAP)).status_code for http in (one, one, one, other)]
    assert found == [200, 200, 429, 200]
