"""What an export is made from: one user, and its rows page by page."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from service.errors import UserGone
from service.storage import device_rows, export_rows, user_rows
from service.storage.export_rows import Key, Row, StoredSample
from service.storage.user_rows import UserRow

Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
"""Opens a connection for one page, or hands out one whose transaction sees one state."""

_PAGE = 1000
_PAGES = {"days": 50, "imports": 50, "outbox": 200}
"""Rows of which one may have tens of kilobytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """One user, as far as every form of an export has to know it."""

    connect: Connect
    user: UserRow
    now_ms: int
    origin: str
    """Address of the service, without a slash at the end."""
    devices: Mapping[str, str]
    """What devices are called, by their ids."""

    @property
    def zone(self) -> str:
        """IANA zone of whatever has none of its own."""
        return self.user.profile.get("timezone") or "Etc/UTC"


async def source_of(connect: Connect, user_id: str, now_ms: int, origin: str) -> Source:
    """
    Look up the user that is exported.

    Parameters
    ----------
    connect : callable
    user_id : str
    now_ms : int
        [ms]
    origin : str
        Address of the service, for links.

    Returns
    -------
    Source

    Raises
    ------
    UserGone
    """
    async with connect() as connection:
        user = await user_rows.find(connection, user_id)
        if user is None:
            raise UserGone
        devices = await device_rows.of_user(connection, user_id)
    called = {device_id: _called(device_id, info) for device_id, info in devices.items()}
    return Source(connect, user, now_ms, origin.rstrip("/"), called)


def _called(device_id: str, info: Mapping[str, Any]) -> str:
    known = [str(info[name]) for name in ("manufacturer", "model") if info.get(name)]
    return " ".join(known) or device_id


async def pages_of(source: Source, table: Table) -> AsyncIterator[list[Row]]:
    """Read all rows of a table, by their key."""
    limit = _PAGES.get(table.name, _PAGE)
    after: Key | None = None
    while True:
        async with source.connect() as connection:
            rows = await export_rows.page(connection, table, source.user.user_id, after, limit)
        if rows:
            yield rows
        if len(rows) < limit:
            return
        after = export_rows.key_of(table, rows[-1])


async def pages_of_samples(source: Source) -> AsyncIterator[list[StoredSample]]:
    """Read all samples, in the order of their last change."""
    after_seq = -1
    while True:
        async with source.connect() as connection:
            rows = await export_rows.sample_page(connection, source.user.user_id, after_seq, _PAGE)
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        after_seq = rows[-1].sample.seq
