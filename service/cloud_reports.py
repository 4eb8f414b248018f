"""What forecasts say of clouds alone: the ratio of a pair of fluxes, or the cover."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import cloud
from models.arrays import BoolArray, FloatArray
from service.clear_curve import ClearCurve
from service.providers.forecast import Forecast, ForecastSource

_REACH_S = 5400.0
"""How far from its time a report of clouds holds. [s]"""


@dataclass(frozen=True, slots=True)
class CloudReport:
    """Cloud modification of one source along time."""

    source: ForecastSource
    time: FloatArray
    """Increasing. [s]"""
    factor: FloatArray
    """[unitless]"""
    low: FloatArray
    """10th percentile of the factor, as far as the report itself goes. [unitless]"""
    high: FloatArray
    """90th percentile. [unitless]"""

    def at(self, time: FloatArray, values: FloatArray) -> FloatArray:
        """Interpolate values of the report; NaN too far from any of its times."""
        right = np.clip(np.searchsorted(self.time, time), 0, len(self.time) - 1)
        left = np.maximum(right - 1, 0)
        apart = np.minimum(np.abs(time - self.time[left]), np.abs(time - self.time[right]))
        return np.where(apart <= _REACH_S, np.interp(time, self.time, values), np.nan)


@dataclass(frozen=True, slots=True)
class CloudReports:
    """All that is known of clouds, the most telling report first."""

    reports: tuple[CloudReport, ...] = ()

    def modification(self, time: FloatArray) -> FloatArray:
        """Share of the clear sky that clouds leave; NaN where nobody knows. [unitless]"""
        return self._first_known(time, "factor")

    def bounds(self, time: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bounds around :meth:`modification` that hold eight in ten skies. [unitless]"""
        return self._first_known(time, "low"), self._first_known(time, "high")

    def source_at(self, time: float) -> ForecastSource | None:
        """Whose clouds count at a time."""
        at = np.array([time])
        for report in self.reports:
            if np.isfinite(report.at(at, report.factor))[0]:
                return report.source
        return None

    def _first_known(self, time: FloatArray, what: str) -> FloatArray:
        found = np.full(np.shape(time), np.nan)
        for report in self.reports:
            value = report.at(time, getattr(report, what))
            found = np.where(np.isnan(found), value, found)
        return found


def cloud_reports(forecasts: Sequence[Forecast], ours: ClearCurve) -> CloudReports:
    """
    Read the clouds out of forecasts.

    Parameters
    ----------
    forecasts : sequence of Forecast
        In their order.
    ours : ClearCurve
        What their clear skies are judged by: one that is far too bright would make clouds of it.

    Returns
    -------
    CloudReports
        Ratios of UVB with and without clouds before covers, which say little of thickness.
    """
    found = [report for each in forecasts if (report := _from_pair(each, ours)) is not None]
    found += [report for each in forecasts if (report := _from_cover(each)) is not None]
    return CloudReports(tuple(found))


_COARSE = (0.7, 1.25)
"""How far eight in ten hours lie from the cloud of a coarse model (judgement: the root mean square
error of hourly solar radiation a day ahead is about 20 to 30 %). [unitless]"""


_MOST_OF_OURS, _BESIDES = 4.0, 1.0
"""Brightest clear sky of a source, over ours and on top of that: broadband UVB is up to 2.5 times
an erythemal index at low sun in recorded bodies, 1.9 at noon (judgement). [unitless]"""


def _from_pair(forecast: Forecast, ours: ClearCurve) -> CloudReport | None:
    cloudy = forecast.of("uv_index", sky="all", weighting="uvb")
    clear = forecast.of("uv_index", sky="clear", weighting="uvb")
    if cloudy is None or clear is None:
        return None
    ratio = cloud.modification_from_pair(cloudy.value, clear.value)
    usable = np.isfinite(ratio) & (clear.value >= cloud.MIN_RATIO_UV_INDEX) & (cloudy.value >= 0.0)
    expected = np.interp(clear.middle, ours.time, ours.uv_index)
    usable &= clear.value <= _MOST_OF_OURS * expected + _BESIDES
    low, high = (ratio * factor for factor in _COARSE)
    return _report(forecast.source, cloudy.middle, usable, ratio, low, high)


def _from_cover(forecast: Forecast) -> CloudReport | None:
    cover = forecast.of("cloud_cover")
    if cover is None:
        return None
    usable = (cover.value >= 0.0) & (cover.value <= 1.0)
    factor = cloud.modification_from_cover(cover.value)
    low, high = cloud.modification_bounds(cover.value)
    return _report(forecast.source, cover.middle, usable, factor, low, high)


def _report(
    source: ForecastSource,
    time: FloatArray,
    usable: BoolArray,
    *columns: FloatArray,
) -> CloudReport | None:
    at, first = np.unique(time[usable], return_index=True)
    if not len(at):
        return None
    return CloudReport(source, at, *(values[usable][first] for values in columns))
