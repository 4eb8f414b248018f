from datetime import datetime, timedelta
from itertools import pairwise

import pytest

pytestmark = pytest.mark.anyio

BERLIN = {"latitude": 52.52, "longitude": 13.41, "uv_source": "clear_sky"}


async def day(client, **query):
    response = await client.get("/v1/day", params=BERLIN | {"skin_type": 2} | query)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-29", 23), ("2026-06-12", 24), ("2026-10-25", 25)]
)
async def test_days_of_23_24_and_25_hours(client, date, hours):
    answer = await day(client, date=date, step_minutes=60)
    assert len(answer["points"]) == hours
    times = [datetime.fromisoformat(p["time"]) for p in answer["points"]]
    assert {b - a for a, b in pairwise(times)} == {timedelta(hours=1)}
    assert answer["day_start"].startswith(f"{date}T00:00:00")
    length = datetime.fromisoformat(answer["day_end"]) - datetime.fromisoformat(answer["day_start"])
    assert length == timedelta(hours=hours)


@pytest.mark.parametrize(("step", "count"), [(1, 1440), (10, 144), (7, 206), (60, 24)])
async def test_steps(client, step, count):
    answer = await day(client, date="2026-06-12", step_minutes=step)
    assert len(answer["points"]) == count


async def test_a_point_is_the_estimate_begun_then(client):
    answer = await day(client, date="2026-06-12", step_minutes=60)
    for point in answer["points"][8:20:3]:
        query = BERLIN | {"skin_type": 2, "start": point["time"]}
        estimate = (await client.get("/v1/estimate", params=query)).json()
        # Both invert the same curve; shown with two decimals.
        assert point["minutes_to_target"] == estimate["vitamin_d"]["minutes"]["central"]
        assert point["minutes_to_burn"] == estimate["burn"]["minutes"]["central"]
        assert point["limit_minutes"] == estimate["verdict"]["limit_minutes"]
        assert point["uv_index"] == estimate["uv"]["uv_index"]
        assert point["iu_per_minute"] == estimate["vitamin_d"]["iu_per_minute"]


@pytest.mark.parametrize("place", [(78.22, 15.65), (-70.0, 180.0)])
@pytest.mark.parametrize("date", ["2026-06-12", "2026-12-12"])
async def test_a_point_near_midnight_is_the_estimate_begun_then(client, place, date):
    where = {"latitude": place[0], "longitude": place[1], "uv_source": "clear_sky"}
    query = where | {"skin_type": 2, "date": date, "step_minutes": 60}
    points = (await client.get("/v1/day", params=query)).json()["points"]
    for point in points[::5] + points[-1:]:
        query = where | {"skin_type": 2, "start": point["time"]}
        estimate = (await client.get("/v1/estimate", params=query)).json()
        if estimate["uv"]["uv_index_clear_sky"] > 0.0:
            assert point["minutes_to_target"] == estimate["vitamin_d"]["minutes"]["central"]
            assert point["minutes_to_burn"] == estimate["burn"]["minutes"]["central"]
            assert point["limit_minutes"] == estimate["verdict"]["limit_minutes"]
            assert point["limit_minutes_reason"] == estimate["verdict"]["limit_reason"]


async def test_no_null_without_a_reason(client):
    for date in ("2026-06-12", "2026-12-21"):
        answer = await day(client, date=date)
        for point in answer["points"]:
            for name in ("minutes_to_target", "minutes_to_burn", "limit_minutes", "iu_per_minute"):
                assert (point[name] is None) == (point[f"{name}_reason"] is not None)


async def test_windows_reach_the_target_within_the_limit(client):
    answer = await day(client, date="2026-06-12", clothing="swimwear")
    kinds = {window["kind"]: window for window in answer["windows"]}
    assert list(kinds) == ["gentlest", "shortest", "earliest"]
    assert answer["windows_reason"] is None
    for window in kinds.values():
        assert window["vitamin_d_iu"]["central"] == pytest.approx(1000, abs=0.2)
        # Half of the low burn dose: 250 J/m² divided by what spreads it, 0.63 at the least.
        assert window["burn_share"] < 0.5
    assert kinds["gentlest"]["burn_share"] == min(w["burn_share"] for w in kinds.values())
    assert kinds["shortest"]["minutes"] == min(w["minutes"] for w in kinds.values())
    assert kinds["earliest"]["start"] == min(w["start"] for w in kinds.values())


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"date": "2026-12-21"}, "uv_too_low"),
        ({"date": "2026-06-12", "skin_fraction": 0}, "no_skin_exposed"),
        ({"date": "2026-06-12", "clothing": "face_hands"}, "beyond_limit"),
        ({"date": "2026-12-21", "latitude": 80}, "sun_below_horizon"),
    ],
)
async def test_why_there_is_no_window(client, query, reason):
    answer = await day(client, **query)
    assert answer["windows"] == []
    assert answer["windows_reason"] == reason


async def test_today_without_a_date(client):
    assert (await day(client))["date"] == "2026-06-12"


async def test_the_date_that_samoa_skipped(client):
    query = BERLIN | {"skin_type": 2, "date": "2011-12-30", "latitude": -13.83,
                      "longitude": -171.77}  # fmt: skip
    response = await client.get("/v1/day", params=query)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/date", "does_not_exist")


async def test_ultraviolet_now(client):
    response = await client.get("/v1/uv", params=BERLIN)
    answer = response.json()
    assert answer["time"] == "2026-06-12T12:00:00+02:00"
    assert answer["uv"]["erythemal_w_m2"] == pytest.approx(
        0.025 * answer["uv"]["uv_index"], abs=2e-4
    )
    assert response.headers["cache-control"].startswith("public")


@pytest.mark.parametrize(
    ("uv_index", "category"),
    [(0, "low"), (2.4, "low"), (2.5, "moderate"), (5.4, "moderate"), (5.5, "high"),
     (7.5, "very_high"), (10.4, "very_high"), (10.5, "extreme")],
)  # fmt: skip
async def test_categories_are_those_of_whole_numbers(client, uv_index, category):
    # WHO 2002: low to 2, moderate to 5, high to 7, very high to 10, extreme from 11, rounded.
    query = {"latitude": 0, "longitude": 0, "time": "2026-03-21T12:00:00Z", "uv": uv_index}
    answer = (await client.get("/v1/uv", params=query)).json()
    assert answer["uv"]["category"] == (category if uv_index else "extreme")


async def test_entity_tags(client):
    query = BERLIN | {"skin_type": 2, "start": "2026-06-12T13:00:00+02:00"}
    for path, parameters in (
        ("/v1/estimate", query),
        ("/v1/uv", BERLIN),
        ("/v1/skin-types", {}),
        ("/v1/clothing", {}),
        ("/v1/calibrations", {}),
    ):
        first = await client.get(path, params=parameters)
        tag = first.headers["etag"]
        again = await client.get(path, params=parameters, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        other = await client.get(path, params=parameters, headers={"if-none-match": 'W/"x"'})
        assert other.json() == first.json()


async def test_reference_data(client):
    types = (await client.get("/v1/skin-types")).json()
    assert [t["fitzpatrick"] for t in types["skin_types"]] == [1, 2, 3, 4, 5, 6]
    assert [t["med_j_m2"]["central"] for t in types["skin_types"]] == [
        200, 250, 300, 450, 600, 1000,
    ]  # fmt: skip
    assert types["sources"]
    clothing = (await client.get("/v1/clothing")).json()["clothing"]
    assert [c["name"] for c in clothing] == [
        "covered", "face_hands", "face_hands_arms", "t_shirt_shorts", "swimwear", "nude",
    ]  # fmt: skip
    calibrations = (await client.get("/v1/calibrations")).json()
    first, *others = calibrations["calibrations"]
    assert first["name"] == "webb_engelsen_2006"
    assert [each["default"] for each in (first, *others)] == [True, False, False, False, False]
    assert "10.1562/2005-09-01-RA-670" in first["citation"]
    published = calibrations["published_iu_per_med_whole_body"].values()
    assert max(published) / min(published) > 5


async def test_health(client):
    for path in ("/health/live", "/health/ready"):
        response = await client.get(path)
        assert response.json()["status"] == "ok"
        assert response.headers["cache-control"] == "no-store"
