"""What a client is told. Times are in the zone of the place; ``null`` has a reason beside it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from models.body import ClothingName
from models.constants import MODEL_VERSION
from models.solar_geometry import DayType
from models.uncertainty import Group
from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import (
    Advice,
    BurnStatus,
    ComesFirst,
    EventReason,
    NextChanceReason,
    Reason,
    UvCategory,
    VerdictCode,
    VitaminDStatus,
    WindowKind,
    WindowsReason,
)
from service.places import ElevationSource
from service.provenance import (
    AodSource,
    OzoneSource,
    QualityFlag,
    SkyKind,
    TimeReason,
    UvSourceUsed,
)
from service.questions import Language
from service.schemas.problem import Problem
from service.schemas.values import (
    Degrees,
    Dose,
    Irradiance,
    Iu,
    LocalTime,
    Minutes,
    MinutesDown,
    OzoneColumn,
    Ratio,
    Share,
    ShareUp,
    UvIndex,
)

if TYPE_CHECKING:
    from service.places import Place


class Out(BaseModel):
    """Base of everything that leaves: read from attributes, never changed."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class LocationOut(Out):
    """The place as it was understood."""

    latitude: float
    longitude: float
    elevation_m: float
    timezone: str


class SunOut(Out):
    """Sun at the start; events of its civil day."""

    zenith_deg: Degrees
    elevation_deg: Degrees
    azimuth_deg: Degrees
    sunrise: LocalTime | None
    sunrise_reason: EventReason | None
    solar_noon: LocalTime
    sunset: LocalTime | None
    sunset_reason: EventReason | None
    day_type: DayType


class UvOut(Out):
    """Ultraviolet on a horizontal plane at the start."""

    uv_index: UvIndex
    uv_index_clear_sky: UvIndex
    erythemal_w_m2: Irradiance
    vitamin_d_w_m2: Irradiance
    vitamin_d_ratio: Ratio
    vitamin_d_ratio_reason: Reason | None
    category: UvCategory


class IuInterval(Out):
    """10th percentile, median, 90th percentile. [IU]"""

    low: Iu
    central: Iu
    high: Iu


class ShareInterval(Out):
    """10th percentile, median, 90th percentile."""

    low: Share
    central: Share
    high: Share


class MinutesInterval(Out):
    """10th percentile, median, 90th percentile; ``null`` is never, see the reason. [min]"""

    low: Minutes
    central: Minutes
    high: Minutes


class BurnMinutesInterval(Out):
    """As other minutes, but rounded down. [min]"""

    low: MinutesDown
    central: MinutesDown
    high: MinutesDown


class DoseInterval(Out):
    """10th percentile, median, 90th percentile. [J m⁻²]"""

    low: Dose
    central: Dose
    high: Dose


class NextChanceOut(Out):
    """First later date on which a clear sky allows the target."""

    date: dt.date


class VitaminDOut(Out):
    """How long until the wanted vitamin D is made."""

    status: VitaminDStatus
    reason: Reason | None
    target_iu: float
    minutes: MinutesInterval
    minutes_reason: Annotated[Reason | None, Field(description="Why an end of `minutes` is null.")]
    reached_at: LocalTime | None
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
    med_j_m2: DoseInterval | None
    minutes: BurnMinutesInterval
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
    """What the sun within the limit leaves missing, at most the upper intake of a day (IOM)."""

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
    advice: list[str]
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
    med_fraction: ShareInterval | None
    reason: Reason | None


class DayTotalOut(Out):
    """What the earlier stays and the one from `start` to `end` give together."""

    stays: int
    minutes: float
    vitamin_d_iu: IuInterval | None
    med_fraction: ShareInterval | None
    reason: Reason | None
    recovery: Annotated[
        Literal["none_within_24_hours"],
        Field(description="Neither burn dose nor vitamin D is taken to fade within 24 hours."),
    ]


class UncertaintySourceOut(Out):
    """One source of the width of an interval."""

    name: str
    group: Group
    share: Annotated[Share, Field(description="Of the variance of the logarithm.")]
    low: Annotated[Share, Field(description="Factor at the 10th percentile.")]
    high: Annotated[Share, Field(description="Factor at the 90th percentile.")]
    reason: str
    sharpened_by: Annotated[
        list[str],
        Field(description="Request fields that would narrow it, in place of what they exclude."),
    ]


class UncertaintyOfOut(Out):
    """Where the width of one answer comes from; the three shares sum to one, but for rounding."""

    weather: Share
    person: Share
    model: Share
    sharpened_by: Annotated[
        list[str], Field(description="Request fields worth asking for, the most useful first.")
    ]
    sources: list[UncertaintySourceOut]


class UncertaintyOut(Out):
    """Budgets of both answers; of what is withheld none."""

    vitamin_d: UncertaintyOfOut | None
    burn: UncertaintyOfOut | None
    reason: Reason | None


class OzoneOut(Out):
    """Ozone column above the place at the start."""

    du: Annotated[OzoneColumn, Field(description="[DU]")]
    source: OzoneSource


class AodOut(Out):
    """Aerosol optical depth at 550 nm above the place."""

    value: Share
    source: AodSource


class ProvenanceOut(Out):
    """Where the numbers come from."""

    uv_source: UvSourceUsed
    issued_at: LocalTime | None
    issued_at_reason: TimeReason | None
    fetched_at: LocalTime | None
    fetched_at_reason: TimeReason | None
    age_s: float | None
    sky: SkyKind
    ozone: OzoneOut
    aod: AodOut
    albedo: float
    elevation_source: ElevationSource
    quality_flags: list[QualityFlag]


class _Answer(Out):
    """What every computed answer carries."""

    model_version: str
    disclaimer: str

    @classmethod
    def of(
        cls,
        answer: Any,  # noqa: ANN401
        place: Place,
        language: Language = "en",
        **more: Any,  # noqa: ANN401
    ) -> Self:
        """
        Build the answer of a use case, with times in the zone of the place.

        Parameters
        ----------
        answer : object
            With the attributes of the schema.
        place : Place
        language : {"en", "de"}
        **more
            Fields that the use case does not know.
        """
        fields = {name: getattr(answer, name) for name in cls.model_fields if hasattr(answer, name)}
        return cls.model_validate(
            fields
            | {
                "location": place,
                "model_version": MODEL_VERSION,
                "disclaimer": DISCLAIMER.in_(language),
            }
            | more,
            context={"zone": place.zone},
        )


class EstimateOut(_Answer):
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
    assumptions: list[str]
    defaults_applied: list[str]
    attribution: list[str]


class UltravioletOut(_Answer):
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
    limit_minutes: MinutesDown
    limit_minutes_reason: Reason | None


class WindowOut(Out):
    """A stay that reaches the target within half of the low burn dose."""

    kind: WindowKind
    start: LocalTime
    end: LocalTime
    minutes: Minutes
    vitamin_d_iu: IuInterval
    burn_share: Share


class DayOut(_Answer):
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


class BatchItemOut(Out):
    """The answer to one question of a batch, or why there is none."""

    index: int
    status: Literal["ok", "error"]
    estimate: Annotated[EstimateOut | None, Field(description="Null where `problem` says why.")]
    problem: Annotated[Problem | None, Field(description="Null where there is an `estimate`.")]


class BatchOut(Out):
    """One answer for each question, in the order asked."""

    model_version: str
    items: list[BatchItemOut]


def advice_texts(keys: tuple[Advice, ...], language: Language) -> list[str]:
    """Words of advice keys."""
    return [ADVICE_TEXT[key].in_(language) for key in keys]
