"""Which sources are configured, in what state, and who may use them."""

from datetime import UTC, datetime

import httpx
import pytest

from service.providers.registry import registry
from service.providers.shared_state import OwnState
from service.settings import Settings
from tests.upstream import CAMS, KEYS, Reply, Upstream, cams, clear_day, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
ASKED = {
    "location": {"latitude": 52.52, "longitude": 13.41},
    "start": "2026-06-12T13:00:00+02:00",
    "skin": {"fitzpatrick": 2},
}


async def sources_of(**settings):
    async with httpx.AsyncClient() as client:
        found = registry(Settings(**settings), client, lambda: NOON, OwnState())
    return {each.name: each for each in found.sources}, found


async def test_without_a_contact_met_norway_is_not_asked():
    sources, found = await sources_of()
    assert sources["met_norway"].off == "needs_contact"
    assert [[each.source for each in step] for step in found.steps] == [
        ["open_meteo_cams"], ["open_meteo_forecast"],
    ]  # fmt: skip


async def test_the_default_order_with_a_contact():
    _, found = await sources_of(contact="someone@example.org")
    assert [[each.source for each in step] for step in found.steps] == [
        ["open_meteo_cams"], ["open_meteo_forecast", "met_norway"],
    ]  # fmt: skip


async def test_one_setting_leaves_out_what_is_not_for_commerce():
    everybody = ("open_meteo", "met_norway", "currentuvindex", "openuv", "openweather")
    sources, found = await sources_of(
        uv_providers=everybody, uv_cross_checks=("epa", "arpansa"), commercial=True,
        contact="someone@example.org", **KEYS,
    )  # fmt: skip
    assert {name for name, each in sources.items() if each.off == "not_for_commercial_use"} == {
        "open_meteo_cams", "open_meteo_forecast", "currentuvindex", "arpansa",
    }  # fmt: skip
    assert [each.source for step in found.steps for each in step] == [
        "met_norway", "openuv", "openweather",
    ]  # fmt: skip


async def test_a_paid_key_or_a_server_of_ones_own_may_serve_commerce():
    for more in ({"open_meteo_key": "KEY"}, urls_of("http://127.0.0.1:1")):
        sources, _ = await sources_of(uv_providers=("open_meteo",), commercial=True, **more)
        assert sources["open_meteo_cams"].off is None, more


async def test_a_key_goes_to_the_hosts_for_keys():
    sources, _ = await sources_of(uv_providers=("open_meteo",), open_meteo_key="KEY")
    assert sources["open_meteo_cams"].provider._url == (
        "https://customer-air-quality-api.open-meteo.com/v1/air-quality"
    )


async def test_without_a_key_there_is_no_asking():
    sources, found = await sources_of(uv_providers=("openuv", "pirate_weather", "openweather"))
    assert found.steps == ()
    assert {sources[name].off for name in ("openuv", "pirate_weather")} == {"needs_key"}


async def test_what_only_compares_is_no_forecast():
    _, found = await sources_of(uv_providers=("epa", "arpansa"))
    assert found.steps == ()
    assert [each.source for each in found.cross_checks] == ["epa", "arpansa"]


async def test_the_state_of_a_source_follows_what_happens(application):
    async with Upstream() as server:
        server.replies[CAMS] = Reply(cams(clear_day))
        settings = {"uv_providers": ("open_meteo",), **urls_of(server.url)}
        async with application(**settings, now=NOON) as client:
            before = (await client.get("/v1/sources")).json()
            await client.post("/v1/estimates", json=ASKED)
            works = (await client.get("/v1/sources")).json()
            server.replies[CAMS] = Reply(b"", 429)
            north = ASKED | {"location": {"latitude": 60, "longitude": 10}}
            await client.post("/v1/estimates", json=north)
            paused = (await client.get("/v1/sources")).json()

    def cams_of(answer):
        return next(each for each in answer["sources"] if each["name"] == "open_meteo_cams")

    assert before["order"] == ["open_meteo_cams", "open_meteo_forecast"]
    assert [cams_of(each)["state"] for each in (before, works, paused)] == [
        "untried", "working", "paused",
    ]  # fmt: skip
    assert cams_of(works)["last_success_at"] == "2026-06-12T11:00:00Z"
    assert cams_of(paused)["last_failure"] == "provider_rate_limited"
    assert cams_of(paused)["paused_until"] == "2026-06-12T11:01:00Z"
    assert cams_of(paused)["calls"] == 2
    assert cams_of(paused)["terms"]["attribution"]
    off = next(each for each in paused["sources"] if each["name"] == "openuv")
    assert (off["state"], off["off_reason"]) == ("off", "not_chosen")
