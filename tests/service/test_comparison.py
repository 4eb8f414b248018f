"""The years of several places side by side."""

import csv
import io

import pytest

pytestmark = pytest.mark.anyio

PLACES = {
    "Boston": (42.36, -71.06),
    "Melbourne": (-37.81, 144.96),
    "Singapore": (1.35, 103.82),
    "Longyearbyen": (78.22, 15.65),
    "South Atlantic": (-45.0, -30.0),
}
LIST = "|".join(f"{latitude},{longitude}" for latitude, longitude in PLACES.values())
QUERY = {"places": LIST, "skin_type": 2, "age_years": 30, "year": 2026}


async def ask(client, **query):
    response = await client.get("/v1/year/comparison", params=QUERY | query)
    assert response.status_code == 200, response.text
    return response.json()


async def test_every_place_is_its_own_year(client):
    answer = await ask(client, clothing="t_shirt_shorts")
    for shown, (latitude, longitude) in zip(answer["places"], PLACES.values(), strict=True):
        query = {"latitude": latitude, "longitude": longitude, "skin_type": 2, "age_years": 30,
                 "year": 2026, "clothing": "t_shirt_shorts"}  # fmt: skip
        year = (await client.get("/v1/year", params=query)).json()
        for name in ("location", "vitamin_d_winter", "assumptions"):
            assert shown[name] == year[name]
        dark = [day["below_synthesis_threshold"] for day in year["days"]]
        assert shown["days_below_synthesis_threshold"] == sum(dark)
        assert [month["month"] for month in shown["months"]] == list(range(1, 13))
        for month in shown["months"]:
            days = [day for day in year["days"] if int(day["date"][5:7]) == month["month"]]
            for end in ("low", "central", "high"):
                mean = sum(day["best_possible_iu"][end] for day in days) / len(days)
                # Both are rounded to a tenth.
                assert month["best_possible_iu"][end] == pytest.approx(mean, abs=0.11)


async def test_what_places_are_called_and_when_they_are_best(client):
    answer = await ask(client)
    boston, melbourne, singapore, longyearbyen, sea = answer["places"]
    assert boston["nearest_city"] == "Boston, United States"
    assert sea["nearest_city"] is None
    assert sea["nearest_city_reason"] == "no_city_within_100_km"
    assert melbourne["nearest_city_reason"] is None
    # Half a MED of high sun is no more than half a MED of lower sun: months near summer are
    # much alike, and only the winter is out of the question.
    assert boston["best_month"] in range(3, 11)
    assert melbourne["best_month"] not in range(6, 9)
    assert longyearbyen["best_month"] in {6, 7, 8}
    assert singapore["days_below_synthesis_threshold"] == 0
    assert singapore["vitamin_d_winter"]["reason"] == "none"
    for place in answer["places"]:
        means = [month["best_possible_iu"]["central"] for month in place["months"]]
        assert means[place["best_month"] - 1] == max(means)
        months = [month["days_below_synthesis_threshold"] for month in place["months"]]
        assert sum(months) == place["days_below_synthesis_threshold"]


@pytest.mark.parametrize(
    ("query", "amount_reason", "month_reason"),
    [({"age_years": 0.5}, "caution", "caution"), ({"skin_fraction": 0}, None, "no_vitamin_d")],
)
async def test_where_no_month_is_best(client, query, amount_reason, month_reason):
    for place in (await ask(client, **query))["places"]:
        assert place["best_month"] is None
        assert place["best_month_reason"] == month_reason
        for month in place["months"]:
            assert month["best_possible_iu_reason"] == amount_reason
            if amount_reason is None:
                assert month["best_possible_iu"] == {"low": 0, "central": 0, "high": 0}
            else:
                assert month["best_possible_iu"] is None


async def test_this_year_where_none_is_asked_for(client):
    response = await client.get(
        "/v1/year/comparison", params={"places": "52.52,13.41|28.1,-15.4", "skin_type": 2}
    )
    assert response.json()["year"] == 2026
    assert [place["nearest_city"] for place in response.json()["places"]] == [
        "Berlin, Germany",
        "Las Palmas, Spain",
    ]


async def test_a_table_of_months(client):
    shown = await ask(client)
    response = await client.get("/v1/year/comparison", params=QUERY, headers={"accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 12 * len(PLACES)
    boston, row = shown["places"][0], rows[6]
    assert (row["nearest_city"], row["month"]) == ("Boston, United States", "7")
    assert float(row["best_possible_iu_high"]) == boston["months"][6]["best_possible_iu"]["high"]
    assert row["vitamin_d_winter_start"] == boston["vitamin_d_winter"]["start"]
    singapore = rows[24]
    assert singapore["vitamin_d_winter_start"] == ""
    assert singapore["vitamin_d_winter_days"] == "0"


async def test_the_same_answer_is_not_sent_again(client):
    first = await client.get("/v1/year/comparison", params=QUERY)
    assert first.headers["cache-control"].startswith("private")
    again = {"if-none-match": first.headers["etag"]}
    assert (await client.get("/v1/year/comparison", params=QUERY, headers=again)).status_code == 304


@pytest.mark.parametrize(
    ("places", "which"),
    [
        ("", [("wrong_number", "not 1")]),
        ("1,2", [("wrong_number", "not 1")]),
        ("|".join(f"{i},1" for i in range(6)), [("wrong_number", "not 6")]),
        ("1,2|x|3,4|5", [("malformed", "place 2"), ("malformed", "place 4")]),
        ("1,2|nan,3", [("malformed", "place 2")]),
        ("1,2|1e1,3", [("malformed", "place 2")]),
        ("1,2|٣,3", [("malformed", "place 2")]),
        ("1,2|3,4\n", [("malformed", "place 2")]),
        ("1,2|", [("malformed", "place 2")]),
        ("91,2|2,181", [("out_of_range", "place 1: lat"), ("out_of_range", "place 2: lon")]),
        ("1,2|3,4|1.0,2.00", [("conflict", "place 3 is place 1")]),
        ("1,180|1,-180", [("conflict", "place 2 is place 1")]),
    ],
)
async def test_places_that_cannot_be_compared(client, places, which):
    response = await client.get("/v1/year/comparison", params=QUERY | {"places": places})
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert {error["pointer"] for error in errors} == {"#/places"}
    assert [error["code"] for error in errors] == [code for code, _ in which]
    for error, (_, words) in zip(errors, which, strict=True):
        assert words in error["detail"]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"year": 1900}, ["#/year"]), ({"skin_type": 7}, ["#/skin_type"]),
        ({"latitude": 1}, ["#/latitude"]),
        ({"clothing": "nude", "skin_fraction": 1}, ["#/skin_fraction"]),
    ],
)  # fmt: skip
async def test_what_else_cannot_be_asked(client, query, pointers):
    response = await client.get("/v1/year/comparison", params=QUERY | query)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == pointers


async def test_places_are_asked_for_once(client):
    response = await client.get(
        "/v1/year/comparison", params=[("places", "1,2"), ("places", "3,4"), ("skin_type", "2")]
    )
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [
        ("#/places", "repeated")
    ]
