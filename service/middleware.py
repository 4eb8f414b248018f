"""Pure ASGI middleware: request id, security headers, last resort for errors, body limit, HEAD."""

import logging
import re
import uuid
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import FieldError
from service.logs import request_id as request_id_now
from service.problems import problem_response

_log = logging.getLogger("solferol.http")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DRAINED_AT_MOST = 64
"""Multiples of the limit that are read and thrown away, so that the client sees the answer."""
_SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; manifest-src 'self'; worker-src 'self'"
    ),
}


class RequestContext:
    """Gives every request an id and every answer its headers; turns what escapes into a 500."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id
        told = request_id_now.set(request_id)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception:
            _log.exception("request %s failed", request_id)
            if started:
                raise
            response = problem_response(
                scope, 500, "something went wrong here; the request id helps to find it"
            )
            await response(scope, receive, send_with_headers)
        finally:
            request_id_now.reset(told)


class BodyLimit:
    """Refuses request bodies beyond a size, whether or not they announce it."""

    def __init__(
        self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int], streamed: str = ""
    ) -> None:
        self._app = app
        self._streamed = re.compile(streamed)
        self._max_bytes = max_bytes
        self._larger = [(re.compile(path), most) for path, most in larger.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        if self._streamed.fullmatch(scope["path"]):
            # Whoever takes it counts it: it would not fit into memory.
            await self._app(scope, receive, send)
            return
        max_bytes = self._most_of(scope["path"])
        body = await _read(receive, max_bytes)
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

        await self._app(scope, replay, send)

    def _most_of(self, path: str) -> int:
        fitting = (most for pattern, most in self._larger if pattern.fullmatch(path))
        return next(fitting, self._max_bytes)


async def _read(receive: Receive, max_bytes: int) -> bytes | None:
    """Read the whole body; ``None`` where it is too large, drained as far as is decent."""
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= _DRAINED_AT_MOST * max_bytes:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size += len(part)
        if size <= max_bytes:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= max_bytes else None


class HeadAsGet:
    """Answers HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"}
        try:
            await self._app(inner, receive, send_without_body)
        finally:
            # Whoever measures outside wants to know which route it was.
            scope.update({name: inner[name] for name in ("route", "root_path") if name in inner})


def _request_id(given: str) -> str:
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
