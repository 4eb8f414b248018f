"""Which comes first, how much sun is advised at most, and what to do."""

import math
from functools import lru_cache

import numpy as np

from models.constants import SECONDS_PER_MINUTE
from service.advice import advice_for
from service.alternatives import alternatives_to
from service.answers import (
    BurnAnswer,
    ComesFirst,
    Reason,
    Verdict,
    VerdictCode,
    VitaminDAnswer,
)
from service.burning import why_no_limit
from service.case import Case
from service.clear_curve import ClearCurve


def verdict_of(
    case: Case, uv_index: float, made: VitaminDAnswer, burn: BurnAnswer, limit: float
) -> Verdict:
    """
    Weigh vitamin D against burn.

    Parameters
    ----------
    case : Case
    uv_index : float
        At the start. [unitless]
    made : VitaminDAnswer
    burn : BurnAnswer
    limit : float
        Most sun that is advised. [s]

    Returns
    -------
    Verdict
    """
    code = _code(made, burn, limit)
    withheld = code == "withheld"
    unlimited = math.isinf(limit)
    alternatives = alternatives_to(case, made, code, limit)
    return Verdict(
        code=code,
        comes_first=_comes_first(made, burn),
        advice=advice_for(
            case.question,
            uv_index,
            made,
            burn,
            code,
            too_long=_too_long(case, limit),
            used_up=bool(case.question.earlier_stays) and limit == 0.0,
            after_noon=_after_noon(case),
            alternatives=alternatives,
        ),
        limit_minutes=None if withheld or unlimited else limit / SECONDS_PER_MINUTE,
        limit_reason="caution" if withheld else _why_unlimited(case) if unlimited else None,
        alternatives=alternatives,
    )


def _after_noon(case: Case) -> bool:
    return case.begin > _highest(case.sky.clear, case.sky.day.end.timestamp())


@lru_cache(maxsize=64)
def _highest(clear: ClearCurve, end: float) -> float:
    """Time at which the sun is at its highest before the end of the day. [s]"""
    day = clear.time < end
    return float(clear.time[day][np.argmin(clear.zenith[day])])


def _why_unlimited(case: Case) -> Reason:
    return why_no_limit(case, np.array([not case.lit]))[0]


def _code(made: VitaminDAnswer, burn: BurnAnswer, limit: float) -> VerdictCode:
    if "withheld" in (made.status, burn.status):
        return "withheld"
    if made.status == "not_reachable":
        return "not_reachable_today"
    if burn.minutes.central == 0.0:
        return "burn_before_target"
    within = made.minutes.central * SECONDS_PER_MINUTE <= limit
    return "target_before_burn" if within else "burn_before_target"


def _comes_first(made: VitaminDAnswer, burn: BurnAnswer) -> ComesFirst:
    """By the central times, without any margin."""
    if "withheld" in (made.status, burn.status):
        return "withheld"
    if math.isinf(made.minutes.central) and math.isinf(burn.minutes.central):
        return "neither"
    if burn.minutes.central == 0.0:
        return "burn"
    return "target" if made.minutes.central <= burn.minutes.central else "burn"


def _too_long(case: Case, limit: float) -> bool:
    end = case.question.end
    return end is not None and end.timestamp() - case.begin > limit
