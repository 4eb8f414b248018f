"""One source that fails: the answer comes from clear sky, and says why."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from tests.upstream import Reply, Upstream, cams, clouds, summer_day, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
ASKED = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
    # Nobody else is asked, so that nobody else can help.
    "uv_source": "open_meteo_cams",
}
LONGEST_ANSWER_S = 4.0


@pytest.fixture
async def server():
    async with Upstream() as running:
        yield running


async def answer_of(application, server, asked=ASKED):
    async with (
        application(
            uv_providers=("open_meteo",), open_meteo_air_quality_url=server.url, now=NOON
        ) as client,
        asyncio.timeout(LONGEST_ANSWER_S),
    ):
        response = await client.post("/v1/estimates", json=asked)
    assert response.status_code == 200, response.text
    return response.json()


def all_null(hour):
    return None


FAULTS = {
    "html": (200, b"<html><body>502 Bad Gateway</body></html>", "provider_invalid_response"),
    "empty": (200, b"", "provider_invalid_response"),
    "error_tail": (200, b'{"latitude":52.5,"hourly":{"time":[1,2', "provider_invalid_response"),
    "server_error": (503, b'{"error":true,"reason":"overloaded"}', "provider_error_status"),
    "gateway_html": (502, b"<html>", "provider_error_status"),
    "not_found": (404, b"", "provider_no_data"),
    "limit": (429, b'{"error":true,"reason":"Minutely API request limit exceeded."}',
              "provider_rate_limited"),
    "list": (200, b"[]", "provider_invalid_response"),
    "nan": (200, b'{"utc_offset_seconds":0,"hourly":{"time":[0],"uv_index":[NaN]}}',
            "provider_invalid_response"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_faulty_answer_is_replaced_by_clear_sky(application, server, fault):
    status, body, flag = FAULTS[fault]
    server.serve(body, status)
    answer = await answer_of(application, server)
    assert answer["provenance"]["uv_source"] == "clear_sky"
    assert answer["provenance"]["quality_flags"] == [flag, "clear_sky_fallback"]
    assert answer["vitamin_d"]["status"] == "reached"


@pytest.mark.parametrize(
    ("values", "flag"),
    [
        (all_null, "provider_values_missing"),
        (lambda hour: -1.0, "provider_values_rejected"),
        (lambda hour: 6e17, "provider_values_rejected"),
        (lambda hour: 0.0, "provider_values_rejected"),
    ],
)
async def test_useless_values_are_replaced_by_clear_sky(application, server, values, flag):
    server.serve(cams(values))
    answer = await answer_of(application, server)
    assert answer["provenance"]["uv_source"] == "clear_sky"
    assert flag in answer["provenance"]["quality_flags"]
    assert "clear_sky_fallback" in answer["provenance"]["quality_flags"]


@pytest.mark.parametrize("time", [10**400, 6 * 10**17, -1])
async def test_times_from_nowhere(application, server, time):
    body = {"utc_offset_seconds": 0, "hourly": {"time": [time], "uv_index": [1.0]}}
    server.serve(json.dumps(body).encode())
    answer = await answer_of(application, server)
    assert answer["provenance"]["quality_flags"] == [
        "provider_invalid_response", "clear_sky_fallback",
    ]  # fmt: skip


async def test_a_refusal_holds_for_every_place(application, server):
    server.serve(FAULTS["limit"][1], 429)
    settings = {"uv_providers": ("open_meteo",), "open_meteo_air_quality_url": server.url}
    async with application(**settings, now=NOON) as client:
        for latitude in range(40, 50):
            asked = ASKED | {"location": {"latitude": latitude, "longitude": 10}}
            answer = (await client.post("/v1/estimates", json=asked)).json()
            assert answer["provenance"]["quality_flags"] == [
                "provider_rate_limited", "clear_sky_fallback",
            ]  # fmt: skip
    assert len(server.requests) == 1


async def test_one_wild_value_is_bridged(application, server):
    server.serve(cams(lambda h: 6e17 if h == 11 else summer_day(h)))
    answer = await answer_of(application, server)
    assert answer["provenance"]["uv_source"] == "open_meteo_cams"
    assert answer["provenance"]["quality_flags"] == ["provider_values_rejected"]
    # Between its neighbours, as our curve would have it.
    assert answer["uv"]["uv_index"] == pytest.approx(summer_day(11), rel=0.1)


async def test_a_forecast_that_ends_too_early_is_flagged(application, server):
    answer = json.loads(cams(summer_day))
    # Two days of 24 values; the second one ends at 10 UTC, an hour before the start.
    answer["hourly"] = {name: values[:35] for name, values in answer["hourly"].items()}
    server.serve(json.dumps(answer).encode())
    answer = await answer_of(application, server)
    assert answer["provenance"]["quality_flags"] == ["provider_values_missing"]
    # In the afternoon nothing is known of clouds, so none are counted on.
    assert answer["burn"]["minutes"]["central"] < 60


async def test_a_forecast_of_another_day_is_not_used(application, server):
    answer = json.loads(cams(summer_day))
    answer["hourly"]["time"] = [t + 10 * 86400 for t in answer["hourly"]["time"]]
    server.serve(json.dumps(answer).encode())
    answer = await answer_of(application, server)
    assert answer["provenance"]["uv_source"] == "clear_sky"
    assert answer["provenance"]["quality_flags"] == [
        "provider_values_missing", "clear_sky_fallback",
    ]  # fmt: skip


async def test_a_slow_provider_is_not_waited_for(application, server):
    server.serve(cams(summer_day), delay_s=10.0)
    answer = await answer_of(application, server)
    assert answer["provenance"]["quality_flags"] == ["provider_timeout", "clear_sky_fallback"]


async def test_a_provider_that_is_down(application):
    async with Upstream() as gone:
        pass
    answer = await answer_of(application, gone)
    assert answer["provenance"]["quality_flags"] == ["provider_unreachable", "clear_sky_fallback"]


async def test_a_failing_provider_is_not_hammered(application, server):
    server.serve(b"", 503)
    settings = {"uv_providers": ("open_meteo",), "open_meteo_air_quality_url": server.url}
    async with application(**settings, now=NOON) as client:
        for _ in range(5):
            await client.post("/v1/estimates", json=ASKED)
    # A second try where it may help, and then none for a while.
    assert len(server.requests) == 2


async def test_beyond_the_horizon_nothing_is_asked(application, server):
    later = ASKED | {"start": "2026-08-12T13:00:00+02:00"}
    answer = await answer_of(application, server, later)
    assert answer["provenance"]["quality_flags"] == [
        "outside_forecast_horizon", "clear_sky_fallback",
    ]  # fmt: skip
    assert server.requests == []


async def test_in_polar_night_nothing_is_asked(application, server):
    north = ASKED | {"location": {"latitude": -85, "longitude": 0}}
    answer = await answer_of(application, server, north)
    assert answer["provenance"]["quality_flags"] == ["sun_too_low_for_forecast"]
    assert server.requests == []


DOCUMENTED = [
    "documented-error-400-latitude.json", "documented-error-429-daily.json",
    "documented-error-503-overloaded.json", "documented-streaming-error-tail.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTED)
async def test_documented_error_bodies_with_status_200(application, server, shared, name):
    server.serve(shared.body(f"fixtures/open-meteo/{name}"))
    answer = await answer_of(application, server)
    assert answer["provenance"]["quality_flags"] == [
        "provider_invalid_response", "clear_sky_fallback",
    ]  # fmt: skip


async def test_a_clear_sky_that_cannot_be_makes_no_clouds(application, server):
    """A source whose clear sky is far too bright would seem to tell of a sky without any light."""
    body = json.loads(clouds())
    hourly = body["hourly"]
    hourly["uv_index"] = [900.0] * len(hourly["time"])
    hourly["uv_index_clear_sky"] = [1e9] * len(hourly["time"])
    hourly["cloud_cover"] = [None] * len(hourly["time"])
    server.replies = {
        "/v1/air-quality": Reply(status=500), "/v1/forecast": Reply(json.dumps(body).encode()),
    }  # fmt: skip
    async with application(uv_providers=("open_meteo",), now=NOON, **urls_of(server.url)) as client:
        asked = {key: value for key, value in ASKED.items() if key != "uv_source"}
        answer = (await client.post("/v1/estimates", json=asked)).json()
        clear = (await client.post("/v1/estimates", json=asked | {"uv_source": "clear_sky"})).json()
    assert "clear_sky_fallback" in answer["provenance"]["quality_flags"]
    assert answer["uv"]["uv_index"] == pytest.approx(clear["uv"]["uv_index"], rel=0.1)
    assert answer["verdict"]["limit_minutes"] <= clear["verdict"]["limit_minutes"]
