"""What earlier runs of ``make bench`` found: a line of JSON each, beside the code it was of."""

import json
import subprocess
from datetime import UTC, datetime

from tests.load.workers import ROOT

HISTORY = ROOT / "tests" / "load" / "history.jsonl"


def remember(figures):
    """Write down the ratios of this run; what the last one found of each, by name."""
    before = json.loads(HISTORY.read_text().splitlines()[-1]) if HISTORY.exists() else {}
    rounded = {name: float(f"{value:.3g}") for name, value in figures.items()}
    line = {"on": datetime.now(UTC).date().isoformat(), "commit": _commit(), "figures": rounded}
    with HISTORY.open("a") as file:
        file.write(json.dumps(line) + "\n")
    return before.get("figures", {})


def _commit():
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=7"],  # noqa: S607
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"


def tell(figures):
    """Print what became of each ratio since the last run."""
    before = remember(figures)
    print("\nratios of this run, and of the last one that was written down:")
    for name, value in figures.items():
        last = f"{before[name]:10.3g}" if name in before else f"{'':10}"
        print(f"{name:62}{value:10.3g}{last}")
