"""
One call to a provider: time and size limits, a second try where it may help, failures as ours.

Coordinates come in rounded, addresses and keys are never logged.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

import httpx

from service.errors import ForecastUnavailable
from service.providers.gate import Gate
from service.spans import span_of

_MOST_BYTES = 4_194_304
_TRIES = 2
_MOST_AT_ONCE = 16
_PAUSE_BETWEEN_S = 0.1
_WORTH_ANOTHER_TRY = frozenset({502, 503, 504})
_REFUSALS = frozenset({401, 403})
_ABOUT_THIS_PLACE = frozenset({400, 404, 422})
"""Statuses by which a provider says that it has nothing here: no fault of its own."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body of a provider's answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The beginning of the body, for what providers say in their errors."""
        return self.body[:500].decode("utf-8", "replace")


PauseOf = Callable[[Reply, datetime], float | None]
"""How long a reply asks to be left alone [s]; ``None`` where it is no such reply."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask; conditional where the provider can be asked for news only."""

    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    conditional: bool = False


class Fetcher:
    """Speaks HTTP with one provider, through its gate."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        gate: Gate,
        *,
        try_s: float,
        pause_of: PauseOf | None = None,
        at_once: int = _MOST_AT_ONCE,
    ) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._client = client
        self.gate = gate
        self._try_s = try_s
        self._pause_of = pause_of

    def now(self) -> datetime:
        """Time in UTC."""
        return self.gate.now().astimezone(UTC)

    async def fetch(self, request: Request, read: Callable[[Reply], T]) -> T:
        """
        Ask, and read the answer.

        Parameters
        ----------
        request : Request
        read : callable
            Turns a reply of status 200, 203 or, where it was asked for, 304 into a value, or
            raises ForecastUnavailable.

        Returns
        -------
        object
            What ``read`` returned.

        Raises
        ------
        ForecastUnavailable
            Whatever went wrong, after a second try where one may help.
        """
        # Who waits for a turn is refused with the others when the breaker opens meanwhile.
        async with self._turn:
            return await self._tried(request, read)

    async def _tried(self, request: Request, read: Callable[[Reply], T]) -> T:
        for left in reversed(range(_TRIES)):
            await self.gate.admit(trying_again=left < _TRIES - 1)
            try:
                with span_of(f"ask {self.gate.name}", {"solferol.source": self.gate.name}):
                    value = read(await self._once(request))
            except ForecastUnavailable as error:
                if error.again and left:
                    await asyncio.sleep(_PAUSE_BETWEEN_S * (0.5 + random.random()))  # noqa: S311
                    continue
                await self.gate.failed(error)
                raise
            except asyncio.CancelledError:
                self.gate.given_up()
                raise
            except Exception as error:
                failure = ForecastUnavailable("provider_invalid_response", type(error).__name__)
                await self.gate.failed(failure)
                raise failure from error
            self.gate.succeeded()
            return value
        raise AssertionError  # the last try returns or raises

    async def _once(self, request: Request) -> Reply:
        try:
            async with asyncio.timeout(self._try_s):
                reply = await self._exchange(request)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ForecastUnavailable("provider_timeout", type(error).__name__) from error
        except httpx.DecodingError as error:
            raise ForecastUnavailable("provider_invalid_response", "undecodable") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            detail = type(error).__name__
            raise ForecastUnavailable("provider_unreachable", detail, again=True) from error
        return self._accepted(request, reply)

    async def _exchange(self, request: Request) -> Reply:
        async with self._client.stream(
            "GET", request.url, params=dict(request.query), headers=dict(request.headers)
        ) as response:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise ForecastUnavailable("provider_invalid_response", "too long")
            return Reply(response.status_code, response.headers, bytes(body))

    def _accepted(self, request: Request, reply: Reply) -> Reply:
        status = reply.status
        if status in {HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}:
            return reply
        if status == HTTPStatus.NOT_MODIFIED and request.conditional:
            return reply
        detail = f"status {status}"
        said = None if self._pause_of is None else self._pause_of(reply, self.now())
        told = _longest(said, _retry_after(reply, self.now()))
        limited = status == HTTPStatus.TOO_MANY_REQUESTS
        if limited or (status in _REFUSALS and said is not None):
            raise ForecastUnavailable("provider_rate_limited", detail, retry_after_s=told or 60.0)
        if status in _REFUSALS or (status in _ABOUT_THIS_PLACE and "api key" in reply.text.lower()):
            raise ForecastUnavailable("provider_refused", detail, retry_after_s=told)
        if status in _ABOUT_THIS_PLACE:
            raise ForecastUnavailable("provider_no_data", detail)
        again = status in _WORTH_ANOTHER_TRY and told is None
        raise ForecastUnavailable("provider_error_status", detail, retry_after_s=told, again=again)


def _longest(*pauses: float | None) -> float | None:
    return max((pause for pause in pauses if pause is not None), default=None)


def _retry_after(reply: Reply, now: datetime) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3); nothing where it is neither."""
    said = reply.headers.get("retry-after", "").strip()
    if said.isdigit():
        return float(min(int(said[:9]), 86_400))
    when = http_date(said)
    return None if when is None else max((when - now).total_seconds(), 0.0)


def http_date(text: str) -> datetime | None:
    """Read a date as HTTP writes it; ``None`` where it is none."""
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def until_midnight(now: datetime) -> float:
    """Seconds to 00:00 UTC, when daily allowances begin anew. [s]"""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds()
