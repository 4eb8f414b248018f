"""Reading a file into the samples of a user, with a report of what was found and left out."""

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.imports.sandbox import lines_of
from service.profiles import profile_of
from service.records import Records
from service.schemas.sample_translation import entries_of
from service.storage import user_rows
from service.syncing.batch import Taken
from service.syncing.coarse import Precision, chosen
from service.syncing.door import DAY_MS, Arrival
from service.syncing.entries import Device
from service.syncing.preparing import prepare
from service.syncing.receiving import receive

_AT_ONCE = 1000
_OLDEST_MS = 30 * 365 * DAY_MS
"""Exports hold whole lives; before that nobody wore a receiver. [ms]"""
_MOST_DAYS = 5000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost."""

    timeout_s: float
    memory_bytes: int


@dataclass(slots=True)
class Report:
    """What became of a file, so far."""

    progress: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    """By code."""
    notices: list[dict[str, Any]] = field(default_factory=list)
    affected_days: set[str] = field(default_factory=set)
    profile: dict[str, Any] | None = None
    failed: dict[str, str] | None = None

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "progress": self.progress,
            "counts": dict(self.counts),
            "rejected": dict(self.rejected),
            "notices": self.notices,
            "affected_days": sorted(self.affected_days)[:_MOST_DAYS],
            "profile": self.profile,
            "failed": self.failed,
        }


async def read_file(
    records: Records,
    user_id: str,
    path: Path,
    limits: Limits,
    report: Report,
) -> None:
    """
    Take in what a file holds. The same file again changes nothing.

    Parameters
    ----------
    records : Records
    user_id : str
    path : Path
    limits : Limits
    report : Report
        Filled while the file is read.

    Raises
    ------
    NotAllowed, UserGone
        As every sync.
    """
    async with records.database.reading() as connection:
        user = await user_rows.find(connection, user_id)
    precision = chosen({} if user is None else user.privacy)
    items: list[dict[str, Any]] = []
    lines = lines_of(
        path,
        timeout_s=limits.timeout_s,
        memory_bytes=limits.memory_bytes,
        precise=precision == "precise",
    )
    async with contextlib.aclosing(lines):
        async for line in lines:
            if "item" in line:
                items.append(line["item"])
            else:
                _note(report, line)
            if len(items) >= _AT_ONCE:
                await _take(records, user_id, items, precision, report)
                items = []
            if records.stopping.is_set():
                # The file stays, and the next process begins it anew: that changes nothing.
                return
    await _take(records, user_id, items, precision, report)
    await _learn(records, user_id, report)


def _note(report: Report, line: dict[str, Any]) -> None:
    if "notice" in line:
        report.notices.append(line["notice"])
    elif "profile" in line:
        report.profile = line["profile"]
    elif "progress" in line:
        report.progress = float(line["progress"])
    elif "failed" in line:
        report.failed = line["failed"]
    elif "done" in line:
        report.progress = 1.0


async def _take(
    records: Records,
    user_id: str,
    items: list[dict[str, Any]],
    precision: Precision,
    report: Report,
) -> None:
    if not items:
        return

    def counted(taken: Taken) -> str:
        report.counts.update(taken.counts)
        report.rejected.update(
            entry.refusal.code for entry in taken.entries if entry.refusal is not None
        )
        report.affected_days.update(taken.affected_days)
        return ""

    entries = entries_of(items, None)
    arrival = Arrival(records.now_ms, oldest_ms=_OLDEST_MS)
    device = Device("import", {"type": "app"})
    prepared = await prepare(entries, arrival, precision, device)
    await receive(records, user_id, entries, arrival, device, counted, prepared)


async def _learn(records: Records, user_id: str, report: Report) -> None:
    """Take the skin type of a file where the user has told none."""
    told = (report.profile or {}).get("fitzpatrick")
    if told is None:
        return
    async with records.database.writing() as connection:
        user = await user_rows.find(connection, user_id, lock=True)
        if user is None or profile_of(user.profile).minimal_erythema_dose is not None:
            return
        await user_rows.set_profile(
            connection, user, user.profile | {"fitzpatrick": told}, records.now_ms
        )
    records.changed.set()
