"""The best windows of the coming days."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from tests.upstream import (
    CAMS,
    CLOUDS,
    MET,
    Reply,
    Upstream,
    cams,
    clear_day,
    clouds,
    hours,
    met_norway,
    urls_of,
)  # fmt: skip

pytestmark = pytest.mark.anyio

BERLIN = {"latitude": 52.52, "longitude": 13.41, "elevation_m": 40}
QUERY = {
    **BERLIN,
    "skin_type": 2,
    "age_years": 30,
    "clothing": "swimwear",
    "uv_source": "clear_sky",
}


async def ask(client, **query):
    response = await client.get("/v1/windows", params={**QUERY, **query})
    assert response.status_code == 200, response.text
    return response.json()


async def test_windows_of_five_days(client, now):
    answer = await ask(client)
    today = now.astimezone(datetime.fromisoformat("2026-06-12T12:00:00+02:00").tzinfo).date()
    expected = [str(today + timedelta(days=i)) for i in range(5)]
    assert [day["date"] for day in answer["days"]] == expected
    for day in answer["days"]:
        assert [window["kind"] for window in day["windows"]] == ["gentlest", "shortest", "earliest"]
        gentlest, shortest, earliest = day["windows"]
        assert gentlest["burn_share"] <= min(shortest["burn_share"], earliest["burn_share"])
        assert shortest["minutes"] <= min(gentlest["minutes"], earliest["minutes"])
        assert earliest["start"] <= min(gentlest["start"], shortest["start"])
        for window in day["windows"]:
            assert window["start"][:10] == day["date"]
            assert window["vitamin_d_iu"]["central"] == pytest.approx(1000, rel=1e-3)
            assert window["burn_share"] < 0.5


async def test_today_begins_now(client, now):
    today = (await ask(client))["days"][0]
    for window in today["windows"]:
        assert datetime.fromisoformat(window["start"]) >= now - timedelta(seconds=1)


async def test_a_day_of_the_windows_is_the_day_of_the_curve(client):
    tomorrow = (await ask(client, days=2))["days"][1]
    curve = await client.get("/v1/day", params={**QUERY, "date": tomorrow["date"]})
    assert curve.json()["windows"] == tomorrow["windows"]


async def test_a_window_keeps_its_promise(client):
    for day in (await ask(client, days=3))["days"]:
        for window in day["windows"]:
            response = await client.get("/v1/estimate", params={**QUERY, "start": window["start"]})
            verdict = response.json()["verdict"]
            assert verdict["code"] == "target_before_burn"


async def test_why_there_is_no_window(client):
    winter = {"latitude": 69.65, "longitude": -18.96, "clothing": "face_hands"}
    answer = await ask(client, **winter, target_iu=20_000)
    for day in answer["days"]:
        assert day["windows"] == []
        assert day["windows_reason"] in {"saturation", "beyond_limit", "uv_too_low"}


async def test_without_a_forecast_the_sky_is_clear_and_says_so(client):
    answer = await ask(client, uv_source="auto")
    for day in answer["days"]:
        assert day["provenance"]["uv_source"] == "clear_sky"
        assert "no_provider_configured" in day["provenance"]["quality_flags"]


async def test_infants_are_offered_no_window(client):
    answer = await ask(client, age_years=0.5)
    assert {day["windows_reason"] for day in answer["days"]} == {"caution"}


async def test_the_best_of_all_days(client):
    answer = await ask(client)
    assert [best["kind"] for best in answer["best"]] == ["gentlest", "shortest", "earliest"]
    for best in answer["best"]:
        (day,) = [day for day in answer["days"] if day["date"] == best["date"]]
        assert best["window"] in day["windows"]
        assert best["window"]["kind"] == best["kind"]
        assert best["reason"] is None
    windows = [window for day in answer["days"] for window in day["windows"]]
    gentlest, shortest, earliest = (best["window"] for best in answer["best"])
    assert gentlest["burn_share"] == min(window["burn_share"] for window in windows)
    assert shortest["minutes"] == min(window["minutes"] for window in windows)
    assert earliest["start"] == min(window["start"] for window in windows)


async def test_where_no_day_has_a_window_the_best_say_why(client):
    answer = await ask(client, age_years=0.5)
    assert answer["best"] == [
        {"kind": kind, "date": None, "window": None, "reason": "caution"}
        for kind in ("gentlest", "shortest", "earliest")
    ]


async def test_a_day_that_is_over_does_not_speak_for_the_others(application):
    evening = datetime(2026, 6, 12, 21, 59, 30, tzinfo=UTC)
    async with application(uv_providers=(), geocoding=False, now=evening) as client:
        answer = await ask(client, days=2, target_iu=20_000)
    over, other = (day["windows_reason"] for day in answer["days"])
    assert over == "day_ends" != other
    assert {best["reason"] for best in answer["best"]} == {other}


@pytest.mark.parametrize(
    ("query", "reason"),
    [({}, "clear_sky_asked"), ({"uv_source": "auto"}, "no_forecast"),
     # Noon of the polar night: nobody is asked for a forecast of that.
     ({"uv_source": "auto", "latitude": -77.85, "longitude": 166.67}, "sun_too_low_for_forecast")],
)  # fmt: skip
async def test_why_no_day_has_a_forecast(client, query, reason):
    answer = await ask(client, **query)
    assert answer["forecast_until"] is None
    assert answer["forecast_until_reason"] == reason


async def test_where_the_forecast_ends(application, now):
    three = hours(3)
    async with Upstream() as server:
        server.replies = {
            CAMS: Reply(cams(clear_day, times=three)),
            CLOUDS: Reply(clouds(times=three)),
            MET: Reply(met_norway(clear_day, times=three)),
        }
        async with application(**urls_of(server.url), now=now) as client:
            answer = await ask(client, uv_source="auto")
    assert answer["forecast_until"] == "2026-06-13"
    assert answer["forecast_until_reason"] is None
    skies = {day["date"]: day["provenance"]["sky"] for day in answer["days"]}
    assert skies["2026-06-13"] == "all_sky"
    assert {sky for day, sky in skies.items() if day > "2026-06-13"} == {"clear_sky"}


async def test_a_table_of_windows(client):
    shown = await ask(client)
    response = await client.get("/v1/windows", params=QUERY, headers={"accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "Accept" in response.headers["vary"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    expected = [(day, window) for day in shown["days"] for window in day["windows"]]
    assert len(rows) == len(expected) == 15
    for row, (day, window) in zip(rows, expected, strict=True):
        assert (row["date"], row["kind"]) == (day["date"], window["kind"])
        assert (row["start"], row["end"]) == (window["start"], window["end"])
        assert float(row["minutes"]) == window["minutes"]
        assert float(row["vitamin_d_iu_high"]) == window["vitamin_d_iu"]["high"]
        assert row["windows_reason"] == ""
        assert row["sky"] == "clear_sky"
    again = {"accept": "text/csv", "if-none-match": response.headers["etag"]}
    assert (await client.get("/v1/windows", params=QUERY, headers=again)).status_code == 304


async def test_a_day_without_a_window_has_a_row_that_says_why(client):
    response = await client.get(
        "/v1/windows", params=QUERY | {"age_years": 0.5}, headers={"accept": "text/csv"}
    )
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 5
    assert {(row["kind"], row["start"], row["windows_reason"]) for row in rows} == {
        ("", "", "caution")
    }


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"days": 0}, "#/days"), ({"days": 17}, "#/days"), ({"uv_source": "manual"}, "#/uv_source"),
     ({"start": "2026-06-12T12:00:00Z"}, "#/start"), ({"uv": 5}, "#/uv")],
)  # fmt: skip
async def test_what_cannot_be_asked(client, query, pointer):
    response = await client.get("/v1/windows", params={**QUERY, **query})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
