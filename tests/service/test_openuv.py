"""The routes of OpenUV: its shapes and units, any place and hour, and its client unmodified."""

import asyncio
import json
import logging
import math
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args

import jinja2
import pyopenuv.client
import pytest
import yaml
from aiohttp import ClientSession
from pyopenuv import Client
from pyopenuv.errors import ApiUnavailableError, InvalidApiKeyError, OpenUvError, RequestError

from service.answers import VerdictCode
from service.providers.fetching import Fetcher
from service.providers.forecast import Cell
from service.providers.gate import Gate
from service.providers.openuv import OpenUv
from tests.browsing import NOW, served
from tests.upstream import CAMS, Reply, Upstream, cams, clear_day, hours, urls_of

pytestmark = pytest.mark.anyio

BERLIN = {"lat": 52.52, "lng": 13.41, "alt": 40}
COLORADO = {"lat": 39.9, "lng": -105.0, "alt": 1600, "ozone": 300.7}
BASE = "http://solferol.test"
SVALBARD = {"lat": 78.22, "lng": 15.64, "alt": 10}
PLACES = {
    "day": (BERLIN, "2026-06-12T10:00:00Z"),
    "night": (BERLIN, "2026-06-12T22:30:00Z"),
    "winter": (BERLIN, "2026-12-21T11:00:00Z"),
    "polar day": (SVALBARD, "2026-06-12T23:00:00Z"),
    "polar night": (SVALBARD, "2026-12-12T11:00:00Z"),
    "between": (SVALBARD, "2026-02-16T11:00:00Z"),
    "north pole": ({"lat": 90, "lng": 0}, "2026-09-23T00:00:00Z"),
    "south pole": ({"lat": -90, "lng": 180}, "2026-09-22T00:00:00Z"),
    "west of the date line": ({"lat": -16.8, "lng": 179.99}, "2026-06-12T23:30:00Z"),
    "east of the date line": ({"lat": -16.8, "lng": -179.99}, "2026-06-12T23:30:00Z"),
    "kiritimati": ({"lat": 1.87, "lng": -157.4}, "2026-06-12T22:00:00Z"),
    "first year": (BERLIN, "1950-01-01T00:00:00Z"),
    "last year": (BERLIN, "2100-12-31T23:59:59Z"),
}
everywhere = pytest.mark.parametrize(("place", "dt"), PLACES.values(), ids=PLACES)


async def told(client, what, place=BERLIN, **more):
    response = await client.get(f"/api/v1/{what}", params=place | more)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()["result"]


def recorded(shared, name):
    return json.loads(shared.body(f"fixtures/openuv/{name}_response.json"))


def when(text):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    return datetime.fromisoformat(text)


def shape(value):
    """Names and kinds of JSON; whole and broken numbers are of one kind."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(value[0])]
    return "number" if isinstance(value, int | float) else type(value).__name__


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("uv", "uv_index"), ("forecast", "uv_forecast"), ("protection", "protection_window"),
        ("stat", "api_statistics"), ("status", "api_status"),
    ],
)  # fmt: skip
async def test_shapes_are_those_recorded(client, shared, what, name):
    query = COLORADO | {"dt": "2018-07-30T20:53:06.302Z"}
    answer = (await client.get(f"/api/v1/{what}", params=query)).json()
    assert shape(answer) == shape(recorded(shared, name))


async def test_the_recorded_day_comes_out_alike(client, shared):
    dt = "2018-07-30T20:53:06.302Z"
    ours = await told(client, "uv", COLORADO, dt=dt)
    theirs = recorded(shared, "uv_index")["result"]
    assert ours["uv_time"] == theirs["uv_time"]
    for name in ("uv", "uv_max"):
        assert ours[name] == pytest.approx(theirs[name], rel=0.05)
    assert ours["ozone"] == theirs["ozone"]
    # The place is not named there: these are within some ten kilometres of it.
    for name, time in theirs["sun_info"]["sun_times"].items():
        assert abs(when(ours["sun_info"]["sun_times"][name]) - when(time)) < timedelta(minutes=2)
    for name, angle in theirs["sun_info"]["sun_position"].items():
        assert ours["sun_info"]["sun_position"][name] == pytest.approx(angle, abs=0.01)
    first, second, *_ = await told(client, "forecast", COLORADO, dt=dt)
    for hour, known in zip((first, second), recorded(shared, "uv_forecast")["result"], strict=True):
        assert abs(when(hour["uv_time"]) - when(known["uv_time"])) < timedelta(minutes=2)
        assert hour["uv"] == pytest.approx(known["uv"], abs=0.02)
        assert hour["sun_position"] == pytest.approx(known["sun_position"], abs=0.01)
    window = await told(client, "protection", COLORADO, dt=dt)
    known = recorded(shared, "protection_window")["result"]
    for name in ("from_time", "to_time"):
        assert abs(when(window[name]) - when(known[name])) < timedelta(minutes=10)


@everywhere
async def test_everywhere_and_always(client, place, dt):
    answer = await told(client, "uv", place, dt=dt)
    assert 0.0 <= answer["uv"] <= answer["uv_max"]
    assert abs(when(answer["uv_max_time"]) - when(answer["uv_time"])) <= timedelta(hours=24)
    assert 100.0 < answer["ozone"] < 600.0
    times = list(answer["safe_exposure_time"].values())
    assert list(answer["safe_exposure_time"]) == ["st1", "st2", "st3", "st4", "st5", "st6"]
    known = [each for each in times if each is not None]
    assert known == sorted(known)
    # Lighter skin reaches its limit where darker skin does.
    assert times == known + [None] * (6 - len(known))
    position = answer["sun_info"]["sun_position"]
    assert -math.pi <= position["azimuth"] <= math.pi
    assert -math.pi / 2 <= position["altitude"] <= math.pi / 2
    by_hour = await told(client, "forecast", place, dt=dt)
    starts = [when(hour["uv_time"]) for hour in by_hour]
    assert 1 <= len(by_hour) <= 25
    assert {b - a for a, b in pairwise(starts)} <= {timedelta(hours=1)}
    assert max(hour["uv"] for hour in by_hour) <= answer["uv_max"]
    window = await told(client, "protection", place, dt=dt)
    if answer["uv_max"] < 3.5:
        assert set(window.values()) == {None}
    else:
        assert when(window["from_time"]) <= when(answer["uv_max_time"]) <= when(window["to_time"])
        assert min(window["from_uv"], window["to_uv"]) >= 3.5


@everywhere
async def test_events_follow_each_other(client, place, dt):
    times = (await told(client, "uv", place, dt=dt))["sun_info"]["sun_times"]
    order = [
        "nadir", "nightEnd", "nauticalDawn", "dawn", "sunrise", "sunriseEnd", "goldenHourEnd",
        "solarNoon", "goldenHour", "sunsetStart", "sunset", "dusk", "nauticalDusk", "night",
    ]  # fmt: skip
    assert set(times) == set(order)
    known = [when(times[name]) for name in order if times[name] is not None]
    assert known == sorted(known)
    assert abs(when(times["solarNoon"]) - datetime.fromisoformat(dt)) <= timedelta(
        hours=12, minutes=1
    )


@pytest.mark.parametrize("name", ["day", "winter", "kiritimati", "west of the date line"])
async def test_ultraviolet_and_sun_are_those_of_v1(client, name):
    place, dt = PLACES[name]
    query = {"latitude": place["lat"], "longitude": place["lng"], "time": dt}
    query |= {"elevation_m": place["alt"]} if "alt" in place else {}
    v1 = (await client.get("/v1/uv", params=query)).json()
    ours = await told(client, "uv", place, dt=dt)
    assert ours["uv"] == pytest.approx(v1["uv"]["uv_index"], abs=0.02)
    assert ours["ozone"] == pytest.approx(v1["provenance"]["ozone"]["du"], rel=0.005)
    for theirs, mine in (("sunrise", "sunrise"), ("solar_noon", "solarNoon"), ("sunset", "sunset")):
        off = when(ours["sun_info"]["sun_times"][mine]) - datetime.fromisoformat(v1["sun"][theirs])
        assert abs(off) < timedelta(minutes=1)
    position = ours["sun_info"]["sun_position"]
    assert math.degrees(position["altitude"]) == pytest.approx(v1["sun"]["elevation_deg"], abs=1e-3)
    south = (v1["sun"]["azimuth_deg"] - 180.0) % 360.0
    assert math.degrees(position["azimuth"]) % 360.0 == pytest.approx(south, abs=1e-3)


@pytest.mark.parametrize("hour", [0, 2, 4, 6, 8, 10, 12, 14, 16])
@pytest.mark.parametrize("skin_type", [1, 3, 6])
async def test_safe_exposure_is_our_limit(client, hour, skin_type):
    dt = f"2026-06-12T{hour:02}:00:00Z"
    query = {"latitude": 52.52, "longitude": 13.41, "elevation_m": 40}
    v1 = await client.get("/v1/estimate", params=query | {"start": dt, "skin_type": skin_type})
    limit = v1.json()["verdict"]["limit_minutes"]
    low = v1.json()["burn"]["minutes"]["low"]
    safe = (await told(client, "uv", dt=dt))["safe_exposure_time"][f"st{skin_type}"]
    assert isinstance(safe, int)
    # Ozone of two days instead of one: the two differ by less than a per cent.
    if limit is not None:
        assert limit - 1.0 - 0.01 * limit <= safe <= 1.01 * limit
    if low is not None:
        assert safe < low


async def test_in_the_evening_the_next_morning_counts(client):
    safe = (await told(client, "uv", dt="2026-06-12T18:30:00Z"))["safe_exposure_time"]
    noon = (await told(client, "uv", dt="2026-06-12T11:00:00Z"))["safe_exposure_time"]
    assert all(safe[name] > noon[name] for name in noon)
    # To the next noon at most, which brings what burns.
    assert safe["st6"] < 18 * 60


async def test_null_only_where_nothing_burns(client):
    for dt in ("2026-06-12T22:30:00Z", "2026-06-12T01:00:00Z", "2026-03-21T23:59:00Z"):
        assert None not in (await told(client, "uv", dt=dt))["safe_exposure_time"].values()
    dark = await told(client, "uv", SVALBARD, dt="2026-12-12T11:00:00Z")
    assert set(dark["safe_exposure_time"].values()) == {None}
    assert (dark["uv"], dark["uv_max"]) == (0.0, 0.0)
    assert dark["uv_max_time"] == dark["sun_info"]["sun_times"]["solarNoon"]


async def test_protection_by_other_thresholds(client):
    usual = await told(client, "protection")
    wide = await told(client, "protection", **{"from": "2", "to": "1.5"})
    assert when(wide["from_time"]) < when(usual["from_time"])
    assert when(wide["to_time"]) > when(usual["to_time"])
    assert wide["from_uv"] == pytest.approx(2.0, abs=0.05)
    assert wide["to_uv"] == pytest.approx(1.5, abs=0.05)
    none = await told(client, "protection", **{"from": 3, "to": 20})
    assert none == {"from_time": None, "from_uv": None, "to_time": None, "to_uv": None}
    any_light = await told(client, "protection", **{"from": 0, "to": 0})
    assert any_light["from_uv"] >= 0.0


@pytest.mark.parametrize("minutes", range(0, 1440, 97))
async def test_a_solar_day_is_the_same_for_all_its_moments(client, minutes):
    begin = datetime(2026, 6, 11, 23, 8, tzinfo=UTC)
    dt = (begin + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    by_hour = await told(client, "forecast", dt=dt)
    assert by_hour[0]["uv_time"] == "2026-06-12T02:43:23.483Z"
    assert len(by_hour) == 17


async def test_times_without_offset_are_utc(client):
    dates = ["2026-06-12", "2026-06-12T00:00", "2026-06-12 00:00:00", "2026-06-12T02:00:00+02:00"]
    found = {(await told(client, "uv", dt=each))["uv_time"] for each in dates}
    assert found == {"2026-06-12T00:00:00.000Z"}
    assert (await told(client, "uv"))["uv_time"] == "2026-06-12T10:00:00.000Z"


async def test_altitude_and_ozone_are_heeded(client):
    low, high = [await told(client, "uv", alt=alt) for alt in (0, 3000)]
    assert high["uv"] > low["uv"]
    thin = await told(client, "uv", ozone=250)
    assert thin["uv"] > (await told(client, "uv"))["uv"]
    assert thin["ozone"] == 250.0


@pytest.mark.parametrize("what", ["uv", "forecast", "protection"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "lat: "), ({"lat": 52}, "lng: "), ({"lat": 91, "lng": 0}, "lat: "),
        ({"lat": "nan", "lng": 0}, "lat: "), ({"lat": "x", "lng": 0}, "lat: "),
        ({"lat": 0, "lng": 181}, "lng: "), ({"lat": 0, "lng": 0, "alt": 1e5}, "alt: "),
        ({"lat": 0, "lng": 0, "dt": "tomorrow"}, "dt: "),
        ({"lat": 0, "lng": 0, "dt": "1900-01-01T00:00:00Z"}, "dt: "),
        ({"lat": [1, 2], "lng": 0}, "lat: "),
    ],
)  # fmt: skip
async def test_errors_are_said_as_openuv_does(client, what, query, named):
    response = await client.get(f"/api/v1/{what}", params=query)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json"
    assert list(response.json()) == ["error"]
    assert response.json()["error"].startswith(named)


async def test_thresholds_that_are_none(client):
    for value in ("x", "-1", "inf"):
        response = await client.get("/api/v1/protection", params=BERLIN | {"from": value})
        assert response.status_code == 400
        assert response.json()["error"].startswith("from: ")


async def test_a_fault_of_our_own(client, monkeypatch, caplog):
    async def broken(*_):
        raise RuntimeError("a fault")

    monkeypatch.setattr("service.routes.openuv.uv_of_day", broken)
    response = await client.get("/api/v1/uv", params=BERLIN)
    assert response.status_code == 500
    assert response.json() == {"error": "something went wrong here"}
    assert response.headers["x-request-id"] in caplog.text


async def test_a_key_is_let_pass_and_not_logged(client, caplog):
    caplog.set_level(logging.DEBUG)
    response = await client.get(
        "/api/v1/uv", params=BERLIN | {"unknown": "1"}, headers={"x-access-token": "k3y-of-theirs"}
    )
    assert response.status_code == 200
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("solferol", "uvicorn"))]
    assert not any("k3y" in said or "52.52" in said for said in ours)


async def test_answers_can_be_kept_and_others_may_not_read_them(client):
    response = await client.get(
        "/api/v1/uv", params=BERLIN, headers={"origin": "https://a.example"}
    )
    assert response.headers["cache-control"] == "public, max-age=60"
    assert "access-control-allow-origin" not in response.headers
    again = await client.get(
        "/api/v1/uv", params=BERLIN, headers={"if-none-match": response.headers["etag"]}
    )
    assert again.status_code == 304
    document = (await client.get("/openapi.json")).json()
    assert not any(path.startswith("/api") for path in document["paths"])


async def test_forecasts_are_those_of_v1(application):
    async with Upstream() as upstream:
        upstream.replies = {CAMS: Reply(cams(clear=clear_day, times=hours(6)))}
        upstream.serve(b"", status=503)
        providers = ("open_meteo", "met_norway")
        async with application(uv_providers=providers, **urls_of(upstream.url)) as http:
            ours = await told(http, "uv")
            window = await told(http, "protection")
            await told(http, "forecast")
            assert upstream.asked(CAMS) == 1
            query = {"latitude": 52.52, "longitude": 13.41, "elevation_m": 40}
            v1 = (await http.get("/v1/uv", params=query)).json()
    assert v1["provenance"]["uv_source"] == "open_meteo_cams"
    assert ours["uv"] == pytest.approx(v1["uv"]["uv_index"], abs=0.02)
    assert ours["uv"] < v1["uv"]["uv_index_clear_sky"] - 0.5
    assert ours["ozone"] == pytest.approx(v1["provenance"]["ozone"]["du"], rel=0.005)
    assert ours["ozone_time"] == "2026-06-12T10:00:00.000Z"
    assert ours["uv_max"] == pytest.approx(5.0, abs=0.1)
    assert when(window["from_time"]) > when("2026-06-12T07:57:00.000Z")


@pytest.mark.parametrize("fault", ["", "reset"])
async def test_answers_whatever_the_sources_do(application, fault):
    async with Upstream() as upstream:
        upstream.serve(b"<html>", status=200 if fault else 500, fault=fault)
        settings = {"provider_timeout_s": 0.2, "provider_deadline_s": 0.5, **urls_of(upstream.url)}
        async with application(geocoding=False, **settings) as http:
            assert (await told(http, "uv"))["uv"] > 5.0
            assert (await told(http, "protection"))["from_time"] is not None


async def test_our_own_reader_of_openuv_believes_us(client):
    cell = Cell(52.5, 13.4, date(2026, 6, 12), date(2026, 6, 12))
    provider = OpenUv(Fetcher(client, Gate("test", lambda: NOW, ()), try_s=5.0), BASE, "key")
    (uv_index,) = (await provider.forecast(cell, None)).series
    assert len(uv_index.value) == 17
    uv_index, ozone = (await provider.current(cell)).series
    assert uv_index.value[0] > 5.0
    assert 250.0 < ozone.value[0] < 450.0


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


@pytest.fixture
def there(address, monkeypatch):
    """Where the client looks is a constant of its module; nothing else of it is changed."""
    monkeypatch.setattr(pyopenuv.client, "API_URL_SCAFFOLD", f"{address}/api/v1")


CLIENT_PLACES = [(52.52, 13.41), (78.22, 15.64), (-78.0, 166.7), (-16.8, -179.99), (90.0, 0.0)]


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(("latitude", "longitude"), CLIENT_PLACES)
async def test_the_client_unmodified(latitude, longitude):
    async with ClientSession() as session:
        client = Client("any key", latitude, longitude, altitude=10.0, session=session)
        uv, forecast, window, statistics, status = await asyncio.gather(
            client.uv_index(), client.uv_forecast(), client.uv_protection_window(low=2, high=2.5),
            client.api_statistics(), client.api_status(),
        )  # fmt: skip
    assert set(uv["result"]["safe_exposure_time"]) == {f"st{number}" for number in range(1, 7)}
    assert forecast["result"][0]["uv_time"]
    assert set(window["result"]) == {"from_time", "from_uv", "to_time", "to_uv"}
    assert set(statistics["result"].values()) == {0}
    assert status is True


@pytest.mark.usefixtures("there")
async def test_the_client_without_a_session_asks_for_the_status_first():
    client = Client("", 52.52, 13.41, check_status_before_request=True)
    assert (await client.uv_index())["result"]["uv"] > 5.0


@pytest.mark.usefixtures("there")
async def test_the_client_raises_what_it_means():
    with pytest.raises(RequestError, match="lat: ") as caught:
        await Client("any key", 99.0, 13.41).uv_index()
    assert isinstance(caught.value, OpenUvError)
    assert not isinstance(caught.value, ApiUnavailableError | InvalidApiKeyError)


def blocks(root, language):
    text = (root / "docs" / "openuv.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("dt", ["2026-06-12T10:00:00Z", "2026-12-21T22:00:00Z"])
async def test_the_sensors_of_the_page_find_what_they_name(client, root, dt):
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    sensors = yaml.safe_load(blocks(root, "yaml")[0])["rest"]
    values = {}
    for asked in sensors:
        path = asked["resource"].removeprefix("http://solferol.local:8000")
        time = {"start" if path.startswith("/v1") else "dt": dt}
        response = await client.get(path, params=asked["params"] | time)
        assert response.status_code == 200, response.text
        said = {"value_json": response.json()}
        for sensor in asked["sensor"]:
            there = environment.from_string(sensor.get("availability", "True")).render(said)
            if there == "True":
                value = environment.from_string(sensor["value_template"]).render(said)
                values[sensor["name"]] = value
                assert "unit_of_measurement" not in sensor or float(value) >= 0.0
    if dt.startswith("2026-06"):
        assert len(values) == 7
    else:
        assert "Vitamin D minutes" not in values
    assert values["Vitamin D or sunburn first"] in get_args(VerdictCode)


async def test_the_files_of_the_page_lead_the_client_here(address, root, monkeypatch):
    monkeypatch.setattr(pyopenuv.client, "API_URL_SCAFFOLD", "http://127.0.0.1:9/nowhere")
    manifest = json.loads(blocks(root, "json")[0])
    (configuration,) = (yaml.safe_load(each) for each in blocks(root, "yaml")[1:])
    configuration[manifest["domain"]]["url"] = f"{address}/api/v1"
    module = {}
    exec(blocks(root, "python")[0], module)  # noqa: S102
    assert await module["async_setup"](None, configuration)
    assert await Client("any key", 52.52, 13.41).api_status()
