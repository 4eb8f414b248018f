import httpx
import pytest

from service.errors import ForecastUnavailable
from service.found_places import FoundPlace
from service.providers import open_meteo_limits
from service.providers.open_meteo_geocoding import OpenMeteoGeocoding
from tests.service.providers.serving_bodies import BASE, KEY, Answer, serving

pytestmark = pytest.mark.anyio

FOLDER = "fixtures/open-meteo-geocoding/"
MILAN = {"name": "Milan", "latitude": 45.46427, "longitude": 9.18951}


def results(*rows):
    return Answer({"results": list(rows), "generationtime_ms": 0.5})


async def found(answer, name="Milan", count=10, language="en", **how):
    async with serving(OpenMeteoGeocoding, answer, **how) as (search, _):
        return await search.search(name, count, language)


async def failure(answer, **how):
    async with serving(OpenMeteoGeocoding, answer, **how) as (search, requests):
        with pytest.raises(ForecastUnavailable) as caught:
            await search.search("Secret Hideout", 10, "en")
    assert "Secret" not in str(caught.value)
    assert BASE not in str(caught.value)
    return caught.value, len(requests)


async def test_recorded_place(shared):
    (berlin,) = await found(Answer(shared.body(FOLDER + "search-berlin.json")))
    assert berlin == FoundPlace(
        name="Berlin", latitude=52.52437, longitude=13.41053, elevation_m=74.0,
        timezone="Europe/Berlin", country="Germany", country_code="DE", admin1="Land Berlin",
        population=3426354,
    )  # fmt: skip


async def test_recorded_order_is_kept(shared):
    paris = await found(Answer(shared.body(FOLDER + "search-paris.json")))
    assert [(place.country_code, place.admin1) for place in paris] == [
        ("FR", "Île-de-France"), ("US", "Texas"),
    ]  # fmt: skip


async def test_letters_beyond_ascii(shared):
    answer = Answer(shared.body(FOLDER + "search-brasilia-non-ascii.json"))
    (brasilia,) = await found(answer)
    assert (brasilia.name, brasilia.latitude) == ("Brasília", -15.77972)


@pytest.mark.parametrize("name", ["search-no-result.json", "search-miss-shiplog.json"])
async def test_trap_no_hit_is_an_answer_without_results(shared, name):
    assert await found(Answer(shared.body(FOLDER + name))) == ()
    assert await found(results()) == ()


async def test_trap_rows_lack_what_is_not_known(shared):
    hollywood = await found(Answer(shared.body(FOLDER + "vcr-hollywood.json")))
    in_maryland = next(place for place in hollywood if place.admin1 == "Maryland")
    assert (in_maryland.population, in_maryland.elevation_m) == (None, 40.0)
    (bare,) = await found(results(MILAN))
    assert bare == FoundPlace("Milan", 45.46427, 9.18951)


DROPPED = {
    "no name": {"latitude": 1.0, "longitude": 2.0},
    "empty name": MILAN | {"name": ""},
    "no latitude": {"name": "Milan", "longitude": 2.0},
    "no longitude": {"name": "Milan", "latitude": 2.0},
    "latitude null": MILAN | {"latitude": None},
    "beyond the pole": MILAN | {"latitude": 90.1},
    "beyond the date line": MILAN | {"longitude": -180.1},
    "latitude in words": MILAN | {"latitude": "north"},
    "no object": "Milan",
    "null": None,
}


@pytest.mark.parametrize("broken", DROPPED)
async def test_a_row_that_is_no_place_spoils_no_other(broken):
    rows = await found(results(DROPPED[broken], MILAN | {"name": "Milano"}))
    assert [place.name for place in rows] == ["Milano"]


@pytest.mark.parametrize(
    ("told", "kept"), [(9999, None), (-9999, None), (8848, 8848.0), (-430, -430.0), (None, None)]
)
async def test_trap_fill_values_are_no_elevation(told, kept):
    (place,) = await found(results(MILAN | {"elevation": told}))
    assert place.elevation_m == kept


@pytest.mark.parametrize(
    ("body", "tries"),
    [(b"", 2), (b'{"results":[{"name":"Mil', 2), (b"<html>", 2), (b"[]", 1), (b"null", 1),
     (b"{}", 1), (b'{"message":"moved"}', 1), (b'{"results":{}}', 1), (b'{"results":"Milan"}', 1),
     (b'{"error":true,"reason":"overloaded","generationtime_ms":1}', 1)],
)  # fmt: skip
async def test_no_frame_no_answer(body, tries):
    error, tried = await failure(Answer(body))
    assert (error.failure, tried) == ("provider_invalid_response", tries)


async def test_recorded_refusal_of_an_empty_name(shared):
    body = shared.body(FOLDER + "documented-error-400-empty-name.json")
    error, tries = await failure(Answer(body, 400))
    assert (error.failure, tries) == ("provider_no_data", 1)


async def test_limits_are_told_in_words():
    said = {"error": True, "reason": "Hourly API request limit exceeded. Please try again later."}
    error, tries = await failure(Answer(said, 429), pause_of=open_meteo_limits.pause_of)
    assert (error.failure, error.retry_after_s, tries) == ("provider_rate_limited", 3600.0, 1)


async def test_a_lost_connection_is_tried_again():
    error, tries = await failure(httpx.ConnectError(f"{BASE}?name=Secret"))
    assert (error.failure, tries) == ("provider_unreachable", 2)


@pytest.mark.parametrize("end", ["", "/", "/v1/search"])
@pytest.mark.parametrize("key", ["", KEY])
async def test_request(end, key):
    make = lambda fetcher, base: OpenMeteoGeocoding(fetcher, base + end, key)  # noqa: E731
    async with serving(make, results(MILAN)) as (search, requests):
        await search.search("São Paulo & C", 3, "fr")
    (request,) = requests
    assert request.url.path == "/v1/search"
    asked = {"name": "São Paulo & C", "count": "3", "language": "fr", "format": "json"}
    assert dict(request.url.params) == asked | ({"apikey": key} if key else {})


def test_whom_to_credit():
    said = " ".join(OpenMeteoGeocoding.attribution)
    assert "Open-Meteo.com" in said
    assert "GeoNames" in said
    assert said.count("CC BY 4.0") == 2
