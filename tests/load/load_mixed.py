"""Everything at once from 64 connections: nothing fails, nothing is mixed up, counters agree."""

from collections import Counter

import pytest

from tests.load.driving import Load
from tests.load.traffic import Traffic
from tests.load.workers import Worker, users_on, working

pytestmark = pytest.mark.anyio

ANSWERS = 2000
TEMPLATES = {
    "estimates": ("POST", "/v1/estimates"), "estimate": ("GET", "/v1/estimate"),
    "uv": ("GET", "/v1/uv"), "day": ("GET", "/v1/day"), "batch": ("POST", "/v1/estimates:batch"),
    "page": ("GET", "/"), "send": ("POST", "/v1/users/{user_id}/samples:batch"),
    "days": ("GET", "/v1/users/{user_id}/days"), "live": ("GET", "/health/live"),
    "changes": ("GET", "/v1/users/{user_id}/changes"),
}  # fmt: skip


def counted(metrics):
    """What the server counted, by method, template and class of status."""
    name = "solferol_request_duration_seconds_count"
    return {key: value for key, value in metrics.items() if key.startswith(name)}


def told(tally):
    """The same as the client saw it."""
    found = Counter()
    for (kind, status), count in tally.statuses.items():
        method, route = TEMPLATES[kind]
        labels = f'method="{method}",route="{route}",status="{status // 100}xx"'
        found[f"solferol_request_duration_seconds_count{{{labels}}}"] += count
    return found


async def test_mixed_traffic(tmp_path):
    url = f"sqlite:///{tmp_path}/solferol.sqlite3"
    users = await users_on(url, 20)
    worker = Worker(tmp_path, database_url=url)
    async with working(worker):
        before = counted(await worker.metrics())
        traffic = Traffic(users)
        load = Load([worker.port], iter(traffic))
        async with load:
            await load.answers(ANSWERS)
        after = counted(await worker.metrics())
        memory = worker.resident_mb
        started = worker.ready_after_s
    tally = load.tally
    print(f"\n{tally.table()}\n{memory:.0f} MB, ready after {started:.1f} s")  # noqa: T201
    assert tally.wrong == []
    assert tally.lost == 0
    assert all(tally.of_kind(kind) > 0 for kind in TEMPLATES)
    assert tally.statuses["estimate", 304] > 0
    grown = {key: value - before.get(key, 0.0) for key, value in after.items()}
    # Readiness and metrics are asked besides.
    ours = {key: value for key, value in grown.items() if value and "/health/ready" not in key}
    ours = {key: value for key, value in ours.items() if "/metrics" not in key}
    assert ours == told(tally)
