"""Sources beside each other: how far they are apart at one time."""

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np

from models.arrays import FloatArray
from service.clear_curve import ClearCurve
from service.provenance import CrossCheck, SkyKind, UvSourceUsed
from service.providers.forecast import Forecast, ForecastSource

_APART = 0.20
"""Share of the larger value from which on two sources disagree. [unitless]"""
_LOWEST_UV_INDEX = 1.0
"""Below it both are small, and a ratio tells of rounding. [unitless]"""
_STEP: dict[ForecastSource, float] = {"epa": 1.0}
"""Of sources that round to whole numbers: half of it is no disagreement. [unitless]"""
_HIGHEST_UV_INDEX = 30.0
"""More was never measured on the ground: a slip of the source and nothing to compare with."""
_NEAR_S = 5400.0
"""How far from the start two values may lie to be compared for it. [s]"""


def cross_checks(
    clear: ClearCurve,
    all_sky_uv_index: FloatArray,
    used: UvSourceUsed,
    others: Iterable[Forecast],
    start: float,
) -> tuple[CrossCheck, ...]:
    """
    Compare what is used with what other sources say nearest to a time.

    Parameters
    ----------
    clear : ClearCurve
    all_sky_uv_index : ndarray
        What is used, along the curve. [unitless]
    used : str
        Whose it is; not compared with itself.
    others : iterable of Forecast
    start : float
        Seconds since 1970. [s]

    Returns
    -------
    tuple of CrossCheck
        One for each source that has an erythemal UV index within 90 minutes of the start, in
        daylight: values with clouds against ours with clouds, without against without.
    """
    found = [
        check
        for other in others
        if other.source != used
        and (check := _compared(clear, all_sky_uv_index, used, other, start)) is not None
    ]
    return tuple(found)


def _compared(
    clear: ClearCurve,
    all_sky_uv_index: FloatArray,
    used: UvSourceUsed,
    other: Forecast,
    start: float,
) -> CrossCheck | None:
    series = other.of("uv_index")
    if series is None:
        return None
    known = (series.value >= 0.0) & (series.value <= _HIGHEST_UV_INDEX)
    if not known.any():
        return None
    at = int(np.argmin(np.where(known, np.abs(series.middle - start), np.inf)))
    time = float(series.middle[at])
    if abs(time - start) > _NEAR_S or not clear.time[0] <= time <= clear.time[-1]:
        return None
    curve = clear.uv_index if series.sky == "clear" else all_sky_uv_index
    ours, theirs = float(np.interp(time, clear.time, curve)), float(series.value[at])
    larger = max(ours, theirs)
    if larger < _LOWEST_UV_INDEX:
        return None
    apart = max(abs(ours - theirs) - _STEP.get(other.source, 0.0) / 2.0, 0.0)
    return CrossCheck(
        source=other.source,
        time=datetime.fromtimestamp(time, UTC),
        uv_index=theirs,
        sky=_SKIES[series.sky],
        compared_with=used,
        compared_uv_index=ours,
        disagrees=apart > _APART * larger,
    )


_SKIES: dict[str, SkyKind] = {"all": "all_sky", "clear": "clear_sky", "unknown": "unknown"}
