"""How well the ultraviolet of fused forecasts is known."""

import numpy as np

from models import uncertainty
from models.arrays import BoolArray
from models.constants import NORMAL_P90, SECONDS_PER_DAY
from models.uncertainty import Spread
from service.forecast_fusion import Fused
from service.providers.forecast import Forecast
from service.uv_hours import KINDS


def spreads_of(
    fused: Fused, left: BoolArray, main: Forecast | None
) -> tuple[tuple[Spread, ...], bool]:
    """
    Spreads of the irradiance, but for those of a clear sky.

    Parameters
    ----------
    fused : Fused
    left : ndarray of bool
        Times in daylight that count.
    main : Forecast or None
        Whose UV index it is for the most part.

    Returns
    -------
    tuple
        The spreads, and whether clouds are known for any of the time.
    """
    kinds = _kinds(fused, left)
    clouded = left & fused.uncovered & ~fused.unclouded
    laid_on = bool(np.any(clouded)) or "forecast_below_clouds" in kinds
    unknown = np.any(left & fused.unclouded) or bool(
        kinds & {"forecast_clear", "forecast_unknown_sky"}
    )
    spreads: tuple[Spread, ...] = () if main is None else (uncertainty.FORECAST,)
    if laid_on:
        spreads += (_of_clouds(fused, left),)
    if unknown:
        spreads += (uncertainty.UNKNOWN_CLOUD,)
    if main is not None or laid_on:
        spreads += _by_lead(fused, left, main)
    known = laid_on or bool(kinds & {"forecast", "forecast_unknown_sky"})
    return spreads, known


def _kinds(fused: Fused, left: BoolArray) -> set[str]:
    hours = fused.hours
    if hours is None:
        return set()
    counts = np.interp(hours.middle, fused.clear.time, left.astype(float)) > 0.0
    return {KINDS[int(kind)] for kind in np.unique(hours.kind[counts])}


def _by_lead(fused: Fused, left: BoolArray, main: Forecast | None) -> tuple[Spread, ...]:
    counts = left & ~fused.unclouded
    forecast = main or next((each for each in fused.forecasts if each.of("cloud_cover")), None)
    if forecast is None or not counts.any():
        return ()
    lead = float(fused.clear.time[counts].mean()) - forecast.fetched_at.timestamp()
    dimmed = float(fused.light.erythemal[counts].sum() / fused.clear.light.erythemal[counts].sum())
    if dimmed <= 0.0:
        return ()
    spread = uncertainty.cloud_ahead(dimmed, lead / SECONDS_PER_DAY)
    return (spread,) if spread.down > 0.0 or spread.up > 0.0 else ()


def _of_clouds(fused: Fused, left: BoolArray) -> Spread:
    """Geometric mean of the bounds, weighted by the clear sky that they are laid on."""
    times, weight = fused.clear.time[left], fused.clear.uv_index[left]
    factor = fused.clouds.modification(times)
    low, high = fused.clouds.bounds(times)
    known = np.isfinite(factor) & (factor > 0.0) & (low > 0.0)
    if not known.any():
        return uncertainty.UNKNOWN_CLOUD
    down, up = (
        float(np.average(np.maximum(np.log(ratio), 0.0), weights=weight[known])) / NORMAL_P90
        for ratio in (factor[known] / low[known], high[known] / factor[known])
    )
    reason = "clouds of another forecast laid on: a cover says little of thickness"
    return Spread("cloud_forecast", down, up, reason)
