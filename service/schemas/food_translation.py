"""From foods of the table to what clients read."""

import math
from collections.abc import Sequence
from typing import Any

from models.constants import IU_PER_MICROGRAM, MODEL_VERSION
from models.food_names import NAMES, PORTIONS, FoodLanguage
from models.food_table import NUTRIENTS, SOURCES, Food
from service.advice_texts import DISCLAIMER
from service.foods import EVIDENCE
from service.schemas.foods import (
    FindingOut,
    FoodOut,
    FoodsOut,
    NutrientsOut,
    OneFoodOut,
    RangeOut,
)

_ATTRIBUTION = [
    "Food composition: U.S. Department of Agriculture, Agricultural Research Service, FoodData "
    "Central (public domain)"
]
_NOTES = [
    "Contents vary: fish, mushrooms and cheese of one name by a factor of two and more. Of "
    "fortified food the label tells.",
    "Vitamin K2 of food is known from few samples; longer menaquinones most of all.",
]
_SHOWN = (*NUTRIENTS, "vitamin_d_ug", "vitamin_k2_ug")


def foods_out(foods: Sequence[Food], limit: int, language: FoodLanguage) -> FoodsOut:
    """Show foods, as many as are wanted."""
    shown = [_food_out(each, language) for each in foods[:limit]]
    return FoodsOut(found=len(foods), foods=shown, **_around(language))


def one_food_out(food: Food, language: FoodLanguage) -> OneFoodOut:
    """Show one food."""
    return OneFoodOut(food=_food_out(food, language), **_around(language))


def _around(language: FoodLanguage) -> dict[str, Any]:
    return {
        "model_version": MODEL_VERSION,
        "language": language,
        "evidence": [
            FindingOut(
                about=each.about,
                grade=each.grade,
                text=each.text.in_(language),
                citations=list(each.citations),
            )
            for each in EVIDENCE
        ],
        "sources": dict(SOURCES),
        "attribution": _ATTRIBUTION,
        "notes": _NOTES,
        "disclaimer": DISCLAIMER.in_(language),
    }


def _food_out(food: Food, language: FoodLanguage) -> FoodOut:
    name, *synonyms = NAMES[food.id][language]
    low, high = food.vitamin_d_range_ug
    compared = not math.isnan(low)
    return FoodOut(
        id=food.id,
        name=name,
        synonyms=synonyms,
        portion_g=food.portion_g,
        portion=PORTIONS[food.portion_kind][language],
        per_100_g=_nutrients(food, 100.0),
        per_portion=_nutrients(food, food.portion_g),
        vitamin_d_range_ug=RangeOut(low=low, high=high) if compared else None,
        vitamin_d_range_reason=None if compared else "not_compared",
        not_measured=[each for each in NUTRIENTS if math.isnan(getattr(food, each))],
        k2_note=food.k2_note or _k2_note(food),
        entry=food.entry,
        source=food.source,
        vitamin_d_source=food.vitamin_d_source or food.source,
        k2_source=food.k2_source or food.source,
    )


def _k2_note(food: Food) -> str:
    if math.isnan(food.vitamin_k2_ug):
        return "no menaquinone was measured"
    return "only MK-4 was measured" if math.isnan(food.mk_other_ug) else ""


def _nutrients(food: Food, grams: float) -> NutrientsOut:
    amounts = {name: grams / 100.0 * float(getattr(food, name)) for name in _SHOWN}
    return NutrientsOut(vitamin_d_iu=amounts["vitamin_d_ug"] * IU_PER_MICROGRAM, **amounts)
