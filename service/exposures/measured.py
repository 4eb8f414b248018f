"""Ultraviolet that somebody measured, in place of what the model says."""

from collections.abc import Callable, Sequence

import numpy as np

from models import clear_sky, cloud, solar_geometry
from models.arrays import BoolArray, FloatArray
from models.coverage import IntArray, cover
from models.units import uv_index_from_irradiance
from service.clear_curve import ClearCurve, brightest_uv_index, clear_minutes
from service.exposures.readings import is_worn
from service.places import Place
from service.questions import Environment
from service.samples import Sample

_AROUND_S = 300.0
"""A single reading stands for so long before and after: the sun moves about one degree. [s]"""
_DARKEST_SKY = 0.1
"""Share of the clear sky that clouds rarely take more of; only a worn sensor may tell of less.
(judgement)"""
_LONGEST_LEVEL_S = 7200.0
"""A level that is no worn sensor's says nothing of a longer time. (judgement) [s]"""
_LEAST_UV_INDEX = 0.1
"""Clear-sky UV index below which a ratio to it is noise. [unitless]"""


def measured_share(
    readings: Sequence[Sample], time: FloatArray, place: Place, clear: ClearCurve
) -> tuple[FloatArray, BoolArray]:
    """
    Share of the clear sky that was measured.

    Parameters
    ----------
    readings : sequence of Sample
        As of :func:`readings_of`.
    time : ndarray, shape (n,)
        [s]
    place : Place
    clear : ClearCurve
        Of the day at the place.

    Returns
    -------
    share : ndarray, shape (n,)
        Erythemal, measured over clear; NaN where nothing was measured that can be true. [unitless]
    refused : ndarray of bool, shape (n,)
        Where a reading is higher than any sky is, is one of ultraviolet in the dark, or, unless it
        is worn, lies below what clouds leave.
    """
    uv_index = np.full(len(time), np.nan)
    under = np.interp(time, clear.time, clear.uv_index)
    won = _won(readings, time)
    for i in np.unique(won[won >= 0]):
        mask = won == i
        reading = readings[int(i)]
        uv_index[mask] = _BY_TYPE[str(reading.type)](reading, time[mask], place, clear)
    dark = (under < _LEAST_UV_INDEX) & (uv_index > 0.0)
    uv_index[under < _LEAST_UV_INDEX] = np.nan
    measured = ~np.isnan(uv_index)
    refused = np.zeros(len(time), dtype=bool)
    if measured.any():
        refused[measured] = uv_index[measured] > _ceiling(time[measured], place, clear)
    uv_index[refused] = np.nan
    share = np.divide(uv_index, under, out=np.full(len(time), np.nan), where=under > 0.0)
    worn = np.array([is_worn(each) for each in readings], dtype=bool)
    no_sky = (share < _DARKEST_SKY) & ~worn[won] if len(readings) else np.zeros(len(time), bool)
    share[no_sky] = np.nan
    return share, refused | dark | no_sky


def _won(readings: Sequence[Sample], time: FloatArray) -> IntArray:
    """Index of the reading that an instant belongs to, or -1."""
    spans = [_span(reading) for reading in readings]
    edges = np.array(spans, dtype=np.float64).reshape(-1, 2)
    coverage = cover(edges[:, 0], edges[:, 1], np.arange(len(readings)))
    if len(coverage.edge) < 2:
        return np.full(len(time), -1, dtype=np.int64)
    at = np.searchsorted(coverage.edge, time, side="right") - 1
    inside = (at >= 0) & (at < len(coverage.winner))
    won = np.full(len(time), -1, dtype=np.int64)
    won[inside] = coverage.winner[at[inside]]
    return won


def _span(reading: Sample) -> tuple[float, float]:
    start, end = (reading.start_ms or 0) / 1000.0, (reading.end_ms or 0) / 1000.0
    if not is_worn(reading) and end - start > _LONGEST_LEVEL_S:
        return start, start
    return (start, end) if end > start else (start - _AROUND_S, start + _AROUND_S)


def _ceiling(time: FloatArray, place: Place, clear: ClearCurve) -> FloatArray:
    brightest = brightest_uv_index(place, time, Environment())
    zenith = np.interp(time, clear.time, clear.zenith)
    return np.asarray(cloud.plausible_ceiling(brightest, zenith, clear.albedo), dtype=np.float64)


def _level(reading: Sample, time: FloatArray, _place: Place, _clear: ClearCurve) -> FloatArray:
    return np.full(len(time), reading.value)


def _dose(reading: Sample, time: FloatArray, place: Place, clear: ClearCurve) -> FloatArray:
    """Spread a dose along the curve of the clear sky within its interval."""
    start, end = _span(reading)
    whole = clear
    if start < clear.time[0] or end > clear.time[-1]:
        whole = clear_minutes(place, min(start, clear.time[0]), end, Environment())
    inner = whole.time[(whole.time > start) & (whole.time < end)]
    grid = np.concatenate([[start], inner, [end]])
    curve = np.interp(grid, whole.time, whole.light.erythemal, left=0.0, right=0.0)
    under = float(np.trapezoid(curve, grid))
    if not under > 0.0:
        return np.full(len(time), np.nan)
    share = (reading.value or 0.0) / under
    return uv_index_from_irradiance(share * np.interp(time, clear.time, clear.light.erythemal))


def _irradiance(reading: Sample, time: FloatArray, place: Place, clear: ClearCurve) -> FloatArray:
    """Compare a band with what the clear sky has in it: no factor serves all suns and ozones."""
    value = reading.value or 0.0
    band = reading.details.get("band")
    if band == "erythemal":
        return uv_index_from_irradiance(np.full(len(time), value))
    zenith = np.interp(time, clear.time, clear.zenith)
    ozone = np.interp(time, clear.time, clear.ozone_du)
    sky = clear_sky.irradiance(zenith, ozone, place.elevation_m, clear.aod_550, clear.albedo)
    sun = solar_geometry.solar_position(time, place.latitude, place.longitude)
    of_band = (sky.uvb if band == "uvb" else sky.uva) * solar_geometry.distance_factor(sun.distance)
    share = np.divide(value, of_band, out=np.full(len(time), np.nan), where=of_band > 0.0)
    return np.asarray(share * np.interp(time, clear.time, clear.uv_index), dtype=np.float64)


_Reader = Callable[[Sample, FloatArray, Place, ClearCurve], FloatArray]
_BY_TYPE: dict[str, _Reader] = {
    "uv_index": _level, "erythemal_dose": _dose, "irradiance": _irradiance
}  # fmt: skip
