"""Whose batches are coming in, so that background work lets them go first."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from weakref import WeakValueDictionary

_PAUSE_S = 0.5
"""A pause of this length ends what a user sends at a stretch. [s]"""
_PATIENCE_S = 10.0
"""How long days of a user wait who does not stop sending. [s]"""
_ASIDE_S = 0.2
_MOST = 1000
"""Stretches that are remembered before those that are over are forgotten."""


@dataclass(slots=True)
class _Stretch:
    began: float
    ended: float
    in_hand: int = 0

    def is_over(self, now: float) -> bool:
        return not self.in_hand and now - self.ended >= _PAUSE_S


class Turns:
    """Who waits for an answer, as far as this process knows."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """
        Begin with nobody.

        Parameters
        ----------
        now : callable, optional
            Seconds that never go back. [s]
        """
        self._now = now
        self._stretches: dict[str, _Stretch] = {}
        self._in_hand = 0
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @contextlib.contextmanager
    def taken(self, user_id: str) -> Iterator[None]:
        """Have background work step aside while a batch of a user is in hand."""
        now = self._now()
        stretch = self._stretches.get(user_id)
        if stretch is None or stretch.is_over(now):
            self._forget_those_over(now)
            stretch = self._stretches[user_id] = _Stretch(now, now)
        stretch.in_hand += 1
        self._in_hand += 1
        try:
            yield
        finally:
            stretch.in_hand -= 1
            self._in_hand -= 1
            stretch.ended = self._now()

    def comes_first(self, user_id: str) -> bool:
        """
        Whether a user is still sending, so that days worked out now were so in vain.

        After some time of that they are worked out all the same; see :meth:`was_served`.
        """
        stretch, now = self._stretches.get(user_id), self._now()
        if stretch is None or stretch.is_over(now):
            return False
        return now - stretch.began < _PATIENCE_S

    def was_served(self, user_id: str) -> None:
        """Have a user whose days are worked out now wait anew, if still sending."""
        stretch = self._stretches.get(user_id)
        if stretch is not None:
            stretch.began = self._now()

    @contextlib.asynccontextmanager
    async def alone(self, user_id: str) -> AsyncIterator[None]:
        """Let one batch of a user be written at a time, so that who waits takes no connection."""
        lock = self._locks.setdefault(user_id, asyncio.Lock())
        async with lock:
            yield

    async def step_aside(self) -> None:
        """Let those go first who wait for an answer right now, but not for ever."""
        deadline = self._now() + _ASIDE_S
        while self._in_hand and self._now() < deadline:  # noqa: ASYNC110 - a count, not an event
            await asyncio.sleep(_ASIDE_S / 20.0)

    def _forget_those_over(self, now: float) -> None:
        if len(self._stretches) >= _MOST:
            self._stretches = {
                user_id: each for user_id, each in self._stretches.items() if not each.is_over(now)
            }
