"""Blocks of what the service tells of itself: its lines of log, its limits, its doctor."""

import json
import logging
import re
from datetime import datetime

import httpx

from service.cli import main
from service.logs import formatter
from service.settings import Settings
from tests.browsing import served

BATCH_BYTES_OF_A_UNIT = 128


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
    """Fields are those that a service with default limits answers to what costs so much."""
    burst, left = (int(re.search(rf"{each}=(\d+)", block.text)[1]) for each in "qr")
    limits = {
        name: field.default
        for name, field in Settings.model_fields.items()
        if name.startswith("rate_limit_")
    }
    with served(**limits) as server:
        # A batch costs by its size, whatever is in it.
        body = b" " * (BATCH_BYTES_OF_A_UNIT * (burst - left - 1))
        answer = httpx.post(f"{server}/v1/estimates:batch", content=body)
    shown = dict(line.split(": ") for line in block.text.splitlines())
    assert {name: answer.headers[name] for name in shown} == shown


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
