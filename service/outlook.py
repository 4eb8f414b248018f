"""The next day on which a target can be reached under a clear sky."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np

from models.arrays import FloatArray
from service.answers import NextChance, NextChanceReason
from service.clear_curve import ClearCurve, clear_curve
from service.errors import InvalidInput
from service.places import CivilDay, Place, civil_day
from service.questions import Environment
from service.stay import Body, Stay

_HORIZON_DAYS = 366
_DAYS_AT_ONCE = 32
_STEP_S = 600.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next chance, or why there is none."""

    chance: NextChance | None
    reason: NextChanceReason | None


def next_chance(
    place: Place, today: date, subject: Body, environment: Environment, needed: float
) -> Outlook:
    """
    Search the year after a date for the first day that reaches a target.

    Parameters
    ----------
    place : Place
    today : date
        The search begins on the day after.
    subject : Body
    environment : Environment
        Its ozone and surface hold for the whole year; cloud and UV readings do not.
    needed : float
        Vitamin-D-weighted exposure of the bare skin. [J m⁻²]

    Returns
    -------
    Outlook
        A day counts when a stay with the best start reaches the target, before one minimal
        erythema dose, under a clear sky and climatological ozone where none is given.
    """
    burns = False
    for first in range(1, _HORIZON_DAYS + 1, _DAYS_AT_ONCE):
        days = list(_days(place, today + timedelta(days=first), _DAYS_AT_ONCE))
        curve = clear_curve(
            place, np.arange(days[0].start.timestamp(), days[-1].end.timestamp() + 1.0, _STEP_S),
            environment,
        )  # fmt: skip
        for day in days:
            stay, starts = _best_starts(subject, curve, day)
            if np.any(stay.reaches(needed, starts)):
                return Outlook(NextChance(day.date), None)
            burns = burns or bool(
                np.any(
                    np.isfinite(stay.burn_seconds(subject.minimal_erythema_dose.central, starts))
                )
            )
    return Outlook(None, "beyond_one_med" if burns else "not_within_a_year")


def _best_starts(subject: Body, curve: ClearCurve, day: CivilDay) -> tuple[Stay, FloatArray]:
    """Cut out one day, with the starts worth trying: every one with ultraviolet."""
    begin, end = np.searchsorted(curve.time, [day.start.timestamp(), day.end.timestamp()])
    one_day = _part(curve, slice(int(begin), int(end) + 1))
    stay = Stay.along(subject, one_day, one_day.erythemal, one_day.vitamin_d)
    lit = one_day.erythemal > 0.0
    starts = one_day.time[lit] if lit.any() else one_day.time[:1]
    return stay, starts


def _part(curve: ClearCurve, part: slice) -> ClearCurve:
    arrays = {
        field.name: getattr(curve, field.name)[part]
        for field in fields(curve)
        if field.name != "albedo"
    }
    return replace(curve, **arrays)


def _days(place: Place, first: date, count: int) -> Iterator[CivilDay]:
    for shift in range(count):
        try:
            yield civil_day(place, first + timedelta(days=shift))
        except InvalidInput:
            continue
