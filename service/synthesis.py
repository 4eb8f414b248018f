"""How long until the wanted vitamin D is made, how much can be made, and why not more."""

import math
from dataclasses import replace

import numpy as np

from models import vitamin_d
from models.arrays import BoolArray, FloatArray
from models.constants import SECONDS_PER_MINUTE
from service.answers import Interval, Reason, VitaminDAnswer
from service.case import NEVER, Case, instant
from service.provenance import QualityFlag
from service.stay import Stay

_STARTS_TRIED = 144


def vitamin_d_answer(case: Case, limit: float) -> tuple[VitaminDAnswer, tuple[QualityFlag, ...]]:
    """Answer when the target is made; the limit is how long the sun is advised at most. [s]"""
    target = case.target_iu
    if case.withheld.vitamin_d:
        withheld = VitaminDAnswer(
            "withheld", "caution", target, NEVER, "caution", None, None, None, None, None, None
        )
        return withheld, ()
    seconds = _seconds_to_target(case)
    weak = _below_threshold(case, seconds.central)
    if weak:
        seconds = replace(seconds, high=math.inf)
    reached = math.isfinite(seconds.central)
    reason = (
        None
        if reached
        else why_not_reached(case, np.array([case.begin]), np.array([not case.lit]))[0]
    )
    within = None if math.isinf(limit) else _iu(case, case.stay, limit)
    answer = VitaminDAnswer(
        status="reached" if reached else "not_reachable",
        reason=reason,
        target_iu=target,
        minutes=_minutes(seconds),
        minutes_reason=reason or _why_open_ended(case, seconds.high, weak),
        reached_at=instant(case.begin + seconds.central) if reached else None,
        iu_per_minute=_iu_per_minute(case),
        best_possible_iu=_iu(case, case.stay, math.inf),
        iu_within_limit=within,
        next_chance=None,
        next_chance_reason=None,
    )
    return answer, ("below_synthesis_threshold",) if weak else ()


def _seconds_to_target(case: Case) -> Interval:
    """Low, central and high time; infinite where one MED would come first. [s]"""
    stay, needed = case.stay, case.needed
    altogether, personal = stay.vitamin_d_factors, stay.personal_factors
    shares = np.array([altogether.high, 1.0, altogether.low])
    seconds = stay.skin_seconds(needed / shares, case.begin)
    creditable = needed / np.array([personal.high, 1.0, personal.low]) <= stay.creditable(
        case.begin
    )
    low, central, high = np.where(creditable, seconds, np.inf)
    return Interval(float(low), float(central), float(high))


def _below_threshold(case: Case, seconds: float) -> bool:
    """Whether the sun stays weaker than where experiments saw any synthesis."""
    sky = case.sky
    last = min(case.begin + seconds, sky.day.end.timestamp())
    along = (sky.time >= case.begin) & (sky.time <= last)
    strongest = max(
        float(np.max(sky.vitamin_d[along], initial=0.0)),
        *(float(x) for x in np.interp([case.begin, last], sky.time, sky.vitamin_d)),
    )
    return 0.0 < strongest < vitamin_d.synthesis_threshold()


def why_not_reached(case: Case, start: FloatArray, dark: BoolArray) -> list[Reason]:
    """
    Tell why stays never reach the target.

    Parameters
    ----------
    case : Case
    start : ndarray, shape (n,)
        Beginnings of the stays. [s]
    dark : ndarray of bool, shape (n,)
        Where there is no ultraviolet to begin with.

    Returns
    -------
    list of str
        One reason for each start.
    """
    stay = case.stay
    lasting = _lasting_reason(case)
    if lasting is not None:
        return [lasting] * len(start)
    burns = np.isfinite(stay.burn_seconds(stay.body.minimal_erythema_dose.central, start))
    every_start = stay.time[:: len(stay.time) // _STARTS_TRIED or 1]
    on_another_start = np.any(np.isfinite(stay.seconds_to_target(case.needed, every_start)))
    otherwise: Reason = "day_ends" if on_another_start else "uv_too_low"
    reasons: list[Reason] = np.select(
        [dark, burns], ["sun_below_horizon", "beyond_one_med"], default=otherwise
    ).tolist()
    return reasons


def _lasting_reason(case: Case) -> Reason | None:
    """Find a reason that no hour and no season changes."""
    if case.withheld.vitamin_d:
        return "caution"
    if case.stay.body.skin_fraction == 0.0:
        return "no_skin_exposed"
    if case.question.exposure.behind_glass:
        return "glass"
    return "saturation" if math.isinf(case.needed) else None


def _why_open_ended(case: Case, high: float, weak: bool) -> Reason | None:
    if math.isfinite(high):
        return None
    if weak:
        return "below_synthesis_threshold"
    cautious = case.needed / case.stay.personal_factors.low
    return "beyond_one_med" if cautious > case.stay.creditable(case.begin) else "day_ends"


def _iu(case: Case, stay: Stay, seconds: float) -> Interval:
    """Vitamin D of a stay, credited up to one MED. [IU]"""
    last = min(case.begin + seconds, float(stay.time[-1]))
    exposed = stay.skin_exposure(case.begin, last)
    return credited(stay, float(exposed), float(stay.creditable(case.begin)))


def credited(stay: Stay, exposed: float, creditable: float) -> Interval:
    """Vitamin D of an exposure [J m⁻²], of which no more than the creditable counts. [IU]"""
    altogether, personal = stay.vitamin_d_factors, stay.personal_factors
    reached = exposed * np.array([altogether.low, 1.0, altogether.high])
    capped = creditable * np.array([personal.low, 1.0, personal.high])
    low, central, high = stay.body.made(np.minimum(reached, capped))
    return Interval(float(low), float(central), float(high))


def _iu_per_minute(case: Case) -> float:
    """Rate at the start, before any saturation. [IU min⁻¹]"""
    stay = case.stay
    rate = float(np.interp(case.sky.start.timestamp(), stay.time, stay.skin_rate))
    return stay.body.iu_per_exposure * rate * SECONDS_PER_MINUTE


def _minutes(seconds: Interval) -> Interval:
    return Interval(
        seconds.low / SECONDS_PER_MINUTE,
        seconds.central / SECONDS_PER_MINUTE,
        seconds.high / SECONDS_PER_MINUTE,
    )
