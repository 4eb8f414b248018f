"""The EPA's whole numbers by wall clock: the right instants out of wrong dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from models.solar_geometry import solar_noon
from service.providers.epa import LIMITS, TERMS, Epa, read_hours
from service.providers.forecast import instants
from tests.adapters import HUGE, answer_with, bodies_in, cell_at, centroid
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
BALTIMORE = cell_at(39.3, -76.6, date(2012, 10, 9))
HONOLULU = cell_at(21.3, -157.9, date(2022, 1, 15))
KAILUA_KONA = cell_at(19.6, -156.0, date(2022, 1, 15))
IN_2012 = datetime(2012, 10, 9, 15, tzinfo=UTC)
HAWAII = "uvhourly-zip-96740-kailua-kona-2022-01-15.json"
IN_BALTIMORE = {
    "uvhourly-city-baltimore-md-2012-10-09.json": (0, 1, 1, 2, 2, 1, 1, 0),
    "uvhourly-zip-21209-2012-10-09.json": (0, 2, 1, 2, 2, 1, 1, 0),
}
"""UV index from 09 AM to 04 PM, 13 to 20 UTC."""
DAILY = ["uvdaily-city-baltimore-2012.json", "uvdaily-zip-21209-2012.json"]


def row(number, at_time, value=1, order="ORDER"):
    return {order: number, "ZIP": "21209", "DATE_TIME": at_time, "UV_VALUE": value}


def test_every_body_is_read_somewhere_here(shared):
    assert bodies_in(shared, "epa") == {*IN_BALTIMORE, *DAILY, HAWAII, "unknown-zip-empty.json"}


@pytest.mark.parametrize("name", IN_BALTIMORE)
async def test_recorded_hours_of_baltimore_in_utc(shared, name):
    answer = answer_with(shared, f"epa/{name}")
    forecast = await forecast_of(Epa, BALTIMORE, answer, now=IN_2012)
    (uv,) = forecast.series
    # Eastern daylight time is four hours behind UTC.
    told = tuple(at(uv, f"2012-10-09T{hour}:00Z") for hour in range(13, 21))
    assert told == IN_BALTIMORE[name]
    assert (uv.quantity, uv.sky, uv.kind, uv.weighting) == ("uv_index", "all", "instant",
                                                            "erythemal")  # fmt: skip
    assert (forecast.fetched_at, forecast.issued_at) == (IN_2012, None)
    assert forecast.attribution == TERMS.attribution


@pytest.mark.parametrize("name", IN_BALTIMORE)
async def test_past_midnight_the_old_date_is_kept_and_means_the_next_day(shared, name):
    (uv,) = (
        await forecast_of(Epa, BALTIMORE, answer_with(shared, f"epa/{name}"), now=IN_2012)
    ).series
    assert (uv.valid_from[0], uv.valid_from[-1]) == (
        unix("2012-10-09T10:00Z"), unix("2012-10-10T06:00Z"),
    )  # fmt: skip
    assert (len(uv.value), set(np.diff(uv.valid_from))) == (21, {3600.0})


async def hours_of_hawaii(shared):
    answer = answer_with(shared, f"epa/{HAWAII}")
    there = datetime(2022, 1, 15, 20, tzinfo=UTC)
    (uv,) = (await forecast_of(Epa, HONOLULU, answer, now=there)).series
    return uv


async def test_hawaii_rows_with_dates_of_two_days_are_one_day(shared):
    uv = await hours_of_hawaii(shared)
    # Ten hours behind UTC, the whole year.
    for time, index in [
        ("2022-01-15T11:00Z", 0), ("2022-01-15T18:00Z", 1), ("2022-01-15T20:00Z", 4),
        ("2022-01-15T22:00Z", 7), ("2022-01-15T23:00Z", 7), ("2022-01-16T00:00Z", 6),
        ("2022-01-16T02:00Z", 1), ("2022-01-16T07:00Z", 0),
    ]:  # fmt: skip
        assert at(uv, time) == index
    assert (len(uv.value), set(np.diff(uv.valid_from))) == (21, {3600.0})


async def test_hawaii_has_its_highest_sun_in_the_middle_of_that_day(shared):
    uv = await hours_of_hawaii(shared)
    middle = centroid(uv, "2022-01-15T11:00Z", "2022-01-16T08:00Z")
    # A cloudier afternoon puts it 21 minutes early; an hour too many or few could not hide here.
    assert abs(middle - solar_noon(middle, -156.0)) < 1800.0


def test_a_body_by_zip_is_read_in_the_zone_of_its_place(shared):
    body = answer_with(shared, f"epa/{HAWAII}").body
    time, value = read_hours(body, ZoneInfo("Pacific/Honolulu"))
    assert at(instants("uv_index", time, value), "2022-01-15T22:00Z") == 7


async def test_far_from_the_cities_of_its_list_nobody_is_asked():
    async with serving(Epa, Answer([])) as (provider, requests):
        assert provider.available(KAILUA_KONA, KAILUA_KONA.first) is None
    assert requests == []
    error, tries = await failure_of(Epa, KAILUA_KONA, Answer([]))
    assert (error.failure, tries) == ("provider_no_data", 0)


async def test_an_unknown_place_is_an_empty_list_with_200(shared):
    answer = answer_with(shared, "epa/unknown-zip-empty.json")
    error, tries = await failure_of(Epa, BALTIMORE, answer, now=IN_2012)
    assert (error.failure, tries) == ("provider_no_data", 1)


@pytest.mark.parametrize("name", DAILY)
async def test_a_daily_body_has_no_hours(shared, name):
    error, tries = await failure_of(Epa, BALTIMORE, answer_with(shared, f"epa/{name}"), now=IN_2012)
    assert (error.failure, tries) == ("provider_invalid_response", 1)


@pytest.mark.parametrize("month", ["JUN", "Jun", "jun"])
@pytest.mark.parametrize("order", ["ORDER", "SEQUENCE"])
async def test_month_in_any_case_order_under_two_names_and_numbers_as_text(month, order):
    rows = [
        row("2", f"{month}/12/2026 01 PM", "7", order),
        row("1", f"{month}/12/2026 12 PM", "6", order),
    ]
    (uv,) = (await forecast_of(Epa, BALTIMORE, Answer(rows))).series
    assert list(uv.value) == [6.0, 7.0]
    assert list(uv.valid_from) == [unix("2026-06-12T16:00Z"), unix("2026-06-12T17:00Z")]


async def test_rows_without_numbers_stay_in_their_order():
    rows = [{"DATE_TIME": f"JUN/12/2026 {hour}", "UV_VALUE": 5} for hour in ("11 AM", "12 PM")]
    (uv,) = (await forecast_of(Epa, BALTIMORE, Answer(rows))).series
    assert list(uv.valid_from) == [unix("2026-06-12T15:00Z"), unix("2026-06-12T16:00Z")]


async def test_dates_that_do_go_on_at_midnight_mean_the_same():
    rows = [row(1, "JUN/12/2026 11 PM", 0), row(2, "JUN/13/2026 12 AM", 0)]
    (uv,) = (await forecast_of(Epa, BALTIMORE, Answer(rows))).series
    assert list(uv.valid_from) == [unix("2026-06-13T03:00Z"), unix("2026-06-13T04:00Z")]


@pytest.mark.parametrize(
    ("day", "instants_of_it"),
    [
        # The night in which 01 AM comes twice, and the one in which there is no 02 AM.
        ("OCT/31/2026", ["2026-11-01T04:00Z", "2026-11-01T05:00Z", "2026-11-01T07:00Z"]),
        ("MAR/07/2026", ["2026-03-08T05:00Z", "2026-03-08T06:00Z", "2026-03-08T07:00Z"]),
    ],
)
def test_nights_in_which_clocks_change(day, instants_of_it):
    rows = [f'{{"ORDER": {n}, "DATE_TIME": "{day} {hour}", "UV_VALUE": 0}}'
            for n, hour in enumerate(("11 PM", "12 AM", "01 AM", "02 AM"), 1)]  # fmt: skip
    time, _ = read_hours(f"[{','.join(rows)}]".encode(), ZoneInfo("America/New_York"))
    assert list(time[1:]) == [unix(text) for text in instants_of_it]


async def test_null_is_a_gap_and_odd_values_are_left_to_the_sanity_check():
    rows = [row(n, f"JUN/12/2026 0{n} PM", value) for n, value in enumerate([-1, None, HUGE], 1)]
    (uv,) = (await forecast_of(Epa, BALTIMORE, Answer(rows))).series
    np.testing.assert_array_equal(uv.value, [-1.0, np.nan, float(HUGE)])


@pytest.mark.parametrize(("day", "fresh"), [(10, False), (11, True), (13, True), (14, False)])
async def test_a_day_that_is_over_or_far_is_none(day, fresh):
    answer = Answer([row(1, f"JUN/{day}/2026 12 PM", 6)])
    if fresh:
        assert len((await forecast_of(Epa, BALTIMORE, answer)).series[0].value) == 1
    else:
        error, tries = await failure_of(Epa, BALTIMORE, answer)
        assert (error.failure, tries) == ("provider_outdated", 1)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ((39.3, -76.6), b"/CITY/Baltimore/STATE/MD/JSON"),
        ((38.6, -90.2), b"/CITY/St.%20Louis/STATE/MO/JSON"),
        ((40.8, -111.9), b"/CITY/Salt%20Lake%20City/STATE/UT/JSON"),
        ((45.5, -122.7), b"/CITY/Portland/STATE/OR/JSON"),
        ((43.7, -70.3), b"/CITY/Portland/STATE/ME/JSON"),
    ],
)
async def test_request_by_city_and_state_without_coordinates(place, path):
    base = "/dmapservice/getEnvirofactsUVHOURLY"
    answer = Answer([row(1, "JUN/12/2026 12 PM")])
    make = lambda fetcher, host: Epa(fetcher, f"{host}{base}/")  # noqa: E731
    async with serving(make, answer) as (provider, requests):
        await provider.forecast(cell_at(*place), None)
    (request,) = requests
    assert request.url.raw_path == base.encode() + path
    assert request.headers["user-agent"] == AGENT


def test_yesterday_to_tomorrow_in_cities_alone():
    available = Epa(None, "").available
    asked = replace(BALTIMORE, first=TODAY - timedelta(9), last=TODAY + timedelta(9))
    assert available(asked, TODAY) == (TODAY - timedelta(1), TODAY + timedelta(1))
    assert available(replace(asked, first=TODAY + timedelta(2)), TODAY) is None
    assert available(replace(asked, latitude=52.5, longitude=13.4), TODAY) is None


def test_no_more_than_sixty_calls_a_minute():
    assert [(each.calls, each.window_s) for each in LIMITS] == [(60, 60)]


WRONG = {
    "no list": {"error": "no such table"},
    "null": None,
    "row null": [None],
    "no time": [{"ORDER": 1, "UV_VALUE": 1}],
    "time null": [row(1, None)],
    "time as in Europe": [row(1, "12.06.2026 13:00")],
    "no such month": [row(1, "MAI/12/2026 01 PM")],
    "hour 13 PM": [row(1, "JUN/12/2026 13 PM")],
    "value in words": [row(1, "JUN/12/2026 01 PM", "high")],
    "same hour twice": [row(1, "JUN/12/2026 01 PM"), row(2, "JUN/12/2026 01 PM")],
    "order in words": [row("first", "JUN/12/2026 01 PM")],
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(Epa, BALTIMORE, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)


async def test_a_page_instead_of_rows_is_tried_once_more():
    page = Answer(b"<html>Service unavailable</html>")
    error, tries = await failure_of(Epa, BALTIMORE, page)
    assert (error.failure, tries) == ("provider_invalid_response", 2)
