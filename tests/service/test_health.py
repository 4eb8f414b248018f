"""Whether the process lives, and whether to send it requests."""

import asyncio

import pytest
from sqlalchemy import text

from service.access.keys import create_key
from service.readiness import Readiness
from service.records import Records
from service.storage import condition
from service.storage.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """However busy the machine is, what is looked at here is waited for."""
    monkeypatch.setattr(Readiness.__init__, "__defaults__", (60.0,))
    monkeypatch.setattr("service.metrics._LONGEST_S", 60.0)


def state_of(client):
    return client._transport.app.state


def passed(answer):
    return {each["name"]: each["passed"] for each in answer["checks"]}


async def test_ready_with_nothing_kept(client):
    response = await client.get("/health/ready")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == "ok"
    assert passed(answer) == {"serving": True, "database": True, "clear_sky_table": True}
    # To look is not to make.
    assert not state_of(client).records.database.exists


async def test_a_database_that_cannot_be_made(application):
    async with application(uv_providers=(), geocoding=False, data_folder="/proc/nope") as http:
        response = await http.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["detail"] == "database: its folder cannot be made or written in"


async def test_ready_with_a_database(client):
    records = state_of(client).records
    await create_key(records.database, "tests", records.now_ms)
    answer = (await client.get("/health/ready")).json()
    (database,) = [each for each in answer["checks"] if each["name"] == "database"]
    assert database["detail"] == f"reachable, schema {condition.head()}"


async def test_ready_with_postgresql(application, postgres_url):
    async with application(
        uv_providers=(), geocoding=False, metrics=True, database_url=postgres_url
    ) as http:
        assert passed((await http.get("/health/ready")).json())["database"] is True
        text = (await http.get("/metrics")).text
    assert 'solferol_work_waiting{queue="webhooks"} 0.0' in text


async def test_shutting_down_it_lives_and_is_not_ready(client):
    state_of(client).readiness.draining = True
    response = await client.get("/health/ready", headers={"x-request-id": "abc-123"})
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem = response.json()
    assert problem["detail"] == "serving: shutting down"
    assert (problem["instance"], problem["request_id"]) == ("/health/ready", "abc-123")
    assert passed(problem)["serving"] is False
    assert (await client.get("/health/live")).status_code == 200
    assert (await client.get("/v1/clothing")).status_code == 200


async def test_a_schema_of_another_release(client):
    records = state_of(client).records
    async with records.database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    response = await client.get("/health/ready")
    assert response.status_code == 503
    assert f"its schema is r9999, this release needs {condition.head()}" in response.text


async def test_a_database_that_is_none(application, tmp_path):
    file = tmp_path / "secret-name.sqlite3"
    file.write_text("this is no database, however long it may be")
    async with application(
        uv_providers=(), geocoding=False, database_url=f"sqlite:///{file}"
    ) as http:
        response = await http.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["detail"] == "database: failed with DatabaseError"
        assert "secret-name" not in response.text
        # Estimates need none, and are given.
        assert (await http.get("/v1/estimate?latitude=47&longitude=8&skin_type=2")).is_success


async def test_a_look_that_takes_too_long_goes_on_behind(tmp_path, now, monkeypatch):
    asked, answered = 0, asyncio.Event()

    async def slow(_records):
        nonlocal asked
        asked += 1
        await answered.wait()
        return "late"

    monkeypatch.setattr("service.readiness._database", slow)
    records = Records(Database(f"sqlite:///{tmp_path}/none.sqlite3"), lambda: now)
    readiness = Readiness(longest_s=0.01)
    for _ in range(3):
        _, database, _ = await readiness.checks(records)
        assert (database.passed, database.detail) == (False, "no answer within 0.01 s")
    answered.set()
    patient = Readiness(longest_s=30.0)
    patient._under_way = readiness._under_way
    _, database, _ = await patient.checks(records)
    assert (database.passed, database.detail) == (True, "late")
    assert asked == 1
