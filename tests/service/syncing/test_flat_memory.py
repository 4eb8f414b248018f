"""Bodies that would burst a server are refused by a real one whose memory stays flat."""

import asyncio
import gzip
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zstandard

from service.access.keys import create_key
from service.access.people import create_user
from service.storage.database import Database
from tests.conftest import need
from tests.syncing import ZURICH, sample_id, uv_index

LONGEST_START_S = 60.0
MOST_GROWTH_MB = 200.0
AT_ONCE, TIMES = 4, 8
MIB = 1024 * 1024


def prepared(url):
    async def prepare():
        database = Database(url)
        now_ms = round(time.time() * 1000)
        key, row = await create_key(database, "app", now_ms)
        user, _ = await create_user(database, row.app_id, {}, {}, now_ms)
        await database.close()
        return key, user.user_id

    return asyncio.run(prepare())


class Server:
    def __init__(self, process, port, key, user_id):
        self.process, self.user_id = process, user_id
        self.address = f"http://127.0.0.1:{port}"
        self._headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}

    def wait(self):
        deadline = time.monotonic() + LONGEST_START_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server stopped"
            try:
                with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5):
                    return
            except urllib.error.URLError:
                time.sleep(0.05)
        pytest.fail("the server did not become ready")

    def send(self, body, **headers):
        """Status and codes, or counts, of a batch."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"{self.address}/v1/users/{self.user_id}/samples:batch"
        request = urllib.request.Request(url, body, {**self._headers, **named})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, json.load(response)["counts"]
        except urllib.error.HTTPError as error:
            return error.code, [each["code"] for each in json.load(error)["errors"]]

    def processes(self):
        """The service and its helper."""
        own = Path(f"/proc/{self.process.pid}")
        helpers = [each.read_text().split() for each in own.glob("task/*/children")]
        return [own, *(Path(f"/proc/{number}") for each in helpers for number in each)]

    def memory_mb(self, name):
        return sum(_memory_mb(each, name) for each in self.processes())

    def forget_peak(self):
        for each in self.processes():
            (each / "clear_refs").write_text("5")

    def wait_for_helper(self):
        """Wait until it is there and has loaded what it loads."""
        deadline, before = time.monotonic() + LONGEST_START_S, 0.0
        while len(self.processes()) < 2 or self.memory_mb("VmRSS") - before > 1.0:
            assert time.monotonic() < deadline
            before = self.memory_mb("VmRSS")
            time.sleep(0.5)


def _memory_mb(process, name):
    text = (process / "status").read_text()
    (line,) = [each for each in text.splitlines() if each.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    need(Path("/proc/self/clear_refs").exists(), "/proc of Linux")
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{folder}/solferol.sqlite3"
    key, user_id = prepared(url)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_PORT": str(port), "SOLFEROL_DATABASE_URL": url,
        "SOLFEROL_DATA_FOLDER": str(folder), "SOLFEROL_GEOCODING": "false",
        "SOLFEROL_RATE_LIMIT_PER_MINUTE": "0",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve"], env=environment, stdout=subprocess.DEVNULL
    )
    running = Server(process, port, key, user_id)
    try:
        running.wait()
        # Everything that is loaded once is loaded by a batch that is good.
        items = [{"id": sample_id(number), "op": "delete"} for number in range(5000)]
        good = json.dumps({"items": items}).encode()
        assert running.send(good)[0] == 200
        running.wait_for_helper()
        assert running.send(good)[0] == 200
        yield running
    finally:
        process.kill()
        process.wait()


def gzip_bomb():
    """Half a gibibyte from half a mebibyte."""
    return gzip.compress(bytes(512 * MIB), compresslevel=9)


def zstd_bomb():
    """Four gibibytes from a third of a mebibyte."""
    writer = zstandard.ZstdCompressor(level=1).compressobj()
    parts = [writer.compress(bytes(64 * MIB)) for _ in range(64)]
    return b"".join([*parts, writer.flush()])


def hardly_below_the_ratio():
    """Eight mebibytes of JSON that are as many objects as can be."""
    note = random.Random(1).randbytes(180 * 1024).hex()  # noqa: S311
    start = b'{"sent_at": "' + note.encode() + b'", "items": ['
    count = (8 * MIB - len(start) - 10) // 3
    return gzip.compress(start + b"[]," * count + b"[]]}")


def too_many():
    items = [{"id": sample_id(number), "op": "delete"} for number in range(10_000)]
    return json.dumps({"items": items}).encode()


def too_many_compressed():
    draw = random.Random(2)  # noqa: S311
    items = [
        uv_index(id=str(uuid.UUID(int=draw.getrandbits(128))), location=ZURICH)
        for _ in range(10_000)
    ]
    return zstandard.compress("\n".join(map(json.dumps, items)).encode())


@pytest.mark.parametrize(
    ("make", "headers", "code"),
    [
        (gzip_bomb, {"content_encoding": "gzip"}, "too_large"),
        (zstd_bomb, {"content_encoding": "zstd"}, "compressed_too_much"),
        (hardly_below_the_ratio, {"content_encoding": "gzip"}, "too_many_items"),
        (too_many, {}, "too_many_items"),
        (too_many_compressed,
         {"content_encoding": "zstd", "content_type": "application/x-ndjson"}, "too_many_items"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_memory_stays_flat(server, make, headers, code):
    body = make()
    assert len(body) <= MIB
    server.forget_peak()
    before = server.memory_mb("VmRSS")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _: server.send(body, **headers), range(TIMES)))
    assert answers == [(413, [code])] * TIMES
    growth = server.memory_mb("VmHWM") - before
    assert growth < MOST_GROWTH_MB
