"""The answer for one person, place and start, and many of them."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from models.body import ClothingName
from service.advice_texts import ADVICE_TEXT
from service.answers import (
    Advice,
    BurnStatus,
    ComesFirst,
    NextChanceReason,
    Reason,
    VerdictCode,
    VitaminDStatus,
)
from service.questions import Language
from service.schemas.parts import (
    Answer,
    BurnMinutesInterval,
    DoseInterval,
    IuInterval,
    LocationOut,
    MinutesInterval,
    Out,
    ProvenanceOut,
    ShareInterval,
    SunOut,
    UvOut,
)
from service.schemas.problem import Problem
from service.schemas.uncertainty import UncertaintyOut
from service.schemas.values import (
    Iu,
    LocalTime,
    Minutes,
    MinutesDown,
    Ratio,
    ShareUp,
)


class NextChanceOut(Out):
    """First later date on which a clear sky allows the target."""

    date: dt.date


class VitaminDOut(Out):
    """How long until the wanted vitamin D is made."""

    status: VitaminDStatus
    reason: Reason | None
    target_iu: Annotated[float, Field(description="What was asked for. [IU]")]
    minutes: Annotated[
        MinutesInterval, Field(description="From `counted_from` until the target is made. [min]")
    ]
    minutes_reason: Annotated[Reason | None, Field(description="Why an end of `minutes` is null.")]
    reached_at: Annotated[LocalTime | None, Field(description="By the central time.")]
    iu_per_minute: Annotated[Iu | None, Field(description="At the start. [IU min⁻¹]")]
    best_possible_iu: Annotated[
        IuInterval | None, Field(description="Until the day ends or one MED is received.")
    ]
    iu_within_limit: Annotated[
        IuInterval | None,
        Field(description="Within `verdict.limit_minutes`; the whole day where it is null."),
    ]
    next_chance: NextChanceOut | None
    next_chance_reason: NextChanceReason | None


class BurnOut(Out):
    """How long until the skin reddens."""

    status: BurnStatus
    reason: Reason | None
    med_j_m2: Annotated[
        DoseInterval | None, Field(description="Minimal erythema dose of the skin. [J m⁻²]")
    ]
    minutes: Annotated[
        BurnMinutesInterval,
        Field(description="From `counted_from` until one MED is received. [min]"),
    ]
    minutes_reason: Reason | None
    dose_fraction_of_med_by_sunset: Annotated[
        Ratio, Field(description="From the start to the end of its civil day, central.")
    ]


class MoreSkinOut(Out):
    """The least bare skin that reaches the target within the limit."""

    kind: Literal["more_skin"]
    skin_fraction: ShareUp
    clothing: Annotated[ClothingName, Field(description="The most dressed way to bare as much.")]
    minutes: MinutesDown


class AnotherHourOut(Out):
    """The next start of the day from which the target is reached within the limit."""

    kind: Literal["another_hour"]
    start: LocalTime
    minutes: Minutes


class FoodOrSupplementOut(Out):
    """What the sun within the limit leaves missing, at most the upper intake (IOM, EFSA)."""

    kind: Literal["food_or_supplement"]
    vitamin_d_iu: Iu


AlternativeOut = Annotated[
    MoreSkinOut | AnotherHourOut | FoodOrSupplementOut, Field(discriminator="kind")
]


class VerdictOut(Out):
    """Which comes first, and what to do."""

    code: Annotated[
        VerdictCode,
        Field(description="`target_before_burn`: the central target time lies within the limit."),
    ]
    comes_first: Annotated[
        ComesFirst, Field(description="By the central times alone, without a margin.")
    ]
    advice: Annotated[
        list[str],
        Field(
            description="What to do, in words; each belongs to the key of `advice_keys` beside it."
        ),
    ]
    advice_keys: list[Advice]
    language: Annotated[
        Language, Field(description="Of `advice` and `disclaimer`, by `Accept-Language`.")
    ]
    alternatives: Annotated[
        list[AlternativeOut],
        Field(description="What would reach the target within the limit; empty where it is."),
    ]
    limit_minutes: Annotated[
        MinutesDown,
        Field(
            description="Never more sun than this: half of the low burn time, or until half of the "
            "low burn dose where that is sooner; of children half of it. [min]"
        ),
    ]
    limit_reason: Reason | None


class SessionOut(Out):
    """What the stay from `start` to `end` gives."""

    minutes: float
    vitamin_d_iu: IuInterval | None
    med_fraction: Annotated[
        ShareInterval | None, Field(description="Dose as a share of the MED; 1 reddens. [unitless]")
    ]
    reason: Reason | None


class DayTotalOut(Out):
    """What the earlier stays and the one from `start` to `end` give together."""

    stays: Annotated[int, Field(description="How many, the one asked about among them.")]
    minutes: float
    vitamin_d_iu: IuInterval | None
    med_fraction: Annotated[
        ShareInterval | None, Field(description="Dose as a share of the MED; 1 reddens. [unitless]")
    ]
    reason: Reason | None
    recovery: Annotated[
        Literal["none_within_24_hours"],
        Field(description="Neither burn dose nor vitamin D is taken to fade within 24 hours."),
    ]


class EstimateOut(Answer):
    """The answer for one person, place and start."""

    location: LocationOut
    start: LocalTime
    counted_from: Annotated[
        LocalTime, Field(description="Minutes count from here: the start, or the day's first UV.")
    ]
    end: LocalTime | None
    sun: SunOut
    uv: UvOut
    vitamin_d: VitaminDOut
    burn: BurnOut
    verdict: VerdictOut
    session: SessionOut | None
    day_total: Annotated[DayTotalOut | None, Field(description="Null without `earlier_stays`.")]
    uncertainty: Annotated[
        UncertaintyOut | None, Field(description="Null unless `explain` is asked for.")
    ]
    uncertainty_reason: Literal["not_asked"] | None
    provenance: ProvenanceOut
    assumptions: Annotated[list[str], Field(description="What was taken for granted, in words.")]
    defaults_applied: Annotated[
        list[str], Field(description="Request fields that were not sent and have a usual value.")
    ]
    attribution: Annotated[list[str], Field(description="To be shown with the numbers.")]


class BatchItemOut(Out):
    """The answer to one question of a batch, or why there is none."""

    index: Annotated[int, Field(description="Of the question, from 0.")]
    status: Literal["ok", "error"]
    estimate: Annotated[EstimateOut | None, Field(description="Null where `problem` says why.")]
    problem: Annotated[Problem | None, Field(description="Null where there is an `estimate`.")]


class BatchOut(Out):
    """One answer for each question, in the order asked."""

    model_version: str
    items: list[BatchItemOut]


@lru_cache(maxsize=256)
def advice_texts(keys: tuple[Advice, ...], language: Language) -> tuple[str, ...]:
    """Words of advice keys."""
    return tuple(ADVICE_TEXT[key].in_(language) for key in keys)
