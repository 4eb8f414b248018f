"""The next day on which a target can be reached under a clear sky."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from service.answers import NextChance, NextChanceReason
from service.clear_curve import ClearCurve, clear_curve
from service.places import Place
from service.questions import Environment
from service.stay import Stay
from service.subject import Subject

_HORIZON_DAYS = 366
_DAYS_AT_ONCE = 32
_STEP_S = 1200.0
LONGEST_CHANCE_S = 4.0 * 3600.0
"""Two hours to either side of solar noon: more is no chance that anyone would take. [s]"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next chance, or why there is none."""

    chance: NextChance | None
    reason: NextChanceReason | None


@lru_cache(maxsize=4096)
def next_chance(
    place: Place, today: date, subject: Subject, environment: Environment, needed: float
) -> Outlook:
    """
    Search the year after a date for the first day that reaches a target.

    Parameters
    ----------
    place : Place
    today : date
        The search begins on the day after.
    subject : Subject
    environment : Environment
        Its ozone and surface hold for the whole year; cloud and UV readings do not.
    needed : float
        Effective exposure of the bare skin. [J m⁻²]

    Returns
    -------
    Outlook
        A day counts when a stay of four hours at most, with the best start, reaches the target
        before one minimal erythema dose, under a clear sky and climatological ozone where none is
        given.
    """
    lasting = replace(environment, uv_index=None, cloud_cover=None)
    burns, dose = False, subject.central_dose
    for first in range(1, _HORIZON_DAYS + 1, _DAYS_AT_ONCE):
        begin = _midnight(place, today + timedelta(days=first))
        following = min(first + _DAYS_AT_ONCE, _HORIZON_DAYS + 1)
        end = _midnight(place, today + timedelta(days=following))
        curve = _clear_block(place, begin, end, lasting)
        stay = Stay.along(subject, curve, curve.light, once=True)
        starts = curve.time[curve.lit & (curve.time < end)]
        reached = starts[stay.reaches(needed, starts, LONGEST_CHANCE_S)]
        if len(reached):
            local = datetime.fromtimestamp(reached[0], place.zone)
            return Outlook(NextChance(local.date()), None)
        burns = burns or bool(np.any(stay.burn_seconds(dose, starts) < LONGEST_CHANCE_S))
    return Outlook(None, "beyond_one_med" if burns else "not_within_a_year")


@lru_cache(maxsize=64)
def _clear_block(place: Place, begin: float, end: float, environment: Environment) -> ClearCurve:
    """Light of some weeks at a place, the same for everybody who asks there."""
    return clear_curve(place, np.arange(begin, end + 1.0, _STEP_S), environment)


def _midnight(place: Place, day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=place.zone).timestamp()
