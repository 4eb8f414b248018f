"""
Vitamin D made in the skin by a vitamin-D-weighted radiant exposure.

The calibration of Webb and Engelsen is *derived*: a quarter of a minimal erythema dose, delivered
to a quarter of the skin by the sun of Boston at noon on 21 March under 350 DU, makes 1000 IU. The
spectrum of our own model says how much vitamin-D-weighted exposure that is.
"""

import math
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from models import atmosphere, clear_sky, solar_geometry
from models.arrays import FloatArray, as_float
from models.constants import ADULT_SKIN_AREA, IU_PER_MICROGRAM
from models.uncertainty import Spread

BOSTON_LATITUDE = 42.36
BOSTON_LONGITUDE = -71.06
"""[°]"""

_STANDARD_OZONE = 350.0
"""[DU] (Webb and Engelsen 2006)"""
_STANDARD_IU = 1000.0
_STANDARD_SKIN_FRACTION = 0.25
_STANDARD_MED_FRACTION = 0.25
"""Holick's rule: a quarter MED on a quarter of the skin makes 1000 IU."""

_PROVITAMIN_D3 = 0.5
"""7-dehydrocholesterol in skin, lower bound of 0.5-1.3. [µg cm⁻²] (PMC8889086, Table 2)"""
_PLATEAU = 0.15
"""Share that becomes previtamin D3 before by-products take over. [unitless]

10-15 %: M. F. Holick, J. A. MacLaughlin and S. H. Doppelt, Science 211 (1981) 590-593.
"""

SATURATED_IU = _PROVITAMIN_D3 * _PLATEAU * ADULT_SKIN_AREA * IU_PER_MICROGRAM
"""What the whole skin can make from one long exposure. [IU]"""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A published relation between exposure and vitamin D."""

    name: str
    citation: str
    equation: str
    valid_for: str
    iu_per_med_whole_body: float
    """At small doses, under its own reference spectrum. [IU]"""


CALIBRATIONS = MappingProxyType(
    {
        "webb_engelsen_2006": Calibration(
            name="webb_engelsen_2006",
            citation=(
                "A. R. Webb and O. Engelsen, Calculated ultraviolet exposure levels for a healthy "
                "vitamin D status, Photochem. Photobiol. 82 (2006) 1697-1703, "
                "doi:10.1562/2005-09-01-RA-670"
            ),
            equation=(
                "IU = fraction · age · D∞ · (1 - exp(-H / H0)); H0 such that 1/4 MED of the Boston "
                "21 March noon spectrum (350 DU) on 1/4 of the skin gives 1000 IU"
            ),
            valid_for="exposures up to 1 MED; vitamin-D-weighted by CIE 174:2006",
            iu_per_med_whole_body=16_000.0,
        ),
    }
)
"""Calibrations by name; read-only."""

PUBLISHED_IU_PER_MED = MappingProxyType(
    {
        "Godar et al. 2011": 4_900.0,
        "McKenzie et al. 2009": math.sqrt(5_000.0 * 10_000.0),
        "Webb and Engelsen 2006 (Holick's rule)": 16_000.0,
        "Dowdy et al. 2010": 21_000.0,
        "Miyauchi and Nakajima 2016 (NIES)": math.sqrt(24_000.0 * 39_000.0),
    }
)
"""IU made by 1 MED on the whole body in each published calibration. [IU]

Where a calibration gives a range over the season, its geometric mean stands here.
"""

CALIBRATION_SPREAD = Spread(
    "calibration",
    down=statistics.stdev(math.log(iu) for iu in PUBLISHED_IU_PER_MED.values()),
    up=statistics.stdev(math.log(iu) for iu in PUBLISHED_IU_PER_MED.values()),
    reason="standard deviation of the logarithm over five published calibrations (4 900-39 000 IU)",
)
"""Disagreement between published calibrations."""


@lru_cache(maxsize=1)
def standard_ratio() -> float:
    """
    Vitamin-D over erythemal irradiance under the standard sun of Webb and Engelsen.

    Returns
    -------
    float
        For Boston, 21 March, solar noon, 350 DU, about 1.76. [unitless]

    References
    ----------
    .. [1] A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703.
    """
    zenith, _ = _boston_noon(datetime(2006, 3, 21, tzinfo=UTC))
    sun = clear_sky.irradiance(
        zenith, _STANDARD_OZONE, 0.0, atmosphere.aerosol_optical_depth(0.0), atmosphere.USUAL_ALBEDO
    )
    return float(sun.vitamin_d / sun.erythemal)


@lru_cache(maxsize=1)
def synthesis_threshold() -> float:
    """
    Vitamin-D irradiance below which experiments saw no synthesis.

    Returns
    -------
    float
        Our clear-sky irradiance for Boston, solar noon, 15 February, climatological ozone: from
        November to mid-February Webb et al. found no previtamin D3 there. [W m⁻²]

    References
    ----------
    .. [1] A. R. Webb, L. Kline and M. F. Holick, J. Clin. Endocrinol. Metab. 67 (1988) 373-378.
    .. [2] O. Engelsen, M. Brustad, L. Aksnes and E. Lund, Photochem. Photobiol. 81 (2005)
       1287-1290 (as a threshold of irradiance).
    """
    day = datetime(1988, 2, 15, tzinfo=UTC)
    zenith, factor = _boston_noon(day)
    sun = clear_sky.irradiance(
        zenith,
        atmosphere.total_ozone(BOSTON_LATITUDE, day.timetuple().tm_yday),
        0.0,
        atmosphere.aerosol_optical_depth(0.0),
        atmosphere.USUAL_ALBEDO,
    )
    return float(factor * sun.vitamin_d)


def standard_dose(minimal_erythema_dose: npt.ArrayLike) -> FloatArray:
    """
    Vitamin-D-weighted exposure that makes 1000 IU on a quarter of the skin.

    Parameters
    ----------
    minimal_erythema_dose : array_like
        Erythemally weighted. [J m⁻²]

    Returns
    -------
    ndarray
        Same shape, about 110 for 250 J m⁻². Weighted by CIE 174. [J m⁻²]

    Notes
    -----
    Proportional to the minimal erythema dose: pigment is taken to hinder synthesis as much as it
    protects from burning (``med_scaled``).

    References
    ----------
    .. [1] A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703.
    """
    return standard_ratio() * _STANDARD_MED_FRACTION * as_float(minimal_erythema_dose)


def vitamin_d_made(
    radiant_exposure: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    skin_fraction: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
) -> FloatArray:
    """
    Vitamin D made by one exposure, with saturation.

    Parameters
    ----------
    radiant_exposure : array_like
        Mean over the exposed skin, weighted by CIE 174. [J m⁻²]
    minimal_erythema_dose : array_like
        Central, of the person. [J m⁻²]
    skin_fraction : array_like
        Uncovered share of the skin, 0 to 1. [unitless]
    age_factor : array_like
        See :func:`models.body.age_factor`. [unitless]

    Returns
    -------
    ndarray
        Broadcast shape, below ``SATURATED_IU`` times fraction and age factor. [IU]

    References
    ----------
    .. [1] A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703 (slope).
    .. [2] M. F. Holick, J. A. MacLaughlin and S. H. Doppelt, Science 211 (1981) 590-593 (plateau).
    """
    limit = SATURATED_IU * as_float(skin_fraction) * as_float(age_factor)
    scale = _scale_exposure(minimal_erythema_dose)
    return -limit * np.expm1(-as_float(radiant_exposure) / scale)


def initial_slope(
    minimal_erythema_dose: npt.ArrayLike,
    skin_fraction: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
) -> FloatArray:
    """
    Vitamin D per radiant exposure while nothing saturates: derivative at zero.

    Parameters
    ----------
    minimal_erythema_dose, skin_fraction, age_factor : array_like
        As for :func:`vitamin_d_made`.

    Returns
    -------
    ndarray
        Broadcast shape. [IU m² J⁻¹]
    """
    limit = SATURATED_IU * as_float(skin_fraction) * as_float(age_factor)
    return as_float(limit / _scale_exposure(minimal_erythema_dose))


def exposure_for(
    vitamin_d_iu: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    skin_fraction: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
) -> FloatArray:
    """
    Radiant exposure that makes an amount of vitamin D: the inverse of :func:`vitamin_d_made`.

    Parameters
    ----------
    vitamin_d_iu : array_like
        Wanted amount. [IU]
    minimal_erythema_dose, skin_fraction, age_factor : array_like
        As for :func:`vitamin_d_made`.

    Returns
    -------
    ndarray
        Broadcast shape; ``inf`` where the exposed skin saturates below the wanted amount. Weighted
        by CIE 174. [J m⁻²]
    """
    wanted, limit, scale = np.broadcast_arrays(
        as_float(vitamin_d_iu),
        SATURATED_IU * as_float(skin_fraction) * as_float(age_factor),
        _scale_exposure(minimal_erythema_dose),
    )
    share = np.divide(wanted, limit, out=np.full(wanted.shape, np.inf), where=limit != 0.0)
    reachable = share < 1.0
    needed = -scale * np.log1p(-np.where(reachable, share, 0.0))
    unknown = np.isnan(wanted) | np.isnan(limit) | np.isnan(scale)
    return np.where(unknown, np.nan, np.where(reachable, needed, np.inf))


def _scale_exposure(minimal_erythema_dose: npt.ArrayLike) -> FloatArray:
    """H0 [J m⁻²]: the standard dose makes exactly 1000 IU on a quarter of the skin."""
    share = _STANDARD_IU / (SATURATED_IU * _STANDARD_SKIN_FRACTION)
    return standard_dose(minimal_erythema_dose) / -math.log1p(-share)


def _boston_noon(day: datetime) -> tuple[float, float]:
    """Zenith [°] and distance factor at Boston's solar noon of a date."""
    minutes = day.timestamp() + 60.0 * np.arange(16 * 60, 18 * 60)
    sun = solar_geometry.solar_position(minutes, BOSTON_LATITUDE, BOSTON_LONGITUDE)
    noon = int(np.argmin(sun.zenith))
    return float(sun.zenith[noon]), float(solar_geometry.distance_factor(sun.distance[noon]))
