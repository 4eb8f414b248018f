from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from service.access import keys, secrets, tokens
from service.problems import install_problem_handlers
from service.records import Records
from service.routes import webhooks
from service.storage import webhook_rows
from service.storage.tables import app_keys
from service.webhooks.registering import MOST_WEBHOOKS
from service.webhooks.signing import key_of
from tests.service.webhooks.receiving import a_user, messages, names

NOW = datetime(2026, 6, 12, 10, 0, tzinfo=UTC)
URL = "https://hooks.example/solferol?key=hush"
EVENTS = ["exposure.day.updated"]


@pytest.fixture
def records(sqlite):
    return Records(sqlite, lambda: NOW)


@pytest.fixture
async def http(records):
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(webhooks.router)
    app.state.records = records
    known = {
        "hooks.example": ["93.184.215.14"],
        "inside.example": ["93.184.215.14", "10.0.0.7"],
        **{f"h{i}.example": ["93.184.215.14"] for i in range(MOST_WEBHOOKS + 1)},
    }
    app.dependency_overrides[webhooks.resolver] = lambda: names(**known)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://solferol.test") as client:
        yield client


async def a_key(records, name="an app", scopes=("webhooks",)):
    text, _ = await keys.create_key(records.database, name, records.now_ms, scopes)
    return {"authorization": f"Bearer {text}"}


@pytest.fixture
async def key(records):
    return await a_key(records)


async def create(http, key, url=URL, events=EVENTS):
    return await http.post("/v1/webhooks", json={"url": url, "events": events}, headers=key)


async def test_a_webhook_is_made_and_its_secret_shown_once(http, key):
    answer = await create(http, key)
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert len(key_of(made["secret"])) == 32
    assert made["created_at"] == "2026-06-12T10:00:00Z"
    assert (made["url"], made["events"]) == (URL, EVENTS)
    listed = await http.get("/v1/webhooks", headers=key)
    assert made["secret"] not in listed.text
    del made["secret"]
    assert listed.json() == {"webhooks": [made]}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example/", "https_required"),
        ("https://127.0.0.1/", "address_not_public"),
        ("https://[::ffff:10.0.0.1]/", "address_not_public"),
        ("https://2130706433/", "host_invalid"),
        ("https://localhost/", "host_not_public"),
        ("https://inside.example/", "address_not_public"),
        ("https://nowhere.example/", "host_unknown"),
        ("https://me:hushed@hooks.example/", "url_userinfo"),
        ("https://hooks.example:22/", "port_not_allowed"),
        ("no url", "url_invalid"),
        ("", "string_too_short"),
        ("https://hooks.example/" + "a" * 2048, "string_too_long"),
        (17, "string_type"),
    ],
)
async def test_a_url_that_is_refused_is_pointed_at(http, key, records, url, code):
    answer = await create(http, key, url)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/url", code)
    assert "hushed" not in answer.text
    async with records.database.reading() as connection:
        assert not (await connection.execute(select(webhook_rows.webhooks))).all()


@pytest.mark.parametrize(
    "events", [[], ["exposure.day"], ["burn.warning"] * 2, "burn.warning", None, ["webhook.test"]]
)
async def test_events_that_do_not_exist(http, key, events):
    answer = await create(http, key, events=events)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("#/events")


async def test_development_may_register_its_own_network(http, key, records):
    records.allow_private_targets = True
    assert (await create(http, key, "http://127.0.0.1:8000/")).status_code == 201


async def test_one_url_once(http, key):
    assert (await create(http, key)).status_code == 201
    assert (await create(http, key)).status_code == 409


async def test_not_more_than_a_few(http, key):
    for i in range(MOST_WEBHOOKS):
        assert (await create(http, key, f"https://h{i}.example/")).status_code == 201
    assert (await create(http, key)).status_code == 409


async def test_rotation_answers_a_new_secret_and_keeps_the_older_for_a_day(http, key, records):
    made = (await create(http, key)).json()
    answer = await http.post(f"/v1/webhooks/{made['id']}/rotate", headers=key)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["secret"] != made["secret"]
    assert datetime.fromisoformat(answer.json()["older_until"]) == NOW + timedelta(days=1)
    async with records.database.reading() as connection:
        (row,) = (await connection.execute(select(webhook_rows.webhooks))).mappings().all()
    row = webhook_rows.WebhookRow(**row)
    assert row.secrets_at(records.now_ms) == (answer.json()["secret"], made["secret"])


async def test_a_webhook_ends(http, key):
    made = (await create(http, key)).json()
    url = f"/v1/webhooks/{made['id']}"
    assert (await http.delete(url, headers=key)).status_code == 204
    assert (await http.delete(url, headers=key)).status_code == 404
    assert (await http.get("/v1/webhooks", headers=key)).json() == {"webhooks": []}


async def test_a_test_is_put_on_its_way_and_goes_with_the_webhook(http, key, records):
    url = f"/v1/webhooks/{(await create(http, key)).json()['id']}"
    for _ in range(2):
        assert (await http.post(f"{url}/test", headers=key)).status_code == 202
    (row,) = await messages(records.database)
    assert row["event"] == "webhook.test"
    await http.delete(url, headers=key)
    assert await messages(records.database) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/rotate"), ("POST", "/test"), ("DELETE", "")],
)
async def test_others_webhooks_are_not_there(http, key, records, method, path):
    made = (await create(http, key)).json()
    other = await a_key(records, "another app")
    answer = await http.request(method, f"/v1/webhooks/{made['id']}{path}", headers=other)
    assert answer.status_code == 404
    assert (await http.get("/v1/webhooks", headers=other)).json() == {"webhooks": []}
    assert len((await http.get("/v1/webhooks", headers=key)).json()["webhooks"]) == 1
    assert (await create(http, other)).status_code == 201
    odd = await http.request(method, f"/v1/webhooks/none{path}", headers=key)
    assert odd.status_code == 422


async def test_who_may_not(http, records):
    without = await a_key(records, scopes=("users", "samples:write", "samples:read"))
    assert (await create(http, without)).status_code == 403
    assert (await create(http, {})).status_code == 401
    assert (await http.get("/v1/webhooks", headers={})).status_code == 401


async def test_a_device_may_not_whatever_its_token_says(http, records, key):
    async with records.database.reading() as connection:
        app_id = await connection.scalar(select(app_keys.c.app_id))
    user_id = await a_user(records.database, app_id)
    granted = await tokens.grant(
        records.database, user_id, "watch", records.now_ms, ("samples:write", "samples:read")
    )
    device = {"authorization": f"Bearer {granted.access_token}"}
    assert (await create(http, device)).status_code == 403
    assert (await http.get("/v1/webhooks", headers=device)).status_code == 403
    await _widen(records, user_id)
    answer = await http.get("/v1/webhooks", headers=device)
    assert answer.status_code == 403
    assert "application" in answer.json()["detail"]


async def _widen(records, user_id):
    from service.storage.tables import tokens as rows

    async with records.database.writing() as connection:
        await connection.execute(
            rows.update().where(rows.c.user_id == user_id).values(scopes="webhooks")
        )


async def test_an_unknown_webhook(http, key):
    for method, path in (("POST", "/rotate"), ("POST", "/test"), ("DELETE", "")):
        url = f"/v1/webhooks/{secrets.new_id()}{path}"
        assert (await http.request(method, url, headers=key)).status_code == 404
