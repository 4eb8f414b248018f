"""Blocks of what the service tells of itself: its lines of log, its limits, its doctor."""

import json
import logging
import re
from datetime import datetime

from service.buckets import Level, OwnBuckets, Rate
from service.cli import main
from service.limiting import Limiter
from service.logs import formatter
from service.settings import Settings


def check_log(block):
    """A line of log is what the formatter writes of the same record."""
    told = json.loads(block.text) if block.language == "json" else _of_text(block.text)
    record = logging.LogRecord(
        told["logger"], getattr(logging, told["level"].upper()), "", 0, told["message"], None, None
    )
    record.created = datetime.fromisoformat(told["time"]).timestamp()
    record.__dict__.update({key: value for key, value in told.items() if key not in _FIXED})
    written = formatter(block.language).format(record)
    if block.language == "json":
        assert json.loads(written) == told
    else:
        assert written == block.text.rstrip("\n")


_FIXED = {"time", "level", "logger", "message"}


def _of_text(line):
    parts = line.split()
    return {
        "time": parts[0], "level": parts[1], "logger": parts[2], "message": " ".join(parts[3:-1]),
        "request_id": parts[-1],
    }  # fmt: skip


def check_limits(block):
    """Fields of an answer are those that the limiter sends at its default rate."""
    fields = Settings.model_fields
    rate = Rate(fields["rate_limit_per_minute"].default, fields["rate_limit_burst"].default)
    left, reset = map(int, re.search(r"r=(\d+);t=(\d+)", block.text).groups())
    told = Limiter(None, OwnBuckets(rate))._told(Level(True, left, reset))
    shown = dict(line.lower().split(": ") for line in block.text.splitlines())
    assert {name.decode(): value.decode() for name, value in told} == shown


def check_doctor(block, capsys):
    """What the doctor looks at, in its own words; the machine of the page is another one."""
    command, *shown = [line for line in block.text.splitlines() if line]
    assert command == "$ solferol doctor"
    main(["doctor"])
    told = capsys.readouterr().out.splitlines()
    states = {"ok", "note", "WRONG"}
    assert {line.split()[0] for line in shown[:-1]} == states
    subjects = {line[7:].split("  ")[0] for line in told if line and line.split()[0] in states}
    assert {line[7:].split("  ")[0] for line in shown[:-1]} <= subjects
    assert next(line for line in shown if "clear-sky table" in line) in told
    assert re.fullmatch(r"\d+ wrong", shown[-1])
