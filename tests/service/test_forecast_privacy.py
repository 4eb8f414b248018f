"""What leaves the service and what is written down: no fine coordinates, no keys."""

import logging
import re
from datetime import UTC, datetime

import pytest

from tests.upstream import KEYS, Reply, Upstream, urls_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 6, 12, 11, 0, tzinfo=UTC)
EVERYBODY = (
    "open_meteo",
    "met_norway",
    "currentuvindex",
    "openuv",
    "pirate_weather",
    "openweather",
)
PLACES = {
    "berlin": (52.51637, 13.37771), "new_york": (40.71277, -74.00597),
    "sydney": (-33.86882, 151.20929),
}  # fmt: skip


async def ask_everybody(application, server, latitude, longitude):
    settings = {"uv_providers": EVERYBODY, "uv_cross_checks": ("epa", "arpansa"), **KEYS}
    asked = {
        "location": {"latitude": latitude, "longitude": longitude}, "skin": {"fitzpatrick": 2},
        "start": "2026-06-12T16:00:00Z" if longitude < 0 else "2026-06-12T02:00:00Z",
    }  # fmt: skip
    if latitude > 50:
        asked["start"] = "2026-06-12T11:00:00Z"
    async with application(**urls_of(server.url), **settings, now=NOON) as client:
        response = await client.post("/v1/estimates", json=asked)
        await client.get("/v1/sources")
    assert response.status_code == 200


@pytest.mark.parametrize("place", PLACES)
async def test_no_more_than_a_tenth_of_a_degree_leaves(application, place):
    async with Upstream() as server:
        server.reply = Reply(b"{}")
        await ask_everybody(application, server, *PLACES[place])
    assert len(server.requests) >= 7
    for request in server.requests:
        # Versions and times have digits after a point too, coordinates at most one.
        target = re.sub(r"/2\.0/|/3\.0/|dt=[^&]*", "/", request.split()[1].replace("%2C", ","))
        assert re.search(r"\d\.\d{2}", target) is None, target


async def test_logs_hold_neither_coordinates_nor_keys(application, caplog):
    caplog.set_level(logging.DEBUG)
    async with Upstream() as server:
        server.reply = Reply(b"{}", 403)
        await ask_everybody(application, server, *PLACES["new_york"])
        server.reply = Reply(b"<html>", 502)
        await ask_everybody(application, server, *PLACES["berlin"])
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "failed" in said
    for secret in (*KEYS.values(), "52.5", "13.4", "40.7", "-74", "latitude", "http://"):
        assert secret not in said, secret


async def test_sources_tell_no_keys(application):
    settings = {"uv_providers": EVERYBODY, **KEYS}
    async with application(**settings, now=NOON) as client:
        text = (await client.get("/v1/sources")).text
    for secret in KEYS.values():
        assert secret not in text
