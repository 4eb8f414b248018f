"""
Taking in a batch: each item by itself, all of them in one transaction.

Of one id the highest revision stands, whatever arrives when. A deletion is a revision as well.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import NotAllowed, UserGone
from service.samples import Sample
from service.storage import device_rows, sample_rows, user_rows
from service.storage.sample_rows import Known, Row
from service.storage.user_rows import UserRow
from service.syncing import civil_dates, coarse, cursors
from service.syncing.door import HOUR_MS, Arrival, Refusal
from service.syncing.entries import Device, Entry
from service.syncing.fingerprints import same
from service.syncing.preparing import Prepared, coarser, prepare

Status = Literal["created", "updated", "unchanged", "stale", "deleted", "rejected"]
STATUSES: tuple[Status, ...] = (
    "created", "updated", "unchanged", "stale", "deleted", "rejected",
)  # fmt: skip
TRACKING = "exposure_tracking"
"""Purpose of keeping samples, to which consent can be withdrawn."""
_LASTING_MS = {"cover": 12 * HOUR_MS, "sunscreen": 12 * HOUR_MS}
"""How long after its end a sample still acts. [ms]"""
_CONFLICT = Refusal(
    "rev_conflict", "rev", "this revision says something else already; send a higher one"
)


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
    prepared: Prepared | None = None,
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
    prepared : Prepared, optional
        Of the same entries, so that nobody waits for that while others are kept waiting.

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
    user = await _locked(connection, user_id)
    precision = coarse.chosen(user.privacy)
    if prepared is None:
        prepared = await prepare(entries, arrival, precision, device)
    elif prepared.precision != precision:
        prepared = coarser(prepared, precision)
    ledger = await _entered(connection, user, entries, prepared)
    await sample_rows.put(connection, user_id, ledger.changed.values(), arrival.now_ms)
    if ledger.changed:
        await user_rows.set_head(connection, user_id, ledger.head)
        await user_rows.mark_days(connection, user_id, ledger.touched, ledger.head, arrival.now_ms)
    if device is not None:
        await device_rows.seen(connection, user_id, device.id, device.info, arrival.now_ms)
    tally = Counter(ledger.statuses)
    return Taken(
        entries=entries,
        statuses=ledger.statuses,
        affected_days=ledger.affected,
        cursor=cursors.written(ledger.head, user.floor_seq),
        counts={status: tally[status] for status in STATUSES},
    )


async def _locked(connection: AsyncConnection, user_id: str) -> UserRow:
    user = await user_rows.find(connection, user_id, lock=True)
    if user is None:
        raise UserGone
    refuse_without_consent(user)
    return user


def refuse_without_consent(user: UserRow) -> None:
    """
    Refuse to take anything in of a user who withdrew consent.

    Raises
    ------
    NotAllowed
    """
    if TRACKING in user.privacy.get("withdrawn", ()):
        raise NotAllowed("consent was withdrawn: nothing more is taken in")


async def _entered(
    connection: AsyncConnection, user: UserRow, entries: Sequence[Entry], prepared: Prepared
) -> "_Ledger":
    """Compare with what is stored, item by item."""
    ids = list({row.sample.id for _, row in prepared.rows})
    known = await sample_rows.known(connection, user.user_id, ids)
    zone = user.profile.get("timezone") or "Etc/UTC"
    statuses: list[Status] = ["rejected"] * len(entries)
    ledger = _Ledger(known, user.head_seq, zone, statuses, len(ids) < len(prepared.rows))
    for position, row in prepared.rows:
        ledger.enter(position, row)
        if statuses[position] == "rejected":
            entries[position].refusal = _CONFLICT
    return ledger


@dataclass(slots=True)
class _Ledger:
    """What a batch changes, item by item, so that an id may occur more than once in it."""

    known: dict[str, Known]
    head: int
    zone: str
    statuses: list[Status]
    repeats: bool = True
    """Whether an id occurs more than once."""
    changed: dict[str, Row] = field(default_factory=dict)
    quarters: set[tuple[str, int]] = field(default_factory=set)
    reaches: set[range] = field(default_factory=set)

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
        if not self.repeats:
            return
        self.known[sample.id] = Known(
            sample.rev, row.fingerprint, sample.start_ms, sample.end_ms, sample.type,
            sample.tz, sample.latitude, sample.longitude,
        )  # fmt: skip

    def _touch(self, sample: Sample) -> None:
        if sample.start_ms is None or sample.end_ms is None:
            return
        # Whatever has a place tells where minutes around it were spent.
        is_place = sample.latitude is not None
        self.reaches.add(
            civil_dates.touched_days(
                sample.start_ms,
                sample.end_ms + _LASTING_MS.get(sample.type or "", 0),
                is_place=is_place,
            )
        )
        self.quarters.update(civil_dates.quarters_of(sample, self.zone))

    @property
    def affected(self) -> list[str]:
        """Dates that the changed samples lie on."""
        return sorted({civil_dates.date_of(*each) for each in self.quarters})

    @property
    def touched(self) -> list[str]:
        """Dates that may change with them."""
        return [civil_dates.iso(day) for day in sorted({*itertools.chain(*self.reaches)})]


def _as_it_was(sample_id: str, known: Known) -> Sample:
    return Sample(
        sample_id, known.rev, type=known.type, start_ms=known.start_ms, end_ms=known.end_ms,
        tz=known.tz, latitude=known.latitude, longitude=known.longitude,
    )  # fmt: skip


def _judged(row: Row, before: Known | None) -> Status:
    if before is None or row.sample.rev > before.rev:
        if row.sample.deleted:
            return "deleted"
        return "created" if before is None else "updated"
    if row.sample.rev < before.rev:
        return "stale"
    return "unchanged" if same(row.fingerprint, before.fingerprint) else "rejected"
