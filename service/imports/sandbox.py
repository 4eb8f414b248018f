"""Reading a stranger's file in a process of its own, which may die of it."""

import asyncio
import json
import math
import signal
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

Line = dict[str, Any]

_LONGEST_LINE = 64 * 2**10
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"}


async def lines_of(
    path: Path, *, timeout_s: float, memory_bytes: int, precise: bool = False
) -> AsyncGenerator[Line, None]:
    """
    Read a file in a process of its own.

    Parameters
    ----------
    path
        The file.
    timeout_s
        How long the process may keep its reader waiting, and compute, in all. [s]
    memory_bytes
        Its address space. [bytes]
    precise
        Keep places to a metre.

    Yields
    ------
    dict
        ``{"item": …}``, ``{"notice": …}``, ``{"profile": …}`` and ``{"progress": …}``, no faster
        than they are taken, and last ``{"done": true}`` or ``{"failed": {"reason", "detail"}}``.

    Notes
    -----
    Close the generator (`contextlib.aclosing`) where it is left early: the process ends with it.
    """
    worker = await _start(path, timeout_s, memory_bytes, precise=precise)
    try:
        async for line in _lines(worker, timeout_s):
            yield line
            if "done" in line or "failed" in line:
                return
        yield await _why_it_died(worker)
    finally:
        await _end(worker)


async def _start(
    path: Path, timeout_s: float, memory_bytes: int, *, precise: bool
) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *_command(path, timeout_s, memory_bytes, precise=precise),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env=_ENVIRONMENT,
        limit=_LONGEST_LINE,
    )


def _command(path: Path, timeout_s: float, memory_bytes: int, *, precise: bool) -> list[str]:
    limits = ["--memory-bytes", str(memory_bytes), "--cpu-s", str(math.ceil(timeout_s))]
    options = [*limits, "--precise"] if precise else limits
    file = str(path.absolute())
    return [sys.executable, "-m", "service.imports.worker", *options, "--", file]


async def _lines(worker: asyncio.subprocess.Process, timeout_s: float) -> AsyncIterator[Line]:
    """Take lines; only the time spent waiting counts, not what the taker does between them."""
    assert worker.stdout is not None  # noqa: S101 - asked for above
    left = timeout_s
    while True:
        asked = time.monotonic()
        try:
            text = await asyncio.wait_for(worker.stdout.readline(), left)
        except TimeoutError:
            yield _failed("took_too_long", f"more than {timeout_s:g} s")
            return
        except ValueError:
            yield _failed("worker_died", "a line of unreasonable length")
            return
        left = max(0.001, left - (time.monotonic() - asked))
        if not text:
            return
        yield _decoded(text)


def _decoded(text: bytes) -> Line:
    try:
        line = json.loads(text)
    except ValueError:
        return _failed("worker_died", "a line that is no JSON")
    return line if isinstance(line, dict) else _failed("worker_died", "a line that is no object")


async def _end(worker: asyncio.subprocess.Process) -> None:
    if worker.returncode is None:
        with suppress(ProcessLookupError):
            worker.kill()
    if worker.stdout is not None:
        # Its end is told only once the pipe is empty, which nobody else reads any more.
        await worker.stdout.read()
    await worker.wait()


async def _why_it_died(worker: asyncio.subprocess.Process) -> Line:
    """Make words of how a process ended that said nothing."""
    status = await worker.wait()
    if status == -signal.SIGXCPU:
        return _failed("took_too_long", "used up its processor time")
    if status == -signal.SIGKILL:
        # We kill only where nobody asks any more, so it was the system, which is short of memory.
        return _failed("out_of_memory", "killed by the system")
    detail = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return _failed("worker_died", detail)


def _failed(reason: str, detail: str) -> Line:
    return {"failed": {"reason": reason, "detail": detail}}
