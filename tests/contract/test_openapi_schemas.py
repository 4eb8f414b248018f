"""Schemas are such that generators of clients make one well-named type of each."""

from collections import Counter

import pytest

from service.app import create_app
from service.closed_sets import NAMES
from service.settings import Settings


@pytest.fixture(scope="module")
def document():
    return create_app(Settings(uv_providers=())).openapi()


def within(node, path=()):
    """All objects of a document with the keys that lead to them, data left out."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in {"example", "examples", "default"}:
                yield from within(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from within(value, path)


def sets_of(node):
    return [tuple(each["enum"]) for _, each in within(node) if isinstance(each.get("enum"), list)]


def test_schemas_have_names_of_their_own(document):
    names = document["components"]["schemas"]
    assert [name for name in names if not name.isalnum()] == []
    assert len({name.lower() for name in names}) == len(names)


def test_a_set_of_values_is_described_once(document):
    counted = Counter(sets_of(document))
    assert [values for values, count in counted.items() if count > 1] == []
    assert set(NAMES) <= set(counted)


def test_a_set_that_may_be_null_has_a_name(document):
    for path, each in within(document):
        assert sets_of(each.get("anyOf", ())) == [], path


def test_addresses_and_headers_hold_no_null(document):
    for path, each in within(document["paths"]):
        if path[-1:] == ("parameters",):
            assert "null" not in str(each["schema"]), path


def test_numbers_tell_their_size(document):
    for path, each in within(document):
        if each.get("type") in ("number", ["number", "null"]):
            assert each["format"] == "double", path
        if each.get("type") == "integer" and each.get("maximum", 0) >= 2**31:
            assert each["format"] == "int64", path


def test_every_choice_between_objects_tells_by_what_or_is_only_sent(document):
    """A client that reads one has to know which it is; one that writes it knows."""
    for path, each in within(document):
        if "oneOf" in each:
            assert "discriminator" in each or path[-1] == "ItemIn", path
