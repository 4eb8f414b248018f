"""The committed contract is the one that is served, and says what it has to."""

import json
import re
from typing import get_args

import pytest

from models import body
from service import answers, provenance
from service.app import create_app
from service.settings import Settings
from service.webhooks.schedule import EVENTS, TEST_EVENT
from service.webhooks.signing import new_secret, signed_headers

OPERATIONS = {
    ("post", "/v1/estimates"), ("post", "/v1/estimates:batch"), ("get", "/v1/estimate"),
    ("get", "/v1/day"), ("get", "/v1/uv"),
    ("get", "/v1/year"), ("get", "/v1/windows"),
    ("post", "/v1/status"), ("post", "/v1/plan"), ("get", "/v1/users/{user_id}/status"),
    ("post", "/v1/users/{user_id}/status"),
    ("get", "/v1/foods"), ("get", "/v1/foods/{food_id}"),
    ("get", "/v1/windows.ics"), ("get", "/v1/year/comparison"),
    ("get", "/v1/skin-types"), ("get", "/v1/clothing"), ("get", "/v1/calibrations"),
    ("get", "/v1/models"), ("get", "/v1/skin-types/assessment"),
    ("post", "/v1/skin-types/assessment"),
    ("get", "/v1/sources"), ("get", "/v1/places"),
    ("get", "/health/live"), ("get", "/health/ready"),
    ("post", "/v1/users"), ("get", "/v1/users/{user_id}"), ("delete", "/v1/users/{user_id}"),
    ("put", "/v1/users/{user_id}/profile"), ("put", "/v1/users/{user_id}/privacy"),
    ("post", "/v1/users/{user_id}/consents"), ("get", "/v1/users/{user_id}/consents"),
    ("delete", "/v1/users/{user_id}/consents/{purpose}"),
    ("get", "/v1/users/{user_id}/access-log"), ("get", "/v1/users/{user_id}/devices"),
    ("post", "/v1/users/{user_id}/tokens"), ("delete", "/v1/users/{user_id}/tokens/{grant_id}"),
    ("post", "/v1/tokens:refresh"), ("post", "/v1/users/{user_id}/samples:batch"),
    ("get", "/v1/users/{user_id}/changes"), ("get", "/v1/users/{user_id}/samples"),
    ("post", "/v1/owntracks"), ("post", "/v1/overland"),
    ("get", "/v1/users/{user_id}/days"), ("get", "/v1/users/{user_id}/days/{day}"),
    ("post", "/v1/users/{user_id}/imports"), ("get", "/v1/users/{user_id}/imports"),
    ("get", "/v1/users/{user_id}/imports/{import_id}"),
    ("get", "/v1/users/{user_id}/export"), ("get", "/v1/users/{user_id}/fhir/Observation"),
    ("get", "/v1/usage"),
    ("get", "/v1/webhooks"), ("post", "/v1/webhooks"), ("delete", "/v1/webhooks/{webhook_id}"),
    ("post", "/v1/webhooks/{webhook_id}/rotate"), ("post", "/v1/webhooks/{webhook_id}/test"),
}  # fmt: skip
TABLES = {"get_windows", "get_year", "get_year_comparison"}
EXPORTS = {"application/zip", "application/x-ndjson", "text/csv", "application/fhir+json"}


@pytest.fixture(scope="module")
def document():
    return create_app(Settings(uv_providers=())).openapi()


def test_the_committed_contract_is_current(document, root):
    committed = json.loads((root / "openapi" / "openapi.json").read_text())
    assert committed == json.loads(json.dumps(document)), "run `make openapi` and look at the diff"


def test_the_operations(document):
    assert document["openapi"].startswith("3.1")
    found = {(method, path) for path, item in document["paths"].items() for method in item}
    assert found == OPERATIONS


def test_the_messages(document):
    assert set(document["webhooks"]) == {*EVENTS, TEST_EVENT}
    for item in document["webhooks"].values():
        ((_, message),) = item.items()
        assert message["security"] == []
        sent = {each["name"] for each in message["parameters"]}
        assert sent == set(signed_headers([new_secret()], "id", 0, b""))
        # Generators write a file for each tag: one for what is asked, another for what is told.
        assert not set(message["tags"]) & {
            tag for each in operations(document) for tag in each["tags"]
        }


def operations(document):
    for item in document["paths"].values():
        yield from item.values()


def kinds_of_success(name):
    """Media types that an operation answers with."""
    named = {
        "export": EXPORTS, "observations": {"application/fhir+json"},
        "calendar": {"text/calendar"}, "test_webhook": set(),
    }  # fmt: skip
    if name in TABLES:
        return {"application/json", "text/csv"}
    return next((kinds for part, kinds in named.items() if part in name), {"application/json"})


def test_every_error_is_problem_details(document):
    for operation in operations(document):
        assert "500" in operation["responses"]
        for status, response in operation["responses"].items():
            kinds = set(response.get("content", ()))
            if int(status) >= 400:
                assert kinds == {"application/problem+json"}
            elif int(status) == 204 or operation["operationId"].startswith("test_webhook"):
                assert kinds == set()
            else:
                assert kinds == kinds_of_success(operation["operationId"])


def test_every_answer_is_described(document):
    for operation in operations(document):
        for response in operation["responses"].values():
            assert response["description"] not in {"", "Successful Response"}, operation[
                "operationId"
            ]


def test_every_operation_is_described_and_named(document):
    names = [operation["operationId"] for operation in operations(document)]
    assert len(set(names)) == len(names)
    for name in names:
        # A verb and what it is done to: clients name their methods by it, so no path is in it.
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name), name
    for operation in operations(document):
        assert operation["summary"]
        assert operation["description"]


@pytest.mark.parametrize(
    ("schema", "field", "closed"),
    [
        ("VitaminDOut", "status", answers.VitaminDStatus),
        ("BurnOut", "status", answers.BurnStatus),
        ("VerdictOut", "code", answers.VerdictCode),
        ("ProvenanceOut", "uv_source", provenance.UvSourceUsed),
        ("SunOut", "day_type", None),
        ("UvOut", "category", answers.UvCategory),
    ],
)
def test_codes_are_closed_sets(document, schema, field, closed):
    schemas = document["components"]["schemas"]
    values = schemas[schema]["properties"][field]
    if "$ref" in values:
        values = schemas[values["$ref"].rpartition("/")[2]]
    values = values["enum"]
    if closed is not None:
        assert set(values) == set(get_args(closed))


def test_codes_of_the_design():
    assert set(get_args(answers.VitaminDStatus)) == {"reached", "not_reachable", "withheld"}
    assert set(get_args(answers.BurnStatus)) == {
        "burn_possible", "no_burn_expected", "withheld",
    }  # fmt: skip
    assert set(get_args(answers.VerdictCode)) == {
        "target_before_burn", "burn_before_target", "not_reachable_today", "withheld",
    }  # fmt: skip
    assert {
        "sun_below_horizon", "uv_too_low", "day_ends", "glass", "no_skin_exposed", "caution",
    } <= set(get_args(answers.Reason))  # fmt: skip
    assert set(get_args(body.ClothingName)) == {
        "covered", "face_hands", "face_hands_arms", "t_shirt_shorts", "swimwear", "nude",
    }  # fmt: skip


def test_only_place_and_skin_are_required(document):
    schemas = document["components"]["schemas"]
    assert schemas["EstimateIn"]["required"] == ["location", "skin"]
    assert schemas["LocationIn"]["required"] == ["latitude", "longitude"]
    assert schemas["SkinIn"]["required"] == ["fitzpatrick"]


def test_answers_have_no_silent_defaults(document):
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(("Out", "Interval", "Result")) and "properties" in schema:
            assert set(schema["required"]) == set(schema["properties"]), name
            assert not any("default" in field for field in schema["properties"].values()), name


@pytest.mark.anyio
async def test_the_examples_of_the_contract_are_answered(client, document):
    for example in document["components"]["schemas"]["EstimateIn"]["examples"]:
        response = await client.post("/v1/estimates", json=example)
        assert response.status_code == 200, response.text


@pytest.mark.anyio
async def test_documentation_needs_no_other_host(client):
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert (await client.get(f"/assets/swagger-ui/{asset}")).status_code == 200
