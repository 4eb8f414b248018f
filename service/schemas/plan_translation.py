"""Plans between clients and the use case: questions in, answers out."""

import math
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from models import food_table
from models.constants import MODEL_VERSION
from models.units import iu_from_micrograms
from service.advice_texts import DISCLAIMER, Text
from service.errors import FieldError
from service.plan_foods import Portion, counted_on
from service.plan_weeks import FoodStep, PlanWeek, SunStep
from service.planning import PlanAnswer, PlanQuestion, WithheldWhy
from service.prospects import SUFFICIENT
from service.questions import Language, Person, Question, SkyQuestion, Spot
from service.schemas.checks import body_pointer, check_question
from service.schemas.estimate import advice_texts
from service.schemas.habits import diet_conflicts, diet_of, habit_conflicts, lab_conflicts
from service.schemas.plan import PlanIn, PlanOut
from service.schemas.status_translation import level_of, refuse

_MOST_FOR_AS_MUCH = 10.0
"""Portions beyond which a food is no substitute for another. (judgement)"""
_ASK: dict[WithheldWhy, Text] = {
    "caution": Text(
        "With what you told us no plan is made here: ask your clinician.",
    ),
    "kidney_stones": Text(
        "With kidney stones no supplement is named: ask your clinician.",
    ),
    "pregnancy": Text(
        "In pregnancy no supplement is named: ask your clinician.",
    ),
    "child": Text(
        "Below 18 years no supplement is named: ask your clinician.",
    ),
    "needs_more_than_upper_intake": Text(
        "The level that is wanted takes more vitamin D than the upper limit for this age: no "
        "supplement is named; ask your clinician, who can find out why.",
    ),
    "anticoagulants": Text(
        "With anticoagulants nothing is said of vitamin K, and no food rich in it is named: keep "
        "your intake steady and ask your clinician.",
    ),
}


def plan_question(asked: PlanIn) -> PlanQuestion:
    """
    Translate a question, and refuse what contradicts itself.

    Raises
    ------
    InvalidInput
    """
    spot, person = Spot(**dict(asked.location)), Person(**dict(asked.skin))
    check_question(Question(SkyQuestion(spot), person), body_pointer)
    refuse(
        _conflicts(asked),
        habit_conflicts(asked.habit, "#/habit"),
        diet_conflicts(asked.diet, "#/diet"),
        lab_conflicts(asked.labs),
    )
    level = asked.goal.level_nmol_l
    return PlanQuestion(
        spot=spot,
        person=person,
        habit=None if asked.habit is None else asked.habit.habit(),
        diet=diet_of(asked.diet),
        labs=tuple(each.lab() for each in asked.labs),
        level=SUFFICIENT if level is None else level,
        reached_by=asked.goal.reached_by,
        intake_ug=asked.goal.intake_ug_per_day,
        foods=asked.foods,
    )


def _conflicts(asked: PlanIn) -> Iterator[FieldError]:
    if asked.skin.age_years is None:
        yield FieldError("#/skin/age_years", "missing", "the upper intake goes by age")
    if asked.goal.level_nmol_l is not None and asked.goal.intake_ug_per_day is not None:
        yield FieldError(
            "#/goal/intake_ug_per_day", "conflict",
            "give level_nmol_l or intake_ug_per_day, not both",
        )  # fmt: skip
    for i, name in enumerate(asked.foods or ()):
        if food_table.food(name) is None:
            yield FieldError(
                f"#/foods/{i}", "unknown_food", "not in the table of foods: see GET /v1/foods"
            )


def plan_out(answer: PlanAnswer, question: PlanQuestion, language: Language) -> PlanOut:
    """Show a plan."""
    by_level = question.intake_ug is None
    counted = counted_on(answer.foods)
    no_k = any(each.part == "vitamin_k" for each in answer.withheld)
    fields: dict[str, Any] = {
        "location": answer.place,
        "today": answer.today,
        "goal": {
            "level_nmol_l": question.level if by_level else None,
            "reached_by": question.reached_by if by_level else None,
            "intake_ug_per_day": question.intake_ug,
            "needed_ug_per_day": answer.needed_ug,
            "limited_by": answer.limited_by,
            "reason": None if answer.needed_ug is not None else answer.limited_by or "caution",
        },
        "upper_intake_ug_per_day": answer.upper_intake_ug,
        "weeks": [_week(each, language) for each in answer.weeks],
        "foods": [_food(each, counted, language, no_k=no_k) for each in answer.foods],
        "withheld": [
            {"part": each.part, "reason": each.why, "text": _ASK[each.why].in_(language)}
            for each in answer.withheld
        ],
        "advice": advice_texts(answer.advice, language),
        "advice_keys": list(answer.advice),
        "language": language,
        "assumptions": list(answer.assumptions),
        "model_version": MODEL_VERSION,
        "disclaimer": DISCLAIMER.in_(language),
    }
    return PlanOut.model_validate(fields, context={"zone": answer.place.zone})


def _week(week: PlanWeek, language: Language) -> dict[str, Any]:
    dose = week.add_supplement_ug
    return {
        "start": week.start,
        "habits": {
            "sun_ug_per_day": week.sun,
            "food_ug_per_day": week.food,
            "supplement_ug_per_day": week.supplement,
        },
        "more_sun_possible_ug_per_day": week.more_sun_possible,
        "missing_before_ug_per_day": week.missing_before,
        "sun": None if week.add_sun is None else _sun(week.add_sun),
        "sun_reason": week.sun_reason,
        "food": None if week.add_food is None else _food_step(week.add_food, language),
        "food_reason": week.food_reason,
        "supplement": None if dose is None else {
            "vitamin_d_ug_per_day": dose,
            "vitamin_d_iu_per_day": float(iu_from_micrograms(dose)),
        },
        "supplement_reason": week.supplement_reason,
        "total_ug_per_day": week.total,
        "missing_ug_per_day": week.missing,
        "missing_reason": week.missing_reason,
        "level": level_of(week.level),
        "level_with_plan": level_of(week.level_with_plan),
    }  # fmt: skip


def _sun(step: SunStep) -> dict[str, Any]:
    return {
        "minutes": step.minutes,
        "start": step.around - timedelta(minutes=step.minutes / 2.0),
        "solar_noon": step.around,
        "vitamin_d_ug_per_day": step.vitamin_d,
    }


def _food_step(step: FoodStep, language: Language) -> dict[str, Any]:
    return {
        "food": step.portion.food.id,
        "name": step.portion.food.name[language],
        "portions_per_week": step.portions_per_week,
        "vitamin_d_ug_per_day": step.vitamin_d_ug,
    }


def _food(
    portion: Portion, counted: Portion | None, language: Language, *, no_k: bool
) -> dict[str, Any]:
    k1, k2 = _known(portion.vitamin_k1_ug), _known(portion.vitamin_k2_ug)
    why = "not_measured" if k1 is None or k2 is None else None
    as_much = _portions_for_as_much(portion, counted)
    return {
        "food": portion.food.id,
        "name": portion.food.name[language],
        "portion_g": portion.food.portion_g,
        "vitamin_d_ug": portion.vitamin_d_ug,
        "fat_g": _known(portion.fat_g),
        "vitamin_k1_ug": None if no_k else k1,
        "vitamin_k2_ug": None if no_k else k2,
        "vitamin_k_reason": "ask_your_clinician" if no_k else why,
        "portions_for_as_much": as_much,
        "reason": portion.reason or ("too_little_vitamin_d" if as_much is None else None),
    }


def _portions_for_as_much(portion: Portion, counted: Portion | None) -> float | None:
    """Only of foods that may be counted on, and not more than anybody would eat."""
    if counted is None or portion.reason is not None:
        return None
    portions = round(counted.vitamin_d_ug / portion.vitamin_d_ug, 1)
    return portions if portions <= _MOST_FOR_AS_MUCH else None


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else amount
