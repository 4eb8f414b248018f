"""The server: told to stop, it can go on answering for a while so that nobody is turned away."""

import contextlib
import math
import socket
import sys
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI

from service.connections import Patience, protocol_with
from service.listening import NotListening, bound
from service.readiness import Readiness

_CANNOT_BE_USED = 2
_START_FAILED = 3
_NEAR = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Where somebody at the machine finds what listens to all."""


class DrainingServer(uvicorn.Server):
    """Says at the first signal that it is not ready, and stops when the others had time to see."""

    def __init__(self, config: uvicorn.Config, readiness: Readiness, drain_s: float) -> None:
        """
        Remember whom to tell.

        Parameters
        ----------
        config : uvicorn.Config
        readiness : Readiness
            Of the application that is served.
        drain_s : float
            How long to go on answering. [s]
        """
        super().__init__(config)
        self._readiness = readiness
        self._drain_s = drain_s
        self._first: tuple[int, float] | None = None
        """The signal, and when it is followed."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal; the second one is followed at once."""
        self._readiness.draining = True
        if self._first is None and self._drain_s > 0.0:
            self._first = sig, time.monotonic() + self._drain_s
        else:
            super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and tell where once that is so."""
        # Asked first: the server may let go of them.
        ports = [each.getsockname()[1] for each in sockets or ()]
        await super().startup(sockets)
        if ports:
            where = _shown(self.config.host, ports[0])
            print(f"Solferol: {where}/ (API: {where}/docs)", flush=True)

    async def on_tick(self, counter: int) -> bool:
        """Follow the first signal when it is time."""
        if self._first is not None and not self.should_exit and time.monotonic() >= self._first[1]:
            super().handle_exit(self._first[0], None)
        return await super().on_tick(counter)


def serve(app: FastAPI, host: str, port: int, drain_s: float, patience: Patience) -> int:
    """
    Serve until told to stop.

    Parameters
    ----------
    app : FastAPI
    host : str
    port : int
        0 picks one.
    drain_s : float
        How long to go on answering after that. [s]
    patience : Patience
        With clients that take their time.

    Returns
    -------
    int
        Exit status: 2 where the address cannot be listened on.
    """
    config = _config(app, host, port, patience)
    server = DrainingServer(config, app.state.readiness, drain_s)
    try:
        with contextlib.suppress(KeyboardInterrupt), bound(host, port) as sockets:
            server.run(sockets)
    except NotListening as refused:
        print(f"solferol: {refused}", file=sys.stderr)
        return _CANNOT_BE_USED
    return 0 if server.started else _START_FAILED


def _shown(host: str, port: int) -> str:
    name = _NEAR.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _config(app: FastAPI, host: str, port: int, patience: Patience) -> uvicorn.Config:
    # Logs are set up already; the server's own lines on requests, and on websockets that nobody
    # serves, would print addresses.
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        http=protocol_with(patience),
        timeout_keep_alive=math.ceil(patience.idle_s),
        timeout_graceful_shutdown=math.ceil(patience.stop_s),
    )
