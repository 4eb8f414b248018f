"""Many estimates at once, a few side by side, each with its own result."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

AT_ONCE = 16
"""Questions in work at a time: providers are waited for together, the event loop is shared."""


async def each_of(
    asked: Sequence[Asked], work: Callable[[int, Asked], Awaitable[Answered]]
) -> list[Answered]:
    """
    Work on each of many items, a few at a time.

    Parameters
    ----------
    asked : sequence
    work : callable
        Given the index and the item; must not raise.

    Returns
    -------
    list
        In the order of ``asked``.
    """
    free, turn = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def one(index: int, item: Asked) -> Answered:
        async with free:
            # Between two items others get their turn, also where nothing is waited for: one item
            # after the other, or all that are in work would wake in the same turn of the loop.
            async with turn:
                await asyncio.sleep(0)
            return await work(index, item)

    return await asyncio.gather(*(one(index, item) for index, item in enumerate(asked)))
