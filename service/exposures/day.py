"""One day of one user, from samples to totals."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.constants import MODEL_VERSION
from service.answers import Interval
from service.cautions import limit_share, withheld_for
from service.exposures import dose
from service.exposures.dose import Along
from service.exposures.evidence import Claim
from service.exposures.light import Lit, lit_minutes
from service.exposures.minutes import Material, Minutes, bounds_of, minutes_of
from service.exposures.worn import Worn, worn_along
from service.questions import Person, Question, SkyQuestion, Spot
from service.subject import Subject
from service.syncing import civil_dates
from service.world import World

_AGAIN = timedelta(hours=6)
_SETTLED = timedelta(days=3)
"""After so long what a source says of a day no longer changes."""
_VITAMIN_D = {"vitamin_d", "vitamin_d2", "vitamin_d3"}
_SELDOM = 20
"""Share of the age of a day after which it is looked at again, as a divisor. (judgement)"""
_DEGRADED = {"clear_sky_fallback"}
_PASSING = {
    "provider_unreachable", "provider_timeout", "provider_rate_limited", "provider_quota_reached",
    "provider_paused", "provider_error_status",
}  # fmt: skip
"""Failures of a source that will not last."""
_APART_S = 0.001
"""Minutes that lie closer follow each other. [s]"""


@dataclass(frozen=True, slots=True)
class DayResult:
    """A day as it is kept."""

    totals: dict[str, Any]
    spans: list[dict[str, Any]]
    again: datetime | None
    """When it is worth working out anew, because its sky may be known better."""
    warning: str | None
    """How far towards a burn the day has come: ``limit`` or ``burn``."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the day."""
        return not self.spans and not self.totals["intake_ug"]


async def work_out(day: date, material: Material, world: World) -> DayResult:
    """
    Add up a day.

    Parameters
    ----------
    day : date
    material : Material
    world : World

    Returns
    -------
    DayResult
        The same for the same samples, in whatever order they came.
    """
    every = minutes_of(day, material)
    outdoors = material.outdoors[every.claim]
    placed = ~np.isnan(every.where.latitude)
    counted = every.only(outdoors & placed)
    lit = await lit_minutes(counted, day, material.readings, world)
    along = dose.along(lit, material.fraction)
    totals = _frame(day, material, every, along)
    totals["minutes_without_place"] = _minutes(every, outdoors & ~placed, material)
    warning = None
    if lit:
        totals |= _sources(lit, along)
        warning = _doses(day, material, lit, along, totals)
    else:
        _no_doses(totals, "no_place" if (outdoors & ~placed).any() else "nothing_outdoors")
    _assume(totals, every, outdoors & placed)
    again = _again(day, totals, world.now())
    totals["provisional"] = again is not None
    return DayResult(totals, _spans(every, material.claims, along), again, warning)


def _frame(day: date, material: Material, every: Minutes, along: Along) -> dict[str, Any]:
    claims = material.claims
    by_evidence: dict[str, float] = {}
    excluded: dict[str, float] = {}
    seconds = np.bincount(every.claim, weights=every.length, minlength=len(claims))
    for i in np.flatnonzero(seconds):
        claim = claims[int(i)]
        minutes = float(seconds[i]) * claim.fraction / 60.0
        into, name = (
            (by_evidence, claim.evidence) if claim.outdoors else (excluded, claim.reason or "")
        )
        into[name] = into.get(name, 0.0) + minutes
    zone = _usual_zone(every) or material.profile.timezone
    return {
        "date": day.isoformat(),
        "timezone": zone or "Etc/UTC",
        "minutes_outdoors": sum(by_evidence[name] for name in sorted(by_evidence)),
        "minutes_in_daylight": float((along.outdoors * along.up).sum()) / 60.0,
        "minutes_by_evidence": dict(sorted(by_evidence.items())),
        "minutes_measured": float((along.outdoors * along.measured).sum()) / 60.0,
        "excluded": [
            {"reason": reason, "minutes": minutes} for reason, minutes in sorted(excluded.items())
        ],
        "intake_ug": _intake(day, material),
        "uv_sources": [],
        "attribution": [],
        "flags": [],
        "assumptions": [],
        "model_version": MODEL_VERSION,
    }


def _usual_zone(every: Minutes) -> str | None:
    """Zone of most of the minutes; of several the first by name."""
    counts = np.bincount(every.zone, minlength=len(every.zones))
    most = counts.max(initial=0)
    return min((every.zones[i] for i in np.flatnonzero(counts == most) if most > 0), default=None)


def _minutes(every: Minutes, mask: BoolArray, material: Material) -> float:
    return float((every.length[mask] * material.fraction[every.claim[mask]]).sum()) / 60.0


def _intake(day: date, material: Material) -> float:
    otherwise = material.profile.timezone or "Etc/UTC"
    return sum(
        sample.value or 0.0
        for sample in material.intake
        if sample.details.get("substance", "vitamin_d") in _VITAMIN_D
        and day.isoformat() == civil_dates.date_of(*civil_dates.quarters_of(sample, otherwise)[0])
    )


def _sources(lit: Sequence[Lit], along: Along) -> dict[str, Any]:
    sources = {part.sky.provenance.uv_source for part in lit if not part.measured.all()}
    flags = {flag for part in lit for flag in part.sky.provenance.quality_flags}
    if any(part.refused.any() for part in lit):
        flags.add("measured_implausible")  # type: ignore[arg-type]
    lines = dict.fromkeys(line for part in lit for line in part.sky.attribution)
    return {
        "uv_sources": sorted({*sources, *(("measured",) if along.measured.any() else ())}),
        "attribution": list(lines),
        "flags": sorted(flags),
    }


def _doses(
    day: date, material: Material, lit: Sequence[Lit], along: Along, totals: dict[str, Any]
) -> str | None:
    evidence = dose.evidence_spread(along, material.claims)
    erythemal, vitamin_d = dose.sky_spreads(lit, along)
    totals["erythemal_sed_reason"] = None
    totals["erythemal_sed"] = asdict(dose.erythemal_sed(along, (*erythemal, evidence)))
    person = material.profile.person(day)
    if person is None:
        _no_person(totals, "skin_type_missing")
        return None
    latitude = float(np.mean([part.sky.place.latitude for part in lit]))
    worn = worn_along(along.time, material.worn, material.profile, day, latitude)
    subjects = _subjects(person, worn)
    withheld = withheld_for(person)
    burn = dose.med_fraction(along, subjects[0], (*erythemal, evidence))
    made = dose.vitamin_d_iu(lit, along, worn, subjects, (*vitamin_d, evidence))
    totals["med_fraction"] = None if withheld.burn else asdict(burn)
    totals["med_fraction_reason"] = "caution" if withheld.burn else None
    totals["vitamin_d_iu"] = None if withheld.vitamin_d else asdict(made)
    totals["vitamin_d_reason"] = "caution" if withheld.vitamin_d else None
    if made.low == 0.0 < made.central:
        totals["flags"] = sorted({*totals["flags"], "below_synthesis_threshold"})
    totals["assumptions"] += _assumptions(worn, material)
    return None if withheld.burn else _warning(burn, limit_share(person))


def _subjects(person: Person, worn: Worn) -> list[Subject]:
    sky = SkyQuestion(Spot(0.0, 0.0))
    return [Subject.of(Question(sky, person, exposed)) for exposed in worn.exposures]


def _warning(burn: Interval, share: float) -> str | None:
    if burn.high >= 1.0:
        return "burn"
    return "limit" if burn.high >= share else None


def _assumptions(worn: Worn, material: Material) -> list[str]:
    assumed = ["clothing_by_season"] if worn.assumed else []
    if material.profile.posture is None:
        assumed.append("posture_upright")
    if material.profile.birth_year is None:
        assumed.append("age_young_adult")
    return assumed


def _no_person(totals: dict[str, Any], reason: str) -> None:
    totals["vitamin_d_iu"] = totals["med_fraction"] = None
    totals["vitamin_d_reason"] = totals["med_fraction_reason"] = reason


def _no_doses(totals: dict[str, Any], reason: str) -> None:
    totals["erythemal_sed"], totals["erythemal_sed_reason"] = None, reason
    if reason == "no_place":
        totals["minutes_in_daylight"] = None
    _no_person(totals, reason)


def _assume(totals: dict[str, Any], every: Minutes, counted: BoolArray) -> None:
    if (every.where.at_home & counted).any():
        totals["assumptions"].append("place_home")
    if totals["minutes_without_place"] > 0.0:
        totals["flags"] = sorted({*totals["flags"], "place_unknown"})


def _again(day: date, totals: dict[str, Any], now: datetime) -> datetime | None:
    """Look again while the sky of a day may still become known better."""
    end = datetime.fromtimestamp(bounds_of(day, totals["timezone"])[1], UTC)
    flags = set(totals["flags"])
    if not totals["uv_sources"] or totals["uv_sources"] == ["measured"]:
        return None
    if "no_provider_configured" in flags:
        return None
    if now < end or (flags & _DEGRADED and now < end + _SETTLED):
        return now + _AGAIN
    if flags & _DEGRADED and flags & _PASSING:
        # The longer ago, the less it matters when: a source that fails is not asked all the time.
        return now + max(_AGAIN, (now - end) / _SELDOM)
    return None


def _spans(every: Minutes, claims: Sequence[Claim], along: Along) -> list[dict[str, Any]]:
    """Join minutes of one claim that follow each other, with what each of them brought."""
    if not len(every.time):
        return []
    half = every.length / 2.0
    begin, end = every.time - half, every.time + half
    cut = (np.abs(begin[1:] - end[:-1]) > _APART_S) | (np.diff(every.claim) != 0)
    first = np.concatenate([[0], np.flatnonzero(cut) + 1])
    last = np.concatenate([first[1:], [len(every.time)]]) - 1
    begins, ends = begin[first], end[last]
    within = np.searchsorted(along.time, np.stack([begins, ends])).T.tolist()
    columns = zip(
        every.claim[first].tolist(),
        _times(begins),
        _times(ends),
        ((ends - begins) / 60.0).tolist(),
        every.where.latitude[first].tolist(),
        every.where.longitude[first].tolist(),
        within,
        strict=True,
    )
    uv_index = np.round(along.uv_index, 2).tolist()
    return [
        _span(claims[claim], times, minutes, place, uv_index[low:high], along, low, high)
        for claim, *times, minutes, latitude, longitude, (low, high) in columns
        for place in ((latitude, longitude),)
    ]


def _span(
    claim: Claim,
    times: list[str],
    minutes: float,
    place: tuple[float, float],
    uv_index: list[float],
    along: Along,
    low: int,
    high: int,
) -> dict[str, Any]:
    plate, measured = along.plate[low:high], along.measured[low:high]
    return {
        "start": times[0],
        "end": times[1],
        "evidence": claim.evidence,
        "sample_id": claim.sample.id,
        "of": claim.sample.type,
        "device_id": claim.sample.device_id,
        "minutes": minutes * claim.fraction if claim.outdoors else 0.0,
        "fraction": claim.fraction if claim.outdoors else 0.0,
        "excluded": claim.reason,
        "place": None if math.isnan(place[0]) else list(place),
        "erythemal_j_m2": None if math.isnan(place[0]) else float(plate.sum()),
        "minute_uv_index": uv_index,
        "measured": bool(measured.any()),
    }


def _times(seconds: FloatArray) -> list[str]:
    moments = np.round(seconds * 1000.0).astype("datetime64[ms]")
    texts: list[str] = np.datetime_as_string(moments, timezone="UTC").tolist()
    return texts
