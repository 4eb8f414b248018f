"""
Vitamin D made in the skin by a vitamin-D-weighted radiant exposure, with saturation.

Which calibration, which law of melanin and which action spectrum are used is a :class:`Synthesis`.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from models import atmosphere, clear_sky
from models.action_spectrum import ActionSpectrumName
from models.arrays import FloatArray, as_float, as_scalar
from models.calibrations import BOSTON_LATITUDE, CALIBRATIONS, Calibration, boston_noon
from models.constants import ADULT_SKIN_AREA, IU_PER_MICROGRAM
from models.melanin import MELANIN_LAWS, MelaninLaw

_PROVITAMIN_D3 = 0.5
"""7-dehydrocholesterol in skin, lower bound of 0.5-1.3. [µg cm⁻²] (PMC8889086, Table 2)"""
_PLATEAU = 0.15
"""Share that becomes previtamin D3 before by-products take over. [unitless]

10-15 %: M. F. Holick, J. A. MacLaughlin and S. H. Doppelt, Science 211 (1981) 590-593.
"""

SATURATED_IU = _PROVITAMIN_D3 * _PLATEAU * ADULT_SKIN_AREA * IU_PER_MICROGRAM
"""What the whole skin of the reference adult can make from one long exposure. [IU]"""


_NOTHING = 1e-12
"""[IU]"""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """The published relations that turn exposure into vitamin D."""

    calibration: Calibration = CALIBRATIONS["webb_engelsen_2006"]
    melanin: MelaninLaw = MELANIN_LAWS["med_scaled"]
    action_spectrum: ActionSpectrumName = "cie174"


USUAL_SYNTHESIS = Synthesis()
"""What is used unless others are named."""


@lru_cache(maxsize=2)
def synthesis_threshold(action_spectrum: ActionSpectrumName = "cie174") -> float:
    """
    Vitamin-D irradiance below which experiments saw no synthesis.

    Parameters
    ----------
    action_spectrum : {"cie174", "young_2021_shifted"}
        Which the irradiance is weighted by.

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
    zenith, factor = boston_noon(day)
    sun = clear_sky.irradiance(
        zenith,
        atmosphere.total_ozone(BOSTON_LATITUDE, day.timetuple().tm_yday),
        0.0,
        atmosphere.aerosol_optical_depth(0.0),
        atmosphere.USUAL_ALBEDO,
    )
    shifted = action_spectrum == "young_2021_shifted"
    return float(factor * (sun.vitamin_d_shifted if shifted else sun.vitamin_d))


def reference_exposure(
    minimal_erythema_dose: npt.ArrayLike, synthesis: Synthesis = USUAL_SYNTHESIS
) -> FloatArray:
    """
    Effective exposure that makes the reference amount of a calibration.

    Parameters
    ----------
    minimal_erythema_dose : array_like
        Erythemally weighted, of the person. [J m⁻²]
    synthesis : Synthesis

    Returns
    -------
    ndarray
        Same shape; for the usual synthesis the standard dose of Webb and Engelsen, about 111 for
        250 J m⁻². [J m⁻²]

    References
    ----------
    .. [1] The citations of ``synthesis``.
    """
    calibration, melanin = synthesis.calibration, synthesis.melanin.relative_exposure
    pigment = melanin(minimal_erythema_dose) / melanin(calibration.reference_med)
    return as_float(calibration.reference_exposure(synthesis.action_spectrum) * pigment)


def vitamin_d_made(
    radiant_exposure: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    skin_share: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
    synthesis: Synthesis = USUAL_SYNTHESIS,
) -> FloatArray:
    """
    Vitamin D made by one exposure, or by several of one day together, with saturation.

    Parameters
    ----------
    radiant_exposure : array_like
        Effective, mean over the exposed skin. [J m⁻²]
    minimal_erythema_dose : array_like
        Central, of the person. [J m⁻²]
    skin_share : array_like
        Uncovered skin over the whole skin of the reference adult. [unitless]
    age_factor : array_like
        See :mod:`models.ageing`. [unitless]
    synthesis : Synthesis

    Returns
    -------
    ndarray
        Broadcast shape, below ``SATURATED_IU`` times share and age factor. [IU]

    Notes
    -----
    ``share · age · D∞ · (1 - exp(-H / H0))`` with H0 such that the reference exposure makes the
    reference amount of the calibration.

    References
    ----------
    .. [1] M. F. Holick, J. A. MacLaughlin and S. H. Doppelt, Science 211 (1981) 590-593 (plateau).
    """
    limit = SATURATED_IU * as_float(skin_share) * as_float(age_factor)
    scale = _scale_exposure(minimal_erythema_dose, synthesis)
    return -limit * np.expm1(-as_float(radiant_exposure) / scale)


def initial_slope(
    minimal_erythema_dose: npt.ArrayLike,
    skin_share: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
    synthesis: Synthesis = USUAL_SYNTHESIS,
) -> FloatArray:
    """
    Vitamin D per effective exposure while nothing saturates: derivative at zero.

    Parameters
    ----------
    minimal_erythema_dose, skin_share, age_factor, synthesis
        As for :func:`vitamin_d_made`.

    Returns
    -------
    ndarray
        Broadcast shape. [IU m² J⁻¹]
    """
    limit = SATURATED_IU * as_float(skin_share) * as_float(age_factor)
    return as_float(limit / _scale_exposure(minimal_erythema_dose, synthesis))


def exposure_for(
    vitamin_d_iu: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    skin_share: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
    synthesis: Synthesis = USUAL_SYNTHESIS,
) -> FloatArray:
    """
    Radiant exposure that makes an amount of vitamin D: the inverse of :func:`vitamin_d_made`.

    Parameters
    ----------
    vitamin_d_iu : array_like
        Wanted amount. [IU]
    minimal_erythema_dose, skin_share, age_factor, synthesis
        As for :func:`vitamin_d_made`.

    Returns
    -------
    ndarray
        Broadcast shape; ``inf`` where the exposed skin saturates below the wanted amount.
        Effective. [J m⁻²]
    """
    wanted, limit, scale = (
        as_float(vitamin_d_iu),
        SATURATED_IU * as_float(skin_share) * as_float(age_factor),
        _scale_exposure(minimal_erythema_dose, synthesis),
    )
    if not (wanted.ndim or limit.ndim or scale.ndim):
        return as_scalar(_exposure_for_one(float(wanted), float(limit), float(scale)))
    wanted, limit, scale = np.broadcast_arrays(wanted, limit, scale)
    reachable = wanted < limit
    share = np.divide(wanted, limit, out=np.zeros(wanted.shape), where=reachable)
    needed = -scale * np.log1p(-share)
    unknown = np.isnan(wanted) | np.isnan(limit) | np.isnan(scale)
    return np.where(unknown, np.nan, np.where(reachable, needed, np.inf))


def _exposure_for_one(wanted: float, limit: float, scale: float) -> float:
    """Do the same with one number, in the same steps."""
    if math.isnan(wanted + limit + scale):
        return math.nan
    return -scale * float(np.log1p(-(wanted / limit))) if wanted < limit else math.inf


def skin_share_for(
    vitamin_d_iu: npt.ArrayLike,
    radiant_exposure: npt.ArrayLike,
    minimal_erythema_dose: npt.ArrayLike,
    age_factor: npt.ArrayLike = 1.0,
    synthesis: Synthesis = USUAL_SYNTHESIS,
) -> FloatArray:
    """
    Skin that makes an amount of vitamin D by a given exposure.

    Parameters
    ----------
    vitamin_d_iu : array_like
        Wanted amount. [IU]
    radiant_exposure : array_like
        Effective. [J m⁻²]
    minimal_erythema_dose, age_factor, synthesis
        As for :func:`vitamin_d_made`.

    Returns
    -------
    ndarray
        Broadcast shape, over the whole skin of the reference adult; ``inf`` without exposure.
        [unitless]
    """
    whole = vitamin_d_made(radiant_exposure, minimal_erythema_dose, 1.0, age_factor, synthesis)
    wanted, made = np.broadcast_arrays(as_float(vitamin_d_iu), whole)
    # Below a trillionth of a unit there is nothing that more skin could make up for.
    lit = (made > _NOTHING) | np.isnan(made)
    return as_float(np.divide(wanted, made, out=np.full(made.shape, np.inf), where=lit))


def _scale_exposure(minimal_erythema_dose: npt.ArrayLike, synthesis: Synthesis) -> FloatArray:
    """H0 [J m⁻²]: the reference exposure makes the reference amount, where saturation has begun."""
    if isinstance(minimal_erythema_dose, float):
        return as_scalar(_scale_of_one(minimal_erythema_dose, synthesis))
    share = synthesis.calibration.reference_iu / SATURATED_IU
    return reference_exposure(minimal_erythema_dose, synthesis) / -math.log1p(-share)


@lru_cache(maxsize=1024)
def _scale_of_one(minimal_erythema_dose: float, synthesis: Synthesis) -> float:
    return float(_scale_exposure(np.array(minimal_erythema_dose), synthesis))
