"""What the use cases need from outside: the clock and the forecasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.forecasts import Forecasts


@dataclass(frozen=True, slots=True)
class World:
    """The outside, as handed to every use case."""

    forecasts: Forecasts
    now: Callable[[], datetime]
    """Current time, timezone-aware."""
