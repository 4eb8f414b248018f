"""Items of a batch made ready for the transaction: judged, coarsened and digested."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from service.computing import computed
from service.samples import Sample
from service.storage.sample_rows import Row
from service.syncing import coarse
from service.syncing.door import Arrival, Refusal, admitted
from service.syncing.entries import Device, Entry
from service.syncing.fingerprints import digest_and_text, without_place

_IN_A_THREAD = 200
"""From so many items on they are prepared beside the event loop: about 10 ms."""
_LATE = {"details", "seq"}
"""What rows have as text already, and what the transaction alone knows."""
_FIELDS = [each.name for each in fields(Sample) if each.name not in _LATE]
_told = attrgetter(*_FIELDS)

Plain = tuple[Any, ...]
"""Entries and rows as tuples of plain values, which pass between processes several times faster
than objects do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Items that can be taken, with their place in the batch."""

    precision: coarse.Precision
    rows: list[tuple[int, Row]]


async def prepare(
    entries: Sequence[Entry], arrival: Arrival, precision: coarse.Precision, device: Device | None
) -> Prepared:
    """Judge, coarsen and digest what can be taken; what cannot has its refusal noted."""
    if len(entries) < _IN_A_THREAD:
        return prepared_at_once(entries, arrival, precision, device)
    return await computed(prepared_at_once, entries, arrival, precision, device)


def prepared_at_once(
    entries: Sequence[Entry], arrival: Arrival, precision: coarse.Precision, device: Device | None
) -> Prepared:
    """Judge, coarsen and digest, while the caller waits."""
    rows = []
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
        rows.append((position, Row(sample, *digest_and_text(sample))))
    return Prepared(precision, rows)


def coarser(prepared: Prepared, precision: coarse.Precision) -> Prepared:
    """Round once more where the choice of the user was changed meanwhile."""
    for _, row in prepared.rows:
        sample = row.sample
        if not sample.deleted:
            coarse.coarsen(sample, precision)
            sample.details = json.loads(row.details) if row.details else {}
            row.fingerprint = digest_and_text(sample)[0]
            if sample.latitude is not None:
                # Rounded twice it may lie elsewhere than where it is rounded to once, next time.
                row.fingerprint = without_place(row.fingerprint)
    return Prepared(precision, prepared.rows)


def as_plain(entries: Sequence[Entry], prepared: Prepared) -> Plain:
    """Pack entries, which have lost their samples then, and rows for another process."""
    refused = [
        (i, each.refusal.code, each.refusal.field, each.refusal.detail)
        for i, each in enumerate(entries)
        if each.refusal is not None
    ]
    return (
        [(each.index, each.id) for each in entries],
        refused,
        prepared.precision,
        [(i, _told(row.sample), row.fingerprint, row.details) for i, row in prepared.rows],
    )


def from_plain(plain: Plain) -> tuple[list[Entry], Prepared]:
    """Unpack what another process has prepared."""
    named, refused, precision, rows = plain
    entries = [Entry(index, name) for index, name in named]
    for i, code, field, detail in refused:
        entries[i].refusal = Refusal(code, field, detail)
    made = [(i, Row(Sample(*told), digest, text)) for i, told, digest, text in rows]
    return entries, Prepared(precision, made)
