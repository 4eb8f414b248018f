"""What to do, as keys in order of weight."""

from typing import Literal

from service.answers import Advice, Alternative, BurnAnswer, VerdictCode, VitaminDAnswer
from service.cautions import is_child, is_infant, withheld_for
from service.questions import Person, Question
from service.ultraviolet import lowest_uv_index

_HEEDED: tuple[Literal["kidney_stones", "anticoagulants", "pregnancy"], ...] = (
    "kidney_stones",
    "anticoagulants",
    "pregnancy",
)
PROTECTION_UV_INDEX = lowest_uv_index("moderate")
EXTRA_PROTECTION_UV_INDEX = lowest_uv_index("very_high")
"""Where WHO asks for protection and for extra protection. [unitless]"""


def advice_for(
    question: Question,
    uv_index: float,
    made: VitaminDAnswer,
    burn: BurnAnswer,
    code: VerdictCode,
    *,
    too_long: bool,
    used_up: bool,
    after_noon: bool,
    alternatives: tuple[Alternative, ...],
) -> tuple[Advice, ...]:
    """
    Choose the advice that fits an answer.

    Parameters
    ----------
    question : Question
    uv_index : float
        At the start. [unitless]
    made : VitaminDAnswer
    burn : BurnAnswer
    code : VerdictCode
    too_long : bool
        Whether the stay that was asked about exceeds the limit.
    used_up : bool
        Whether earlier stays leave nothing of the limit.
    after_noon : bool
        Whether the sun has been at its highest when the stay begins.
    alternatives : tuple
        What would reach the target.

    Returns
    -------
    tuple of Advice
        Keys of ``ADVICE_TEXT``, the weightiest first.
    """
    exceeding: tuple[Advice, ...] = ("session_exceeds_limit",) if too_long else ()
    if code == "withheld":
        withheld = _withheld(question.person)
        if burn.status == "withheld":
            return withheld
        limits = ("limit_used_up",) if used_up else exceeding
        return (*withheld, *limits, *_around(question, uv_index), *_of_person(question.person))
    if used_up:
        on_verdict = ("limit_used_up", *_when_used_up(made, alternatives))
    else:
        on_verdict = (*exceeding, *_on_verdict(made, burn, code, alternatives, after_noon))
    return (
        *on_verdict,
        *_around(question, uv_index),
        *_of_person(question.person),
    )


def _withheld(person: Person) -> tuple[Advice, ...]:
    if is_infant(person):
        return ("infant_keep_out_of_sun",)
    if withheld_for(person).burn:
        return ("caution_ask_doctor",)
    return ("vitamin_d_withheld_ask_doctor",)


def _when_used_up(
    made: VitaminDAnswer, alternatives: tuple[Alternative, ...]
) -> tuple[Advice, ...]:
    if made.minutes.central == 0.0:
        return ("target_reached_already",)
    return tuple(key for key in _offered(alternatives) if key == "food_or_supplement")


def _on_verdict(
    made: VitaminDAnswer,
    burn: BurnAnswer,
    code: VerdictCode,
    alternatives: tuple[Alternative, ...],
    after_noon: bool,
) -> tuple[Advice, ...]:
    offered = _offered(alternatives)
    if made.minutes.central == 0.0:
        return ("target_reached_already", "stop_at_limit")
    if code == "target_before_burn":
        return ("reach_target_then_cover", "stop_at_limit")
    if code == "burn_before_target":
        return (*offered, *_part_of(made), "stop_at_limit")
    if made.reason == "glass":
        return ("glass_blocks_vitamin_d", *offered)
    if made.reason in {"no_skin_exposed", "saturation"}:
        return (*offered, *_part_of(made))
    elsewhere = tuple(key for key in offered if key != "uncover_more_skin_for_less_time")
    limits: tuple[Advice, ...] = ("stop_at_limit",) if _may_burn(burn) else ()
    return (*_on_short_day(made, after_noon), *elsewhere, *limits)


def _part_of(made: VitaminDAnswer) -> tuple[Advice, ...]:
    within = made.iu_within_limit
    return ("settle_for_less",) if within is not None and within.central > 0.0 else ()


def _offered(alternatives: tuple[Alternative, ...]) -> tuple[Advice, ...]:
    words: dict[str, Advice] = {
        "more_skin": "uncover_more_skin_for_less_time",
        "another_hour": "another_hour",
        "food_or_supplement": "food_or_supplement",
    }
    return tuple(words[each.kind] for each in alternatives if each.kind in words)


def _on_short_day(made: VitaminDAnswer, after_noon: bool) -> tuple[Advice, ...]:
    too_late = made.reason == "day_ends" and after_noon
    earlier: tuple[Advice, ...] = ("start_nearer_noon",) if too_late else ()
    later: tuple[Advice, ...] = () if made.next_chance is None else ("wait_for_next_chance",)
    return (*earlier, *later)


def _may_burn(burn: BurnAnswer) -> bool:
    return burn.status == "burn_possible"


def _around(question: Question, uv_index: float) -> tuple[Advice, ...]:
    advice: tuple[Advice, ...] = ()
    if uv_index >= PROTECTION_UV_INDEX:
        advice += ("protect_from_uv_index_3",)
    if uv_index >= EXTRA_PROTECTION_UV_INDEX:
        advice += ("extra_protection_from_uv_index_8",)
    if question.exposure.sunscreen is not None:
        advice += ("no_sunscreen_credit",)
    if question.sky.environment.surface in {"fresh_snow", "old_snow", "sand"}:
        advice += ("shade_before_snow_or_sand",)
    return advice


def _of_person(person: Person) -> tuple[Advice, ...]:
    child: tuple[Advice, ...] = ("child_half_the_limit",) if is_child(person) else ()
    return (*child, *(caution for caution in _HEEDED if caution in person.cautions))
