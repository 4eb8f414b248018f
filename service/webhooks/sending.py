"""
One attempt to send a message.

Nothing of what a receiver answers is kept or followed: its status alone counts. Neither URLs nor
bodies, secrets or users are logged, here or elsewhere.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import Literal

import httpx

from service.providers.fetching import http_date
from service.storage.webhook_rows import MessageRow, WebhookRow
from service.webhooks.signing import signed_headers
from service.webhooks.targets import Resolve, Target, TargetRefused, locate, resolve

TIMEOUT_S = 15.0
"""For all of an attempt, looking up the name and saying goodbye among it. [s]"""
_CONNECT_S = 4.0
_DRAIN_S = 1.0
_MOST_BYTES = 4_096
_MOST_ADDRESSES = 3
_UNDER_LOAD = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt."""

    kind: Literal["delivered", "gone", "failed"]
    reason: str
    """For the log."""
    rest: bool = False
    """Whether other messages to the same webhook had better wait too."""
    pause_s: float = 0.0
    """How long the receiver asks to be left alone. [s]"""


def webhook_client() -> httpx.AsyncClient:
    """
    Make a client that nothing but webhooks is sent with.

    It keeps neither cookies nor connections: one receiver must not be told what another set, and a
    certificate that was checked for one name says nothing of another at the same address. Proxies
    of the environment are not used, because they would resolve names anew or reach further.
    """
    return httpx.AsyncClient(
        headers={"user-agent": f"solferol-webhooks/{version('solferol')}"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(TIMEOUT_S, connect=_CONNECT_S),
        limits=httpx.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
    )


class Sender:
    """Sends messages to where webhooks lead at the time."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        allow_private: bool = False,
        ask: Resolve = resolve,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._client = client
        self._allow_private = allow_private
        self._ask = ask
        self._timeout_s = timeout_s

    async def send(self, webhook: WebhookRow, message: MessageRow, now_ms: int) -> Outcome:
        """
        Try once.

        Parameters
        ----------
        webhook : WebhookRow
        message : MessageRow
        now_ms : int
            Time of the attempt, which is signed. [ms]

        Returns
        -------
        Outcome
            Whatever happens.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                target = await locate(webhook.url, self._ask, allow_private=self._allow_private)
                return await self._at_any_address(target, webhook, message, now_ms)
        except TargetRefused as error:
            return Outcome("failed", error.code, rest=True)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome("failed", "timeout", rest=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Outcome("failed", type(error).__name__, rest=True)
        except Exception as error:  # noqa: BLE001 - one message must not hold up the others
            return Outcome("failed", type(error).__name__)

    async def _at_any_address(
        self, target: Target, webhook: WebhookRow, message: MessageRow, now_ms: int
    ) -> Outcome:
        *others, last = target.addresses[:_MOST_ADDRESSES]
        request = (target, webhook, message, now_ms)
        for address in others:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._exchange(address, *request)
        return await self._exchange(last, *request)

    async def _exchange(
        self, address: str, target: Target, webhook: WebhookRow, message: MessageRow, now_ms: int
    ) -> Outcome:
        body = message.body.encode()
        request = self._client.build_request(
            "POST",
            target.at(address),
            content=body,
            headers={
                "host": target.url.netloc.decode("ascii"),
                "content-type": "application/json",
                "connection": "close",
                **signed_headers(
                    webhook.secrets_at(now_ms), message.message_id, now_ms // 1_000, body
                ),
            },
            extensions={"sni_hostname": target.host},
        )
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            outcome = _judged(response, now_ms)
            await _drain(response)
        finally:
            await response.aclose()
        return outcome


async def _drain(response: httpx.Response) -> None:
    """Let a receiver say the little it has to say, so that it sees no broken connection."""
    seen = 0
    with contextlib.suppress(TimeoutError, httpx.HTTPError, httpx.StreamError):
        async with asyncio.timeout(_DRAIN_S):
            async for chunk in response.aiter_raw():
                seen += len(chunk)
                if seen >= _MOST_BYTES:
                    return


def _judged(response: httpx.Response, now_ms: int) -> Outcome:
    status = response.status_code
    reason = f"status {status}"
    if response.is_success:
        return Outcome("delivered", reason)
    if status == HTTPStatus.GONE:
        return Outcome("gone", reason)
    pause_s = _retry_after(response.headers.get("retry-after", "").strip(), now_ms)
    return Outcome("failed", reason, rest=status in _UNDER_LOAD, pause_s=pause_s)


def _retry_after(said: str, now_ms: int) -> float:
    """Seconds or a date (RFC 9110, 10.2.3); nothing where it is neither."""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    when = http_date(said)
    now = datetime.fromtimestamp(now_ms / 1_000.0, UTC)
    return 0.0 if when is None else max((when - now).total_seconds(), 0.0)
