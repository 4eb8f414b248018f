"""A place as it was typed into the form: searched for where the list does not have it."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from service.found_places import FoundPlace
from service.geocoding import Gazetteer
from service.web.typed_places import TypedPlace, typed_place

pytestmark = pytest.mark.anyio

PLACES = {
    "voss": (FoundPlace("Voss", 60.63, 6.42, country="Norway", admin1="Vestland"),),
    "neustadt": (
        FoundPlace("Neustadt", 50.73, 10.98, country="Germany", admin1="Thuringia"),
        FoundPlace("Neustadt", 47.82, 8.16, country="Germany", admin1="Baden-Württemberg"),
    ),
}


class Online:
    attribution = ("Names of places by somebody",)

    def __init__(self):
        self.asked = []

    async def search(self, name, count, language):
        self.asked.append(name)
        return PLACES.get(name.casefold(), ())


@pytest.fixture
def online():
    return Online()


@pytest.fixture
def gazetteer(online):
    return Gazetteer(online, lambda: datetime(2026, 6, 12, tzinfo=UTC))


async def test_a_town_that_the_list_does_not_have(gazetteer, online):
    assert await typed_place("Voss", gazetteer) == TypedPlace(
        (60.63, 6.42), attribution=Online.attribution
    )
    assert online.asked == ["Voss"]


async def test_of_several_one_is_chosen_by_its_whole_name(gazetteer):
    several = await typed_place("neustadt", gazetteer)
    assert several.at is None
    assert several.candidates == (
        "Neustadt, Thuringia, Germany",
        "Neustadt, Baden-Württemberg, Germany",
    )
    for name, at in zip(several.candidates, ((50.73, 10.98), (47.82, 8.16)), strict=True):
        assert (await typed_place(name, gazetteer)).at == at


@pytest.mark.parametrize("text", ["", "  ", "Berlin, Germany", "a" * 101, "Vo\x00ss", ", Norway"])
async def test_what_needs_no_search_or_is_no_name_is_not_searched_for(gazetteer, online, text):
    assert await typed_place(text, gazetteer) == TypedPlace()
    assert online.asked == []


async def test_the_form_asks_which_one_and_takes_the_answer(client, application, gazetteer):
    form = {"skin_type": "2", "clothing": "swimwear", "target_iu": "1000"}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    async with application(uv_providers=(), geocoding=False) as http:
        world = http._transport.app.state.world
        http._transport.app.state.world = type(world)(
            chain=world.chain, now=world.now, sources=world.sources, places=gazetteer
        )
        which = await http.post(
            "/", content=urlencode(form | {"city": "Neustadt"}), headers=headers
        )
        assert which.status_code == 422
        assert "“Neustadt” may be any of these" in which.text
        assert '<option value="Neustadt, Thuringia, Germany">' in which.text
        chosen = {"city": "Neustadt, Thuringia, Germany"}
        answer = await http.post("/", content=urlencode(form | chosen), headers=headers)
        assert answer.status_code == 200
        assert "Names of places by somebody" in answer.text
        assert "Neustadt, Thuringia, Germany: 50.73° N, 10.98° E" in answer.text
        nowhere = await http.post(
            "/", content=urlencode(form | {"city": "Atlantis"}), headers=headers
        )
        assert "“Atlantis” is not found" in nowhere.text
