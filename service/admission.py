"""Pure ASGI middleware: what is let in, by size, by pace, and by how much is being done already."""

import asyncio
import re
import time
from collections.abc import Mapping

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import FieldError, TooSlow
from service.middleware import unavailable
from service.problems import problem_response

_DRAINED_AT_MOST = 64
"""Multiples of the limit that are read and thrown away, so that the client sees the answer."""
_LEAST_PACE = 2048.0
"""Of a body, on top of its first seconds: so slow are the worst of mobile networks. [B/s]"""
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_ALWAYS = ("/health/", "/metrics")


class Admission:
    """Refuses bodies that are too large or too slow, and what is more than can be done at once."""

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int,
        larger: Mapping[str, int],
        streamed: str = "",
        body_s: float = 20.0,
        most_at_once: int = 1000,
    ) -> None:
        self._app = app
        self._streamed = re.compile(streamed)
        self._max_bytes = max_bytes
        self._larger = [(re.compile(path), most) for path, most in larger.items()]
        self._body_s = body_s
        self._most_at_once = most_at_once
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] in _WITHOUT_BODY:
            await self._let_in(scope, receive, send)
            return
        arriving = _steadily(scope, receive, self._body_s)
        if self._streamed.fullmatch(scope["path"]):
            # Whoever takes it counts it: it would not fit into memory.
            await self._let_in(scope, arriving, send)
            return
        max_bytes = self._most_of(scope["path"])
        try:
            body = await _read(arriving, max_bytes)
        except TooSlow as error:
            response = problem_response(scope, 408, error.detail, headers={"connection": "close"})
            await response(scope, receive, send)
            return
        except ClientDisconnect:
            return
        if body is None:
            detail = f"the body may have {max_bytes} bytes at most"
            response = problem_response(scope, 413, detail, [FieldError("#", "too_large", detail)])
            await response(scope, receive, send)
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._let_in(scope, replay, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in whose body is there: one that dribbles takes the place of no other."""
        if self._at_once >= self._most_at_once and not scope["path"].startswith(_ALWAYS):
            response = unavailable(scope, "too much is being asked at once; try again")
            await response(scope, receive, send)
            return
        self._at_once += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._at_once -= 1

    def _most_of(self, path: str) -> int:
        fitting = (most for pattern, most in self._larger if pattern.fullmatch(path))
        return next(fitting, self._max_bytes)


def _steadily(scope: Scope, receive: Receive, body_s: float) -> Receive:
    """
    Receive a body as long as it comes at a pace.

    Parameters
    ----------
    scope : mapping
        Says under ``reading`` whether it is still coming.
    receive : callable
    body_s : float
        What it may take besides the time of its bytes; the time of whoever reads is not counted.
        [s]

    Returns
    -------
    callable
        Raises ``TooSlow``.
    """
    state = scope.setdefault("state", {})
    state["reading"] = True
    waited = got = 0.0

    async def received() -> Message:
        nonlocal waited, got
        if not state["reading"]:
            return await receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(body_s + got / _LEAST_PACE - waited, 0.0)):
                message = await receive()
        except TimeoutError:
            state["reading"] = False
            raise TooSlow from None
        waited += time.monotonic() - began
        got += len(message.get("body", b""))
        state["reading"] = message.get("more_body", False)
        return message

    return received


async def _read(receive: Receive, max_bytes: int) -> bytes | None:
    """
    Read the whole body; ``None`` where it is too large, drained as far as is decent.

    Raises
    ------
    ClientDisconnect
        A part of a body may look whole, as lines of JSON do.
    """
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= _DRAINED_AT_MOST * max_bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size += len(part)
        if size <= max_bytes:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= max_bytes else None
