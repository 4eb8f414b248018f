"""All rows of a user, a page at a time, so that an export of any length needs little memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from service.samples import Sample
from service.storage import sample_rows
from service.storage.tables import samples

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StoredSample:
    """A sample, and when it came in."""

    sample: Sample
    received_ms: int


async def page(
    connection: AsyncConnection, table: Table, user_id: str, after: Key | None, limit: int
) -> list[Row]:
    """
    Read rows of a user in the order of their key.

    Parameters
    ----------
    connection : AsyncConnection
    table : Table
        One of those that belong to users.
    user_id : str
    after : tuple, optional
        Key of the last row that was read, by `key_of`.
    limit : int

    Returns
    -------
    list of mapping
        By the names of the columns; fewer than ``limit`` are the last.
    """
    columns = _key_columns(table)
    query = select(table).where(table.c.user_id == user_id).order_by(*columns).limit(limit)
    if after is not None:
        values = (literal(v, c.type) for v, c in zip(after, columns, strict=True))
        query = query.where(tuple_(*columns) > tuple_(*values))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def key_of(table: Table, row: Row) -> Key:
    """Key of a row, without the user."""
    return tuple(row[column.name] for column in _key_columns(table))


def _key_columns(table: Table) -> Sequence[Column[Any]]:
    return [column for column in table.primary_key.columns if column.name != "user_id"]


async def sample_page(
    connection: AsyncConnection, user_id: str, after_seq: int, limit: int
) -> list[StoredSample]:
    """
    Read samples in the order of their last change, tombstones among them.

    One that changes while pages are read comes again at the end, with its newer revision.
    """
    found = await sample_rows.changed_since(connection, user_id, after_seq, limit)
    if not found:
        return []
    c = samples.c
    query = select(c.sample_id, c.received_ms).where(
        c.user_id == user_id, c.seq > after_seq, c.seq <= found[-1].seq
    )
    received = {row.sample_id: row.received_ms for row in await connection.execute(query)}
    return [StoredSample(sample, received[sample.id]) for sample in found]
