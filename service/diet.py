"""What somebody usually eats and swallows, as vitamins a day."""

import math
from dataclasses import dataclass

from models import food_table
from models.food_table import Food

DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Eaten:
    """A food and how much of it, as a mean of many weeks; one of the two amounts."""

    food: str
    grams_per_week: float | None = None
    portions_per_week: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether the food is in the table."""
        return food_table.food(self.food) is not None


@dataclass(frozen=True, slots=True)
class Diet:
    """Foods and supplements of somebody."""

    eaten: tuple[Eaten, ...] = ()
    supplement_ug_per_day: float = 0.0
    """Vitamin D of all supplements together. [µg d⁻¹]"""
    other_food_ug_per_day: float = 0.0
    """Vitamin D of foods that are not named. [µg d⁻¹]"""

    @property
    def food_ug_per_day(self) -> float:
        """Vitamin D of the foods. [µg d⁻¹]"""
        return self.other_food_ug_per_day + math.fsum(
            grams_per_day(each) / 100.0 * vitamin_d_ug(known)
            for each in self.eaten
            if (known := food_table.food(each.food)) is not None
        )


NO_DIET = Diet()


def grams_per_day(eaten: Eaten) -> float:
    """Mean amount of a food that is in the table. [g d⁻¹]"""
    if eaten.grams_per_week is not None:
        return eaten.grams_per_week / DAYS_PER_WEEK
    known = food_table.food(eaten.food)
    portion = 0.0 if known is None else known.portion_g
    return (eaten.portions_per_week or 0.0) * portion / DAYS_PER_WEEK


def vitamin_d_ug(food: Food) -> float:
    """Vitamin D3 and D2 of 100 g; what nobody measured counts nothing. [µg]"""
    return sum_of_known(food.vitamin_d3_ug, food.vitamin_d2_ug)


def sum_of_known(*amounts: float) -> float:
    """Add up what somebody measured."""
    return math.fsum(amount for amount in amounts if not math.isnan(amount))
