"""The minutes of a civil day: whose evidence each is of, where it was spent, for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.coverage import Coverage, IntArray, by_the_minute, cover
from service.exposures.evidence import Claim, claims_of
from service.exposures.readings import readings_of
from service.exposures.whereabouts import Places, Whereabouts
from service.places import zone_name
from service.profiles import Profile
from service.samples import Sample
from service.syncing.civil_dates import REACH_OF_A_PLACE_MS

_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
"""Of UTC: a date begins so much earlier and ends so much later somewhere."""


@dataclass(frozen=True, slots=True)
class Material:
    """Samples of one user over some days, ready to be asked for any of them."""

    claims: list[Claim]
    coverage: Coverage
    places: Places
    profile: Profile
    outdoors: BoolArray
    """Whether each claim is one of being under the sky."""
    fraction: FloatArray
    """Share of its interval that each claim is worth. [unitless]"""
    zone: IntArray
    """Zone that the sample of each claim names, or that of the user: an index of ``zones``."""
    zones: tuple[str, ...]
    readings: list[Sample]
    """Of ultraviolet, the most believed last."""
    worn: list[Sample]
    """Clothes and sunscreen."""
    intake: list[Sample]

    @staticmethod
    def of(samples: Sequence[Sample], profile: Profile) -> "Material":
        """Sort samples into claims, places and the rest."""
        claims = claims_of(samples)
        edges = np.array([(c.start_ms, c.end_ms) for c in claims], dtype=np.float64) / 1000.0
        edges = edges.reshape(-1, 2)
        coverage = cover(edges[:, 0], edges[:, 1], np.arange(len(claims)))
        otherwise = profile.timezone or "Etc/UTC"
        named = [each.sample.tz or otherwise for each in claims]
        zones = tuple(sorted(set(named)))
        return Material(
            claims=claims,
            coverage=coverage,
            places=Places(samples, profile),
            profile=profile,
            outdoors=np.array([each.outdoors for each in claims], dtype=bool),
            fraction=np.array([each.fraction for each in claims], dtype=np.float64),
            zone=np.array([zones.index(name) for name in named], dtype=np.int64),
            zones=zones,
            readings=readings_of(samples),
            worn=[each for each in samples if each.type in {"cover", "sunscreen"}],
            intake=[each for each in samples if each.type == "intake"],
        )


@dataclass(frozen=True, slots=True)
class Minutes:
    """Pieces of time of at most a minute, of one civil date. Arrays of one shape."""

    time: FloatArray
    """Middle of each piece, increasing. [s]"""
    length: FloatArray
    """[s]"""
    claim: IntArray
    """Index of the claim that is believed."""
    where: Whereabouts
    zone: IntArray
    """Zone of each: an index of ``zones``."""
    zones: tuple[str, ...]
    """Names of IANA."""

    def only(self, mask: BoolArray) -> "Minutes":
        """Choose some of them."""
        return Minutes(
            self.time[mask],
            self.length[mask],
            self.claim[mask],
            Whereabouts(
                self.where.latitude[mask],
                self.where.longitude[mask],
                self.where.elevation[mask],
                self.where.at_home[mask],
            ),
            self.zone[mask],
            self.zones,
        )


def span_of(first: date, last: date) -> tuple[int, int]:
    """
    Time whose samples have a part in dates of any zone.

    Parameters
    ----------
    first, last : date
        Inclusive.

    Returns
    -------
    tuple of int
        Start and end, with the reach of places. [ms]
    """
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - _AHEAD
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1) + _BEHIND
    return (
        round(begin.timestamp() * 1000.0) - REACH_OF_A_PLACE_MS,
        round(end.timestamp() * 1000.0) + REACH_OF_A_PLACE_MS,
    )


def minutes_of(day: date, material: Material) -> Minutes:
    """Find the minutes of a date, by the calendar of wherever each was spent."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    first = (midnight - _AHEAD).timestamp()
    last = (midnight + timedelta(days=1) + _BEHIND).timestamp()
    start, end, winner = material.coverage.pieces(first, last)
    time, length, piece = by_the_minute(start, end)
    claim = winner[piece]
    where = material.places.at(time)
    every = Minutes(time, length, claim, where, *_zones(where, claim, material))
    return every.only(_on(day, every))


def _zones(
    where: Whereabouts, claim: IntArray, material: Material
) -> tuple[IntArray, tuple[str, ...]]:
    """Zone of the place; where none is known, the one that the sample or the user names."""
    zone = material.zone[claim]
    known = ~np.isnan(where.latitude)
    # As one number, which sorts several times faster than two.
    places = where.latitude[known] + 1j * where.longitude[known]
    different, index = np.unique(places, return_inverse=True)
    if not len(different):
        return zone, material.zones
    names = [zone_name(float(place.real), float(place.imag)) for place in different]
    zones = tuple(dict.fromkeys([*material.zones, *names]))
    zone[known] = np.array([zones.index(name) for name in names])[index.reshape(-1)]
    return zone, zones


def _on(day: date, minutes: Minutes) -> BoolArray:
    mask = np.zeros(len(minutes.time), dtype=bool)
    for i in np.unique(minutes.zone):
        begin, end = bounds_of(day, minutes.zones[i])
        mask |= (minutes.zone == i) & (minutes.time >= begin) & (minutes.time < end)
    return mask


def bounds_of(day: date, zone: str) -> tuple[float, float]:
    """Begin and end of a date in a zone, 23 to 25 hours apart. [s]"""
    following = day + timedelta(days=1)
    begin, end = (
        datetime(each.year, each.month, each.day, tzinfo=ZoneInfo(zone)).timestamp()
        for each in (day, following)
    )
    return begin, end
