"""Which sources the service knows, in what state they are, and on which terms they may be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from service.errors import ForecastFailure
from service.providers.gate import GateState, Limit
from service.providers.registry import Off, Role, Source
from service.providers.terms import CommercialUse, Terms
from service.world import World

SourceState = Literal["untried", "working", "failing", "paused", "off"]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of numbers that comes from outside."""

    name: str
    role: Role
    state: SourceState
    off_reason: Off | None
    breaker: GateState
    paused_until: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_failure: ForecastFailure | None
    calls: int
    """Since this process started."""
    limits: Sequence[Limit]
    terms: Terms


@dataclass(frozen=True, slots=True)
class EmbeddedSource:
    """Data that ship with the service."""

    name: str
    what: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Sources:
    """All of them."""

    order: tuple[str, ...]
    """Who is asked, one after the other."""
    commercial: bool
    sources: tuple[SourceStatus, ...]
    embedded: tuple[EmbeddedSource, ...]


_OWN: CommercialUse = "yes"
EMBEDDED = (
    EmbeddedSource(
        "clear_sky",
        "spectra of a clear sky, computed by discrete ordinates",
        Terms("MIT, as the service itself", "https://lasp.colorado.edu/lisird/data/tsis1_hsrs",
              _OWN, ("Solar spectrum: TSIS-1 HSRS, Coddington et al. 2021",)),
    ),
    EmbeddedSource(
        "ozone_climatology",
        "total ozone by latitude and month",
        Terms("published table", "https://doi.org/10.1029/1998JD200008", _OWN,
              ("Fortuin and Kelder, J. Geophys. Res. 103 (1998) 31709-31734",)),
    ),
    EmbeddedSource(
        "terrain",
        "elevation of the ground",
        Terms("open terrain sources, shipped with pvlib (BSD-3-Clause)",
              "https://pvlib-python.readthedocs.io/", _OWN, ("Elevation: pvlib",)),
    ),
    EmbeddedSource(
        "time_zones",
        "time zone of a place",
        Terms("ODbL 1.0", "https://github.com/evansiroky/timezone-boundary-builder", _OWN,
              ("Time zones: OpenStreetMap contributors, timezone-boundary-builder",)),
    ),
)  # fmt: skip


def sources(world: World) -> Sources:
    """
    Tell the state of every source.

    Parameters
    ----------
    world : World

    Returns
    -------
    Sources
        As this process knows it.
    """
    return Sources(
        order=world.chain.sources,
        commercial=world.sources.commercial,
        sources=tuple(_status(each) for each in world.sources.sources),
        embedded=EMBEDDED,
    )


def _status(source: Source) -> SourceStatus:
    gate = source.gate
    return SourceStatus(
        name=source.name,
        role=source.role,
        state=_state(source),
        off_reason=source.off,
        breaker=gate.state,
        paused_until=gate.open_until,
        last_success_at=gate.last_success_at,
        last_failure_at=gate.last_failure_at,
        last_failure=gate.last_failure,
        calls=gate.calls,
        limits=source.limits,
        terms=source.terms,
    )


def _state(source: Source) -> SourceState:
    gate = source.gate
    if source.provider is None:
        return "off"
    if gate.state == "open":
        return "paused"
    if gate.last_failure_at is None and gate.last_success_at is None:
        return "untried"
    if gate.last_failure_at is None:
        return "working"
    later = gate.last_success_at is None or gate.last_failure_at > gate.last_success_at
    return "failing" if later else "working"
