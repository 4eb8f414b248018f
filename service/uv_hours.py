"""Hour by hour, what the sources say of the ultraviolet: checked, clouded, and joined by rank."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Literal

import numpy as np

from models import cloud, forecast_shape
from models.arrays import BoolArray, FloatArray
from service.clear_curve import ClearCurve, brightest_uv_index, clear_minutes
from service.cloud_reports import CloudReports, cloud_reports
from service.places import Place
from service.provenance import QualityFlag
from service.providers.forecast import Forecast, Series
from service.questions import Environment

HourKind = Literal["forecast", "forecast_unknown_sky", "forecast_below_clouds", "forecast_clear"]
"""Clouds included; perhaps included; those of another series laid on; none known."""
KINDS: tuple[HourKind, ...] = (
    "forecast",
    "forecast_unknown_sky",
    "forecast_below_clouds",
    "forecast_clear",
)
_AROUND_S = 3600.0
"""How far outside the curve an hour may lie and still shape it. [s]"""
_REMEMBERED = 64
_APART_S = 1800.0
"""Hours of a lower rank count only further than that from any of a higher one. [s]"""
_MOST_CLOCK_OFFSET_S = 2400.0
"""Whole hours are what clocks are wrong by: more than 40 minutes is no matter of grids. [s]"""


@dataclass(frozen=True, slots=True)
class UvHours:
    """UV index by interval, arrays of one length in order of time; NaN where it is not known."""

    valid_from: FloatArray
    """[s]"""
    valid_to: FloatArray
    """[s]"""
    uv_index: FloatArray
    """[unitless]"""
    cloud_alone: FloatArray
    """What clouds alone leave of it; NaN where the source does not tell. [unitless]"""
    rank: FloatArray
    """Position of the forecast among those that were asked, 0 first."""
    kind: FloatArray
    """Position in :data:`KINDS`."""

    @property
    def middle(self) -> FloatArray:
        """Middle of the interval, or the instant. [s]"""
        return (self.valid_from + self.valid_to) / 2.0

    def where(self, mask: BoolArray) -> "UvHours":
        """Keep some of the hours."""
        return UvHours(**{each.name: getattr(self, each.name)[mask] for each in fields(self)})

    def then(self, other: "UvHours") -> "UvHours":
        """Put the hours of two together, in order of time."""
        both = {
            each.name: np.concatenate([getattr(self, each.name), getattr(other, each.name)])
            for each in fields(self)
        }
        order = np.argsort((both["valid_from"] + both["valid_to"]) / 2.0, kind="stable")
        return UvHours(**{name: values[order] for name, values in both.items()})


@dataclass(frozen=True, slots=True)
class CheckedHours:
    """Hours that a sky can have, and what was the matter with the others."""

    hours: UvHours
    flags: tuple[QualityFlag, ...] = ()


def joined(ranked: Sequence[UvHours]) -> UvHours | None:
    """
    Join the hours of several forecasts: each moment belongs to the first that knows it.

    Parameters
    ----------
    ranked : sequence of UvHours
        In the order in which they are believed.

    Returns
    -------
    UvHours or None
        Known hours only; ``None`` without any.
    """
    found: UvHours | None = None
    for hours in ranked:
        known = hours.where(np.isfinite(hours.uv_index))
        if not len(known.uv_index):
            continue
        if found is None:
            found = known
            continue
        apart = np.min(np.abs(known.middle[:, None] - found.middle[None, :]), axis=1) > _APART_S
        found = found.then(known.where(apart))
    return found


@lru_cache(maxsize=_REMEMBERED)
def checked_hours(
    place: Place,
    first: float,
    last: float,
    environment: Environment,
    forecasts: tuple[Forecast, ...],
) -> tuple[CheckedHours | None, ...]:
    """
    Read the hours of several forecasts along the clear-sky curve of a place, or remember them.

    Parameters
    ----------
    place : Place
    first, last : float
        Ends of the curve, seconds since 1970. [s]
    environment : Environment
        Without readings of cloud or UV index.
    forecasts : tuple of Forecast
        In the order in which they are believed.

    Returns
    -------
    tuple of CheckedHours or None
        As :func:`hours_of`, one for each forecast.
    """
    usual = clear_minutes(place, first, last, environment)
    clouds = cloud_reports(forecasts, usual)
    return tuple(
        hours_of(place, usual, environment, forecast, rank, clouds)
        for rank, forecast in enumerate(forecasts)
    )


def hours_of(
    place: Place,
    usual: ClearCurve,
    environment: Environment,
    forecast: Forecast,
    rank: int,
    clouds: CloudReports,
) -> CheckedHours | None:
    """
    Read the UV index of a forecast along a curve, and drop what no sky can have.

    Parameters
    ----------
    place : Place
    usual : ClearCurve
        By what the client names and climatology; hours beyond its ends are left out.
    environment : Environment
    forecast : Forecast
    rank : int
        Of this forecast.
    clouds : CloudReports
        For forecasts of a clear sky.

    Returns
    -------
    CheckedHours or None
        ``None`` where the forecast has no erythemal UV index.
    """
    clear = forecast.of("uv_index", sky="clear")
    everything = forecast.of("uv_index", sky="all") or forecast.of("uv_index", sky="unknown")
    series = everything or clear
    if series is None:
        return None
    cloudless = clear is not None and bool(clear.known.any())
    shape = _clipped(clear if cloudless and clear else series, usual)
    series = _clipped(series, usual)
    if _clock_is_off(shape, usual):
        nothing = np.full(len(series.value), np.nan)
        return CheckedHours(_hours(series, nothing, nothing, rank, 0), ("provider_clock_off",))
    wrong = _impossible(place, usual, environment, series)
    value = np.where(wrong, np.nan, series.value)
    flags: tuple[QualityFlag, ...] = ("provider_values_rejected",) if np.any(wrong) else ()
    if np.any(_lit(series, usual) & ~series.known):
        flags += ("provider_values_missing",)
    if everything is None:
        return CheckedHours(_below_clouds(series, value, rank, clouds), flags)
    kind = KINDS.index("forecast" if series.sky == "all" else "forecast_unknown_sky")
    alone = _cloud_alone(value, None if clear is None else _clipped(clear, usual))
    return CheckedHours(_hours(series, value, alone, rank, kind), flags)


def _clipped(series: Series, usual: ClearCurve) -> Series:
    middle = series.middle
    inside = (middle >= usual.time[0] - _AROUND_S) & (middle <= usual.time[-1] + _AROUND_S)
    return replace(
        series,
        valid_from=series.valid_from[inside],
        valid_to=series.valid_to[inside],
        value=series.value[inside],
    )


def _lit(series: Series, usual: ClearCurve) -> BoolArray:
    uv_index = np.interp(series.middle, usual.time, usual.uv_index, left=0.0, right=0.0)
    lit: BoolArray = uv_index >= cloud.MIN_RATIO_UV_INDEX
    return lit


def _clock_is_off(shape: Series, usual: ClearCurve) -> bool:
    offset = forecast_shape.clock_offset(shape.middle, shape.value, usual.time, usual.uv_index)
    return abs(offset) > _MOST_CLOCK_OFFSET_S


def _impossible(
    place: Place, usual: ClearCurve, environment: Environment, series: Series
) -> BoolArray:
    middle = series.middle
    if not len(middle):
        return np.zeros(0, dtype=bool)
    plausible = cloud.is_plausible(
        series.value,
        np.interp(middle, usual.time, usual.uv_index),
        brightest_uv_index(place, middle, environment),
        np.interp(middle, usual.time, usual.zenith),
        usual.albedo,
    )
    impossible: BoolArray = ~plausible & series.known
    return impossible


def _hours(
    series: Series, value: FloatArray, alone: FloatArray, rank: int, kind: int | FloatArray
) -> UvHours:
    rows = len(value)
    return UvHours(
        valid_from=series.valid_from,
        valid_to=series.valid_to,
        uv_index=value,
        cloud_alone=alone,
        rank=np.full(rows, float(rank)),
        kind=np.broadcast_to(np.asarray(kind, dtype=np.float64), rows).copy(),
    )


def _below_clouds(series: Series, value: FloatArray, rank: int, clouds: CloudReports) -> UvHours:
    left = clouds.modification(series.middle)
    known = np.isfinite(left)
    below, above = KINDS.index("forecast_below_clouds"), KINDS.index("forecast_clear")
    kind = np.where(known, float(below), float(above))
    factor = np.where(known, left, 1.0)
    return _hours(series, value * factor, factor, rank, kind)


def _cloud_alone(value: FloatArray, clear: Series | None) -> FloatArray:
    if clear is None or len(clear.value) != len(value):
        return np.full(len(value), np.nan)
    pair = cloud.modification_from_pair(value, clear.value)
    return np.where(clear.value >= cloud.MIN_RATIO_UV_INDEX, pair, np.nan)
