"""A process beside this one, for what would keep the interpreter from everybody else."""

import asyncio
import functools
import gc
import importlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from service.computing import computed

_P = ParamSpec("_P")
_T = TypeVar("_T")
_log = logging.getLogger("solferol.apart")
_ROOT = Path(__file__).resolve().parents[1]
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
"""Keys and addresses of the service are no business of what reads strangers' bodies."""
_PATIENCE_S = 60.0
"""Nothing that is asked for takes nearly as long. [s]"""
_END_S = 5.0
"""How long it may take to notice that it is not wanted any more. [s]"""


class Helper:
    """
    Computes in a process of its own, one thing at a time, and here as long as there is none.

    The process is started when it is first of use and ends with this one, however that ends: its
    end of the pipe tells. Where it dies its work is done here, and the next begins another.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="apart")
        self._pipe: Connection | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: asyncio.Future[None] | None = None

    async def computed(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """
        Compute something, after whatever was asked for before.

        Parameters
        ----------
        work : callable
            A function of a module, whose arguments, result and errors can be pickled.
        *args, **kwargs

        Returns
        -------
        object
            Its result; its errors are raised as they are.
        """
        whole = functools.partial(work, *args, **kwargs)
        loop = asyncio.get_running_loop()
        if self._pipe is None:
            if self._starting is None or self._starting.done():
                self._starting = loop.run_in_executor(self._thread, self._start, work.__module__)
            return await computed(whole)
        try:
            succeeded, result = await loop.run_in_executor(self._thread, self._ask, whole)
        except _Lost:
            return await computed(whole)
        if not succeeded:
            raise result
        return cast("_T", result)

    async def end(self) -> None:
        """Let the process go, after what it does."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._stop)
        self._thread.shutdown(wait=False)

    def _start(self, module: str) -> None:
        ours, theirs = Pipe()
        try:
            with theirs:
                self._process = _begun(theirs)
            is_ready, _ = _exchanged(ours, functools.partial(_made_ready, module))
        except (OSError, EOFError):
            is_ready = False
        if is_ready:
            self._pipe = ours
            return
        _log.warning("no process beside this one could be started")
        ours.close()
        self._stop()

    def _ask(self, work: Callable[[], Any]) -> tuple[bool, Any]:
        if self._pipe is None:
            raise _Lost
        try:
            return _exchanged(self._pipe, work)
        except (OSError, EOFError) as error:
            _log.warning("the process beside this one is gone; another will be started")
            self._stop()
            raise _Lost from error

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._pipe = self._process = None


def _begun(pipe: Connection) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - of nothing that anybody sent
        [sys.executable, "-m", "service.apart", str(pipe.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=_ENVIRONMENT,
        pass_fds=(pipe.fileno(),),
    )


class _Lost(Exception):
    """The process has died."""


def _exchanged(pipe: Connection, work: Callable[[], Any]) -> tuple[bool, Any]:
    pipe.send(work)
    if not pipe.poll(_PATIENCE_S):
        raise EOFError
    return cast("tuple[bool, Any]", pipe.recv())


def _made_ready(module: str) -> None:
    """Import once what will be asked for, before anybody waits for it."""
    importlib.import_module(module)
    gc.collect()
    gc.freeze()
    # Between one thing and the next: nobody waits then.
    gc.disable()


def _serve(pipe: Connection) -> None:
    # Ctrl-C goes to the whole group; who asks still wants its answer, and ends this when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, work())
        except Exception as error:  # noqa: BLE001 - it is for who asked
            answer = (False, error)
        pipe.send(answer)
        gc.collect()


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
    os._exit(0)
