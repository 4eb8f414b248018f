"""
Pure ASGI middleware: how much a client may ask, told in ``RateLimit`` fields, and 429 beyond it.

The fields are those of draft-ietf-httpapi-ratelimit-headers-10. A client is a key or a token that
was found good lately, else an address: one that nobody has checked would be a new client each time.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.callers import Caller
from service.buckets import Buckets, Level
from service.client_address import Network, client_of, site_of
from service.prices import price_of
from service.problems import problem_response

_log = logging.getLogger("solferol.limits")
_POLICY = "client"
_READ = frozenset({b"authorization", b"content-length", b"content-encoding", b"x-forwarded-for"})
_GOOD_FOR_S = 600.0
"""How long a key counts as itself after it was last found good. [s]"""
_MOST_CALLERS = 10_000
_NAME_BYTES = 16
_OPENUV = "/api/v1/"
_SHARE_BACK = 0.5
"""Of the cost where nothing has changed: it had to be worked out, but was not sent."""


class Limiter:
    """Counts what every client asks, and refuses what is too much before anything is read."""

    def __init__(self, app: ASGIApp, buckets: Buckets, trusted: Sequence[Network] = ()) -> None:
        self._app = app
        self._buckets = buckets
        self._known = KnownCallers()
        self._origins = _Origins(trusted)
        rate = buckets.rate
        self._policy = f'"{_POLICY}";q={rate.burst};w={rate.fill_s}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        price = price_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if price is None:
            await self._app(scope, receive, send)
            return
        told = _headers(scope)
        shown = told.get(b"authorization", b"")
        client = self._known.name_of(shown) or self._origins.name_of(scope, told)
        cost = price.of(told.get(b"content-length"), compressed=b"content-encoding" in told)
        level = await self._buckets.take(client, cost)

        async def send_with_level(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = level
                if message["status"] == 304:
                    now = await self._buckets.give_back(client, cost * _SHARE_BACK)
                self._known.learn(shown, scope)
                message = {**message, "headers": [*message.get("headers", ()), *self._told(now)]}
            await send(message)

        if level.granted:
            await self._app(scope, receive, send_with_level)
        else:
            await _refusal(scope, level)(scope, receive, send_with_level)

    def _told(self, level: Level) -> list[tuple[bytes, bytes]]:
        now = f'"{_POLICY}";r={level.left};t={level.reset_s}'.encode()
        return [(b"ratelimit-policy", self._policy), (b"ratelimit", now)]


class KnownCallers:
    """Keys and tokens that were found good lately, as digests, and whose they are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._names: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()

    def name_of(self, shown: bytes) -> bytes | None:
        """Name whoever shows a credential; ``None`` where it was not found good lately."""
        found = self._names.get(_digest(shown)) if shown else None
        return found[0] if found is not None and found[1] > self._clock() else None

    def learn(self, shown: bytes, scope: Scope) -> None:
        """Remember a credential that a route has found good while it answered."""
        caller: Caller | None = scope.get("state", {}).get("caller")
        if caller is None or not shown:
            return
        # Not by the token: a device gets another every hour, and more when it asks for them.
        whose = f"{caller.app_id} {caller.user_id} {caller.actor}".encode()
        digest = _digest(shown)
        self._names[digest] = (_digest(whose), self._clock() + _GOOD_FOR_S)
        self._names.move_to_end(digest)
        if len(self._names) > _MOST_CALLERS:
            self._names.popitem(last=False)


class _Origins:
    """Names clients by where they come from."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = trusted
        self._warned = False

    def name_of(self, scope: Scope, told: dict[bytes, bytes]) -> bytes:
        peer = (scope.get("client") or ("",))[0]
        forwarded = told.get(b"x-forwarded-for", b"").decode("latin-1")
        if forwarded and not self._trusted and not self._warned:
            self._warned = True
            _log.warning(
                "X-Forwarded-For is not believed, so that all clients behind a proxy are one: "
                "set SOLFEROL_TRUSTED_PROXIES where there is a proxy"
            )
        return site_of(client_of(peer, forwarded, self._trusted))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            told[name] = told[name] + b"," + value if name in told else value
    return told


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=_NAME_BYTES).digest()


def _refusal(scope: Scope, level: Level) -> Any:  # noqa: ANN401
    wait_s = max(level.reset_s, 1)
    if _OPENUV in scope["path"]:
        # What its clients look for: anything else they would take for an answer.
        error = f"Daily API quota exceeded. Try again in {wait_s} s."
        return JSONResponse({"error": error}, 429, _refused_for(wait_s))
    detail = f"that was too much at once: try again in {wait_s} s"
    return problem_response(scope, 429, detail, headers=_refused_for(wait_s))


def _refused_for(wait_s: int) -> dict[str, str]:
    return {"retry-after": str(wait_s), "cache-control": "no-store"}
