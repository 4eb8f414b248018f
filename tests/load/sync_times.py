"""How fast samples come in through HTTP, against the bare upserts of the same database."""

import asyncio
import gzip
import itertools
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx

from service.access.keys import create_key
from service.computing import suit_the_interpreter
from service.exposures.working import work_out_days
from service.records import Records
from service.schemas.sample_translation import entries_of
from service.storage import day_rows, sample_rows
from service.storage.database import Database
from service.storage.sample_rows import Row
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.fingerprints import digest_and_text
from service.world import world_alone

A_BATCH = 5000
ROUNDS = 7
DEVICES = 4
"""That send at the same time."""
_IDS = uuid.UUID(int=20)
"""Ids without order, as health stores give them."""
_UNTIL_WARM_S = 3.0
A_YEAR = 365
A_DAY = 55


def item(number: int, start: datetime) -> dict[str, object]:
    """Five minutes of a watch."""
    end = start + timedelta(minutes=5)
    return {
        "id": str(uuid.uuid5(_IDS, str(number))),
        "rev": 1,
        "op": "upsert",
        "type": "time_in_daylight",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "tz": "Europe/Zurich",
        "value": 1 + number % 5,
        "unit": "min",
        "location": {"lat": 47.37 + 0.01 * (number % 3), "lon": 8.54, "alt_m": 430},
        "metadata": {"max_lux": 16376},
    }


def batches(count: int) -> list[list[dict[str, object]]]:
    """Batches of items that nobody has seen."""
    begin = datetime.now(UTC) - timedelta(days=1000)
    return [
        [item(b * A_BATCH + i, begin + timedelta(minutes=5 * i)) for i in range(A_BATCH)]
        for b in range(count)
    ]


@contextmanager
def serving(url: str, folder: Path) -> Iterator[str]:
    """The service in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "SOLFEROL_DATABASE_URL": url, "SOLFEROL_DATA_FOLDER": str(folder),
        "SOLFEROL_RATE_LIMIT_PER_MINUTE": "0",
        "SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_GEOCODING": "false", "SOLFEROL_LOG_LEVEL": "error",
    }  # fmt: skip
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{base}/health/live").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _key(url: str) -> str:
    database = Database(url)
    key, _ = await create_key(database, "bench", time.time_ns() // 1_000_000)
    await database.close()
    return key


def through_http(url: str, folder: Path) -> tuple[float, float]:
    """Rows a second that are new, and that are sent again."""
    key = asyncio.run(_key(url))
    bodies = [gzip.compress(json.dumps({"items": b}).encode(), 1) for b in batches(ROUNDS + 1)]
    with serving(url, folder) as base:
        return asyncio.run(_all_devices(base, key, bodies))


async def _all_devices(base: str, key: str, bodies: list[bytes]) -> tuple[float, float]:
    headers = {
        "authorization": f"Bearer {key}", "content-encoding": "gzip",
        "content-type": "application/json",
    }  # fmt: skip
    async with httpx.AsyncClient(base_url=base, timeout=120, headers=headers) as http:
        own = {"content-encoding": "identity"}
        made = [await http.post("/v1/users", json={}, headers=own) for _ in range(DEVICES)]
        paths = [f"/v1/users/{each.json()['id']}/samples:batch" for each in made]
        # As the first round of the bare upserts, this one counts nothing: a helper is started.
        await asyncio.gather(*(_one_device(http, path, bodies[:1]) for path in paths))
        await asyncio.sleep(_UNTIL_WARM_S)
        rates = []
        for _ in range(2):
            start = time.perf_counter()
            await asyncio.gather(*(_one_device(http, path, bodies[1:]) for path in paths))
            rates.append(DEVICES * ROUNDS * A_BATCH / (time.perf_counter() - start))
    return rates[0], rates[1]


async def _one_device(http: httpx.AsyncClient, path: str, bodies: list[bytes]) -> None:
    for body in bodies:
        answer = await http.post(path, content=body)
        assert b'"rejected":0' in answer.content, answer.text[:300]


def _rows(batch: list[dict[str, object]], user_id: str, first: int) -> list[tuple[object, ...]]:
    values = []
    for i, entry in enumerate(entries_of(batch, None)):
        sample = entry.sample
        assert sample is not None
        sample.seq = first + i
        values.append(sample_rows._values(user_id, Row(sample, *digest_and_text(sample)), 0))
    return values


def bare_sqlite(path: Path) -> float:
    """Rows a second of the same statement without anything around it."""
    user_id = str(uuid.uuid4())
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    rates = []
    for n, batch in enumerate(batches(ROUNDS + 1)):
        rows = _rows(batch, user_id, n * A_BATCH)
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for i in range(0, A_BATCH, 500):
            flat = tuple(itertools.chain.from_iterable(rows[i : i + 500]))
            connection.execute(sample_rows.put_sqlite(500), flat)
        connection.execute("COMMIT")
        rates.append(A_BATCH / (time.perf_counter() - start))
    connection.close()
    return statistics.median(rates[1:])


async def bare_postgresql(url: str) -> float:
    """Rows a second of the same statement without anything around it."""
    user_id = str(uuid.uuid4())
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    rates = []
    for n, batch in enumerate(batches(ROUNDS + 1)):
        columns = [list(c) for c in zip(*_rows(batch, user_id, n * A_BATCH), strict=True)]
        start = time.perf_counter()
        await connection.execute(sample_rows._PUT_POSTGRESQL, *columns)
        rates.append(A_BATCH / (time.perf_counter() - start))
    await connection.close()
    return statistics.median(rates[1:])


async def _size_of_samples(url: str) -> int:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    parts = "SELECT inhrelid FROM pg_inherits WHERE inhparent = 'samples'::regclass"
    query = f"SELECT sum(pg_total_relation_size(part.inhrelid)) FROM ({parts}) part"  # noqa: S608
    size = await connection.fetchval(query)
    await connection.close()
    return int(size)


async def a_year(url: str) -> float:
    """Seconds from 20 000 stored samples of a year to the totals of its days."""
    database = Database(url)
    now = datetime.now(UTC)
    records = Records(database, lambda: now)
    _, row = await create_key(database, "year", records.now_ms)
    from service.access.people import create_user

    user, _ = await create_user(database, row.app_id, {"fitzpatrick": 2}, {}, records.now_ms)
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=A_YEAR + 1)
    items = [
        item(d * A_DAY + k, morning + timedelta(days=d, minutes=10 * k))
        for d in range(A_YEAR)
        for k in range(A_DAY)
    ]
    for first in range(0, len(items), A_BATCH):
        async with database.writing() as connection:
            entries = entries_of(items[first : first + A_BATCH], None)
            await take_in_within(connection, user.user_id, entries, Arrival(records.now_ms))
    world = world_alone(lambda: now)
    # As `serve` does.
    suit_the_interpreter()
    start = time.perf_counter()
    while await work_out_days(records, world, user.user_id):
        pass
    elapsed = time.perf_counter() - start
    async with database.reading() as connection:
        found = await day_rows.between(connection, user.user_id, "0000", "9999")
    assert len(found) == A_YEAR, len(found)
    await database.close()
    return elapsed


def sync_times(postgresql: str | None) -> dict[str, float]:
    """Rows a second, and seconds for a year."""
    times: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        times["SQLite: new"], times["SQLite: again"] = through_http(url, folder)
        times["SQLite: bare"] = bare_sqlite(folder / "bench.sqlite3")
        rows = (DEVICES + 1) * (ROUNDS + 1) * A_BATCH
        times["SQLite: bytes"] = (folder / "bench.sqlite3").stat().st_size / rows
        times["SQLite: a year"] = asyncio.run(a_year(url))
        if postgresql is not None:
            times["PostgreSQL: new"], times["PostgreSQL: again"] = through_http(postgresql, folder)
            times["PostgreSQL: bare"] = asyncio.run(bare_postgresql(postgresql))
            times["PostgreSQL: bytes"] = asyncio.run(_size_of_samples(postgresql)) / rows
            times["PostgreSQL: a year"] = asyncio.run(a_year(postgresql))
    return times
