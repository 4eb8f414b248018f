"""The coming days as a picture: of each day the gentlest window, all on one clock."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from service.coming_days import ComingDay, ComingDays
from service.day import DayWindow
from service.tongues import Tongue
from service.web import words
from service.web.chart import Tick

DAYS = 7
_WIDTH, _ROW = 480, 34.0
_LEFT, _RIGHT, _TOP = 76.0, 470.0, 8.0
_FIRST_HOUR, _LAST_HOUR = 8, 18
"""Shown at least, so that the picture of two weeks can be compared."""


Scale = tuple[Callable[[float], float], ZoneInfo]
"""From hours of the local clock to the view box."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One day, ready for the template; coordinates in the view box."""

    label: str
    y: float
    left: float | None
    width: float | None
    clear_only: bool
    brief: str
    """Beside the bar."""
    brief_x: float
    brief_anchor: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """The coming days, ready for the template."""

    headline: str
    span: str
    """Which days these are."""
    width: int
    height: float
    left: float
    right: float
    bottom: float
    rows: tuple[WeekRow, ...]
    hours: tuple[Tick, ...]
    any: bool
    """Whether there is a window at all, and a picture of them."""
    forecast_ends: bool
    assumptions: tuple[str, ...]
    attribution: tuple[str, ...]


def week_view(t: Tongue, answer: ComingDays) -> WeekView:
    """Lay out the gentlest window of each day."""
    zone = answer.place.zone
    found = [_gentlest(day) for day in answer.days]
    first, last = _hours_shown([each for each in found if each is not None], zone)

    def x(hour: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (hour - first) / (last - first), 1)

    bottom = _TOP + _ROW * len(answer.days)
    return WeekView(
        headline=_headline(t, answer, found),
        span=t("seven days from {date}", date=t.full_day(answer.days[0].date)),
        width=_WIDTH,
        height=bottom + 26.0,
        left=_LEFT,
        right=_RIGHT,
        bottom=bottom,
        rows=tuple(
            _row(t, (day, window), _TOP + _ROW * i, (x, zone))
            for i, (day, window) in enumerate(zip(answer.days, found, strict=True))
        ),
        hours=tuple(
            Tick(x(hour), t.hour(datetime(2000, 1, 1, hour % 24)))  # noqa: DTZ001
            for hour in range(first, last + 1, 2)
        ),
        any=any(found),
        forecast_ends=any(_is_clear(day) for day in answer.days),
        assumptions=tuple(t.say(each) for each in answer.assumptions),
        attribution=answer.attribution,
    )


def _gentlest(day: ComingDay) -> DayWindow | None:
    return next((window for window in day.windows if window.kind == "gentlest"), None)


def _is_clear(day: ComingDay) -> bool:
    return day.provenance.sky == "clear_sky"


def _hours_shown(windows: Sequence[DayWindow], zone: ZoneInfo) -> tuple[int, int]:
    hours = [_hour(each, zone) for window in windows for each in (window.start, window.end)]
    first = min([_FIRST_HOUR, *(math.floor(hour) for hour in hours)])
    last = max([_LAST_HOUR, *(math.ceil(hour) for hour in hours)])
    return first, min(last + (last - first) % 2, 24)


def _hour(instant: datetime, zone: ZoneInfo) -> float:
    local = instant.astimezone(zone)
    return local.hour + local.minute / 60.0


def _row(t: Tongue, of: tuple[ComingDay, DayWindow | None], y: float, scale: Scale) -> WeekRow:
    (day, window), (x, zone) = of, scale
    label = t.day_of_week(day.date)
    if window is None:
        why = words.windows_sentence(t, day.windows_reason)
        return WeekRow(
            label, y, None, None, _is_clear(day), "–", _LEFT + 6.0, "start", t("no window"), why
        )
    left, right = x(_hour(window.start, zone)), x(_hour(window.end, zone))
    near_edge = right > _RIGHT - 110.0
    start, takes = t.clock(window.start, zone), words.about(t, window.minutes)
    return WeekRow(
        label=label,
        y=y,
        left=left,
        width=max(right - left, 3.0),
        clear_only=_is_clear(day),
        brief=t("{time}, {duration}", time=start, duration=takes),
        brief_x=left - 6.0 if near_edge else max(right, left + 3.0) + 6.0,
        brief_anchor="end" if near_edge else "start",
        when=t("{start} to {end}", start=start, end=t.clock(window.end, zone)),
        text=t(
            "{time}, {share:.0%} of the sun that reddens skin like yours",
            time=takes,
            share=window.burn_share,
        ),
    )


def _headline(t: Tongue, answer: ComingDays, found: Sequence[DayWindow | None]) -> str:
    there = [(window, day) for window, day in zip(found, answer.days, strict=True) if window]
    if not there:
        return t(
            "No stay of the coming week reaches {target:,.0f} IU within the limit.",
            target=answer.target_iu,
        )
    window, day = min(there, key=lambda each: each[0].burn_share)
    zone = answer.place.zone
    return t(
        "The gentlest way to {target:,.0f} IU this week: {weekday} from {time}, {duration}.",
        target=answer.target_iu,
        weekday=t.weekday(day.date),
        time=t.clock(window.start, zone),
        duration=words.about(t, window.minutes),
    )
