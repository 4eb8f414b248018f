"""What is kept of a user that says something of the level: days, intake and blood."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from models.arrays import BoolArray, FloatArray
from models.constants import IU_PER_MICROGRAM
from service.habits import Daily
from service.intakes import TOTAL, daily_intake
from service.levels import REPORTED_LEVELS, LabValue
from service.places import Place
from service.profiles import Profile, profile_of
from service.questions import Spot
from service.records import Records
from service.samples import Sample
from service.storage import sample_rows, total_rows
from service.storage.user_rows import UserRow
from service.supplies import OLDEST_LAB, SPIN_UP
from service.syncing import civil_dates

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is kept of somebody that says something of the level."""

    profile: Profile
    days: Sequence[tuple[str, str]]
    """Dates and their totals, as JSON."""
    spans: Sequence[str]
    """Minutes of the latest days as JSON, where a place is looked for."""
    intake: Sequence[Sample]
    labs: tuple[LabValue, ...]


async def read(first: date | None, user: UserRow, records: Records, now: datetime) -> Recorded:
    """
    Read what says something of the level.

    Parameters
    ----------
    first : date or None
        Day that is asked about first; a year ago by default.
    user : UserRow
    records : Records
    now : datetime

    Returns
    -------
    Recorded
        From as long before as laboratory values count.
    """
    profile = profile_of(user.profile)
    first = first or now.date() - timedelta(days=366)
    oldest = first - OLDEST_LAB - SPIN_UP
    ends = (
        datetime(oldest.year, oldest.month, oldest.day, tzinfo=UTC).timestamp(),
        now.timestamp(),
    )
    begin_ms, end_ms = round(ends[0] * 1000.0), round(ends[1] * 1000.0) + _DAY_MS
    # East of Greenwich the civil day may be a day further than that of UTC.
    latest = now.date() + timedelta(days=1)
    async with records.database.reading() as connection:
        days = await total_rows.totals_between(
            connection, user.user_id, oldest.isoformat(), latest.isoformat()
        )
        spans = [] if profile.home else await total_rows.latest_spans(connection, user.user_id)
        kept = await sample_rows.overlapping(
            connection, user.user_id, begin_ms, end_ms, ["intake", "lab_25ohd"]
        )
    zone = profile.timezone or "Etc/UTC"
    labs = tuple(
        LabValue(_date_of(each, zone), each.value)
        for each in kept
        if each.type == "lab_25ohd" and each.value is not None and _is_level(each.value)
    )
    return Recorded(profile, days, spans, [each for each in kept if each.type == "intake"], labs)


def _is_level(value: float) -> bool:
    """Whether a laboratory may have found it; samples may hold anything. [nmol L⁻¹]"""
    least, most = REPORTED_LEVELS
    return least <= value <= most


def spot_of(recorded: Recorded) -> Spot | None:
    """Home of the user, or where the latest minutes were spent."""
    if recorded.profile.home is not None:
        return Spot(*recorded.profile.home)
    spans = (span for day in recorded.spans for span in reversed(json.loads(day)))
    place = next((span["place"] for span in spans if span["place"] is not None), None)
    return None if place is None else Spot(*place)


@dataclass(frozen=True, slots=True)
class Past:
    """What is recorded of the days computed, shape (n,)."""

    profile: Profile
    place: Place
    today: int
    """Which of the days is today."""
    known: BoolArray
    """Whether the sun of a day is recorded."""
    sun: Daily
    """[µg d⁻¹]"""
    minutes: FloatArray
    """In daylight. [min d⁻¹]"""
    food: FloatArray
    supplement: FloatArray
    """[µg d⁻¹]"""
    begun: int
    """First day with any intake; the day after today where there is none."""

    @property
    def has_intake(self) -> bool:
        """Whether any intake is recorded."""
        return self.begun <= self.today


def past_of(recorded: Recorded, place: Place, dates: list[date], today: date) -> Past:
    """Lay what is recorded on the days that are computed."""
    index = {day.isoformat(): i for i, day in enumerate(dates)}
    size = len(dates)
    sun, minutes, known = np.zeros((3, size)), np.zeros(size), np.zeros(size, dtype=bool)
    for day, text in recorded.days:
        totals = json.loads(text)
        made, i = _sun_of(totals), index.get(day)
        if made is not None and i is not None and day <= today.isoformat():
            known[i], sun[:, i] = True, made
            minutes[i] = totals["minutes_in_daylight"] or 0.0
    now = (today - dates[0]).days
    food, supplement, begun = _intake(recorded, dates[0], size, now)
    return Past(recorded.profile, place, now, known, Daily(*sun), minutes, food, supplement, begun)


def _sun_of(totals: dict[str, Any]) -> tuple[float, float, float] | None:
    """Vitamin D of a day; ``None`` where it is not known. [µg]"""
    made = totals["vitamin_d_iu"]
    if made is not None:
        low, central, high = (made[end] / IU_PER_MICROGRAM for end in ("low", "central", "high"))
        return low, central, high
    indoors = totals["vitamin_d_reason"] == "nothing_outdoors"
    return (0.0, 0.0, 0.0) if indoors else None


def _intake(
    recorded: Recorded, first: date, size: int, now: int
) -> tuple[FloatArray, FloatArray, int]:
    zone = recorded.profile.timezone or "Etc/UTC"
    eaten = [each for each in recorded.intake if "food" in each.details]
    swallowed = [each for each in recorded.intake if "food" not in each.details]
    food, supplement = (daily_intake(some, zone, first, size)[TOTAL] for some in (eaten, swallowed))
    given = np.flatnonzero(food[: now + 1] + supplement[: now + 1])
    return food, supplement, int(given[0]) if len(given) else now + 1


def _date_of(sample: Sample, otherwise: str) -> date:
    """Civil date on which a sample begins."""
    return date.fromisoformat(civil_dates.date_of(*civil_dates.quarters_of(sample, otherwise)[0]))
