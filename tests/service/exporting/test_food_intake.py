"""Intake by food in every form of export."""

import csv
import io
import json

import pytest

from service.exporting.sheets import SAMPLE_COLUMNS
from tests.service.exporting.making import ALICE, BOB, exported, item, lines, new_user, send, uid

pytestmark = pytest.mark.anyio
FOODS = [
    item(1, "intake", end=None, food="egg", portions=2),
    item(2, "intake", end=None, food="goose_liver_paste", grams=30),
    item(3, "intake", end=None, value=10, unit="ug"),
]


@pytest.fixture
async def fed(bare):
    await new_user(bare.state.records.database, ALICE)
    await send(bare.state.records.database, ALICE, FOODS)
    return bare


async def test_lines_say_the_food_and_how_much_as_it_was_sent(fed):
    first, second, third = lines((await exported(fed, ALICE, "ndjson")).content)
    assert (first["food"], first["portions"]) == ("egg", 2.0)
    assert (second["food"], second["grams"]) == ("goose_liver_paste", 30.0)
    assert not {"value", "unit", "substance", "sent"} & {*first, *second}
    assert (third["substance"], third["value"]) == ("vitamin_d", 10.0)


async def test_sending_the_lines_again_changes_nothing_and_elsewhere_makes_the_same(fed):
    database = fed.state.records.database
    written = lines((await exported(fed, ALICE, "ndjson")).content)
    assert set((await send(database, ALICE, written)).statuses) == {"unchanged"}
    await new_user(database, BOB)
    assert set((await send(database, BOB, written)).statuses) == {"created"}
    assert lines((await exported(fed, BOB, "ndjson")).content) == written


async def test_tables_have_columns_of_food(fed):
    head, *rows = csv.reader(io.StringIO((await exported(fed, ALICE, "csv")).text))
    assert tuple(head) == SAMPLE_COLUMNS
    first, second, _ = (dict(zip(head, row, strict=True)) for row in rows)
    assert (first["food"], first["grams"], first["value"]) == ("egg", "100.0", "2.0")
    assert (first["substance"], first["other"]) == ("", "")
    assert (second["food"], second["value"], second["unit"]) == ("goose_liver_paste", "", "")


async def test_fhir_has_vitamin_d_where_it_is_known(fed):
    bundle = json.loads((await exported(fed, ALICE, "fhir")).content)
    shown = {
        each["resource"]["id"]: each["resource"]
        for each in bundle["entry"]
        if each["resource"]["resourceType"] == "Observation"
    }
    assert set(shown) == {uid(1), uid(3)}
    egg = shown[uid(1)]
    assert egg["code"]["coding"][0]["code"] == "dietaryVitaminD"
    assert (egg["valueQuantity"]["value"], egg["valueQuantity"]["code"]) == (2.0, "ug")


async def test_ieee_1752_has_no_intake(fed):
    assert lines((await exported(fed, ALICE, "ieee1752")).content) == []
