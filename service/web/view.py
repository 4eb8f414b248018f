"""An answer made ready for reading."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import Estimate
from service.day import Day, DayPoint
from service.phrases import message
from service.tongues import Tongue
from service.web import change_words, data_words, words
from service.web.chart import Chart, chart_of
from service.web.day_data import day_data
from service.web.daylight import daylight
from service.web.tiles import Tile, tiles_of
from service.web.timeline import Timeline, timeline_of

_TABLE_EVERY = 6
"""Points between two rows of the table: one hour at ten minutes each."""
_WINDOWS = {
    "gentlest": message("Gentlest"),
    "shortest": message("Shortest"),
    "earliest": message("Earliest"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One hour of the day in numbers."""

    time: str
    sun: str
    uv_index: str
    uv_index_clear_sky: str
    rate: str
    to_target: str
    to_burn: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A good stay of the day."""

    name: str
    span: str
    text: str


@dataclass(frozen=True, slots=True)
class Where:
    """The place and the time of an answer."""

    name: str
    place: str
    """With coordinates and time zone."""
    map_link: str
    when: str
    counted: str
    """Why minutes do not count from then; empty where they do."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, ready for the template."""

    code: str
    headline: str
    where: Where
    vitamin_d: str
    burn: str
    within_limit: str | None
    tiles: tuple[Tile, ...]
    timeline: Timeline | None
    notices: tuple[str, ...]
    advice: tuple[str, ...]
    alternatives: tuple[str, ...]
    chart: Chart
    amounts: bool
    """Whether vitamin D may be told."""
    clear_only: bool
    """Whether no cloud is known, so that there is one curve only."""
    data: dict[str, Any]
    """For the script that lets curves be read."""
    course: dict[str, Any] | None
    """For a live session; ``None`` where there can be none."""
    rows: tuple[Row, ...]
    windows: tuple[WindowRow, ...]
    no_window: str | None
    source: str
    flags: tuple[str, ...]
    assumptions: tuple[str, ...]
    certainty: str | None
    sharpening: tuple[str, ...]
    attribution: tuple[str, ...]
    disclaimer: str


def answer_view(
    t: Tongue,
    answer: Estimate,
    day: Day,
    city: str,
    now: datetime,
    course: dict[str, Any] | None = None,
) -> AnswerView:
    """
    Make an answer ready for reading.

    Parameters
    ----------
    t : Tongue
    answer : Estimate
    day : Day
        The civil day of the answer.
    city : str
        As it was chosen; empty where coordinates were given.
    now : datetime
    course : dict, optional
        Of a stay that begins then.

    Returns
    -------
    AnswerView
    """
    shown = daylight(day, answer.start)
    return AnswerView(
        code=answer.verdict.code,
        headline=words.headline(t, answer),
        where=_where(t, answer, city),
        vitamin_d=words.vitamin_d_sentence(t, answer),
        burn=words.burn_sentence(t, answer.burn),
        within_limit=words.within_limit_sentence(t, answer),
        tiles=tiles_of(t, answer, day),
        timeline=timeline_of(t, answer),
        notices=tuple(data_words.notices(t, answer)),
        advice=tuple(t(ADVICE_TEXT[key].en) for key in answer.verdict.advice),
        alternatives=tuple(change_words.alternative_sentences(t, answer)),
        chart=chart_of(t, shown, answer, now),
        amounts=answer.vitamin_d.status != "withheld",
        clear_only=answer.provenance.sky == "clear_sky",
        data=day_data(shown, answer),
        course=course,
        rows=tuple(_row(t, point, day) for point in day.points[::_TABLE_EVERY]),
        windows=tuple(_windows(t, day)),
        no_window=None if day.windows else words.windows_sentence(t, day.windows_reason),
        source=data_words.source_sentence(t, answer),
        flags=tuple(data_words.flag_sentences(t, answer)),
        assumptions=tuple(t.say(each) for each in answer.assumptions),
        certainty=change_words.certainty_sentence(t, answer),
        sharpening=tuple(change_words.sharpening_words(t, answer)),
        attribution=answer.attribution,
        disclaimer=t(DISCLAIMER.en),
    )


def _where(t: Tongue, answer: Estimate, city: str) -> Where:
    place = answer.place
    later = answer.counted_from > answer.start
    first = t.clock(answer.counted_from, place.zone)
    at = f"{place.latitude:.2f}/{place.longitude:.2f}"
    coordinates = t(
        "{latitude:.2f}° {north}, {longitude:.2f}° {east}",
        latitude=abs(place.latitude),
        north=t("N") if place.latitude >= 0 else t("S"),
        longitude=abs(place.longitude),
        east=t("E") if place.longitude >= 0 else t("W"),
    )
    return Where(
        name=city or coordinates,
        place=t(
            "{coordinates}, time zone {timezone}.", coordinates=coordinates, timezone=place.timezone
        ),
        map_link=f"https://www.openstreetmap.org/#map=11/{at}",
        when=t(
            "{date}, {time}",
            date=t.full_day(answer.start.astimezone(place.zone).date()),
            time=t.clock(answer.start, place.zone),
        ),
        counted=t("It is dark then: minutes count from {time}, the first sun.", time=first)
        if later
        else "",
    )


def _row(t: Tongue, point: DayPoint, day: Day) -> Row:
    rate = point.iu_per_minute
    return Row(
        time=t.clock(point.time, day.place.zone),
        sun=t("{height:.0f}°", height=point.sun_elevation_deg),
        uv_index=t.number(point.uv_index, ".1f"),
        uv_index_clear_sky=t.number(point.uv_index_clear_sky, ".1f"),
        rate="–" if rate is None else t.number(rate, ",.0f"),
        to_target=words.minutes_or(t, point.minutes_to_target, point.minutes_to_target_reason),
        to_burn=words.minutes_or(t, point.minutes_to_burn, point.minutes_to_burn_reason),
    )


def _windows(t: Tongue, day: Day) -> list[WindowRow]:
    zone = day.place.zone
    return [
        WindowRow(
            name=t(_WINDOWS[window.kind]),
            span=t(
                "{start} to {end}", start=t.clock(window.start, zone), end=t.clock(window.end, zone)
            ),
            text=t(
                "{time}, {share:.0%} of the sun that reddens skin like yours",
                time=words.about(t, window.minutes),
                share=window.burn_share,
            ),
        )
        for window in day.windows
    ]
