"""Make the clear-sky table: ``python -m models.tables.making``, or ``make tables``."""

import argparse
import os
import sys
import time
from pathlib import Path

from models.tables.making import build, pack
from models.tables.making.inputs import read_inputs
from models.tables.store import TABLE

_TABLES = Path(__file__).resolve().parent.parent
_DATA = _TABLES.parents[2] / "shared" / "data"


def main() -> None:
    """Compute, store and describe the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, help="folder with the input data")
    parser.add_argument("--output", type=Path, default=_TABLES, help="folder for the table")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    begin = time.monotonic()
    tables = build.build(read_inputs(given.data), given.threads, _report)
    pack.store(tables, given.output)
    pack.describe(given.output, given.data, (time.monotonic() - begin) / 60.0)
    print(f"\n{given.output / TABLE}: {(given.output / TABLE).stat().st_size} bytes")


def _report(text: str) -> None:
    print(f"\r{text}   ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
