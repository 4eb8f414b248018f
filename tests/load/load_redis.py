"""Redis is lost and comes back under two workers: what it shared goes on in each of them alone."""

import contextlib
import shutil
import subprocess

import pytest

from tests.conftest import need
from tests.load.driving import Load, Question, asked
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.workers import Worker, free_ports, working
from tests.upstream import Reply, Upstream, cams, clouds, urls_of

pytestmark = pytest.mark.anyio

ANSWERS = 250
BURST = 1_000_000


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
    with contextlib.closing(contextlib.ExitStack()) as stack:
        stack.callback(server.kill)
        yield server


async def left_of(worker):
    """Units that this client has left, as a worker sees it."""
    answer = await asked(worker.port, Question("clothing", "/v1/clothing"))
    assert answer.status == 200
    _, left, _ = answer.headers["ratelimit"].split(";")
    return int(left.removeprefix("r="))


async def is_shared(first, second):
    """Whether what is asked of one worker is missing at the other."""
    before = await left_of(second)
    for _ in range(20):
        await left_of(first)
    # Some units come back meanwhile; thirty a second, and never all that were taken.
    return before - await left_of(second) >= 10


async def test_redis_goes_and_comes_back(redis, tmp_path):
    async with Upstream() as upstream:
        upstream.replies = {"/v1/air-quality": Reply(cams()), "/v1/forecast": Reply(clouds())}
        how = {
            "redis_url": redis.url, "rate_limit_per_minute": 6000, "rate_limit_burst": BURST,
            "uv_providers": "open_meteo", **urls_of(upstream.url),
        }  # fmt: skip
        workers = [Worker(tmp_path, port, **how) for port in free_ports(2)]
        async with working(*workers):
            assert await is_shared(*workers)
            load = Load([worker.port for worker in workers], iter(Traffic(mix=OF_NOBODY)), 8)
            async with load:
                await load.answers(ANSWERS)
                redis.kill()
                await load.answers(2 * ANSWERS)
            assert not await is_shared(*workers)
            again = Load([worker.port for worker in workers], iter(Traffic(mix=OF_NOBODY)), 8)
            async with again:
                redis.start()
                await again.answers(ANSWERS)
                await again.until(lambda: workers[0].log.read_text().count("redis failed") > 0)
