import asyncio
import json
import os
import signal
import time
from contextlib import aclosing

import pytest

from service.imports import sandbox
from tests.service.imports.making import (
    export_xml,
    found_in,
    gpx,
    items,
    record,
    walk,
    worked,
    written,
)

MIB = 2**20
ENOUGH = {"timeout_s": 30.0, "memory_bytes": 1024 * MIB}


async def taken(path, **options):
    return [line async for line in sandbox.lines_of(path, **(ENOUGH | options))]


def pretending(monkeypatch, program):
    """Let another program stand in for the worker."""
    start = asyncio.create_subprocess_exec

    async def started(python, *_arguments, **options):
        process = await start(python, "-c", program, **options)
        started.process = process
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", started)
    return started


def test_the_worker_says_what_the_parser_finds(tmp_path):
    path = written(tmp_path, gpx(walk(60)))
    lines, status, _ = worked(path)
    assert status == 0
    assert lines[-1] == {"done": True}
    assert [x["item"] for x in lines if "item" in x] == items(found_in(path))
    lines, status, _ = worked(path, "--precise")
    assert len([x for x in lines if "item" in x]) == 62


def test_the_worker_says_notices_and_the_person(tmp_path):
    me = '<Me HKCharacteristicTypeIdentifierFitzpatrickSkinType="HKFitzpatrickSkinTypeII"/>'
    lines, _, _ = worked(written(tmp_path, export_xml(me, record("Steps"), record())))
    assert {"profile": {"fitzpatrick": 2}} in lines
    assert {"notice": {"reason": "records_read", "detail": "Record", "count": 2}} in lines


def test_the_worker_tells_why_it_refuses(tmp_path):
    lines, status, _ = worked(written(tmp_path, b"garbage"))
    assert status == 1
    assert [set(line) for line in lines] == [{"failed"}]
    assert lines[0]["failed"]["reason"] == "unknown_format"


def test_the_worker_reports_progress(tmp_path):
    records = [record(value=str(i % 60), sourceVersion=str(i)) for i in range(9000)]
    lines, _, _ = worked(written(tmp_path, export_xml(*records)))
    told = [line["progress"] for line in lines if "progress" in line]
    assert len(told) >= 3
    assert told == sorted(told)
    assert 0.0 < told[0] < told[-1] <= 1.0


def test_the_worker_names_no_content_when_it_dies(tmp_path):
    lines, status, _ = worked(tmp_path / "47.3712,8.5412.gpx")
    assert status == 1
    assert lines == [{"failed": {"reason": "worker_died", "detail": "FileNotFoundError"}}]


async def test_lines_of_a_file(tmp_path):
    path = written(tmp_path, gpx(walk(60)))
    lines = await taken(path)
    assert lines[-1] == {"done": True}
    assert [x["item"] for x in lines if "item" in x] == items(found_in(path))
    assert len(await taken(path, precise=True)) > 60


async def test_a_name_that_looks_like_an_option(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path, gpx(walk(20)), "--precise")
    lines = await taken(type(tmp_path)("--precise"))
    assert lines[-1] == {"done": True}


async def test_a_refused_file(tmp_path):
    lines = await taken(written(tmp_path, b"garbage"))
    assert lines == [
        {"failed": {"reason": "unknown_format", "detail": lines[0]["failed"]["detail"]}}
    ]


async def test_more_memory_than_allowed(tmp_path):
    path = written(tmp_path, gpx(walk(60 * 24 * 3, step_s=1)))
    lines = await taken(path, memory_bytes=100 * MIB)
    assert lines[-1]["failed"]["reason"] in {"out_of_memory", "worker_died"}


async def test_memory_that_runs_out_is_told(tmp_path, monkeypatch):
    program = """
import sys, resource
from service.imports import worker
sys.excepthook = worker._last_words
resource.setrlimit(resource.RLIMIT_AS, (200 * 2**20,) * 2)
x = bytearray(2**30)
"""
    pretending(monkeypatch, program)
    lines = await taken(tmp_path)
    assert lines == [{"failed": {"reason": "out_of_memory", "detail": "MemoryError"}}]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "out_of_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "worker_died"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "took_too_long"),
        ("raise SystemExit(3)", "worker_died"),
        ("pass", "worker_died"),
        ("print('no JSON')", "worker_died"),
        ("print('[1]')", "worker_died"),
        ("print('x' * 1_000_000)", "worker_died"),
    ],
)
async def test_ways_to_die(tmp_path, monkeypatch, program, reason):
    started = pretending(monkeypatch, program)
    lines = await taken(tmp_path)
    assert lines[-1]["failed"]["reason"] == reason
    assert len(lines) == 1
    assert started.process.returncode is not None


async def test_processor_time_is_limited(tmp_path, monkeypatch):
    program = "from service.imports import worker\nworker._limit(2**30, 1)\nwhile True: pass"
    pretending(monkeypatch, program)
    lines = await taken(tmp_path)
    assert lines[-1]["failed"]["reason"] == "took_too_long"


async def test_a_worker_that_hangs(tmp_path, monkeypatch):
    started = pretending(monkeypatch, "import time; print('{}', flush=True); time.sleep(60)")
    before = time.monotonic()
    lines = await taken(tmp_path, timeout_s=1.0)
    assert lines == [{}, {"failed": {"reason": "took_too_long", "detail": "more than 1 s"}}]
    assert time.monotonic() - before < 10.0
    assert started.process.returncode == -signal.SIGKILL


async def test_the_time_of_the_taker_does_not_count(tmp_path, monkeypatch):
    pretending(monkeypatch, "print('{}'); print('{}'); print('{\"done\": true}')")
    lines = []
    async for line in sandbox.lines_of(tmp_path, timeout_s=2.0, memory_bytes=1024 * MIB):
        if not lines:
            await asyncio.sleep(2.2)
        lines.append(line)
    assert lines == [{}, {}, {"done": True}]


async def test_who_leaves_early_takes_the_worker_along(tmp_path, monkeypatch):
    program = "while True: print('{}')"
    started = pretending(monkeypatch, program)
    async with aclosing(sandbox.lines_of(tmp_path, **ENOUGH)) as lines:
        async for _ in lines:
            break
    assert started.process.returncode == -signal.SIGKILL


async def test_cancellation_takes_the_worker_along(tmp_path, monkeypatch):
    started = pretending(monkeypatch, "import time; time.sleep(60)")
    task = asyncio.create_task(taken(tmp_path))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert started.process.returncode == -signal.SIGKILL


async def test_a_slow_taker_holds_the_worker_back(tmp_path, monkeypatch):
    """A worker without end writes no more than the pipe and the reader's buffer hold."""
    count = tmp_path / "count"
    program = f"""
import os
line = b'{{"progress": 0.5}}' + b' ' * 1000 + b'\\n'
for written in range(10**9):
    os.write(1, line)
    if written % 64 == 0:
        open({str(count)!r}, "w").write(str(written))
"""
    pretending(monkeypatch, program)
    async with aclosing(sandbox.lines_of(tmp_path, **ENOUGH)) as lines:
        async for line in lines:
            assert line == {"progress": 0.5}
            break
        await asyncio.sleep(0.7)
        assert 0 < int(count.read_text()) < 2000


async def test_the_worker_gets_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SOLFEROL_SECRET", "key")
    program = "import json, os; print(json.dumps({'done': True, 'names': sorted(os.environ)}))"
    pretending(monkeypatch, program)
    (line,) = await taken(tmp_path)
    assert "SOLFEROL_SECRET" not in line["names"]
    assert "SOLFEROL_SECRET" in os.environ
    assert json.dumps(line)
