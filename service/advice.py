"""What to do, as keys in order of weight, and the English words behind each key."""

from types import MappingProxyType
from typing import Literal

from service.answers import Advice, BurnAnswer, VerdictCode, VitaminDAnswer
from service.cautions import is_child, is_infant, withheld_for
from service.questions import Exposure, Person, Question
from service.stay import skin_fraction

ADVICE_TEXT: MappingProxyType[Advice, str] = MappingProxyType(
    {
        "reach_target_then_cover": (
            "You reach the target well before skin like yours begins to redden. "
            "Then cover up or go into the shade: more sun adds risk."
        ),
        "stop_at_limit": (
            "Treat the limit as the most sun on bare skin for the day, not as a goal."
        ),
        "session_exceeds_limit": (
            "The stay you asked about is longer than the limit: cover up or find shade in time."
        ),
        "uncover_more_skin_for_less_time": (
            "The target would take more sun than this skin should get at once. "
            "Bare more skin for a shorter time, or spread it over several days."
        ),
        "settle_for_less": "A part of the target within the limit is worth having: settle for it.",
        "start_nearer_noon": (
            "Nearer to solar noon the same vitamin D costs less sunburn risk and less time."
        ),
        "wait_for_next_chance": (
            "What is left of this day's sun is not enough for the target; see the next chance."
        ),
        "food_or_supplement": (
            "Oily fish, fortified food or a supplement give vitamin D without any sun."
        ),
        "protect_from_uv_index_3": (
            "The UV index is about 3 or higher: beyond the limit, use shade, clothing, hat and "
            "sunscreen."
        ),
        "no_sunscreen_credit": (
            "Sunscreen lowers vitamin D, but never counts towards a longer stay here."
        ),
        "glass_blocks_vitamin_d": (
            "Window glass stops the ultraviolet that makes vitamin D, yet lets the rest through."
        ),
        "shade_before_snow_or_sand": (
            "Bright ground sends ultraviolet up from below: hats and parasols help less."
        ),
        "caution_ask_doctor": (
            "With what you told us, burn and vitamin D times cannot be computed safely. "
            "Avoid unprotected sun and ask your doctor."
        ),
        "vitamin_d_withheld_ask_doctor": (
            "With what you told us, more vitamin D may harm. Ask your doctor before seeking any."
        ),
        "infant_keep_out_of_sun": (
            "Keep infants out of direct sun. Their vitamin D comes from drops: ask the doctor."
        ),
        "child_half_the_limit": (
            "Burn times here are those of adults. Children's skin is harmed by less: their "
            "limit is half of an adult's."
        ),
        "kidney_stones": "With kidney stones, ask your doctor before raising vitamin D.",
        "anticoagulants": (
            "Sun-made vitamin D does not act on anticoagulants; vitamin K from food or tablets can."
        ),
        "pregnancy": (
            "In pregnancy skin may darken in patches and heat is a strain: keep stays short."
        ),
    }
)
"""Every advice in English; read-only."""

DISCLAIMER = (
    "Times are upper limits for planning, not safe times. Skin differs, weather changes, and some "
    "medicines and conditions make skin burn much sooner. This is not a medical device and no "
    "medical advice."
)

_HEEDED: tuple[Literal["kidney_stones", "anticoagulants", "pregnancy"], ...] = (
    "kidney_stones",
    "anticoagulants",
    "pregnancy",
)
_MOSTLY_BARE = 0.7
"""From here on there is no more skin to bare worth speaking of. [unitless]"""
_PROTECTION_UV_INDEX = 2.5
"""Reported as 3 after rounding, where WHO asks for protection."""


def advice_for(
    question: Question,
    uv_index: float,
    made: VitaminDAnswer,
    burn: BurnAnswer,
    code: VerdictCode,
    *,
    too_long: bool,
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

    Returns
    -------
    tuple of Advice
        Keys of ``ADVICE_TEXT``, the weightiest first.
    """
    if code == "withheld":
        return _withheld(question.person)
    exceeding: tuple[Advice, ...] = ("session_exceeds_limit",) if too_long else ()
    return (
        *exceeding,
        *_on_verdict(question.exposure, made, burn, code),
        *_around(question, uv_index),
        *_of_person(question.person),
    )


def _withheld(person: Person) -> tuple[Advice, ...]:
    if is_infant(person):
        return ("infant_keep_out_of_sun",)
    if withheld_for(person).burn:
        return ("caution_ask_doctor",)
    return ("vitamin_d_withheld_ask_doctor",)


def _on_verdict(
    exposed: Exposure, made: VitaminDAnswer, burn: BurnAnswer, code: VerdictCode
) -> tuple[Advice, ...]:
    more_skin: tuple[Advice, ...] = (
        ("uncover_more_skin_for_less_time",) if skin_fraction(exposed) < _MOSTLY_BARE else ()
    )
    if code == "target_before_burn":
        return ("reach_target_then_cover", "stop_at_limit")
    if code == "burn_before_target":
        return (*more_skin, "settle_for_less", "stop_at_limit")
    if made.reason == "glass":
        return ("glass_blocks_vitamin_d",)
    if made.reason in {"no_skin_exposed", "saturation"}:
        return (*more_skin, "settle_for_less") if made.reason == "saturation" else more_skin
    return (*_on_short_day(made), *(("stop_at_limit",) if _may_burn(burn) else ()))


def _on_short_day(made: VitaminDAnswer) -> tuple[Advice, ...]:
    earlier: tuple[Advice, ...] = ("start_nearer_noon",) if made.reason == "day_ends" else ()
    later: tuple[Advice, ...] = () if made.next_chance is None else ("wait_for_next_chance",)
    return (*earlier, *later, "food_or_supplement")


def _may_burn(burn: BurnAnswer) -> bool:
    return burn.status == "burn_possible"


def _around(question: Question, uv_index: float) -> tuple[Advice, ...]:
    advice: tuple[Advice, ...] = ()
    if uv_index >= _PROTECTION_UV_INDEX:
        advice += ("protect_from_uv_index_3",)
    if question.exposure.sunscreen is not None:
        advice += ("no_sunscreen_credit",)
    if question.sky.environment.surface in {"fresh_snow", "old_snow", "sand"}:
        advice += ("shade_before_snow_or_sand",)
    return advice


def _of_person(person: Person) -> tuple[Advice, ...]:
    child: tuple[Advice, ...] = ("child_half_the_limit",) if is_child(person) else ()
    return (*child, *(caution for caution in _HEEDED if caution in person.cautions))
