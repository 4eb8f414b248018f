import pytest

pytestmark = pytest.mark.anyio


async def get(client, **query):
    return await client.get("/v1/places", params=query)


async def test_a_place(client):
    response = await get(client, name="Tromso")
    assert response.status_code == 200
    answer = response.json()
    (place,) = answer.pop("places")
    assert answer == {
        "source": "embedded", "quality_flags": ["embedded_places"], "attribution": [],
    }  # fmt: skip
    assert place.pop("elevation_m") >= 0
    assert place == {
        "name": "Tromsø", "latitude": 69.65, "longitude": 18.96, "timezone": "Europe/Oslo",
        "country": "Norway", "country_code": None, "admin1": None, "population": None,
    }  # fmt: skip


async def test_what_is_found_can_be_asked_about(client):
    (place,) = (await get(client, name="La Paz")).json()["places"]
    query = {name: place[name] for name in ("latitude", "longitude", "elevation_m")}
    assert (await client.get("/v1/uv", params=query)).status_code == 200


async def test_no_place_is_an_answer(client):
    response = await get(client, name="Atlantis")
    assert (response.status_code, response.json()["places"]) == (200, [])


async def test_name_without_what_surrounds_it(client):
    assert (await get(client, name="  bergen ")).json() == (await get(client, name="Bergen")).json()


async def test_count(client):
    for asked, given in [({}, 10), ({"count": 1}, 1), ({"count": 20}, 20)]:
        answer = await get(client, name="united states", **asked)
        assert len(answer.json()["places"]) == given


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
async def test_languages(client, language):
    assert (await get(client, name="Bergen", language=language)).status_code == 200


@pytest.mark.parametrize(
    ("query", "at"),
    [({}, "#/name"), ({"name": ""}, "#/name"), ({"name": "   "}, "#/name"),
     ({"name": "a" * 101}, "#/name"), ({"name": "Ber\tgen"}, "#/name"),
     ({"name": "Ber\x00gen"}, "#/name"), ({"name": "Ber\x7fgen"}, "#/name"),
     ({"count": 0}, "#/count"), ({"count": 21}, "#/count"), ({"count": "many"}, "#/count"),
     ({"count": 2.5}, "#/count"), ({"language": "it"}, "#/language"),
     ({"language": "EN"}, "#/language"), ({"q": "Bergen"}, "#/q"),
     ({"latitude": 60}, "#/latitude")],
)  # fmt: skip
async def test_refused(client, query, at):
    response = await get(
        client, **({} if not query or "name" in query else {"name": "Bergen"}), **query
    )
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert at in {error["pointer"] for error in response.json()["errors"]}


async def test_a_name_of_a_hundred_letters(client):
    assert (await get(client, name="a" * 100)).status_code == 200


async def test_said_twice(client):
    response = await client.get("/v1/places?name=Bergen&name=Oslo")
    assert response.json()["errors"][0]["code"] == "repeated"


async def test_kept_for_an_hour_by_anybody(client):
    response = await get(client, name="Bergen")
    assert response.headers["cache-control"] == "public, max-age=3600"
    again = await client.get(
        "/v1/places", params={"name": "Bergen"}, headers={"if-none-match": response.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
