"""
The providers in their order, asked until the answer is whole, never later than the deadline.

Sources of one step are asked at once; the next step only where something is still missing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from service.errors import ForecastFailure
from service.providers.forecast import Cell, Forecast, ForecastSource, Provider
from service.providers.keeping import KeptForecasts, Outcome, cell_of

_AHEAD = timedelta(days=15)
_CROSS_CHECK_S = 0.5
"""How long an answer that is ready waits for a number to compare with. [s]"""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one source has to say of a place and a span of days."""

    source: ForecastSource
    forecast: Forecast | None = None
    failure: ForecastFailure | None = None
    """Why there is no forecast, or why it is a stale one."""
    beyond_horizon: bool = False
    """Whether the source never has values for those days."""


class Chain:
    """The configured providers behind their cache."""

    def __init__(
        self,
        steps: Sequence[Sequence[Provider]],
        kept: KeptForecasts,
        now: Callable[[], datetime],
        *,
        deadline_s: float,
        cross_checks: Sequence[Provider] = (),
    ) -> None:
        self._steps = tuple(tuple(step) for step in steps)
        self.kept = kept
        self._now = now
        self._deadline_s = deadline_s
        self._cross_checks = tuple(cross_checks)

    @property
    def sources(self) -> tuple[ForecastSource, ...]:
        """Who is asked, in order."""
        return tuple(provider.source for step in self._steps for provider in step)

    async def offers(
        self, latitude: float, longitude: float, first: datetime, last: datetime
    ) -> AsyncIterator[tuple[Offer, ...]]:
        """
        Ask step by step; whoever listens stops when nothing is missing.

        Never raises, and never takes longer than the deadline altogether.

        Parameters
        ----------
        latitude, longitude : float
            Rounded to 0.1° before anybody hears of them. [°]
        first, last : datetime

        Yields
        ------
        tuple of Offer
            Of the sources of one step, in their order.
        """
        deadline = asyncio.get_running_loop().time() + self._deadline_s
        asked = cell_of(latitude, longitude, first, last)
        for step in self._steps:
            found = await asyncio.gather(*(self._offer(each, asked, deadline) for each in step))
            yield tuple(found)

    async def one(
        self,
        source: ForecastSource,
        latitude: float,
        longitude: float,
        first: datetime,
        last: datetime,
    ) -> Offer | None:
        """Ask a single source of the chain; ``None`` where it is not configured."""
        deadline = asyncio.get_running_loop().time() + self._deadline_s
        asked = cell_of(latitude, longitude, first, last)
        for provider in (each for step in self._steps for each in step):
            if provider.source == source:
                return await self._offer(provider, asked, deadline)
        return None

    async def to_compare(
        self, latitude: float, longitude: float, first: datetime, last: datetime
    ) -> tuple[Forecast, ...]:
        """Ask those that only serve to check the others; what comes too late is left out."""
        deadline = asyncio.get_running_loop().time() + _CROSS_CHECK_S
        asked = cell_of(latitude, longitude, first, last)
        found = await asyncio.gather(
            *(self._offer(each, asked, deadline) for each in self._cross_checks)
        )
        return tuple(offer.forecast for offer in found if offer.forecast is not None)

    async def _offer(self, provider: Provider, asked: Cell, deadline: float) -> Offer:
        cell = self._span(provider, asked)
        if cell is None:
            return Offer(provider.source, beyond_horizon=True)
        outcome = self.kept.at_hand(provider, cell)
        if outcome is None:
            outcome = await self._in_time(provider, cell, deadline)
        return Offer(provider.source, outcome.forecast, outcome.failure)

    def _span(self, provider: Provider, asked: Cell) -> Cell | None:
        """
        Dates to ask for: around now all that the provider has, so that one call serves every day.

        Before that whole months, so that twelve calls serve a year. ``None`` where it has nothing
        for the dates that are wanted.
        """
        today = self._now().astimezone(UTC).date()
        wanted = provider.available(asked, today)
        if wanted is None:
            return None
        yesterday = today - timedelta(days=1)
        past = wanted[0] < yesterday
        around = _months(*wanted, today) if past else (yesterday, today + _AHEAD)
        whole = provider.available(_dated(asked, around), today)
        return None if whole is None else _dated(asked, whole)

    async def _in_time(self, provider: Provider, cell: Cell, deadline: float) -> Outcome:
        left = deadline - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(left, 0.0)):
                return await asyncio.shield(self.kept.under_way(provider, cell))
        except TimeoutError:
            return self.kept.too_late(provider, cell)


def _months(first: date, last: date, today: date) -> tuple[date, date]:
    """Widen dates to the months they lie in, but not beyond today for their sake."""
    following = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=1), max(last, min(following - timedelta(days=1), today))


def _dated(cell: Cell, dates: tuple[date, date]) -> Cell:
    return replace(cell, first=dates[0], last=dates[1])
