"""A thread for what computes for longer than the event loop should wait: one thing at a time."""

import asyncio
import gc
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_thread = ThreadPoolExecutor(1, thread_name_prefix="computing")
"""Several would only take the interpreter from each other."""
_SWITCH_S = 0.0005
"""How long a thread computes before others that wait get their turn; by default ten times as long,
which every statement of a database would wait for while a batch is read. [s]"""


async def computed(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Compute something beside the event loop, after whatever was asked for before."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_thread, lambda: work(*args, **kwargs))


def suit_the_interpreter() -> None:
    """Let batches neither be searched for garbage time and again, nor hold up whoever waits."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(_SWITCH_S)
