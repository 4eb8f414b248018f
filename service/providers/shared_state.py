"""What processes share about providers: answers, pauses and counts of calls. Here: one process."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

_MOST_ENTRIES = 20_000


class SharedState(Protocol):
    """A small store with times to live; nothing in it is needed to answer."""

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under a key and has not expired."""
        ...

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for some seconds."""
        ...

    async def claim(self, key: str, ttl_s: float) -> bool:
        """Take a key that nobody holds; whether it was had."""
        ...

    async def release(self, key: str) -> None:
        """Give a claimed key back."""
        ...

    async def count(self, key: str, ttl_s: float) -> int:
        """Add one under a key that is forgotten some seconds after its first count."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class OwnState:
    """State of this process alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        """Return what is kept under a key and has not expired."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found[1] <= self._clock():
            del self._kept[key]
            return None
        return found[0]

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """Keep a value for some seconds."""
        self._kept[key] = (value, self._clock() + ttl_s)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_ENTRIES:
            self._kept.popitem(last=False)

    async def claim(self, key: str, ttl_s: float) -> bool:
        """Take a key that nobody holds; whether it was had."""
        if await self.get(key) is not None:
            return False
        await self.put(key, b"1", ttl_s)
        return True

    async def release(self, key: str) -> None:
        """Give a claimed key back."""
        self._kept.pop(key, None)

    async def count(self, key: str, ttl_s: float) -> int:
        """Add one under a key that is forgotten some seconds after its first count."""
        found = await self.get(key)
        number = 1 if found is None else int(found) + 1
        expires = self._clock() + ttl_s if found is None else self._kept[key][1]
        self._kept[key] = (str(number).encode(), expires)
        return number

    async def close(self) -> None:
        """Nothing is held."""
