"""The real process: started by the command, asked over a socket, stopped by a signal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

LONGEST_START_S = 60.0


@pytest.fixture
def running():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_PORT": str(port)}
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
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=30)
    assert f"Solferol: {address}/" in printed
    # No access log: a query string may hold a place.
    assert "/v1/estimates" not in printed
