"""Every food has names, a portion and sources; the right one is found by name."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.food_names import LANGUAGES, NAMES, PORTIONS
from models.food_table import FOODS, NUTRIENTS, SOURCES, food, search

EACH = pytest.mark.parametrize("each", FOODS, ids=lambda each: each.id)


def test_no_food_is_twice_and_no_name_without_food():
    ids = [each.id for each in FOODS]
    assert len(set(ids)) == len(ids) >= 40
    assert set(NAMES) == set(ids)
    assert all(food(each.id) is each for each in FOODS)
    assert food("unicorn") is None
    assert {each.portion_kind for each in FOODS} == set(PORTIONS)


@EACH
def test_every_value_has_a_source(each):
    assert each.source in SOURCES
    assert each.entry
    for key in (each.vitamin_d_source, each.k2_source):
        assert key is None or key in SOURCES
    # A vitamin K2 that is not in FoodData Central by itself says which forms it is of.
    if not math.isnan(each.mk7_ug) or not math.isnan(each.mk_other_ug):
        assert each.k2_source != "usda"
        assert each.k2_source is not None
        assert each.k2_note


@EACH
def test_values_are_plausible(each):
    for name in NUTRIENTS:
        amount = getattr(each, name)
        assert math.isnan(amount) or amount >= 0.0, name
    assert each.fat_g <= 100.0
    assert each.calcium_mg <= 1300.0
    # Nothing but an oil of livers has more than some dried fungi, and those not more than this.
    assert math.isnan(each.vitamin_d_ug) or each.vitamin_d_ug <= 250.0
    assert 4.0 <= each.portion_g <= 250.0
    low, high = each.vitamin_d_range_ug
    assert math.isnan(low) or low <= each.vitamin_d_ug <= high


@EACH
def test_names_in_every_language(each):
    assert set(each.name) == set(LANGUAGES)
    assert all(each.name.values())
    assert each.portion
    for language in LANGUAGES:
        assert each in search(each.name[language], language)
        for synonym in each.synonyms[language]:
            assert each in search(synonym, language)


@EACH
def test_sums_of_what_is_known(each):
    if math.isnan(each.vitamin_d3_ug) and math.isnan(each.vitamin_d2_ug):
        assert math.isnan(each.vitamin_d_ug)
    else:
        assert each.vitamin_d_ug >= 0.0
    if not math.isnan(each.mk4_ug):
        assert each.vitamin_k2_ug >= each.mk4_ug


def test_known_figures():
    # As FoodData Central has them; natto as quoted from Schurgers and Vermeer 2000.
    assert (food("cod_liver_oil").vitamin_d3_ug, food("egg_yolk").vitamin_d3_ug) == (250.0, 5.4)
    assert (food("kale").vitamin_k1_ug, food("parmesan").calcium_mg) == (389.6, 853)
    assert food("natto").vitamin_k2_ug == pytest.approx(1084.0)
    # NIH, as a check by another way: 34 µg in a tablespoon of 13.6 g of cod-liver oil, 14.2 µg in
    # 85 g of cooked salmon; raw fish is wetter, hence 20 %.
    assert food("cod_liver_oil").vitamin_d_ug * 0.136 == pytest.approx(34.0, abs=0.05)
    assert food("salmon_wild").vitamin_d_ug * 0.85 == pytest.approx(14.2, rel=0.2)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("natto", "en", "natto"),
        ("salmon", "en", "salmon_wild"),
        ("egg", "en", "egg"),
        ("cod-liver oil", "en", "cod_liver_oil"),
        ("cod liver oil", "en", "cod_liver_oil"),
        ("COD LIVER", "de", "cod_liver_oil"),
        ("sauerkraut", "en", "sauerkraut"),
        ("Lachs", "de", "salmon_wild"),
        ("ei", "de", "egg"),
        ("huevo", "es", "egg"),
        ("oeuf", "fr", "egg"),
        ("œuf", "fr", "egg"),
        ("epinards", "fr", "spinach"),
        ("CHAMPIÑÓN", "es", "mushroom"),
        ("grunkohl", "de", "kale"),
        ("weisskohl", "de", "cabbage"),
        ("oil olive", "en", "olive_oil"),
    ],
)
def test_the_right_food_is_first(text, language, first):
    assert search(text, language)[0].id == first


@pytest.mark.parametrize(("text", "language"), [("cheese", "en"), ("Käse", "de"), ("fromage", "fr"),
                                                ("queso", "es")])  # fmt: skip
def test_cheeses(text, language):
    found = {each.id for each in search(text, language)}
    assert {"gouda", "emmental", "brie", "cheddar", "parmesan", "feta"} <= found
    assert not found & {"milk", "butter", "kale"}


def test_own_language_comes_first():
    # "Salami" is the same everywhere, "col" is Spanish, and begins the English "collards" too.
    assert search("col", "es")[0].id in {"cabbage", "kale"}
    assert search("col", "en")[0].id == "cabbage"
    assert search("kohl", "de")[0].id == "cabbage"


def test_nothing_finds_everything_and_nonsense_nothing():
    assert search("") == list(FOODS)
    assert search("  ") == list(FOODS)
    assert search(" -%- ") == search("鮭") == []
    assert search("qqq") == []
    # One letter is no part of a word, or every food were found.
    assert len(search("z")) < len(FOODS) / 2


@given(st.text(max_size=40))
def test_any_text_can_be_searched(text):
    found = search(text)
    assert len({each.id for each in found}) == len(found)


@given(st.sampled_from([name for names in NAMES.values() for words in names.values()
                        for name in words]))  # fmt: skip
def test_case_does_not_matter(name):
    assert search(name.upper()) == search(name.lower())
