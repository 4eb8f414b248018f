"""The questionnaire on skin type, and the list of models."""

import pytest

pytestmark = pytest.mark.anyio


async def test_the_questionnaire_and_its_answer(client):
    asked = (await client.get("/v1/skin-types/assessment")).json()
    answers = {q["key"]: q["choices"][1]["points"] for q in asked["questions"]}
    response = await client.post("/v1/skin-types/assessment", json=answers)
    assert response.status_code == 200
    found = response.json()
    assert found["points"] == 8
    assert found["fitzpatrick"] == 2
    assert found["cautious_fitzpatrick"] == 1
    assert sum(each["probability"] for each in found["probabilities"]) == pytest.approx(1, abs=3e-3)
    dose = found["med_j_m2"]
    assert dose["low"] < dose["central"] < dose["high"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"burn": 5}, "#/burn", "less_than_equal"),
        ({"burn": "2"}, "#/burn", "int_type"),
        ({"burn": None}, "#/burn", "int_type"),
        ({"mood": 1}, "#/mood", "extra_forbidden"),
    ],
)
async def test_answers_that_cannot_be_scored(client, change, pointer, code):
    asked = (await client.get("/v1/skin-types/assessment")).json()
    answers = {q["key"]: 2 for q in asked["questions"]} | change
    response = await client.post("/v1/skin-types/assessment", json=answers)
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


async def test_every_model_is_listed_with_its_source(client):
    models = (await client.get("/v1/models")).json()["models"]
    names = [each["name"] for each in models]
    assert len(set(names)) >= len(names) - 1  # godar_2011 is a calibration and an age law
    for each in models:
        assert each["citation"]
        assert each["equation"]
        assert each["valid_for"]
    chosen = {each["name"] for each in models if each["default"]}
    assert chosen == {"webb_engelsen_2006", "med_scaled", "cie174"}
    fields = {each["chosen_by"] for each in models} - {None}
    assert {"model.calibration", "model.melanin", "model.action_spectrum"} <= fields
