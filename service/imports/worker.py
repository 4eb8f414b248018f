"""
The process that reads a stranger's file: ``python -m service.imports.worker FILE``.

It gives itself limits before it looks at the file, and writes a line of JSON for each thing found.
Whatever goes wrong in here goes wrong in here alone.
"""

import argparse
import json
import math
import resource
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from service.imports.items import Found, Notice, Profile, Progress, UnreadableFile

MEMORY_BYTES = 2**30
CPU_S = 600
_LINES_A_STEP = 2000
_STEP_S = 1.0
_MOST_OPEN_FILES = 64


def main() -> int:
    """Read the file that the command line names; 0 if it could be read."""
    asked = _arguments()
    _limit(asked.memory_bytes, asked.cpu_s)
    sys.excepthook = _last_words
    # Not before the limits: what reads files is a good deal of code.
    from service.imports.parsing import read  # noqa: PLC0415

    progress = _Progress()
    try:
        for found in read(asked.file, precise=asked.precise):
            if isinstance(found, Progress):
                progress.fraction = found.fraction
            else:
                _write(_line(found))
            progress.maybe_tell()
    except UnreadableFile as error:
        _write({"failed": {"reason": error.reason, "detail": error.detail}})
        return 1
    _write({"done": True})
    return 0


class _Progress:
    """Says how far it has come, now and then."""

    def __init__(self) -> None:
        self.fraction = 0.0
        self._told_at = time.monotonic()
        self._since = 0

    def maybe_tell(self) -> None:
        self._since += 1
        now = time.monotonic()
        if self._since < _LINES_A_STEP and now - self._told_at < _STEP_S:
            return
        self._since, self._told_at = 0, now
        _write({"progress": round(min(1.0, self.fraction), 4)})
        sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="service.imports.worker", description=main.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--precise", action="store_true", help="keep places to a metre")
    parser.add_argument("--memory-bytes", type=int, default=MEMORY_BYTES)
    parser.add_argument("--cpu-s", type=int, default=CPU_S)
    return parser.parse_args()


def _limit(memory_bytes: int, cpu_s: int) -> None:
    limits = {
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        # First a signal that tells of the time, and then the one that can't be missed.
        resource.RLIMIT_CPU: (cpu_s, cpu_s + 5),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (_MOST_OPEN_FILES, _MOST_OPEN_FILES),
    }
    for which, (soft, hard) in limits.items():
        allowed = resource.getrlimit(which)[1]
        most = math.inf if allowed == resource.RLIM_INFINITY else allowed
        resource.setrlimit(which, (int(min(soft, most)), int(min(hard, most))))


def _line(found: Found) -> dict[str, Any]:
    if isinstance(found, Notice):
        told = {"reason": found.reason, "detail": found.detail, "count": found.count}
        return {"notice": told}
    if isinstance(found, Profile):
        return {"profile": {"fitzpatrick": found.fitzpatrick}}
    return {"item": found}


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")


def _last_words(
    kind: type[BaseException], _error: BaseException, _where: TracebackType | None
) -> None:
    """Name the kind of error and nothing of the file, which may be all that it speaks of."""
    memory = issubclass(kind, MemoryError)
    reason = "out_of_memory" if memory else "worker_died"
    _write({"failed": {"reason": reason, "detail": kind.__name__}})


if __name__ == "__main__":
    sys.exit(main())
