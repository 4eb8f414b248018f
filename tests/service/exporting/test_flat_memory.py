import tracemalloc

import pytest

from service.samples import Sample
from service.storage import sample_rows
from service.storage.sample_rows import Row
from tests.service.exporting.making import (
    ALICE,
    NOW_MS,
    TOTALS,
    asked,
    day_row,
    insert_rows,
    new_user,
    uid,
)

MANY = 50_000
MOST_BYTES = 12 * 2**20
"""Measured: 3 MB for a page of 1000 samples as lines and 5 MB as FHIR; twice that and something.
All samples would take 14 MB as lines, 45 MB as FHIR, and more as objects."""


def sample(number):
    start_ms = NOW_MS - number * 300_000
    return Sample(
        uid(number), 1, type="time_in_daylight", start_ms=start_ms, end_ms=start_ms + 300_000,
        value=5.0, latitude=47.37, longitude=8.54, tz="Europe/Zurich", device_id="w-7f3",
        details={"metadata": {"max_lux": number}}, seq=number,
    )  # fmt: skip


@pytest.fixture
async def full(bare):
    database = bare.state.records.database
    await new_user(database, ALICE)
    for first in range(1, MANY, 5000):
        rows = [Row(sample(n), b"") for n in range(first, first + 5000)]
        async with database.writing() as connection:
            await sample_rows.put(connection, ALICE, rows, NOW_MS)
    days = [
        day_row(
            ALICE,
            TOTALS | {"date": f"{2016 + n // 336}-{1 + n // 28 % 12:02d}-{1 + n % 28:02d}"},
            spans='[{"minute_uv_index":[' + ",".join(["6.25"] * 1440) + "]}]",
        )
        for n in range(600)
    ]
    await insert_rows(database, days=days)
    return bare


async def sent_bytes(app, kind):
    """Ask as a server would, keeping nothing of the answer."""
    size, status = 0, []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        nonlocal size
        status.append(message.get("status"))
        size += len(message.get("body", b""))

    scope = asked(f"/v1/users/{ALICE}/export", app.state.key, f"format={kind}")
    await app(scope, receive, send)
    assert status[0] == 200
    return size


async def test_an_export_of_any_length_needs_little_memory(full):
    await sent_bytes(full, "csv")  # what is loaded once does not count
    for kind, least in (("zip", 2.5e6), ("ndjson", 1.2e7)):  # the zip has all the other forms
        tracemalloc.start()
        try:
            size = await sent_bytes(full, kind)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert size > least
        assert peak < MOST_BYTES, (kind, peak)
