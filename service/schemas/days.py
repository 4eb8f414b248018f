"""Days of a user as clients read them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from service.exposures.evidence import Evidence
from service.schemas.parts import IuInterval, ShareInterval
from service.schemas.values import Minutes, Share

DayReason = Literal["skin_type_missing", "caution", "no_place", "nothing_outdoors"]
Assumption = Literal["clothing_by_season", "posture_upright", "age_young_adult", "place_home"]


class ExcludedMinutes(BaseModel):
    """Minutes that count nothing, and why."""

    reason: Annotated[str, Field(description="Why they are not taken for outdoors.")]
    minutes: Minutes


class DayTotalsOut(BaseModel):
    """What a day of a user came to; every minute counts once."""

    date: date
    timezone: str
    minutes_outdoors: Minutes
    minutes_in_daylight: Minutes
    minutes_by_evidence: Annotated[
        dict[Evidence, Minutes], Field(description="Minutes outdoors by what tells of them. [min]")
    ]
    minutes_measured: Annotated[
        Minutes, Field(description="Of those, minutes whose ultraviolet was measured.")
    ]
    minutes_without_place: Annotated[
        Minutes, Field(description="Minutes outdoors nobody knows where; they have no dose.")
    ]
    excluded: list[ExcludedMinutes]
    vitamin_d_iu: IuInterval | None
    vitamin_d_reason: DayReason | None
    erythemal_sed: Annotated[
        ShareInterval | None,
        Field(
            description="Dose on a horizontal plane, in standard erythema doses of 100 J m⁻². [SED]"
        ),
    ]
    erythemal_sed_reason: DayReason | None
    med_fraction: Annotated[
        ShareInterval | None,
        Field(description="The high end is that of the most exposed skin of who burns soonest."),
    ]
    med_fraction_reason: DayReason | None
    intake_ug: Annotated[float, Field(description="Vitamin D by food and supplements. [µg]")]
    uv_sources: list[str]
    flags: Annotated[list[str], Field(description="What makes the totals weaker than usual.")]
    assumptions: list[Assumption]
    provisional: Annotated[
        bool, Field(description="Whether it will be worked out anew as its sky becomes known.")
    ]
    model_version: str
    attribution: list[str]
    computed_at: datetime
    pending: Annotated[
        bool, Field(description="Whether changes are stored that are not in these totals yet.")
    ]


class DaysOut(BaseModel):
    """Days in order; those without any sample are absent."""

    days: list[DayTotalsOut]
    pending: Annotated[list[date], Field(description="Dates being worked out.")]
    next_start: Annotated[
        date | None, Field(description="To ask from for the days that follow; null after the last.")
    ]
    disclaimer: str


class PlaceOut(BaseModel):
    """Where, as coarse as it is kept."""

    latitude: float
    longitude: float


class MinuteOut(BaseModel):
    """One minute outdoors."""

    time: datetime
    uv_index: float


class SpanOut(BaseModel):
    """Minutes of one piece of evidence, which won over all others."""

    start: datetime
    end: datetime
    evidence: Evidence
    sample_id: str
    device_id: str | None
    minutes: Annotated[Minutes, Field(description="Counted as outdoors.")]
    fraction: Annotated[Share, Field(description="Of each minute, counted as outdoors. [unitless]")]
    excluded: Annotated[
        str | None, Field(description="Why it counts nothing; null where it counts.")
    ]
    place: PlaceOut | None
    erythemal_sed: Annotated[Share | None, Field(description="Not known where the place is not.")]
    measured: Annotated[bool, Field(description="Whether its ultraviolet was measured.")]
    by_minute: list[MinuteOut]


class RecordedDayOut(DayTotalsOut):
    """One day with its minutes."""

    spans: list[SpanOut]
    disclaimer: str
