"""When the coming or present vitamin D winter of a place is over."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import numpy as np

from models import vitamin_d
from service.clear_curve import clear_curve
from service.habits import USUAL_AIR, noons
from service.places import Place
from service.questions import DEFAULT_ACTION_SPECTRUM

EndKind = Literal["vitamin_d_winter", "first_of_april", "first_of_october"]
_LOOKED_AT = 550
"""Days: longer than to the end of the winter after the next autumn."""
_LEAST = 7
"""Days in the dark that count as a winter; fewer are the ragged edge of one."""


@dataclass(frozen=True, slots=True)
class WinterEnd:
    """The last day of a winter, or the day that stands for it."""

    date: date
    kind: EndKind


@lru_cache(maxsize=1024)
def winter_end(place: Place, today: date) -> WinterEnd:
    """
    Find the end of the winter that is or that comes next.

    Parameters
    ----------
    place : Place
    today : date

    Returns
    -------
    WinterEnd
        Last of the days whose clear-sky noon stays below the synthesis threshold; where there are
        none, the coming 1 April, in the south 1 October.
    """
    # One that is nearly over is long enough by what is over of it.
    begin = today - timedelta(days=_LEAST)
    days = [begin + timedelta(days=i) for i in range(_LOOKED_AT)]
    light = clear_curve(place, noons(days, place), USUAL_AIR).light
    at_noon, _ = light.previtamin(DEFAULT_ACTION_SPECTRUM)
    dark = at_noon < vitamin_d.synthesis_threshold(DEFAULT_ACTION_SPECTRUM)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]]).astype(int)))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if last - first >= _LEAST and _LEAST < last < _LOOKED_AT:
            return WinterEnd(days[last - 1], "vitamin_d_winter")
    return _by_calendar(place, today)


def _by_calendar(place: Place, today: date) -> WinterEnd:
    month = 4 if place.latitude >= 0.0 else 10
    this_year = date(today.year, month, 1)
    end = this_year if today < this_year else date(today.year + 1, month, 1)
    return WinterEnd(end, "first_of_april" if month == 4 else "first_of_october")
