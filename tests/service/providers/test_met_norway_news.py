"""Whether MET Norway's forecast is new, still holds, or is too old; and bodies that are not its."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.providers.forecast import Cell
from service.providers.met_norway import MetNorway
from tests.service.providers.serving_bodies import (
    NOW,
    Answer,
    failure_of,
    forecast_of,
    serving,
)

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
BERLIN = Cell(52.5, 13.4, TODAY, TODAY + timedelta(9))
MODIFIED, EXPIRES = "Fri, 12 Jun 2026 09:41:07 GMT", "Fri, 12 Jun 2026 10:12:30 GMT"
HEADERS = {"Last-Modified": MODIFIED, "Expires": EXPIRES}


def step(time, **details):
    return {"time": time, "data": {"instant": {"details": details}}}


STEPS = (
    step("2026-06-12T10:00:00Z", ultraviolet_index_clear_sky=6.1, cloud_area_fraction=25.0),
    step("2026-06-12T11:00:00Z", ultraviolet_index_clear_sky=6.6, cloud_area_fraction=50.0),
)


def body(steps=STEPS, place=(13.4, 52.5, 40), meta=("updated_at", "2026-06-12T08:30:00Z")):
    properties = {"meta": dict([meta] if meta else []), "timeseries": list(steps)}
    return {"geometry": {"type": "Point", "coordinates": place}, "properties": properties}


async def test_last_modified_goes_back_word_for_word_and_304_renews():
    odd = MODIFIED.replace(" GMT", "  gmt")
    first = await forecast_of(MetNorway, BERLIN, Answer(body(), 203, HEADERS))
    known = replace(first, last_modified=odd, fetched_at=NOW - timedelta(hours=1))
    still = Answer(b"", 304, {"Expires": "Fri, 12 Jun 2026 10:45:00 GMT"})
    async with serving(MetNorway, still) as (provider, requests):
        again = await provider.forecast(BERLIN, known)
    assert requests[0].headers["if-modified-since"] == odd
    assert again.series is known.series
    assert again.expires_at == datetime(2026, 6, 12, 10, 45, tzinfo=UTC)
    assert again.fetched_at == NOW
    assert again.issued_at == known.issued_at
    assert again.last_modified == odd
    assert again.notices == ("provider_deprecated",)


async def test_what_changed_replaces_what_was_known():
    known = await forecast_of(MetNorway, BERLIN, Answer(body(), headers=HEADERS))
    later = HEADERS | {"Last-Modified": "Fri, 12 Jun 2026 09:59:00 GMT"}
    async with serving(MetNorway, Answer(body(STEPS[1:]), headers=later)) as (provider, _):
        again = await provider.forecast(BERLIN, known)
    assert len(again.series[0].value) == 1
    assert again.last_modified == "Fri, 12 Jun 2026 09:59:00 GMT"


async def test_304_without_having_asked_is_an_error():
    known = await forecast_of(MetNorway, BERLIN, Answer(body()))
    assert known.last_modified is None
    for before in (None, known):
        error, _ = await failure_of(MetNorway, BERLIN, Answer(b"", 304), known=before)
        assert error.failure == "provider_error_status"


async def test_203_says_that_the_version_is_on_its_way_out():
    forecast = await forecast_of(MetNorway, BERLIN, Answer(body(), 203, HEADERS))
    assert forecast.notices == ("provider_deprecated",)
    assert forecast.of("uv_index").value[0] == 6.1


@pytest.mark.parametrize("hours", [35.9, 36.1])
async def test_a_forecast_of_the_day_before_yesterday_is_none(hours):
    issued = (NOW - timedelta(hours=hours)).isoformat()
    old = Answer(body(meta=("updated_at", issued)))
    if hours < 36.0:
        assert (await forecast_of(MetNorway, BERLIN, old)).issued_at.isoformat() == issued
    else:
        error, _ = await failure_of(MetNorway, BERLIN, old)
        assert error.failure == "provider_outdated"


async def test_304_does_not_keep_a_forecast_alive_that_is_too_old():
    known = await forecast_of(MetNorway, BERLIN, Answer(body(), headers=HEADERS))
    later = NOW + timedelta(hours=36)
    error, _ = await failure_of(MetNorway, BERLIN, Answer(b"", 304), known=known, now=later)
    assert error.failure == "provider_outdated"


@pytest.mark.parametrize("expires", [None, "0", "soon"])
async def test_expires_may_be_missing_or_nonsense(expires):
    headers = {} if expires is None else {"Expires": expires}
    answer = Answer(body(meta=None), headers=headers)
    forecast = await forecast_of(MetNorway, BERLIN, answer)
    assert (forecast.expires_at, forecast.issued_at) == (None, None)


async def test_retry_after_is_heard():
    error, _ = await failure_of(MetNorway, BERLIN, Answer(b"", 429, {"Retry-After": "300"}))
    assert error.retry_after_s == 300.0


@pytest.mark.parametrize("place", [(13.4, 54.0), (15.5, 52.5), (-13.4, 52.5), (52.5, 13.4)])
async def test_another_place(place):
    error, _ = await failure_of(MetNorway, BERLIN, Answer(body(place=place)))
    assert error.failure == "provider_wrong_place"


async def test_across_the_date_line_is_near():
    taveuni = replace(BERLIN, latitude=-16.8, longitude=-179.9)
    assert await forecast_of(MetNorway, taveuni, Answer(body(place=(179.9, -16.8))))


WRONG = {
    "no steps": body([]),
    "steps null": body() | {"properties": {"timeseries": None}},
    "no place": {"properties": body()["properties"]},
    "half a place": body(place=[13.4]),
    "place null": body(place=[None, None]),
    "text": body([step("2026-06-12T10:00:00Z", ultraviolet_index_clear_sky="much")]),
    "list": body([step("2026-06-12T10:00:00Z", cloud_area_fraction=[25.0])]),
    "no time": body([step("noon", cloud_area_fraction=25.0)]),
    "time null": body([step(None, cloud_area_fraction=25.0)]),
    "without offset": body([step("2026-06-12T10:00:00", cloud_area_fraction=25.0)]),
    "backwards": body(STEPS[::-1]),
    "twice": body([STEPS[0], STEPS[0]]),
    "no instant": body([{"time": "2026-06-12T10:00:00Z", "data": {}}]),
    "issued in words": body(meta=("updated_at", "yesterday")),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(MetNorway, BERLIN, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)
