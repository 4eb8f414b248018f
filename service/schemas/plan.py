"""A plan for the weeks of a year: what is asked, and what a client is told."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from service.answers import Advice
from service.needs import LimitedBy, ReachedBy
from service.plan_foods import FoodReason
from service.planning import StepReason, WithheldPart, WithheldWhy
from service.questions import Language
from service.schemas.habits import DietItems, HabitIn, Labs, Strict
from service.schemas.parts import Answer, LocationOut, Out
from service.schemas.requests import LocationIn, SkinIn
from service.schemas.status import Amount, AmountInterval, LevelOut
from service.schemas.values import LocalTime, MinutesDown

_MOST_FOODS = 40
GoalReason = Literal["caution", "upper_intake"]
VitaminKReason = Literal["not_measured", "ask_your_clinician"]


class GoalIn(Strict):
    """What is wanted: a level, or an intake."""

    level_nmol_l: Annotated[
        float | None,
        Field(ge=25, le=100, description="In blood; 50 if neither is given, as the IOM has it."),
    ] = None
    reached_by: Annotated[
        ReachedBy,
        Field(description="Who is to reach the level, of people of whom the same is known."),
    ] = "nine_of_ten"
    intake_ug_per_day: Annotated[
        float | None, Field(ge=0, le=250, description="From sun, food and supplements together.")
    ] = None


class PlanIn(Strict):
    """Somebody's habits, and what is wanted; nothing of it is kept."""

    location: LocationIn
    skin: Annotated[SkinIn, Field(description="With `age_years`: the upper intake goes by age.")]
    habit: HabitIn | None = None
    diet: DietItems = ()
    labs: Labs = ()
    goal: GoalIn = GoalIn()
    foods: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=80)], ...] | None,
        Field(
            strict=False,
            max_length=_MOST_FOODS,
            description="Ids of `GET /v1/foods` that may be named; usual ones if absent.",
        ),
    ] = None


class GoalOut(Out):
    """What is wanted, and how much a day that takes."""

    level_nmol_l: float | None
    reached_by: ReachedBy | None
    intake_ug_per_day: Annotated[
        float | None,
        Field(description="From sun, food and supplements together, where that was asked for."),
    ]
    needed_ug_per_day: Annotated[
        Amount | None,
        Field(
            description="Of all that is counted, as something swallowed; the everyday diet that "
            "nobody counts is part of the basal level."
        ),
    ]
    limited_by: Annotated[
        LimitedBy | None, Field(description="Why less is planned than the goal takes.")
    ]
    reason: GoalReason | None


class SunStepOut(Out):
    """One stay on every day of the week, centred on solar noon; never more."""

    minutes: MinutesDown
    start: LocalTime
    solar_noon: LocalTime
    vitamin_d_ug_per_day: AmountInterval


class FoodStepOut(Out):
    """More of a food."""

    food: str
    name: str
    portions_per_week: float
    vitamin_d_ug_per_day: Amount


class SupplementStepOut(Out):
    """A dose."""

    vitamin_d_ug_per_day: Amount
    vitamin_d_iu_per_day: Amount


class HabitsOut(Out):
    """What habits give. [µg d⁻¹]"""

    sun_ug_per_day: AmountInterval
    food_ug_per_day: Amount
    supplement_ug_per_day: Amount


class WeekOut(Out):
    """One week: what habits give, what is missing, and what closes the gap."""

    start: dt.date
    habits: HabitsOut
    more_sun_possible_ug_per_day: Annotated[
        Amount, Field(description="What the longest stay within the limit adds.")
    ]
    missing_before_ug_per_day: Annotated[Amount, Field(description="What habits leave missing.")]
    sun: SunStepOut | None
    sun_reason: StepReason | None
    food: FoodStepOut | None
    food_reason: StepReason | None
    supplement: SupplementStepOut | None
    supplement_reason: StepReason | None
    total_ug_per_day: Annotated[
        Amount, Field(description="Of all sources: sun (median), food, supplements, and the plan.")
    ]
    missing_ug_per_day: Annotated[Amount, Field(description="What the plan leaves missing.")]
    missing_reason: StepReason | None
    level: Annotated[LevelOut, Field(description="At the end of the week, without the plan.")]
    level_with_plan: LevelOut


class PlanFoodOut(Out):
    """What one portion of a food brings."""

    food: str
    name: str
    portion_g: float
    vitamin_d_ug: Amount
    fat_g: Annotated[Amount | None, Field(description="Null where nobody measured.")]
    vitamin_k1_ug: Amount | None
    vitamin_k2_ug: Annotated[Amount | None, Field(description="At least so much.")]
    vitamin_k_reason: VitaminKReason | None
    portions_for_as_much: Annotated[
        float | None,
        Field(
            description="As one portion of the food that the plan counts on; null where `reason` "
            "says why: not counted on, or more than ten portions."
        ),
    ]
    reason: Annotated[
        FoodReason | None,
        Field(
            description="Why the plan does not count on it; `portions_for_as_much` is null then."
        ),
    ]


class WithheldOut(Out):
    """What the plan does not say, and why: ask your clinician."""

    part: WithheldPart
    reason: WithheldWhy
    text: Annotated[str, Field(description="In words.")]


class PlanOut(Answer):
    """A plan; without weeks where everything is withheld."""

    location: LocationOut
    today: dt.date
    goal: GoalOut
    upper_intake_ug_per_day: Annotated[
        float, Field(description="The lower of those of IOM and EFSA for the age.")
    ]
    weeks: list[WeekOut]
    foods: list[PlanFoodOut]
    withheld: list[WithheldOut]
    advice: list[str]
    advice_keys: list[Advice]
    language: Language
    assumptions: list[str]
