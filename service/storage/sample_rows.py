"""Samples as rows: what is known of some ids, many written at once, read by change or by time."""

import functools
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.samples import Sample, SampleType
from service.storage.tables import samples

LONGEST_MS = 24 * 3_600_000
"""No sample lasts longer, so that those that reach into a span are found by their start. [ms]"""

_COLUMNS = {
    "user_id": "uuid", "sample_id": "uuid", "rev": "bigint", "seq": "bigint", "deleted": "boolean",
    "fingerprint": "bytea", "received_ms": "bigint", "type": "text", "start_ms": "bigint",
    "end_ms": "bigint", "value": "float8", "latitude": "float8", "longitude": "float8",
    "altitude_m": "float8", "tz": "text", "recording": "text", "device_id": "text",
    "details": "text",
}  # fmt: skip
_NAMES = ", ".join(_COLUMNS)
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if not name.endswith("_id"))
_NEWER = (
    f"ON CONFLICT (user_id, sample_id) DO UPDATE SET {_REPLACED}, device_id = excluded.device_id "
    "WHERE excluded.rev > samples.rev"
)
_PUT_POSTGRESQL = (
    f"INSERT INTO samples ({_NAMES}) SELECT * FROM unnest("
    + ", ".join(f"${i}::{kind}[]" for i, kind in enumerate(_COLUMNS.values(), 1))
    + f") {_NEWER}"
)
_KNOWN_SQLITE = (
    "SELECT sample_id, rev, fingerprint, start_ms, end_ms, type, tz, latitude, longitude "
    "FROM samples "
    "WHERE user_id = ? AND sample_id IN (SELECT value FROM json_each(?))"
)
_KNOWN_POSTGRESQL = (
    "SELECT sample_id::text, rev, fingerprint, start_ms, end_ms, type, tz, latitude, longitude "
    "FROM samples "
    "WHERE user_id = $1::uuid AND sample_id = ANY($2::uuid[])"
)

_READ = [
    samples.c[name]
    for name in (
        "sample_id", "rev", "deleted", "type", "start_ms", "end_ms", "value", "latitude",
        "longitude", "altitude_m", "tz", "recording", "device_id", "details", "seq",
    )
]  # fmt: skip
"""In the order of the fields of a sample."""
_ROWS_AT_ONCE = 500
"""Of one statement: while it runs, other threads of Python go on."""


@functools.cache
def put_sqlite(rows: int) -> str:
    """Statement that writes some rows at once."""
    row = f"({', '.join('?' * len(_COLUMNS))})"
    return f"INSERT INTO samples ({_NAMES}) VALUES {', '.join([row] * rows)} {_NEWER}"


@dataclass(slots=True)
class Known:
    """What is stored of a sample already."""

    rev: int
    fingerprint: bytes
    start_ms: int | None
    end_ms: int | None
    type: SampleType | None
    tz: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class Row:
    """A sample that is to be written."""

    sample: Sample
    fingerprint: bytes
    details: str | None = None
    """Details of the sample as JSON."""


async def known(connection: AsyncConnection, user_id: str, ids: Sequence[str]) -> dict[str, Known]:
    """Look up what is stored of some ids; those that are absent are new."""
    if connection.dialect.name == "postgresql":
        driver = await _driver(connection)
        rows = await driver.fetch(_KNOWN_POSTGRESQL, user_id, list(ids))
    else:
        found = await connection.exec_driver_sql(_KNOWN_SQLITE, (user_id, json.dumps(ids)))
        rows = found.fetchall()
    return {row[0]: Known(*row[1:]) for row in rows}


async def put(
    connection: AsyncConnection, user_id: str, rows: Iterable[Row], received_ms: int
) -> None:
    """Write samples, each with its own place in the feed; a newer revision is never overwritten."""
    values = [_values(user_id, row, received_ms) for row in rows]
    if not values:
        return
    if connection.dialect.name == "postgresql":
        driver = await _driver(connection)
        await driver.execute(
            _PUT_POSTGRESQL, *(list(column) for column in zip(*values, strict=True))
        )
    else:
        for first in range(0, len(values), _ROWS_AT_ONCE):
            part = values[first : first + _ROWS_AT_ONCE]
            flat = tuple(itertools.chain.from_iterable(part))
            await connection.exec_driver_sql(put_sqlite(len(part)), flat)


def _values(user_id: str, row: Row, received_ms: int) -> tuple[Any, ...]:
    sample = row.sample
    return (
        user_id, sample.id, sample.rev, sample.seq, sample.deleted, row.fingerprint, received_ms,
        sample.type, sample.start_ms, sample.end_ms, sample.value, sample.latitude,
        sample.longitude, sample.altitude_m, sample.tz,
        None if sample.deleted else sample.recording, sample.device_id, row.details,
    )  # fmt: skip


async def _driver(connection: AsyncConnection) -> Any:  # noqa: ANN401
    """Driver's own connection: arrays pass through it several times faster than rows do."""
    raw = await connection.get_raw_connection()
    return raw.driver_connection


async def changed_since(
    connection: AsyncConnection, user_id: str, seq: int, limit: int
) -> list[Sample]:
    """Read samples in the order of their last change, tombstones among them."""
    query = (
        select(*_READ)
        .where(samples.c.user_id == user_id, samples.c.seq > seq)
        .order_by(samples.c.seq)
        .limit(limit)
    )
    return [_sample(row) for row in (await connection.execute(query)).all()]


async def overlapping(
    connection: AsyncConnection,
    user_id: str,
    first_ms: int,
    last_ms: int,
    types: Sequence[SampleType] | None = None,
    *,
    limit: int | None = None,
    after: tuple[int, str] | None = None,
) -> list[Sample]:
    """
    Read samples that touch a span of time, by start and id, without tombstones.

    Parameters
    ----------
    connection : AsyncConnection
    user_id : str
    first_ms, last_ms : int
        The end is exclusive. [ms]
    types : sequence of str, optional
    limit : int, optional
    after : tuple of int and str, optional
        Start and id of the last one that was read.

    Returns
    -------
    list of Sample
    """
    c = samples.c
    query = select(*_READ).where(
        c.user_id == user_id,
        ~c.deleted,
        c.start_ms > first_ms - LONGEST_MS,
        c.start_ms < last_ms,
        (c.end_ms > first_ms) | (c.start_ms >= first_ms),
    )
    if types is not None:
        query = query.where(c.type.in_(types))
    if after is not None:
        query = query.where(
            (c.start_ms > after[0]) | ((c.start_ms == after[0]) & (c.sample_id > after[1]))
        )
    query = query.order_by(c.start_ms, c.sample_id).limit(limit)
    return [_sample(row) for row in (await connection.execute(query)).all()]


async def count_between(
    connection: AsyncConnection, user_id: str, first_ms: int, last_ms: int
) -> int:
    """Count samples that start in a span of time. [ms]"""
    c = samples.c
    query = select(func.count()).where(
        c.user_id == user_id, c.start_ms >= first_ms, c.start_ms < last_ms
    )
    return cast("int", await connection.scalar(query))


async def placed_before(
    connection: AsyncConnection, user_id: str, before_ms: int, limit: int, from_ms: int = 0
) -> list[Sample]:
    """Read samples that ended before a time and still have their place, by their start."""
    c = samples.c
    query = (
        select(*_READ)
        .where(c.user_id == user_id, c.start_ms >= from_ms, c.start_ms < before_ms)
        .where(c.end_ms < before_ms, c.latitude.is_not(None))
        .order_by(c.start_ms)
        .limit(limit)
    )
    return [_sample(row) for row in (await connection.execute(query)).all()]


async def purge_tombstones(connection: AsyncConnection, user_id: str, before_ms: int) -> int | None:
    """Forget old tombstones; the highest place in the feed that is gone with them, or ``None``."""
    old = (samples.c.user_id == user_id, samples.c.deleted, samples.c.received_ms < before_ms)
    highest = await connection.scalar(select(func.max(samples.c.seq)).where(*old))
    if highest is not None:
        await connection.execute(delete(samples).where(*old))
    return cast("int | None", highest)


async def purge_type(
    connection: AsyncConnection, user_id: str, kind: SampleType, before_ms: int
) -> int:
    """Forget samples of a type that are older than their user keeps them; how many went."""
    done = await connection.execute(
        delete(samples).where(
            samples.c.user_id == user_id, samples.c.type == kind, samples.c.end_ms < before_ms
        )
    )
    return int(done.rowcount)


async def rewrite(connection: AsyncConnection, user_id: str, rows: Iterable[Row]) -> None:
    """Keep places of samples coarser than they were, which is no change of what they say."""
    c = samples.c
    values = [
        {
            "u": user_id,
            "s": row.sample.id,
            "fingerprint": row.fingerprint,
            "latitude": row.sample.latitude,
            "longitude": row.sample.longitude,
            "altitude_m": row.sample.altitude_m,
        }
        for row in rows
    ]
    if values:
        query = update(samples).where(c.user_id == bindparam("u"), c.sample_id == bindparam("s"))
        await connection.execute(query, values)


async def first_and_last(
    connection: AsyncConnection, user_id: str
) -> tuple[int | None, int | None]:
    """Start of the first and end of the last sample. [ms]"""
    query = select(func.min(samples.c.start_ms), func.max(samples.c.end_ms)).where(
        samples.c.user_id == user_id
    )
    first, last = (await connection.execute(query)).one()
    return first, last


def _sample(row: Any) -> Sample:  # noqa: ANN401
    recording, device_id, details, seq = row[-4:]
    known = json.loads(details) if details else {}
    fields: list[Any] = [*row[:-4], recording or "automatic", device_id, known, seq]
    return Sample(*fields)
