"""State shared by processes through Redis; without Redis every process is on its own."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from service.providers.shared_state import OwnState

_log = logging.getLogger("solferol.redis")
_PREFIX = "solferol:1:"
_LONGEST_WAIT_S = 0.25
_LEFT_ALONE_S = 5.0
"""How long Redis is not asked after it failed, so that its loss costs no request its time. [s]"""

T = TypeVar("T")


class RedisState:
    """Implements the shared state; whatever Redis cannot do is done in this process."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=_LONGEST_WAIT_S, socket_connect_timeout=_LONGEST_WAIT_S
        )
        self._own = OwnState()
        self._away_until = 0.0

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under a key and has not expired."""
        return await self._or_own(lambda: self._got(_PREFIX + key), lambda: self._own.get(key))

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for some seconds."""
        await self._or_own(
            lambda: self._redis.set(_PREFIX + key, value, px=_milliseconds(ttl_s)),
            lambda: self._own.put(key, value, ttl_s),
        )

    async def claim(self, key: str, ttl_s: float) -> bool:
        """Take a key that nobody holds; whether it was had."""
        return bool(
            await self._or_own(
                lambda: self._redis.set(_PREFIX + key, b"1", px=_milliseconds(ttl_s), nx=True),
                lambda: self._own.claim(key, ttl_s),
            )
        )

    async def release(self, key: str) -> None:
        """Give a claimed key back."""
        await self._or_own(
            lambda: self._redis.delete(_PREFIX + key), lambda: self._own.release(key)
        )

    async def count(self, key: str, ttl_s: float) -> int:
        """Add one under a key that is forgotten some seconds after its first count."""
        return await self._or_own(
            lambda: self._counted(_PREFIX + key, ttl_s), lambda: self._own.count(key, ttl_s)
        )

    async def _got(self, key: str) -> bytes | None:
        kept = await self._redis.get(key)
        return kept.encode() if isinstance(kept, str) else kept

    async def _counted(self, key: str, ttl_s: float) -> int:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.pexpire(key, _milliseconds(ttl_s), nx=True)
            number, _ = await pipe.execute()
        return int(number)

    async def close(self) -> None:
        """Let go of connections."""
        await self._redis.aclose()

    async def _or_own(
        self, asked: Callable[[], Awaitable[T]], own: Callable[[], Awaitable[T]]
    ) -> T:
        if time.monotonic() < self._away_until:
            return await own()
        try:
            return await asked()
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = time.monotonic() + _LEFT_ALONE_S
            _log.warning("redis failed: %s", type(error).__name__)
            return await own()


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000.0), 1)
