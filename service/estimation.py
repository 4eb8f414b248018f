"""The main use case: one person, one place, one start; vitamin D, burn, and which comes first."""

import asyncio
from dataclasses import replace

from models.constants import SECONDS_PER_MINUTE
from service.answers import (
    DayTotal,
    Estimate,
    NextChanceReason,
    Session,
    VitaminDAnswer,
)
from service.assumptions import assumptions_of, defaults_applied
from service.budget import uncertainty_of
from service.burning import burn_answer
from service.case import Case, case_of, instant
from service.outlook import next_chance
from service.places import civil_day_of, place_of
from service.provenance import Provenance, QualityFlag
from service.questions import Question
from service.sky import Sky, sky_over
from service.synthesis import added_between, made_between, vitamin_d_answer
from service.ultraviolet import sun_of, ultraviolet_at
from service.verdict import verdict_of
from service.world import World


async def estimate(question: Question, world: World, *, explain: bool = False) -> Estimate:
    """
    Answer one question.

    Parameters
    ----------
    question : Question
    world : World
    explain : bool
        Whether to tell where the width of the intervals comes from.

    Returns
    -------
    Estimate
        Whatever the providers do.
    """
    sky = await sky_for(question, world)
    return await answer_to(case_of(question, sky), explain=explain)


async def sky_for(question: Question, world: World) -> Sky:
    """
    Compute the sky that a question is asked below.

    Raises
    ------
    InvalidInput
        For a day that the calendar of the place skipped.
    """
    start = question.sky.start or world.now()
    place = place_of(question.sky.spot)
    day = civil_day_of(place, start)
    earliest = min((each.start for each in question.earlier_stays), default=None)
    return await sky_over(question.sky, place, day, start, question.end or start, world, earliest)


async def answer_to(case: Case, explain: bool = False) -> Estimate:
    """Answer for one person under a sky."""
    question, sky = case.question, case.sky
    burn = burn_answer(case)
    limit = case.figures.limit
    made, flags = vitamin_d_answer(case)
    made = await _with_next_chance(case, made)
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
        verdict=verdict_of(case, uv.uv_index, made, burn, limit),
        session=_session(case),
        day_total=_day_total(case),
        uncertainty=uncertainty_of(case) if explain else None,
        provenance=_flagged(case, flags),
        assumptions=assumptions_of(case),
        defaults_applied=defaults_applied(question),
        attribution=sky.attribution,
    )


async def _with_next_chance(case: Case, made: VitaminDAnswer) -> VitaminDAnswer:
    settled = _no_search(made)
    if settled is not None:
        return replace(made, next_chance_reason=settled)
    # A search through a year is more than the event loop should wait for.
    found = await asyncio.to_thread(
        next_chance,
        case.sky.place,
        case.sky.day.date,
        case.stay.subject,
        case.question.sky.environment,
        case.needed,
    )
    return replace(made, next_chance=found.chance, next_chance_reason=found.reason)


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


def _flagged(case: Case, flags: tuple[QualityFlag, ...]) -> Provenance:
    provenance = case.sky.provenance
    if case.begin > case.sky.start.timestamp():
        flags = ("start_before_sunrise", *flags)
    if not flags:
        return provenance
    return replace(provenance, quality_flags=(*provenance.quality_flags, *flags))


def _session(case: Case) -> Session | None:
    end = case.question.end
    if end is None:
        return None
    start, last = case.sky.start.timestamp(), end.timestamp()
    stay, withheld = case.stay, case.withheld
    return Session(
        minutes=(last - start) / SECONDS_PER_MINUTE,
        vitamin_d_iu=None if withheld.vitamin_d else added_between(stay, start, last),
        med_fraction=None if withheld.burn else stay.burn_shares(start, last),
        reason="caution" if withheld.vitamin_d or withheld.burn else None,
    )


def _day_total(case: Case) -> DayTotal | None:
    """Add the earlier stays to the one that was asked about."""
    question = case.question
    if not question.earlier_stays:
        return None
    start = case.sky.start
    last = question.end or start
    lengths = [each.end - each.start for each in question.earlier_stays]
    minutes = sum(length.total_seconds() for length in (*lengths, last - start))
    stay, withheld = case.stay, case.withheld
    begin, end = start.timestamp(), last.timestamp()
    return DayTotal(
        stays=len(lengths) + (question.end is not None),
        minutes=minutes / SECONDS_PER_MINUTE,
        vitamin_d_iu=None if withheld.vitamin_d else made_between(stay, begin, end),
        med_fraction=None if withheld.burn else stay.burn_shares_of_day(begin, end),
        reason="caution" if withheld.vitamin_d or withheld.burn else None,
    )
