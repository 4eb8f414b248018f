"""The best windows of the coming days, as a client is told."""

from __future__ import annotations

import datetime as dt

from service.answers import WindowsReason
from service.schemas.day import WindowOut
from service.schemas.parts import Answer, LocationOut, Out, ProvenanceOut


class ComingDayOut(Out):
    """The best windows of one day."""

    date: dt.date
    windows: list[WindowOut]
    windows_reason: WindowsReason | None
    provenance: ProvenanceOut


class ComingDaysOut(Answer):
    """The best windows of several days; today only what is left of it."""

    location: LocationOut
    target_iu: float
    days: list[ComingDayOut]
    assumptions: list[str]
    defaults_applied: list[str]
    attribution: list[str]
