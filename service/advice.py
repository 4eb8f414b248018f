"""What to do, as keys in order of weight, and the English words behind each key."""

from types import MappingProxyType

from service.answers import Advice, BurnAnswer, VerdictCode, VitaminDAnswer
from service.cautions import CHILD_YEARS, is_infant, withheld_for
from service.questions import Person, Question

ADVICE_TEXT: MappingProxyType[Advice, str] = MappingProxyType(
    {
        "reach_target_then_cover": (
            "You reach the target well before skin like yours begins to redden. "
            "Then cover up or go into the shade: more sun adds risk and little vitamin D."
        ),
        "stop_at_limit": (
            "Treat the limit as the most sun on bare skin for the day, not as a goal."
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
            "The target cannot be made from the sun on this day; see the next chance."
        ),
        "food_or_supplement": (
            "Oily fish, fortified food or a supplement give vitamin D without any sun."
        ),
        "protect_from_uv_index_3": (
            "The UV index is 3 or more: beyond the limit, use shade, clothing, hat and sunscreen."
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
        "child_burns_sooner": (
            "Children's skin is harmed by less sun than the range given here: stop well before."
        ),
        "kidney_stones": "With kidney stones, ask your doctor before raising vitamin D.",
        "anticoagulants": (
            "Sun-made vitamin D does not act on anticoagulants; vitamin K from food or tablets can."
        ),
        "pregnancy": (
            "In pregnancy skin may darken in patches and heat is a strain: prefer short stays."
        ),
    }
)
"""Every advice in English; read-only."""

DISCLAIMER = (
    "Times are upper limits for planning, not safe times. Skin differs, weather changes, and some "
    "medicines and conditions make skin burn much sooner. This is not a medical device and no "
    "medical advice."
)

_PROTECTION_UV_INDEX = 2.5
"""Reported as 3 after rounding, where WHO asks for protection."""


def advice_for(
    question: Question,
    uv_index: float,
    made: VitaminDAnswer,
    burn: BurnAnswer,
    code: VerdictCode,
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

    Returns
    -------
    tuple of Advice
        Keys of ``ADVICE_TEXT``, the weightiest first.
    """
    verdict = _withheld(question.person) if code == "withheld" else _on_verdict(made, burn, code)
    around = _around(question, uv_index) if code != "withheld" else ()
    return (*verdict, *around, *_of_person(question.person))


def _withheld(person: Person) -> tuple[Advice, ...]:
    if is_infant(person):
        return ("infant_keep_out_of_sun",)
    if withheld_for(person).burn:
        return ("caution_ask_doctor",)
    return ("vitamin_d_withheld_ask_doctor",)


def _on_verdict(made: VitaminDAnswer, burn: BurnAnswer, code: VerdictCode) -> tuple[Advice, ...]:
    if code == "target_before_burn":
        return ("reach_target_then_cover", "stop_at_limit")
    if code == "burn_before_target":
        return ("uncover_more_skin_for_less_time", "settle_for_less", "stop_at_limit")
    if made.reason == "glass":
        return ("glass_blocks_vitamin_d",)
    if made.reason in {"no_skin_exposed", "saturation"}:
        return ("uncover_more_skin_for_less_time",)
    waiting: tuple[Advice, ...] = ("wait_for_next_chance", "food_or_supplement")
    if made.reason == "day_ends":
        waiting = ("start_nearer_noon", *waiting)
    return (*waiting, "stop_at_limit") if burn.status == "burn_possible" else waiting


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
    advice: tuple[Advice, ...] = ()
    age = person.age_years
    if age is not None and not is_infant(person) and age < CHILD_YEARS:
        advice += ("child_burns_sooner",)
    for caution in ("kidney_stones", "anticoagulants", "pregnancy"):
        if caution in person.cautions:
            advice += (caution,)
    return advice
