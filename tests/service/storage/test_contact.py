"""A database that is away is told of once, and asked less and less often."""

import asyncio
import logging

import pytest

from service.background import _every
from service.errors import StorageAway, StorageFull
from service.storage.contact import Contact, Retreat
from service.storage.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def told(caplog):
    caplog.set_level(logging.WARNING, "solferol")
    return caplog


def lines(told):
    return [(each.levelname, each.getMessage()) for each in told.records]


async def test_it_is_told_once_when_it_goes_and_once_when_it_is_back(tmp_path, told):
    in_the_way = tmp_path / "folder"
    in_the_way.touch()
    database = Database(f"sqlite:///{in_the_way}/kept.sqlite3")
    for _ in range(3):
        with pytest.raises(StorageAway):
            async with database.reading():
                pass
    in_the_way.unlink()
    for _ in range(3):
        async with database.reading():
            pass
    await database.close()
    assert lines(told) == [
        ("ERROR", "the database is away: FileExistsError; it is asked again now and then"),
        ("WARNING", "the database is back after 0 s"),
    ]
    assert all(each.exc_info is None for each in told.records)


def test_one_that_is_full_is_not_back_when_it_is_read(told):
    times = iter((100.0, 131.0))
    contact = Contact(lambda: next(times))
    for _ in range(3):
        contact.failed(StorageFull(), "DiskFullError")
        contact.worked(wrote=False)
    contact.failed(StorageAway(), "ConnectionRefusedError")
    contact.worked(wrote=True)
    assert [text.partition(":")[0] for _, text in lines(told)] == [
        "nothing can be added to the database",
        "the database is away",
        "the database is back after 31 s",
        "the database can be added to again",
    ]


def test_pauses_grow_to_half_a_minute():
    retreat = Retreat(5.0)
    assert [retreat.pause_s() for _ in range(5)] == [5.0, 10.0, 20.0, 30.0, 30.0]
    retreat.end()
    assert retreat.pause_s() == 5.0


async def test_background_work_says_nothing_and_is_done_when_it_is_back(told):
    stopping, asked = asyncio.Event(), 0

    async def work():
        nonlocal asked
        asked += 1
        if asked < 4:
            raise StorageAway
        stopping.set()

    await _every(0.001, work, stopping)
    assert asked == 4
    assert lines(told) == []
