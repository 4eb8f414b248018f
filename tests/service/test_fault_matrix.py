"""
Every fault of every source, over real sockets: an estimate answers in time, correct or flagged.

The table of ``docs/providers.md`` says the same in words.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.app import _outside, create_app
from service.settings import Settings
from tests import upstream
from tests.upstream import KEYS, Reply, Upstream, clear_day, hours, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
ASKED = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
}
LONGEST_ANSWER_S = 4.0


@dataclass(frozen=True)
class Stand:
    """How one source is stood in for."""

    setting: str
    body: object
    tells_place: bool = True
    tells_issue: bool = False
    is_magnitude: bool = True


SOURCES = {
    "open_meteo_cams": Stand("open_meteo", upstream.cams),
    "open_meteo_forecast": Stand(
        "open_meteo", lambda _=None, **how: upstream.clouds(**how), is_magnitude=False
    ),
    "met_norway": Stand("met_norway", upstream.met_norway, tells_issue=True),
    "currentuvindex": Stand("currentuvindex", upstream.current_uv_index),
    "openuv": Stand("openuv", upstream.openuv),
    "pirate_weather": Stand("pirate_weather", upstream.pirate_weather, is_magnitude=False),
    "openweather": Stand("openweather", upstream.openweather),
}
REASONS = {
    "minute": "Minutely API request limit exceeded. Please try again in one minute.",
    "hour": "Hourly API request limit exceeded. Please try again in the next hour.",
    "day": "Daily API request limit exceeded. Please try again tomorrow.",
    "concurrent": "Too many concurrent requests",
}


@pytest.fixture(scope="module")
def app():
    return create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOON)


async def answered(app, source, *, url="", server=None, asked=ASKED, again=0):
    """Ask for one source at a server, or at an address; its answer, and how long the last took."""
    stand = SOURCES[source]
    settings = urls_of(server.url if server else url)
    chosen = Settings(uv_providers=(stand.setting,), **settings, **KEYS)
    async with _outside(chosen, lambda: NOON) as world:
        app.state.world = world
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://solferol") as client:
            for _ in range(again + 1):
                async with asyncio.timeout(LONGEST_ANSWER_S):
                    body = asked | {"uv_source": source}
                    response = await client.post("/v1/estimates", json=body)
                assert response.status_code == 200, response.text
    return response.json()


async def with_reply(app, source, reply, **how):
    async with Upstream() as server:
        server.reply = reply
        answer = await answered(app, source, server=server, **how)
    return answer, len(server.requests)


def flags(answer):
    return answer["provenance"]["quality_flags"]


def good_body(source):
    return SOURCES[source].body(clear_day)


async def uv_of_the_good(app, source):
    answer, _ = await with_reply(app, source, Reply(good_body(source)))
    return answer["uv"]["uv_index"]


@pytest.mark.parametrize("source", SOURCES)
async def test_without_a_fault_there_is_no_complaint(app, source):
    answer, calls = await with_reply(app, source, Reply(good_body(source)), again=3)
    assert calls == 1
    complaints = [flag for flag in flags(answer) if flag.startswith("provider")]
    assert complaints == []
    used = {each["source"] for each in answer["provenance"]["sources"]}
    assert source in used
    assert answer["attribution"]
    if SOURCES[source].is_magnitude:
        assert answer["provenance"]["uv_source"] == source


CONNECTION = {
    "refused": ("provider_unreachable", "http://127.0.0.1:1"),
    "unknown_name": ("provider_unreachable", "http://no-such-host.invalid"),
}


@pytest.mark.parametrize("fault", CONNECTION)
@pytest.mark.parametrize("source", SOURCES)
async def test_no_connection(app, source, fault):
    flag, url = CONNECTION[fault]
    answer = await answered(app, source, url=url, again=3)
    assert flags(answer) == [flag, "clear_sky_fallback"]


@pytest.mark.parametrize("source", SOURCES)
async def test_broken_tls(app, source):
    async with Upstream() as server:
        url = server.url.replace("http:", "https:")
        answer = await answered(app, source, url=url)
    assert flags(answer) == ["provider_unreachable", "clear_sky_fallback"]


JSON_ERROR = b'{"error":true,"reason":"The service is overloaded"}'
SLOW = {"silence": Reply(fault="silence"), "slow_drip": Reply(b"{" * 100, fault="drip")}
REPLIES = {
    "reset_in_mid_body": (Reply(b"{" * 4000, fault="reset"), "provider_unreachable", 2),
    "500": (Reply(JSON_ERROR, 500), "provider_error_status", 1),
    "502_html": (Reply(b"<html>Bad Gateway</html>", 502), "provider_error_status", 2),
    "503": (Reply(JSON_ERROR, 503), "provider_error_status", 2),
    "429": (Reply(b"Too Many Requests", 429), "provider_rate_limited", 1),
    "429_retry_after": (
        Reply(b"", 429, {"retry-after": "120"}), "provider_rate_limited", 1,
    ),
    **{
        f"429_{kind}": (
            Reply(json.dumps({"error": True, "reason": reason}).encode(), 429),
            "provider_rate_limited", 1,
        )
        for kind, reason in REASONS.items()
    },
    "403": (Reply(b"<html>Forbidden</html>", 403), "provider_refused", 1),
    "400": (Reply(b'{"error":true,"reason":"No data"}', 400), "provider_no_data", 1),
    "304_not_asked_for": (Reply(b"", 304), "provider_error_status", 1),
    "empty": (Reply(b""), "provider_invalid_response", 2),
    "html_with_200": (Reply(b"<html></html>"), "provider_invalid_response", 2),
    "wrong_shape": (Reply(b'{"hourly":7}'), "provider_invalid_response", 1),
}  # fmt: skip


@pytest.mark.parametrize("fault", REPLIES)
@pytest.mark.parametrize("source", SOURCES)
async def test_a_reply_that_is_none(app, source, fault):
    reply, flag, calls = REPLIES[fault]
    answer, found = await with_reply(app, source, reply, again=3)
    assert flags(answer) == [flag, "clear_sky_fallback"]
    assert answer["provenance"]["uv_source"] == "clear_sky"
    assert answer["vitamin_d"]["status"] == "reached"
    assert found == calls


@pytest.mark.parametrize("fault", SLOW)
async def test_nobody_is_waited_for(fault):
    # One after the other they would take a quarter of a minute, so each has an application.
    async def slow(source):
        app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOON)
        return await with_reply(app, source, SLOW[fault], again=1)

    for answer, calls in await asyncio.gather(*(slow(source) for source in SOURCES)):
        assert flags(answer) == ["provider_timeout", "clear_sky_fallback"]
        assert calls == 1


@pytest.mark.parametrize("source", SOURCES)
async def test_json_that_breaks_off_is_tried_once_more(app, source):
    body = good_body(source)[:-40] + b"Unexpected error while streaming data: timeoutReached"
    answer, calls = await with_reply(app, source, Reply(body))
    assert flags(answer) == ["provider_invalid_response", "clear_sky_fallback"]
    assert calls == 2


@pytest.mark.parametrize("source", SOURCES)
async def test_203_is_used(app, source):
    answer, _ = await with_reply(app, source, Reply(good_body(source), 203))
    assert answer["uv"]["uv_index"] == await uv_of_the_good(app, source)
    assert ("provider_deprecated" in flags(answer)) == (source == "met_norway")


@pytest.mark.parametrize("source", SOURCES)
async def test_another_place(app, source):
    # Buenos Aires: on the other side of the sun as well.
    body = SOURCES[source].body(clear_day, where=(-34.6, -58.4))
    answer, _ = await with_reply(app, source, Reply(body))
    assert flags(answer) == ["provider_wrong_place", "clear_sky_fallback"]


@pytest.mark.parametrize("source", SOURCES)
async def test_a_forecast_of_ten_days_ago(app, source):
    times = [time - timedelta(days=10) for time in hours()]
    answer, _ = await with_reply(app, source, Reply(SOURCES[source].body(clear_day, times=times)))
    assert "clear_sky_fallback" in flags(answer)
    assert answer["provenance"]["uv_source"] == "clear_sky"
    assert ("provider_outdated" in flags(answer)) == SOURCES[source].tells_issue


@pytest.mark.parametrize("late", [-1, 1])
@pytest.mark.parametrize("source", SOURCES)
async def test_a_clock_that_is_an_hour_off(app, source, late):
    if source == "openuv":
        # Its bodies tell where the sun stands: an hour is up to 15 degrees.
        times = [time + timedelta(hours=late) for time in hours()]
        rows = json.loads(good_body(source))["result"]
        for row, time in zip(rows, times, strict=True):
            row["uv_time"] = upstream.stamp(time)
        body = json.dumps({"result": rows}).encode()
    else:
        # What belongs to an hour is said of the next one, or of the one before.
        body = SOURCES[source].body(lambda hour: clear_day((hour - late) % 24))
    answer, _ = await with_reply(app, source, Reply(body))
    if SOURCES[source].is_magnitude:
        assert {"provider_clock_off", "provider_wrong_place"} & set(flags(answer))
        assert "clear_sky_fallback" in flags(answer)
        assert answer["provenance"]["uv_source"] == "clear_sky"
    else:
        # Its fluxes are only set beside each other.
        assert answer["uv"]["uv_index"] == await uv_of_the_good(app, source)


NONSENSE = {"negative": -1.0, "6e17": 6e17, "null": None}


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("source", SOURCES)
async def test_one_hour_of_nonsense(app, source, nonsense):
    value = NONSENSE[nonsense]

    def spoilt(hour):
        return value if hour == 10 else clear_day(hour)

    answer, _ = await with_reply(app, source, Reply(SOURCES[source].body(spoilt)))
    good = await uv_of_the_good(app, source)
    # An hour is bridged by its neighbours, and the start is another one.
    assert answer["uv"]["uv_index"] == pytest.approx(good, rel=0.01)
    if SOURCES[source].is_magnitude:
        missing = nonsense == "null"
        flag = "provider_values_missing" if missing else "provider_values_rejected"
        assert flag in flags(answer)


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("source", SOURCES)
async def test_nothing_but_nonsense(app, source, nonsense):
    body = SOURCES[source].body(lambda hour: NONSENSE[nonsense])
    answer, _ = await with_reply(app, source, Reply(body))
    if SOURCES[source].is_magnitude:
        assert answer["provenance"]["uv_source"] == "clear_sky"
        # Covers are another column, and may still be right.
        assert {"clear_sky_fallback", "clouds_from_forecast"} & set(flags(answer))
    else:
        # Pirate Weather's flux is not used, and covers stand beside Open-Meteo's.
        assert answer["uv"]["uv_index"] == await uv_of_the_good(app, source)
