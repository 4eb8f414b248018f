from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from service.providers.currentuvindex import TERMS, CurrentUvIndex
from service.providers.forecast import Cell
from tests.service.providers.serving_bodies import (
    AGENT,
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
BERLIN = Cell(52.5, 13.4, TODAY - timedelta(1), TODAY + timedelta(5))
LONDON = Cell(51.5, -0.1, date(2026, 6, 21), date(2026, 6, 22))


def hour(number, uvi, day=12):
    return {"time": f"2026-06-{day:02}T{number:02}:00:00Z", "uvi": uvi}


def body(**parts):
    whole = {
        "ok": True, "latitude": 52.52, "longitude": 13.41, "now": hour(10, 5.5),
        "forecast": [hour(11, 6.0), hour(12, 6.3)], "history": [hour(8, 3.0), hour(9, 4.4)],
    }  # fmt: skip
    return {name: part for name, part in (whole | parts).items() if part != "left out"}


async def test_documented_values_of_london(shared):
    answer = Answer(shared.body("fixtures/currentuvindex/documented-uvi-london.json"))
    forecast = await forecast_of(CurrentUvIndex, LONDON, answer)
    (uv,) = forecast.series
    assert (uv.quantity, uv.kind, uv.weighting) == ("uv_index", "instant", "erythemal")
    for time, index in [
        ("2026-06-21T00:00Z", 0.0), ("2026-06-21T05:00Z", 0.4), ("2026-06-21T11:00Z", 6.5),
        ("2026-06-21T12:00Z", 6.7), ("2026-06-21T13:00Z", 6.6), ("2026-06-22T12:00Z", 6.8),
    ]:  # fmt: skip
        assert at(uv, time) == index
    assert (len(uv.value), set(np.diff(uv.valid_from))) == (37, {3600.0})
    assert forecast.attribution == TERMS.attribution
    assert (forecast.fetched_at, forecast.issued_at, forecast.expires_at) == (NOW, None, None)


async def test_the_sky_is_unknown_and_never_taken_for_clear_or_cloudy():
    forecast = await forecast_of(CurrentUvIndex, BERLIN, Answer(body()))
    assert forecast.of("uv_index", sky="unknown") is not None
    assert forecast.of("uv_index", sky="all") is None
    assert forecast.of("uv_index", sky="clear") is None


@pytest.mark.parametrize("backwards", [False, True])
async def test_lists_in_any_order(backwards):
    step = -1 if backwards else 1
    mixed = body(forecast=body()["forecast"][::step], history=body()["history"][::step])
    (uv,) = (await forecast_of(CurrentUvIndex, BERLIN, Answer(mixed))).series
    assert list(uv.value) == [3.0, 4.4, 5.5, 6.0, 6.3]
    assert list(uv.valid_from) == [unix(f"2026-06-12T{h:02}:00Z") for h in range(8, 13)]


async def test_what_is_said_of_now_holds_against_both_lists():
    twice = body(
        forecast=[hour(10, 9.9), hour(11, 6.0)],
        history=[hour(10, 1.1), hour(9, 4.4), {"time": "2026-06-12T13:00:00+02:00", "uvi": 7.7}],
    )
    (uv,) = (await forecast_of(CurrentUvIndex, BERLIN, Answer(twice))).series
    assert list(uv.value) == [4.4, 5.5, 6.0]


@pytest.mark.parametrize("left_out", ["now", "forecast", "history"])
async def test_a_part_may_be_left_out(left_out):
    answer = Answer(body(**{left_out: "left out"}))
    (uv,) = (await forecast_of(CurrentUvIndex, BERLIN, answer)).series
    assert 3 <= len(uv.value) <= 4


@pytest.mark.parametrize("place", [("52.5200", "13.4050"), (52.52, 13.405), ("left out",) * 2])
async def test_coordinates_as_text_or_numbers_or_not_at_all(place):
    answer = Answer(body(latitude=place[0], longitude=place[1]))
    assert await forecast_of(CurrentUvIndex, BERLIN, answer)


@pytest.mark.parametrize("place", [(-52.52, 13.41), ("13.41", "52.52"), (52.5, 15.2)])
async def test_another_place(place):
    error, _ = await failure_of(
        CurrentUvIndex, BERLIN, Answer(body(latitude=place[0], longitude=place[1]))
    )
    assert error.failure == "provider_wrong_place"


async def test_null_is_a_gap_and_whole_numbers_are_numbers():
    gap = body(forecast=[hour(11, None), hour(12, 6)])
    (uv,) = (await forecast_of(CurrentUvIndex, BERLIN, Answer(gap))).series
    np.testing.assert_array_equal(uv.value, [3.0, 4.4, 5.5, np.nan, 6.0])


async def test_not_ok_is_told_with_status_200(shared):
    told = shared.body("fixtures/currentuvindex/documented-error-invalid.json")
    for answer in (Answer(told), Answer({"ok": False}), Answer(body(ok=False))):
        error, tries = await failure_of(CurrentUvIndex, BERLIN, answer)
        assert (error.failure, tries) == ("provider_no_data", 1)


@pytest.mark.parametrize("end", ["", "/", "/api/v1/uvi"])
async def test_request(end):
    make = lambda fetcher, base: CurrentUvIndex(fetcher, base + end)  # noqa: E731
    there = replace(BERLIN, latitude=52.0, longitude=13.449)
    async with serving(make, Answer(body())) as (provider, requests):
        await provider.forecast(there, None)
    (request,) = requests
    assert request.url.path == "/api/v1/uvi"
    assert dict(request.url.params) == {"latitude": "52.0", "longitude": "13.4"}
    assert request.headers["user-agent"] == AGENT


def test_from_yesterday_to_the_fifth_day():
    asked = replace(BERLIN, first=TODAY - timedelta(9), last=TODAY + timedelta(9))
    available = CurrentUvIndex(None, "").available
    assert available(asked, TODAY) == (TODAY - timedelta(1), TODAY + timedelta(5))
    assert available(replace(asked, last=TODAY - timedelta(2)), TODAY) is None
    assert available(replace(asked, first=TODAY + timedelta(6)), TODAY) is None


WRONG = {
    "no hours": body(now="left out", forecast=[], history=[]),
    "lists null": body(forecast=None),
    "text": body(now=hour(10, "high")),
    "no value": body(now={"time": "2026-06-12T10:00:00Z"}),
    "no time": body(history=[{"uvi": 1.0}]),
    "time in words": body(now={"time": "now", "uvi": 1.0}),
    "without offset": body(now={"time": "2026-06-12T10:00:00", "uvi": 1.0}),
    "place in words": body(latitude="north"),
    "ok in words": body(ok="perhaps"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(CurrentUvIndex, BERLIN, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)
