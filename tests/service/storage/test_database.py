"""One way into two databases: what is read is one state, what is written is written whole."""

import asyncio
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from service.storage.database import Database
from service.storage.tables import apps

pytestmark = pytest.mark.anyio


def row(number):
    return {"app_id": f"0198f7c2-5c1e-7d0b-9a51-{number:012x}", "name": "x", "created_ms": number}


async def count(connection):
    return await connection.scalar(select(func.count()).select_from(apps))


@pytest.fixture
async def database(url, anyio_backend):
    database = Database(url)
    yield database
    await database.close()


async def test_nothing_is_made_before_something_is_asked(tmp_path):
    path = tmp_path / "new" / "solferol.sqlite3"
    database = Database(f"sqlite:///{path}")
    assert not database.exists
    assert not path.parent.exists()
    await database.close()
    assert not path.parent.exists()
    async with database.reading() as connection:
        assert await count(connection) == 0
    assert database.exists
    # Health data: nobody else on the machine reads it.
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await database.close()


async def test_a_failure_leaves_nothing_behind(database):
    async def fail():
        async with database.writing() as connection:
            await connection.execute(apps.insert(), [row(1)])
            assert await count(connection) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as connection:
        assert await count(connection) == 0
    async with database.writing() as connection:
        await connection.execute(apps.insert(), [row(1)])
    async with database.reading() as connection:
        assert await count(connection) == 1


async def test_a_cancelled_writer_leaves_nothing_behind_and_nobody_waiting(database):
    inside = asyncio.Event()

    async def write():
        async with database.writing() as connection:
            await connection.execute(apps.insert(), [row(1)])
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), database.writing() as connection:
        assert await count(connection) == 0


async def test_what_is_read_is_one_state(database):
    async with database.reading() as reader:
        assert await count(reader) == 0
        async with database.writing() as writer:
            await writer.execute(apps.insert(), [row(1)])
        assert await count(reader) == 0
    async with database.reading() as reader:
        assert await count(reader) == 1


async def test_writers_of_two_processes_wait_for_each_other(database, url):
    other = Database(url)
    numbers = iter(range(1, 61))

    async def write(through):
        async with through.writing() as connection:
            before = await count(connection)
            await asyncio.sleep(0)
            await connection.execute(apps.insert(), [row(next(numbers))])
            return before

    found = await asyncio.gather(*(write(each) for _ in range(30) for each in (database, other)))
    if not database.is_postgresql:
        assert sorted(found) == list(range(60))
    async with database.reading() as connection:
        assert await count(connection) == 60
    await other.close()


async def test_many_read_at_the_same_time(database):
    async def read():
        async with database.reading() as connection:
            return await count(connection)

    assert await asyncio.gather(*(read() for _ in range(60))) == [0] * 60


def test_several_may_be_the_first_to_open_a_file(tmp_path):
    # As threads, each with a loop of its own, since so they come closer together than processes.
    def open_and_read(path, together):
        async def read():
            database = Database(f"sqlite:///{path}")
            together.wait()
            async with database.reading() as connection:
                found = await count(connection)
            await database.close()
            return found

        return asyncio.run(read())

    for number in range(10):
        together = threading.Barrier(4)
        with ThreadPoolExecutor(4) as threads:
            answers = [
                threads.submit(open_and_read, tmp_path / f"{number}.sqlite3", together)
                for _ in range(4)
            ]
            assert [answer.result() for answer in answers] == [0] * 4
