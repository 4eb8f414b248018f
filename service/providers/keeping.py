"""
Forecasts kept by cell: fresh ones are not asked for again, stale ones serve while a source fails.

One call is on its way for a cell at a time, in this process and, through the shared state, in all.
"""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from service.errors import ForecastFailure, ForecastUnavailable
from service.providers.clock import CLOCK_SLIP
from service.providers.codec import decode, encode
from service.providers.forecast import Cell, Forecast, ForecastSource, Provider
from service.providers.shared_state import SharedState

_log = logging.getLogger("solferol.forecasts")
_MOST_CELLS = 4096
_OLDEST_ISSUE = timedelta(hours=24)
"""Models run every 6 or 12 hours and are ready within 10: what was issued earlier is due."""
_SETTLED = timedelta(days=2)
"""What lies further back than that is no longer revised."""
_FRESH_OF_THE_PAST = timedelta(hours=24)
_LONGEST_EXPIRY = timedelta(hours=2)
_CLAIM_S = 5.0
_EXPECTED = frozenset({"provider_paused", "provider_no_data"})
"""Failures that tell nothing new: the breaker said why when it opened."""
_LOOK_AGAIN_S = 0.05

Key = tuple[ForecastSource, Cell]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast, or why there is none; both where a stale one has to do."""

    forecast: Forecast | None
    failure: ForecastFailure | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    outcome: Outcome
    since: datetime
    until: datetime

    def is_good(self, now: datetime) -> bool:
        """Whether it need not be asked for again; a clock that was set back makes nothing last."""
        return self.since - CLOCK_SLIP <= now < self.until


class KeptForecasts:
    """The cache before the providers."""

    def __init__(
        self,
        now: Callable[[], datetime],
        shared: SharedState,
        *,
        fresh_s: float,
        retry_s: float,
        stale_s: float,
        across_processes: bool,
    ) -> None:
        self._now = now
        self._shared = shared
        self._fresh = timedelta(seconds=fresh_s)
        self._retry = timedelta(seconds=retry_s)
        self._stale = timedelta(seconds=stale_s)
        self._across = across_processes
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._pending: dict[Key, asyncio.Task[Outcome]] = {}
        self.lookups: Counter[tuple[ForecastSource, Literal["hit", "miss"]]] = Counter()

    @property
    def entries(self) -> int:
        """How many answers and failures are kept."""
        return len(self._kept)

    def at_hand(self, provider: Provider, cell: Cell) -> Outcome | None:
        """Return what needs no call; ``None`` where one is due."""
        key = (provider.source, cell)
        kept = self._kept.get(key)
        if kept is None or not kept.is_good(self._now()):
            self.lookups[provider.source, "miss"] += 1
            return None
        self.lookups[provider.source, "hit"] += 1
        self._kept.move_to_end(key)
        return kept.outcome

    def too_late(self, provider: Provider, cell: Cell) -> Outcome:
        """Make do with a stale forecast, or none, where an answer cannot be waited for."""
        return Outcome(self._still_good(self._known((provider.source, cell))), "provider_timeout")

    def under_way(self, provider: Provider, cell: Cell) -> asyncio.Task[Outcome]:
        """Start to ask, or join those who wait already; the task survives who started it."""
        key = (provider.source, cell)
        task = self._pending.get(key)
        if task is None:
            task = asyncio.create_task(self._asked(provider, cell))
            self._pending[key] = task
            task.add_done_callback(lambda _: self._pending.pop(key, None))
        return task

    async def _asked(self, provider: Provider, cell: Cell) -> Outcome:
        key = (provider.source, cell)
        known = self._known(key)
        try:
            forecast = await self._from_others(provider, cell)
            if forecast is None:
                forecast = await self._fetched(provider, cell, known)
            outcome, until = Outcome(forecast), self._fresh_until(forecast, cell)
        except Exception as error:  # noqa: BLE001 - whatever a provider does, the user is answered
            failure = _failure_of(error)
            level = logging.DEBUG if failure in _EXPECTED else logging.WARNING
            _log.log(level, "%s failed: %s", provider.source, failure)
            known = known or await self._others(provider, cell)
            outcome = Outcome(self._still_good(known), failure)
            until = self._now() + self._retry
        self._remember(key, _Kept(outcome, self._now(), until))
        return outcome

    async def _from_others(self, provider: Provider, cell: Cell) -> Forecast | None:
        """Take what another process has fetched or is about to; ``None`` where it is ours to do."""
        if not self._across:
            return None
        asking = self._name("asking", provider, cell)
        for _ in range(int(_CLAIM_S / _LOOK_AGAIN_S)):
            if (found := await self._fresh_of_others(provider, cell)) is not None:
                return found
            if await self._shared.claim(asking, _CLAIM_S):
                # Who held the claim may have put its forecast there since.
                found = await self._fresh_of_others(provider, cell)
                if found is not None:
                    await self._shared.release(asking)
                return found
            await asyncio.sleep(_LOOK_AGAIN_S)
        return None

    async def _fresh_of_others(self, provider: Provider, cell: Cell) -> Forecast | None:
        found = await self._others(provider, cell)
        if found is None:
            return None
        kept = _Kept(Outcome(found), found.fetched_at, self._fresh_until(found, cell))
        return found if kept.is_good(self._now()) else None

    async def _others(self, provider: Provider, cell: Cell) -> Forecast | None:
        if not self._across:
            return None
        kept = await self._shared.get(self._name("forecast", provider, cell))
        return None if kept is None else decode(kept)

    async def _fetched(self, provider: Provider, cell: Cell, known: Forecast | None) -> Forecast:
        if not self._across:
            return await provider.forecast(cell, known)
        try:
            forecast = await provider.forecast(cell, known)
            name = self._name("forecast", provider, cell)
            await self._shared.put(name, encode(forecast), self._stale.total_seconds())
        finally:
            await self._shared.release(self._name("asking", provider, cell))
        return forecast

    def _name(self, what: str, provider: Provider, cell: Cell) -> str:
        where = f"{cell.latitude:.1f},{cell.longitude:.1f}"
        return f"{what}:{provider.source}:{where}:{cell.first}:{cell.last}"

    def _fresh_until(self, forecast: Forecast, cell: Cell) -> datetime:
        fetched = forecast.fetched_at
        if cell.last < fetched.date() - _SETTLED:
            return fetched + _FRESH_OF_THE_PAST
        if forecast.expires_at is not None:
            soonest, latest = fetched + self._retry, fetched + _LONGEST_EXPIRY
            return min(max(forecast.expires_at, soonest), latest)
        fresh = fetched + self._fresh
        if forecast.issued_at is None:
            return fresh
        return min(fresh, max(forecast.issued_at + _OLDEST_ISSUE, fetched + self._retry))

    def _known(self, key: Key) -> Forecast | None:
        kept = self._kept.get(key)
        return None if kept is None else kept.outcome.forecast

    def _still_good(self, known: Forecast | None) -> Forecast | None:
        if known is None:
            return None
        age = self._now() - known.fetched_at
        return known if -CLOCK_SLIP <= age <= self._stale else None

    def _remember(self, key: Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_CELLS:
            self._kept.popitem(last=False)


def _failure_of(error: Exception) -> ForecastFailure:
    if isinstance(error, ForecastUnavailable):
        return error.failure
    return "provider_timeout" if isinstance(error, TimeoutError) else "provider_invalid_response"


def cell_of(latitude: float, longitude: float, first: datetime, last: datetime) -> Cell:
    """Round a place to 0.1° and a span of time to whole UTC dates."""
    days = (first.astimezone(UTC).date(), last.astimezone(UTC).date())
    return Cell(_tenth(latitude), _tenth(longitude), *days)


def _tenth(degrees: float) -> float:
    return round(degrees, 1) + 0.0
