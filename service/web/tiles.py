"""The figures that are seen first: how long at most, what it makes, when skin reddens, the sun."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from models.constants import IU_PER_MICROGRAM
from service.answers import Estimate, UvCategory
from service.day import Day
from service.tongues import Tongue
from service.web import words


@dataclass(frozen=True, slots=True)
class Tile:
    """One big figure with what it means."""

    kind: Literal["limit", "vitamin-d", "burn", "calm", "sun"]
    label: str
    value: str
    notes: tuple[str, ...]
    category: UvCategory | None = None


def tiles_of(t: Tongue, answer: Estimate, day: Day) -> tuple[Tile, ...]:
    """
    Choose the figures of an answer: the most sun advised, vitamin D, sunburn, the sun.

    Parameters
    ----------
    t : Tongue
    answer : Estimate
    day : Day
        Of the answer.

    Returns
    -------
    tuple of Tile
        What is withheld has none.
    """
    tiles = (_limit(t, answer), _vitamin_d(t, answer), _burn(t, answer), _sun(t, answer, day))
    return tuple(tile for tile in tiles if tile is not None)


def _limit(t: Tongue, answer: Estimate) -> Tile | None:
    limit, note = answer.verdict.limit_minutes, words.limit_sentence(t, answer)
    if limit is None or note is None:
        return None
    return Tile("limit", t("Sun at most"), words.duration(t, limit), (note,))


def _vitamin_d(t: Tongue, answer: Estimate) -> Tile | None:
    made = answer.vitamin_d
    if made.status == "withheld":
        return None
    if answer.verdict.code == "target_before_burn" and made.reached_at is not None:
        time = words.about(t, made.minutes.central)
        for_target = t("for {target:,.0f} IU ({ug:g} µg), at {moment}", **_target(answer),
                       moment=words.moment(t, made.reached_at, answer))  # fmt: skip
        range_ = words.range_of(t, made.minutes, made.minutes_reason)
        return Tile(
            "vitamin-d", t("Vitamin D"), t("≈\u00a0{time}", time=time),
            (for_target, t("likely {range}", range=range_)),
        )  # fmt: skip
    return _amount(t, answer)


def _target(answer: Estimate) -> dict[str, float]:
    """Give the target in both units."""
    target = answer.vitamin_d.target_iu
    return {"target": target, "ug": target / IU_PER_MICROGRAM}


def _amount(t: Tongue, answer: Estimate) -> Tile:
    """Tell what the advised sun makes where it does not make all."""
    made = answer.vitamin_d
    some = made.iu_within_limit
    if some is None:
        return Tile("vitamin-d", t("Vitamin D"), t("none"), (words.because(t, made.reason),))
    within = (
        t(
            "of {target:,.0f} IU ({ug:g} µg), until the day ends",
            target=made.target_iu,
            ug=made.target_iu / IU_PER_MICROGRAM,
        )
        if answer.verdict.limit_minutes is None
        else t(
            "of {target:,.0f} IU ({ug:g} µg), in that time",
            target=made.target_iu,
            ug=made.target_iu / IU_PER_MICROGRAM,
        )
    )
    likely = t(
        "likely {low:,.0f} to {high:,.0f} IU",
        low=words.amount(some.low),
        high=words.amount(some.high),
    )
    value = t("≈\u00a0{amount:,.0f}\u00a0IU", amount=words.amount(some.central))
    return Tile("vitamin-d", t("Vitamin D"), value, (within, likely))


def _burn(t: Tongue, answer: Estimate) -> Tile | None:
    burn, label = answer.burn, t("Skin reddens")
    if burn.status == "withheld":
        return None
    if burn.status == "no_burn_expected":
        return Tile("calm", label, t("no risk"), (words.because(t, burn.reason),))
    earliest = t("the most sensitive of your type after {time}",
                 time=words.duration(t, burn.minutes.low))  # fmt: skip
    if not math.isfinite(burn.minutes.central):
        return Tile("burn", label, t("hardly"), (earliest,))
    at = answer.counted_from + timedelta(minutes=burn.minutes.central)
    return Tile(
        kind="burn",
        label=label,
        value=t("≈\u00a0{time}", time=words.duration(t, burn.minutes.central)),
        notes=(t("at {moment}", moment=words.moment(t, at, answer)), earliest),
    )


def _sun(t: Tongue, answer: Estimate, day: Day) -> Tile:
    clear = answer.provenance.sky == "clear_sky"
    notes = (
        words.category(t, answer),
        words.sun_sentence(t, answer),
        words.protection_sentence(t, day),
        t("cloudless sky assumed") if clear else None,
    )
    return Tile(
        kind="sun",
        label=t("UV index"),
        value=t.number(answer.uv.uv_index, ".1f"),
        notes=tuple(note for note in notes if note),
        category=answer.uv.category,
    )
