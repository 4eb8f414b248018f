"""Whatever anybody sends to any operation, the service keeps the contract."""

import asyncio
import functools
import json
import tempfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import negated_parameters
from schemathesis.specs.openapi.checks import negative_data_rejection

from service.access.keys import create_key
from service.access.people import create_user
from service.access.tokens import grant
from service.app import create_app
from service.routes.webhooks import resolver
from service.settings import Settings
from service.storage.database import Database
from service.storage.folders import database_url
from service.webhooks.registering import create_webhook

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
NOW_MS = round(NOW.timestamp() * 1000)
FOLDER = tempfile.TemporaryDirectory(prefix="solferol-contract-")
KEPT = Settings(
    uv_providers=(),
    geocoding=False,
    data_folder=FOLDER.name,
    rate_limit_per_minute=1_000_000,
    rate_limit_burst=1_000_000,
)
BETWEEN_FIELDS = {
    "conflict", "missing", "not_after_start", "too_late", "does_not_exist", "out_of_range",
    "time_out_of_range", "overlaps", "too_early", "time_zone_unknown", "cursor_invalid",
    "page_invalid", "end_before_start", "date_invalid", "date_out_of_range", "unknown_food",
    "in_future", "repeated", "key_reused", "url_invalid",
}  # fmt: skip
"""Refusals that no schema of single fields can express: contradictions, and years."""
CONFIG = SchemathesisConfig.from_dict(
    {
        "request-timeout": 120,
        "checks": {
            # What else a good request may meet is looked at below, by its code.
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", "401", "403", "404", "409", "410", "422"]
            },
            "negative_data_rejection": {
                "expected-statuses": ["401", "403", "404", "405", "410", "413", "415", "422"]
            },
        },
    }
)


@schemathesis.serializer("application/x-ndjson")
def lines_of_json(_context, value):
    if isinstance(value, str):
        # A text that stands for bytes is empty and has them beside it.
        return getattr(value, "data", value.encode())
    return json.dumps(value).encode()


@schemathesis.hook
def before_load_schema(_context, raw_schema):
    """Of the example of a batch a thousand items would be made, time and again."""
    for path, item in raw_schema["paths"].items():
        if path.endswith(":batch"):
            for content in item["post"]["requestBody"]["content"].values():
                content.pop("examples")


async def _somewhere_public(_host, _port=443):
    return ["93.184.216.34"]


APPLICATION = create_app(KEPT, now=lambda: NOW)
APPLICATION.dependency_overrides[resolver] = lambda: _somewhere_public
schema = schemathesis.openapi.from_asgi("/openapi.json", APPLICATION, config=CONFIG)


@dataclass(frozen=True)
class People:
    """Somebody with something to name, and the credentials for it."""

    key: str
    token: str
    user_id: str
    grant_id: str
    webhook_id: str


@functools.cache
def people_of(operation):
    """Make people for one operation, so that what others do to theirs decides nothing."""
    return asyncio.run(_people(operation))


async def _people(operation):
    database = Database(database_url("", Path(FOLDER.name)))
    text, key = await create_key(database, operation, NOW_MS)
    user_id = await _user(database, key.app_id)
    used = await grant(database, user_id, "walker", NOW_MS)
    shown = await grant(database, user_id, "shown", NOW_MS)
    url = "https://app.example/hooks/solferol"
    hook = await create_webhook(database, key.app_id, url, ["burn.warning"], NOW_MS)
    await database.close()
    return People(text, used.access_token, user_id, shown.token_id, hook.webhook_id)


async def _user(database, app_id):
    user, _ = await create_user(database, app_id, {"fitzpatrick": 2}, {}, NOW_MS)
    return user.user_id


def whose(case):
    """Choose who sends a request: by the request, so that it can be repeated."""
    told = repr((case.path_parameters, case.query, case.body, case.headers))
    return ("nobody", "key", "token", "key", "token", "key", "token")[zlib.crc32(told.encode()) % 7]


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_whatever_is_sent_the_contract_holds(case):
    people, who = people_of(case.operation.label), whose(case)
    if case.meta.generation.mode.is_positive:
        name_what_is_there(case, people, who)
    headers, spoilt = {}, {name for name, _ in negated_parameters(case.meta)}
    if who != "nobody" and "Authorization" not in spoilt:
        headers["Authorization"] = f"Bearer {getattr(people, who)}"
    check(case, case.call(headers=headers), headers)


def name_what_is_there(case, people, who):
    """Exchange names in a path for those of things that whoever asks has."""
    there = {
        "user_id": "me" if who == "token" else people.user_id,
        "grant_id": people.grant_id, "webhook_id": people.webhook_id,
    }  # fmt: skip
    for name in case.path_parameters.keys() & there.keys():
        case.path_parameters[name] = there[name]


def check(case, response, headers):
    # A batch answers each item by itself: one that breaks the schema has its problem beside it.
    # Doors take whatever their apps send, which would else send it for ever.
    lenient = case.path.endswith((":batch", "/owntracks", "/overland"))
    of_body = case.meta.is_negative_at(ParameterLocation.BODY)
    without = [negative_data_rejection] if lenient and of_body else []
    case.validate_response(response, headers=headers, excluded_checks=without)
    assert response.status_code < 500
    if response.status_code == 422 and case.meta.generation.mode.is_positive:
        assert {error["code"] for error in response.json()["errors"]} <= BETWEEN_FIELDS
