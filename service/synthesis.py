"""How long until the wanted vitamin D is made, how much can be made, and why not more."""

import math
from functools import lru_cache

import numpy as np

from models import vitamin_d
from models.action_spectrum import ActionSpectrumName
from models.arrays import BoolArray, FloatArray
from models.constants import SECONDS_PER_MINUTE
from service.answers import Interval, Reason, VitaminDAnswer
from service.case import NEVER, Case, instant
from service.provenance import QualityFlag
from service.sky import Sky
from service.stay import Received, Stay


def vitamin_d_answer(case: Case) -> tuple[VitaminDAnswer, tuple[QualityFlag, ...]]:
    """Answer when the target is made, and how much can be."""
    target = case.target_iu
    if case.withheld.vitamin_d:
        withheld = VitaminDAnswer(
            "withheld", "caution", target, NEVER, "caution", None, None, None, None, None, None
        )
        return withheld, ()
    found = case.figures
    seconds = Interval(found.target_low, found.target_central, found.target_high)
    weak = _below_threshold(case, seconds.central)
    reached = math.isfinite(seconds.central)
    reason = (
        None
        if reached
        else why_not_reached(case, np.array([case.begin]), np.array([not case.lit]))[0]
    )
    answer = VitaminDAnswer(
        status="reached" if reached else "not_reachable",
        reason=reason,
        target_iu=target,
        minutes=seconds.scaled(1.0 / SECONDS_PER_MINUTE),
        minutes_reason=reason or _why_open_ended(case, seconds.high),
        reached_at=instant(case.begin + seconds.central) if reached else None,
        iu_per_minute=_iu_per_minute(case),
        best_possible_iu=Interval(found.best_low, found.best_central, found.best_high),
        iu_within_limit=Interval(found.within_low, found.within_central, found.within_high),
        next_chance=None,
        next_chance_reason=None,
    )
    return answer, ("below_synthesis_threshold",) if weak else ()


def _below_threshold(case: Case, seconds: float) -> bool:
    """Whether the sun stays weaker than where experiments saw any synthesis."""
    sky, spectrum = case.sky, case.stay.subject.synthesis.action_spectrum
    if not case.lit:
        return False
    irradiance, _ = sky.light.previtamin(spectrum)
    threshold = vitamin_d.synthesis_threshold(spectrum)
    at_first = _along(sky, spectrum, case.begin)
    if at_first >= threshold:
        return False
    last = min(case.begin + seconds, float(sky.time[-1]))
    along = (sky.time >= case.begin) & (sky.time <= last)
    between = float(np.max(irradiance[along], initial=0.0))
    strongest = max(between, at_first, float(np.interp(last, sky.time, irradiance)))
    return 0.0 < strongest < threshold


@lru_cache(maxsize=32)
def _along(sky: Sky, spectrum: ActionSpectrumName, time: float) -> float:
    """Read off the irradiance at one time, for all below a sky. [W m⁻²]"""
    return float(np.interp(time, sky.time, sky.light.previtamin(spectrum)[0]))


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
    midnight = case.sky.day.start.timestamp()
    from_midnight = float(stay.skin.time_to(case.needed, midnight))
    otherwise: Reason = "day_ends" if math.isfinite(from_midnight) else "uv_too_low"
    return ["sun_below_horizon" if is_dark else otherwise for is_dark in dark]


def _lasting_reason(case: Case) -> Reason | None:
    """Find a reason that no hour and no season changes."""
    if case.withheld.vitamin_d:
        return "caution"
    if case.stay.subject.bare_fraction == 0.0:
        return "no_skin_exposed"
    if case.question.exposure.behind_glass:
        return "glass"
    return "saturation" if math.isinf(case.needed) else None


def _why_open_ended(case: Case, high: float) -> Reason | None:
    if math.isfinite(high):
        return None
    cautious = case.needed / case.stay.vitamin_d_factors.low
    would_do = np.isfinite(case.stay.skin_seconds(cautious, case.begin))
    return "below_synthesis_threshold" if would_do else "day_ends"


def made_between(stay: Stay, start: float, end: float) -> Interval:
    """
    Vitamin D of the day's stays, credited until the skin has received one minimal erythema dose.

    Parameters
    ----------
    stay : Stay
    start, end : float
        Of the last stay; the earlier ones are those of ``stay``. [s]

    Returns
    -------
    Interval
        [IU] The low end counts only sun that experiments saw work.
    """
    low, central, high = _made(stay, stay.received, _brought(stay, start, end))
    return Interval(low, central, high)


def added_between(stay: Stay, start: float, end: float) -> Interval:
    """
    Vitamin D that a stay adds to what the earlier ones have made.

    Where skin is near its saturation a stronger sun adds less, because it made more before; the
    ends are therefore the least and the most of the three cases. [IU]
    """
    together = _made(stay, stay.received, _brought(stay, start, end))
    before = _made(stay, stay.received, Received())
    added = [after - earlier for after, earlier in zip(together, before, strict=True)]
    return Interval(min(added), added[1], max(added))


def _brought(stay: Stay, start: float, end: float) -> Received:
    credited = max(start, min(end, float(stay.one_med_end(start))))
    return Received(
        skin=float(stay.skin.between(start, credited)),
        proven=float(stay.proven.between(start, credited)),
        generous=float(stay.generous.between(start, credited)),
    )


def _made(stay: Stay, earlier: Received, now: Received) -> list[float]:
    """Vitamin D at the 10th percentile, the median and the 90th percentile. [IU]"""
    factors = stay.vitamin_d_factors
    exposures = [
        factors.low * (earlier.proven + now.proven),
        earlier.skin + now.skin,
        factors.high * (earlier.generous + now.generous),
    ]
    made: list[float] = stay.subject.made(exposures).tolist()
    return made


def _iu_per_minute(case: Case) -> float:
    """Rate at the start, before any saturation. [IU min⁻¹]"""
    stay = case.stay
    return stay.subject.iu_per_exposure * case.figures.rate * SECONDS_PER_MINUTE
