"""What is kept, as handed to the use cases of users: the database, and who is told of changes."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from service.storage import privacy_rows, user_rows
from service.storage.database import Database
from service.storage.privacy_rows import AccessRow

_QUIET_S, _PATIENCE_S = 0.2, 2.0
"""How long a pause is one, and how long background work lets itself be put off. [s]"""


@dataclass(slots=True)
class Records:
    """The database of a running service."""

    database: Database
    now: Callable[[], datetime]
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there are days to be worked out."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when background work is to come to an end."""
    accesses: list[AccessRow] = field(default_factory=list)
    """Entries of the access log on their way to the database."""

    allow_private_targets: bool = False
    """Whether webhooks may go to addresses that are not public."""

    _in_hand: int = 0
    _last_in_hand: float = 0.0

    @contextlib.contextmanager
    def in_hand(self) -> Iterator[None]:
        """Have background work step aside while somebody waits for an answer."""
        self._in_hand += 1
        try:
            yield
        finally:
            self._in_hand -= 1
            self._last_in_hand = time.monotonic()

    async def quiet(self) -> None:
        """Wait until nobody has waited for an answer for a moment, but not for ever."""
        deadline = time.monotonic() + _PATIENCE_S
        while self._in_hand or time.monotonic() - self._last_in_hand < _QUIET_S:
            if time.monotonic() > deadline:
                return
            await asyncio.sleep(_QUIET_S / 2.0)

    async def step_aside(self) -> None:
        """Let those go first who wait for an answer right now, again not for ever."""
        deadline = time.monotonic() + _QUIET_S
        while self._in_hand and time.monotonic() < deadline:  # noqa: ASYNC110 - a count, not an event
            await asyncio.sleep(_QUIET_S / 20.0)

    @property
    def now_ms(self) -> int:
        """Current time. [ms]"""
        return round(self.now().timestamp() * 1000.0)

    async def write_accesses(self) -> None:
        """Write down who did what; entries of users that are erased meanwhile go with them."""
        waiting, self.accesses = self.accesses, []
        if not waiting:
            return
        try:
            await self._write(waiting)
        except BaseException:
            self.accesses = waiting + self.accesses
            raise

    async def _write(self, waiting: list[AccessRow]) -> None:
        async with self.database.writing() as connection:
            there = {
                user_id
                for user_id in sorted({entry.user_id for entry in waiting})
                if await user_rows.find(connection, user_id, lock=True) is not None
            }
            await privacy_rows.log(
                connection, [entry for entry in waiting if entry.user_id in there]
            )
