"""Places by name: online where that works, else from the embedded list."""

import json
from datetime import UTC, datetime

import pytest

from service.embedded_cities import CITIES, search_cities
from tests.upstream import Reply, Upstream, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
FOLDER = "fixtures/open-meteo-geocoding"


async def find(application, reply, **query):
    async with Upstream() as server:
        server.reply = reply
        settings = urls_of(server.url) | {"uv_providers": (), "now": NOON}
        async with application(**settings) as client:
            response = await client.get("/v1/places", params={"name": "Berlin"} | query)
            again = await client.get("/v1/places", params={"name": "Berlin"} | query)
    assert response.status_code == 200, response.text
    assert again.json() == response.json()
    return response.json(), server


RECORDED = {
    "search-berlin": ("Berlin", 52.52437, 13.41053, "Europe/Berlin"),
    "search-beijing": ("Beijing", 39.9075, 116.39723, "Asia/Shanghai"),
    "search-brasilia-non-ascii": ("Brasília", -15.77972, -47.92972, "America/Sao_Paulo"),
    "search-brisbane": ("Brisbane", -27.46794, 153.02809, "Australia/Brisbane"),
    "search-milan": ("Milan", 45.46427, 9.18951, "Europe/Rome"),
    "search-paris": ("Paris", 48.85341, 2.3488, "Europe/Paris"),
    "search-sydney": ("Sydney", -33.86785, 151.20732, "Australia/Sydney"),
    "search-vodice-slovenia": ("Vodice", 46.18987, 14.49492, "Europe/Ljubljana"),
    "vcr-hollywood": ("Hollywood", 26.0112, -80.14949, "America/New_York"),
    "vcr-hollywood_20": ("Hollywood", 26.0112, -80.14949, "America/New_York"),
}


@pytest.mark.parametrize("name", RECORDED)
async def test_recorded_answers(application, shared, name):
    body = shared.body(f"{FOLDER}/{name}.json")
    answer, server = await find(application, Reply(body), name=RECORDED[name][0], count=20)
    first = answer["places"][0]
    assert (
        first["name"], first["latitude"], first["longitude"], first["timezone"],
    ) == RECORDED[name]  # fmt: skip
    assert len(answer["places"]) == len(json.loads(body)["results"])
    assert answer["source"] == "open_meteo_geocoding"
    assert any("GeoNames" in line for line in answer["attribution"])
    # The second search was answered from memory.
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["search-miss-shiplog", "search-no-result"])
async def test_no_hit_has_no_results_key(application, shared, name):
    answer, _ = await find(application, Reply(shared.body(f"{FOLDER}/{name}.json")))
    assert answer["places"] == []
    assert answer["quality_flags"] == []


async def test_every_recorded_answer_is_tried_here(shared):
    there = {path.stem for path in (shared.folder / FOLDER).iterdir() if path.suffix == ".json"}
    assert there == {
        *RECORDED, "search-miss-shiplog", "search-no-result", "documented-error-400-empty-name",
    }  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b'{"error":true,"reason":"Parameter count"}', 400), Reply(b"", 500),
        Reply(b"<html>", 502), Reply(b"not json"), Reply(b'{"results":7}'), Reply(b"", 429),
        Reply(fault="silence"),
    ],
)  # fmt: skip
async def test_the_embedded_list_stands_in(application, reply):
    answer, _ = await find(application, reply)
    assert answer["source"] == "embedded"
    assert answer["quality_flags"] == ["geocoder_unavailable", "embedded_places"]
    (place,) = answer["places"]
    assert (place["name"], place["timezone"]) == ("Berlin", "Europe/Berlin")


async def test_a_row_that_is_no_place_spoils_no_other(application):
    rows = [{"name": "Nowhere", "latitude": 200, "longitude": 0}, {"latitude": 1.0},
            {"name": "Somewhere", "latitude": 1.0, "longitude": 2.0}]  # fmt: skip
    answer, _ = await find(application, Reply(json.dumps({"results": rows}).encode()))
    (place,) = answer["places"]
    # What the source leaves out is completed where it can be.
    assert (place["name"], place["population"]) == ("Somewhere", None)
    assert place["timezone"].startswith("Etc/GMT")


async def test_nothing_is_asked_where_searching_is_off(application):
    for settings in ({"geocoding": False}, {"commercial": True}):
        async with application(uv_providers=(), **settings, now=NOON) as client:
            answer = (await client.get("/v1/places", params={"name": "sao p"})).json()
        assert answer["quality_flags"] == ["embedded_places"]
        assert [place["name"] for place in answer["places"]] == ["São Paulo"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "#/name"), ({"name": "  "}, "#/name"), ({"name": "x" * 101}, "#/name"),
        ({"name": "a\x00b"}, "#/name"), ({"name": "x", "count": 0}, "#/count"),
        ({"name": "x", "count": 21}, "#/count"), ({"name": "x", "language": "xx"}, "#/language"),
        ({"name": "x", "town": "y"}, "#/town"),
    ],
)  # fmt: skip
async def test_bad_input_is_named(client, query, field):
    response = await client.get("/v1/places", params=query)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [field]


def test_whole_names_come_first():
    assert search_cities("berlin", 5)[0].name == "Berlin"
    assert [place.name for place in search_cities("NEW york", 5)] == ["New York"]
    assert len(search_cities("a", 3)) == 3
    assert search_cities("Atlantis", 5) == ()


def test_every_city_is_found_by_its_name():
    for full in CITIES:
        city = full.partition(",")[0]
        assert city in {place.name for place in search_cities(full, 3)}
