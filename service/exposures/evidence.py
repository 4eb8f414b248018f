"""
What samples claim about where a person was, and whose claim is believed.

A claim is an interval in which somebody was outdoors, or certainly was not. The ranking is that of
how directly a device can know: a sensor of ultraviolet measures what arrives, a car or a gym lets
nothing arrive, the light sensor of a watch sees daylight, positions tell of a way, and so on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from models.uncertainty import Spread, spread_from_percentiles
from service.exposures.readings import is_reading, is_worn
from service.samples import Sample

Evidence = Literal[
    "uv_sensor",
    "indoor",
    "driving",
    "watch_daylight",
    "gps_workout",
    "outdoor_session",
    "light_sensor",
    "probably_indoor",
    "phone_motion",
    "manual",
]
_RANKS: dict[Evidence, int] = {
    "manual": 1,
    "phone_motion": 2,
    "probably_indoor": 3,
    "light_sensor": 4,
    "outdoor_session": 5,
    "gps_workout": 6,
    "watch_daylight": 7,
    "indoor": 8,
    "driving": 9,
    "uv_sensor": 10,
}
"""The greater is believed."""
NOT_OUTDOORS: frozenset[Evidence] = frozenset({"indoor", "driving", "probably_indoor"})

_SHARES_OF_SKY: tuple[tuple[Evidence, float, float, str], ...] = (
    ("uv_sensor", 0.9, 1.1, "a sensor is worn at one place, the skin is not"),
    ("watch_daylight", 0.7, 1.05, "daylight is counted below trees and beside houses as well"),
    ("gps_workout", 0.65, 1.05, "trees and houses along the way are not known"),
    ("outdoor_session", 0.6, 1.1, "trees, houses and breaks indoors are not known"),
    ("light_sensor", 0.6, 1.1, "bright light says little of how much sky is free"),
    ("phone_motion", 0.5, 1.1, "movement may have been below a roof for a part"),
    ("manual", 0.5, 1.2, "people remember lengths of stays badly"),
)
"""10th and 90th percentile, and why. (judgement)"""
OPEN_SKY: dict[Evidence, Spread] = {
    evidence: spread_from_percentiles("open_sky", low, 1.0, high, reason, "person")
    for evidence, low, high, reason in _SHARES_OF_SKY
}
"""How much of the open sky a minute of each evidence is worth. [unitless] (judgement)"""

_A_PIECE_MS = 1_800_000
"""Longest of the pieces in which watches count daylight, mostly of five minutes. [ms] (judgement)
"""
_DAYLIGHT_LX = 10_000.0
"""Illuminance that no room has. [lx]"""
_GAP_MS = 600_000
"""Readings of a sensor at most so far apart stand for the time between them. [ms]"""
_MOTION_MS = 300_000
"""A position at most so old still tells how somebody moves. [ms]"""
_DRIVEN = {"driving", "automotive", "in_vehicle", "vehicle", "car", "bus", "train", "motorcycle"}
_ON_FOOT = {"walking", "running", "cycling", "on_foot", "on_bicycle", "hiking"}


@dataclass(frozen=True, slots=True)
class Claim:
    """Where somebody was, in an interval, by one sample."""

    start_ms: int
    end_ms: int
    evidence: Evidence
    sample: Sample
    fraction: float = 1.0
    """Share of the interval that was spent outdoors. [unitless]"""
    reason: str | None = None
    """Why nothing is credited."""

    @property
    def outdoors(self) -> bool:
        """Whether it is a stay under the sky."""
        return self.evidence not in NOT_OUTDOORS


def claims_of(samples: Sequence[Sample]) -> list[Claim]:
    """
    List what samples claim, the most believed last.

    Parameters
    ----------
    samples : sequence of Sample
        In any order.

    Returns
    -------
    list of Claim
        Ranked by evidence, then the shorter, then the later revision; the id decides the rest.
    """
    claims = [claim for sample in samples if (claim := _claim(sample)) is not None]
    claims += _between_readings(samples)
    claims += _by_motion(samples)
    return sorted(claims, key=_rank)


def _rank(claim: Claim) -> tuple[float, int, int, str, int]:
    length = claim.end_ms - claim.start_ms
    rank = float(_RANKS[claim.evidence])
    if claim.evidence == "watch_daylight" and length > _A_PIECE_MS and claim.fraction < 1.0:
        # A total of hours says little of when, and must not thin out what does.
        rank = _RANKS["outdoor_session"] - 0.5
    return rank, -length, claim.sample.rev, claim.sample.id, claim.start_ms


def _claim(sample: Sample) -> Claim | None:
    start, end = sample.start_ms, sample.end_ms
    if start is None or end is None or end <= start:
        return None
    match sample.type:
        case "time_in_daylight":
            length = (end - start) / 60_000.0
            fraction = min((sample.value or 0.0) / length, 1.0)
            return Claim(start, end, _or_manual(sample, "watch_daylight"), sample, fraction)
        case "outdoor_session":
            return _session(sample, start, end)
        case "illuminance":
            bright = (sample.value or 0.0) >= _DAYLIGHT_LX
            return Claim(start, end, _or_manual(sample, "light_sensor"), sample) if bright else None
        case "uv_index" | "erythemal_dose" | "irradiance" if is_worn(sample):
            return Claim(start, end, "uv_sensor", sample)
        case _:
            return None


def _session(sample: Sample, start: int, end: int) -> Claim:
    details = sample.details
    activity = str(details.get("activity", "")).lower()
    if activity in _DRIVEN:
        return Claim(start, end, "driving", sample, reason="driving")
    if details.get("indoor"):
        told = details.get("metadata", {}).get("reason")
        reason = told if isinstance(told, str) and told else "indoor"
        return Claim(start, end, "indoor", sample, reason=reason)
    by_basis: dict[str, Evidence] = {"gps": "gps_workout", "motion": "phone_motion"}
    evidence = by_basis.get(str(details.get("basis")), "outdoor_session")
    return Claim(start, end, _or_manual(sample, evidence), sample)


def _or_manual(sample: Sample, evidence: Evidence) -> Evidence:
    return "manual" if sample.recording == "manual" else evidence


def _between_readings(samples: Iterable[Sample]) -> Iterator[Claim]:
    """Let a worn sensor's single readings stand for the time between them."""
    series: dict[tuple[str | None, str | None], list[Sample]] = {}
    for sample in samples:
        single = sample.start_ms is not None and sample.start_ms == sample.end_ms
        if is_reading(sample) and single and is_worn(sample):
            series.setdefault((sample.device_id, sample.type), []).append(sample)
    for readings in series.values():
        readings.sort(key=_in_time)
        for before, after in pairwise(readings):
            begin, end = before.start_ms or 0, after.start_ms or 0
            if 0 < end - begin <= _GAP_MS:
                yield Claim(begin, end, "uv_sensor", before)


def _by_motion(samples: Iterable[Sample]) -> Iterator[Claim]:
    """Read from positions how somebody moved until the next of them."""
    places = sorted((each for each in samples if each.type == "location"), key=_in_time)
    following = [each.start_ms or 0 for each in places[1:]]
    for i, place in enumerate(places):
        begin = place.start_ms or 0
        end = begin + _MOTION_MS
        if i < len(following):
            end = min(end, following[i])
        if end > begin:
            yield from _motion(place, begin, end)


def _motion(place: Sample, begin: int, end: int) -> Iterator[Claim]:
    motion = {str(word).lower() for word in place.details.get("motion", ())}
    if motion & _DRIVEN:
        yield Claim(begin, end, "driving", place, reason="driving")
    elif place.details.get("indoor"):
        yield Claim(begin, end, "probably_indoor", place, reason="probably_indoor")
    elif motion & _ON_FOOT:
        yield Claim(begin, end, "phone_motion", place)


def _in_time(sample: Sample) -> tuple[int, str]:
    return sample.start_ms or 0, sample.id
