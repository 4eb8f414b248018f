"""The best windows of the coming days, as a client is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from service.answers import WindowKind, WindowsReason
from service.coming_days import ForecastUntilReason
from service.schemas.day import WindowOut
from service.schemas.parts import Answer, LocationOut, Out, ProvenanceOut


class ComingDayOut(Out):
    """The best windows of one day."""

    date: dt.date
    windows: list[WindowOut]
    windows_reason: WindowsReason | None
    provenance: ProvenanceOut


class BestWindowOut(Out):
    """The best window of its kind over all the days; of two as good the sooner.

    The earliest is the first to begin.
    """

    kind: WindowKind
    date: dt.date | None
    window: WindowOut | None
    reason: Annotated[
        WindowsReason | None,
        Field(description="Why there is no window on any day: what keeps most of them."),
    ]


class ComingDaysOut(Answer):
    """The best windows of several days; today only what is left of it."""

    location: LocationOut
    target_iu: float
    days: list[ComingDayOut]
    best: list[BestWindowOut]
    forecast_until: Annotated[
        dt.date | None,
        Field(
            description="The last of these days of which a forecast knows the sky, or a part of "
            "it; later days are those of a clear sky."
        ),
    ]
    forecast_until_reason: ForecastUntilReason | None
    assumptions: list[str]
    defaults_applied: list[str]
    attribution: list[str]
