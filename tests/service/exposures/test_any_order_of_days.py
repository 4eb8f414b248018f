"""Day totals do not depend on how samples came, nor on how often days were worked out between."""

import asyncio

import pytest
from hypothesis import given, settings

from service.access.secrets import new_id
from service.exposures.working import work_out_days
from service.records import Records
from service.schemas.sample_translation import entries_of
from service.storage import day_rows, user_rows
from service.storage.database import Database
from service.storage.user_rows import UserRow
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.entries import Device
from service.world import world_alone
from tests.service.syncing.test_any_order import NOW_MS, deliveries
from tests.syncing import NOW

EXAMPLES = 150
PROFILE = {"fitzpatrick": 2, "home": {"latitude": 47.37, "longitude": 8.54}}
WORLD = world_alone(lambda: NOW)


async def user_of(database):
    user_id = new_id()
    async with database.writing() as connection:
        await user_rows.create(connection, UserRow(user_id, new_id(), NOW_MS, 0, 0, PROFILE, {}))
    return user_id


async def taken(database, user_id, batch):
    async with database.writing() as connection:
        await take_in_within(
            connection, user_id, entries_of(batch, None), Arrival(NOW_MS), Device("watch")
        )


async def days_of(database, user_id):
    records = Records(database, lambda: NOW)
    while await work_out_days(records, WORLD, user_id):
        pass
    async with database.reading() as connection:
        found = await day_rows.between(connection, user_id, "0000", "9999")
        assert await day_rows.waiting(connection, user_id, 10) == {}
    return {row.date: (row.totals, row.spans) for row in found}


async def compare(database, items, batches):
    once, bit_by_bit, between = [await user_of(database) for _ in range(3)]
    await taken(database, once, items)
    for batch in batches:
        await taken(database, bit_by_bit, batch)
        await taken(database, between, batch)
        await days_of(database, between)
    expected = await days_of(database, once)
    assert await days_of(database, bit_by_bit) == expected
    assert await days_of(database, between) == expected
    amounts = [totals["vitamin_d_iu"] for totals, _ in expected.values()]
    return sum(amount["central"] for amount in amounts if amount is not None)


def test_any_order_repetition_and_division_gives_the_same_days(url):
    database, made = Database(url), []
    with asyncio.Runner() as runner:

        @settings(max_examples=EXAMPLES)
        @given(deliveries())
        def property_of(delivery):
            made.append(runner.run(compare(database, *delivery)))

        try:
            property_of()
            # Most of the examples have sun in them, or nothing would be compared.
            assert sum(iu > 0.0 for iu in made) > EXAMPLES / 3
        finally:
            runner.run(database.close())


@pytest.mark.anyio
async def test_several_processes_at_one_list_end_with_the_newest(url):
    """Days that are worked out from fewer changes never replace those from more."""
    databases = [Database(url) for _ in range(4)]
    user_id = await user_of(databases[0])
    items = [
        {"id": f"00000000-0000-4000-8000-{n:012d}", "type": "time_in_daylight", "unit": "min",
         "start": f"2026-06-12T{6 + n // 6:02d}:{10 * (n % 6):02d}:00Z", "value": 10,
         "end": f"2026-06-12T{6 + n // 6:02d}:{10 * (n % 6) + 9:02d}:59Z"}
        for n in range(48)
    ]  # fmt: skip

    async def send():
        for first in range(0, 48, 4):
            await taken(databases[0], user_id, items[first : first + 4])
            await asyncio.sleep(0.005)

    async def work(database):
        for _ in range(20):
            await work_out_days(Records(database, lambda: NOW), WORLD, user_id)
            await asyncio.sleep(0.003)

    await asyncio.gather(send(), *(work(database) for database in databases))
    days = await days_of(databases[0], user_id)
    minutes = days["2026-06-12"][0]["minutes_outdoors"]
    # Ten minutes are claimed of 9:59 each, which is all that they can be.
    assert minutes == pytest.approx(48 * (10 - 1 / 60), abs=1e-6)
    for database in databases:
        await database.close()
