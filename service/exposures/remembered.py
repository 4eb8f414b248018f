"""What a day remembers of places that are no longer kept one by one."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from service.samples import Sample
from service.storage.day_rows import DayRow
from service.syncing.coarse import Precision, rounded_place

_MOVES: dict[str, dict[str, Any]] = {
    "phone_motion": {"motion": ["walking"]},
    "driving": {"motion": ["driving"]},
    "probably_indoor": {"indoor": True},
}
"""What places told of how somebody moved, by the evidence that it was."""
_STEP_MS = 240_000
"""Less than a place tells of movement for. [ms]"""


def remembered(days: Iterable[DayRow], before_ms: int, precision: Precision) -> list[Sample]:
    """
    Make samples of the minutes that days hold, where locations were dropped.

    Parameters
    ----------
    days : iterable of DayRow
    before_ms : int
        Until when locations are gone. [ms]
    precision : str
        As the user wants places kept by now.

    Returns
    -------
    list of Sample
        Places, and how somebody moved.
    """
    return [
        sample
        for day in days
        for span in day.spans
        if span["place"] is not None
        for sample in _of(span, rounded_place(*span["place"], precision))
        if (sample.start_ms or 0) < before_ms
    ]


def _of(span: dict[str, Any], place: tuple[float, float]) -> Iterator[Sample]:
    start, end = (
        round(datetime.fromisoformat(span[name]).timestamp() * 1000.0) for name in ("start", "end")
    )
    moves = _MOVES.get(span["evidence"]) if span.get("of") == "location" else None
    if moves is not None:
        for moment in range(start, end, _STEP_MS):
            yield _point(f"{span['sample_id']}:{moment}", moment, place, moves)
    else:
        yield _point(f"{span['sample_id']}:{start}", start, place, {})
    # Sorts before whatever begins at the same time, and so ends only what was before it.
    yield _point(f"!{span['sample_id']}:{end}", end, place, {})


def _point(name: str, moment: int, place: tuple[float, float], details: dict[str, Any]) -> Sample:
    return Sample(
        name, 0, type="location", start_ms=moment, end_ms=moment, latitude=place[0],
        longitude=place[1], details=dict(details),
    )  # fmt: skip
