"""Clients that take their time, over real sockets: heads and bodies without haste or end."""

import asyncio
import contextlib
import json
import socket
import threading
import time

import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from service.admission import Admission
from service.app import create_app
from service.cli import _patience
from service.connections import PatientProtocol
from service.readiness import Readiness
from service.serving import DrainingServer, _config
from service.settings import Settings
from tests.postgres import free_port

SHORT_S = 0.25
HEAD = b"POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where a server listens that has little patience."""
    settings = Settings(
        uv_providers=(),
        geocoding=False,
        data_folder=str(tmp_path_factory.mktemp("data")),
        header_timeout_s=SHORT_S,
        body_timeout_s=SHORT_S,
        keep_alive_s=1,
        max_header_bytes=4096,
    )
    chosen = free_port()
    config = _config(create_app(settings), "127.0.0.1", chosen, _patience(settings))
    server = DrainingServer(config, Readiness(), 0.0)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield chosen
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()


@pytest.fixture
def connected(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        yield connection


def read_to_the_end(connection):
    """Status, headers and body of the last answer on a connection, and when it was closed."""
    began, parts = time.monotonic(), []
    while part := connection.recv(65_536):
        parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(status.split()[1] if status else 0), headers, body, time.monotonic() - began


def refused_with(connection, status):
    found, headers, body, took_s = read_to_the_end(connection)
    assert found == status
    assert headers["connection"] == "close"
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert json.loads(body)["status"] == status
    return took_s


def test_who_says_nothing_is_let_go(connected):
    status, _, _, took_s = read_to_the_end(connected)
    assert status == 0
    assert SHORT_S - 0.05 < took_s < 2


def test_a_head_that_dribbles(connected):
    def dribble():
        for byte in HEAD:
            try:
                connected.send(bytes([byte]))
            except OSError:
                return
            time.sleep(0.02)

    thread = threading.Thread(target=dribble)
    thread.start()
    assert refused_with(connected, 408) < 2
    connected.close()
    thread.join()


def test_a_second_head_that_dribbles(connected):
    connected.sendall(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
    assert connected.recv(65_536).startswith(b"HTTP/1.1 200")
    connected.sendall(b"GET /health/live HTTP/1.1\r\nhost:")
    assert refused_with(connected, 408) < 2


def test_a_body_that_dribbles(connected):
    connected.sendall(HEAD + b"content-length: 100\r\n\r\n{")
    assert refused_with(connected, 408) < 2


def test_chunks_that_dribble(connected):
    connected.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
    assert refused_with(connected, 408) < 2


@pytest.mark.parametrize("together", [True, False])
def test_a_head_without_end(connected, together):
    line = b"x-long: " + b"a" * 1000 + b"\r\n"
    if together:
        connected.sendall(HEAD + line * 8 + b"\r\n")
    else:
        connected.sendall(HEAD)
        with contextlib.suppress(ConnectionError):
            for _ in range(8):
                connected.sendall(line)
                time.sleep(0.005)
    refused_with(connected, 431)


def test_a_large_body_is_no_large_head(connected):
    body = b" " * 20_000 + b"{}"
    connected.sendall(HEAD + f"content-length: {len(body)}\r\n\r\n".encode() + body)
    answer = connected.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 422")
    assert b"server:" not in answer


def test_chunks_beyond_the_limit_are_refused_without_a_length(connected):
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    connected.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk * 3 + b"0\r\n\r\n")
    assert connected.recv(65_536).startswith(b"HTTP/1.1 413")


def test_what_is_no_http(connected):
    connected.sendall(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
    refused_with(connected, 400)


class Transport(asyncio.Transport):
    """Counts how often it was cut off."""

    aborted = 0

    def abort(self):
        self.aborted += 1


def test_a_client_that_takes_nothing_of_its_answer():
    protocol = PatientProtocol.__new__(PatientProtocol)
    loop = asyncio.new_event_loop()
    protocol.loop, protocol.transport = loop, Transport()
    protocol.patience = type(protocol.patience)(reader_s=0.02)
    protocol.flow = FlowControl(protocol.transport)
    protocol._reader_timer = None
    protocol.pause_writing()
    protocol.resume_writing()
    loop.run_until_complete(asyncio.sleep(0.04))
    assert protocol.transport.aborted == 0
    protocol.pause_writing()
    loop.run_until_complete(asyncio.sleep(0.04))
    assert protocol.transport.aborted == 1
    loop.close()


def test_a_head_behind_a_large_body_is_not_that_large(connected):
    body = b"[" + b" " * 40_000
    connected.sendall(
        HEAD + b"content-length: %d\r\n\r\n" % len(body) + body + b"GET /health/live HTTP/1.1\r\nho"
    )
    time.sleep(0.05)
    connected.sendall(b"st: x\r\nconnection: close\r\n\r\n")
    parts = []
    while part := connected.recv(65_536):
        parts.append(part)
    told = b"".join(parts)
    assert told.count(b"HTTP/1.1 ") == 2
    assert told.startswith(b"HTTP/1.1 422")
    assert b"HTTP/1.1 200" in told


@pytest.mark.anyio
async def test_a_part_of_a_body_is_no_body():
    """Who hangs up after some lines of a batch has not sent a batch of so many."""
    came = iter([
        {"type": "http.request", "body": b'{"id": 1}\n', "more_body": True},
        {"type": "http.disconnect"},
    ])  # fmt: skip
    reached = []

    async def application(scope, receive, send):
        reached.append(await receive())

    async def receive():
        return next(came)

    scope = {"type": "http", "method": "POST", "path": "/v1/users/me/samples:batch", "state": {}}
    await Admission(application, 1000, {})(scope, receive, reached.append)
    assert reached == []
