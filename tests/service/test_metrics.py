"""What Prometheus reads: by route templates and closed sets, and nothing of a person."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.access.keys import create_key
from service.metrics import Metrics
from service.storage import condition
from service.storage.tables import dirty_days
from tests.postgres import free_port

pytestmark = pytest.mark.anyio

QUIET = {"uv_providers": (), "geocoding": False, "metrics": True}
LATENCY = "solferol_request_duration_seconds"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """However busy the machine is, what is counted here is waited for."""
    monkeypatch.setattr("service.metrics._LONGEST_S", 60.0)


def samples(text):
    return [each for family in text_string_to_metric_families(text) for each in family.samples]


async def told(http):
    response = await http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    return samples(response.text)


def value(found, name, **labels):
    (one,) = [each.value for each in found if each.name == name and labels == each.labels]
    return one


def counts(found):
    """How many requests, by method, route and class of status."""
    return {
        (each.labels["method"], each.labels["route"], each.labels["status"]): each.value
        for each in found
        if each.name == f"{LATENCY}_count"
    }


async def test_without_the_setting_there_are_none(client):
    assert (await client.get("/metrics")).status_code == 404
    assert "/metrics" not in (await client.get("/openapi.json")).json()["paths"]


async def test_requests_are_told_by_template_and_class(application):
    async with application(**QUIET) as http:
        query = "?latitude=47.3769&longitude=8.5417&skin_type=2"
        await http.get(f"/v1/estimate{query}")
        await http.get(f"/v1/estimate{query}&surface=cheese")
        await http.head("/v1/clothing")
        await http.get("/v1/users/00000000-0000-0000-0000-00000000abcd/days")
        await http.get("/47.3769/8.5417")
        await http.request("BREW-AT-47.37", "/v1/clothing")
        await http.get("/assets/swagger-ui/swagger-ui.css")
        await http.post("/v1/estimates", content=b" " * 100_000)
        response = await http.get("/metrics")
    found = counts(samples(response.text))
    assert found == {
        ("GET", "/v1/estimate", "2xx"): 1,
        ("GET", "/v1/estimate", "4xx"): 1,
        ("HEAD", "/v1/clothing", "2xx"): 1,
        ("GET", "/v1/users/{user_id}/days", "4xx"): 1,
        ("GET", "unmatched", "4xx"): 1,
        ("POST", "refused", "4xx"): 1,
        ("other", "/v1/clothing", "4xx"): 1,
        ("GET", "/assets/swagger-ui/{path}", "2xx"): 1,
    }
    for private in ("47.37", "8.54", "abcd", "cheese", "BREW"):
        assert private not in response.text


async def test_buckets_add_up(application):
    async with application(**QUIET) as http:
        for _ in range(3):
            await http.get("/v1/clothing")
        found = await told(http)
    labels = {"method": "GET", "route": "/v1/clothing", "status": "2xx"}
    assert value(found, f"{LATENCY}_bucket", le="+Inf", **labels) == 3
    assert value(found, f"{LATENCY}_count", **labels) == 3
    assert value(found, f"{LATENCY}_sum", **labels) > 0
    steps = [
        each.value for each in found
        if each.name == f"{LATENCY}_bucket" and each.labels["route"] == "/v1/clothing"
    ]  # fmt: skip
    assert steps == sorted(steps)


async def test_who_asks_is_in_flight_and_nobody_else(application):
    async with application(**QUIET) as http:
        await http.get("/nowhere")
        assert value(await told(http), "solferol_requests_in_flight") == 1


async def test_a_fault_is_counted(application, monkeypatch):
    async def broken(*_args, **_more):
        raise RuntimeError("a fault")

    monkeypatch.setattr("service.routes.estimates.estimate", broken)
    async with application(**QUIET) as http:
        await http.get("/v1/estimate?latitude=47&longitude=8&skin_type=2")
        found = await told(http)
    assert counts(found)["GET", "/v1/estimate", "5xx"] == 1
    assert value(found, "solferol_requests_in_flight") == 1


async def test_what_is_running(application):
    async with application(**QUIET) as http:
        found = await told(http)
        health = (await http.get("/health/live")).json()
    (build,) = [each.labels for each in found if each.name == "solferol_build_info"]
    assert build["model_version"] == health["model_version"]
    assert set(build) == {"version", "model_version", "python"}
    assert any(each.name == "process_resident_memory_bytes" for each in found)


async def test_a_source_that_fails_and_one_that_is_not_asked(application):
    nobody = f"http://127.0.0.1:{free_port()}"
    settings = {**QUIET, "uv_providers": ("open_meteo",)}
    urls = {"open_meteo_air_quality_url": nobody, "open_meteo_forecast_url": nobody}
    async with application(**settings, **urls) as http:
        for latitude in (47, 48, 49):
            await http.get(f"/v1/estimate?latitude={latitude}&longitude=8&skin_type=2")
        await http.get("/v1/estimate?latitude=49&longitude=8&skin_type=2")
        found = await told(http)
    source = {"source": "open_meteo_cams"}
    failed = {**source, "failure": "provider_unreachable"}
    # Each of three places has a second try, and the third failure opens the breaker.
    assert value(found, "solferol_upstream_calls_total", **source) == 6
    assert value(found, "solferol_upstream_failures_total", **failed) == 3
    states = {
        each.labels["state"]: each.value for each in found
        if each.name == "solferol_upstream_breaker" and each.labels["source"] == source["source"]
    }  # fmt: skip
    assert states == {"closed": 0, "half_open": 0, "open": 1}
    assert value(found, "solferol_forecast_lookups_total", **source, result="miss") == 3
    assert value(found, "solferol_forecast_lookups_total", **source, result="hit") >= 1
    assert value(found, "solferol_forecasts_kept") == 6
    assert not [each for each in found if each.labels.get("source") == "openuv"]


async def test_work_that_waits(application):
    async with application(**QUIET) as http:
        assert value(await told(http), "solferol_work_waiting", queue="days") == 0
        records = http._transport.app.state.records
        await create_key(records.database, "tests", records.now_ms)
        # Of a user that nobody knows, so that no background work takes it away meanwhile.
        async with records.database.writing() as connection:
            row = {"user_id": "7", "date": "2026-06-11", "seq": 1, "marked_ms": 1}
            await connection.execute(dirty_days.insert().values(row))
            waiting = await condition.waiting(connection)
            await connection.execute(dirty_days.delete())
        assert (waiting.days, waiting.imports, waiting.webhooks) == (1, 0, 0)
        found = await told(http)
    assert value(found, "solferol_database_up") == 1
    queues = {each.labels["queue"] for each in found if each.name == "solferol_work_waiting"}
    assert queues == {"days", "imports", "webhooks"}


async def test_a_list_is_counted_to_an_end(application, monkeypatch):
    monkeypatch.setattr(condition, "COUNTED_AT_MOST", 2)
    async with application(**QUIET) as http:
        records = http._transport.app.state.records
        rows = [
            {"user_id": "7", "date": f"2026-06-1{day}", "seq": 1, "marked_ms": 1}
            for day in range(5)
        ]
        async with records.database.writing() as connection:
            await connection.execute(dirty_days.insert(), rows)
            assert (await condition.waiting(connection)).days == 2
            await connection.execute(dirty_days.delete())


async def test_without_a_database_everything_else_is_told(application, tmp_path):
    (tmp_path / "no.sqlite3").write_text("this is no database, however long it may be")
    url = f"sqlite:///{tmp_path}/no.sqlite3"
    async with application(**QUIET, database_url=url) as http:
        found = await told(http)
    assert value(found, "solferol_database_up") == 0
    assert not [each for each in found if each.name == "solferol_work_waiting"]


@pytest.mark.parametrize("shown", [None, "Bearer", "Bearer wrong", "Basic sesame", "Bearer sésame"])
async def test_a_token_keeps_strangers_out(application, shown):
    async with application(**QUIET, metrics_token="sesame") as http:  # noqa: S106
        headers = {} if shown is None else {"authorization": shown.encode()}
        refused = await http.get("/metrics", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert "solferol_" not in refused.text
        allowed = await http.get("/metrics", headers={"authorization": "Bearer sesame"})
        assert allowed.status_code == 200


async def test_applications_in_one_process_count_apart(application):
    async with application(**QUIET) as one, application(**QUIET) as other:
        await one.get("/v1/clothing")
        assert ("GET", "/v1/clothing", "2xx") in counts(await told(one))
        assert ("GET", "/v1/clothing", "2xx") not in counts(await told(other))


def test_what_was_never_answered_has_a_class_of_its_own():
    metrics = Metrics()
    metrics.began()
    metrics.ended("GET", "/v1/estimate", 0, 0.5)
    found = [
        sample.labels["status"] for family in metrics._registry.collect()
        for sample in family.samples if sample.name == f"{LATENCY}_count"
    ]  # fmt: skip
    assert found == ["none"]
