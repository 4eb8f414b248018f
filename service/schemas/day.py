"""Ultraviolet at a moment, and the civil day as a curve."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from service.answers import (
    Reason,
    WindowKind,
    WindowsReason,
)
from service.schemas.parts import (
    Answer,
    IuInterval,
    LocationOut,
    Out,
    ProvenanceOut,
    SunOut,
    UvOut,
)
from service.schemas.values import (
    Degrees,
    Iu,
    LocalTime,
    Minutes,
    MinutesDown,
    Share,
    UvIndex,
)


class UltravioletOut(Answer):
    """Ultraviolet at one place and time."""

    location: LocationOut
    time: LocalTime
    sun: SunOut
    uv: UvOut
    provenance: ProvenanceOut
    attribution: list[str]


class DayPointOut(Out):
    """One moment, and what a stay begun then would take."""

    time: LocalTime
    sun_elevation_deg: Degrees
    uv_index: UvIndex
    uv_index_clear_sky: UvIndex
    iu_per_minute: Iu | None
    iu_per_minute_reason: Reason | None
    minutes_to_target: Minutes
    minutes_to_target_reason: Reason | None
    minutes_to_burn: MinutesDown
    minutes_to_burn_reason: Reason | None
    limit_minutes: Annotated[
        MinutesDown, Field(description="Never more sun than this, begun then. [min]")
    ]
    limit_minutes_reason: Reason | None


class WindowOut(Out):
    """A stay that reaches the target within half of the low burn dose."""

    kind: WindowKind
    start: LocalTime
    end: LocalTime
    minutes: MinutesDown
    vitamin_d_iu: IuInterval
    burn_share: Annotated[
        Share, Field(description="Share of the MED received in it, central. [unitless]")
    ]


class DayOut(Answer):
    """The civil day as a curve."""

    date: dt.date
    timezone: str
    location: LocationOut
    day_start: LocalTime
    day_end: LocalTime
    step_minutes: int
    target_iu: float
    sun: SunOut
    points: list[DayPointOut]
    windows: list[WindowOut]
    windows_reason: WindowsReason | None
    provenance: ProvenanceOut
    assumptions: list[str]
    defaults_applied: list[str]
    attribution: list[str]
