"""What a sample has to satisfy before it is kept, and what about it is only noted."""

from dataclasses import dataclass

from service.samples import Sample

SECOND_MS = 1_000
HOUR_MS = 3_600 * SECOND_MS
DAY_MS = 24 * HOUR_MS
_AHEAD_MS = 600 * SECOND_MS
"""Clocks differ; nothing can have happened later than this from now. [ms]"""
_LONG_MS = 16 * HOUR_MS
_IGNORED_SKEW_MS = 120 * SECOND_MS
"""The sun moves half a degree: less than 2 % of the UV index away from the horizon. [ms]"""
_CORRECTED_SKEW_MS = DAY_MS
_MOST_UV_INDEX, _USUAL_UV_INDEX = 50.0, 16.0
"""The highest ever measured was in the forties, in the Andes. [unitless]"""
_MOST: dict[str, tuple[float, str]] = {
    "uv_index": (_MOST_UV_INDEX, "a UV index above 50 has never been measured"),
    "erythemal_dose": (20_000.0, "more than the sun gives anywhere in a day"),
    "irradiance": (120.0, "more ultraviolet than reaches the ground"),
    "illuminance": (200_000.0, "brighter than the sun"),
    "lab_25ohd": (2_000.0, "no blood has so much"),
}
"""Largest values that can be true, in canonical units."""
_MOST_INTAKE = {"calcium": 20_000.0}
_MOST_INTAKE_UG = 50_000.0
"""Two million IU, more than was ever given at once. [µg]"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sample is not taken, and which of its fields is to blame."""

    code: str
    field: str
    detail: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a batch came in, and by how much the clock of its sender is ahead."""

    now_ms: int
    skew_ms: int | None = None
    """``None`` where the sender does not tell its time. [ms]"""
    oldest_ms: int = 3653 * DAY_MS
    """How far back a start may lie. [ms]"""


def admitted(sample: Sample, arrival: Arrival, *, own_clock: bool) -> Refusal | None:
    """
    Judge a sample, correcting its times and noting flags in its details.

    Parameters
    ----------
    sample : Sample
        Not a tombstone; its times and details may be changed.
    arrival : Arrival
    own_clock : bool
        Whether its times are those of an undisciplined clock, which alone are ever shifted.

    Returns
    -------
    Refusal or None
    """
    if own_clock:
        refused = _by_its_clock(sample, arrival)
        if refused is not None:
            return refused
    return _by_its_times(sample, arrival) or _by_its_value(sample)


def _by_its_clock(sample: Sample, arrival: Arrival) -> Refusal | None:
    skew = arrival.skew_ms
    if skew is None:
        _flag(sample, "clock_unchecked")
        return None
    if abs(skew) <= _IGNORED_SKEW_MS:
        return None
    if abs(skew) > _CORRECTED_SKEW_MS:
        detail = "the clock of the device is more than a day off; set it and send again"
        return Refusal("clock_skew", "start", detail)
    sample.details["sent"] = {
        **sample.details.get("sent", {}), "start_ms": sample.start_ms, "end_ms": sample.end_ms
    }  # fmt: skip
    sample.start_ms = (sample.start_ms or 0) - skew
    sample.end_ms = (sample.end_ms or 0) - skew
    _flag(sample, "clock_corrected")
    return None


def _by_its_times(sample: Sample, arrival: Arrival) -> Refusal | None:
    start, end = sample.start_ms or 0, sample.end_ms or 0
    if end < start:
        return Refusal("end_before_start", "end", "the end must not lie before the start")
    if end > arrival.now_ms + _AHEAD_MS:
        return Refusal("in_future", "end", "the end lies more than 10 minutes ahead")
    if start < arrival.now_ms - arrival.oldest_ms:
        years = arrival.oldest_ms // (365 * DAY_MS)
        return Refusal("too_old", "start", f"the start lies more than {years} years back")
    if end - start > DAY_MS:
        return Refusal("too_long", "end", "a sample must not last longer than 24 hours")
    if end - start > _LONG_MS:
        _flag(sample, "long")
    return None


def _by_its_value(sample: Sample) -> Refusal | None:
    value, kind = sample.value, sample.type or ""
    if value is None:
        return None
    if value < 0.0:
        return Refusal("negative", "value", "the value must not be negative")
    if kind == "intake":
        most = _MOST_INTAKE.get(sample.details.get("substance", ""), _MOST_INTAKE_UG)
        return Refusal("implausible", "value", "nobody takes so much") if value > most else None
    if kind == "time_in_daylight":
        return _by_its_minutes(sample, value)
    if kind in _MOST and value > _MOST[kind][0]:
        return Refusal("implausible", "value", _MOST[kind][1])
    if kind == "uv_index" and value > _USUAL_UV_INDEX:
        _flag(sample, "unusually_high")
    return None


def _by_its_minutes(sample: Sample, minutes: float) -> Refusal | None:
    length = ((sample.end_ms or 0) - (sample.start_ms or 0)) / 60_000.0
    if minutes <= length + 1e-6:
        return None
    if minutes <= length + 1.0:
        # Whole minutes of a watch, rounded up.
        sample.value = length
        return None
    detail = "there cannot be more minutes in daylight than between start and end"
    return Refusal("value_exceeds_interval", "value", detail)


def _flag(sample: Sample, name: str) -> None:
    sample.details["flags"] = [*sample.details.get("flags", ()), name]
