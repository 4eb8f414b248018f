"""What would break clients of the last release is told, and what would not is not."""

import copy
import json
import re

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract import breaking
from tests.contract.breaking import breaking_changes, last_released, lasting, operations_of
from tests.contract.inclusion import Comparison
from tests.contract.sides import resolved

PRESENT = json.loads((breaking.OPENAPI / "openapi.json").read_text())
USER = "/v1/users/{user_id}"


def operation(document, method="post", path="/v1/estimates"):
    return document["paths"][path][method]


def message(document, name="burn.warning"):
    return document["webhooks"][name]["post"]


def schema(document, name, prop=None):
    found = document["components"]["schemas"][name]
    return found if prop is None else found["properties"][prop]


def parameter(document, path, name, method="get"):
    found = operation(document, method, path)["parameters"]
    return next(each for each in found if each["name"] == name)


def words(document, name, prop):
    """Words that a field may be, wherever they are listed."""
    found = schema(document, name, prop)
    each = [resolved(document, part) for part in (found, *found.get("anyOf", ()))]
    return next(part["enum"] for part in each if "enum" in part)


def drop(container, key):
    del container[key]


def put(container, **values):
    container.update(values)


def nothing(document, name, prop):
    """Let a field be null as well."""
    was = dict(schema(document, name, prop))
    schema(document, name, prop).clear()
    schema(document, name, prop).update({"anyOf": [was, {"type": "null"}]})


def something(document, name, prop):
    """Let a field be null no more, however that is written."""
    field = schema(document, name, prop)
    if "anyOf" in field:
        field["anyOf"].remove({"type": "null"})
    else:
        field["type"].remove("null")


def added(document, name, prop, *, required):
    schema(document, name)["properties"][prop] = {"type": "string"}
    if required:
        schema(document, name).setdefault("required", []).append(prop)


def also_asked(document, path, *, required):
    new = {"name": "new", "in": "query", "required": required, "schema": {"type": "string"}}
    operation(document, "get", path)["parameters"].append(new)


def renamed(container, old, new):
    container[new] = container.pop(old)


def answered(document, path="/v1/uv", status="200"):
    return operation(document, "get", path)["responses"][status]


BREAKING = {
    "a path is gone": (lambda d: drop(d["paths"], "/v1/uv"), "GET /v1/uv is gone"),
    "an operation is gone": (lambda d: drop(d["paths"][USER], "delete"), "DELETE .*} is gone"),
    "another name": (
        lambda d: put(operation(d), operationId="other"), "operationId .* is other now",
    ),
    "a message is gone": (
        lambda d: drop(d["webhooks"], "burn.warning"), "POST burn.warning is gone",
    ),
    "a header of a message is gone": (
        lambda d: message(d)["parameters"].pop(),
        "header parameter webhook-signature is sent no more",
    ),
    "a header of a message may be missing": (
        lambda d: put(message(d)["parameters"][0], required=False),
        "header parameter webhook-id is not always there any more",
    ),
    "a status is gone": (
        lambda d: drop(operation(d)["responses"], "422"), "status 422 is gone",
    ),
    "a media type is gone": (
        lambda d: drop(answered(d, "/v1/year")["content"], "text/csv"),
        "status 200 text/csv is gone",
    ),
    "a media type of a body is gone": (
        lambda d: drop(
            operation(d, path=USER + "/samples:batch")["requestBody"]["content"],
            "application/x-ndjson",
        ),
        "body application/x-ndjson is gone",
    ),
    "a parameter more": (
        lambda d: also_asked(d, "/v1/uv", required=True), "query parameter new has to be sent",
    ),
    "a parameter less": (
        lambda d: operation(d, "get", "/v1/uv")["parameters"].pop(),
        "parameter .* is taken no more",
    ),
    "a parameter that has to be sent": (
        lambda d: put(parameter(d, "/v1/uv", "time"), required=True), "time has to be sent",
    ),
    "a smaller range": (
        lambda d: put(parameter(d, "/v1/uv", "latitude")["schema"], maximum=80),
        "parameter latitude maximum is narrower: 80, which was 90",
    ),
    "a range without its end": (
        lambda d: put(schema(d, "LocationIn", "latitude"), exclusiveMaximum=90),
        "LocationIn.latitude exclusiveMaximum is narrower",
    ),
    "a shorter text": (
        lambda d: put(schema(d, "ConsentIn", "version"), maxLength=1),
        "ConsentIn.version maxLength is narrower: 1",
    ),
    "another pattern": (
        lambda d: put(parameter(d, USER, "user_id")["schema"], pattern="^me$"),
        "user_id pattern is narrower",
    ),
    "a type less": (
        lambda d: put(schema(d, "SkinIn", "fitzpatrick"), type="string"),
        "SkinIn.fitzpatrick",
    ),
    "null is refused": (
        lambda d: something(d, "EstimateIn", "end"), "EstimateIn.end null is taken no more",
    ),
    "null is refused beside a named set": (
        lambda d: something(d, "ExposureIn", "posture"),
        "ExposureIn.posture null is taken no more",
    ),
    "a word less": (
        lambda d: words(d, "ExposureIn", "posture").pop(),
        "ExposureIn.posture '.*' is taken no more",
    ),
    "a shorter list": (
        lambda d: put(schema(d, "UserIn", "consents"), maxItems=2), "maxItems is narrower: 2",
    ),
    "a field more that has to be sent": (
        lambda d: added(d, "LocationIn", "floor", required=True),
        "LocationIn.floor has to be sent",
    ),
    "a field that has to be sent": (
        lambda d: schema(d, "EstimateIn")["required"].append("start"),
        "EstimateIn.start has to be sent",
    ),
    "a field that is refused": (
        lambda d: drop(schema(d, "LocationIn")["properties"], "elevation_m"),
        "LocationIn.elevation_m is taken no more",
    ),
    "another default": (
        lambda d: put(schema(d, "ExposureIn", "posture"), default="lying"),
        "ExposureIn.posture means 'lying'",
    ),
    "a field of an answer is gone": (
        lambda d: drop(schema(d, "SunOut")["properties"], "sunset")
        or schema(d, "SunOut")["required"].remove("sunset"),
        "SunOut.sunset is not always there",
    ),
    "a field of an answer may be missing": (
        lambda d: schema(d, "SunOut")["required"].remove("azimuth_deg"),
        "SunOut.azimuth_deg is not always there",
    ),
    "null may be answered": (
        lambda d: nothing(d, "SunOut", "azimuth_deg"), "SunOut.azimuth_deg may now be null",
    ),
    "another type is answered": (
        lambda d: put(schema(d, "SunOut", "azimuth_deg"), type="string"),
        "SunOut.azimuth_deg may now be string, which was number",
    ),
    "types as a list": (
        lambda d: put(schema(d, "SunOut", "azimuth_deg"), type=["number", "null"]),
        "SunOut.azimuth_deg may now be null",
    ),
    "a new word of a closed set": (
        lambda d: schema(d, "VerdictOut", "code")["enum"].append("perhaps"),
        "VerdictOut.code may now be 'perhaps'",
    ),
    "a new word of a set that is sent and answered": (
        lambda d: words(d, "ExposureIn", "posture").append("flying"),
        "ProfileOut.posture may now be 'flying'",
    ),
    "a new word of a named set": (
        lambda d: words(d, "WindowOut", "kind").append("perhaps"),
        "WindowOut.kind may now be 'perhaps'",
    ),
    "a named set is closed no more": (
        lambda d: drop(schema(d, "WindowKind"), "enum"), "WindowKind is more than",
    ),
    "a set is closed no more": (
        lambda d: drop(schema(d, "VerdictOut", "code"), "enum"), "VerdictOut.code is more than",
    ),
    "another form of text is answered": (
        lambda d: put(schema(d, "EstimateOut", "start"), format="date"), "EstimateOut.start format",
    ),
    "somebody has to say who it is": (
        lambda d: d["security"].remove({}), "nothing is not enough any more",
    ),
    "somebody has to say who it is for one thing": (
        lambda d: put(operation(d), security=[{"bearer": []}]), "nothing is not enough any more",
    ),
    "more is asked of somebody": (
        lambda d: put(operation(d, "get", USER), security=[{"bearer": [], "other": []}]),
        "bearer is not enough any more",
    ),
    "another way to say who it is": (
        lambda d: put(d["components"]["securitySchemes"]["bearer"], scheme="digest"),
        "security bearer is",
    ),
}  # fmt: skip


def with_headers(document):
    answered(document)["headers"] = {
        "ETag": {"required": True, "schema": {"type": "string"}},
        "RateLimit": {"schema": {"type": "string"}},
    }
    return document


HEADERS = {
    "another name": (
        lambda headers: renamed(headers, "ETag", "Tag"), "header ETag of status 200 is gone",
    ),
    "may be missing": (lambda headers: drop(headers["ETag"], "required"), "is not always there"),
    "another type": (
        lambda headers: put(headers["RateLimit"]["schema"], type="integer"),
        "RateLimit of status 200 may now be integer",
    ),
    "another case": (lambda headers: renamed(headers, "ETag", "etag"), None),
    "one more": (lambda headers: put(headers, New={"schema": {}}), None),
}  # fmt: skip
ADDITIVE = {
    "a path": lambda d: put(d["paths"], **{"/v1/new": d["paths"]["/v1/uv"]}),
    "an operation": lambda d: put(d["paths"]["/v1/uv"], post=operation(d)),
    "a parameter": lambda d: also_asked(d, "/v1/uv", required=False),
    "a parameter need not be sent": lambda d: put(
        parameter(d, "/v1/uv", "latitude"), required=False
    ),
    "a wider range": lambda d: put(
        schema(d, "LocationIn", "elevation_m"), anyOf=[{"type": "null"}, {"type": "number"}]
    ),
    "a field of a request": lambda d: added(d, "LocationIn", "floor", required=False),
    "a field of an answer": lambda d: added(d, "SunOut", "azimuth_name", required=True),
    "a word of a request": lambda d: words(d, "EnvironmentIn", "surface").append("lava"),
    "a word of an answer less": lambda d: schema(d, "VerdictOut", "code")["enum"].pop(),
    "never null": lambda d: something(d, "EstimateOut", "end"),
    "never null where a set has a name": lambda d: something(d, "BurnOut", "reason"),
    "prose": lambda d: put(operation(d), summary="Other", description="Words", tags=["x"]),
    "examples": lambda d: put(schema(d, "SunOut"), examples=[{}], title="Sun", description="x"),
    "a status": lambda d: put(operation(d)["responses"], **{"451": {"description": "No."}}),
    "a media type": lambda d: put(answered(d)["content"], **{"text/csv": {"schema": {}}}),
    "a narrower answer": lambda d: put(schema(d, "SunOut", "azimuth_deg"), minimum=0, maximum=360),
    "whole numbers of numbers": lambda d: put(schema(d, "SunOut", "azimuth_deg"), type="integer"),
    "whoever one is may be said": lambda d: drop(
        operation(d, path="/v1/tokens:refresh"), "security"
    ),
    "nobody has to say who it is": lambda d: operation(d, "get", USER)["security"].append({}),
    "anybody is let in": lambda d: put(operation(d, "get", USER), security=[]),
    "another way in": lambda d: put(
        operation(d, "get", USER), security=[{"bearer": []}, {"other": []}]
    ),
    "a schema with another name": lambda d: renamed_schema(d, "SunOut", "SunPosition"),
    "a schema written out": lambda d: written_out(d, "EstimateOut", "sun"),
    "a set written out": lambda d: written_out(d, "WindowOut", "kind"),
    "a set with another name": lambda d: renamed_schema(d, "Posture", "Attitude"),
}  # fmt: skip


def renamed_schema(document, old, new):
    names = (f'"#/components/schemas/{name}"' for name in (old, new))
    text = json.dumps(document).replace(*names)
    document.clear()
    document.update(json.loads(text))
    renamed(document["components"]["schemas"], old, new)


def written_out(document, name, prop):
    part = schema(document, name, prop)
    named = part.pop("$ref").rpartition("/")[2]
    part.update(copy.deepcopy(schema(document, named)))


def changed(change, document=PRESENT):
    other = json.loads(json.dumps(document))
    change(other)
    return [f"{breach.where} {breach.what}" for breach in breaking_changes(document, other)]


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_clients_is_told(name):
    change, words = BREAKING[name]
    found = changed(change)
    assert any(re.search(words, each) for each in found), found


@pytest.mark.parametrize("name", ADDITIVE)
def test_what_is_added_breaks_nobody(name):
    assert changed(ADDITIVE[name]) == []


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_promised_too(name):
    change, words = HEADERS[name]
    found = changed(lambda d: change(answered(d)["headers"]), with_headers(copy.deepcopy(PRESENT)))
    assert found == [] if words is None else any(words in each for each in found), found


def test_a_body_that_need_not_be_sent_may_not_have_to():
    def optional(document):
        put(operation(document)["requestBody"], required=False)

    before = copy.deepcopy(PRESENT)
    optional(before)
    assert changed(lambda d: put(operation(d)["requestBody"], required=True), before) == [
        "body has to be sent"
    ]
    assert changed(optional) == []


def test_what_receivers_are_told_is_read_by_clients():
    def more(document):
        message(document)["parameters"].append(
            {"name": "traceparent", "in": "header", "required": True, "schema": {"type": "string"}}
        )
        added(document, "WebhookTest", "more", required=True)
        added(document, "BurnWarningData", "minutes", required=True)
        words(document, "BurnWarningData", "level").append("blister")

    assert changed(more) == ["BurnWarningData.level may now be 'blister'"]


def answers():
    """Fields of answers, as names of schemas and of the fields."""
    return [
        (name, prop)
        for name, each in PRESENT["components"]["schemas"].items()
        if name.endswith("Out")
        for prop in each.get("required", ())
    ]


@given(st.sampled_from(answers()))
@settings(max_examples=15)
def test_no_field_of_an_answer_may_go(field):
    name, prop = field

    def gone(document):
        schema(document, name)["properties"].pop(prop)
        schema(document, name)["required"].remove(prop)

    assert changed(gone) == [f"{name}.{prop} is not always there any more"]


def test_whom_it_breaks_is_told():
    other = copy.deepcopy(PRESENT)
    schema(other, "VerdictOut", "code")["enum"].append("perhaps")
    told = breaking.told(breaking_changes(PRESENT, other))
    assert told.startswith("VerdictOut.code may now be 'perhaps'\n    breaks clients of POST")
    assert "breaks clients of GET /v1/estimate\n" in told + "\n"
    assert "/v1/users/" not in told


def test_a_release_is_recorded_once(tmp_path, monkeypatch):
    monkeypatch.setattr(breaking, "RELEASED", tmp_path)
    for version in ("0.9.0", "0.10.0"):
        breaking.record(PRESENT | {"info": {"version": version}})
    assert last_released(tmp_path).name == "0.10.0.json"
    kept = json.loads(last_released(tmp_path).read_text())
    assert breaking_changes(PRESENT, kept) == breaking_changes(kept, PRESENT) == {}
    with pytest.raises(SystemExit, match="recorded"):
        breaking.record(PRESENT | {"info": {"version": "0.9.0"}})


def test_fields_named_like_prose_are_kept():
    fields = {"title": {"type": "string", "title": "Title"}, "example": {"const": {"title": 1}}}
    assert lasting({"schemas": {"A": {"properties": fields, "description": "x"}}}) == {
        "schemas": {
            "A": {"properties": {"title": {"type": "string"}, "example": {"const": {"title": 1}}}}
        }
    }


def test_nothing_breaks_clients_of_the_last_release():
    before = json.loads(last_released().read_text())
    assert breaking.told(breaking_changes(before, PRESENT)) == ""
    assert len(operations_of(before)) >= 55


VALUES = [
    None, True, False, -1, 0, 1, 2, 1.5, 2.5, "", "a", "ab", "abc", [], [1], ["a"], [1, 2],
    ["a", None], {}, {"a": 1}, {"a": "a"}, {"a": None}, {"b": 1}, {"a": 1, "b": "a"},
    {"a": {"a": 1}}, {"a": [1]},
]  # fmt: skip
KINDS = ["null", "integer", "string", "object"]
SIMPLE = st.one_of(
    st.sampled_from([{"type": "null"}, {"type": "boolean"}, {"const": "a"}, {"const": 1}]),
    st.sampled_from(["integer", "number"]).flatmap(
        lambda kind: st.fixed_dictionaries(
            {"type": st.just(kind)},
            optional={
                name: st.integers(-1, 3)
                for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
            },
        )
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 2), "maxLength": st.integers(0, 2),
            "pattern": st.sampled_from(["^a", "b$"]),
        },
    ),
    st.fixed_dictionaries({"enum": st.lists(st.sampled_from(VALUES[:13]), min_size=1, max_size=3)}),
    st.fixed_dictionaries(
        {"type": st.lists(st.sampled_from(KINDS), min_size=1, unique=True)}
    ),
    st.sampled_from([{"$ref": "#/$defs/tree"}, {}]),
)  # fmt: skip


def composed(parts):
    names = st.lists(st.sampled_from("ab"), unique=True)
    return st.one_of(
        st.fixed_dictionaries({"anyOf": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"type": st.just("array")}, optional={"items": parts}),
        st.fixed_dictionaries(
            {"type": st.just("object")},
            optional={
                "properties": st.dictionaries(st.sampled_from("ab"), parts, min_size=1),
                "required": names,
                "additionalProperties": st.one_of(st.booleans(), parts),
            },
        ),
    )


TREE = {"type": "object", "properties": {"a": {"$ref": "#/$defs/tree"}, "b": {"type": "integer"}}}
SCHEMAS = st.recursive(SIMPLE, composed, max_leaves=5)


@given(SCHEMAS, SCHEMAS)
@settings(max_examples=300)
def test_where_nothing_is_told_whatever_was_sent_is_taken(before, after):
    defs = {"$defs": {"tree": TREE}}
    breaches = Comparison(defs, defs).of_request(before, after, "x")
    old, new = (jsonschema_rs.validator_for(each | defs) for each in (before, after))
    lost = [value for value in VALUES if old.is_valid(value) and not new.is_valid(value)]
    assert breaches or not lost


@given(SCHEMAS)
def test_a_schema_takes_what_it_takes(schema):
    defs = {"$defs": {"tree": TREE}}
    comparison = Comparison(defs, copy.deepcopy(defs))
    assert comparison.of_request(schema, copy.deepcopy(schema), "x") == []
    assert comparison.of_answer(schema, copy.deepcopy(schema), "x") == []
