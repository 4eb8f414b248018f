"""
Forecasts for the use cases: cached by cell, one call at a time, never later than the deadline.

Coordinates leave the service rounded to 0.1°, which is also the key of the cache.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from service.errors import ForecastFailure, ForecastUnavailable
from service.providers.forecast import Forecast, Provider

_log = logging.getLogger("solferol.forecasts")
_MAX_CELLS = 4096


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cached forecast is for."""

    provider: str
    latitude: float
    longitude: float
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """A forecast, or why there is none."""

    forecast: Forecast | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    outcome: Outcome
    expires_at: float


class Forecasts:
    """The configured providers behind a cache."""

    def __init__(
        self,
        providers: Sequence[Provider],
        *,
        now: Callable[[], datetime],
        fresh_s: float,
        retry_s: float,
        deadline_s: float,
    ) -> None:
        self._providers = tuple(providers)
        self._now = now
        self._fresh_s = fresh_s
        self._retry_s = retry_s
        self._deadline_s = deadline_s
        self._entries: OrderedDict[Cell, _Entry] = OrderedDict()
        self._refused: dict[str, float] = {}
        self._pending: dict[Cell, asyncio.Task[Outcome]] = {}

    async def between(
        self, latitude: float, longitude: float, first: datetime, last: datetime
    ) -> Outcome:
        """
        Return the first provider's forecast that can be had, with flags for what failed.

        Never raises and never waits longer than the deadline for each provider.
        """
        if not self._providers:
            return Outcome(None, ("no_provider_configured",))
        days = first.astimezone(UTC).date(), last.astimezone(UTC).date()
        today = self._now().astimezone(UTC).date()
        flags: tuple[str, ...] = ()
        for provider in self._providers:
            available = provider.available(*days, today)
            if available is None:
                flags += ("outside_forecast_horizon",)
                continue
            cell = Cell(provider.name, _tenth(latitude), _tenth(longitude), *available)
            outcome = await self._of(provider, cell)
            flags += outcome.flags
            if outcome.forecast is not None:
                return Outcome(outcome.forecast, flags)
        return Outcome(None, flags)

    async def _of(self, provider: Provider, cell: Cell) -> Outcome:
        entry = self._entries.get(cell)
        if entry is not None and self._now().timestamp() < entry.expires_at:
            self._entries.move_to_end(cell)
            return entry.outcome
        if self._now().timestamp() < self._refused.get(provider.name, 0.0):
            return Outcome(None, ("provider_rate_limited",))
        task = self._pending.get(cell)
        if task is None:
            task = asyncio.create_task(self._fetch(provider, cell))
            self._pending[cell] = task
            task.add_done_callback(lambda _: self._pending.pop(cell, None))
        return await asyncio.shield(task)

    async def _fetch(self, provider: Provider, cell: Cell) -> Outcome:
        keep_s = self._fresh_s
        try:
            async with asyncio.timeout(self._deadline_s):
                forecast = await provider.forecast(
                    cell.latitude, cell.longitude, cell.first, cell.last
                )
            outcome = Outcome(forecast)
        except Exception as error:  # noqa: BLE001 - whatever a provider does, the user is answered
            failure = _failure_of(error)
            keep_s = max(self._retry_s, getattr(error, "retry_after_s", None) or 0.0)
            _log.warning("%s failed: %s (%s)", provider.name, failure, type(error).__name__)
            outcome = Outcome(None, (failure,))
            if failure == "provider_rate_limited":
                self._refused[provider.name] = self._now().timestamp() + keep_s
        self._remember(cell, _Entry(outcome, self._now().timestamp() + keep_s))
        return outcome

    def _remember(self, cell: Cell, entry: _Entry) -> None:
        self._entries[cell] = entry
        self._entries.move_to_end(cell)
        while len(self._entries) > _MAX_CELLS:
            self._entries.popitem(last=False)


def _failure_of(error: Exception) -> ForecastFailure:
    if isinstance(error, ForecastUnavailable):
        return error.failure
    return "provider_timeout" if isinstance(error, TimeoutError) else "provider_invalid_response"


def _tenth(degrees: float) -> float:
    return round(degrees, 1) + 0.0
