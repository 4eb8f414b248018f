"""Whether the process can answer: each thing that it needs, looked at in bounded time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from models.tables.store import table
from service.errors import ServiceError, StorageAway
from service.records import Records
from service.storage import condition
from service.storage.database import Database
from service.storage.folders import FolderUnusable, try_folder

_log = logging.getLogger("solferol.health")
LONGEST_S = 1.0
"""How long one check may take; it goes on behind, and the next who asks joins it. [s]"""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    passed: bool
    detail: str
    """For people; without addresses, names or keys."""


class NotReady(ServiceError):
    """Requests are better sent elsewhere."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, checks: Iterable[Check]) -> None:
        failed = (f"{check.name}: {check.detail}" for check in checks if not check.passed)
        super().__init__("; ".join(failed))


class Readiness:
    """What a process answers when it is asked whether to send it requests."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        """
        Begin ready.

        Parameters
        ----------
        longest_s : float
            How long one check may take. [s]
        """
        self.draining = False
        """Whether the process was told to stop: it still answers, but wants nothing new."""
        self._longest_s = longest_s
        self._under_way: dict[str, asyncio.Task[Check]] = {}

    async def checks(self, records: Records) -> tuple[Check, ...]:
        """
        Look at everything that answers need.

        Parameters
        ----------
        records : Records

        Returns
        -------
        tuple of Check
        """
        detail = "shutting down" if self.draining else "takes requests"
        serving = Check("serving", passed=not self.draining, detail=detail)
        looked_at = await asyncio.gather(
            self._check("database", lambda: _database(records)),
            self._check("clear_sky_table", _table),
        )
        return (serving, *looked_at)

    async def _check(self, name: str, look: Callable[[], Awaitable[str]]) -> Check:
        # Never cut off: the first look may be what brings the database up to date.
        task = self._under_way.get(name)
        if task is None:
            task = asyncio.create_task(_looked(name, look))
            self._under_way[name] = task
            task.add_done_callback(lambda _: self._under_way.pop(name, None))
        try:
            async with asyncio.timeout(self._longest_s):
                return await asyncio.shield(task)
        except TimeoutError:
            return Check(name, passed=False, detail=f"no answer within {self._longest_s:g} s")


class _Wrong(Exception):
    """What is the matter, in words for everybody."""


async def _looked(name: str, look: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name, passed=True, detail=await look())
    except _Wrong as wrong:
        return Check(name, passed=False, detail=str(wrong))
    except StorageAway as error:
        return Check(name, passed=False, detail=error.detail)
    except Exception as error:  # noqa: BLE001 - whatever is raised, it is not ready
        # A message may hold addresses and names: strangers are told its kind.
        _log.warning("a check of readiness failed: %s", name, exc_info=True)
        return Check(name, passed=False, detail=f"failed with {type(error).__name__}")


async def _database(records: Records) -> str:
    if not records.database.exists:
        await asyncio.to_thread(_can_be_made, records.database)
        return "nothing is kept yet"
    async with records.database.reading() as connection:
        found = await condition.revision(connection)
    expected = await asyncio.to_thread(condition.head)
    if found != expected:
        raise _Wrong(f"its schema is {found or 'missing'}, this release needs {expected}")
    return f"reachable, schema {found}"


def _can_be_made(database: Database) -> None:
    if database.file is not None:
        try:
            try_folder(database.file.parent)
        except FolderUnusable:
            raise _Wrong("its folder cannot be made or written in") from None


async def _table() -> str:
    # Read here if nothing has read it yet, so that the first answer does not wait for it.
    nodes = (await asyncio.to_thread(table)).values.size
    return f"{nodes} values"
