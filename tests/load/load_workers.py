"""One of several workers is killed under load: the others go on, and nothing is lost."""

import pytest

from tests.conftest import need
from tests.load.devices import Sending
from tests.load.driving import Load
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.workers import Worker, users_on, working
from tests.postgres import cluster, free_ports, postgres_programs

pytestmark = pytest.mark.anyio

SAMPLES = 250
ANSWERS = 200


@pytest.fixture
def server():
    programs = postgres_programs()
    need(programs, "PostgreSQL")
    with cluster(programs) as running:
        yield running


async def test_a_worker_is_killed(server, tmp_path):
    users = await users_on(server.url, 6)
    ports = free_ports(3)
    workers = [Worker(tmp_path, port, database_url=server.url) for port in ports]
    first = workers[0]
    async with working(*workers):
        doomed = Load(ports[:1], iter(Traffic(mix=OF_NOBODY)), connections=4)
        load = Load(ports[1:], iter(Traffic(mix=OF_NOBODY)), connections=4)
        async with doomed, load, Sending(ports, users) as sending:
            await sending.more(SAMPLES)
            await doomed.answers(50)
            first.kill()
            # Devices go on at the next; whoever was at this one alone is not answered.
            await sending.more(2 * SAMPLES)
            await load.answers(ANSWERS)
            await doomed.until(lambda: doomed.tally.lost > 0)
            # Another one in its place needs nothing from it.
            replaced = Worker(tmp_path, ports[0], database_url=server.url)
            await replaced.ready()
            await doomed.answers(20)
        for port in ports:
            await sending.assert_kept(port)
        replaced.stop()
    assert load.tally.wrong == doomed.tally.wrong == []
    assert load.tally.lost == 0
    assert sending.lost > 0
    assert set(sending.refused) <= {409}
