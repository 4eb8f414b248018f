"""An answer in words that a person understands."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from models.body import ClothingName
from service.answers import (
    Alternative,
    AnotherHour,
    BurnAnswer,
    Estimate,
    FoodOrSupplement,
    Interval,
    MoreSkin,
    NextChanceReason,
    Reason,
    WindowsReason,
)
from service.provenance import QualityFlag

_WHY: dict[Reason, str] = {
    "sun_below_horizon": "the sun is below the horizon for the rest of the day",
    "uv_too_low": "the ultraviolet of the whole day is not enough",
    "day_ends": "what is left of the day is not enough",
    "glass": "window glass stops the ultraviolet that makes vitamin D",
    "no_skin_exposed": "no skin is uncovered",
    "caution": "with what you told us, the arithmetic does not apply",
    "saturation": "this much skin cannot make that much at once",
    "below_synthesis_threshold": "too little of the day has a sun that experiments saw work",
}
_BRIEFLY: dict[Reason, str] = {
    "sun_below_horizon": "no sun",
    "uv_too_low": "too weak",
    "day_ends": "day ends",
    "glass": "glass",
    "no_skin_exposed": "no bare skin",
    "caution": "withheld",
    "saturation": "too much",
}
WITHHELD = "No amounts for you here: with what you told us, please ask your doctor."
_NO_CHANCE: dict[NextChanceReason, str] = {
    "reached_today": "",
    "glass": "No day will do behind glass.",
    "no_skin_exposed": "No day will do without bare skin.",
    "caution": "",
    "saturation": "No day will do.",
    "beyond_one_med": (
        "No day of the coming year will do: the skin would burn first, or the sun is too weak."
    ),
    "not_within_a_year": "No day of the coming year reaches it within four hours.",
}
_CLOTHES: dict[ClothingName, str] = {
    "covered": "covered but for the face",
    "face_hands": "face and hands",
    "face_hands_arms": "short sleeves",
    "t_shirt_shorts": "T-shirt and shorts",
    "swimwear": "swimwear",
    "nude": "no clothes",
}
_NARROWER: dict[str, str] = {
    "environment.cloud_cover": "the cloud cover",
    "environment.uv_index": "a UV index",
    "environment.ozone_du": "the ozone column",
    "skin.age_years": "your age",
    "skin.med_j_m2": "a phototest of your skin",
    "skin.height_cm": "your height and weight",
    "exposure.body_parts": "the bare parts of your body",
}
_SOURCES: dict[str, str] = {
    "open_meteo_cams": "Forecast of CAMS by Open-Meteo, clouds included",
    "met_norway": "Clear-sky forecast of CAMS by MET Norway, with its clouds",
    "currentuvindex": "Forecast of currentuvindex.com",
    "openuv": "Clear-sky forecast of OpenUV",
    "openweather": "Forecast of OpenWeather, clouds included",
}
_FLAGS: dict[QualityFlag, str] = {
    "no_provider_configured": "No forecast service is set up here.",
    "provider_unreachable": "The forecast service could not be reached.",
    "provider_timeout": "The forecast service took too long.",
    "provider_rate_limited": "The forecast service asked us to wait.",
    "provider_quota_reached": "Our share of the forecast service's calls is used up for now.",
    "provider_refused": "The forecast service refused us.",
    "provider_paused": "The forecast service failed lately and is left alone for a while.",
    "provider_no_data": "The forecast service has nothing for this place.",
    "provider_wrong_place": "The forecast service answered for another place.",
    "provider_outdated": "The forecast service sent an old forecast, which was not used.",
    "provider_clock_off": "A forecast ran an hour beside the sun and was not used.",
    "provider_deprecated": "The forecast service announces a change of its interface.",
    "source_not_configured": "The source you named is not set up here.",
    "forecast_stale": "The forecast is an older one, because its service fails at the moment.",
    "sources_merged": "Hours that one forecast lacked were taken from another.",
    "sources_disagree": "Two sources are more than 20 % apart; the details show both.",
    "cloud_unknown": "The forecast knows nothing of clouds: they would lengthen every time.",
    "clouds_from_forecast": "Computed here, under the clouds of a forecast.",
    "snow_from_forecast": "A forecast says that snow lies: the ground is counted as old snow.",
    "provider_error_status": "The forecast service reported a fault.",
    "provider_invalid_response": "The forecast service sent something unreadable.",
    "provider_values_rejected": "Some forecast values were impossible and were dropped.",
    "provider_values_missing": "Some hours were missing in the forecast.",
    "outside_forecast_horizon": "The forecast does not reach this date.",
    "sun_too_low_for_forecast": "The sun stays so low that a forecast would not change anything.",
    "clear_sky_fallback": "Computed for a clear sky instead of a forecast.",
    "cloud_cover_given": "Clouds as you gave them.",
    "uv_index_kept_level": (
        "The UV index you gave does not fit our curve here; to be safe it is kept as a floor."
    ),
    "uv_index_not_used": "The UV index you gave says too little of the day to be used.",
    "clear_sky_extrapolated": "The place is higher, or its air thicker, than the model knows.",
    "start_before_sunrise": "It is still dark at the start: minutes count from the first sun.",
    "below_synthesis_threshold": (
        "So weak a sun may make no vitamin D at all: experiments disagree."
    ),
}


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """Hours and minutes in a zone."""
    return f"{instant.astimezone(zone):%H:%M}"


def moment(instant: datetime, answer: Estimate) -> str:
    """Clock time, with the date where it is not that of the start."""
    zone = answer.place.zone
    local = instant.astimezone(zone)
    if local.date() == answer.start.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} on {local.day} {local:%B}"


def duration(minutes: float) -> str:
    """Minutes as people say them, rounded down."""
    whole = math.floor(minutes)
    if whole < 1:
        return "less than a minute"
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def about(minutes: float) -> str:
    """Minutes of a wish, rounded to the nearest: only times to burn have to be rounded down."""
    return duration(minutes + 0.5) if minutes >= 1.0 else duration(minutes)


def headline(answer: Estimate) -> str:
    """Tell the verdict in one sentence."""
    made, verdict = answer.vitamin_d, answer.verdict
    target = f"{made.target_iu:,.0f} IU"
    match verdict.code:
        case "withheld":
            what = "No times" if answer.burn.status == "withheld" else "No vitamin D times"
            return f"{what} for you here: with what you told us, please ask your doctor."
        case "target_before_burn":
            return (
                f"About {about(made.minutes.central)} of sun make your {target}, "
                "well before your skin reddens."
            )
        case "burn_before_target" if made.minutes.central >= answer.burn.minutes.central:
            return f"Not in one go: your skin would burn before it had made {target}."
        case "burn_before_target":
            return (
                f"Not in one go: {target} would take about {about(made.minutes.central)}, "
                f"but {duration(verdict.limit_minutes or 0.0)} is the most sun advised here."
            )
        case _:
            return f"Not today: {_WHY[made.reason or 'uv_too_low']}."


def vitamin_d_sentence(answer: Estimate) -> str:
    """Tell when the target is reached, with its range."""
    made = answer.vitamin_d
    target = f"{made.target_iu:,.0f} IU"
    if made.status == "withheld":
        return "Withheld."
    if made.status == "not_reachable" or made.reached_at is None:
        return (
            f"{target} not reached: {_WHY[made.reason or 'uv_too_low']}. {_chance(answer)}".strip()
        )
    takes, at = about(made.minutes.central), moment(made.reached_at, answer)
    return (
        f"{target} after about {takes}, at {at}. "
        f"Likely range: {_range(made.minutes, made.minutes_reason)}."
    )


def _range(minutes: Interval, why_open: Reason | None) -> str:
    low = about(minutes.low)
    if math.isfinite(minutes.high):
        return f"{low} to {about(minutes.high)}"
    return f"{low} at best; in the least favourable case never: {_WHY[why_open or 'day_ends']}"


def _chance(answer: Estimate) -> str:
    made = answer.vitamin_d
    if made.next_chance is not None:
        day = made.next_chance.date
        return f"Next chance under a clear sky, with the best start: {day.day} {day:%B %Y}."
    return _NO_CHANCE[made.next_chance_reason or "not_within_a_year"]


def within_limit_sentence(answer: Estimate) -> str | None:
    """Tell what the advised sun gives where the target takes more."""
    made, limit = answer.vitamin_d, answer.verdict.limit_minutes
    if answer.verdict.code != "burn_before_target" or made.iu_within_limit is None or not limit:
        return None
    some = made.iu_within_limit
    return (
        f"Within {duration(limit)} you make about {some.central:,.0f} IU "
        f"({some.low:,.0f} to {some.high:,.0f})."
    )


def alternative_sentences(answer: Estimate) -> list[str]:
    """Tell what would reach the target within the limit."""
    return [_alternative(each, answer) for each in answer.verdict.alternatives]


def _alternative(each: Alternative, answer: Estimate) -> str:
    match each:
        case MoreSkin():
            return (
                f"More skin: {each.skin_fraction:.0%} bare (for instance "
                f"{_CLOTHES[each.clothing]}) reaches it in about {about(each.minutes)}."
            )
        case AnotherHour():
            return (
                f"Another hour: from {moment(each.start, answer)} on it takes about "
                f"{about(each.minutes)}."
            )
        case FoodOrSupplement():
            return f"Food or a supplement for the {each.vitamin_d_iu:,.0f} IU that are missing."


def certainty_sentence(answer: Estimate) -> str | None:
    """Tell where the width of the vitamin D range comes from, and what would narrow it."""
    budget = None if answer.uncertainty is None else answer.uncertainty.vitamin_d
    if budget is None:
        return None
    asked = [_NARROWER[name] for name in budget.sharpened_by if name in _NARROWER]
    narrower = f" It would be narrower with {', '.join(dict.fromkeys(asked))}." if asked else ""
    return (
        f"Of the width of the vitamin D range, {budget.weather:.0%} comes from the weather, "
        f"{budget.person:.0%} from not knowing you better, {budget.model:.0%} from what science "
        f"disagrees about.{narrower}"
    )


def burn_sentence(burn: BurnAnswer) -> str:
    """Tell when the skin begins to redden."""
    if burn.status == "withheld":
        return "Withheld."
    if burn.status == "no_burn_expected":
        return f"No sunburn expected: {_WHY[burn.reason or 'uv_too_low']}."
    earliest = duration(burn.minutes.low)
    if not math.isfinite(burn.minutes.central):
        return f"Sensitive skin of this type may redden after {earliest}."
    return (
        f"Skin like yours begins to redden after about {duration(burn.minutes.central)}, "
        f"sensitive skin after {earliest}."
    )


def sun_sentence(answer: Estimate) -> str:
    """Tell how strong and how high the sun is at the start."""
    uv, height = answer.uv, answer.sun.elevation_deg
    where = f"{height:.0f}° high" if height >= 0.0 else f"{-height:.0f}° below the horizon"
    category = uv.category.replace("_", " ")
    return f"UV index {uv.uv_index:.1f} ({category}), sun {where} at the start."


def session_sentence(answer: Estimate) -> str | None:
    """Tell what the stay gives that was asked about."""
    stay = answer.session
    if stay is None or stay.vitamin_d_iu is None or stay.med_fraction is None:
        return None
    return (
        f"{duration(stay.minutes)} give about {stay.vitamin_d_iu.central:,.0f} IU and "
        f"{stay.med_fraction.central:.0%} of what reddens skin like yours "
        f"(up to {stay.med_fraction.high:.0%} of what reddens sensitive skin)."
    )


def windows_sentence(reason: WindowsReason | None) -> str:
    """Tell why no stay of the day can be recommended."""
    if reason == "beyond_limit":
        return "No stay within the limit reaches the target on this day."
    return f"No good time on this day: {_WHY[reason or 'uv_too_low']}."


def limit_sentence(answer: Estimate) -> str | None:
    """Tell the most sun that is advised."""
    limit = answer.verdict.limit_minutes
    if limit is None:
        return None
    until = answer.counted_from.timestamp() + 60.0 * limit
    end = moment(datetime.fromtimestamp(until, answer.place.zone), answer)
    child = "child_half_the_limit" in answer.verdict.advice
    half = "a quarter" if child else "half"
    return (
        f"{duration(limit)} of bare-skin sun at most, until {end}: {half} of what reddens "
        "sensitive skin."
    )


def flag_sentences(answer: Estimate) -> list[str]:
    """Tell what is special about the data."""
    return [_FLAGS[flag] for flag in answer.provenance.quality_flags]


def source_sentence(answer: Estimate) -> str:
    """Tell where the ultraviolet comes from."""
    provenance = answer.provenance
    match provenance.uv_source:
        case "manual":
            return "UV index as you gave it."
        case source if source in _SOURCES:
            age = duration((provenance.age_s or 0.0) / 60.0)
            return f"{_SOURCES[source]}, fetched {age} ago."
        case _ if "clouds_from_forecast" in provenance.quality_flags:
            return "Computed, under the clouds of a forecast."
        case _ if provenance.sky == "all_sky":
            return "Computed, with the clouds you gave."
        case _:
            return "Computed for a clear sky: clouds would lengthen every time."


def minutes_or(minutes: float, why_never: Reason | None) -> str:
    """Whole minutes for a narrow column, or in brief why there are none."""
    if math.isfinite(minutes):
        return f"{math.floor(minutes)} min"
    return _BRIEFLY.get(why_never or "day_ends", "–")
