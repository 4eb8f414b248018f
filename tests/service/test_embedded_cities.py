import pytest
from tzfpy import get_tz

from service.embedded_cities import CITIES, cities_called, city_at, search_cities


def names(text, count=20):
    return [place.name for place in search_cities(text, count)]


@pytest.mark.parametrize(
    ("text", "first"),
    [("berlin", "Berlin"), ("  BERLIN ", "Berlin"), ("zurich", "Zürich"), ("ZÜRICH", "Zürich"),
     ("sao p", "São Paulo"), ("bogota", "Bogotá"), ("chisinau", "Chișinău")],
)  # fmt: skip
def test_capitals_and_accents_do_not_matter(text, first):
    assert names(text)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [("tromso", "Tromsø"), ("wroclaw", "Wrocław"), ("St Johns", "St. John’s"),
     ("n'djamena", "N’Djamena"), ("port au prince", "Port-au-Prince"), ("nukualofa", "Nukuʻalofa")],
)  # fmt: skip
def test_trap_letters_without_an_accent_apart_and_marks_within_names(text, first):
    assert names(text)[0] == first


def test_any_word_may_begin_so():
    assert names("york") == ["New York"]
    assert names("janeiro rio") == ["Rio de Janeiro"]
    assert "Porto" in names("port")
    assert names("ork") == []


def test_the_exact_name_comes_first_then_beginnings_then_other_words():
    found = names("Porto")
    assert found[:2] == ["Porto", "Porto-Novo"]
    assert names("Washington")[0] == "Washington"
    assert names("Victoria")[0] == "Victoria"


def test_regions_and_countries_only_where_no_city_is_called_so():
    assert names("sao p") == ["São Paulo"]
    assert "Seattle" not in names("washington")
    assert "Lisbon" not in names("port")
    assert names("Mississippi") == ["Jackson"]
    assert names("georgia") == ["Atlanta", "Tbilisi"]
    assert {"Conakry", "Bissau", "Malabo", "Port Moresby"} <= set(names("guinea"))


def test_with_region_or_country():
    assert names("berlin, germany") == ["Berlin"]
    (oregon,) = search_cities("Portland Oregon", 5)
    assert (oregon.admin1, oregon.country, oregon.latitude) == ("Oregon", "United States", 45.52)


def test_at_most_so_many():
    assert len(names("united states", 3)) == 3
    assert len(names("united states", 100)) == 59


@pytest.mark.parametrize("text", ["", "  ", "!!", "\u0301", "Atlantis", "北京", "-"])
def test_trap_nothing_to_look_for_finds_nothing(text):
    assert names(text) == []
    assert cities_called(text) == ()


def test_what_is_told_of_a_city():
    (bergen,) = search_cities("bergen", 5)
    assert (bergen.latitude, bergen.longitude, bergen.country) == (60.39, 5.32, "Norway")
    assert (bergen.admin1, bergen.country_code, bergen.population) == (None, None, None)
    (boston,) = search_cities("boston", 5)
    assert (boston.admin1, boston.country) == ("Massachusetts", "United States")


def test_the_wrong_one_of_two_is_never_taken_in_silence():
    assert city_at("Portland") is None
    assert cities_called("portland") == (
        "Portland, Maine, United States", "Portland, Oregon, United States",
    )  # fmt: skip
    assert city_at("Portland, Maine, United States") == (43.66, -70.26)
    assert city_at("Manchester") is None
    assert city_at("manchester, united kingdom") == (53.48, -2.24)


def test_every_key_finds_its_city():
    assert all(city_at(label) == where for label, where in CITIES.items())
    assert all(city_at(label.upper()) == where for label, where in CITIES.items())


def test_the_list():
    assert len(CITIES) > 250
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in CITIES.values())
    plain = [label for label in CITIES if label.isascii()]
    assert plain == sorted(plain, key=str.casefold)
    assert len({place.admin1 for place in search_cities("united states", 99)} - {None}) == 51


@pytest.mark.parametrize(
    ("label", "zone"),
    [("Boise, United States", "America/Boise"), ("Apia, Samoa", "Pacific/Apia"),
     ("Nukuʻalofa, Tonga", "Pacific/Tongatapu"), ("Punta Arenas, Chile", "America/Punta_Arenas"),
     ("Kathmandu, Nepal", "Asia/Kathmandu"), ("Praia, Cape Verde", "Atlantic/Cape_Verde"),
     ("Moroni, Comoros", "Indian/Comoro"), ("St. John’s, Canada", "America/St_Johns"),
     ("Las Palmas, Spain", "Atlantic/Canary"), ("Murmansk, Russia", "Europe/Moscow")],
)  # fmt: skip
def test_positions_lie_in_the_zone_of_the_city(label, zone):
    latitude, longitude = CITIES[label]
    assert get_tz(longitude, latitude) == zone
