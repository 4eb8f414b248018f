"""
Working out days in the background: what a sync has touched, and what may be known better by now.

The list of days is kept with the samples, in the same transaction, so that nothing is forgotten
when a process dies. Several processes may work on one list: what was worked out from fewer changes
never replaces what was worked out from more.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.errors import StorageAway
from service.exposures.day import DayResult, work_out
from service.exposures.minutes import Material, span_of
from service.exposures.remembered import remembered
from service.exposures.told import Told, tell
from service.profiles import profile_of
from service.records import Records
from service.samples import Sample
from service.storage import day_rows, sample_rows, user_rows
from service.storage.contact import Retreat
from service.storage.day_rows import DayRow
from service.storage.user_rows import UserRow
from service.syncing.coarse import chosen
from service.syncing.door import DAY_MS
from service.syncing.retention import LOCATION_DAYS, frozen_before
from service.world import World

_log = logging.getLogger("solferol.exposures")
_POLL_S = 5.0
"""How often other processes' work is looked for, when nobody tells. [s]"""
_DATES = 400
_APART = timedelta(days=31)
"""Dates further apart are read separately."""
_AT_ONCE = 100_000
"""Samples that are held in memory: about 100 MB."""
_USERS = 100
_MOMENT_S = 0.1
"""While all users are still sending. [s]"""
_PAUSE_S = 60.0
"""After a failure the days of that user wait so long. [s]"""


@dataclass(slots=True)
class Work:
    """The background work of one process."""

    records: Records
    world: World
    _waiting_until: dict[str, float]

    @staticmethod
    def of(records: Records, world: World) -> "Work":
        """Prepare the work."""
        return Work(records, world, {})

    async def run(self) -> None:
        """Work until told to stop; a failure costs one round and never the loop."""
        retreat = Retreat(_POLL_S)
        while not self.records.stopping.is_set():
            pause = _POLL_S
            try:
                await self.everything()
                retreat.end()
            except StorageAway:
                pause = retreat.pause_s()
            except Exception:  # noqa: BLE001
                _log.exception("days could not be worked out")
                pause = retreat.pause_s()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.records.changed.wait()
            self.records.changed.clear()

    async def everything(self) -> None:
        """Work until nothing is left that can be done now."""
        if not self.records.database.exists:
            return
        await self.records.write_accesses()
        async with self.records.database.reading() as connection:
            due = await day_rows.any_to_be_seen_again(connection, self.records.now_ms)
        if due:
            async with self.records.database.writing() as connection:
                await day_rows.mark_those_to_be_seen_again(connection, self.records.now_ms, _DATES)
        while not self.records.stopping.is_set() and await self._one_user():
            pass

    async def _one_user(self) -> bool:
        async with self.records.database.reading() as connection:
            users = await day_rows.waiting_users(connection, _USERS + len(self._waiting_until))
        now = asyncio.get_running_loop().time()
        ready = [each for each in users if self._waiting_until.get(each, 0.0) <= now]
        if not ready:
            return False
        waited_for = [each for each in ready if not self.records.turns.comes_first(each)]
        if not waited_for:
            await asyncio.sleep(_MOMENT_S)
            return True
        # Processes that work side by side seldom take the same.
        user_id = random.choice(waited_for)  # noqa: S311
        self.records.turns.was_served(user_id)
        try:
            await work_out_days(self.records, self.world, user_id)
            self._waiting_until.pop(user_id, None)
        except StorageAway:
            raise
        except Exception:  # noqa: BLE001
            _log.exception("days of a user could not be worked out")
            self._waiting_until[user_id] = now + _PAUSE_S
        return True


async def work_out_days(records: Records, world: World, user_id: str) -> int:
    """
    Work out the days of a user that are on the list, the newest first.

    Returns
    -------
    int
        How many.
    """
    async with records.database.reading() as connection:
        user = await user_rows.find(connection, user_id)
        listed = await day_rows.waiting(connection, user_id, _DATES)
    if user is None:
        await _forget(records, user_id, listed)
        return 0
    frozen = frozen_before(user.privacy, records.now_ms)
    dates = sorted(date.fromisoformat(each) for each in listed)
    old = [each for each in listed if each < frozen]
    async with records.database.reading() as connection:
        settled = await day_rows.kept_of(connection, user_id, old)
    for run in _runs([each for each in dates if each.isoformat() not in settled]):
        await _work_out_run(records, world, user_id, run)
    still = {each: seq for each, seq in listed.items() if each in settled}
    await _forget(records, user_id, still)
    return len(listed)


def _runs(dates: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for each in dates:
        if runs and each - runs[-1][-1] <= _APART:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


async def _forget(records: Records, user_id: str, listed: dict[str, int]) -> None:
    if not listed:
        return
    async with records.database.writing() as connection:
        await day_rows.done(connection, user_id, listed, max(listed.values()))
        await day_rows.settle(connection, user_id, listed)


async def _work_out_run(
    records: Records, world: World, user_id: str, dates: Sequence[date]
) -> None:
    if len(dates) > 1 and await _is_too_much(records, user_id, dates):
        half = len(dates) // 2
        for part in (dates[half:], dates[:half]):
            await _work_out_run(records, world, user_id, part)
        return
    read = await _read(records, user_id, dates)
    if read is None:
        return
    user, samples = read
    material = await asyncio.to_thread(Material.of, samples, profile_of(user.profile))
    results = []
    for day in dates:
        await records.turns.step_aside()
        results.append((day.isoformat(), await work_out(day, material, world)))
        await asyncio.sleep(0)
    await _keep(records, user, results)


async def _is_too_much(records: Records, user_id: str, dates: Sequence[date]) -> bool:
    async with records.database.reading() as connection:
        span = span_of(dates[0], dates[-1])
        return await sample_rows.count_between(connection, user_id, *span) > _AT_ONCE


async def _read(
    records: Records, user_id: str, dates: Sequence[date]
) -> tuple[UserRow, list[Sample]] | None:
    """Read one consistent state: the head of the feed tells which changes it holds."""
    first_ms, last_ms = span_of(dates[0], dates[-1])
    async with records.database.reading() as connection:
        user = await user_rows.find(connection, user_id)
        if user is None:
            return None
        samples = await sample_rows.overlapping(connection, user_id, first_ms, last_ms)
        kept = user.privacy.get("retention_days", {}).get("location", LOCATION_DAYS)
        horizon = records.now_ms - kept * DAY_MS
        if first_ms < horizon:
            around = [(each + timedelta(days=n)).isoformat() for each in (dates[0], dates[-1])
                      for n in (-2, 2)]  # fmt: skip
            days = await day_rows.between(connection, user_id, min(around), max(around))
            samples += remembered(days, horizon, chosen(user.privacy))
    return user, samples


async def _keep(records: Records, user: UserRow, results: Sequence[tuple[str, DayResult]]) -> None:
    async with records.database.writing() as connection:
        found = await user_rows.find(connection, user.user_id, lock=True)
        if found is None:
            return
        dates = [day for day, _ in results]
        await day_rows.done(connection, user.user_id, dates, user.head_seq)
        kept = await day_rows.between(connection, user.user_id, min(dates), max(dates))
        before = {row.date: row for row in kept}
        known = [each for each in results if not _is_outdated(before.get(each[0]), user)]
        gone = [day for day, result in known if result.is_empty]
        await day_rows.remove(connection, user.user_id, gone, user.head_seq)
        rows = [
            _row(user, day, result, before.get(day), records.now_ms)
            for day, result in known
            if not result.is_empty
        ]
        await day_rows.put(connection, user.user_id, rows)
        told = [
            Told(user.app_id, user.user_id, day, result, before.get(day))
            for day, result in known
            if day in before or not result.is_empty
        ]
        await tell(connection, told, records.now())


def _is_outdated(kept: DayRow | None, user: UserRow) -> bool:
    """Whether a day is kept already that knows of later changes."""
    return kept is not None and kept.seq > user.head_seq


def _row(user: UserRow, day: str, result: DayResult, old: DayRow | None, now_ms: int) -> DayRow:
    again = result.again
    return DayRow(
        date=day,
        seq=user.head_seq,
        computed_ms=now_ms,
        again_ms=None if again is None else round(again.timestamp() * 1000.0),
        totals=result.totals,
        spans=result.spans,
        warned=_highest(result.warning, None if old is None else old.warned),
    )


def _highest(*levels: str | None) -> str | None:
    return next((level for level in ("burn", "limit") if level in levels), None)
