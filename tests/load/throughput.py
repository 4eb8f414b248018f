"""
What one worker carries, as ratios to an endpoint that validates the same body and does nothing.

Both are real servers on loopback, each by itself on its core while this process asks from the
other one. They are measured by turns, so that whatever else the machine does meets both.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from tests.load.driving import Connection, Question, Unreachable
from tests.load.traffic import JSON, as_json
from tests.load.weather import WHERE, Upstream, next_noon, well
from tests.load.workers import ROOT, Worker, working
from tests.postgres import free_port
from tests.upstream import urls_of

CONNECTIONS, OF_A_ROUND, ROUNDS = 32, 1_500, 7
OF_A_BATCH = 1_000
WANTED = {
    "estimates": ("at least", 0.35),
    "estimate again, with its tag": ("at least", 0.70),
    "p99 of estimates": ("at most", 4.0),
    "a batch of 1000 for one place, in estimates": ("at most", 250.0),
    "resident memory, MB": ("at most", 350.0),
    "start to ready, s": ("at most", 4.0),
}
"""What was promised of each figure."""


def body(number=0, **more):
    """An estimate of one of many persons at one place."""
    return {
        "location": {"latitude": WHERE[0], "longitude": WHERE[1]},
        "start": (next_noon() + timedelta(minutes=number % 90)).isoformat(),
        "skin": {"fitzpatrick": 1 + number % 6, "age_years": 20 + number % 60},
    } | more


def estimate(number=0):
    return Question("estimates", "/v1/estimates", "POST", as_json(body(number)), JSON)


async def carried(port, question):
    """Requests a second from 32 connections, and the 99th percentile of their times. [1/s], [s]"""
    numbers, took = iter(range(OF_A_ROUND)), []

    async def ask():
        connection = Connection(port)
        for number in numbers:
            begun = time.perf_counter()
            answer = await connection.exchanged(question(number), "throughput")
            took.append(time.perf_counter() - begun)
            assert answer.status in {200, 304}, answer.body[:300]
        await connection.closed()

    begun = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return OF_A_ROUND / (time.perf_counter() - begun), statistics.quantiles(took, n=100)[98]


async def measured(port, constant_port):
    """Rounds of every figure, each beside a round of the constant endpoint."""
    tagged = await visit(port)
    kinds = {"constant": (constant_port, estimate), "estimates": (port, estimate),
             "again": (port, lambda number: tagged)}  # fmt: skip
    for where, question in kinds.values():
        await carried(where, question)
    rounds = defaultdict(list)
    for _ in range(ROUNDS):
        for kind, (where, question) in kinds.items():
            rounds[kind].append(await carried(where, question))
        for kind, each in (("one place", at_one_place), ("many places", at_many_places)):
            rounds[kind].append(await batch(port, each))
        rounds["new places"].append(await carried(port, new_places()))
    return rounds


async def visit(port):
    """A question that comes with the tag of its answer."""
    query = f"/v1/estimate?latitude={WHERE[0]}&longitude={WHERE[1]}&skin_type=2"
    question = Question("estimate", query)
    first = await Connection(port).exchanged(question, "throughput")
    question.headers = {"if-none-match": first.headers["etag"]}
    return question


async def batch(port, item):
    """Time of a thousand at once. [s]"""
    asked = as_json({"items": [item(number) for number in range(OF_A_BATCH)]})
    question = Question("batch", "/v1/estimates:batch", "POST", asked, JSON)
    connection, begun = Connection(port), time.perf_counter()
    answer = await connection.exchanged(question, "throughput")
    took = time.perf_counter() - begun
    assert {each["status"] for each in answer.json["items"]} == {"ok"}
    await connection.closed()
    return took


at_one_place = body
_SOMEWHERE = iter(range(10**9))


def at_many_places(number):
    """The same of a place that nobody asked about before."""
    where = {"latitude": -40.0 + next(_SOMEWHERE) * 1e-4, "longitude": 13.4}
    return body(number, location=where, uv_source="clear_sky")


def new_places():
    def question(number):
        asked = as_json(at_many_places(number))
        return Question("estimates", "/v1/estimates", "POST", asked, JSON)

    return question


def figures_of(rounds, worker):
    """Medians over the rounds, of ratios within each."""

    def ratio(kind, of="constant", part=0):
        pairs = zip(rounds[kind], rounds[of], strict=True)
        return statistics.median(ours[part] / theirs[part] for ours, theirs in pairs)

    def in_estimates(kind, of="estimates"):
        pairs = zip(rounds[kind], rounds[of], strict=True)
        return statistics.median(took * rate for took, (rate, _) in pairs)

    return {
        "estimates": ratio("estimates"),
        "estimate again, with its tag": ratio("again"),
        "p99 of estimates": ratio("estimates", part=1),
        "a batch of 1000 for one place, in estimates": in_estimates("one place"),
        "a batch of 1000 new places, in estimates at new places": in_estimates(
            "many places", "new places"
        ),
        "a batch of 1000 new places, in estimates": in_estimates("many places"),
        "estimates at new places": ratio("new places"),
        "resident memory, MB": worker.resident_mb,
        "start to ready, s": worker.ready_after_s,
    }


@asynccontextmanager
async def constant_endpoint(answer, folder):
    """Serve the constant."""
    path, port = Path(folder) / "answer.json", free_port()
    path.write_text(json.dumps(answer))
    command = [sys.executable, "-m", "tests.load.constant", str(port), str(path)]
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: ASYNC220  # it does not wait
    try:
        while True:
            try:
                await Connection(port).exchanged(Question("none", "/"), "throughput")
                break
            except Unreachable:
                await asyncio.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _throughput(folder):
    async with Upstream() as upstream:
        well(upstream)
        worker = Worker(folder, uv_providers="open_meteo", **urls_of(upstream.url))
        async with working(worker):
            first = await Connection(worker.port).exchanged(estimate(), "throughput")
            assert first.json["provenance"]["uv_source"] == "open_meteo_cams"
            async with constant_endpoint(first.json, folder) as constant_port:
                rounds = await measured(worker.port, constant_port)
            return figures_of(rounds, worker)


def throughput():
    """Figures of one run, by name."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_throughput(folder))


def tell_of_throughput():
    """Print what one worker carries, beside what was promised; the figures."""
    figures = throughput()
    print("\none worker, beside an endpoint that validates the same body and returns a constant:")
    for name, value in figures.items():
        kind, bound = WANTED.get(name, ("", None))
        promised = "" if bound is None else f"; promised {kind} {bound:g}"
        print(f"{name}: {value:.3g}{promised}")
    return figures


if __name__ == "__main__":
    tell_of_throughput()
