"""Redis is lost and comes back under two workers: what it shared goes on in each of them alone."""

import asyncio
import shutil
import subprocess

import pytest

from tests.conftest import need
from tests.load.driving import Load, Question, asked
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.weather import Upstream, next_noon, places, well
from tests.load.workers import Worker, working
from tests.postgres import free_ports
from tests.upstream import urls_of

pytestmark = pytest.mark.anyio

ANSWERS = 150
ASKED = 20
BURST = 100_000
"""So much that nobody is refused; what was taken of it comes back once a minute."""


class Redis:
    """A server of our own that keeps nothing on the disk."""

    def __init__(self, program, folder):
        (self.port,) = free_ports(1)
        self._command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                         "--dir", str(folder)]  # fmt: skip
        self._process = None

    def start(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
        self._process = None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"


@pytest.fixture
def redis(tmp_path):
    program = shutil.which("redis-server")
    need(program, "redis-server")
    server = Redis(program, tmp_path)
    server.start()
    yield server
    server.kill()


async def left_of(worker):
    """Units that this client has left, as a worker sees it."""
    answer = await asked(worker.port, Question("clothing", "/v1/clothing"))
    assert answer.status == 200
    _, left, _ = answer.headers["ratelimit"].split(";")
    return int(left.removeprefix("r="))


async def is_shared(first, second):
    """Whether what is asked of one worker is missing at the other."""
    before = await left_of(second)
    for _ in range(ASKED):
        await left_of(first)
    return before - await left_of(second) > ASKED


async def hits(worker):
    """How often a forecast was at hand."""
    metrics = await worker.metrics()
    return sum(n for name, n in metrics.items() if "lookups" in name and 'result="hit"' in name)


async def test_redis_goes_and_comes_back(redis, tmp_path):
    async with Upstream() as upstream:
        well(upstream)
        how = {
            "redis_url": redis.url, "rate_limit_per_minute": 1, "rate_limit_burst": BURST,
            "uv_providers": "open_meteo", "provider_timeout_s": 4, "provider_deadline_s": 8,
            **urls_of(upstream.url),
        }  # fmt: skip
        workers = [Worker(tmp_path, port, **how) for port in free_ports(2)]
        traffic = Traffic(mix=OF_NOBODY, places=places, start=next_noon(), unchanging=False)
        load = Load([worker.port for worker in workers], iter(traffic), connections=8)
        async with working(*workers):
            assert await is_shared(*workers)
            async with load:
                await load.answers(ANSWERS)
                redis.kill()
                before = [await hits(worker) for worker in workers]
                await load.answers(2 * ANSWERS)
                after = [await hits(worker) for worker in workers]
            assert all(late > early for early, late in zip(before, after, strict=True))
            assert not await is_shared(*workers)
            redis.start()
            async with asyncio.timeout(120.0):
                while not await is_shared(*workers):
                    await asyncio.sleep(0.5)
    assert load.tally.wrong == []
    assert load.tally.lost == 0
    assert {status for _, status in load.tally.statuses} <= {200, 304}
