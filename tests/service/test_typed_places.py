"""A place as it was typed into the form: searched for where the list does not have it."""

from dataclasses import replace
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

GERMAN = {"Germany": "Deutschland", "Norway": "Norwegen"}


class Online:
    attribution = ("Names of places by somebody",)

    def __init__(self):
        self.asked, self.languages = [], []

    async def search(self, name, count, language):
        self.asked.append(name)
        self.languages.append(language)
        places = PLACES.get(name.casefold(), ())
        if language != "de":
            return places
        return tuple(replace(each, country=GERMAN[each.country]) for each in places)


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


async def test_names_are_searched_for_in_the_language_of_the_page(gazetteer, online):
    several = await typed_place("neustadt", gazetteer, "de")
    assert several.candidates[0] == "Neustadt, Thuringia, Deutschland"
    assert online.languages == ["de"]
    assert (await typed_place(several.candidates[1], gazetteer, "de")).at == (47.82, 8.16)


async def test_a_name_that_was_chosen_in_another_language_is_still_found(gazetteer):
    found = await typed_place("Neustadt, Baden-Württemberg, Deutschland", gazetteer, "en")
    assert found.at == (47.82, 8.16)
    assert found.attribution == Online.attribution


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "Berlin, Germany", "a" * 101, "Vo\x00ss", ", Norway", "52.52, 13.41",
        "https://maps.app.goo.gl/abc", "https://www.openstreetmap.org/#map=12/52.5/13.4",
    ],
)  # fmt: skip
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
        # Without a script one press chooses it and asks again.
        assert (
            '<button type="submit" name="city" value="Neustadt, Thuringia, Germany"' in which.text
        )
        chosen = {"city": "Neustadt, Thuringia, Germany"}
        answer = await http.post("/", content=urlencode(form | chosen), headers=headers)
        assert answer.status_code == 200
        assert "Names of places by somebody" in answer.text
        assert "Neustadt, Thuringia, Germany" in answer.text
        assert "50.73" in answer.text
        nowhere = await http.post(
            "/", content=urlencode(form | {"city": "Atlantis"}), headers=headers
        )
        assert "“Atlantis” is not found" in nowhere.text
