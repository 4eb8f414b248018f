"""What a day remembers of places that are no longer kept one by one."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from service.samples import Sample
from service.storage.day_rows import DayRow

_BY_MOTION: dict[str, dict[str, Any]] = {
    "phone_motion": {"basis": "motion"},
    "driving": {"activity": "driving"},
}
"""Evidence that places may have been, as sessions say the same."""


def remembered(days: Iterable[DayRow], before_ms: int) -> list[Sample]:
    """
    Make samples of the minutes that days hold, where locations were dropped.

    Parameters
    ----------
    days : iterable of DayRow
    before_ms : int
        Until when locations are gone. [ms]

    Returns
    -------
    list of Sample
        Places, and how somebody moved.
    """
    return [
        sample
        for day in days
        for span in day.spans
        for sample in _of(span)
        if (sample.start_ms or 0) < before_ms
    ]


def _of(span: dict[str, Any]) -> Iterator[Sample]:
    start, end = (
        round(datetime.fromisoformat(span[name]).timestamp() * 1000.0) for name in ("start", "end")
    )
    if span["place"] is not None:
        latitude, longitude = span["place"]
        yield Sample(
            span["sample_id"], 0, type="location", start_ms=start, end_ms=end,
            latitude=latitude, longitude=longitude,
        )  # fmt: skip
    details = _BY_MOTION.get(span["evidence"])
    if details is not None:
        yield Sample(
            span["sample_id"], 0, type="outdoor_session", start_ms=start, end_ms=end,
            details=dict(details),
        )  # fmt: skip
