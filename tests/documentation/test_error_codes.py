"""The codes of errors that the documentation lists are those that the service gives."""

import ast
import functools
import json
import re
from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from service.problems import _TITLES, _TITLES_OF_ERRORS
from service.schemas.samples import ItemIn
from tests.conftest import ROOT

GIVEN_AS = {
    "FieldError": 1, "TooMuch": 0, "TargetRefused": 0, "PydanticCustomError": 0, "_told": 1,
    "Refusal": 0,
}  # fmt: skip
"""Which argument of a call is the code."""
OF_KEYWORDS = {
    "required": {"missing"}, "enum": {"literal_error"}, "const": {"literal_error"},
    "pattern": {"string_pattern_mismatch"}, "minLength": {"string_too_short"},
    "maxLength": {"string_too_long"}, "minItems": {"too_short"}, "maxItems": {"too_long"},
    "maxProperties": {"too_long"}, "minimum": {"greater_than_equal"},
    "maximum": {"less_than_equal"}, "exclusiveMinimum": {"greater_than"},
    "exclusiveMaximum": {"less_than"},
}  # fmt: skip
"""What pydantic answers to a breach of a keyword of JSON Schema."""
OF_TYPES = {
    "number": {"float_type", "float_parsing", "finite_number"},
    "integer": {"int_type", "int_parsing", "int_from_float"},
    "boolean": {"bool_type", "bool_parsing"},
    "string": {"string_type"},
    "array": {"list_type", "tuple_type"},
    "object": {"dict_type", "model_attributes_type", "extra_forbidden"},
}
OF_DATES = {
    "date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact",
}  # fmt: skip
WRONG = (None, "", "x" * 1000, "\x00", 5, 0, -1e300, 1e300, float("nan"), 0.5, True, [], {}, [0],
         {"x": []}, {"": 1}, {str(i): 1 for i in range(99)}, {"lat": "x", "lon": 200},
         "2026-06-20T08:26:00", "egg")  # fmt: skip
SAMPLE = {
    "id": "0f7c1a52-6a63-4a0e-9b1c-52b7a2a1c001", "rev": 1, "op": "upsert",
    "start": "2026-06-20T08:26:00Z", "end": "2026-06-20T08:30:00Z",
}  # fmt: skip


def listed(page, heading):
    """Codes in the first column of the tables below a heading."""
    text = (ROOT / "docs" / page).read_text()
    part = re.split(r"^##+ ", text.split(f"\n{heading}\n")[1], flags=re.MULTILINE)[0]
    cells = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
    return {code for each in cells for code in re.findall(r"`([a-z0-9_]+)`", each)}


@functools.cache
def calls():
    """Code and the name of what it is given to, of every call in the service."""
    found = set()
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                where = GIVEN_AS.get(node.func.id, len(node.args))
                given = node.args[where] if where < len(node.args) else None
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found.add((node.func.id, given.value))
    return found


def asked(contract):
    """Every schema within parameters and bodies of requests, each once."""
    seen, waiting = set(), [
        part.get(key, {})
        for methods in contract["paths"].values()
        for operation in methods.values()
        for key, part in (("parameters", operation), ("content", operation.get("requestBody", {})))
    ]  # fmt: skip
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).rsplit("/", 1)[-1]
            if name and name not in seen:
                seen.add(name)
                waiting.append(contract["components"]["schemas"][name])
            waiting += [each for key, each in node.items() if not key.startswith("example")]
            yield node
        elif isinstance(node, list):
            waiting += node


def codes_of_schemas():
    found = set()
    for node in asked(json.loads((ROOT / "openapi/openapi.json").read_text())):
        found |= OF_DATES if node.get("format") == "date" else set()
        kinds = node.get("type", ())
        for kind in [kinds] if isinstance(kinds, str) else kinds:
            found |= OF_TYPES.get(kind, set()) if isinstance(kind, str) else set()
        for keyword, codes in OF_KEYWORDS.items():
            found |= codes if keyword in node else set()
    return found


def test_every_code_of_the_service_is_listed():
    own = {code for name, code in calls() if name != "Refusal"}
    assert len(own) > 30
    assert own - listed("api.md", "## Errors") == set()


def test_every_code_that_the_contract_can_lead_to_is_listed():
    assert codes_of_schemas() - listed("api.md", "## Errors") == set()


def test_nothing_else_is_listed():
    known = {code for _, code in calls()} | set(get_args(ErrorType))
    assert listed("api.md", "## Errors") - known == set()


def codes_of_wrong_samples():
    adapter: TypeAdapter[ItemIn] = TypeAdapter(ItemIn)
    kinds = json.loads(json.dumps(adapter.json_schema()))["$defs"]
    samples = [{"op": "delete", "id": SAMPLE["id"], "rev": 1}] + [
        SAMPLE | {"type": each["properties"]["type"]["const"]}
        for each in kinds.values()
        if "const" in each.get("properties", {}).get("type", {})
    ]
    names = {name for each in kinds.values() for name in each.get("properties", {})}
    assert len(samples) > 10
    for sample in samples:
        for name in sorted(names | {"unknown"}):
            for value in WRONG:
                try:
                    adapter.validate_python(sample | {name: value})
                except ValidationError as error:
                    yield from (each["type"] for each in error.errors(include_url=False))


def test_the_codes_of_rejected_samples_are_all_listed_and_no_others():
    own = {code for name, code in calls() if name == "Refusal"}
    tags = {"union_tag_invalid", "union_tag_not_found"}
    assert listed("wearables.md", "### Codes of rejected items") == (
        own | set(codes_of_wrong_samples()) - tags
    )


@pytest.mark.parametrize(
    "slug", [slug for slug, _ in (*_TITLES.values(), *_TITLES_OF_ERRORS.values())]
)
def test_every_type_of_problem_is_listed(slug):
    assert f"`{slug}`" in (ROOT / "docs/api.md").read_text()
