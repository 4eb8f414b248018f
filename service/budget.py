"""Where the width of an answer comes from, and what would make it narrower."""

import math
from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import get_args

import numpy as np

from models import uncertainty
from models.arrays import FloatArray
from models.constants import NORMAL_P90
from models.uncertainty import Group, Spread
from service.answers import Uncertainty, UncertaintyOf, UncertaintySource
from service.case import Case

SHARPENED_BY: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "unknown_cloud": ("environment.cloud_cover", "environment.uv_index"),
        "uv_forecast": ("environment.uv_index",),
        "cloud_cover": ("environment.uv_index",),
        "total_ozone": ("environment.ozone_du",),
        "aerosol": ("environment.aod_550",),
        "albedo": ("environment.surface",),
        "minimal_erythema_dose": ("skin.med_j_m2",),
        "skin_area": ("exposure.body_parts", "exposure.skin_fraction"),
        "body_size": ("skin.height_cm", "skin.weight_kg"),
        "age": ("skin.age_years",),
    }
)
"""Request fields that narrow each source; read-only. Nothing narrows the others."""
_EVERY_FIELD = frozenset(name for names in SHARPENED_BY.values() for name in names)
_WORTH_ASKING = 0.02
"""Share below which a source is not worth a question. [unitless]"""


def uncertainty_of(case: Case) -> Uncertainty:
    """
    Divide the variance of an answer among its sources.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Uncertainty
        For vitamin D and for burn; of what is withheld nothing.
    """
    given, withheld = _given(case), case.withheld
    vitamin_d, burn = _of_vitamin_d(case), _of_burn(case)
    nothing = not np.any(case.stay.skin_rate) or case.stay.subject.bare_fraction == 0.0
    told = _EVERY_FIELD if nothing else given
    return Uncertainty(
        vitamin_d=None if withheld.vitamin_d else _budget(vitamin_d, told),
        burn=None if withheld.burn else _budget(burn, given),
        reason="caution" if withheld.vitamin_d or withheld.burn else None,
    )


def _of_vitamin_d(case: Case) -> tuple[Spread, ...]:
    """Spreads of vitamin D, with the skin that sunscreen misses, which has a curve of its own."""
    stay = case.stay
    most = _ratio(case, stay.generous_rate, stay.skin_rate)
    up = math.log(most) / NORMAL_P90
    return tuple(
        replace(spread, up=up) if spread.name == "sunscreen" else spread
        for spread in stay.spreads_vitamin_d
    )


def _of_burn(case: Case) -> tuple[Spread, ...]:
    """Spreads of the burn dose, with the patch of skin that the low end is of."""
    stay = case.stay
    patch = 1.0 / _ratio(case, stay.patch_rate, stay.burn_rate)
    reason = "the low end is that of the patch of skin that faces the sun best"
    toward = uncertainty.spread_toward("most_exposed_patch", patch, reason, "person")
    return (*stay.burn_spreads, toward)


def _ratio(case: Case, larger: FloatArray, smaller: FloatArray) -> float:
    """Of two rates at the first light of the stay; one in the dark. [unitless]"""
    lit = (case.stay.time >= case.begin) & (smaller > 0.0)
    at = int(np.argmax(lit))
    return float(larger[at] / smaller[at]) if lit[at] else 1.0


def _budget(spreads: Iterable[Spread], given: frozenset[str]) -> UncertaintyOf:
    known = [spread for spread in spreads if spread.down or spread.up]
    shares = uncertainty.shares(*known)
    sources = [_source(spread, share, given) for spread, share in zip(known, shares, strict=True)]
    sources.sort(key=lambda source: -source.share)
    groups: tuple[Group, ...] = get_args(Group)
    total = {
        group: sum(source.share for source in sources if source.group == group) for group in groups
    }
    fields = (
        name for source in sources if source.share >= _WORTH_ASKING for name in source.sharpened_by
    )
    return UncertaintyOf(
        weather=total["weather"],
        person=total["person"],
        model=total["model"],
        sources=tuple(sources),
        sharpened_by=tuple(dict.fromkeys(fields)),
    )


def _source(spread: Spread, share: float, given: frozenset[str]) -> UncertaintySource:
    factors = uncertainty.combine(spread)
    by = SHARPENED_BY.get(spread.name, ())
    return UncertaintySource(
        name=spread.name,
        group=spread.group,
        share=share,
        low=factors.low,
        high=factors.high,
        reason=spread.reason,
        sharpened_by=tuple(name for name in by if name not in given),
    )


def _given(case: Case) -> frozenset[str]:
    """Request fields that are given already."""
    question = case.question
    person, exposed, sky = question.person, question.exposure, question.sky
    area = exposed.skin_fraction is not None or exposed.body_parts is not None
    known = {
        "environment.uv_index": sky.environment.uv_index is not None,
        "environment.surface": sky.environment.surface is not None,
        "skin.med_j_m2": person.med_j_m2 is not None,
        "skin.height_cm": person.height_cm is not None,
        "skin.weight_kg": person.weight_kg is not None,
        "exposure.body_parts": area,
        "exposure.skin_fraction": area,
    }
    return frozenset(name for name, is_known in known.items() if is_known)
