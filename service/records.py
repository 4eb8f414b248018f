"""What is kept, as handed to the use cases of users: the database, and who is told of changes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from service.apart import Helper
from service.storage import privacy_rows, user_rows
from service.storage.database import Database
from service.storage.privacy_rows import AccessRow
from service.turns import Turns
from service.usage import Usage


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
    unreleased: set[tuple[str, str]] = field(default_factory=set)
    """Users and idempotency keys whose release could not be written down."""

    usage: Usage = field(default_factory=Usage)
    """What keys are used for, on its way to the database."""
    turns: Turns = field(default_factory=Turns)
    helper: Helper = field(default_factory=Helper)
    """For what is worth another process."""
    allow_private_targets: bool = False
    """Whether webhooks may go to addresses that are not public."""

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
