"""The best windows of the coming days."""

from datetime import datetime, timedelta

import pytest

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


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"days": 0}, "#/days"), ({"days": 17}, "#/days"), ({"uv_source": "manual"}, "#/uv_source"),
     ({"start": "2026-06-12T12:00:00Z"}, "#/start"), ({"uv": 5}, "#/uv")],
)  # fmt: skip
async def test_what_cannot_be_asked(client, query, pointer):
    response = await client.get("/v1/windows", params={**QUERY, **query})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
