"""Traces: what is told of a request, that nothing private is, and what it takes to send them."""

import http.server
import json
import logging
import os
import re
import sys
import threading
import time
from contextlib import asynccontextmanager

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.access.keys import create_key
from service.app import create_app
from service.cli import main
from service.logs import formatter
from service.settings import Settings
from service.telemetry import TelemetryUnusable, ended, tracer_provider, where_to

pytestmark = pytest.mark.anyio

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "tracestate": "vendor=by-the-lake",
          "baggage": "patient=4711"}  # fmt: skip
ALLOWED = {
    "http.request.method", "http.route", "http.response.status_code", "url.scheme", "error.type",
    "solferol.source", "db.system.name",
}  # fmt: skip


@asynccontextmanager
async def traced(now, **settings):
    """Client of an application whose spans are kept, and the spans."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    chosen = Settings(**{"uv_providers": (), "geocoding": False} | settings)
    app = create_app(chosen, now=lambda: now, traces=provider)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://clinic.test") as http_:
            yield http_, exporter


def everything(spans):
    return " ".join(
        f"{span.name} {dict(span.attributes)} {[*span.events]} {span.status.description} "
        f"{span.context.trace_state} {span.links} {dict(span.resource.attributes)}"
        for span in spans
    )


async def test_a_request_is_told_by_its_template_and_joins_its_caller(now):
    async with traced(now) as (client, exporter):
        address = "/v1/estimate?latitude=47.3769&longitude=8.5417&skin_type=2"
        assert (await client.get(address, headers=CALLER)).status_code == 200
        await client.get("/health/ready")
        await client.get("/47.3769")
        joined, unknown = exporter.get_finished_spans()
    assert joined.name == "GET /v1/estimate"
    assert trace.format_trace_id(joined.context.trace_id) == TRACE
    assert trace.format_span_id(joined.parent.span_id) == "00f067aa0ba902b7"
    assert dict(joined.attributes) == {
        "http.request.method": "GET", "http.route": "/v1/estimate", "url.scheme": "http",
        "http.response.status_code": 200,
    }  # fmt: skip
    assert unknown.name == "GET unmatched"
    assert unknown.parent is None
    assert not re.search(r"47\.3|8\.54|by-the-lake|4711|clinic", everything([joined, unknown]))


async def test_nobody_is_joined_where_that_is_not_wanted(now, monkeypatch):
    monkeypatch.setenv("OTEL_PROPAGATORS", "none")
    async with traced(now) as (client, exporter):
        await client.get("/v1/clothing", headers=CALLER)
        (span,) = exporter.get_finished_spans()
    assert span.parent is None


async def test_sources_are_told_by_name(now, fixture_text):
    class Source(http.server.BaseHTTPRequestHandler):
        answers = iter([(200, fixture_text("air_quality_day.json")), (500, "latitude 47.3769")])

        def do_GET(self):
            status, body = next(self.answers)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings = {
        "uv_providers": ("open_meteo",), "open_meteo_air_quality_url": address,
        "open_meteo_forecast_url": address, "open_meteo_key": "sesame",
        "provider_timeout_s": 10, "provider_deadline_s": 20,
    }  # fmt: skip
    try:
        async with traced(now, **settings) as (client, exporter):
            query = "latitude=47.3769&longitude=8.5417&skin_type=2"
            await client.get(f"/v1/estimate?{query}")
            await client.get(f"/v1/estimate?{query.replace('47', '12')}")
            spans = exporter.get_finished_spans()
    finally:
        server.shutdown()
        server.server_close()
    asked = [span for span in spans if span.name.startswith("ask ")]
    requests = {span.context.span_id for span in spans if span.name == "GET /v1/estimate"}
    assert {span.name for span in asked} >= {"ask open_meteo_cams"}
    assert {span.parent.span_id for span in asked} <= requests
    failures = {span.attributes.get("error.type") for span in asked}
    assert "provider_error_status" in failures
    told = everything(spans)
    assert {name for span in spans for name in span.attributes} <= ALLOWED
    assert not re.search(rf"47\.[34]|8\.54?|12\.[34]|sesame|{server.server_port}|127\.0", told)


async def test_nothing_of_a_user_is_told(now, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    async with traced(now) as (client, exporter):
        records = client._transport.app.state.records
        key, _ = await create_key(records.database, "tests", records.now_ms)
        headers = {"authorization": f"Bearer {key}"}
        made = await client.post("/v1/users", json={"profile": {"fitzpatrick": 6}}, headers=headers)
        user_id = made.json()["id"]
        granted = await client.post(
            f"/v1/users/{user_id}/tokens", json={"device_id": "watch-of-ann"}, headers=headers
        )
        token = granted.json()["access_token"]
        headers = {"authorization": f"Bearer {token}", "x-request-id": "patient-4711"}
        await client.get(f"/v1/users/{user_id}/days", headers=headers)

        async def broken(*_args, **_more):
            raise RuntimeError(f"a fault of {user_id}")

        monkeypatch.setattr("service.routes.samples.receive", broken)
        failed = await client.post(
            "/v1/users/me/samples:batch", json={"items": []}, headers=headers
        )
        spans = exporter.get_finished_spans()
    assert failed.status_code == 500
    faulty = next(span for span in spans if span.attributes.get("error.type") == "500")
    assert faulty.name == "POST /v1/users/{user_id}/samples:batch"
    assert not faulty.status.is_ok
    assert {"database read", "database write"} <= {span.name for span in spans}
    assert {name for span in spans for name in span.attributes} <= ALLOWED
    secrets = (key, token, user_id, "ann", "fault of", "4711", "fitzpatrick", "tests")
    told = everything(spans)
    assert [secret for secret in secrets if secret in told] == []


async def test_lines_of_the_log_name_the_trace(now, capfd):
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter("json"))
    log = logging.getLogger("solferol.access")
    log.addHandler(handler)
    try:
        async with traced(now) as (client, _):
            await client.get("/v1/clothing", headers=CALLER | {"x-request-id": "asked-once"})
    finally:
        log.removeHandler(handler)
    (line,) = [json.loads(each) for each in capfd.readouterr().err.splitlines() if each[0] == "{"]
    assert (line["trace_id"], line["request_id"]) == (TRACE, "asked-once")


async def test_what_fastapi_would_tell_is_never_told(now, monkeypatch):
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: now)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://clinic.test") as client:
            await client.get("/v1/clothing?latitude=47.3769")
    assert exporter.get_finished_spans() == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": ""}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_SDK_DISABLED": "true"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318", "OTEL_TRACES_EXPORTER": "none"}, None),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
    ],
)
def test_traces_are_sent_only_where_they_are_wanted(given, expected):
    assert where_to(given) == expected


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector"}, "OTEL_EXPORTER_OTLP_ENDPOINT: "),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://[c"}, "OTEL_EXPORTER_OTLP_ENDPOINT: "),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "http/protobuf"),
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER: "),
    ],
)
def test_what_cannot_be_sent_is_said_at_the_start(more, told):
    with pytest.raises(TelemetryUnusable, match=told):
        where_to({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"} | more)


def test_the_start_fails_where_the_extra_is_missing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setattr("service.cli.configure", lambda *_: None)
    assert main(["serve"]) == 2
    printed = capsys.readouterr().err
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is set" in printed
    assert "solferol[telemetry]" in printed


async def test_spans_reach_a_collector_and_a_dead_one_holds_up_nobody(monkeypatch):
    bodies, hanging = [], threading.Event()

    class Collector(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            if len(bodies) > 1:
                hanging.wait(30)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    try:
        provider = tracer_provider(os.environ)
        provider.get_tracer("tests").start_span("one").end()
        await ended(provider)
        ((path, body),) = bodies
        assert path == "/v1/traces"
        assert b"service.name" in body
        assert b"solferol" in body

        provider = tracer_provider(os.environ)
        provider.get_tracer("tests").start_span("two").end()
        began = time.monotonic()
        await ended(provider, longest_s=0.3)
        assert time.monotonic() - began < 5.0
        assert len(bodies) == 2
    finally:
        hanging.set()
        server.shutdown()
        server.server_close()
