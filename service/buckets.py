"""
Buckets of tokens, one for each client: how much may be asked at once, and how fast that comes back.

Of a bucket only the moment is kept at which it will be full again: one number, and nothing at all
of a client whose bucket is full. Whatever costs more than a bucket holds is let through when it is
full, and paid off afterwards: so no request is refused for ever, and the rate holds all the same.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

MOST_COST = 1000
"""Of any request; so far a bucket may be overdrawn. [units]"""
_MOST_CLIENTS = 50_000
_MINUTE_US = 60_000_000
_SECOND_US = 1_000_000


@dataclass(frozen=True)
class Rate:
    """
    What a client may ask.

    Times are whole microseconds, so that what was taken and what came back add up exactly.
    """

    per_minute: int
    """[units]"""
    burst: int
    """What a full bucket holds. [units]"""

    @cached_property
    def unit_us(self) -> int:
        """Time in which one unit comes back. [µs]"""
        return max(_MINUTE_US // self.per_minute, 1)

    @cached_property
    def fill_us(self) -> int:
        """Time in which an empty bucket fills. [µs]"""
        return self.burst * self.unit_us

    @property
    def fill_s(self) -> int:
        """Time in which an empty bucket fills, a second at least. [s]"""
        return -(-self.fill_us // _SECOND_US)


@dataclass(frozen=True, slots=True)
class Level:
    """How a bucket stands after it was asked."""

    granted: bool
    left: int
    """[units]"""
    reset_s: int
    """Until it is full, or until what was refused will be granted. [s]"""


class Buckets(Protocol):
    """The buckets of all clients."""

    rate: Rate

    async def take(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Take units out of the bucket of a client, or leave it as it is where they are not in."""
        ...

    async def give_back(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Put units back that were taken, and not needed after all."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


def level_of(rate: Rate, cost_us: int, behind_us: int, *, granted: bool) -> Level:
    """
    Tell how a bucket stands.

    Parameters
    ----------
    rate : Rate
    cost_us : int
        What was asked for, as the time in which it comes back. [µs]
    behind_us : int
        Time until the bucket is full. [µs]
    granted : bool

    Returns
    -------
    Level
    """
    left = max(rate.fill_us - behind_us, 0) // rate.unit_us
    wait_us = behind_us if granted else behind_us + min(cost_us, rate.fill_us) - rate.fill_us
    return Level(granted, left, -(-wait_us // _SECOND_US))


class OwnBuckets:
    """Buckets of this process alone, by a clock that nobody sets."""

    def __init__(
        self,
        rate: Rate,
        clock_ns: Callable[[], int] = time.monotonic_ns,
        most_clients: int = _MOST_CLIENTS,
    ) -> None:
        self.rate = rate
        self._clock_ns = clock_ns
        self._most_clients = most_clients
        self._full_at: OrderedDict[bytes, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    async def take(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Take units out of the bucket of a client, or leave it as it is where they are not in."""
        rate = rate or self.rate
        fill_us = rate.fill_us
        now, cost_us = self._clock_ns() // 1000, int(cost * rate.unit_us)
        behind = max(self._full_at.get(client, 0) - now, 0)
        granted = behind + min(cost_us, fill_us) <= fill_us
        if granted:
            behind += cost_us
        self._keep(client, now, behind)
        return level_of(rate, cost_us, behind, granted=granted)

    async def give_back(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Put units back that were taken, and not needed after all."""
        rate = rate or self.rate
        now = self._clock_ns() // 1000
        back_us = int(cost * rate.unit_us)
        behind = max(self._full_at.get(client, 0) - now - back_us, 0)
        self._keep(client, now, behind)
        return level_of(rate, 0, behind, granted=True)

    async def aclose(self) -> None:
        """Nothing is held."""

    def _keep(self, client: bytes, now: int, behind: int) -> None:
        """Keep a bucket, and forget some that are full again, or the one asked longest ago."""
        self._full_at[client] = now + behind
        self._full_at.move_to_end(client)
        for _ in range(2):
            oldest = next(iter(self._full_at))
            if len(self._full_at) <= self._most_clients and self._full_at[oldest] > now:
                return
            del self._full_at[oldest]
            if not self._full_at:
                return
