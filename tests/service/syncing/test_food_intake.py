"""Intake told as a food and how much of it."""

import pytest

from models import food_table
from service.storage.tables import dirty_days
from tests.syncing import BEFORE_NOON, sample_id

pytestmark = pytest.mark.anyio


def eaten(number=1, **parts):
    return {"id": sample_id(number), "type": "intake", "start": BEFORE_NOON, **parts}


@pytest.mark.parametrize(
    ("parts", "value", "details"),
    [
        (
            {"food": "salmon_wild", "grams": 200},
            28.2,
            {"food": "salmon_wild", "grams": 200.0, "sent": {"value": 200.0, "unit": "g"}},
        ),
        (
            {"food": "egg", "portions": 2, "product": "farm"},
            2.0,
            {"product": "farm", "food": "egg", "grams": 100.0,
             "sent": {"value": 2.0, "unit": "portion"}},
        ),
        (
            {"food": "olive_oil", "grams": 10},
            0.0,
            {"food": "olive_oil", "grams": 10.0, "sent": {"value": 10.0, "unit": "g"}},
        ),
    ],
)  # fmt: skip
async def test_a_food_is_kept_as_its_vitamin_d(watch, parts, value, details):
    stored = await watch.kept_of(eaten(**parts))
    assert stored["value"] == pytest.approx(value, rel=1e-12)
    assert stored["unit"] == "ug"
    assert stored["details"] == details
    assert await watch.statuses(eaten(**parts)) == ["unchanged"]


async def test_what_nobody_measured_is_no_number(watch):
    # Of goose liver paste nobody measured vitamin D.
    stored = await watch.kept_of(eaten(food="goose_liver_paste", grams=30))
    assert (stored["value"], stored["unit"]) == (None, None)
    assert stored["details"]["grams"] == 30.0
    assert await watch.statuses(eaten(food="goose_liver_paste", grams=30)) == ["unchanged"]


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"food": "unicorn", "grams": 10}, "unknown_food", "food"),
        ({"food": "egg"}, "conflict", "grams"),
        ({"food": "egg", "grams": 50, "portions": 1}, "conflict", "grams"),
        ({"food": "egg", "grams": 50, "value": 2, "unit": "ug"}, "conflict", "value"),
        ({"food": "egg", "grams": 50, "unit": "ug"}, "conflict", "unit"),
        ({"food": "egg", "grams": 50, "substance": "vitamin_d"}, "conflict", "substance"),
        ({"food": "egg", "grams": 0}, "greater_than", "grams"),
        ({"food": "egg", "grams": -5}, "greater_than", "grams"),
        ({"food": "egg", "grams": 5001}, "less_than_equal", "grams"),
        ({"food": "egg", "portions": 51}, "less_than_equal", "portions"),
        ({"food": 7, "grams": 5}, "string_type", "food"),
        ({"food": "egg", "grams": "5"}, "float_type", "grams"),
        ({"value": 5, "unit": "ug", "grams": 5}, "conflict", "grams"),
        ({"value": 5, "unit": "ug", "portions": 5}, "conflict", "portions"),
        ({"grams": 5}, "conflict", "grams"),
        ({}, "missing", "value"),
        ({"value": 5}, "missing", "unit"),
        ({"unit": "ug"}, "missing", "value"),
        ({"food": "cod_liver_oil", "grams": 5000, "portions": None, "calories": 1},
         "extra_forbidden", "calories"),
    ],
)  # fmt: skip
async def test_what_cannot_be_meant_is_refused_by_name(watch, parts, code, field):
    (result,) = (await watch.send(eaten(**parts)))["results"]
    assert (result["status"], result["code"], result["field"]) == ("rejected", code, field)


async def test_another_amount_is_another_thing(watch):
    assert await watch.statuses(eaten(food="egg", grams=50)) == ["created"]
    # A portion is as much, but not what was said.
    (result,) = (await watch.send(eaten(food="egg", portions=1)))["results"]
    assert (result["status"], result["code"]) == ("rejected", "rev_conflict")
    assert await watch.statuses(eaten(food="egg", grams=60, rev=2)) == ["updated"]


async def test_the_same_portion_stays_the_same_when_the_table_learns(watch, monkeypatch):
    assert await watch.statuses(eaten(food="egg", portions=1)) == ["created"]
    bigger = food_table.Food(
        "egg", 60.0, "egg", "usda", "Egg, whole, raw, fresh", vitamin_d3_ug=2.5
    )
    monkeypatch.setattr(food_table, "_BY_ID", {**food_table._BY_ID, "egg": bigger})
    assert await watch.statuses(eaten(food="egg", portions=1)) == ["unchanged"]


async def test_days_change_with_food(watch):
    await watch.send(eaten(food="herring", portions=1))
    dates = {row["date"] for row in await watch.service.rows(dirty_days, watch.user_id)}
    assert "2026-06-20" in dates


async def test_a_label_is_kept_as_ever(watch):
    stored = await watch.kept_of(eaten(value=1000, unit="IU", product="drops"))
    assert stored["value"] == 25.0
    assert stored["details"] == {
        "substance": "vitamin_d", "product": "drops", "sent": {"value": 1000, "unit": "IU"}
    }  # fmt: skip
