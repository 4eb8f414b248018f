"""``solferol-health``: what a container's check asks, and what it says."""

import http.server
import subprocess
import sys
import threading

import pytest

from service.probe import main
from tests.postgres import free_port


@pytest.fixture
def answering(request):
    status, seen = request.param, []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"database: failed")

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, seen
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answering", "host", "status"),
    [(200, "0.0.0.0", 0), (200, "127.0.0.1", 0), (503, "", 1)],  # noqa: S104 - of containers
    indirect=["answering"],
)
def test_it_is_as_ready_as_the_service_says(answering, host, status, monkeypatch, capsys):
    port, seen = answering
    monkeypatch.setenv("SOLFEROL_HOST", host)
    monkeypatch.setenv("SOLFEROL_PORT", str(port))
    assert main() == status
    assert seen == ["/health/ready"]
    assert ("database: failed" in capsys.readouterr().err) is (status == 1)


@pytest.mark.parametrize("port", ["", "ninety"], ids=["nobody listens", "no number"])
def test_without_an_answer_it_is_not(port, monkeypatch, capsys):
    # Found here: all processes that run tests have to name them alike.
    port = port or str(free_port())
    monkeypatch.setenv("SOLFEROL_PORT", port)
    assert main() == 1
    assert f"no answer at port {port}" in capsys.readouterr().err


def test_it_loads_next_to_nothing():
    code = "import sys, service.probe; print({'numpy', 'fastapi', 'pydantic'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
