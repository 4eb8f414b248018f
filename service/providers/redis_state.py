"""State shared by processes through Redis; without Redis every process is on its own."""

from service.providers.shared_state import OwnState
from service.redis_link import PREFIX, RedisLink


class RedisState:
    """Implements the shared state; whatever Redis cannot do is done in this process."""

    def __init__(self, url: str) -> None:
        self._link = RedisLink(url)
        self._redis = self._link.redis
        self._own = OwnState()

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under a key and has not expired."""
        return await self._link.ask(lambda: self._got(PREFIX + key), lambda: self._own.get(key))

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for some seconds."""
        await self._link.ask(
            lambda: self._redis.set(PREFIX + key, value, px=_milliseconds(ttl_s)),
            lambda: self._own.put(key, value, ttl_s),
        )

    async def claim(self, key: str, ttl_s: float) -> bool:
        """Take a key that nobody holds; whether it was had."""
        return bool(
            await self._link.ask(
                lambda: self._redis.set(PREFIX + key, b"1", px=_milliseconds(ttl_s), nx=True),
                lambda: self._own.claim(key, ttl_s),
            )
        )

    async def release(self, key: str) -> None:
        """Give a claimed key back."""
        await self._link.ask(
            lambda: self._redis.delete(PREFIX + key), lambda: self._own.release(key)
        )

    async def count(self, key: str, ttl_s: float) -> int:
        """Add one under a key that is forgotten some seconds after its first count."""
        return await self._link.ask(
            lambda: self._counted(PREFIX + key, ttl_s), lambda: self._own.count(key, ttl_s)
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
        await self._link.close()


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000.0), 1)
