"""The curve of a day as a picture: geometry for an SVG that the template draws."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from service.answers import Estimate
from service.day import Day
from service.web.words import clock

WIDTH, HEIGHT = 480, 284
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 470.0, 22.0, 236.0
_SMALLEST_TOP = 3.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth a line."""

    x: float
    kind: str
    label: str
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template needs; coordinates in the view box."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    actual: str
    actual_area: str
    clear: str
    nights: tuple[tuple[float, float], ...]
    hours: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    summary: str


def chart_of(day: Day, answer: Estimate) -> Chart:
    """
    Lay out the ultraviolet of a day with the moments of an answer.

    Parameters
    ----------
    day : Day
    answer : Estimate
        For the same civil day.

    Returns
    -------
    Chart
    """
    peak = max(max(p.uv_index, p.uv_index_clear_sky) for p in day.points)
    top = max(math.ceil(peak + 0.2), _SMALLEST_TOP)
    start, end = day.civil_day.start, day.civil_day.end
    length = (end - start).total_seconds()

    def x(instant: datetime) -> float:
        share = (instant - start).total_seconds() / length
        return round(_LEFT + (_RIGHT - _LEFT) * share, 1)

    def y(uv_index: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * uv_index / top, 1)

    actual = [(x(p.time), y(p.uv_index)) for p in day.points]
    clear = [(x(p.time), y(p.uv_index_clear_sky)) for p in day.points]
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        actual=_path(actual),
        actual_area=_path(actual) + f"L{actual[-1][0]},{_BOTTOM}L{actual[0][0]},{_BOTTOM}Z",
        clear=_path(clear),
        nights=tuple(_nights(day, x)),
        hours=tuple(_hours(day, x)),
        levels=tuple(Tick(y(level), f"{level:g}") for level in _levels(top)),
        marks=tuple(_marks(answer, end, x)),
        summary=_summary(day),
    )


def _nights(day: Day, x: Callable[[datetime], float]) -> Iterable[tuple[float, float]]:
    """Stretches without sun, wherever in the civil day they lie."""
    edges = [*(point.time for point in day.points), day.civil_day.end]
    spans = zip(day.points, edges, edges[1:], strict=False)
    for dark, group in groupby(spans, key=lambda span: span[0].sun_elevation_deg <= 0.0):
        stretch = list(group)
        if dark:
            yield x(stretch[0][1]), x(stretch[-1][2])


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x},{y}" for x, y in points)


def _levels(top: float) -> range:
    return range(0, int(top) + 1, 1 if top <= 6 else 2)


def _hours(day: Day, x: Callable[[datetime], float]) -> Iterable[Tick]:
    """Every third hour of the clock, which on days of 23 or 25 hours is not every third hour."""
    zone = day.place.zone
    for point in day.points:
        local = point.time.astimezone(zone)
        if local.hour % 3 == 0 and local.minute == 0:
            yield Tick(x(point.time), f"{local:%H}")


def _marks(answer: Estimate, end: datetime, x: Callable[[datetime], float]) -> Iterable[Mark]:
    zone = answer.place.zone
    moments = [("start", answer.start, "start")]
    limit = answer.verdict.limit_minutes
    begin = answer.counted_from.timestamp()
    if limit is not None:
        moments.append(("limit", datetime.fromtimestamp(begin + 60.0 * limit, zone), "limit"))
    if answer.vitamin_d.reached_at is not None:
        moments.append(("target", answer.vitamin_d.reached_at, "target"))
    for row, (kind, instant, label) in enumerate(sorted(moments, key=itemgetter(1))):
        if instant > end:
            continue
        at = x(instant)
        near_edge = at > _RIGHT - 90.0
        yield Mark(
            x=at,
            kind=kind,
            label=f"{label} {clock(instant, zone)}",
            label_y=_TOP + 14.0 + 20.0 * row,
            anchor="end" if near_edge else "start",
        )


def _summary(day: Day) -> str:
    zone = day.place.zone
    highest = max(day.points, key=lambda point: point.uv_index)
    if highest.uv_index < 0.05:
        return "The UV index stays at zero all day."
    return (
        f"The UV index peaks at {highest.uv_index:.1f} around {clock(highest.time, zone)}; "
        "the table below has the values."
    )
