"""
How much keys are used: counted in memory, written in batches, added up over processes.

Days are those of UTC. Nothing of a user, a place or an address is in it.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from service.storage import usage_rows
from service.storage.database import Database
from service.storage.usage_rows import UsageRow

KEPT_DAYS = 400
"""A month can be compared with that of the year before."""
_DAY_MS = 86_400_000
_TOO_MUCH = 429


@dataclass(slots=True)
class _Tally:
    requests: int = 0
    refused: int = 0
    invalid: int = 0
    failed: int = 0
    units: float = 0.0

    def add(self, other: "_Tally") -> None:
        self.requests += other.requests
        self.refused += other.refused
        self.invalid += other.invalid
        self.failed += other.failed
        self.units += other.units


class Usage:
    """Counts of one process that are on their way to the database."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, int, str], _Tally] = {}
        self._writing = asyncio.Lock()

    def count(self, key_id: str, now_ms: int, kind: str, status: int, units: float) -> None:
        """
        Count a request.

        Parameters
        ----------
        key_id : str
        now_ms : int
        kind : str
            Of operation.
        status : int
            That it was answered with.
        units : float
            That it was charged.
        """
        at = (key_id, now_ms // _DAY_MS, kind)
        tally = self._waiting.get(at)
        if tally is None:
            tally = self._waiting[at] = _Tally()
        tally.requests += 1
        tally.units += units
        if status >= 500:
            tally.failed += 1
        elif status == _TOO_MUCH:
            tally.refused += 1
        elif status >= 400:
            tally.invalid += 1

    async def write(self, database: Database) -> None:
        """Write down what was counted; what could not be written is counted on."""
        async with self._writing:
            waiting, self._waiting = self._waiting, {}
            if not waiting:
                return
            try:
                async with database.writing() as connection:
                    await usage_rows.add(connection, _rows(waiting))
            except BaseException:
                for at, tally in waiting.items():
                    self._waiting.setdefault(at, _Tally()).add(tally)
                raise


def _rows(waiting: dict[tuple[str, int, str], _Tally]) -> list[UsageRow]:
    return [
        UsageRow(
            key_id, date_of(day * _DAY_MS), kind,
            tally.requests, tally.refused, tally.invalid, tally.failed, tally.units,
        )
        for (key_id, day, kind), tally in waiting.items()
    ]  # fmt: skip


def date_of(moment_ms: int) -> str:
    """Day of UTC, as it is stored."""
    return datetime.fromtimestamp(moment_ms / 1000.0, UTC).date().isoformat()


def first_of(days: int, now_ms: int) -> str:
    """First of the last days, of which today is one."""
    return date_of(now_ms - (days - 1) * _DAY_MS)


async def forget_old(database: Database, now_ms: int) -> None:
    """Drop what was counted too long ago."""
    async with database.writing() as connection:
        await usage_rows.purge(connection, first_of(KEPT_DAYS, now_ms))
