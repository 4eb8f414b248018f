"""Where the width of an answer comes from, and what would make it narrower."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import get_args

import numpy as np

from models import uncertainty
from models.exposure import Accumulation
from models.uncertainty import Group, Spread
from service.answers import Uncertainty, UncertaintyOf, UncertaintySource
from service.case import Case

SHARPENED_BY: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "unknown_cloud": ("environment.cloud_cover", "environment.uv_index"),
        "uv_forecast": ("environment.uv_index",),
        "cloud_cover": ("environment.uv_index",),
        "cloud_forecast": ("environment.uv_index",),
        "forecast_age": ("environment.uv_index",),
        "forecast_lead": ("environment.cloud_cover",),
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
    stay = case.stay
    nothing = not np.any(stay.skin_rate) or stay.subject.bare_fraction == 0.0
    told = _EVERY_FIELD if nothing else given
    return Uncertainty(
        vitamin_d=(
            None if withheld.vitamin_d else _budget(stay.spreads_vitamin_d, (_missed(case),), told)
        ),
        burn=(None if withheld.burn else _budget(stay.burn_spreads, (_patch(case),), given)),
        reason="caution" if withheld.vitamin_d or withheld.burn else None,
    )


def _missed(case: Case) -> Spread:
    """Read off what skin that sunscreen misses adds at the favourable end."""
    stay = case.stay
    seconds = float(stay.generous_seconds(case.needed / stay.vitamin_d_factors.high, case.begin))
    more = _ratio(case, stay.generous, stay.skin, seconds)
    reason = "a fifth of the skin is missed by one application (Heerfordt et al. 2018)"
    return uncertainty.spread_toward("sunscreen_missed", more, reason, "person")


def _patch(case: Case) -> Spread:
    """Read off what the patch of skin takes away that the low end of a burn is of."""
    stay = case.stay
    seconds = float(stay.patch_seconds(stay.burn_doses.low, case.begin))
    more = _ratio(case, stay.patch, stay.plate, seconds)
    reason = "the low end is that of the patch of skin that faces the sun best"
    return uncertainty.spread_toward("most_exposed_patch", 1.0 / more, reason, "person")


def _ratio(case: Case, larger: Accumulation, smaller: Accumulation, seconds: float) -> float:
    """Of two exposures of a stay; one in the dark. [unitless]"""
    end = min(case.begin + seconds, float(case.stay.time[-1]))
    received = float(smaller.between(case.begin, end))
    return float(larger.between(case.begin, end)) / received if received > 0.0 else 1.0


def _budget(
    spreads: Iterable[Spread], beyond: Iterable[Spread], given: frozenset[str]
) -> UncertaintyOf:
    known = [spread for spread in spreads if spread.down or spread.up]
    on_top = [spread for spread in beyond if spread.down or spread.up]
    parts = uncertainty.shares(known, on_top)
    sources = [
        _source(spread, share, given)
        for spread, share in zip([*known, *on_top], parts, strict=True)
    ]
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
