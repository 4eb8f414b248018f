"""The years of several places side by side."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from service.answers import Interval, Reason
from service.embedded_cities import CITIES
from service.found_places import FoundPlace
from service.places import Place, place_of
from service.providers.nearness import nearest
from service.questions import Question
from service.world import World
from service.year import VitaminDWinter, Year, YearDay, year_of

_MOST_KM = 100.0
"""From a city whose name a place is still told by. (judgement: about an hour by road)"""
_CITIES = tuple(FoundPlace(label, *position) for label, position in CITIES.items())

CityReason = Literal["no_city_within_100_km"]
BestMonthReason = Literal["caution", "no_vitamin_d"]


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month together."""

    month: int
    """1 to 12."""
    best_possible_iu: Interval | None
    """Mean over its days of what each can give at most, of each end by itself."""
    best_possible_iu_reason: Reason | None
    days_below_synthesis_threshold: int


@dataclass(frozen=True, slots=True)
class PlaceYear:
    """The year of one place in short."""

    place: Place
    nearest_city: str | None
    nearest_city_reason: CityReason | None
    vitamin_d_winter: VitaminDWinter
    months: tuple[Month, ...]
    days_below_synthesis_threshold: int
    best_month: int | None
    best_month_reason: BestMonthReason | None
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same year of the same person at several places."""

    year: int
    places: tuple[PlaceYear, ...]
    defaults_applied: tuple[str, ...]


async def comparison_of(
    questions: tuple[Question, ...], year: int | None, world: World
) -> Comparison:
    """
    Compare what a year can give at several places.

    Parameters
    ----------
    questions : tuple of Question
        One a place, alike but for that.
    year : int or None
        This year at the first place where there is none.
    world : World

    Returns
    -------
    Comparison
        In the order of the questions; each year is that of :func:`service.year.year_of`.
    """
    first = place_of(questions[0].sky.spot)
    asked = world.now().astimezone(first.zone).year if year is None else year
    # One after the other, each in a thread: whoever compares places takes no more than one core.
    years = [await year_of(question, asked, world) for question in questions]
    return Comparison(
        year=asked,
        places=tuple(_in_short(one) for one in years),
        defaults_applied=years[0].defaults_applied,
    )


def _in_short(year: Year) -> PlaceYear:
    months = tuple(
        _month(number, [day for day in year.days if day.date.month == number])
        for number in range(1, 13)
    )
    best, why_none = _best_month(months)
    city = nearest(_CITIES, year.place.latitude, year.place.longitude, _MOST_KM)
    return PlaceYear(
        place=year.place,
        nearest_city=None if city is None else city.name,
        nearest_city_reason="no_city_within_100_km" if city is None else None,
        vitamin_d_winter=year.vitamin_d_winter,
        months=months,
        days_below_synthesis_threshold=sum(m.days_below_synthesis_threshold for m in months),
        best_month=best,
        best_month_reason=why_none,
        assumptions=year.assumptions,
    )


def _month(number: int, days: list[YearDay]) -> Month:
    amounts = [day.best_possible_iu for day in days if day.best_possible_iu is not None]
    ends = [[each.low, each.central, each.high] for each in amounts]
    return Month(
        month=number,
        best_possible_iu=Interval(*np.mean(ends, axis=0).tolist()) if ends else None,
        best_possible_iu_reason=None if ends else days[0].best_possible_iu_reason,
        days_below_synthesis_threshold=sum(day.below_synthesis_threshold for day in days),
    )


def _best_month(months: tuple[Month, ...]) -> tuple[int | None, BestMonthReason | None]:
    """Choose by the central mean; the first of two that are as good."""
    known = [(m.best_possible_iu.central, -m.month) for m in months if m.best_possible_iu]
    if not known:
        return None, "caution"
    most, number = max(known)
    return (-number, None) if most > 0.0 else (None, "no_vitamin_d")
