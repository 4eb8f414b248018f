"""
Who comes again with the entity tag of an answer that is still good is told so at once.

An answer to GET says how long it may be kept; for so long it need not be worked out again to know
that it is the same.
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
_MOST = 10_000
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
        # Without an age a cache would count its time anew from here.
        return Response(status_code=304, headers=known.headers | {"age": str(int(now - known.at))})

    def remember(self, request: Request, response: Response) -> None:
        """Keep the tag of an answer for as long as it says that it may be kept."""
        headers = {key: response.headers[key] for key in _KEPT_HEADERS if key in response.headers}
        good_for = _MAX_AGE.search(headers.get("cache-control", ""))
        if good_for is None or not headers.get("etag") or response.status_code != 200:
            return
        now, name = self._clock(), _name(request)
        self._known[name] = _Answered(headers["etag"], now, now + int(good_for[1]), headers)
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
    headers = request.headers
    asked = "\n".join(
        (
            request.url.path,
            request.url.query,
            *headers.getlist("accept-language"),
            "",
            *headers.getlist("accept"),
        )
    )
    return blake2b(asked.encode("utf-8", "surrogateescape"), digest_size=16).digest()
