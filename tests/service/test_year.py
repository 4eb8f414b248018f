"""The year of a place."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats

from service.questions import Exposure, Person, Question, SkyQuestion, Spot
from service.world import world_alone
from service.year import year_of

pytestmark = pytest.mark.anyio

BOSTON = {"latitude": 42.36, "longitude": -71.06, "elevation_m": 0}
MELBOURNE = {"latitude": -37.81, "longitude": 144.96, "elevation_m": 0}
MIAMI = {"latitude": 25.76, "longitude": -80.19, "elevation_m": 0}
SINGAPORE = {"latitude": 1.35, "longitude": 103.82, "elevation_m": 0}
NAIROBI = {"latitude": -1.29, "longitude": 36.82, "elevation_m": 0}
EDMONTON = {"latitude": 53.55, "longitude": -113.49, "elevation_m": 0}


NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
WORLD = world_alone(lambda: NOW)


def asked_at(latitude, longitude):
    spot = Spot(latitude, longitude, 0.0)
    return Question(SkyQuestion(spot, uv_source="clear_sky"), Person(2, age_years=30))


async def ask(client, place, **query):
    query = {**place, "skin_type": 2, "year": 2026, "age_years": 30, **query}
    response = await client.get("/v1/year", params=query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_winters_of_the_world(client):
    # Webb 1988: Boston from November to mid-February.
    winter = (await ask(client, BOSTON))["vitamin_d_winter"]
    assert winter["start"][:7] == "2026-11"
    assert winter["end"] == "2027-02-14"
    start, end = (datetime.fromisoformat(winter[name]) for name in ("start", "end"))
    assert (end - start).days + 1 == winter["days"]
    melbourne = (await ask(client, MELBOURNE))["vitamin_d_winter"]
    assert "2026-05" <= melbourne["start"] < melbourne["end"] < "2026-09"
    # Webb 1988: Edmonton from October to March.
    edmonton = (await ask(client, EDMONTON))["vitamin_d_winter"]
    assert (edmonton["start"][:7], edmonton["end"][:7]) == ("2026-10", "2027-03")
    for place in (MIAMI, SINGAPORE, NAIROBI):
        none = (await ask(client, place))["vitamin_d_winter"]
        assert none == {"start": None, "end": None, "days": 0, "reason": "none"}


@pytest.mark.parametrize(("year", "days"), [(2024, 366), (2026, 365), (2100, 365), (1950, 365)])
async def test_every_day_of_the_year(client, year, days):
    answer = await ask(client, BOSTON, year=year)
    dates = [day["date"] for day in answer["days"]]
    assert len(dates) == len(set(dates)) == days
    assert dates == sorted(dates)
    assert {date[:4] for date in dates} == {str(year)}
    for day in answer["days"]:
        best = day["best_possible_iu"]
        assert 0 <= best["low"] <= best["central"] <= best["high"]
        assert day["limited_by"] in {"burn_dose", "four_hours"}
        assert (best["low"] == 0) or not day["below_synthesis_threshold"]


@pytest.mark.parametrize("age", [30, 8])
@pytest.mark.parametrize("on", [date(2026, 6, 21), date(2026, 10, 5), date(2026, 12, 21)])
async def test_a_day_of_the_year_is_the_stay_that_it_says(client, on, age):
    exposed = Exposure(clothing="t_shirt_shorts")
    question = Question(SkyQuestion(Spot(42.36, -71.06, 0.0)), Person(2, age_years=age), exposed)
    year = await year_of(question, 2026, WORLD)
    (day,) = [day for day in year.days if day.date == on]
    query = {**BOSTON, "skin_type": 2, "age_years": age, "clothing": "t_shirt_shorts",
             "uv_source": "clear_sky"}  # fmt: skip
    noon = await client.get("/v1/estimate", params=query | {"start": f"{on}T12:00:00-05:00"})
    middle = datetime.fromisoformat(noon.json()["sun"]["solar_noon"])
    start = middle - timedelta(minutes=day.minutes / 2)
    end = start + timedelta(minutes=day.minutes)
    times = {"start": start.isoformat(), "end": end.isoformat()}
    session = (await client.get("/v1/estimate", params=query | times)).json()["session"]
    # Steps of ten minutes against one: a few thousandths; noon to a second.
    made = day.best_possible_iu.central
    assert session["vitamin_d_iu"]["central"] == pytest.approx(made, rel=0.01)
    if day.limited_by == "burn_dose":
        share = 0.25 if age < 16 else 0.5
        assert session["med_fraction"]["central"] == pytest.approx(share, rel=0.01)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(-21.13, -175.2), (66.16, -169.8), (52.9, 172.9), (52.52, 13.41)]
)
async def test_dates_are_those_of_the_place_at_the_date_line_too(client, latitude, longitude):
    place = {"latitude": latitude, "longitude": longitude, "elevation_m": 0}
    days = {day["date"]: day["noon_uv_index"] for day in (await ask(client, place))["days"]}
    for on in ("2026-03-20", "2026-09-01"):
        query = {**place, "skin_type": 2, "date": on, "step_minutes": 5, "uv_source": "clear_sky"}
        curve = (await client.get("/v1/day", params=query)).json()["points"]
        # Ozone of the day's mean against that of noon.
        assert max(p["uv_index"] for p in curve) == pytest.approx(days[on], abs=0.015)


@pytest.mark.parametrize(
    ("latitude", "longitude", "midwinter"),
    [(69.65, 18.96, date(2026, 12, 21)), (78.22, 15.65, date(2026, 12, 21)),
     (-77.85, 166.67, date(2026, 6, 21)), (-54.80, -68.30, date(2026, 6, 21))],
)  # fmt: skip
async def test_winters_near_the_poles_hold_the_longest_night(latitude, longitude, midwinter):
    year = await year_of(asked_at(latitude, longitude), 2026, WORLD)
    winter = year.vitamin_d_winter
    assert winter.start <= midwinter <= winter.end
    # The longest night is their middle, but for the ozone, which falls towards autumn.
    middle = winter.start + (winter.end - winter.start) / 2
    assert abs((middle - midwinter).days) <= 30
    assert 150 < winter.days < 365


@pytest.mark.parametrize("latitude", [90.0, -90.0])
async def test_at_the_poles_winter_is_all_year(latitude):
    winter = (await year_of(asked_at(latitude, 0.0), 2026, WORLD)).vitamin_d_winter
    assert (winter.start, winter.end) == (date(2026, 1, 1), date(2026, 12, 31))


@given(latitude=floats(-90.0, 90.0), longitude=floats(-180.0, 180.0))
@settings(max_examples=20)
def test_winters_are_runs_of_dark_days(latitude, longitude):
    year = asyncio.run(year_of(asked_at(latitude, longitude), 2026, WORLD))
    winter = year.vitamin_d_winter
    dark = {day.date for day in year.days if day.below_synthesis_threshold}
    if winter.start is None:
        assert not dark
        assert (winter.end, winter.days, winter.reason) == (None, 0, "none")
        return
    assert winter.reason is None
    assert winter.start.year == 2026
    assert (winter.end - winter.start).days + 1 == winter.days <= 365
    days = {winter.start + timedelta(days=i) for i in range(winter.days)}
    assert {day for day in days if day.year == 2026} <= dark


async def test_polar_night_gives_nothing(client):
    answer = await ask(client, {"latitude": 78.2, "longitude": 15.6})
    first = answer["days"][0]
    assert first["best_possible_iu"] == {"low": 0, "central": 0, "high": 0}
    assert first["limited_by"] == "four_hours"
    assert answer["vitamin_d_winter"]["days"] > 200


async def test_a_table_for_spreadsheets(client):
    query = {**BOSTON, "skin_type": 2, "year": 2026}
    response = await client.get("/v1/year", params=query, headers={"accept": "text/csv"})
    assert response.headers["content-type"].startswith("text/csv")
    assert "Accept" in response.headers["vary"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 365
    again = {"accept": "text/csv", "if-none-match": response.headers["etag"]}
    assert (await client.get("/v1/year", params=query, headers=again)).status_code == 304
    shown = (await client.get("/v1/year", params=query)).json()["days"]
    assert float(rows[100]["best_possible_iu_central"]) == shown[100]["best_possible_iu"]["central"]


async def test_infants_get_no_amounts(client):
    answer = await ask(client, BOSTON, age_years=0.5)
    assert {day["best_possible_iu_reason"] for day in answer["days"]} == {"caution"}
    assert {day["best_possible_iu"] for day in answer["days"]} == {None}


async def test_half_of_its_med_gives_darker_skin_as_much(client):
    light, dark = [(await ask(client, BOSTON, skin_type=kind))["days"][171] for kind in (1, 6)]
    assert dark["best_possible_iu"]["central"] == pytest.approx(
        light["best_possible_iu"]["central"], rel=0.05
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("TEXT/CSV", "text/csv"), ("text/*", "text/csv"), ("text/csv;q=0.9,*/*", "text/csv"),
     ("application/json, text/csv", "application/json"), ("", "application/json")],
)  # fmt: skip
async def test_what_is_accepted(client, accept, kind):
    response = await client.get(
        "/v1/year", params={**BOSTON, "skin_type": 2, "year": 2026}, headers={"accept": accept}
    )
    assert response.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"year": 1900}, "#/year"), ({"year": "x"}, "#/year"), ({"start": "2026-01-01"}, "#/start"),
        ({"skin_type": 7}, "#/skin_type"), ({"clothing": "nude", "skin_fraction": 1},
                                            "#/skin_fraction"),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked(client, query, pointer):
    response = await client.get("/v1/year", params={**BOSTON, "skin_type": 2, **query})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
