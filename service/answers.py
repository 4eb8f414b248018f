"""What a use case answers: plain values in SI-near units, unrounded; ``inf`` is "never"."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.body import ClothingName
from models.solar_geometry import DayType
from models.uncertainty import Group
from service.places import Place
from service.provenance import Provenance

VitaminDStatus = Literal["reached", "not_reachable", "withheld"]
BurnStatus = Literal["burn_possible", "no_burn_expected", "withheld"]
VerdictCode = Literal["target_before_burn", "burn_before_target", "not_reachable_today", "withheld"]
Reason = Literal[
    "sun_below_horizon",
    "uv_too_low",
    "day_ends",
    "glass",
    "no_skin_exposed",
    "caution",
    "saturation",
    "below_synthesis_threshold",
]
NextChanceReason = Literal[
    "reached_today",
    "glass",
    "no_skin_exposed",
    "caution",
    "saturation",
    "beyond_one_med",
    "not_within_a_year",
]
ComesFirst = Literal["target", "burn", "neither", "withheld"]
WindowKind = Literal["gentlest", "shortest", "earliest"]
WindowsReason = Literal[Reason, "beyond_limit"]
EventReason = Literal["polar_day", "polar_night", "not_on_this_date"]
UvCategory = Literal["low", "moderate", "high", "very_high", "extreme"]
Advice = Literal[
    "reach_target_then_cover",
    "stop_at_limit",
    "limit_used_up",
    "target_reached_already",
    "session_exceeds_limit",
    "uncover_more_skin_for_less_time",
    "another_hour",
    "settle_for_less",
    "start_nearer_noon",
    "wait_for_next_chance",
    "food_or_supplement",
    "protect_from_uv_index_3",
    "extra_protection_from_uv_index_8",
    "no_sunscreen_credit",
    "glass_blocks_vitamin_d",
    "shade_before_snow_or_sand",
    "caution_ask_doctor",
    "vitamin_d_withheld_ask_doctor",
    "infant_keep_out_of_sun",
    "child_half_the_limit",
    "kidney_stones",
    "anticoagulants",
    "pregnancy",
    "intake_above_upper_limit",
    "lab_low_ask_doctor",
    "lab_high_ask_doctor",
    "level_of_concern",
    "outing_beyond_limit",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """10th percentile, median and 90th percentile."""

    low: float
    central: float
    high: float

    def scaled(self, factor: float) -> "Interval":
        """Convert to another unit: infinite ends stay infinite."""
        return Interval(self.low * factor, self.central * factor, self.high * factor)


@dataclass(frozen=True, slots=True, eq=False)
class Sun:
    """The sun at the start, and the events of its day. Equal to itself alone."""

    zenith_deg: float
    elevation_deg: float
    azimuth_deg: float
    sunrise: datetime | None
    sunrise_reason: EventReason | None
    solar_noon: datetime
    sunset: datetime | None
    sunset_reason: EventReason | None
    day_type: DayType


@dataclass(frozen=True, slots=True, eq=False)
class Ultraviolet:
    """Irradiances on a horizontal plane at the start. Equal to itself alone."""

    uv_index: float
    uv_index_clear_sky: float
    erythemal_w_m2: float
    vitamin_d_w_m2: float
    vitamin_d_ratio: float | None
    vitamin_d_ratio_reason: Reason | None
    category: UvCategory


@dataclass(frozen=True, slots=True)
class NextChance:
    """The first later date on which the target can be reached under a clear sky."""

    date: date


@dataclass(frozen=True, slots=True)
class VitaminDAnswer:
    """How long until the wanted vitamin D is made."""

    status: VitaminDStatus
    reason: Reason | None
    target_iu: float
    minutes: Interval
    minutes_reason: Reason | None
    """Why an end of ``minutes`` is infinite."""
    reached_at: datetime | None
    iu_per_minute: float | None
    best_possible_iu: Interval | None
    """Until the day ends or one minimal erythema dose is received, whichever is first."""
    iu_within_limit: Interval | None
    """Within ``verdict.limit_minutes``."""
    next_chance: NextChance | None
    next_chance_reason: NextChanceReason | None


@dataclass(frozen=True, slots=True)
class BurnAnswer:
    """How long until the skin reddens."""

    status: BurnStatus
    reason: Reason | None
    med_j_m2: Interval | None
    minutes: Interval
    minutes_reason: Reason | None
    dose_fraction_of_med_by_sunset: float | None


@dataclass(frozen=True, slots=True)
class MoreSkin:
    """The least bare skin that reaches the target within the limit."""

    skin_fraction: float
    clothing: ClothingName
    """The most dressed way that leaves as much bare."""
    minutes: float
    kind: Literal["more_skin"] = "more_skin"


@dataclass(frozen=True, slots=True)
class AnotherHour:
    """The next start of the day from which the target is reached within the limit."""

    start: datetime
    minutes: float
    kind: Literal["another_hour"] = "another_hour"


@dataclass(frozen=True, slots=True)
class FoodOrSupplement:
    """What the sun within the limit leaves missing, at most the tolerable upper intake of a day."""

    vitamin_d_iu: float
    kind: Literal["food_or_supplement"] = "food_or_supplement"


Alternative = MoreSkin | AnotherHour | FoodOrSupplement


@dataclass(frozen=True, slots=True)
class UncertaintySource:
    """One source of the width of an interval."""

    name: str
    group: Group
    share: float
    """Of the variance of the logarithm. [unitless]"""
    low: float
    high: float
    """Factors at the 10th and 90th percentile. [unitless]"""
    reason: str
    sharpened_by: tuple[str, ...]
    """Request fields, not yet given, that would narrow it."""


@dataclass(frozen=True, slots=True)
class UncertaintyOf:
    """Shares of weather, person and model in the variance of one answer, and each source."""

    weather: float
    person: float
    model: float
    sources: tuple[UncertaintySource, ...]
    sharpened_by: tuple[str, ...]
    """Request fields worth asking for, the most useful first."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Budgets of both answers."""

    vitamin_d: UncertaintyOf | None
    burn: UncertaintyOf | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which comes first, and what to do."""

    code: VerdictCode
    comes_first: ComesFirst
    """By the central times, without the margin of the code."""
    advice: tuple[Advice, ...]
    limit_minutes: float | None
    limit_reason: Reason | None
    alternatives: tuple[Alternative, ...] = ()
    """What would reach the target within the limit, where this stay does not."""


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What the earlier stays and the stay that was asked about give together."""

    stays: int
    minutes: float
    vitamin_d_iu: Interval | None
    med_fraction: Interval | None
    reason: Reason | None
    recovery: Literal["none_within_24_hours"] = "none_within_24_hours"


@dataclass(frozen=True, slots=True)
class Session:
    """What a stay of given length gives."""

    minutes: float
    vitamin_d_iu: Interval | None
    med_fraction: Interval | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The whole answer to a question."""

    place: Place
    start: datetime
    counted_from: datetime
    """Where minutes begin to count: the start, or the first ultraviolet after it."""
    end: datetime | None
    sun: Sun
    uv: Ultraviolet
    vitamin_d: VitaminDAnswer
    burn: BurnAnswer
    verdict: Verdict
    session: Session | None
    day_total: DayTotal | None
    uncertainty: Uncertainty | None
    """``None`` where it was not asked for."""
    provenance: Provenance
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]
    attribution: tuple[str, ...]
