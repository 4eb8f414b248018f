"""What would change an answer, and what would make it surer, in words."""

from models.body import ClothingName
from service.answers import Alternative, AnotherHour, Estimate, FoodOrSupplement, MoreSkin
from service.phrases import message
from service.tongues import Tongue
from service.web import words

_CLOTHES: dict[ClothingName, str] = {
    "covered": message("covered but for the face"),
    "face_hands": message("face and hands"),
    "face_hands_arms": message("bare arms"),
    "t_shirt_shorts": message("T-shirt and shorts"),
    "swimwear": message("swimwear"),
    "nude": message("no clothes"),
}
_NARROWER: dict[str, str] = {
    "environment.cloud_cover": message("the cloud cover"),
    "environment.uv_index": message("a UV index"),
    "environment.ozone_du": message("the ozone column"),
    "skin.age_years": message("your age"),
    "skin.med_j_m2": message("a phototest of your skin"),
    "skin.height_cm": message("your height and weight"),
    "exposure.body_parts": message("the bare parts of your body"),
}


def alternative_sentences(t: Tongue, answer: Estimate) -> list[str]:
    """Tell what would reach the target within the limit."""
    return [_alternative(t, each, answer) for each in answer.verdict.alternatives]


def _alternative(t: Tongue, each: Alternative, answer: Estimate) -> str:
    match each:
        case MoreSkin():
            return t(
                "More skin: about {share:.0%} bare reaches it in about {time} (enough: {clothes}).",
                share=each.skin_fraction,
                clothes=t(_CLOTHES[each.clothing]),
                time=words.about(t, each.minutes),
            )
        case AnotherHour():
            return t(
                "Another hour: from {moment} on it takes about {time}.",
                moment=words.moment(t, each.start, answer),
                time=words.about(t, each.minutes),
            )
        case FoodOrSupplement():
            return t(
                "Food or a supplement for the {amount:,.0f} IU that are missing.",
                amount=words.amount(each.vitamin_d_iu),
            )


def certainty_sentence(t: Tongue, answer: Estimate) -> str | None:
    """Tell where the width of the vitamin D range comes from."""
    budget = None if answer.uncertainty is None else answer.uncertainty.vitamin_d
    if budget is None:
        return None
    return t(
        "Of the width of the vitamin D range, {weather:.0%} comes from the weather, {person:.0%} "
        "from not knowing you better, {model:.0%} from what science disagrees about.",
        weather=budget.weather,
        person=budget.person,
        model=budget.model,
    )


def sharpening_words(t: Tongue, answer: Estimate) -> list[str]:
    """Name what would make the range narrower, the most useful first."""
    budget = None if answer.uncertainty is None else answer.uncertainty.vitamin_d
    if budget is None:
        return []
    named = (_NARROWER[name] for name in budget.sharpened_by if name in _NARROWER)
    return [t(text) for text in dict.fromkeys(named)]
