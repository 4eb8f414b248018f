"""Foods by name and by what is in them, over HTTP."""

import httpx
import pytest
from fastapi import FastAPI

from models.food_table import FOODS, SOURCES
from service.foods import EVIDENCE
from service.problems import install_problem_handlers
from service.routes import foods

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client():
    """A small application with these routes alone."""
    app = FastAPI()
    app.include_router(foods.router)
    install_problem_handlers(app)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://solferol.test") as http:
        yield http


async def names(client, **asked):
    response = await client.get("/v1/foods", params=asked)
    assert response.status_code == 200, response.text
    return [each["id"] for each in response.json()["foods"]]


async def test_every_food_is_listed_with_its_sources(client):
    shown = (await client.get("/v1/foods")).json()
    assert shown["found"] == len(shown["foods"]) == len(FOODS)
    assert shown["sources"] == dict(SOURCES)
    assert shown["disclaimer"]
    for each in shown["foods"]:
        assert {each["source"], each["vitamin_d_source"], each["k2_source"]} <= set(SOURCES)
        nothing = {name for name, value in each["per_100_g"].items() if value is None}
        sums = {"vitamin_d_ug", "vitamin_d_iu", "vitamin_k2_ug"}
        assert nothing - sums == set(each["not_measured"])
        assert (each["vitamin_d_range_ug"] is None) == (each["vitamin_d_range_reason"] is not None)


async def test_a_food_by_name_in_a_language(client):
    assert (await names(client, q="lachs", language="de"))[0] == "salmon_wild"
    assert await names(client, q="huevo", language="es") == ["egg", "egg_yolk"]
    assert "gouda" in await names(client, q="fromage")
    assert await names(client, q="qqq") == []
    german = {"accept-language": "de-CH, fr;q=0.5"}
    shown = (await client.get("/v1/foods?q=natto", headers=german)).json()
    assert (shown["language"], shown["foods"][0]["portion"]) == ("de", "eine kleine Packung")
    shown = (await client.get("/v1/foods?q=egg&language=fr", headers=german)).json()
    assert (shown["language"], shown["foods"][0]["name"]) == ("fr", "Œuf")


async def test_amounts_of_a_portion(client):
    natto = (await client.get("/v1/foods/natto")).json()["food"]
    assert natto["per_100_g"]["mk7_ug"] == 1000.0
    assert natto["per_portion"]["mk7_ug"] == natto["portion_g"] * 10.0
    assert natto["per_portion"]["vitamin_d_iu"] == 0.0
    oil = (await client.get("/v1/foods/cod_liver_oil")).json()["food"]
    # 250 µg in 100 g, 40 IU in 1 µg: 450 IU in 4.5 g, as the NIH has it.
    assert oil["per_portion"]["vitamin_d_iu"] == 450.0
    assert {"vitamin_k1_ug", "mk4_ug", "mk7_ug", "mk_other_ug"} == set(oil["not_measured"])
    assert oil["k2_note"] == "no menaquinone was measured"


async def test_sorted_by_what_is_in_them(client):
    shown = (await client.get("/v1/foods?nutrient=vitamin_d&limit=3")).json()
    assert [each["id"] for each in shown["foods"]] == ["cod_liver_oil", "mushroom_uv", "eel"]
    assert (shown["found"], len(shown["foods"])) == (len(FOODS), 3)
    assert (await names(client, nutrient="vitamin_k2"))[:2] == ["natto", "goose_liver_paste"]
    assert (await names(client, nutrient="vitamin_k1"))[0] == "parsley"
    assert (await names(client, nutrient="vitamin_d"))[-1] == "goose_liver_paste"
    for nutrient in ("vitamin_d3", "vitamin_d2", "vitamin_k2_mk4", "vitamin_k2_mk7", "calcium",
                     "fat"):  # fmt: skip
        assert len(await names(client, nutrient=nutrient)) == len(FOODS)


async def test_k2_beside_d3_with_what_it_is_shown_to_do(client):
    shown = (await client.get("/v1/foods/egg?language=de")).json()["evidence"]
    assert [each["about"] for each in shown] == [each.about for each in EVIDENCE]
    assert all(each["citations"] and each["text"] for each in shown)
    grades = {each["about"]: each["grade"] for each in shown}
    assert grades["fractures"] == "mixed"
    assert grades["mk7_markers_and_bone"] == "markers_only"
    assert grades["heart_and_arteries"] == grades["vitamin_k2_need"] == "not_shown"
    english = (await client.get("/v1/foods/egg")).json()["evidence"]
    assert all(one["text"] != other["text"] for one, other in zip(shown, english, strict=True))
    assert not any(" safe" in each["text"].lower() for each in english)


async def test_it_may_be_kept(client):
    first = await client.get("/v1/foods?q=kale")
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert first.headers["vary"] == "Accept-Language"
    again = await client.get("/v1/foods?q=kale", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.headers["vary"]) == (304, "Accept-Language")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("nutrient=zinc", "#/nutrient"),
        ("limit=0", "#/limit"),
        ("limit=101", "#/limit"),
        ("language=it", "#/language"),
        ("q=" + "a" * 101, "#/q"),
        ("q=%00", "#/q"),
        ("name=egg", "#/name"),
        ("q=egg&q=milk", "#/q"),
    ],
)
async def test_what_is_refused(client, query, pointer):
    response = await client.get(f"/v1/foods?{query}")
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert [each["pointer"] for each in response.json()["errors"]] == [pointer]


async def test_there_is_no_such_food(client):
    response = await client.get("/v1/foods/unicorn")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["errors"][0]["code"] == "unknown_food"
