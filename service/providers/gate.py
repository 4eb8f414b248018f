"""
The gate before a provider: a circuit breaker, the provider's own limits, and what happened last.

Every call upstream passes here, retries too, so that no failure of ours or theirs is answered with
more calls.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from service.errors import ForecastFailure, ForecastUnavailable
from service.providers.clock import CLOCK_SLIP
from service.providers.shared_state import OwnState, SharedState

GateState = Literal["closed", "open", "half_open"]

_FAILURES_TO_OPEN = 3
_FIRST_PAUSE_S = 30.0
_LONGEST_PAUSE_S = 600.0
_REFUSED_PAUSE_S = 3600.0
"""After a key or a contact was refused: asking again changes nothing, and gets one banned."""
_LONGEST_TOLD_S = 86_400.0
"""However long a provider says to stay away."""
_HARMLESS: frozenset[ForecastFailure] = frozenset(
    {"provider_no_data", "provider_quota_reached", "provider_paused"}
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in a window of time, as the provider documents."""

    calls: int
    window_s: int
    """[s]"""


@dataclass(slots=True)
class Gate:
    """One provider's gate."""

    name: str
    now: Callable[[], datetime]
    limits: Sequence[Limit] = ()
    shared: SharedState = field(default_factory=OwnState)
    calls: int = 0
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: ForecastFailure | None = None
    failures: Counter[ForecastFailure] = field(default_factory=Counter)
    """All of them, since this process started."""
    _failures: int = 0
    _opened: int = 0
    _opened_at: datetime = _LONG_AGO
    _open_until: datetime = _LONG_AGO
    _why: ForecastFailure = "provider_paused"
    _probing: bool = False

    @property
    def state(self) -> GateState:
        """Closed lets calls pass, open none, half open a single one to try."""
        # A clock that was set back since shall not lengthen the pause.
        if self._opened_at <= self.now() + CLOCK_SLIP and self.now() < self._open_until:
            return "open"
        return "half_open" if self._opened else "closed"

    @property
    def open_until(self) -> datetime | None:
        """When the next call may be tried; ``None`` unless open."""
        return self._open_until if self.state == "open" else None

    async def admit(self, *, trying_again: bool = False) -> None:
        """
        Let a call pass, and count it.

        Raises
        ------
        ForecastUnavailable
            While the breaker is open, or another call is trying whether it may close, or a limit
            of the provider is used up.
        """
        await self._hear_of_pauses()
        if self.state == "open":
            raise ForecastUnavailable(self._why, "paused")
        if self.state == "half_open" and not trying_again:
            if self._probing:
                raise ForecastUnavailable("provider_paused", "being tried")
            self._probing = True
        try:
            await self._count()
        except ForecastUnavailable:
            self._probing = False
            raise
        self.calls += 1

    def succeeded(self) -> None:
        """Close the breaker."""
        self.last_success_at = self.now()
        self._failures = self._opened = 0
        self._probing = False

    def given_up(self) -> None:
        """Forget a call that was cancelled before it could tell anything."""
        self._probing = False

    async def failed(self, error: ForecastUnavailable) -> None:
        """Remember a failure, and open where it says so or where it is one too many."""
        self._probing = False
        self.failures[error.failure] += 1
        if error.failure == "provider_no_data":
            # Who says that there is nothing here is well.
            self._failures = self._opened = 0
        if error.failure in _HARMLESS:
            return
        self.last_failure_at, self.last_failure = self.now(), error.failure
        self._failures += 1
        if error.failure == "provider_rate_limited":
            await self._open(error.retry_after_s or 60.0, error.failure)
        elif error.failure == "provider_refused":
            await self._open(error.retry_after_s or _REFUSED_PAUSE_S, error.failure)
        elif self._failures >= _FAILURES_TO_OPEN or self._opened:
            told = error.retry_after_s or 0.0
            pause = min(_FIRST_PAUSE_S * 2.0**self._opened, _LONGEST_PAUSE_S)
            await self._open(max(pause, told), "provider_paused")
        elif error.retry_after_s:
            await self._open(error.retry_after_s, "provider_paused")

    async def _open(self, pause_s: float, why: ForecastFailure) -> None:
        pause = min(pause_s, _LONGEST_TOLD_S)
        self._opened_at = self.now()
        self._open_until = self._opened_at + timedelta(seconds=pause)
        self._why = why
        self._opened = min(self._opened + 1, 10)
        told = f"{self._open_until.timestamp()} {pause} {why}".encode()
        await self.shared.put(f"paused:{self.name}", told, pause)

    async def _hear_of_pauses(self) -> None:
        """Stay away too while another process was told to."""
        if self.state == "open":
            return
        told = await self.shared.get(f"paused:{self.name}")
        if told is None:
            return
        until, pause, why = told.decode().split()
        moment = datetime.fromtimestamp(float(until), UTC)
        began = moment - timedelta(seconds=float(pause))
        if began <= self.now() + CLOCK_SLIP and self.now() < moment:
            self._opened_at, self._open_until = began, moment
            self._opened = max(self._opened, 1)
            self._why = why  # type: ignore[assignment]

    async def _count(self) -> None:
        at = self.now().timestamp()
        for limit in self.limits:
            window = int(at // limit.window_s)
            key = f"calls:{self.name}:{limit.window_s}:{window}"
            if await self.shared.count(key, limit.window_s) > limit.calls:
                raise ForecastUnavailable("provider_quota_reached", "our share is used up")
