from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.solar_geometry import solar_noon
from service.providers.forecast import Cell
from service.providers.pirate_weather import TERMS, PirateWeather
from tests.service.providers.serving_bodies import (
    KEY,
    NOW,
    Answer,
    at,
    forecast_of,
    serving,
    unix,
)

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
BERLIN = Cell(52.5, 13.4, TODAY, TODAY + timedelta(7))
NEW_YORK = Cell(40.7, -74.0, date(2026, 2, 6), date(2026, 2, 8))
RECORDED_AT = datetime(2026, 2, 6, 21, 45, tzinfo=UTC)
TEN = int(unix("2026-06-12T10:00Z"))


def make(fetcher, base):
    return PirateWeather(fetcher, base, KEY)


def hour(number, **parts):
    return {"time": TEN + 3600 * number, "uvIndex": 5.0, "cloudCover": 0.4, "ozone": 330.5} | parts


def body(hours, place=(52.5, 13.4), flags=None):
    told = {} if flags is None else {"flags": flags}
    return {"latitude": place[0], "longitude": place[1], "hourly": {"data": hours}} | told


async def recorded(shared):
    answer = Answer(shared.body("fixtures/pirateweather/forecast.json"))
    return await forecast_of(make, NEW_YORK, answer, now=RECORDED_AT)


async def test_recorded_values_of_new_york(shared):
    forecast = await recorded(shared)
    cover, ozone = forecast.of("cloud_cover"), forecast.of("ozone_du")
    assert (len(forecast.series), cover.kind, ozone.kind) == (3, "instant", "instant")
    for time, share, column in [
        ("2026-02-06T21:00Z", 0.77, 402.15), ("2026-02-07T12:00Z", 0.65, 445.07),
        ("2026-02-07T17:00Z", 0.36, 460.33), ("2026-02-08T20:00Z", 0.51, 433.53),
    ]:  # fmt: skip
        assert at(cover, time) == share
        assert at(ozone, time) == column
    assert forecast.issued_at == datetime(2026, 2, 6, 12, tzinfo=UTC)
    assert (forecast.fetched_at, forecast.elevation_m) == (RECORDED_AT, 19)
    assert forecast.attribution == TERMS.attribution


async def test_uv_index_is_a_flux_of_uvb_and_the_mean_of_the_hour_before(shared):
    forecast = await recorded(shared)
    assert forecast.of("uv_index") is None
    uv = forecast.of("uv_index", sky="all", weighting="uvb")
    assert (uv.kind, len(uv.value)) == ("mean", 48)
    assert set(uv.valid_to - uv.valid_from) == {3600.0}
    for end, value in [("21:00", 1.12), ("22:00", 0.35), ("23:00", 0.01)]:
        (row,) = np.flatnonzero(uv.valid_to == unix(f"2026-02-06T{end}Z"))
        assert uv.value[row] == value
    assert at(uv, "2026-02-07T16:00Z") == at(uv, "2026-02-07T17:00Z") == 3.23


async def test_the_hour_of_a_flux_ends_at_its_time():
    uv, cover, ozone = (await forecast_of(make, BERLIN, Answer(body([hour(0)])))).series
    assert (uv.valid_from[0], uv.valid_to[0], uv.weighting) == (TEN - 3600.0, TEN, "uvb")
    for other in (cover, ozone):
        assert (other.valid_from[0], other.valid_to[0]) == (TEN, TEN)


async def test_only_as_a_mean_of_the_hour_before_it_lies_evenly_about_noon(shared):
    uv = (await recorded(shared)).of("uv_index", weighting="uvb")
    day = (uv.middle >= unix("2026-02-07T10:00Z")) & (uv.middle < unix("2026-02-08T00:00Z"))
    centroid = np.average(uv.middle[day], weights=uv.value[day])
    assert abs(centroid - solar_noon(centroid, -74.0)) < 600.0


@pytest.mark.parametrize("end", ["", "/"])
async def test_request_with_the_key_in_its_path(end):
    there = replace(BERLIN, latitude=52.0, longitude=-13.449)
    answer = Answer(body([hour(0)], (52.0, -13.4)))
    async with serving(lambda f, base: make(f, base + end), answer) as (provider, requests):
        await provider.forecast(there, None)
    (request,) = requests
    assert request.url.path == f"/forecast/{KEY}/52.0,-13.4"
    assert dict(request.url.params) == {
        "units": "si", "extend": "hourly", "exclude": "minutely,daily,alerts",
    }  # fmt: skip


def test_today_and_a_week():
    asked = replace(BERLIN, first=TODAY - timedelta(9), last=TODAY + timedelta(9))
    available = make(None, "").available
    assert available(asked, TODAY) == (TODAY, TODAY + timedelta(7))
    assert available(replace(asked, last=TODAY - timedelta(1)), TODAY) is None
