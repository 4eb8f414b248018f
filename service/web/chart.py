"""The curve of a day as a picture: geometry for an SVG that the template draws."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from service.answers import Estimate, UvCategory
from service.day import DayPoint
from service.tongues import Tongue
from service.ultraviolet import UV_CATEGORIES, lowest_uv_index
from service.web.daylight import Shown

_WIDTH = 1440.0
"""Of the curves' own coordinates, which are stretched over whatever width there is."""
_UV_HEIGHT, _RATE_HEIGHT = 170.0, 80.0
_BETWEEN, _BELOW = 26.0, 24.0
_SMALLEST_TOP = 3.0
_LEAST_RATE = 0.5
"""Below it a day makes nothing that rounds to a unit. [IU min⁻¹]"""
_HIGHEST_SUN = 90.0
_ROW = 17.0
"""Labels of moments stand one below the other above the curves."""
_RIGHT_QUARTER = 72.0
_EDGE = 3.0
"""Labels of hours nearer to an end would be cut. [%]"""
_EVERY_HOURS = 3
_LOWEST = tuple((lowest_uv_index(name), name) for _, name in reversed(UV_CATEGORIES))


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment worth a line; ``x`` in percent of the width."""

    x: float
    kind: str
    label: str
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template needs: ``x`` in percent of the width, ``y`` in pixels."""

    height: float
    top: float
    bottom: float
    rate_top: float
    rate_bottom: float
    curve_width: float
    actual: str
    actual_area: str
    clear: str
    rate_area: str
    rate: str
    sun: str
    nights: tuple[tuple[float, float], ...]
    hours: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    most_rate: str
    """Of vitamin D in a minute; empty where there is none."""
    marks: tuple[Mark, ...]
    bands: tuple[tuple[float, float, UvCategory], ...]
    """Top and height of the categories of the UV index, from the lowest up."""
    summary: str


def chart_of(t: Tongue, shown: Shown, answer: Estimate, now: datetime) -> Chart:
    """
    Lay out the ultraviolet and the vitamin D of a day with the moments of an answer.

    Parameters
    ----------
    t : Tongue
    shown : Shown
        Of the same civil day.
    answer : Estimate
    now : datetime

    Returns
    -------
    Chart
    """
    points = shown.points
    most = max((p.iu_per_minute or 0.0) for p in points)
    moments = _moments(t, shown, answer, now)
    uv_top = _ROW * len(moments) + 8.0
    uv = _Scale(_highest(shown), uv_top, uv_top + _UV_HEIGHT)
    lower_top = uv.bottom + _BETWEEN
    rate = _Scale(most, lower_top, lower_top + _RATE_HEIGHT)
    sun = _Scale(_HIGHEST_SUN, lower_top, lower_top + _RATE_HEIGHT)
    actual = _path(shown, lambda p: uv(p.uv_index))
    made = _path(shown, lambda p: rate(p.iu_per_minute or 0.0)) if most >= _LEAST_RATE else ""
    return Chart(
        height=rate.bottom + _BELOW,
        top=uv.top,
        bottom=uv.bottom,
        rate_top=rate.top,
        rate_bottom=rate.bottom,
        curve_width=_WIDTH,
        actual=actual,
        actual_area=_area(shown, actual, uv.bottom),
        clear=_path(shown, lambda p: uv(p.uv_index_clear_sky)),
        rate_area=_area(shown, made, rate.bottom) if made else "",
        rate=made,
        sun=_path(shown, lambda p: sun(p.sun_elevation_deg)),
        nights=tuple(_nights(shown)),
        hours=tuple(_hours(t, shown)),
        levels=tuple(Tick(uv(level), t.number(level)) for level in _levels(uv.most)),
        most_rate=t("{amount:,.0f} IU a minute", amount=most) if made else "",
        marks=tuple(_marks(shown, moments)),
        bands=tuple(_bands(uv)),
        summary=_summary(t, shown),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Heights of values, from nought at the bottom to the most at the top."""

    most: float
    top: float
    bottom: float

    def __call__(self, value: float) -> float:
        """Height in the view box; what is below nought lies on the bottom."""
        share = min(max(value / self.most, 0.0), 1.0) if self.most > 0.0 else 0.0
        return round(self.bottom - (self.bottom - self.top) * share, 1)


def _highest(shown: Shown) -> float:
    peak = max(max(p.uv_index, p.uv_index_clear_sky) for p in shown.points)
    return max(math.ceil(peak + 0.2), _SMALLEST_TOP)


def _path(shown: Shown, height: Callable[[DayPoint], float]) -> str:
    steps = (f"{_WIDTH * shown.across(p.time):.0f},{height(p)}" for p in shown.points)
    return "M" + "L".join(steps)


def _area(shown: Shown, line: str, bottom: float) -> str:
    last, first = (_WIDTH * shown.across(shown.points[i].time) for i in (-1, 0))
    return f"{line}L{last:.0f},{bottom}L{first:.0f},{bottom}Z"


def _nights(shown: Shown) -> Iterable[tuple[float, float]]:
    """Start and width of stretches without sun, wherever in the civil day they lie. [%]"""
    edges = [*(point.time for point in shown.points), shown.end]
    spans = zip(shown.points, edges, edges[1:], strict=False)
    for dark, group in groupby(spans, key=lambda span: span[0].sun_elevation_deg <= 0.0):
        stretch = list(group)
        if dark:
            at = 100.0 * shown.across(stretch[0][1])
            yield round(at, 2), round(100.0 * shown.across(stretch[-1][2]) - at, 2)


def _levels(top: float) -> range:
    return range(0, int(top) + 1, 1 if top <= 6 else 2)


def _bands(uv: _Scale) -> Iterable[tuple[float, float, UvCategory]]:
    """Heights of the categories, whose limits hold for rounded values."""
    for (low, name), (high, _) in pairwise((*_LOWEST, (math.inf, "extreme"))):
        if low < uv.most:
            upper = uv(min(high, uv.most))
            yield upper, round(uv(low) - upper, 1), name


def _hours(t: Tongue, shown: Shown) -> Iterable[Tick]:
    """Every third hour of the clock, which on days of 23 or 25 hours is not every third hour."""
    zone = shown.day.place.zone
    for point in shown.points:
        local, at = point.time.astimezone(zone), 100.0 * shown.across(point.time)
        if local.hour % _EVERY_HOURS == 0 and local.minute == 0 and _EDGE < at < 100.0 - _EDGE:
            yield Tick(round(at, 2), t.hour(local))


def _moments(
    t: Tongue, shown: Shown, answer: Estimate, now: datetime
) -> list[tuple[str, datetime, str]]:
    """Collect what is worth a line, in the order of time: kind, instant and label."""
    zone = answer.place.zone
    moments = [("start", answer.start, t("{time} start", time=t.clock(answer.start, zone)))]
    limit = answer.verdict.limit_minutes
    if limit is not None:
        at = answer.counted_from + timedelta(minutes=limit)
        moments.append(("limit", at, t("{time} limit", time=t.clock(at, zone))))
    reached = answer.vitamin_d.reached_at
    if reached is not None:
        label = t("{time} vitamin D", time=t.clock(reached, zone))
        moments.append(("target", reached, label))
    if abs(now - answer.start) > timedelta(minutes=5):
        moments.append(("now", now, t("now")))
    inside = (each for each in moments if shown.start <= each[1] < shown.end)
    return sorted(inside, key=itemgetter(1))


def _marks(shown: Shown, moments: list[tuple[str, datetime, str]]) -> Iterable[Mark]:
    for row, (kind, instant, label) in enumerate(moments):
        at = round(100.0 * shown.across(instant), 2)
        anchor = "end" if at > _RIGHT_QUARTER else "start"
        yield Mark(at, kind, label, _ROW * (row + 1) - 3.0, anchor)


def _summary(t: Tongue, shown: Shown) -> str:
    highest = max(shown.points, key=lambda point: point.uv_index)
    if highest.uv_index < 0.05:
        return t("The UV index stays at zero all day.")
    return t(
        "The UV index peaks at {peak:.1f} around {time}; the table below has the values.",
        peak=highest.uv_index,
        time=t.clock(highest.time, shown.day.place.zone),
    )
