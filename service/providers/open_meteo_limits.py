"""What Open-Meteo's refusals mean; its services share one way of saying so."""

from datetime import datetime

from service.providers.fetching import Reply, until_midnight
from service.providers.gate import Limit

LIMITS = (Limit(600, 60), Limit(5_000, 3_600), Limit(10_000, 86_400))
"""Of the free service, for each address that calls."""
AT_ONCE = 4
"""It works on one call of an address at a time, and lets five wait."""


def pause_of(reply: Reply, now: datetime) -> float | None:
    """
    Read from the body which limit was hit: Open-Meteo sends no Retry-After.

    Parameters
    ----------
    reply : Reply
    now : datetime
        In UTC.

    Returns
    -------
    float or None
        A minute, the time to the next full hour or to 00:00 UTC, two seconds for too many calls at
        once; ``None`` where the body names no limit. [s]
    """
    said = reply.text.lower()
    if "minutely" in said:
        return 60.0
    if "hourly" in said:
        return 3600.0 - (now.timestamp() % 3600.0)
    if "daily" in said:
        return until_midnight(now)
    return 2.0 if "concurrent" in said else None
