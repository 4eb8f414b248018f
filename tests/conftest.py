import csv
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import settings as hypothesis_settings

from service.app import create_app
from service.settings import Settings
from tests.postgres import free_port, postgres_programs, run, running_postgres

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FIXTURES = Path(__file__).parent / "fixtures"

# Derandomised: the same examples on every machine, so that a red run can be repeated.
hypothesis_settings.register_profile("solferol", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.load_profile("solferol")


def need(available: object, what: str) -> None:
    """Skip visibly where something is missing, and fail where everything has to be there."""
    if available:
        return
    if os.environ.get("REQUIRE_ALL_TESTS"):
        pytest.fail(f"{what} is missing, and REQUIRE_ALL_TESTS is set")
    pytest.skip(f"needs {what}")


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch, tmp_path_factory):
    """Nothing of the machine acts on a test, and no test on what is kept on the machine."""
    for name in list(os.environ):
        if name.startswith(("SOLFEROL_", "OTEL_")):
            monkeypatch.delenv(name)
    folder = tmp_path_factory.getbasetemp() / "data" / uuid.uuid4().hex
    monkeypatch.setenv("SOLFEROL_DATA_FOLDER", str(folder))
    # Requests are counted, but how many a test makes in a minute decides nothing.
    monkeypatch.setenv("SOLFEROL_RATE_LIMIT_PER_MINUTE", "1000000")
    monkeypatch.setenv("SOLFEROL_RATE_LIMIT_BURST", "1000000")


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """A Redis of our own on a free port, stopped at the end."""
    path = shutil.which("redis-server")
    need(path, "redis-server")
    port = free_port()
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=10)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of our own on a free port, stopped at the end."""
    programs = postgres_programs()
    need(programs, "PostgreSQL")
    with running_postgres(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server):
    """An empty database of its own; dropped afterwards, whoever is still connected."""
    name = f"test_{uuid.uuid4().hex}"
    server = postgres_server.replace("+asyncpg", "")
    psql = [postgres_programs() / "psql", "--no-psqlrc", "--quiet", "--dbname", server, "--command"]
    run([*psql, f"CREATE DATABASE {name}"])
    yield postgres_server.removesuffix("postgres") + name
    run([*psql, f"DROP DATABASE {name} WITH (FORCE)"])


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def fixture_text():
    return lambda name: (FIXTURES / name).read_text()


@pytest.fixture(scope="session")
def shared():
    need(SHARED.is_dir(), "the folder ../shared")

    def rows(name):
        lines = (SHARED / name).read_text().splitlines()
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))

    def body(name):
        return (SHARED / name).read_bytes()

    members = {"rows": staticmethod(rows), "body": staticmethod(body), "folder": SHARED}
    return type("Shared", (), members)


@pytest.fixture(scope="session")
def nanodisort():
    """The solver behind the clear-sky table, which nothing that ships needs."""
    found = importlib.util.find_spec("nanodisort")
    need(found, "nanodisort (make .venv/tables)")
    return found


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium")
    return path


@pytest.fixture
def now():
    return datetime(2026, 6, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
async def client(now):
    """The whole application without a provider."""
    async with serving(Settings(uv_providers=(), geocoding=False), now) as http:
        yield http


def serving(settings, now):
    return _Serving(settings, now)


class _Serving:
    """Client of an application whose lifespan runs; ``async with``."""

    def __init__(self, settings, now):
        self._app = create_app(settings, now=lambda: now)

    async def __aenter__(self):
        self._lifespan = self._app.router.lifespan_context(self._app)
        await self._lifespan.__aenter__()
        transport = httpx.ASGITransport(app=self._app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://solferol.test")
        return self._client

    async def __aexit__(self, *error):
        await self._client.aclose()
        await self._lifespan.__aexit__(*error)


@pytest.fixture
def application(now):
    """Open a client on an application with settings of one's own."""

    def open_client(**settings):
        moment = settings.pop("now", now)
        return serving(Settings(**settings), moment)

    return open_client


@pytest.fixture
def boston():
    """The standard case of Webb and Engelsen as a request."""
    return json.loads((FIXTURES / "boston.json").read_text())
