"""
Who comes again with the entity tag of an answer that is still good is told so at once.

An answer to GET says how long it may be kept; for so long, but a minute at most, it need not be
worked out again to say that it is good. Who asks for a fresh one gets it.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_MAX_AGE = re.compile(r"max-age=(\d+)")
_KEPT_HEADERS = ("etag", "cache-control", "vary", "content-language")
_LONGEST_S = 60
_MOST = 10_000
_FRESH = re.compile(r"no-cache|no-store|max-age=0(?!\d)")
_ASKS_FOR_FRESH = ("cache-control", "pragma")
_MATTERS = frozenset({b"accept", b"accept-language"})
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class _Answered:
    etag: str
    at: float
    until: float
    headers: dict[str, str]


class Visits:
    """Entity tags of the answers that were given lately: nothing of what was asked or answered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[bytes, _Answered] = OrderedDict()

    def unchanged(self, request: Request) -> Response | None:
        """Answer 304 where the client has what was answered, and that is still good."""
        asked = request.headers.get("if-none-match")
        known = self._known.get(_name(request)) if asked else None
        now = self._clock()
        if asked is None or known is None or now >= known.until or known.etag not in asked:
            return None
        if any(_FRESH.search(request.headers.get(name, "")) for name in _ASKS_FOR_FRESH):
            return None
        # Without an age a cache would count its time anew from here.
        return Response(status_code=304, headers=known.headers | {"age": str(int(now - known.at))})

    def remember(self, request: Request, response: Response) -> None:
        """Keep the tag of an answer for as long as it says that it may be kept."""
        headers = {key: response.headers[key] for key in _KEPT_HEADERS if key in response.headers}
        good_for = _MAX_AGE.search(headers.get("cache-control", ""))
        if good_for is None or not headers.get("etag") or response.status_code not in {200, 304}:
            return
        # Of what comes without a body nobody adds this later.
        vary = [part for part in (headers.get("vary"), "Accept-Encoding") if part]
        now, name = self._clock(), _name(request)
        until = now + min(int(good_for[1]), _LONGEST_S)
        told = headers | {"vary": ", ".join(vary)}
        self._known[name] = _Answered(headers["etag"], now, until, told)
        self._known.move_to_end(name)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


class RevisitedRoute(APIRoute):
    """A route of answers that depend on address, language and wanted media type alone."""

    def get_route_handler(self) -> _Handler:
        """Ask the visits of the application first."""
        handler = super().get_route_handler()

        async def revisited(request: Request) -> Response:
            if request.method != "GET":
                return await handler(request)
            visits: Visits = request.app.state.visits
            unchanged = visits.unchanged(request)
            if unchanged is not None:
                return unchanged
            response = await handler(request)
            visits.remember(request, response)
            return response

        return revisited


def _name(request: Request) -> bytes:
    scope = request.scope
    told = [value for name, value in scope["headers"] if name in _MATTERS]
    asked = (scope["path"].encode(), scope["query_string"], *told)
    return blake2b(b"\n".join(asked), digest_size=16).digest()
