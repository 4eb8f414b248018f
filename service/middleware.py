"""Pure ASGI middleware: request id, headers of answers, last resort for errors, deadline, HEAD."""

import asyncio
import logging
import re
import uuid
from collections.abc import Coroutine, Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.client_address import Network
from service.forwarding import believe
from service.logs import request_id as request_id_now
from service.problems import problem_response

_log = logging.getLogger("solferol.http")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_FILES = "/assets/"
_NOT_STORED = (b"cache-control", b"no-store")
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        b"connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        b"base-uri 'none'; manifest-src 'self'; worker-src 'self'",
    ),
    (
        b"permissions-policy",
        b"accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
        b"magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""Of every answer that does not say otherwise."""


class RequestContext:
    """Gives a request an id and its answer headers and a deadline; turns what escapes into 500."""

    def __init__(
        self,
        app: ASGIApp,
        trusted: Sequence[Network] = (),
        hsts_max_age_s: int = 0,
        deadline_s: float = 3600.0,
    ) -> None:
        self._app = app
        self._trusted = trusted
        self.deadline_s = deadline_s
        hsts = f"max-age={hsts_max_age_s}".encode()
        self._plain = SECURITY_HEADERS
        self._secure = (*SECURITY_HEADERS, (b"strict-transport-security", hsts))
        if not hsts_max_age_s:
            self._secure = SECURITY_HEADERS
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = self._read(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        always = self._secure if scope["scheme"] == "https" else self._plain
        if not scope["path"].startswith(_FILES):
            always = (*always, _NOT_STORED)
        told = request_id_now.set(request_id)
        exchange = _Exchange(self, scope, send, ((b"x-request-id", request_id.encode()), *always))
        try:
            await self._app(scope, receive, exchange.send)
        except Exception:
            _log.exception("request %s failed", request_id)
            if exchange.started:
                raise
            detail = "something went wrong here; the request id helps to find it"
            await problem_response(scope, 500, detail)(scope, receive, exchange.send)
        finally:
            exchange.timer.cancel()
            request_id_now.reset(told)

    def _read(self, scope: Scope) -> str:
        """Read the id of a request, and what a proxy tells of it."""
        shown = scheme = host = b""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                shown = value
            elif name == b"x-forwarded-proto":
                scheme = value
            elif name == b"x-forwarded-host":
                host = value
        if self._trusted and (scheme or host):
            believe(scope, scheme, host, self._trusted)
        return shown.decode() if _REQUEST_ID.fullmatch(shown) else uuid.uuid4().hex

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside a request that goes on."""
        task = asyncio.get_running_loop().create_task(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)


class _Exchange:
    """A request and its answer, which is given in time or not at all."""

    __slots__ = ("_always", "_context", "_scope", "_send", "given_up", "started", "timer")

    def __init__(
        self,
        context: RequestContext,
        scope: Scope,
        send: Send,
        always: Sequence[tuple[bytes, bytes]],
    ) -> None:
        self._context, self._scope, self._send, self._always = context, scope, send, always
        self.started = self.given_up = False
        self._wait()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(self._context.deadline_s, self._give_up)

    async def send(self, message: Message) -> None:
        """Pass an answer on, with all of its headers, unless nobody waits for it any more."""
        if not self.given_up:
            await self._pass_on(message)

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = message.get("headers", ())
            said = {name for name, _ in headers}
            more = [pair for pair in self._always if pair[0] not in said]
            message = {**message, "headers": [*headers, *more]}
        await self._send(message)

    def _give_up(self) -> None:
        if self.started:
            return
        if self._scope["state"].get("reading"):
            # The body still comes in, and whoever reads it sees to it that it does.
            self._wait()
            return
        # What is being done goes on: a transaction that is cut off may keep its lock.
        self.given_up = self.started = True
        detail = "the answer took too long; try again later"
        self._context.meanwhile(self._apologise(unavailable(self._scope, detail)))

    async def _apologise(self, response: Response) -> None:
        await response(self._scope, _nothing, self._pass_on)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def unavailable(scope: Scope, detail: str) -> Response:
    """Build the answer to a request that may well be answered a moment later."""
    return problem_response(scope, 503, detail, headers={"retry-after": "5"})


class Cors(CORSMiddleware):
    """Lets pages of other origins ask, also about what went wrong; preflights are told the same."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer what a browser asks first, with the headers that every answer has."""
        response = super().preflight_response(request_headers)
        response.raw_headers += SECURITY_HEADERS
        return response


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
