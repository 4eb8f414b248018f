"""Files on their way in: limits, progress, what survives a crash, and what is left of them."""

import asyncio
import hashlib
import os
import time
from datetime import UTC, datetime

import pytest

from service.access.keys import create_key
from service.access.people import change_privacy, create_user
from service.errors import TooMuch, UserGone
from service.importing.jobs import Importing
from service.importing.reading import Limits
from service.importing.spool import Spool, held
from service.records import Records
from service.storage import import_rows, sample_rows
from service.storage.database import Database

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LIMITS = Limits(60.0, 2**30)
TRACK = """<?xml version="1.0"?><gpx version="1.1" creator="t"><trk><type>running</type><trkseg>{}
</trkseg></trk></gpx>""".format(
    "".join(
        f'<trkpt lat="52.5{i:02d}" lon="13.4"><time>2026-06-12T10:{i:02d}:00Z</time></trkpt>'
        for i in range(40)
    )
).encode()


@pytest.fixture
async def place(tmp_path):
    """A database with a user, and a folder for files."""
    database = Database(f"sqlite:///{tmp_path / 'kept.sqlite3'}")
    records = Records(database, lambda: NOW)
    _, key = await create_key(database, "tests", records.now_ms)
    user, _ = await create_user(database, key.app_id, {}, {}, records.now_ms)
    yield records, user.user_id, Spool(tmp_path / "files", 1_000_000)
    await database.close()


async def parts_of(body, size=1000):
    for first in range(0, len(body), size):
        yield body[first : first + size]


async def state_of(records, user_id, import_id):
    async with records.database.reading() as connection:
        return await import_rows.find(connection, user_id, import_id)


async def until_read(records, user_id, import_id):
    while (row := await state_of(records, user_id, import_id)) is None or row.state in {
        "waiting", "running",
    }:  # fmt: skip
        await asyncio.sleep(0.02)
    return row


async def stopped(records, task):
    records.stopping.set()
    await task


async def count_of(records, user_id):
    async with records.database.reading() as connection:
        return len(await sample_rows.changed_since(connection, user_id, 0, 10_000))


async def test_what_was_taken_is_read_by_the_next_process_when_this_one_dies(place):
    records, user_id, spool = place
    dying = Importing(records, spool, LIMITS)
    spooled = await spool.take(user_id, parts_of(TRACK))
    row = await dying.accept(spooled)
    assert row.state == "waiting"
    # It never ran. Another process finds the file.
    task = asyncio.create_task(Importing(records, spool, LIMITS).run())
    row = await until_read(records, user_id, spooled.import_id)
    await stopped(records, task)
    assert row.state == "done"
    assert row.report["progress"] == 1.0
    assert await count_of(records, user_id) > 5
    assert spool.waiting() == []


async def test_places_of_a_file_are_as_exact_as_their_user_wants_them(place):
    records, user_id, spool = place
    await change_privacy(records.database, user_id, {"precision": "precise"}, records.now_ms)
    importing = Importing(records, spool, LIMITS)
    task = asyncio.create_task(importing.run())
    exact = TRACK.replace(b'lon="13.4"', b'lon="13.4321"')
    await importing.accept(spooled := await spool.take(user_id, parts_of(exact)))
    await until_read(records, user_id, spooled.import_id)
    await stopped(records, task)
    async with records.database.reading() as connection:
        samples = await sample_rows.changed_since(connection, user_id, 0, 10_000)
    assert {each.longitude for each in samples if each.longitude is not None} == {13.4321}


async def test_what_is_left_of_an_upload_that_was_cut_off_goes_after_a_day(place):
    _, user_id, spool = place
    await spool.take(user_id, parts_of(TRACK))
    (whole,) = spool.waiting()
    old, young = (whole.path.with_name(f"{user_id}_{name}.part") for name in ("a", "b"))
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 90_000,) * 2)
    spool.sweep()
    assert not old.exists()
    assert young.exists()
    assert spool.waiting() == [whole]
    spool.forget(user_id)
    assert not young.exists()
    assert spool.waiting() == []


async def test_who_is_erased_while_a_file_comes_in_is_gone(place):
    _, user_id, spool = place

    async def cut_short():
        yield TRACK
        spool.forget(user_id)

    with pytest.raises(UserGone):
        await spool.take(user_id, cut_short())


async def test_two_processes_never_read_one_file_at_once(place):
    _, user_id, spool = place
    spooled = await spool.take(user_id, parts_of(TRACK))
    with held(spooled.path) as first, held(spooled.path) as second:
        assert (first, second) == (True, False)
    with held(spooled.path) as again:
        assert again


async def test_the_same_bytes_are_the_same_import_of_one_user_only(place):
    _, user_id, spool = place
    one = await spool.take(user_id, parts_of(TRACK))
    two = await spool.take(user_id, parts_of(TRACK, size=77))
    other = await spool.take("0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10", parts_of(TRACK))
    assert one == two
    assert other.import_id != one.import_id
    assert hashlib.sha256(one.path.read_bytes()).digest() == hashlib.sha256(TRACK).digest()


async def test_a_file_beyond_the_limit_is_refused_and_nothing_of_it_stays(place, tmp_path):
    _, user_id, _ = place
    spool = Spool(tmp_path / "small", 5_000)
    with pytest.raises(TooMuch):
        await spool.take(user_id, parts_of(b"x" * 5_001))
    assert list((tmp_path / "small").iterdir()) == []


async def test_a_file_that_is_nothing_fails_with_a_reason_and_is_gone(place):
    records, user_id, spool = place
    importing = Importing(records, spool, LIMITS)
    task = asyncio.create_task(importing.run())
    spooled = await spool.take(user_id, parts_of(b"nothing at all"))
    await importing.accept(spooled)
    row = await until_read(records, user_id, spooled.import_id)
    await stopped(records, task)
    assert row.state == "failed"
    assert row.report["failed"]["reason"] == "unknown_format"
    assert spool.waiting() == []


async def test_files_of_an_erased_user_are_deleted(place):
    _, user_id, spool = place
    await spool.take(user_id, parts_of(TRACK))
    kept = await spool.take("0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10", parts_of(TRACK))
    spool.forget(user_id)
    assert spool.waiting() == [kept]


async def test_a_file_of_a_user_that_was_erased_meanwhile_is_dropped(place):
    records, _, spool = place
    nobody = "0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10"
    await spool.take(nobody, parts_of(TRACK))
    task = asyncio.create_task(Importing(records, spool, LIMITS).run())
    while spool.waiting():
        await asyncio.sleep(0.02)
    await stopped(records, task)
    assert await count_of(records, nobody) == 0
