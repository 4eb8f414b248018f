"""What is written down of a request: one line, by its template, with nothing of a person."""

import io
import json
import logging
import sys

import pytest
from pydantic import TypeAdapter

from service.logs import ACCESS, configure, formatter, hush_addresses, told

pytestmark = pytest.mark.anyio

PLACE = "latitude=47.3769&longitude=8.5417&skin_type=2"


@pytest.fixture
def written():
    """Lines of the service as a handler of its own writes them, by format."""
    stream, handlers = io.StringIO(), []

    def start(log_format):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter(log_format))
        handlers.append(handler)
        logging.getLogger("solferol").addHandler(handler)
        return lambda: stream.getvalue().splitlines()

    yield start
    for handler in handlers:
        logging.getLogger("solferol").removeHandler(handler)


def of_requests(lines):
    return [line for line in map(json.loads, lines) if line["logger"] == ACCESS]


async def test_a_request_is_one_object(client, written):
    lines = written("json")
    answer = await client.get(f"/v1/estimate?{PLACE}", headers={"x-request-id": "abc-123"})
    (line,) = of_requests(lines())
    assert line.pop("time").endswith("Z")
    assert line.pop("duration_ms") > 0
    assert line.pop("bytes") == int(answer.headers["content-length"])
    assert line.pop("message").startswith("GET /v1/estimate 200 ")
    assert line == {
        "level": "info", "logger": ACCESS, "request_id": "abc-123", "method": "GET",
        "route": "/v1/estimate", "status": 200,
    }  # fmt: skip


async def test_a_request_is_one_line_of_text(client, written):
    lines = written("text")
    await client.get(f"/v1/estimate?{PLACE}", headers={"x-request-id": "abc-123"})
    (line,) = lines()
    assert f"Z INFO {ACCESS} GET /v1/estimate 200 " in line
    assert line.endswith(" B abc-123")


@pytest.mark.parametrize("log_format", ["json", "text"])
async def test_nothing_of_a_person_is_written(client, written, log_format):
    lines = written(log_format)
    user = "0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10"
    secret = {"authorization": "Bearer sol_at_secret"}
    await client.get(f"/v1/estimate?{PLACE}&nonsense=1")
    await client.get(f"/v1/users/{user}/days?from=2026-06-11", headers=secret)
    await client.get("/47.3769,8.5417?q=by-the-lake")
    await client.post("/v1/estimates", content=b'{"location": {"latitude": 47.3769}')
    await client.request("GET\n47.3769", "/v1/clothing")
    text = "\n".join(lines())
    assert len(lines()) == 5
    for private in ("47.37", "8.54", "nonsense", user, "2026-06-11", "secret", "lake", "127.0.0.1"):
        assert private not in text, private


async def test_what_asks_all_the_time_is_told_where_it_fails(application, written):
    lines = written("json")
    async with application(uv_providers=(), geocoding=False) as http:
        await http.get("/health/live")
        await http.get("/health/ready")
        assert of_requests(lines()) == []
        http._transport.app.state.readiness.draining = True
        await http.get("/health/ready")
    assert [line["status"] for line in of_requests(lines())] == [503]


async def test_a_fault_is_found_by_its_request_id(client, written, monkeypatch):
    async def broken(*_args, **_more):
        raise ValueError("could not convert 47.3769") from RuntimeError("a fault")

    monkeypatch.setattr("service.routes.estimates.estimate", broken)
    lines = written("json")
    await client.get(f"/v1/estimate?{PLACE}", headers={"x-request-id": "abc-123"})
    fault, request = map(json.loads, lines())
    assert fault["request_id"] == request["request_id"] == "abc-123"
    assert request["status"] == 500
    assert fault["error"].startswith("ValueError (its message is left out")
    assert "because of RuntimeError: a fault" in fault["error"]
    assert "in broken" in fault["error"]
    assert "47.3769" not in fault["error"].replace('"could not convert 47.3769"', "")


async def test_what_happens_for_a_request_has_its_id(client, written, monkeypatch):
    log = logging.getLogger("solferol.forecasts")

    async def failing(*_args, **_more):
        log.warning("a source failed")
        raise RuntimeError

    monkeypatch.setattr("service.routes.estimates.estimate", failing)
    lines = written("json")
    await client.get(f"/v1/estimate?{PLACE}", headers={"x-request-id": "abc-123"})
    assert json.loads(lines()[0])["request_id"] == "abc-123"
    log.warning("nobody asked")
    assert "request_id" not in json.loads(lines()[-1])


def raised(what):
    try:
        what()
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError


def file_of_a_user():
    open("/nowhere/0198f7c2-user.zip")  # noqa: PTH123, SIM115


def test_messages_that_repeat_what_was_given_are_left_out():
    given = [
        lambda: float("47.3769 N"),
        lambda: {}["47.3769"],
        lambda: json.loads('{"latitude": 47.3769'),
        lambda: TypeAdapter(int).validate_python("47.3769"),
        lambda: str(b"47.3769\xff", "utf-8"),
    ]
    for what in given:
        first, *_ = told(raised(what)).splitlines()
        assert first.endswith("(its message is left out: it may repeat what was given)")
    assert told(raised(file_of_a_user)).startswith("FileNotFoundError: No such file or directory\n")
    group = BaseExceptionGroup("47.3769", [ValueError("47.3769"), RuntimeError("a fault")])
    assert "47.3769" not in told(group)
    assert "RuntimeError: a fault" in told(group)


def test_errors_in_a_circle_come_to_an_end():
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert told(one).count("RuntimeError") == 8


def test_no_line_can_be_made_up():
    record = logging.LogRecord("solferol", 20, "", 0, "one\r\ntwo", (), None)
    for log_format in ("text", "json"):
        assert len(formatter(log_format).format(record).splitlines()) == 1


@pytest.fixture
def loggers():
    """The process's own loggers, put back afterwards."""
    names = ("", "solferol", "uvicorn", "uvicorn.access")
    before = [
        (each := logging.getLogger(name), list(each.handlers), each.level, each.propagate)
        for name in names
    ]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


def test_all_logs_of_the_process_go_one_way(loggers, monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure("json", "info")
    logging.getLogger("uvicorn.error").info("started")
    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("trouble")
    lines = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert lines == ["started", "trouble"]


def test_the_servers_own_log_of_addresses_is_silent(loggers):
    access = logging.getLogger("uvicorn.access")
    access.handlers, access.propagate = [logging.StreamHandler()], True
    hush_addresses()
    # By this the server decides whether to write one.
    assert not access.hasHandlers()


def test_websockets_that_are_asked_for_are_not_told(loggers, caplog):
    hush_addresses()
    log = logging.getLogger("uvicorn.error")
    log.warning('%s - "WebSocket %s" 403', ("192.0.2.1", 4711), f"/v1/estimate?{PLACE}")
    log.warning("trouble")
    assert [record.getMessage() for record in caplog.records] == ["trouble"]
