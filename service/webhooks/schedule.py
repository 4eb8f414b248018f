"""When a message that did not get through is sent again, and until when."""

from typing import Literal

Event = Literal["exposure.day.updated", "burn.warning"]
"""What can be subscribed to."""
EVENTS: tuple[Event, ...] = ("exposure.day.updated", "burn.warning")
TEST_EVENT = "webhook.test"

_SECOND_MS = 1_000
_HOUR_MS = 3_600 * _SECOND_MS
DELAYS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""From one attempt to the next, as Standard Webhooks suggests: ten in three days. [s]"""
_JITTER = 0.2
"""Largest lengthening, so that what failed together does not come back together. [unitless]"""
_LONGEST_PAUSE_S = 86_400.0
_GOOD_FOR_MS = {"burn.warning": _HOUR_MS, TEST_EVENT: _HOUR_MS // 6}
"""News that help nobody later. [ms]"""


def is_stale(event: str, created_ms: int, now_ms: int) -> bool:
    """
    Whether a message is too old to be of use.

    Parameters
    ----------
    event : str
    created_ms, now_ms : int
        [ms]

    Returns
    -------
    bool
    """
    good_for_ms = _GOOD_FOR_MS.get(event)
    return good_for_ms is not None and now_ms - created_ms > good_for_ms


def next_due_ms(tries: int, now_ms: int, chance: float, pause_s: float = 0.0) -> int | None:
    """
    Choose the time of the next attempt.

    Parameters
    ----------
    tries : int
        How often it was tried.
    now_ms : int
        [ms]
    chance : float
        From 0 to 1, at random. [unitless]
    pause_s : float
        How long the receiver asks to be left alone; no longer than a day. [s]

    Returns
    -------
    int or None
        Nothing after the last. [ms]
    """
    if tries > len(DELAYS_S):
        return None
    delay_s = DELAYS_S[max(tries, 1) - 1] * (1.0 + _JITTER * chance)
    return now_ms + round(max(delay_s, min(pause_s, _LONGEST_PAUSE_S)) * _SECOND_MS)
