"""
Taking in a batch: each item by itself, all of them in one transaction.

Of one id the highest revision stands, whatever arrives when. A deletion is a revision as well.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotAllowed, UserGone
from service.samples import Sample
from service.storage import device_rows, sample_rows, user_rows
from service.storage.sample_rows import Known, Row
from service.syncing import civil_dates, coarse, cursors
from service.syncing.door import Arrival, Refusal, admitted
from service.syncing.fingerprints import fingerprint, same

Status = Literal["created", "updated", "unchanged", "stale", "deleted", "rejected"]
STATUSES: tuple[Status, ...] = (
    "created", "updated", "unchanged", "stale", "deleted", "rejected",
)  # fmt: skip
TRACKING = "exposure_tracking"
"""Purpose of keeping samples, to which consent can be withdrawn."""
_CONFLICT = Refusal(
    "rev_conflict", "rev", "this revision says something else already; send a higher one"
)
_IN_A_THREAD = 200
"""From so many items on they are prepared beside the event loop: about 10 ms."""


@dataclass(slots=True)
class Entry:
    """An item of a batch on its way in."""

    index: int
    id: str | None
    sample: Sample | None = None
    own_clock: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """Who sends."""

    id: str
    info: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    entries: Sequence[Entry]
    statuses: list[Status]
    affected_days: list[str]
    cursor: str
    counts: dict[Status, int]


async def take_in_within(
    connection: AsyncConnection,
    user_id: str,
    entries: Sequence[Entry],
    arrival: Arrival,
    device: Device | None = None,
) -> Taken:
    """
    Store what is new of a batch, as a part of a transaction.

    Parameters
    ----------
    connection : AsyncConnection
        Within a transaction that writes.
    user_id : str
    entries : sequence of Entry
        In the order of the batch.
    arrival : Arrival
    device : Device, optional

    Returns
    -------
    Taken

    Raises
    ------
    NotAllowed
        Where consent was withdrawn.
    UserGone
        Where the user was erased meanwhile.
    """
    user = await user_rows.find(connection, user_id, lock=True)
    if user is None:
        raise UserGone
    if TRACKING in user.privacy.get("withdrawn", ()):
        raise NotAllowed("consent was withdrawn: nothing more is taken in")
    precision: coarse.Precision = user.privacy.get("precision", coarse.DEFAULT_PRECISION)
    if len(entries) < _IN_A_THREAD:
        prepared = _prepared(entries, arrival, precision, device)
    else:
        prepared = await asyncio.to_thread(_prepared, entries, arrival, precision, device)
    ids = list({row.sample.id for _, row in prepared})
    known = await sample_rows.known(connection, user_id, ids)
    zone = user.profile.get("timezone") or "Etc/UTC"
    ledger = _Ledger(known, user.head_seq, zone, ["rejected"] * len(entries))
    for position, row in prepared:
        ledger.enter(position, row)
        if ledger.statuses[position] == "rejected":
            entries[position].refusal = _CONFLICT
    await sample_rows.put(connection, user_id, ledger.changed.values(), arrival.now_ms)
    if ledger.changed:
        await user_rows.set_head(connection, user_id, ledger.head)
        await user_rows.mark_days(
            connection, user_id, map(civil_dates.iso, sorted(ledger.touched)), ledger.head,
            arrival.now_ms,
        )  # fmt: skip
    if device is not None:
        await device_rows.seen(connection, user_id, device.id, device.info, arrival.now_ms)
    tally = Counter(ledger.statuses)
    return Taken(
        entries=entries,
        statuses=ledger.statuses,
        affected_days=sorted(ledger.affected),
        cursor=cursors.written(ledger.head),
        counts={status: tally[status] for status in STATUSES},
    )


def _prepared(
    entries: Sequence[Entry], arrival: Arrival, precision: coarse.Precision, device: Device | None
) -> list[tuple[int, Row]]:
    """Judge, coarsen and digest what can be taken; what cannot has its refusal noted."""
    prepared = []
    for position, entry in enumerate(entries):
        sample = entry.sample
        if sample is None:
            continue
        if not sample.deleted:
            entry.refusal = admitted(sample, arrival, own_clock=entry.own_clock)
            if entry.refusal is not None:
                continue
            coarse.coarsen(sample, precision)
            sample.device_id = None if device is None else device.id
        prepared.append((position, Row(sample, fingerprint(sample))))
    return prepared


@dataclass(slots=True)
class _Ledger:
    """What a batch changes, item by item, so that an id may occur more than once in it."""

    known: dict[str, Known]
    head: int
    zone: str
    statuses: list[Status]
    changed: dict[str, Row] = field(default_factory=dict)
    affected: set[str] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)

    def enter(self, position: int, row: Row) -> None:
        sample = row.sample
        before = self.known.get(sample.id)
        status = _judged(row, before)
        self.statuses[position] = status
        if status in {"unchanged", "stale", "rejected"}:
            return
        self.head += 1
        sample.seq = self.head
        self.changed.pop(sample.id, None)
        self.changed[sample.id] = row
        if before is not None and before.start_ms is not None:
            self._touch(_as_it_was(sample.id, before))
        self._touch(sample)
        self.known[sample.id] = Known(
            sample.rev, row.fingerprint, sample.start_ms, sample.end_ms, sample.type,
            sample.tz, sample.latitude, sample.longitude,
        )  # fmt: skip

    def _touch(self, sample: Sample) -> None:
        if sample.start_ms is None or sample.end_ms is None:
            return
        # Whatever has a place tells where minutes around it were spent.
        is_place = sample.latitude is not None
        self.touched.update(
            civil_dates.touched_days(sample.start_ms, sample.end_ms, is_place=is_place)
        )
        self.affected |= civil_dates.dates_of(sample, self.zone)


def _as_it_was(sample_id: str, known: Known) -> Sample:
    return Sample(
        sample_id, known.rev, start_ms=known.start_ms, end_ms=known.end_ms, tz=known.tz,
        latitude=known.latitude, longitude=known.longitude,
    )  # fmt: skip


def _judged(row: Row, before: Known | None) -> Status:
    if before is None or row.sample.rev > before.rev:
        if row.sample.deleted:
            return "deleted"
        return "created" if before is None else "updated"
    if row.sample.rev < before.rev:
        return "stale"
    return "unchanged" if same(row.fingerprint, before.fingerprint) else "rejected"
