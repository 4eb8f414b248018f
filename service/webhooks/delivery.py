"""Delivery of what is due: some at once, none twice, again later where it failed."""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Callable

import httpx

from service.storage import webhook_rows
from service.storage.database import Database
from service.storage.webhook_rows import MessageRow, WebhookRow
from service.webhooks.schedule import is_stale, next_due_ms
from service.webhooks.sending import TIMEOUT_S, Outcome, Sender
from service.webhooks.targets import Resolve, resolve

_log = logging.getLogger("solferol.webhooks")
_AT_ONCE = 32
_AT_ONCE_TO_ONE = 8
_LOOK_AGAIN_S = 1.0
"""How long news wait at most while slow receivers are waited for. [s]"""
_PASS_S = 30.0
"""How long a pass takes on new messages. [s]"""
_KEPT_MS = 3 * 86_400 * 1_000
"""How long it is known that a message was delivered or given up. [ms]"""

_Claimed = tuple[MessageRow, WebhookRow | None]


class _Pass:
    """What is going on in one pass, and what time it is."""

    def __init__(self, now_ms: int) -> None:
        self._began_ms = now_ms
        self._began = time.monotonic()
        self.under_way: dict[asyncio.Task[Outcome], str] = {}
        """Webhooks by the tasks that send to them."""
        self.resting: set[str] = set()
        """Webhooks that are left alone until the next pass."""

    @property
    def elapsed_s(self) -> float:
        """Since it began. [s]"""
        return time.monotonic() - self._began

    @property
    def now_ms(self) -> int:
        """Time, as it goes on while messages are sent. [ms]"""
        return self._began_ms + round(self.elapsed_s * 1_000.0)

    @property
    def passed_over(self) -> set[str]:
        """Webhooks to which nothing more is to be sent at the moment."""
        counts = Counter(self.under_way.values())
        busy = {each for each, count in counts.items() if count >= _AT_ONCE_TO_ONE}
        return self.resting | busy


class Deliverer:
    """Sends what is due; several of them, in one process or in many, share the work."""

    def __init__(
        self,
        database: Database,
        client: httpx.AsyncClient,
        *,
        allow_private: bool = False,
        ask: Resolve = resolve,
        chance: Callable[[], float] = random.random,
        timeout_s: float = TIMEOUT_S,
        stopping: asyncio.Event | None = None,
    ) -> None:
        """
        Remember with what to send.

        Parameters
        ----------
        database : Database
        client : AsyncClient
            As ``webhook_client`` makes it.
        allow_private : bool
            Whether messages may go to addresses that are not public.
        ask : callable
            Resolves names.
        chance : callable
            From 0 to 1, at random.
        timeout_s : float
            For one attempt; shorter than a lease. [s]
        stopping : Event, optional
            Once it is set nothing more is begun.
        """
        self._database = database
        self._chance = chance
        self._stopping = stopping or asyncio.Event()
        self._sender = Sender(client, allow_private=allow_private, ask=ask, timeout_s=timeout_s)

    async def deliver_due(self, now_ms: int) -> int:
        """
        Send what is due, and what becomes due meanwhile, for half a minute or so.

        Parameters
        ----------
        now_ms : int
            [ms]

        Returns
        -------
        int
            How many messages were delivered. What is cut short is sent again after its lease.
        """
        if not self._database.exists:
            return 0
        going, delivered = _Pass(now_ms), 0
        try:
            while True:
                await self._begin_more(going)
                if not going.under_way:
                    return delivered
                delivered += await self._await_some(going)
        finally:
            for task in going.under_way:
                task.cancel()
            await asyncio.gather(*going.under_way, return_exceptions=True)

    async def tidy(self, now_ms: int) -> int:
        """Forget secrets that were exchanged and messages that are through; how many went."""
        if not self._database.exists:
            return 0
        async with self._database.writing() as connection:
            await webhook_rows.forget_older_secrets(connection, now_ms)
            return await webhook_rows.purge(connection, now_ms - _KEPT_MS)

    async def _begin_more(self, going: _Pass) -> None:
        free = _AT_ONCE - len(going.under_way)
        if free <= 0 or going.elapsed_s > _PASS_S or self._stopping.is_set():
            return
        for message, webhook in await self._claimed(going, free):
            task = asyncio.create_task(self._handled(message, webhook, going))
            going.under_way[task] = message.webhook_id

    async def _claimed(self, going: _Pass, count: int) -> list[_Claimed]:
        now_ms, passed_over = going.now_ms, going.passed_over
        async with self._database.reading() as connection:
            if not await webhook_rows.any_due(connection, now_ms, passed_over):
                return []
        async with self._database.writing() as connection:
            return await webhook_rows.claim(connection, now_ms, count, _AT_ONCE_TO_ONE, passed_over)

    async def _await_some(self, going: _Pass) -> int:
        done, _ = await asyncio.wait(
            going.under_way, timeout=_LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED
        )
        delivered = 0
        for task in done:
            webhook_id = going.under_way.pop(task)
            outcome = task.result()
            delivered += outcome.kind == "delivered"
            if outcome.rest:
                going.resting.add(webhook_id)
        return delivered

    async def _handled(
        self, message: MessageRow, webhook: WebhookRow | None, going: _Pass
    ) -> Outcome:
        if webhook is None:
            outcome = Outcome("gone", "no such webhook")
        elif is_stale(message.event, message.created_ms, going.now_ms):
            outcome = Outcome("failed", "stale")
        else:
            outcome = await self._sender.send(webhook, message, going.now_ms)
        state = await self._settled(message, outcome, going.now_ms)
        usual = webhook is None or outcome.kind == "delivered"
        level = logging.DEBUG if usual else logging.WARNING
        _log.log(
            level, "webhook %s, message %s, attempt %d: %s, %s",
            message.webhook_id, message.message_id, message.tries, outcome.reason, state,
        )  # fmt: skip
        return outcome

    async def _settled(self, message: MessageRow, outcome: Outcome, now_ms: int) -> str:
        async with self._database.writing() as connection:
            if outcome.kind == "delivered":
                await webhook_rows.finish(connection, message, "delivered", now_ms)
                return "delivered"
            if outcome.kind == "gone":
                # In this order: nothing may be waited for once many rows are held.
                await webhook_rows.drop(connection, message)
                await webhook_rows.remove(connection, message.app_id, message.webhook_id)
                return "webhook removed"
            due_ms = next_due_ms(message.tries, now_ms, self._chance(), outcome.pause_s)
            if due_ms is None or is_stale(message.event, message.created_ms, due_ms):
                await webhook_rows.finish(connection, message, "given_up", now_ms)
                return "given up"
            await webhook_rows.put_off(connection, message, due_ms)
            return "to be sent again"
