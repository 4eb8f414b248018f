"""Imports in the background: one file after the other, taken up again after a crash."""

import asyncio
import logging
from contextlib import suppress

from service.errors import ServiceError, StorageAway, UserGone
from service.importing.reading import Limits, Report, read_file
from service.importing.spool import Spool, Spooled, held
from service.records import Records
from service.storage import import_rows, user_rows
from service.storage.contact import Retreat
from service.storage.import_rows import ImportRow

_log = logging.getLogger("solferol.imports")
_TELL_EVERY_S = 1.0
_PAUSE_S = 5.0
"""The first after the database was away. [s]"""


class Importing:
    """The background work on files of one process."""

    def __init__(self, records: Records, spool: Spool, limits: Limits) -> None:
        self._records = records
        self.spool = spool
        self._limits = limits
        self._queue: asyncio.Queue[Spooled] = asyncio.Queue()

    async def run(self) -> None:
        """Read files until told to stop, those first that an earlier process left behind."""
        for spooled in self.spool.waiting():
            self._queue.put_nowait(spooled)
        stopping = asyncio.create_task(self._records.stopping.wait())
        retreat = Retreat(_PAUSE_S)
        while not stopping.done():
            following = asyncio.create_task(self._queue.get())
            await asyncio.wait({stopping, following}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                following.cancel()
                return
            spooled = following.result()
            try:
                await self._read(spooled)
                retreat.end()
            except StorageAway:
                await asyncio.wait({stopping}, timeout=retreat.pause_s())
                self._queue.put_nowait(spooled)
            except Exception:  # noqa: BLE001 - one file never ends the work on others
                _log.exception("an import failed")

    async def accept(self, spooled: Spooled) -> ImportRow:
        """
        Put a file on the list; one that is read already is answered as it stands.

        Parameters
        ----------
        spooled : Spooled
            Durable when it is given.

        Returns
        -------
        ImportRow
        """
        now_ms = self._records.now_ms
        async with self._records.database.writing() as connection:
            if await user_rows.find(connection, spooled.user_id, lock=True) is None:
                spooled.path.unlink(missing_ok=True)
                raise UserGone
            row = await import_rows.find(connection, spooled.user_id, spooled.import_id)
            if row is not None and row.state == "done":
                spooled.path.unlink(missing_ok=True)
                return row
            row = ImportRow(spooled.import_id, "waiting", now_ms, now_ms, Report().plain())
            await import_rows.put(connection, spooled.user_id, row)
        self._queue.put_nowait(spooled)
        return row

    async def _read(self, spooled: Spooled) -> None:
        with held(spooled.path) as ours:
            if not ours:
                return
            report, ended = Report(), asyncio.Event()
            telling = asyncio.create_task(self._tell_until(ended, spooled, report))
            try:
                await read_file(self._records, spooled.user_id, spooled.path, self._limits, report)
            except StorageAway:
                # Nothing is said of the file by that: it waits to be read again.
                raise
            except ServiceError as error:
                report.failed = {"reason": "refused", "detail": error.detail}
            finally:
                ended.set()
                await telling
            if self._records.stopping.is_set() and report.failed is None and report.progress < 1.0:
                return
            await self._tell(spooled, "done" if report.failed is None else "failed", report)
            spooled.path.unlink(missing_ok=True)

    async def _tell_until(self, ended: asyncio.Event, spooled: Spooled, report: Report) -> None:
        while not ended.is_set():
            try:
                with suppress(StorageAway):
                    await self._tell(spooled, "running", report)
            except Exception:  # noqa: BLE001 - what is told now and then is not what matters
                _log.exception("the progress of an import could not be written down")
            with suppress(TimeoutError):
                async with asyncio.timeout(_TELL_EVERY_S):
                    await ended.wait()

    async def _tell(self, spooled: Spooled, state: str, report: Report) -> None:
        now_ms = self._records.now_ms
        row = ImportRow(spooled.import_id, state, now_ms, now_ms, report.plain())
        async with self._records.database.writing() as connection:
            if await user_rows.find(connection, spooled.user_id, lock=True) is not None:
                await import_rows.put(connection, spooled.user_id, row)
