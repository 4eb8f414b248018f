"""The year of a place, as a client is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from service.answers import Reason
from service.comparison import BestMonthReason, CityReason
from service.schemas.parts import Answer, IuInterval, LocationOut, Out
from service.schemas.values import UvIndex
from service.year import LimitedBy


class YearDayOut(Out):
    """What one day can give at most under a clear sky."""

    date: dt.date
    best_possible_iu: Annotated[
        IuInterval | None, Field(description="Of a stay that `limited_by` ends. [IU]")
    ]
    best_possible_iu_reason: Reason | None
    limited_by: Annotated[
        LimitedBy,
        Field(
            description="What ends the stay: half of the central minimal erythema dose (of "
            "children a quarter), or the clock. How long to stay is for `GET /v1/day` to say."
        ),
    ]
    noon_uv_index: UvIndex
    below_synthesis_threshold: Annotated[
        bool, Field(description="Whether even noon is too weak to make vitamin D.")
    ]


class VitaminDWinterOut(Out):
    """Days whose clear-sky noon stays under the synthesis threshold."""

    start: Annotated[
        dt.date | None, Field(description="In the year asked about; null where there is no winter.")
    ]
    end: Annotated[dt.date | None, Field(description="Its last day, perhaps in the next year.")]
    days: Annotated[int, Field(description="How many there are, both ends among them.")]
    reason: Literal["none"] | None


class YearOut(Answer):
    """The year of a place."""

    location: LocationOut
    year: int
    days: list[YearDayOut]
    vitamin_d_winter: VitaminDWinterOut
    assumptions: list[str]
    defaults_applied: list[str]


class MonthOut(Out):
    """The days of a month together."""

    month: Annotated[int, Field(ge=1, le=12)]
    best_possible_iu: Annotated[
        IuInterval | None,
        Field(
            description="Mean over the days of what each can give at most; its ends are means of "
            "the days' ends."
        ),
    ]
    best_possible_iu_reason: Reason | None
    days_below_synthesis_threshold: int


class PlaceYearOut(Out):
    """The year of one place in short."""

    location: LocationOut
    nearest_city: Annotated[
        str | None, Field(description="Of the embedded list, within 100 km; English.")
    ]
    nearest_city_reason: CityReason | None
    vitamin_d_winter: VitaminDWinterOut
    months: list[MonthOut]
    days_below_synthesis_threshold: int
    best_month: Annotated[
        int | None, Field(description="1 to 12, by the central mean; the first of equals.")
    ]
    best_month_reason: BestMonthReason | None
    assumptions: list[str]


class ComparisonOut(Out):
    """The years of several places side by side."""

    model_version: str
    disclaimer: str
    year: int
    places: list[PlaceYearOut]
    defaults_applied: list[str]
