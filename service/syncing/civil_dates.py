"""Which days of a user's calendar a sample lies on, and which it may have a part in."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from service.places import zone_name
from service.samples import Sample
from service.syncing.door import DAY_MS, HOUR_MS

REACH_OF_A_PLACE_MS = 24 * HOUR_MS
"""How far in time a place still tells where a minute was spent. [ms]"""
_WEST_MS, _EAST_MS = 12 * HOUR_MS, 14 * HOUR_MS
"""What local time is behind and ahead of UTC at most. [ms]"""
_SAME_DATE_MS = 900_000
"""Offsets of zones are whole quarters of an hour. [ms]"""
_NO_DAY_MS = 12 * HOUR_MS
"""Less than any day lasts. [ms]"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone_of(sample: Sample, otherwise: str) -> str:
    """IANA zone of a sample: that of its place, else the one it names, else that of its user."""
    if sample.latitude is not None and sample.longitude is not None:
        return zone_name(sample.latitude, sample.longitude)
    return sample.tz or otherwise


def quarters_of(sample: Sample, otherwise: str) -> tuple[tuple[str, int], ...]:
    """Zone and quarters of an hour since 1970 whose dates are all that a sample lies on."""
    if sample.start_ms is None or sample.end_ms is None:
        return ()
    zone = zone_of(sample, otherwise)
    last_ms = max(sample.start_ms, sample.end_ms - 1)
    # The middle as well: a whole day can lie within 24 hours where clocks are put forward.
    ends = (zone, sample.start_ms // _SAME_DATE_MS), (zone, last_ms // _SAME_DATE_MS)
    if last_ms - sample.start_ms < _NO_DAY_MS:
        return ends
    return *ends, (zone, (sample.start_ms + last_ms) // 2 // _SAME_DATE_MS)


@lru_cache(maxsize=65_536)
def date_of(zone: str, quarter: int) -> str:
    """ISO date in a zone at a quarter of an hour since 1970."""
    moment = _EPOCH + timedelta(milliseconds=quarter * _SAME_DATE_MS)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def touched_days(start_ms: int, end_ms: int, *, is_place: bool) -> range:
    """
    Days since 1970 that may change with a sample, wherever its minutes turn out to have been.

    Parameters
    ----------
    start_ms, end_ms : int
        [ms]
    is_place : bool
        Whether it tells where other minutes were spent.

    Returns
    -------
    range
        [d]
    """
    reach = REACH_OF_A_PLACE_MS if is_place else 0
    return range((start_ms - _WEST_MS - reach) // DAY_MS, (end_ms + _EAST_MS + reach) // DAY_MS + 1)


def iso(days: int) -> str:
    """ISO date of days since 1970."""
    return (_EPOCH + timedelta(days=days)).date().isoformat()
