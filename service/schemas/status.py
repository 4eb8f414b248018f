"""Am I getting enough: what is asked, and what a client is told."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.answers import Advice
from service.levels import LabUnit
from service.prospects import LabReason, StatusReason
from service.questions import Language
from service.schemas.habits import (
    Day,
    DietItems,
    HabitIn,
    Labs,
    StepDays,
    Strict,
    SupplementUg,
)
from service.schemas.parts import Answer, LocationOut, Out
from service.schemas.requests import LocationIn, SkinIn
from service.winters import EndKind

MOST_CHANGES = 20
ChangesReason = Literal[StatusReason, "no_changes"]
_Level = Annotated[float, Field(ge=0), BeforeValidator(lambda value: round(value, 1))]
Amount = Annotated[float, Field(ge=0), BeforeValidator(lambda value: round(value, 2))]


class ChangeIn(Strict):
    """What is different from a day on; what is absent stays as it was."""

    from_: Annotated[Day, Field(alias="from")]
    habit: HabitIn | None = None
    diet: DietItems | None = None
    supplement_ug_per_day: SupplementUg | None = None


Changes = Annotated[tuple[ChangeIn, ...], Field(strict=False, max_length=MOST_CHANGES)]
_First = Annotated[Day | None, Field(alias="from", description="A year ago if absent.")]
_Last = Annotated[Day | None, Field(description="The end of winter if absent.")]


class StatusIn(Strict):
    """Somebody's habits; nothing of it is kept."""

    location: LocationIn
    skin: SkinIn
    habit: HabitIn | None = None
    diet: DietItems = ()
    labs: Labs = ()
    from_: _First = None
    until: _Last = None
    step_days: StepDays = 7
    changes: Changes = ()


class RecordedStatusIn(Strict):
    """What is not recorded of a user: days without records, and what is to change."""

    habit: Annotated[
        HabitIn | None, Field(description="For days without records, and those to come.")
    ] = None
    from_: _First = None
    until: _Last = None
    step_days: StepDays = 7
    changes: Changes = ()


class StatusQuery(BaseModel):
    """Which days of a user, and how often."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: _First = None
    until: _Last = None
    step_days: StepDays = 7


class NmolInterval(Out):
    """10th percentile, median, 90th percentile. [nmol L⁻¹]"""

    low: _Level
    central: _Level
    high: _Level


class NgInterval(Out):
    """10th percentile, median, 90th percentile. [ng mL⁻¹]"""

    low: _Level
    central: _Level
    high: _Level


class LevelOut(Out):
    """25(OH)D in blood, in both units."""

    nmol_l: NmolInterval
    ng_ml: NgInterval


class BandsOut(Out):
    """What two bodies call a level, judged by its median; they disagree."""

    iom_2011: Annotated[str, Field(description="By the Institute of Medicine.")]
    endocrine_society_2011: Annotated[str, Field(description="By the Endocrine Society.")]


class NowOut(LevelOut):
    """Today's level, and what it is called."""

    date: dt.date
    bands: BandsOut


class PointOut(LevelOut):
    """The level at the end of a day."""

    date: dt.date


class AmountInterval(Out):
    """10th percentile, median, 90th percentile. [µg d⁻¹]"""

    low: Amount
    central: Amount
    high: Amount


class ContributionsOut(Out):
    """What each source gave, as means of the last days. [µg d⁻¹]"""

    days: Annotated[int, Field(description="How many the means are of.")]
    sun_ug_per_day: AmountInterval
    food_ug_per_day: Amount
    supplement_ug_per_day: Amount


class LabOut(Out):
    """A value as it was told, and how far off the model was without any value."""

    date: dt.date
    value: Annotated[float, Field(description="As it was told, in `unit`.")]
    unit: LabUnit
    nmol_l: _Level
    ng_ml: _Level
    used: Annotated[bool, Field(description="Whether the levels were fitted to it.")]
    reason: Annotated[LabReason | None, Field(description="Why it was not used.")]
    model: Annotated[LevelOut | None, Field(description="What habits alone say of that day.")]
    difference_nmol_l: Annotated[
        float | None, Field(description="Measured less the median of the model.")
    ]
    within_model: Annotated[
        bool | None, Field(description="Whether it lies between low and high of the model.")
    ]


class ProspectOut(Out):
    """Where the level goes from today to the end of winter."""

    at_end: LevelOut
    lowest: LevelOut
    lowest_on: dt.date
    days_below_50_nmol_l: Annotated[int, Field(description="By the median.")]


class ForecastOut(Out):
    """The end of winter, with and without the changes that are to come."""

    until: dt.date
    kind: EndKind
    without_changes: ProspectOut
    with_changes: ProspectOut | None
    with_changes_reason: Literal["no_changes"] | None


class StatusOut(Answer):
    """Whether somebody gets enough vitamin D; where there is none, `reason` says why."""

    location: LocationOut | None
    location_reason: Literal["no_place"] | None
    today: dt.date
    from_: Annotated[dt.date, Field(serialization_alias="from")]
    until: dt.date
    reason: Annotated[
        StatusReason | None, Field(description="Why the levels are null; ask your clinician.")
    ]
    level_today: NowOut | None
    course: list[PointOut] | None
    course_with_changes: list[PointOut] | None
    course_with_changes_reason: ChangesReason | None
    contributions: ContributionsOut | None
    forecast: ForecastOut | None
    labs: list[LabOut]
    days_without_records: Annotated[
        int | None,
        Field(description="Of the days up to today; null where no records were asked for."),
    ]
    advice: list[str]
    advice_keys: list[Advice]
    language: Language
    assumptions: list[str]
    defaults_applied: list[str]
