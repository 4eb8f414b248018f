"""
Mixed traffic at a moderate rate for a long time: ``make soak`` (``SOAK_S=600``), CSV in ``build``.

Memory of one worker is compared between the first and the last quarter after a warm-up. The
warm-up is left out because caches are bounded and not empty for long: they grow to their sizes
whatever comes, and growth is what never ends. It fills them on purpose: more distinct places than
any cache of places or curves holds (4096), more addresses than clients come from, every user and
every kind of question from 32 connections, so that pools of connections and threads are as large
as they get. Only forecasts stay below their bound (4096 cells): sources allow 600 calls a minute.
"""

import asyncio
import csv
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.load.driving import Connection, Load, Question
from tests.load.traffic import JSON, MIXED, Traffic, as_json
from tests.load.weather import Upstream, next_noon, places, well
from tests.load.workers import ROOT, Worker, users_on, working
from tests.upstream import urls_of

USERS, ADDRESSES, DISTINCT_PLACES, OF_A_BATCH = 200, 5_000, 5_000, 100
WARM_ANSWERS = 3_000
WARMING_CONNECTIONS, CONNECTIONS, PAUSE_S = 32, 8, 0.15
LOOKS = 120
MOST_GROWTH = 0.03
MOST_RESIDENT_MB = 350.0


def from_everywhere(questions):
    """Have every question come from another address, by way of a proxy."""
    for number, question in enumerate(questions):
        address = number % ADDRESSES
        question.headers = question.headers | {
            "x-forwarded-for": f"10.{address >> 16}.{address >> 8 & 255}.{address & 255}"
        }
        yield question


async def ask_about_many_places(port):
    """Fill whatever is remembered of places, days and curves."""
    connection = Connection(port)
    for first in range(0, DISTINCT_PLACES, OF_A_BATCH):
        items = [
            {
                "location": {"latitude": -50 + n * 0.02, "longitude": 13.4 + n * 0.001},
                "skin": {"fitzpatrick": 1 + n % 6},
                "uv_source": "clear_sky",
            }
            for n in range(first, first + OF_A_BATCH)
        ]
        body = as_json({"items": items})
        answer = await connection.ask(Question("fill", "/v1/estimates:batch", "POST", body, JSON))
        assert answer.status == 200, answer.body[:300]
    await connection.closed()


async def watched(worker, load, seconds):
    """Memory and open files as time goes by."""
    rows, begun = [], time.monotonic()
    while (passed := time.monotonic() - begun) < seconds:
        rows.append((passed, worker.resident_mb, worker.open_files, load.tally.answered))
        await asyncio.sleep(seconds / LOOKS)
    return rows


async def soak(folder, seconds):
    url = f"sqlite:///{folder}/solferol.sqlite3"
    users = await users_on(url, USERS)
    async with Upstream() as upstream:
        well(upstream)
        worker = Worker(
            folder, database_url=url, uv_providers="open_meteo", trusted_proxies="127.0.0.1",
            rate_limit_per_minute=1_000_000, rate_limit_burst=1_000_000, **urls_of(upstream.url),
        )  # fmt: skip
        async with working(worker):
            started, processor_s = worker.ready_after_s, worker.processor_s
            print(f"ready after {started:.1f} s, of them {processor_s:.1f} s of processor time")
            print(f"at rest {worker.resident_mb:.0f} MB", flush=True)
            await ask_about_many_places(worker.port)
            print(f"caches of places are full: {worker.resident_mb:.0f} MB", flush=True)
            traffic = Traffic(users, MIXED, places=places, start=next_noon(), unchanging=False)
            questions = from_everywhere(iter(traffic))
            async with Load([worker.port], questions, WARMING_CONNECTIONS) as warming:
                await warming.answers(WARM_ANSWERS, 600.0)
            print(f"warm: {worker.resident_mb:.0f} MB\n{warming.tally.table()}", flush=True)
            async with Load([worker.port], questions, CONNECTIONS, PAUSE_S) as load:
                rows = await watched(worker, load, seconds)
    return rows, load.tally, [*warming.tally.wrong, *load.tally.wrong]


def written(rows):
    """Put the rows into a table for other programs."""
    path = ROOT / "build" / "soak.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("seconds", "resident_mb", "open_files", "answered"))
        writer.writerows(rows)
    return path


def judged(rows):
    """Print windows of a tenth each; whether memory and files stayed as they were."""
    tenth, quarter = max(len(rows) // 10, 1), max(len(rows) // 4, 1)
    print(f"{'seconds':>8}{'MB':>8}{'files':>7}{'answers':>9}")
    for first in range(0, len(rows) - tenth + 1, tenth):
        passed, memory, files, answered = middle(rows[first : first + tenth])
        print(f"{passed:8.0f}{memory:8.1f}{files:7.0f}{answered:9.0f}")
    _, begin_mb, begin_files, _ = middle(rows[:quarter])
    _, end_mb, end_files, _ = middle(rows[-quarter:])
    growth, more_files = end_mb / begin_mb - 1.0, end_files - begin_files
    highest = max(row[1] for row in rows)
    print(f"memory {100 * growth:+.1f} %, files {more_files:+.0f}; at most {highest:.0f} MB")
    return growth < MOST_GROWTH and more_files <= 0 and highest < MOST_RESIDENT_MB


def middle(rows):
    """Median of each column."""
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def main():
    seconds = float(os.environ.get("SOAK_S") or 600.0)
    with tempfile.TemporaryDirectory(prefix="solferol-soak-") as folder:
        rows, tally, wrong = asyncio.run(soak(Path(folder), seconds))
    print(tally.table())
    print(written(rows).relative_to(ROOT))
    print(*wrong[:10], sep="\n")
    sys.exit(0 if judged(rows) and not wrong else 1)


if __name__ == "__main__":
    main()
