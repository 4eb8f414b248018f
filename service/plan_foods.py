"""Foods that a plan may name, and what one portion of each brings."""

import math
from dataclasses import dataclass
from typing import Literal

from models import food_table
from models.food_table import Food
from service.diet import vitamin_d_ug
from service.questions import Person

USUAL_FOODS = (
    "salmon_wild", "salmon_farmed", "salmon_canned", "trout", "mackerel", "herring", "sardine",
    "egg", "mushroom_uv", "gouda", "brie", "cheddar",
)  # fmt: skip
"""Rich in D3 and eaten with their own fat, and cheese for K2. (judgement) Without liver and its
oil, for their vitamin A, and eel, which is threatened."""
MOST_PORTIONS = 3.0
"""Of one food in a week. (judgement: more of one fish is a diet that few keep) Of children as well,
whose portions are smaller than those of the table."""
_MOST_VITAMIN_K = 10.0
"""In a portion, with anticoagulants: next to the 70 µg a day that EFSA calls adequate it changes
hardly anything. [µg] (judgement)"""
_RICH_IN_VITAMIN_A = frozenset(
    {"cod_liver_oil", "beef_liver", "chicken_liver", "goose_liver_paste", "liver_sausage"}
)
"""Not in pregnancy. (judgement: retinol of liver may harm the unborn)"""

_HARDLY_VITAMIN_K2 = frozenset(
    {
        "salmon_wild", "salmon_farmed", "salmon_smoked", "salmon_canned", "trout", "mackerel",
        "herring", "herring_pickled", "sardine", "tuna_canned", "tuna_fresh", "eel", "halibut",
        "cod", "caviar", "egg", "egg_yolk", "mushroom", "mushroom_uv", "chanterelle",
        "shiitake_dried",
    }
)  # fmt: skip
"""Fish, eggs and mushrooms: K2 that nobody measured counts as nothing. (judgement: of liver and
ripened cheese it is not, see :mod:`models.food_table`)"""
_RICH_IN_MERCURY = frozenset({"tuna_canned", "tuna_fresh"})
"""Not in pregnancy nor below 18 years: the brain of the unborn and of children is harmed by
methylmercury, of which such fish have most (EFSA 2015, doi:10.2903/j.efsa.2015.3982). (judgement:
kinds of tuna differ)"""
_MERCURY_FROM_YEARS = 18.0
"""Age from which they are named. [a] (judgement: as for supplements in a plan)"""

FoodReason = Literal["ask_your_clinician", "no_vitamin_d", "too_little_vitamin_d"]


@dataclass(frozen=True, slots=True)
class Portion:
    """One portion of a food; NaN where nobody measured."""

    food: Food
    vitamin_d_ug: float
    vitamin_k1_ug: float
    vitamin_k2_ug: float
    """All menaquinones that somebody measured: at least so much."""
    fat_g: float
    reason: FoodReason | None
    """Why the plan does not count on it."""


def portions_for(foods: tuple[str, ...] | None, person: Person) -> tuple[Portion, ...]:
    """
    Portions of foods, the richest in vitamin D first.

    Parameters
    ----------
    foods : tuple of str or None
        Ids of the table; usual ones where nothing is said.
    person : Person

    Returns
    -------
    tuple of Portion
    """
    chosen = USUAL_FOODS if foods is None else tuple(dict.fromkeys(foods))
    known = [food for each in chosen if (food := food_table.food(each)) is not None]
    found = [_portion(each, person) for each in known]
    return tuple(sorted(found, key=lambda each: -each.vitamin_d_ug))


def counted_on(portions: tuple[Portion, ...]) -> Portion | None:
    """Richest food that may be named."""
    return next((each for each in portions if each.reason is None), None)


def _portion(food: Food, person: Person) -> Portion:
    part = food.portion_g / 100.0
    k1, k2 = part * food.vitamin_k1_ug, part * food.vitamin_k2_ug
    vitamin_d = part * vitamin_d_ug(food)
    return Portion(food, vitamin_d, k1, k2, part * food.fat_g, _reason(food, person, k1, k2))


def _reason(food: Food, person: Person, k1: float, k2: float) -> FoodReason | None:
    if _may_hold_vitamin_k(food, person, k1, k2) or _may_harm_the_young(food, person):
        return "ask_your_clinician"
    return None if vitamin_d_ug(food) > 0.0 else "no_vitamin_d"


def _may_hold_vitamin_k(food: Food, person: Person, k1: float, k2: float) -> bool:
    """Whether it has too much with anticoagulants; what nobody measured may be much."""
    if "anticoagulants" not in person.cautions:
        return False
    hardly = math.isnan(k2) and food.id in _HARDLY_VITAMIN_K2
    return not k1 + (0.0 if hardly else k2) <= _MOST_VITAMIN_K


def _may_harm_the_young(food: Food, person: Person) -> bool:
    """Whether its vitamin A or mercury may harm an unborn child, or its mercury a born one."""
    pregnant = "pregnancy" in person.cautions
    grown = person.age_years is not None and person.age_years >= _MERCURY_FROM_YEARS
    if pregnant and food.id in _RICH_IN_VITAMIN_A:
        return True
    return (pregnant or not grown) and food.id in _RICH_IN_MERCURY
