"""Moments and numbers as files write them."""

import math
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def seconds_of(text: str) -> float:
    """
    Read a time of GPX or TCX, which is UTC where it names no offset. [s since 1970]

    ``nan`` where it can't be read.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def seconds_of_apple(text: str) -> float:
    """
    Read ``2025-01-01 10:26:00 +0900``. [s since 1970]

    The offset is the telephone's at the time of the export, so it is good for this and for nothing
    else. ``nan`` where the time can't be read or has no offset.
    """
    try:
        moment = datetime.fromisoformat(text[:19] + text[19:].strip())
    except ValueError:
        return math.nan
    return moment.timestamp() if moment.tzinfo else math.nan


def number(text: str | None) -> float:
    """Read a number; ``nan`` where there is none, or one that is not finite."""
    try:
        value = float(text or "nan")
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


@lru_cache(maxsize=256)
def known_zone(name: str) -> str | None:
    """Tell the IANA zone if it is one."""
    try:
        return ZoneInfo(name).key if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
