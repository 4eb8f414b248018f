"""Sources of numbers, as a client is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from service.errors import ForecastFailure
from service.providers.gate import GateState
from service.providers.registry import Off, Role
from service.providers.terms import CommercialUse
from service.schemas.parts import Out
from service.sources import SourceState


class LimitOut(Out):
    """So many calls in a window of time."""

    calls: int
    window_s: int


class TermsOut(Out):
    """Licence of the numbers and of the service that hands them out."""

    licence: str
    url: str
    commercial_use: CommercialUse
    attribution: list[str]


class SourceOut(Out):
    """
    One source that is asked over the network.

    Times are null where it did not happen since this process started, `off_reason` is null where it
    is on, `paused_until` unless it is paused.
    """

    name: str
    role: Role
    state: SourceState
    off_reason: Off | None
    breaker: Annotated[
        GateState, Field(description="`open`: it failed too often and is left alone for a while.")
    ]
    paused_until: dt.datetime | None
    last_success_at: dt.datetime | None
    last_failure_at: dt.datetime | None
    last_failure: ForecastFailure | None
    calls: Annotated[int, Field(description="Since this process started.")]
    limits: list[LimitOut]
    terms: TermsOut


class EmbeddedSourceOut(Out):
    """Data that ship with the service and never fail."""

    name: str
    what: str
    terms: TermsOut


class SourcesOut(Out):
    """All sources, in the order in which they are asked."""

    order: Annotated[list[str], Field(description="Names, the first that answers is used.")]
    commercial: Annotated[
        bool,
        Field(description="Whether this deployment earns money, which some sources do not allow."),
    ]
    sources: list[SourceOut]
    embedded: list[EmbeddedSourceOut]
