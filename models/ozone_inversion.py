"""Total ozone from the UV index of a cloudless sky: the table of clear-sky spectra backwards."""

import numpy as np
import numpy.typing as npt

from models import clear_sky
from models.arrays import FloatArray, as_float
from models.units import irradiance_from_uv_index

_COLUMNS = np.arange(100.0, 601.0, 10.0)
"""Ozone columns that the table is read at. [DU]"""
HIGHEST_ZENITH = 65.0
"""Below that sun a UV index says more of the code that made it than of ozone. [°]"""
_LOWEST_UV_INDEX = 1.5
"""Half a step of 0.05 is 1.7 % of it, and 1.4 % of the ozone. [unitless]"""
_MOST_AOD = 1.0
"""More aerosol takes more of the ultraviolet than ozone does. [unitless]"""
_FEWEST = 3
_MOST_SPREAD = 0.10
"""Hours of one day whose columns differ by more, from the middle, do not describe one sky: ozone
moves by some percent within a day. [unitless] (judgement)"""


def total_ozone(
    uv_index: npt.ArrayLike,
    zenith_deg: npt.ArrayLike,
    elevation_m: npt.ArrayLike,
    aod_550: npt.ArrayLike,
    albedo: npt.ArrayLike,
    distance_factor: npt.ArrayLike = 1.0,
) -> FloatArray:
    """
    Ozone column under which our clear sky has a given UV index.

    Parameters
    ----------
    uv_index : array_like
        Of a cloudless sky. [unitless]
    zenith_deg : array_like
        Solar zenith angle, 0 to 94. [°]
    elevation_m, aod_550, albedo : array_like
        As for :func:`models.clear_sky.irradiance`.
    distance_factor : array_like
        Irradiance at the true distance of the sun over that at 1 au. [unitless]

    Returns
    -------
    ndarray
        Above the surface, 100 to 600; NaN where no such column gives that UV index, and where an
        input is NaN. [DU]

    Notes
    -----
    Irradiance falls steadily with ozone, its logarithm nearly in a straight line: interpolated
    between columns 10 DU apart to within 0.1 DU.
    """
    value, zenith, elevation, aod, ground, distance = np.broadcast_arrays(
        *(
            as_float(x)
            for x in (uv_index, zenith_deg, elevation_m, aod_550, albedo, distance_factor)
        )
    )
    wanted = irradiance_from_uv_index(value) / distance
    made = clear_sky.irradiance(
        zenith[..., None], _COLUMNS, elevation[..., None], aod[..., None], ground[..., None]
    ).erythemal
    with np.errstate(divide="ignore", invalid="ignore"):
        rising, target = np.log(made[..., ::-1]), np.log(wanted)
    found = [
        np.interp(x, curve, _COLUMNS[::-1], left=np.nan, right=np.nan)
        if np.all(np.isfinite(curve)) and np.isfinite(x)
        else np.nan
        for x, curve in zip(target.ravel(), rising.reshape(-1, len(_COLUMNS)), strict=True)
    ]
    return np.array(found, dtype=np.float64).reshape(value.shape)


def pooled_ozone(
    ozone_du: npt.ArrayLike,
    uv_index: npt.ArrayLike,
    zenith_deg: npt.ArrayLike,
    aod_550: npt.ArrayLike,
) -> float:
    """
    One column for a day, from hours where the inversion is well posed.

    Parameters
    ----------
    ozone_du, uv_index, zenith_deg, aod_550 : array_like, shape (m,)
        Inverted column [DU], the UV index behind it [unitless], solar zenith angle [°], optical
        depth that was assumed [unitless].

    Returns
    -------
    float
        Median of the hours with the sun above 25°, a UV index of 1.5 or more and an optical depth
        of at most 1. NaN with fewer than three of them, or where one differs from the median by
        more than 10 %. [DU]
    """
    column, value, zenith, aod = np.broadcast_arrays(
        *(as_float(x) for x in (ozone_du, uv_index, zenith_deg, aod_550))
    )
    posed = np.isfinite(column) & (zenith <= HIGHEST_ZENITH) & (value >= _LOWEST_UV_INDEX)
    posed &= aod <= _MOST_AOD
    if np.count_nonzero(posed) < _FEWEST:
        return float("nan")
    middle = float(np.median(column[posed]))
    if np.max(np.abs(column[posed] / middle - 1.0)) > _MOST_SPREAD:
        return float("nan")
    return middle
