import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from models.solar_geometry import solar_noon
from service.providers.forecast import Cell
from service.providers.met_norway import TERMS, MetNorway
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
LONDON = Cell(51.5, -0.1, date(2020, 7, 20), date(2020, 7, 29))
BERLIN = Cell(52.5, 13.4, TODAY, TODAY + timedelta(9))
RECORDED_AT = datetime(2020, 7, 20, 11, 44, 31, tzinfo=UTC)
STEPS = (
    ("2026-06-12T10:00:00Z", {"ultraviolet_index_clear_sky": 6.1, "cloud_area_fraction": 25.0}),
    ("2026-06-12T11:00:00Z", {"ultraviolet_index_clear_sky": None, "cloud_area_fraction": 100.0}),
    ("2026-06-14T18:00:00Z", {"cloud_area_fraction": 0.0}),
    ("2026-06-15T00:00:00Z", {}),
)


def body(steps=STEPS, place=(13.4, 52.5, 40), updated_at="2026-06-12T08:30:00Z"):
    rows = [{"time": t, "data": {"instant": {"details": details}}} for t, details in steps]
    meta = {} if updated_at is None else {"updated_at": updated_at}
    properties = {"meta": meta, "timeseries": rows}
    return {"geometry": {"type": "Point", "coordinates": place}, "properties": properties}


async def test_recorded_values_of_london(shared):
    name = "fixtures/met-norway/complete-london-uv"
    headers = json.loads(shared.body(f"{name}.headers.json"))["headers"]
    kept = {each: headers[each] for each in ("Expires", "Last-Modified")}
    answer = Answer(shared.body(f"{name}.json"), headers=kept)
    forecast = await forecast_of(MetNorway, LONDON, answer, now=RECORDED_AT)
    uv, cover = forecast.of("uv_index", sky="clear"), forecast.of("cloud_cover")
    assert (len(forecast.series), uv.kind, cover.kind) == (2, "instant", "instant")
    for time, index, share in [
        ("2020-07-20T11:00Z", 6.4, 0.125), ("2020-07-20T16:00Z", 2.3, 0.008),
        ("2020-07-21T12:00Z", 6.8, 1.0), ("2020-07-22T18:00Z", 0.4, 0.945),
    ]:  # fmt: skip
        assert at(uv, time) == index
        assert at(cover, time) == pytest.approx(share)
    assert forecast.issued_at == datetime(2020, 7, 20, 1, 30, 57, tzinfo=UTC)
    assert forecast.expires_at == datetime(2020, 7, 20, 12, 16, 23, tzinfo=UTC)
    assert forecast.last_modified == "Mon, 20 Jul 2020 11:44:31 GMT"
    assert (forecast.fetched_at, forecast.notices) == (RECORDED_AT, ())
    assert forecast.attribution == TERMS.attribution


async def test_beyond_55_hours_the_uv_key_is_absent_and_steps_are_of_six_hours(shared):
    answer = Answer(shared.body("fixtures/met-norway/complete-london-uv.json"))
    forecast = await forecast_of(MetNorway, LONDON, answer, now=RECORDED_AT)
    uv, cover = forecast.of("uv_index"), forecast.of("cloud_cover")
    assert list(np.flatnonzero(uv.known)) == list(range(56))
    assert set(np.diff(uv.valid_from[55:])) == {6 * 3600.0}
    assert at(cover, "2020-07-23T00:00Z") == pytest.approx(0.203)
    assert np.all(cover.known)


async def test_values_are_of_instants_and_not_of_the_hour_before(shared):
    answer = Answer(shared.body("fixtures/met-norway/complete-london-uv.json"))
    uv = (await forecast_of(MetNorway, LONDON, answer, now=RECORDED_AT)).of("uv_index")
    day = (uv.middle >= unix("2020-07-21T00:00Z")) & (uv.middle < unix("2020-07-22T00:00Z"))
    centroid = np.average(uv.middle[day], weights=uv.value[day])
    assert abs(centroid - solar_noon(centroid, -0.1)) < 900.0  # half an hour for a mean


async def test_in_polar_night_zero_is_a_value_and_not_a_gap(shared):
    answer = Answer(shared.body("fixtures/met-norway/documented-polar-night-tromso.json"))
    tromso = Cell(69.6, 18.9, date(2026, 12, 21), date(2026, 12, 30))
    at_noon = datetime(2026, 12, 21, 11, tzinfo=UTC)
    uv = (await forecast_of(MetNorway, tromso, answer, now=at_noon)).of("uv_index")
    assert list(uv.value[:4]) == [0.0] * 4
    assert np.isnan(uv.value[4])


async def test_compact_has_no_uv_and_still_has_clouds(shared):
    answer = Answer(shared.body("fixtures/met-norway/compact-newyork.json"))
    there = replace(LONDON, latitude=40.7, longitude=-74.0)
    forecast = await forecast_of(MetNorway, there, answer, now=RECORDED_AT)
    assert not np.any(forecast.of("uv_index", sky="clear").known)
    assert np.all(forecast.of("cloud_cover").known)


async def test_gaps_nulls_and_impossible_covers():
    steps = [*STEPS, ("2026-06-15T06:00:00+00:00", {"cloud_area_fraction": 101.0})]
    forecast = await forecast_of(MetNorway, BERLIN, Answer(body(steps)))
    uv, cover = forecast.of("uv_index", sky="clear"), forecast.of("cloud_cover")
    np.testing.assert_array_equal(uv.value, [6.1, *[np.nan] * 4])
    np.testing.assert_array_equal(cover.value, [0.25, 1.0, 0.0, np.nan, np.nan])
    assert list(uv.valid_from[:2]) == [unix("2026-06-12T10:00Z"), unix("2026-06-12T11:00Z")]


@pytest.mark.parametrize("end", ["", "/", "/weatherapi/locationforecast/2.0/complete"])
async def test_no_more_than_four_decimals_are_sent_and_no_altitude(end):
    cell = Cell(59.96, 10.72, TODAY, TODAY)
    place = Answer(body(place=(10.7, 60.0)))
    async with serving(lambda f, base: MetNorway(f, base + end), place) as (provider, requests):
        await provider.forecast(cell, None)
    (request,) = requests
    assert request.url.path == "/weatherapi/locationforecast/2.0/complete"
    assert dict(request.url.params) == {"lat": "60.0", "lon": "10.7"}
    assert request.headers["user-agent"] == AGENT
    assert "if-modified-since" not in request.headers


def test_never_the_past_and_ten_days():
    asked = replace(BERLIN, first=TODAY - timedelta(3), last=TODAY + timedelta(20))
    found = MetNorway(None, "").available(asked, TODAY)
    assert found == (TODAY, TODAY + timedelta(9))
    over = replace(BERLIN, first=TODAY - timedelta(3), last=TODAY - timedelta(1))
    assert MetNorway(None, "").available(over, TODAY) is None


@pytest.mark.parametrize(
    ("name", "failure"), [("403.html", "refused"), ("429.txt", "rate_limited")]
)
async def test_its_errors_are_pages_and_no_json(shared, name, failure):
    documented = shared.body(f"fixtures/met-norway/documented-error-{name}")
    error, tries = await failure_of(MetNorway, BERLIN, Answer(documented, int(name[:3])))
    assert (error.failure, tries) == (f"provider_{failure}", 1)
