"""The real process: started by the command, asked over a socket, stopped by a signal."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

LONGEST_START_S = 60.0


@pytest.fixture
def running(request):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_PORT": str(port)}
    environment |= getattr(request, "param", {})
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, address)
        yield process, address
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def wait_until_ready(process, address):
    deadline = time.monotonic() + LONGEST_START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the server did not become ready")


def test_start_ask_and_stop(running, boston):
    process, address = running
    request = urllib.request.Request(
        f"{address}/v1/estimates",
        json.dumps(boston).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        answer = json.load(response)
    assert answer["verdict"]["code"] == "target_before_burn"
    by_query = f"{address}/v1/estimate?latitude=47.3769&longitude=8.5417&skin_type=2"
    urllib.request.urlopen(by_query, timeout=10).close()
    upgrade(by_query)
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=30)
    assert f"Solferol: {address}/" in printed
    # Requests by their routes alone: a query string may hold a place.
    assert " POST /v1/estimates 200 " in printed
    assert " GET /v1/estimate 200 " in printed
    assert "47.37" not in printed
    assert "127.0.0.1:" not in printed.replace(address, "").replace(f"{address}/docs", "")
    assert "Traceback" not in printed


def upgrade(address):
    """Ask for a websocket, which there is none of."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
    connection.getresponse().read()
    connection.close()


def status_of(address):
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    "running", [{"SOLFEROL_DRAIN_S": "600", "SOLFEROL_LOG_FORMAT": "json"}], indirect=True
)
def test_told_to_stop_it_answers_for_a_while_and_is_not_ready(running):
    process, address = running
    process.send_signal(signal.SIGTERM)
    while status_of(f"{address}/health/ready") == 200:
        time.sleep(0.1)
    assert status_of(f"{address}/health/ready") == 503
    assert status_of(f"{address}/health/live") == 200
    assert status_of(f"{address}/v1/clothing") == 200
    # Who does not want to wait says it again.
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in printed
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "solferol.access"]
    assert {"/v1/clothing", "/health/ready"} == {line["route"] for line in requests}
