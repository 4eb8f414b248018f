"""A connection to Redis whose loss costs nobody an answer: what Redis cannot do is done here."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

_log = logging.getLogger("solferol.redis")
PREFIX = "solferol:1:"
"""Of all keys."""
_LONGEST_WAIT_S = 0.25
_LEFT_ALONE_S = 5.0
"""How long Redis is not asked after it failed, so that its loss costs no request its time. [s]"""

T = TypeVar("T")


class RedisLink:
    """Asks Redis, and something of this process where that fails."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(
            url, socket_timeout=_LONGEST_WAIT_S, socket_connect_timeout=_LONGEST_WAIT_S
        )
        self._away_until = 0.0

    async def ask(self, asked: Callable[[], Awaitable[T]], own: Callable[[], Awaitable[T]]) -> T:
        """
        Ask Redis.

        Parameters
        ----------
        asked : callable
            What is asked of Redis.
        own : callable
            What stands in for it while it fails.

        Returns
        -------
        object
            What either of them answers.
        """
        if time.monotonic() < self._away_until:
            return await own()
        try:
            return await asked()
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = time.monotonic() + _LEFT_ALONE_S
            _log.warning("redis failed: %s", type(error).__name__)
            return await own()

    async def close(self) -> None:
        """Let go of connections."""
        await self.redis.aclose()
