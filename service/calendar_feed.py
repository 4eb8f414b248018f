"""The windows of the coming days as a calendar to subscribe to (RFC 5545, RFC 7986)."""

from __future__ import annotations

import math
import re
import uuid
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from service.advice_texts import DISCLAIMER, Text
from service.answers import WindowKind, WindowsReason

if TYPE_CHECKING:
    from icalendar import Calendar, Event

    from service.coming_days import ComingDay, ComingDays
    from service.day import DayWindow
    from service.places import Place
    from service.questions import Language
from service.tongues import tongue_of

REFRESHED = timedelta(hours=1)
"""How often calendars should ask again. (judgement: hourly forecasts change no oftener)"""

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "tag:solferol,2026:windows")
_STAMP = re.compile(r"^DTSTAMP:.*\r\n", re.MULTILINE)

_NAME = Text("Sun for vitamin D")
_SUMMARY = Text("Sun for vitamin D: {minutes} min")
_KIND: MappingProxyType[WindowKind, Text] = MappingProxyType(
    {
        "gentlest": Text(
            "The stay of the day that burdens skin least.",
        ),
        "shortest": Text(
            "The shortest stay of the day.",
        ),
        "earliest": Text(
            "The earliest stay of the day.",
        ),
    }
)
_MADE = Text(
    "{minutes} min of sun make about {central} IU of vitamin D ({low} to {high}) and use up "
    "about {share} % of the dose that reddens such skin.",
)
_FORECAST = Text(
    "Reckoned with a forecast of the sky.",
)
_CLEAR = Text(
    "Reckoned for a clear sky, without a forecast: under clouds it takes longer.",
)
_NONE = Text("No stay to offer these days")
_NO_STAY = Text(
    "There is no stay to offer: {span}.",
)
_WHY: MappingProxyType[WindowsReason, Text] = MappingProxyType(
    {
        "sun_below_horizon": Text(
            "The sun is not up any more, or does not rise.",
        ),
        "uv_too_low": Text("The sun is too weak for it."),
        "day_ends": Text("The day ends before."),
        "glass": Text("Glass holds back what makes it."),
        "no_skin_exposed": Text("No skin is bare."),
        "caution": Text(
            "No times are given here: ask a doctor.",
        ),
        "saturation": Text(
            "Skin does not make as much in one day.",
        ),
        "below_synthesis_threshold": Text("The sun is too weak for it."),
        "beyond_limit": Text(
            "Skin would redden too soon.",
        ),
    }
)


def calendar_of(answer: ComingDays, kind: WindowKind, language: Language, now: datetime) -> str:
    """
    Write one window of each day as a calendar.

    Parameters
    ----------
    answer : ComingDays
    kind : {"gentlest", "shortest", "earliest"}
    language : {"en", "de", "es", "fr"}
    now : datetime
        When it is written.

    Returns
    -------
    str
        With an event for each day that has a window, or one that says why no day has.
    """
    calendar = _empty_calendar(language)
    chosen = [(day, window) for day in answer.days for window in day.windows if window.kind == kind]
    for day, window in chosen:
        calendar.add_component(_event(answer.place, day, window, language, now))
    if not chosen:
        # RFC 5545, 3.6: a calendar has one component at least.
        calendar.add_component(_no_event(answer, kind, language, now))
    return str(calendar.to_ical(sorted=False), "utf-8")


def without_stamps(text: str) -> str:
    """Leave out of a calendar when it was written, which says nothing new."""
    return _STAMP.sub("", text)


def _empty_calendar(language: Language) -> Calendar:
    # Few ask for calendars: a start of the service does not wait for the library.
    from icalendar import Calendar, vDuration  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Solferol//Windows//{language.upper()}")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _NAME.in_(language))
    calendar.add("refresh-interval", REFRESHED, {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESHED))
    return calendar


def _event(
    place: Place, day: ComingDay, window: DayWindow, language: Language, now: datetime
) -> Event:
    minutes = f"{math.floor(window.minutes)}" if window.minutes >= 1.0 else "< 1"
    made = _MADE.in_(language).format(
        minutes=minutes,
        low=round(window.vitamin_d_iu.low),
        central=round(window.vitamin_d_iu.central),
        high=round(window.vitamin_d_iu.high),
        share=math.ceil(100.0 * window.burn_share),
    )
    sky = _CLEAR if day.provenance.sky == "clear_sky" else _FORECAST
    lines = (_KIND[window.kind].in_(language), made, sky.in_(language))
    event = _bare_event(_uid(place, day.date, window.kind), lines, language, now)
    start = window.start.astimezone(UTC).replace(microsecond=0)
    # Never later than the window ends, but RFC 5545, 3.6.1: later than it begins.
    end = max(window.end.astimezone(UTC).replace(microsecond=0), start + timedelta(seconds=1))
    event.add("summary", _SUMMARY.in_(language).format(minutes=minutes))
    event.add("dtstart", start)
    event.add("dtend", end)
    return event


def _no_event(answer: ComingDays, kind: WindowKind, language: Language, now: datetime) -> Event:
    first, last = answer.days[0].date, answer.days[-1].date
    (reason,) = (best.reason for best in answer.best if best.kind == kind)
    span = _dated(first, language)
    if last != first:
        span = f"{span} – {_dated(last, language)}"
    lines = [_NO_STAY.in_(language).format(span=span)]
    if reason is not None:
        lines.append(_WHY[reason].in_(language))
    event = _bare_event(_uid(answer.place, first, "none"), tuple(lines), language, now)
    event.add("summary", _NONE.in_(language))
    event.add("dtstart", first)
    event.add("dtend", first + timedelta(days=1))
    return event


def _dated(day: date, language: Language) -> str:
    return tongue_of(language).day(day)


def _bare_event(uid: str, lines: tuple[str, ...], language: Language, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("description", "\n".join((*lines, DISCLAIMER.in_(language))))
    # An offer takes no time away, and how long somebody may stay is not for everybody to read.
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _uid(place: Place, on: date, kind: str) -> str:
    """Name an event by place, to about ten metres, date and kind: nothing of the person."""
    latitude, longitude = (round(x, 4) + 0.0 for x in (place.latitude, place.longitude))
    return str(uuid.uuid5(_NAMES, f"{latitude:.4f} {longitude:.4f} {on} {kind}"))
