"""The year of a place, as a client is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from service.answers import Reason
from service.schemas.parts import Answer, IuInterval, LocationOut, Out
from service.schemas.values import UvIndex
from service.year import LimitedBy


class YearDayOut(Out):
    """What one day can give at most under a clear sky."""

    date: dt.date
    best_possible_iu: IuInterval | None
    best_possible_iu_reason: Reason | None
    limited_by: Annotated[
        LimitedBy,
        Field(
            description="What ends the stay: half of the central minimal erythema dose (of "
            "children a quarter), or the clock. How long to stay is for `GET /v1/day` to say."
        ),
    ]
    noon_uv_index: UvIndex
    below_synthesis_threshold: bool


class VitaminDWinterOut(Out):
    """Days whose clear-sky noon stays under the synthesis threshold."""

    start: Annotated[
        dt.date | None, Field(description="In the year asked about; null where there is no winter.")
    ]
    end: Annotated[dt.date | None, Field(description="Its last day, perhaps in the next year.")]
    days: int
    reason: Literal["none"] | None


class YearOut(Answer):
    """The year of a place."""

    location: LocationOut
    year: int
    days: list[YearDayOut]
    vitamin_d_winter: VitaminDWinterOut
    assumptions: list[str]
    defaults_applied: list[str]
