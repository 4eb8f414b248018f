from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.solar_geometry import solar_noon
from service.providers.forecast import Cell
from service.providers.openweather import TERMS, OpenWeather
from tests.service.providers.serving_bodies import (
    KEY,
    NOW,
    Answer,
    at,
    failure_of,
    forecast_of,
    serving,
    unix,
)

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
BERLIN = Cell(52.5, 13.4, TODAY, TODAY + timedelta(2))
NEW_YORK = Cell(40.8, -74.0, date(2026, 2, 6), date(2026, 2, 8))
RECORDED_AT = datetime(2026, 2, 6, 21, 45, tzinfo=UTC)
TEN = unix("2026-06-12T10:00Z")


def make(fetcher, base):
    return OpenWeather(fetcher, base, KEY)


def body(hours, place=(52.5, 13.4)):
    return {"lat": place[0], "lon": place[1], "timezone_offset": 7200, "hourly": hours}


HOURS = [
    {"dt": int(TEN), "uvi": 5.25, "clouds": 40},
    {"dt": int(TEN) + 3600, "uvi": 6, "clouds": 100},
    {"dt": int(TEN) + 7200, "uvi": None, "clouds": None},
    {"dt": int(TEN) + 10800},
]


async def recorded(shared):
    answer = Answer(shared.body("fixtures/openweathermap/onecall.json"))
    return await forecast_of(make, NEW_YORK, answer, now=RECORDED_AT)


async def test_recorded_values_of_new_york(shared):
    forecast = await recorded(shared)
    uv, cover = forecast.of("uv_index", sky="all"), forecast.of("cloud_cover")
    assert (len(forecast.series), len(uv.value), uv.kind, cover.kind) == (
        2,
        48,
        "instant",
        "instant",
    )
    for time, index, share in [
        ("2026-02-06T21:00Z", 0.18, 0.80), ("2026-02-07T17:00Z", 1.56, 0.71),
        ("2026-02-08T13:00Z", 0.3, 0.02), ("2026-02-08T17:00Z", 2.19, 0.06),
        ("2026-02-08T20:00Z", 0.73, 0.80),
    ]:  # fmt: skip
        assert at(uv, time) == index
        assert at(cover, time) == pytest.approx(share)
    assert (forecast.fetched_at, forecast.issued_at) == (RECORDED_AT, None)
    assert forecast.attribution == TERMS.attribution


async def test_values_are_of_instants_and_not_of_the_hour_before(shared):
    uv = (await recorded(shared)).of("uv_index")
    # Sunset of the recorded body: 22:19:01 UTC. A mean of 21 to 22 UTC could not be nothing.
    assert at(uv, "2026-02-06T21:00Z") == 0.18
    assert at(uv, "2026-02-06T22:00Z") == 0.0
    day = (uv.middle >= unix("2026-02-07T10:00Z")) & (uv.middle < unix("2026-02-08T00:00Z"))
    centroid = np.average(uv.middle[day], weights=uv.value[day])
    assert abs(centroid - solar_noon(centroid, -74.0)) < 1200.0


async def test_values_hold_the_clouds(shared):
    uv = (await recorded(shared)).of("uv_index", sky="all")
    under_71, under_6 = at(uv, "2026-02-07T17:00Z"), at(uv, "2026-02-08T17:00Z")
    assert under_71 < 0.75 * under_6


async def test_gaps_and_dt_counted_in_utc_whatever_the_zone():
    forecast = await forecast_of(make, BERLIN, Answer(body(HOURS)))
    uv, cover = forecast.of("uv_index"), forecast.of("cloud_cover")
    np.testing.assert_array_equal(uv.value, [5.25, 6.0, np.nan, np.nan])
    np.testing.assert_array_equal(cover.value, [0.4, 1.0, np.nan, np.nan])
    assert list(uv.valid_from) == [TEN, TEN + 3600.0, TEN + 7200.0, TEN + 10800.0]
    beyond = [{"dt": int(TEN), "uvi": 1.0, "clouds": share} for share in (-1, 101)]
    for hour in beyond:
        forecast = await forecast_of(make, BERLIN, Answer(body([hour])))
        assert not np.any(forecast.of("cloud_cover").known)


@pytest.mark.parametrize("end", ["", "/", "/data/3.0/onecall"])
async def test_request(end):
    there = replace(BERLIN, latitude=52.0, longitude=-13.449)
    answer = Answer(body(HOURS, (52.0, -13.4)))
    async with serving(lambda f, base: make(f, base + end), answer) as (provider, requests):
        await provider.forecast(there, None)
    (request,) = requests
    assert request.url.path == "/data/3.0/onecall"
    assert dict(request.url.params) == {
        "lat": "52.0", "lon": "-13.4", "appid": KEY, "units": "metric",
        "exclude": "minutely,daily,alerts",
    }  # fmt: skip


def test_today_and_the_next_two_days():
    asked = replace(BERLIN, first=TODAY - timedelta(9), last=TODAY + timedelta(9))
    available = make(None, "").available
    assert available(asked, TODAY) == (TODAY, TODAY + timedelta(2))
    assert available(replace(asked, last=TODAY - timedelta(1)), TODAY) is None
    assert available(replace(asked, first=TODAY + timedelta(3)), TODAY) is None


@pytest.mark.parametrize("place", [(-52.5, 13.4), (13.4, 52.5), (52.5, 15.5)])
async def test_another_place(place):
    error, _ = await failure_of(make, BERLIN, Answer(body(HOURS, place)))
    assert error.failure == "provider_wrong_place"


WRONG = {
    "no hours": body([]),
    "hours null": body(None),
    "left out": {"lat": 52.5, "lon": 13.4},
    "no place": {"hourly": HOURS},
    "place null": body(HOURS, (None, None)),
    "text": body([HOURS[0] | {"uvi": "high"}]),
    "list": body([HOURS[0] | {"clouds": [40]}]),
    "no time": body([{"uvi": 1.0}]),
    "time from nowhere": body([HOURS[0] | {"dt": 6 * 10**17}]),
    "backwards": body(HOURS[::-1]),
    "twice": body([HOURS[0], HOURS[0]]),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(make, BERLIN, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)
