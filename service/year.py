"""The year of a place: what each day can give at most, and the vitamin D winter."""

import asyncio
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np

from models import solar_geometry, uncertainty, vitamin_d, windows
from models.arrays import FloatArray
from service.answers import Interval, Reason
from service.assumptions import assumptions_of_year, defaults_applied
from service.cautions import withheld_for
from service.clear_curve import ClearCurve, Light, clear_curve
from service.clear_spreads import clear_sky_spreads
from service.places import Place, place_of
from service.questions import Question
from service.subject import Subject
from service.world import World

_HALF_STAY_S = 2.0 * 3600.0
_STEP_S = 600.0
_DAYS_PER_SPREAD = 31

LimitedBy = Literal["burn_dose", "four_hours"]


@dataclass(frozen=True, slots=True)
class YearDay:
    """What one day can give."""

    date: date
    best_possible_iu: Interval | None
    best_possible_iu_reason: Reason | None
    minutes: float
    """Length of that stay, centred on solar noon; no advice, the limit is shorter. [min]"""
    limited_by: LimitedBy
    noon_uv_index: float
    below_synthesis_threshold: bool


@dataclass(frozen=True, slots=True)
class VitaminDWinter:
    """Days whose clear-sky noon stays under the synthesis threshold."""

    start: date | None
    end: date | None
    days: int
    reason: Literal["none"] | None


@dataclass(frozen=True, slots=True)
class Year:
    """The answer for a year."""

    place: Place
    year: int
    days: tuple[YearDay, ...]
    vitamin_d_winter: VitaminDWinter
    limit_share: float
    """Of a minimal erythema dose, until which a stay lasts: less for children. [unitless]"""
    assumptions: tuple[str, ...]
    defaults_applied: tuple[str, ...]


async def year_of(question: Question, year: int | None, world: World) -> Year:
    """
    Answer what each day of a year can give at most.

    Parameters
    ----------
    question : Question
        Its start and target say nothing here.
    year : int or None
        This year at the place where there is none.
    world : World

    Returns
    -------
    Year
        For a clear sky: of each day the vitamin D of a stay around solar noon, until half a minimal
        erythema dose (of children a quarter) or four hours.
    """
    place = place_of(question.sky.spot)
    asked = world.now().astimezone(place.zone).year if year is None else year
    # Ten thousand suns are more than the event loop should wait for.
    return await asyncio.to_thread(_year, question, place, asked)


def _year(question: Question, place: Place, year: int) -> Year:
    dates = [date(year, 1, 1) + timedelta(days=i) for i in range(_length(year))]
    following = [date(year + 1, 1, 1) + timedelta(days=i) for i in range(_length(year + 1))]
    noon = _noons([*dates, *following], place)
    own = noon[: len(dates)]
    offsets = np.arange(-_HALF_STAY_S, _HALF_STAY_S + 1.0, _STEP_S)
    environment = replace(question.sky.environment, uv_index=None, cloud_cover=None)
    clear = clear_curve(place, own[:, np.newaxis] + offsets, environment)
    subject = Subject.of(question)
    later = clear_curve(place, noon[len(dates) :], environment)
    spectrum = subject.synthesis.action_spectrum
    at_noon = np.concatenate(
        [
            clear.light.previtamin(spectrum)[0][:, len(offsets) // 2],
            later.light.previtamin(spectrum)[0],
        ]
    )
    return Year(
        place=place,
        year=year,
        days=_days(question, place, dates, subject, clear, offsets),
        vitamin_d_winter=_winter([*dates, *following], at_noon, subject, len(dates)),
        limit_share=subject.limit_share,
        assumptions=assumptions_of_year(question, subject, clear.albedo, place.elevation_m),
        defaults_applied=tuple(
            name for name in defaults_applied(question) if name not in _SAYS_NOTHING
        ),
    )


_SAYS_NOTHING = {"start", "target.vitamin_d_iu"}


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _noons(dates: list[date], place: Place) -> FloatArray:
    """Solar noon of civil dates. [s]"""
    midday = [
        datetime(day.year, day.month, day.day, 12, tzinfo=place.zone).timestamp() for day in dates
    ]
    nearest = solar_geometry.solar_noon(midday, place.longitude)
    return solar_geometry.solar_noon(nearest, place.longitude)


def _winter(dates: list[date], at_noon: FloatArray, subject: Subject, own: int) -> VitaminDWinter:
    threshold = vitamin_d.synthesis_threshold(subject.synthesis.action_spectrum)
    found = windows.vitamin_d_winter(at_noon, threshold, own)
    if found is None:
        return VitaminDWinter(None, None, 0, "none")
    return VitaminDWinter(dates[found.first], dates[found.first + found.days - 1], found.days, None)


def _days(
    question: Question,
    place: Place,
    dates: list[date],
    subject: Subject,
    clear: ClearCurve,
    offsets: FloatArray,
) -> tuple[YearDay, ...]:
    middle = len(offsets) // 2
    widths = offsets[middle:]
    spectrum = subject.synthesis.action_spectrum
    threshold = vitamin_d.synthesis_threshold(spectrum)
    irradiance, _ = clear.light.previtamin(spectrum)
    rate = subject.skin_rate(clear, clear.light)
    received, made, proven = (
        windows.exposure_around(widths, each[:, middle:] + each[:, middle::-1])
        for each in (clear.light.erythemal, rate, np.where(irradiance >= threshold, rate, 0.0))
    )
    half = windows.half_width_of(widths, received, subject.limit_share * subject.central_dose)
    exposed, shown = (
        np.array([np.interp(h, widths, row) for h, row in zip(half, rows, strict=True)])
        for rows in (made, proven)
    )
    low, high = _factors(question, place, subject, clear)
    amounts = subject.made([low * shown, exposed, high * exposed])
    withheld = withheld_for(question.person).vitamin_d
    return tuple(
        YearDay(
            date=day,
            best_possible_iu=None if withheld else Interval(*amounts[:, i].tolist()),
            best_possible_iu_reason="caution" if withheld else None,
            minutes=2.0 * float(half[i]) / 60.0,
            limited_by="burn_dose" if half[i] < _HALF_STAY_S else "four_hours",
            noon_uv_index=float(clear.uv_index[i, middle]),
            below_synthesis_threshold=bool(irradiance[i, middle] < threshold),
        )
        for i, day in enumerate(dates)
    )


def _factors(
    question: Question, place: Place, subject: Subject, clear: ClearCurve
) -> tuple[FloatArray, FloatArray]:
    """Factors at the 10th and 90th percentile, read off the middle of each month, for each day."""
    environment = question.sky.environment
    found = []
    for first in range(0, len(clear.time), _DAYS_PER_SPREAD):
        last = min(first + _DAYS_PER_SPREAD, len(clear.time))
        one = _one_day(clear, (first + last) // 2)
        _, sky = clear_sky_spreads(place, one, environment)
        factors = uncertainty.combine(*sky, *subject.spreads_under(one, one.light))
        found += [(factors.low, factors.high)] * (last - first)
    low, high = np.array(found).T
    return low, high


def _one_day(clear: ClearCurve, i: int) -> ClearCurve:
    rows = {
        field.name: value[i]
        for field in fields(clear)
        if isinstance(value := getattr(clear, field.name), np.ndarray)
    }
    light = Light(**{field.name: getattr(clear.light, field.name)[i] for field in fields(Light)})
    return replace(clear, light=light, **rows)
