"""The main use case: one person, one place, one start; vitamin D, burn, and which comes first."""

import asyncio
import math
from dataclasses import replace

from models.constants import SECONDS_PER_MINUTE
from service.advice import advice_for
from service.answers import (
    BurnAnswer,
    Estimate,
    Interval,
    NextChanceReason,
    Session,
    Verdict,
    VerdictCode,
    VitaminDAnswer,
)
from service.assumptions import assumptions_of, defaults_applied
from service.burning import burn_answer
from service.case import Case, case_of, instant
from service.outlook import next_chance
from service.places import civil_day_of, place_of
from service.provenance import Provenance, QualityFlag
from service.questions import Question
from service.sky import sky_over
from service.synthesis import made_between, vitamin_d_answer
from service.ultraviolet import sun_of, ultraviolet_at
from service.world import World


async def estimate(question: Question, world: World) -> Estimate:
    """
    Answer one question.

    Parameters
    ----------
    question : Question
    world : World

    Returns
    -------
    Estimate
        Whatever the providers do.
    """
    start = question.sky.start or world.now()
    place = place_of(question.sky.spot)
    day = civil_day_of(place, start)
    last = max(day.end, question.end or day.end)
    sky = await sky_over(question.sky, place, day, start, last, world)
    case = case_of(question, sky)
    return await _with_next_chance(case, _answer(case))


async def _with_next_chance(case: Case, answer: Estimate) -> Estimate:
    made = answer.vitamin_d
    settled = _no_search(made)
    if settled is not None:
        return replace(answer, vitamin_d=replace(made, next_chance_reason=settled))
    found = await asyncio.to_thread(
        next_chance,
        case.sky.place,
        case.sky.day.date,
        case.stay.body,
        case.question.sky.environment,
        case.needed,
    )
    made = replace(made, next_chance=found.chance, next_chance_reason=found.reason)
    return replace(answer, vitamin_d=made)


def _no_search(made: VitaminDAnswer) -> NextChanceReason | None:
    if made.status == "reached":
        return "reached_today"
    if made.status == "withheld":
        return "caution"
    match made.reason:
        case "glass" | "no_skin_exposed" | "saturation" as lasting:
            return lasting
        case _:
            return None


def _answer(case: Case) -> Estimate:
    sky, question = case.sky, case.question
    burn = burn_answer(case)
    limit = float(case.stay.limit_seconds(case.begin))
    made, flags = vitamin_d_answer(case, limit)
    uv = ultraviolet_at(sky)
    return Estimate(
        place=sky.place,
        start=sky.start,
        counted_from=instant(case.begin),
        end=question.end,
        sun=sun_of(sky),
        uv=uv,
        vitamin_d=made,
        burn=burn,
        verdict=_verdict(case, uv.uv_index, made, burn, limit),
        session=_session(case),
        provenance=_flagged(case, flags),
        assumptions=assumptions_of(question, sky, case.stay.body),
        defaults_applied=defaults_applied(question),
        attribution=sky.attribution,
    )


def _flagged(case: Case, flags: tuple[QualityFlag, ...]) -> Provenance:
    provenance = case.sky.provenance
    if case.begin > case.sky.start.timestamp():
        flags = ("start_before_sunrise", *flags)
    return replace(provenance, quality_flags=(*provenance.quality_flags, *flags))


def _verdict_code(made: VitaminDAnswer, burn: BurnAnswer, limit: float) -> VerdictCode:
    if "withheld" in (made.status, burn.status):
        return "withheld"
    if made.status == "not_reachable":
        return "not_reachable_today"
    within = made.minutes.central * SECONDS_PER_MINUTE <= limit
    return "target_before_burn" if within else "burn_before_target"


def _verdict(
    case: Case,
    uv_index: float,
    made: VitaminDAnswer,
    burn: BurnAnswer,
    limit: float,
) -> Verdict:
    code = _verdict_code(made, burn, limit)
    advice = advice_for(case.question, uv_index, made, burn, code)
    if code == "withheld":
        return Verdict(code, advice, None, "caution")
    if math.isinf(limit):
        return Verdict(code, advice, None, burn.reason)
    return Verdict(code, advice, limit / SECONDS_PER_MINUTE, None)


def _session(case: Case) -> Session | None:
    end = case.question.end
    if end is None:
        return None
    start, last = case.sky.start.timestamp(), end.timestamp()
    stay, withheld = case.whole, case.withheld
    shares = case.stay.burn_doses
    received = float(stay.burn_exposure(start, last))
    return Session(
        minutes=(last - start) / SECONDS_PER_MINUTE,
        vitamin_d_iu=None if withheld.vitamin_d else made_between(stay, start, last),
        med_fraction=(
            None
            if withheld.burn
            else Interval(received / shares.high, received / shares.central, received / shares.low)
        ),
        reason="caution" if withheld.vitamin_d or withheld.burn else None,
    )
