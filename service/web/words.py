"""An answer in words that a person understands, in the language of the page."""

import math
import re
from datetime import datetime, timedelta

from service.advice import PROTECTION_UV_INDEX
from service.answers import (
    BurnAnswer,
    Estimate,
    Interval,
    NextChanceReason,
    Reason,
    UvCategory,
    WindowsReason,
)
from service.day import Day
from service.phrases import message
from service.tongues import Tongue

_WHY: dict[Reason, str] = {
    "sun_below_horizon": message("the sun is below the horizon for the rest of the day"),
    "uv_too_low": message("the sun is too weak all day"),
    "day_ends": message("too little of the day is left"),
    "glass": message("window glass stops the ultraviolet that makes vitamin D"),
    "no_skin_exposed": message("no skin is uncovered"),
    "caution": message("with what you told us, the arithmetic does not apply"),
    "saturation": message("this much skin cannot make that much at once"),
    "below_synthesis_threshold": message(
        "too little of the day has a sun that experiments saw work"
    ),
}
_BRIEFLY: dict[Reason, str] = {
    "sun_below_horizon": message("no sun"),
    "uv_too_low": message("too weak"),
    "day_ends": message("day ends"),
    "glass": message("glass"),
    "no_skin_exposed": message("no bare skin"),
    "caution": message("withheld"),
    "saturation": message("too much"),
}
WITHHELD = message("No amounts for you here: with what you told us, please ask your doctor.")
_NO_CHANCE: dict[NextChanceReason, str] = {
    "reached_today": "",
    "glass": message("No day will do behind glass."),
    "no_skin_exposed": message("No day will do without bare skin."),
    "caution": "",
    "saturation": message("No day will do."),
    "beyond_one_med": message(
        "No day of the coming year will do: the skin would burn first, or the sun is too weak."
    ),
    "not_within_a_year": message("No day of the coming year reaches it within four hours."),
}

_BEFORE_A_UNIT = re.compile(r" (?=\D)")
_HARDLY_ANY = 0.1
"""Of the target. [unitless]"""


def duration(t: Tongue, minutes: float) -> str:
    """Minutes as people say them, rounded down, on one line."""
    whole = math.floor(minutes)
    if whole < 1:
        return t("less than a minute")
    hours, rest = divmod(whole, 60)
    if not hours:
        said = t("{minutes} min", minutes=rest)
    elif not rest:
        said = t("{hours} h", hours=hours)
    else:
        said = t("{hours} h {minutes} min", hours=hours, minutes=rest)
    # A number stays with its unit; between hours and minutes a narrow column may break.
    return _BEFORE_A_UNIT.sub("\u00a0", said)


def about(t: Tongue, minutes: float) -> str:
    """Minutes of a wish, rounded to the nearest: only times to burn have to be rounded down."""
    return duration(t, max(minutes + 0.5, 1.0))


def amount(iu: float) -> float:
    """Round an amount to two figures: more would be a surety that nobody has. [IU]"""
    if not math.isfinite(iu) or iu <= 0.0:
        return iu
    step = 10.0 ** max(math.floor(math.log10(iu)) - 1, 0)
    return step * round(iu / step)


def moment(t: Tongue, instant: datetime, answer: Estimate) -> str:
    """Clock time, with the date where it is not that of the start."""
    zone = answer.place.zone
    on = instant.astimezone(zone).date()
    at = t.clock(instant, zone)
    if on == answer.start.astimezone(zone).date():
        return at
    return t("{time} on {date}", time=at, date=t.day_of_year(on))


def because(t: Tongue, reason: Reason | None, otherwise: Reason = "uv_too_low") -> str:
    """Tell why something does not happen, as it follows a colon."""
    return t(_WHY[reason or otherwise])


def headline(t: Tongue, answer: Estimate) -> str:
    """Tell the verdict, and what to do, in one sentence or two."""
    made, verdict = answer.vitamin_d, answer.verdict
    match verdict.code:
        case "withheld" if answer.burn.status == "withheld":
            return t("No times for you here: with what you told us, please ask your doctor.")
        case "withheld":
            return t(
                "No vitamin D times for you here: with what you told us, please ask your doctor."
            )
        case "target_before_burn":
            return _reached(t, answer)
        case "burn_before_target" if made.iu_within_limit is not None:
            return t(
                "{limit} of sun at most. That makes about {some:,.0f} of the {target:,.0f} IU.",
                limit=_sentence_begin(duration(t, verdict.limit_minutes or 0.0)),
                some=amount(made.iu_within_limit.central),
                target=made.target_iu,
            )
        case _:
            return _not_reached(t, answer)


def _reached(t: Tongue, answer: Estimate) -> str:
    made, limit = answer.vitamin_d, answer.verdict.limit_minutes
    values = {"time": about(t, made.minutes.central), "target": made.target_iu}
    if limit is None:
        return t("About {time} of sun probably make your {target:,.0f} IU.", **values)
    return t(
        "About {time} of sun probably make your {target:,.0f} IU. Stop after {limit} in any case.",
        limit=duration(t, limit),
        **values,
    )


def _not_reached(t: Tongue, answer: Estimate) -> str:
    made, why = answer.vitamin_d, because(t, answer.vitamin_d.reason)
    some = made.iu_within_limit
    if some is None or some.central < _HARDLY_ANY * made.target_iu:
        return t("Hardly any vitamin D on this day: {why}.", why=why)
    return t("{target:,.0f} IU are not reached on this day: {why}.", target=made.target_iu, why=why)


def _sentence_begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def vitamin_d_sentence(t: Tongue, answer: Estimate) -> str:
    """Tell when the target is reached, with its range."""
    made = answer.vitamin_d
    if made.status == "withheld":
        return t("Withheld.")
    if made.status == "not_reachable" or made.reached_at is None:
        why = because(t, made.reason)
        missed = t("{target:,.0f} IU not reached: {why}.", target=made.target_iu, why=why)
        return f"{missed} {_chance(t, answer)}".strip()
    return t(
        "{target:,.0f} IU after about {time}, at {moment}. Likely range: {range}.",
        target=made.target_iu,
        time=about(t, made.minutes.central),
        moment=moment(t, made.reached_at, answer),
        range=range_of(t, made.minutes, made.minutes_reason),
    )


def range_of(t: Tongue, minutes: Interval, why_open: Reason | None) -> str:
    """Tell the likely range of a time to a wish."""
    low = about(t, minutes.low)
    if math.isfinite(minutes.high):
        return t("{low} to {high}", low=low, high=about(t, minutes.high))
    return t(
        "{low} at best; in the least favourable case never: {why}",
        low=low,
        why=because(t, why_open, "day_ends"),
    )


def _chance(t: Tongue, answer: Estimate) -> str:
    made = answer.vitamin_d
    if made.next_chance is not None:
        return t(
            "Next chance under a clear sky, with the best start: {date}.",
            date=t.day(made.next_chance.date),
        )
    return t(_NO_CHANCE[made.next_chance_reason or "not_within_a_year"])


def within_limit_sentence(t: Tongue, answer: Estimate) -> str | None:
    """Tell what the advised sun gives where the target takes more."""
    made, limit = answer.vitamin_d, answer.verdict.limit_minutes
    if answer.verdict.code != "burn_before_target" or made.iu_within_limit is None or not limit:
        return None
    some = made.iu_within_limit
    return t(
        "Within {time} you make about {central:,.0f} IU ({low:,.0f} to {high:,.0f}).",
        time=duration(t, limit),
        central=amount(some.central),
        low=amount(some.low),
        high=amount(some.high),
    )


def burn_sentence(t: Tongue, burn: BurnAnswer) -> str:
    """Tell when the skin begins to redden."""
    if burn.status == "withheld":
        return t("Withheld.")
    if burn.status == "no_burn_expected":
        return t("No sunburn expected: {why}.", why=because(t, burn.reason))
    earliest = duration(t, burn.minutes.low)
    if not math.isfinite(burn.minutes.central):
        return t("The most sensitive skin of your type may redden after {time}.", time=earliest)
    return t(
        "Skin like yours begins to redden after about {time}, the most sensitive of your type "
        "after {earliest}.",
        time=duration(t, burn.minutes.central),
        earliest=earliest,
    )


_CATEGORIES: dict[UvCategory, str] = {
    "low": message("low"),
    "moderate": message("moderate"),
    "high": message("high"),
    "very_high": message("very high"),
    "extreme": message("extreme"),
}


def sun_sentence(t: Tongue, answer: Estimate) -> str:
    """Tell how strong and how high the sun is at the start."""
    height = answer.sun.elevation_deg
    if height >= 0.0:
        return t("sun {height:.0f}° high", height=height)
    return t("the sun is {height:.0f}° below the horizon", height=-height)


def category(t: Tongue, answer: Estimate) -> str:
    """Name the category of the UV index."""
    return t(_CATEGORIES[answer.uv.category])


def session_sentence(t: Tongue, answer: Estimate) -> str | None:
    """Tell what the stay gives that was asked about."""
    stay = answer.session
    if stay is None or stay.vitamin_d_iu is None or stay.med_fraction is None:
        return None
    return t(
        "{time} give about {amount:,.0f} IU and {share:.0%} of what reddens skin like yours (up to "
        "{most:.0%} of what reddens sensitive skin).",
        time=duration(t, stay.minutes),
        amount=stay.vitamin_d_iu.central,
        share=stay.med_fraction.central,
        most=stay.med_fraction.high,
    )


def protection_sentence(t: Tongue, day: Day) -> str | None:
    """Tell when protection is advised; ``None`` where the sun stays weaker all day."""
    strong = [p.time for p in day.points if p.uv_index >= PROTECTION_UV_INDEX]
    if not strong:
        return None
    zone, last = day.place.zone, strong[-1] + timedelta(minutes=day.step_minutes)
    return t(
        "protect from {start} to {end}",
        start=t.clock(strong[0], zone),
        end=t.clock(last, zone),
    )


def windows_sentence(t: Tongue, reason: WindowsReason | None) -> str:
    """Tell why no stay of the day can be recommended."""
    if reason == "beyond_limit":
        return t("No stay within the limit reaches the target on this day.")
    return t("No good time on this day: {why}.", why=because(t, reason))


def limit_sentence(t: Tongue, answer: Estimate) -> str | None:
    """Tell the most sun that is advised."""
    limit = answer.verdict.limit_minutes
    if limit is None:
        return None
    until = moment(t, answer.counted_from + timedelta(minutes=limit), answer)
    if "child_half_the_limit" in answer.verdict.advice:
        return t(
            "until {moment}: a quarter of what reddens the most sensitive skin of your type",
            moment=until,
        )
    return t(
        "until {moment}: half of what reddens the most sensitive skin of your type", moment=until
    )


def minutes_or(t: Tongue, minutes: float, why_never: Reason | None) -> str:
    """Whole minutes for a narrow column, or in brief why there are none."""
    if math.isfinite(minutes):
        return t("{minutes} min", minutes=math.floor(minutes))
    return t(_BRIEFLY.get(why_never or "day_ends", "–"))
