"""Pure ASGI middleware that measures: one line in the log and one observation for each request."""

import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.logs import ACCESS
from service.metrics import Metrics

_log = logging.getLogger(ACCESS)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED = "unmatched"
"""Route of what has none: unknown paths, preflights."""
_REFUSED = "refused"
"""Route of what was turned away before anybody looked where it wanted to go."""
_REFUSALS = frozenset({401, 403, 408, 413, 429, 503})
OF_OPERATORS = ("/health/", "/metrics")
"""Routes that are asked every few seconds: they are told only where they fail."""


class Instrumenting:
    """Measures what passes; routes are told as templates, so that no place or id is written."""

    def __init__(self, app: ASGIApp, metrics: Metrics | None = None) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = size = 0
        root = len(scope.get("root_path", ""))

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            elif message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        if self._metrics is not None:
            self._metrics.began()
        try:
            await self._app(scope, receive, counted)
        except Exception:
            # An answer that broke off is none, whatever its first line said.
            status = 500
            raise
        finally:
            self._note(scope, root, status, size, time.perf_counter() - began)

    def _note(
        self, scope: MutableMapping[str, Any], root: int, status: int, size: int, seconds: float
    ) -> None:
        method = method_of(scope)
        route = route_of(scope, root, status)
        if self._metrics is not None:
            self._metrics.ended(method, route, status, seconds)
        quiet = 0 < status < 400 and route.startswith(OF_OPERATORS)
        level = logging.DEBUG if quiet else logging.INFO
        if not _log.isEnabledFor(level):
            return
        duration_ms = round(seconds * 1000.0, 2)
        _log.log(
            level, "%s %s %d %.2f ms %d B", method, route, status, duration_ms, size,
            extra={
                "request_id": scope.get("state", {}).get("request_id", ""),
                "method": method, "route": route, "status": status,
                "duration_ms": duration_ms, "bytes": size,
            },
        )  # fmt: skip


def method_of(scope: MutableMapping[str, Any]) -> str:
    """Tell the method of a request; all that clients make up is told as one."""
    return str(scope["method"]) if scope["method"] in _METHODS else "other"


def route_of(scope: MutableMapping[str, Any], root: int, status: int) -> str:
    """
    Tell the route of a request as it is declared; files of a mounted folder are told as one.

    Parameters
    ----------
    scope : mapping
        After it was answered.
    root : int
        Length of the root path before that.
    status : int

    Returns
    -------
    str
        From a closed set.
    """
    path = getattr(scope.get("route"), "path", None)
    if path is not None:
        return str(path)
    folder = scope.get("root_path", "")[root:]
    if folder:
        return f"{folder}/{{path}}"
    return _REFUSED if status in _REFUSALS else _UNMATCHED
