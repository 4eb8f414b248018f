"""
Pure ASGI middleware: how much a client may ask, told in ``RateLimit`` fields, and 429 beyond it.

The fields are those of draft-ietf-httpapi-ratelimit-headers-10. A client is a key or a token that
was found good lately, else an address: one that nobody has checked would be a new client each time.
What keys are used for is counted here as well, because here it is known what it costs.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.callers import Caller, require_scope
from service.access.known import Known, KnownCallers
from service.access.presented import meant_for_us
from service.buckets import Buckets, Level, Rate
from service.client_address import Network, client_of, site_of
from service.errors import NotIdentified, ServiceError
from service.prices import Price, is_for_anybody, price_of
from service.problems import problem_response
from service.records import Records

_log = logging.getLogger("solferol.limits")
_READ = frozenset({b"authorization", b"content-length", b"content-encoding", b"x-forwarded-for"})
_OPENUV = "/api/v1/"
_SHARE_BACK = 0.5
"""Of the cost where nothing has changed: it had to be worked out, but was not sent."""


@dataclass(slots=True)
class _Asking:
    """A request, and how whoever sent it stands."""

    price: Price
    cost: float
    client: bytes
    shown: bytes
    """Value of ``Authorization``."""
    known: Known | None
    rate: Rate | None
    """Of a key; ``None`` for that of everybody else."""
    level: Level | None = None
    """``None`` where nothing is limited."""

    @property
    def refused(self) -> bool:
        return self.level is not None and not self.level.granted


class Limiter:
    """Counts what every client asks, and refuses what is too much before anything is read."""

    def __init__(
        self,
        app: ASGIApp,
        buckets: Buckets | None,
        trusted: Sequence[Network] = (),
        key_factor: float = 1.0,
    ) -> None:
        self._app = app
        self._buckets = buckets
        self._known = KnownCallers()
        self._origins = _Origins(trusted)
        self._key_factor = key_factor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        price = price_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if price is None:
            await self._app(scope, receive, send)
            return
        asking = await self._asking(scope, price)
        answer = self._app
        if asking.shown or asking.refused:
            answer = await self._answer(scope, asking)

        counted = False

        async def send_with_level(message: Message) -> None:
            nonlocal counted
            if message["type"] == "http.response.start":
                counted = True
                await self._settle(scope, asking, message["status"])
                message = {**message, "headers": [*message.get("headers", ()), *self._told(asking)]}
            await send(message)

        try:
            await answer(scope, receive, send_with_level)
        except Exception:
            # An answer that breaks off after its start was counted by then.
            if not counted:
                self._count(scope, asking, 500)
            raise

    async def _asking(self, scope: Scope, price: Price) -> _Asking:
        told = _headers(scope)
        shown = told.get(b"authorization", b"")
        known = self._known.of(shown) if shown else None
        client = self._origins.name_of(scope, told) if known is None else known.client
        cost = price.of(told.get(b"content-length"), compressed=b"content-encoding" in told)
        rate = None if known is None else self._rate_of(known.caller)
        asking = _Asking(price, cost, client, shown, known, rate)
        if self._buckets is not None:
            asking.level = await self._buckets.take(client, cost, rate)
        return asking

    async def _answer(self, scope: Scope, asking: _Asking) -> ASGIApp:
        """Choose what answers: who shows a key where none is needed is looked at first."""
        try:
            if not asking.refused and is_for_anybody(scope["path"]):
                await self._identify(scope, asking)
        except ServiceError as error:
            return _unwelcome(scope, error)
        return _refusal(scope, asking) if asking.refused else self._app

    async def _identify(self, scope: Scope, asking: _Asking) -> None:
        """Look who asks for what needs nobody; a good key pays for itself and not its address."""
        known = asking.known
        if not self._known.is_fresh(known):
            credential = meant_for_us(asking.shown.decode("latin-1"))
            if not credential:
                return
            records: Records = scope["app"].state.records
            known = await self._known.looked_up(asking.shown, credential, records)
        if known is None:
            return
        if known.caller.kind == "app":
            require_scope(known.caller, "estimates")
        if asking.known is None:
            await self._change_purse(asking, known)

    async def _change_purse(self, asking: _Asking, known: Known) -> None:
        address, asking.client = asking.client, known.client
        asking.known, asking.rate = known, self._rate_of(known.caller)
        if self._buckets is not None:
            await self._buckets.give_back(address, asking.cost)
            asking.level = await self._buckets.take(asking.client, asking.cost, asking.rate)

    async def _settle(self, scope: Scope, asking: _Asking, status: int) -> None:
        if status == 304:
            back = asking.cost * _SHARE_BACK
            asking.cost -= back
            if self._buckets is not None:
                asking.level = await self._buckets.give_back(asking.client, back, asking.rate)
        if asking.shown:
            caller: Caller | None = scope.get("state", {}).get("caller")
            if caller is not None:
                self._known.learn(asking.shown, caller)
            self._count(scope, asking, status)

    def _count(self, scope: Scope, asking: _Asking, status: int) -> None:
        caller: Caller | None = scope.get("state", {}).get("caller")
        of_anybody = asking.refused or is_for_anybody(scope["path"])
        if caller is None and of_anybody and asking.known is not None:
            caller = asking.known.caller
        if caller is not None and caller.key_id is not None:
            records: Records = scope["app"].state.records
            paid = 0.0 if asking.refused else asking.cost
            records.usage.count(caller.key_id, records.now_ms, asking.price.kind, status, paid)

    def _told(self, asking: _Asking) -> list[tuple[bytes, bytes]]:
        if asking.level is None or self._buckets is None:
            return []
        rate, level = asking.rate or self._buckets.rate, asking.level
        name = "client" if asking.rate is None else "key"
        return [
            (b"ratelimit-policy", f'"{name}";q={rate.burst};w={rate.fill_s}'.encode()),
            (b"ratelimit", f'"{name}";r={level.left};t={level.reset_s}'.encode()),
        ]

    def _rate_of(self, caller: Caller) -> Rate | None:
        if caller.kind != "app" or self._buckets is None:
            return None
        usual = self._buckets.rate
        per_minute = caller.per_minute or round(usual.per_minute * self._key_factor)
        return _faster(usual, per_minute)


@lru_cache(maxsize=1024)
def _faster(usual: Rate, per_minute: int) -> Rate:
    """Rate whose bucket fills in the same time."""
    return Rate(per_minute, max(round(usual.burst * per_minute / usual.per_minute), 1))


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


def _refusal(scope: Scope, asking: _Asking) -> Response:
    wait_s = max(asking.level.reset_s if asking.level is not None else 0, 1)
    if _OPENUV in scope["path"]:
        # What its clients look for: anything else they would take for an answer.
        error = f"Daily API quota exceeded. Try again in {wait_s} s."
        return JSONResponse({"error": error}, 429, _refused_for(wait_s))
    detail = f"that was too much at once: try again in {wait_s} s"
    return problem_response(scope, 429, detail, headers=_refused_for(wait_s))


def _refused_for(wait_s: int) -> dict[str, str]:
    return {"retry-after": str(wait_s), "cache-control": "no-store"}


def _unwelcome(scope: Scope, error: ServiceError) -> Response:
    headers = {"www-authenticate": "Bearer"} if isinstance(error, NotIdentified) else None
    return problem_response(scope, error.status, error.detail, error.errors, headers)
