"""PostgreSQL is gone in the middle of a sync and comes back; nobody starts the service again."""

import asyncio

import pytest

from tests.conftest import need
from tests.load.devices import Sending
from tests.load.driving import Load
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.workers import Worker, users_on, working
from tests.postgres import cluster, postgres_programs

pytestmark = pytest.mark.anyio

SAMPLES = 250
RESTARTS = 2


@pytest.fixture
def server():
    programs = postgres_programs()
    need(programs, "PostgreSQL")
    # What it has answered has to outlive a crash of it, if not of the machine.
    with cluster(programs, synchronous_commit="on") as running:
        yield running


async def become(worker, status, longest_s=60.0):
    """Wait until the readiness is so."""
    async with asyncio.timeout(longest_s):
        while await worker.readiness() != status:
            await asyncio.sleep(0.05)


async def test_a_database_that_goes_and_comes_back(server, tmp_path):
    users = await users_on(server.url, 6)
    worker = Worker(tmp_path, database_url=server.url)
    async with working(worker):
        load = Load([worker.port], iter(Traffic(mix=OF_NOBODY)), connections=4)
        async with load, Sending([worker.port], users) as sending:
            for _ in range(RESTARTS):
                await sending.more(SAMPLES)
                await asyncio.to_thread(server.stop)
                await become(worker, 503)
                # Whatever is about nobody needs no database.
                await load.answers(100)
                refused = sending.refused[503]
                await sending.until(lambda: sending.refused[503] > refused)  # noqa: B023
                await asyncio.to_thread(server.start)
                await become(worker, 200)
                await sending.more(SAMPLES)
        await sending.assert_kept(worker.port)
        metrics = await worker.metrics()
    print(f"\n{load.tally.table()}\nrefused: {sending.refused}")  # noqa: T201
    assert load.tally.wrong == []
    assert load.tally.lost == sending.lost == 0
    assert set(sending.refused) <= {503}
    assert not any('status="5xx"' in name and "/v1/estimate" in name for name in metrics)
