from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.solar_geometry import solar_position
from service.providers.forecast import Cell
from service.providers.openuv import TERMS, OpenUv
from tests.service.providers.serving_bodies import (
    KEY,
    NOW,
    Answer,
    at,
    failure_of,
    forecast_of,
    serving,
)

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
BERLIN = Cell(52.5, 13.4, TODAY, TODAY)
COLORADO = Cell(39.9, -105.0, date(2018, 7, 30), date(2018, 7, 30))
RECORDED_AT = datetime(2018, 7, 30, 20, 53, 7, tzinfo=UTC)


def make(fetcher, base):
    return OpenUv(fetcher, base, KEY)


def hour(number, uv, **parts):
    return {"uv": uv, "uv_time": f"2026-06-12T{number:02}:27:30.250Z"} | parts


def seen(number, cell):
    """Hour with the sun where it stands over a cell."""
    told = hour(number, 1.0)
    time = datetime.fromisoformat(told["uv_time"]).timestamp()
    zenith = float(solar_position(time, cell.latitude, cell.longitude).zenith)
    return told | {"sun_position": {"azimuth": 0.0, "altitude": np.radians(90.0 - zenith)}}


def body(*hours):
    return {"result": list(hours)}


async def recorded(shared, cell=COLORADO, call=forecast_of):
    answer = Answer(shared.body("fixtures/openuv/uv_forecast_response.json"))
    return await call(make, cell, answer, now=RECORDED_AT)


async def test_recorded_hours_of_colorado_to_the_millisecond(shared):
    forecast = await recorded(shared)
    (uv,) = forecast.series
    assert (uv.quantity, uv.sky, uv.kind, uv.weighting) == (
        "uv_index", "clear", "instant", "erythemal",
    )  # fmt: skip
    assert at(uv, "2018-07-30T11:57:49.750Z") == 0.0
    assert at(uv, "2018-07-30T12:57:49.750Z") == 0.2446
    assert len(uv.value) == 2
    assert (forecast.fetched_at, forecast.issued_at) == (RECORDED_AT, None)
    assert forecast.attribution == TERMS.attribution


@pytest.mark.parametrize("place", [(39.6, -105.3), (40.2, -104.7), (39.0, -105.0)])
async def test_the_sun_of_the_recorded_body_stands_near_there_as_told(shared, place):
    near = replace(COLORADO, latitude=place[0], longitude=place[1])
    assert len((await recorded(shared, near)).series) == 1


@pytest.mark.parametrize("place", [(39.9, -99.0), (39.9, 105.0), (-39.9, -105.0), (52.5, 13.4)])
async def test_the_body_names_no_place_and_the_sun_gives_another_one_away(shared, place):
    elsewhere = replace(COLORADO, latitude=place[0], longitude=place[1])
    error, tries = await recorded(shared, elsewhere, failure_of)
    assert (error.failure, tries) == ("provider_wrong_place", 1)


async def test_one_sun_out_of_place_is_enough_and_none_is_believed():
    rome = replace(BERLIN, latitude=41.9, longitude=12.5)
    mixed = Answer(body(seen(4, BERLIN), seen(11, rome)))
    error, _ = await failure_of(make, BERLIN, mixed)
    assert error.failure == "provider_wrong_place"
    silent = Answer(body(hour(4, 0.1), hour(11, 6.5, sun_position=None)))
    (uv,) = (await forecast_of(make, BERLIN, silent)).series
    assert (uv.sky, list(uv.value)) == ("clear", [0.1, 6.5])


async def test_recorded_index_and_ozone_of_now(shared):
    answer = Answer(shared.body("fixtures/openuv/uv_index_response.json"))
    async with serving(make, answer, now=RECORDED_AT) as (provider, requests):
        forecast = await provider.current(COLORADO)
    assert at(forecast.of("uv_index", sky="clear"), "2018-07-30T20:53:06.302Z") == 8.2342
    (ozone,) = forecast.of("ozone_du").value
    assert ozone == 300.7
    assert requests[0].url.path == "/api/v1/uv"
    assert dict(requests[0].url.params) == {"lat": "39.9", "lng": "-105.0"}


@pytest.mark.parametrize("exposure", [None, {"st1": None, "st6": None}, "left out"])
async def test_at_night_there_are_no_safe_exposure_times(exposure):
    told = {"uv": 0, "uv_time": "2026-06-12T00:10:00.000Z", "ozone": None}
    told |= {} if exposure == "left out" else {"safe_exposure_time": exposure}
    async with serving(make, Answer({"result": told})) as (provider, _):
        forecast = await provider.current(BERLIN)
    assert list(forecast.of("uv_index").value) == [0.0]
    assert not np.any(forecast.of("ozone_du").known)


@pytest.mark.parametrize("end", ["", "/", "/api/v1"])
async def test_request_with_the_key_in_a_header_and_one_call_a_day(end):
    answer = Answer(body(hour(11, 6.5)))
    async with serving(lambda f, base: make(f, base + end), answer) as (provider, requests):
        await provider.forecast(replace(BERLIN, latitude=52.0, longitude=13.449), None)
    (request,) = requests
    assert request.url.path == "/api/v1/forecast"
    assert request.url.params["lat"] == "52.0"
    assert request.url.params["lng"] == "13.4"
    assert request.headers["x-access-token"] == KEY
    assert KEY not in str(request.url)


@pytest.mark.parametrize(
    ("longitude", "now", "noon"),
    [
        (0.0, "2026-06-12T10:00Z", "2026-06-12T12:00:00.000Z"),
        (-105.0, "2026-06-12T18:00Z", "2026-06-12T19:00:00.000Z"),
        (-105.0, "2026-06-13T01:00Z", "2026-06-12T19:00:00.000Z"),  # their evening of the 12th
        (172.5, "2026-06-12T22:00Z", "2026-06-13T00:30:00.000Z"),  # their morning of the 13th
    ],
)
async def test_the_day_asked_for_is_the_one_that_it_is_there(longitude, now, noon):
    moment = datetime.fromisoformat(now)
    cell = Cell(40.0, longitude, moment.date(), moment.date())
    async with serving(make, Answer(body(hour(11, 6.5))), now=moment) as (provider, requests):
        await provider.forecast(cell, None)
    assert requests[0].url.params["dt"] == noon


def test_today_alone():
    available = make(None, "").available
    assert available(Cell(0, 0, TODAY - timedelta(1), TODAY + timedelta(9)), TODAY) == (TODAY,) * 2
    assert available(Cell(0, 0, TODAY + timedelta(1), TODAY + timedelta(9)), TODAY) is None
