"""What the use cases need from outside: the clock, the forecasts, and names of places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.geocoding import Gazetteer
from service.providers.chain import Chain
from service.providers.keeping import KeptForecasts
from service.providers.registry import Registry
from service.providers.shared_state import OwnState


@dataclass(frozen=True, slots=True)
class World:
    """The outside, as handed to every use case."""

    chain: Chain
    now: Callable[[], datetime]
    """Current time, timezone-aware."""
    sources: Registry
    places: Gazetteer


def world_alone(now: Callable[[], datetime]) -> World:
    """Make a world that asks nobody: embedded data only."""
    kept = KeptForecasts(
        now, OwnState(), fresh_s=1.0, retry_s=1.0, stale_s=1.0, across_processes=False
    )
    chain = Chain((), kept, now, deadline_s=1.0)
    return World(chain, now, Registry((), commercial=False), Gazetteer(None, now))
