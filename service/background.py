"""What goes on beside requests: days, imports, messages, and tidying up."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from service.errors import StorageAway
from service.exposures.working import Work
from service.importing.jobs import Importing
from service.importing.reading import Limits
from service.importing.spool import Spool
from service.records import Records
from service.settings import Settings
from service.storage import user_rows
from service.storage.contact import Retreat
from service.storage.folders import data_folder
from service.syncing.retention import tidy
from service.usage import forget_old
from service.webhooks.delivery import Deliverer
from service.webhooks.sending import webhook_client
from service.world import World

_log = logging.getLogger("solferol.background")
_DELIVER_EVERY_S = 2.0
_COUNT_EVERY_S = 5.0
_TIDY_EVERY_S = 86_400.0
_SCRUB_EVERY_S = 5.0
_USERS_AT_ONCE = 500
_MESSAGES = 1000
"""That are tidied away at once."""
_PAUSE_S = 5.0
"""The first after a failure. [s]"""
_GRACE_S = 10.0
"""How long work under way may take to come to an end when the service stops. [s]"""


@dataclass(frozen=True, slots=True)
class Background:
    """Parts that requests talk to."""

    importing: Importing


@contextlib.asynccontextmanager
async def background(
    settings: Settings, records: Records, world: World
) -> AsyncIterator[Background]:
    """
    Run all background work of a process.

    Parameters
    ----------
    settings : Settings
    records : Records
    world : World

    Yields
    ------
    Background
    """
    spool = Spool(data_folder(settings.data_folder) / "imports", settings.max_import_bytes)
    limits = Limits(settings.import_timeout_s, settings.import_memory_bytes)
    importing = Importing(records, spool, limits)
    async with webhook_client() as client:
        deliverer = Deliverer(
            records.database,
            client,
            allow_private=settings.webhook_private_targets,
            stopping=records.stopping,
        )
        stopping = records.stopping
        tasks = [
            asyncio.create_task(Work.of(records, world).run()),
            asyncio.create_task(importing.run()),
            asyncio.create_task(
                _every(_DELIVER_EVERY_S, _delivering(records, deliverer), stopping)
            ),
            asyncio.create_task(_every(_COUNT_EVERY_S, _counting(records), stopping)),
            asyncio.create_task(_every(_SCRUB_EVERY_S, _scrubbing(records), stopping)),
            asyncio.create_task(
                _every(_TIDY_EVERY_S, _tidying(records, deliverer, spool), stopping)
            ),
        ]
        try:
            yield Background(importing)
        finally:
            # Told to stop and not cut off: a transaction that is cut off may keep its lock.
            stopping.set()
            records.changed.set()
            _, left = await asyncio.wait(tasks, timeout=_GRACE_S)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=_GRACE_S)


def _delivering(records: Records, deliverer: Deliverer) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        if records.database.exists:
            await deliverer.deliver_due(records.now_ms)

    return once


def _counting(records: Records) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        await records.usage.write(records.database)

    return once


def _scrubbing(records: Records) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        if records.database.log_holds_erased:
            await records.database.scrub()

    return once


def _tidying(records: Records, deliverer: Deliverer, spool: Spool) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        spool.sweep()
        await tidy_all(records)
        while await deliverer.tidy(records.now_ms) >= _MESSAGES:
            pass

    return once


async def _every(
    seconds: float, work: Callable[[], Awaitable[None]], stopping: asyncio.Event
) -> None:
    retreat = Retreat(min(seconds, _PAUSE_S))
    while not stopping.is_set():
        pause = seconds
        try:
            await work()
            retreat.end()
        except StorageAway:
            # The database has told of it: nothing is wrong with the work.
            pause = retreat.pause_s()
        except Exception:  # noqa: BLE001 - a failure costs one round, never the work itself
            _log.exception("background work failed")
            pause = retreat.pause_s()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stopping.wait()


async def tidy_all(records: Records) -> None:
    """Drop what is no longer to be kept, of keys and of every user."""
    if not records.database.exists:
        return
    await forget_old(records.database, records.now_ms)
    after = ""
    while True:
        async with records.database.reading() as connection:
            ids = await user_rows.ids_after(connection, after, _USERS_AT_ONCE)
        for user_id in ids:
            await tidy(records.database, user_id, records.now_ms)
        if len(ids) < _USERS_AT_ONCE:
            return
        after = ids[-1]
