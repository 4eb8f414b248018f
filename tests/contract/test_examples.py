"""The examples beside the contract are what the service answers, and the contract shows them."""

import json

import jsonschema_rs
import pytest

from service.app import create_app
from service.openapi_examples import STORED
from service.settings import Settings
from tests.contract.document_examples import (
    by_operation,
    for_document,
    kind_of_body,
    media_type,
    operations_of,
)
from tests.contract.renew_examples import EXAMPLES, all_answers
from tests.contract.scenario import STEPS

FOUND = {path.stem: json.loads(path.read_text()) for path in sorted(EXAMPLES.glob("*.json"))}
DOCUMENT = create_app(Settings(uv_providers=())).openapi()
OPERATIONS = dict(operations_of(DOCUMENT))
OWN = by_operation(FOUND, DOCUMENT)


def close(one, other):
    """Equal, but for the last digit of numbers, which another processor may round otherwise."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float):
        return one == pytest.approx(other, rel=1e-3, abs=0.011)
    return one == other


def as_numbers(example):
    """Read a table as what it holds: its last digits may be others as well."""
    if example.get("media_type") == "text/csv":
        return example | {"response": list(map(_cells, example["response"].splitlines()))}
    return example


def _cells(line):
    return [float(cell) if cell.strip("-").replace(".", "").isdigit() else cell
            for cell in line.split(",")]  # fmt: skip


@pytest.mark.anyio
async def test_examples_are_what_is_answered():
    now = {name: answer async for name, answer in all_answers()}
    assert now.keys() == FOUND.keys(), "run `make examples` and look at the diff"
    wrong = [name for name in now if not close(as_numbers(now[name]), as_numbers(FOUND[name]))]
    assert wrong == [], "run `make examples` and look at the diff"


def test_what_the_document_shows_is_made_of_them():
    made = for_document(FOUND, DOCUMENT)
    assert made == STORED.read_text(), "run `make examples openapi` and look at the diff"


def shown(part):
    """Examples of a body or an answer, by media type."""
    shared = DOCUMENT["components"]["examples"]
    return {
        kind: [
            shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in content.get("examples", {}).values()
        ]
        for kind, content in part.get("content", {}).items()
    }


@pytest.mark.parametrize("place", OPERATIONS)
def test_every_operation_shows_a_request_and_every_answer(place):
    operation = OPERATIONS[place]
    if "requestBody" in operation:
        assert all(shown(operation["requestBody"]).values())
    for parameter in operation.get("parameters", ()):
        assert "example" in parameter or not parameter.get("required"), parameter["name"]
    statuses = {str(example["status"]) for example in OWN[place].values()}
    for status, response in operation["responses"].items():
        assert all(shown(response).values()), status
        assert int(status) >= 400 or status in statuses, status


def validator(schema):
    return jsonschema_rs.validator_for(schema | {"components": DOCUMENT["components"]})


@pytest.mark.parametrize("place", OPERATIONS)
def test_what_is_shown_fits_its_schema(place):
    operation = OPERATIONS[place]
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        for kind, examples in shown(part).items():
            schema = validator(part["content"][kind].get("schema", {}))
            for example in examples:
                if "value" in example:
                    schema.validate(example["value"])
    for parameter in operation.get("parameters", ()):
        if "example" in parameter:
            validator(parameter["schema"]).validate(parameter["example"])


@pytest.mark.parametrize("place", OPERATIONS)
def test_what_is_stored_fits_what_is_described(place):
    operation = OPERATIONS[place]
    for name, example in OWN[place].items():
        response = operation["responses"][str(example["status"])]
        kind = media_type(example)
        assert (kind in response.get("content", {})) == (kind is not None), name
        if kind is not None and kind != "application/zip":
            validator(response["content"][kind]["schema"]).validate(example["response"])
        body = kind_of_body(example["request"])
        if body is not None and example["status"] < 400:
            content = operation["requestBody"]["content"][body]
            request = example["request"]
            validator(content["schema"]).validate(request.get("body", request.get("text")))


def test_every_kind_of_problem_has_an_example():
    types = {each["response"]["type"] for each in FOUND.values() if each["status"] >= 400}
    assert types == {
        f"/problems/{name}"
        for name in (
            "not-identified", "not-allowed", "not-found", "method-not-allowed", "in-the-way",
            "gone", "payload-too-large", "unsupported-media-type", "validation", "rate-limited",
            "internal-error", "unavailable", "too-slow", "erased",
        )
    }  # fmt: skip


def test_no_credential_is_written_down():
    for step in STEPS:
        text = (EXAMPLES / f"{step.name}.json").read_text()
        assert not any(each in text for each in ("sol_live_", "sol_at_", "sol_dt_", "whsec_"))
