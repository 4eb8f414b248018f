"""The list of days to be worked out: what is on it stays on it until it is done."""

import asyncio

import pytest

from service.storage import day_rows, user_rows
from service.storage.database import Database
from service.storage.day_rows import DayRow
from service.storage.tables import OF_USER
from service.storage.user_rows import UserRow
from tests.syncing import sample_id

pytestmark = pytest.mark.anyio
DAY = "2026-06-20"
NOW_MS = 1_000_000


@pytest.fixture
async def database(url, anyio_backend):
    database = Database(url)
    yield database
    await database.close()


async def user_with_a_day(database, number, again_ms=0):
    user_id = sample_id(number)
    async with database.writing() as connection:
        await user_rows.create(connection, UserRow(user_id, sample_id(99), 0, 30, 0, {}, {}))
        await day_rows.put(connection, user_id, [DayRow(DAY, 30, 0, again_ms, {}, [], None)])
    return user_id


async def waiting(database, user_id):
    async with database.reading() as connection:
        return await day_rows.waiting(connection, user_id, 10)


async def test_a_mark_is_taken_off_by_who_has_seen_the_change(database):
    user_id = await user_with_a_day(database, 1)
    for seq, done, left in ((31, 30, {DAY: 31}), (31, 31, {}), (32, 40, {})):
        async with database.writing() as connection:
            await user_rows.mark_days(connection, user_id, [DAY], seq, NOW_MS)
            await day_rows.done(connection, user_id, [DAY], done)
        assert await waiting(database, user_id) == left


async def test_an_older_reason_does_not_hide_a_newer_one(database):
    user_id = await user_with_a_day(database, 1)
    async with database.writing() as connection:
        await user_rows.mark_days(connection, user_id, [DAY], 50, NOW_MS)
    async with database.writing() as connection:
        assert await day_rows.mark_those_to_be_seen_again(connection, NOW_MS, 10) == 1
    # Somebody who had read before the change is done only now.
    async with database.writing() as connection:
        await day_rows.done(connection, user_id, [DAY], 40)
    assert await waiting(database, user_id) == {DAY: 50}


async def test_only_days_that_are_due_are_seen_again(database):
    due = await user_with_a_day(database, 1, again_ms=NOW_MS)
    later = await user_with_a_day(database, 2, again_ms=NOW_MS + 1)
    async with database.writing() as connection:
        assert await day_rows.mark_those_to_be_seen_again(connection, NOW_MS, 10) == 1
    assert await waiting(database, due) == {DAY: 30}
    assert await waiting(database, later) == {}


async def test_a_user_who_is_being_erased_gets_no_new_marks(database):
    gone = await user_with_a_day(database, 1)
    other = await user_with_a_day(database, 2)
    erased, ask = asyncio.Event(), asyncio.Event()

    async def erase():
        async with database.writing() as connection:
            await user_rows.find(connection, gone, lock=True)
            await user_rows.erase(connection, gone, NOW_MS)
            erased.set()
            await ask.wait()

    async def mark():
        async with database.writing() as connection:
            await day_rows.mark_those_to_be_seen_again(connection, NOW_MS, 10)

    erasing = asyncio.create_task(erase())
    await erased.wait()
    marking = asyncio.create_task(mark())
    # On PostgreSQL it is done while the erasure is not committed yet; on SQLite it waits its turn.
    await asyncio.wait([marking], timeout=0.5)
    ask.set()
    await asyncio.gather(erasing, marking)
    assert await waiting(database, other) == {DAY: 30}
    for table in OF_USER:
        async with database.reading() as connection:
            query = table.select().where(table.c.user_id == gone)
            assert (await connection.execute(query)).all() == [], table.name
