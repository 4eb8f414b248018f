"""What was worn along the minutes: how much skin was bare, and sunscreen as it wears off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models import protection
from models.arrays import FloatArray
from models.body import ClothingName
from models.coverage import IntArray
from service.profiles import Profile
from service.questions import (
    DEFAULT_SUNSCREEN_MG_CM2,
    DEFAULT_WEAR,
    Exposure,
)
from service.samples import Sample
from service.subject import MISSED_BY_SUNSCREEN

_COVER_S = 12 * 3600.0
"""Clothes that nobody says were taken off are worn so long. [s]"""
_SUNSCREEN_S = 12 * 3600.0
"""After so long nothing of a sunscreen is counted. [s]"""


@dataclass(frozen=True, slots=True)
class Worn:
    """Ways of being dressed, and which of them each minute has. Arrays of one shape."""

    exposures: tuple[Exposure, ...]
    """The first is what the profile or the season says."""
    index: IntArray
    """Into ``exposures``."""
    passing: FloatArray
    """Share of the ultraviolet that passes sunscreen, where there is any. [unitless]"""
    generous: FloatArray
    """The same averaged over all bare skin, of which a part was missed. [unitless]"""
    assumed: bool
    """Whether any minute is dressed by the season alone."""


def worn_along(
    time: FloatArray, samples: Sequence[Sample], profile: Profile, day: date, latitude: float
) -> Worn:
    """
    Dress a day.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Increasing. [s]
    samples : sequence of Sample
    profile : Profile
    day : date
    latitude : float
        [°]

    Returns
    -------
    Worn
    """
    usual, said = profile.clothing_on(day, latitude)
    exposures: list[Exposure] = [Exposure(clothing=usual, posture=profile.posture)]
    index = np.zeros(len(time), dtype=np.int64)
    covers = sorted((s for s in samples if s.type == "cover"), key=_in_time)
    for i, each in enumerate(covers):
        start = (each.start_ms or 0) / 1000.0
        end = _end(each, covers[i + 1 :])
        mask = (time >= start) & (time < end)
        if mask.any():
            exposures.append(_exposure(each, profile))
            index[mask] = len(exposures) - 1
    passing = _sunscreen(time, samples)
    return Worn(
        exposures=tuple(exposures),
        index=index,
        passing=passing,
        generous=MISSED_BY_SUNSCREEN + (1.0 - MISSED_BY_SUNSCREEN) * passing,
        assumed=not said and bool((index == 0).any()),
    )


def _exposure(sample: Sample, profile: Profile) -> Exposure:
    clothing: ClothingName | None = sample.details.get("clothing")
    return Exposure(clothing=clothing, skin_fraction=sample.value, posture=profile.posture)


def _end(sample: Sample, later: Sequence[Sample]) -> float:
    start, end = (sample.start_ms or 0) / 1000.0, (sample.end_ms or 0) / 1000.0
    if not sample.details.get("open"):
        return end
    following = [(each.start_ms or 0) / 1000.0 for each in later]
    return min([start + _COVER_S, *following])


def _sunscreen(time: FloatArray, samples: Sequence[Sample]) -> FloatArray:
    passing = np.ones(len(time))
    for each in sorted((s for s in samples if s.type == "sunscreen"), key=_in_time):
        age = time - (each.start_ms or 0) / 1000.0
        mask = (age >= 0.0) & (age < _SUNSCREEN_S)
        amount = each.details.get("applied_mg_cm2")
        passing[mask] = protection.worn_sunscreen_factor(
            each.details["spf"],
            DEFAULT_SUNSCREEN_MG_CM2 if amount is None else amount,
            age[mask],
            DEFAULT_WEAR,
            np.inf,
        )
    return passing


def _in_time(sample: Sample) -> tuple[int, int, str]:
    return sample.start_ms or 0, sample.rev, sample.id
