"""
Published relations between ultraviolet exposure and vitamin D, each by name.

A calibration is one point: so much vitamin D from the whole skin of a reference adult at so much
effective exposure. Pigment, age, area and saturation act around that point.
"""

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from models import atmosphere, clear_sky, solar_geometry
from models.action_spectrum import ActionSpectrumName
from models.ageing import AGE_LAWS, AgeLaw
from models.arrays import FloatArray, as_float
from models.constants import ADULT_SKIN_AREA, IU_PER_MICROGRAM, NORMAL_P90
from models.uncertainty import Spread
from models.units import uv_index_from_irradiance

CalibrationName = Literal[
    "webb_engelsen_2006", "dowdy_2010", "mckenzie_2009", "godar_2011", "nies_japan"
]

BOSTON_LATITUDE = 42.36
BOSTON_LONGITUDE = -71.06
"""[°]"""

_STANDARD_OZONE = 350.0
"""[DU] (Webb and Engelsen 2006)"""
_STANDARD_MED_FRACTION = 0.25
_STANDARD_IU_WHOLE_SKIN = 4000.0
"""Holick's rule: a quarter MED on a quarter of the skin makes 1000 IU."""
_TYPE_II, _TYPE_III = 250.0, 300.0
"""Minimal erythema doses that calibrations are published for. [J m⁻²]"""
_DOWDY_SOLAR_GAIN = 1.32
"""Previtamin D3 per erythemal dose of the sun, relative to the lamps of Holick's rule."""
_GODAR_IU_PER_MED = 4900.0
_NIES_IU = 10.0 * IU_PER_MICROGRAM
_NIES_AREA = 600.0
"""[cm²]"""
_NIES_DOSE = 207.0
"""CIE-174-weighted, type III. [J m⁻²] Constant within 10 % over the months of the NIES tables."""
_MCKENZIE_IU = 1000.0
_MCKENZIE_DARKEST, _MCKENZIE_LOW_SUN = 0.5, 0.2
_MCKENZIE_FACTOR, _MCKENZIE_EXPONENT, _MCKENZIE_HIGH_SUN = 0.179, -0.269, 0.1


@dataclass(frozen=True, slots=True)
class StandardSun:
    """Irradiances under which Holick's rule is read. [W m⁻²]"""

    erythemal: float
    vitamin_d: dict[ActionSpectrumName, float]

    def ratio(self, action_spectrum: ActionSpectrumName) -> float:
        """Vitamin-D over erythemal irradiance. [unitless]"""
        return self.vitamin_d[action_spectrum] / self.erythemal


@lru_cache(maxsize=1)
def standard_sun() -> StandardSun:
    """
    Clear sky of Webb and Engelsen's standard dose.

    Returns
    -------
    StandardSun
        Boston, 21 March, solar noon, 350 DU; vitamin-D over erythemal irradiance about 1.77 by
        CIE 174.

    References
    ----------
    .. [1] A. R. Webb and O. Engelsen, Photochem. Photobiol. 82 (2006) 1697-1703.
    """
    zenith, _ = boston_noon(datetime(2006, 3, 21, tzinfo=UTC))
    sun = clear_sky.irradiance(
        zenith, _STANDARD_OZONE, 0.0, atmosphere.aerosol_optical_depth(0.0), atmosphere.USUAL_ALBEDO
    )
    return StandardSun(
        float(sun.erythemal),
        {"cie174": float(sun.vitamin_d), "young_2021_shifted": float(sun.vitamin_d_shifted)},
    )


def boston_noon(day: datetime) -> tuple[float, float]:
    """
    Sun of Boston at solar noon, where experiments on synthesis were made.

    Parameters
    ----------
    day : datetime
        Midnight in UTC.

    Returns
    -------
    tuple of float
        Zenith [°] and distance factor [unitless].
    """
    minutes = day.timestamp() + 60.0 * np.arange(16 * 60, 18 * 60)
    sun = solar_geometry.solar_position(minutes, BOSTON_LATITUDE, BOSTON_LONGITUDE)
    noon = int(np.argmin(sun.zenith))
    return float(sun.zenith[noon]), float(solar_geometry.distance_factor(sun.distance[noon]))


def mckenzie_factor(uv_index: npt.ArrayLike) -> FloatArray:
    """
    Time to 1000 IU on the whole skin over the time to burn, by McKenzie et al.

    Parameters
    ----------
    uv_index : array_like
        [unitless]

    Returns
    -------
    ndarray
        ``0.179 UVI^-0.269`` between 0.1 and 0.2; ``inf`` below a UV index of 0.5. [unitless]

    Notes
    -----
    Printed as 0.2 up to a UV index of 1 and 0.1 from 9 on, where the power has 0.179 and 0.0991.
    The power is held at 0.1 from where it reaches that (8.7), so that a brighter sun never takes
    longer; the printed step at 1 is kept.

    References
    ----------
    .. [1] R. L. McKenzie, J. B. Liley and L. O. Björn, Photochem. Photobiol. 85 (2009) 88-98.
    """
    index = as_float(uv_index)
    power = _MCKENZIE_FACTOR * np.maximum(index, _MCKENZIE_DARKEST) ** _MCKENZIE_EXPONENT
    factor = np.where(index <= 1.0, _MCKENZIE_LOW_SUN, np.maximum(power, _MCKENZIE_HIGH_SUN))
    factor = np.where(index > _MCKENZIE_DARKEST, factor, np.inf)
    return np.where(np.isnan(index), np.nan, factor)


def _by_spectrum(erythemal: FloatArray, vitamin_d: FloatArray) -> FloatArray:  # noqa: ARG001
    return vitamin_d


def _by_uv_index(erythemal: FloatArray, vitamin_d: FloatArray) -> FloatArray:  # noqa: ARG001
    return as_float(erythemal / mckenzie_factor(uv_index_from_irradiance(erythemal)))


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A published relation between exposure and vitamin D. Equal to itself alone."""

    name: CalibrationName
    citation: str
    equation: str
    valid_for: str
    certainty: str
    """How its numbers reached us."""
    iu_per_med_whole_body: float
    """As published, at small doses; geometric mean of a range over the season. [IU]"""
    reference_iu: float
    """From the whole skin of the reference adult. [IU]"""
    reference_med: float
    """Of the skin it is published for. [J m⁻²]"""
    reference_exposure: Callable[[ActionSpectrumName], float]
    """Effective exposure that makes it. [J m⁻²]"""
    age_law: AgeLaw
    uses_action_spectrum: bool = True
    effective_irradiance: Callable[[FloatArray, FloatArray], FloatArray] = _by_spectrum
    """Of erythemal and vitamin-D irradiance. [W m⁻²]"""


def _holick(action_spectrum: ActionSpectrumName) -> float:
    return standard_sun().ratio(action_spectrum) * _STANDARD_MED_FRACTION * _TYPE_II


def _one_med(action_spectrum: ActionSpectrumName) -> float:
    return standard_sun().ratio(action_spectrum) * _TYPE_II


def _nies(action_spectrum: ActionSpectrumName) -> float:
    sun = standard_sun()
    return _NIES_DOSE * sun.ratio(action_spectrum) / sun.ratio("cie174")


_CHALCRAFT = AGE_LAWS["chalcraft_2020"]
CALIBRATIONS: MappingProxyType[CalibrationName, Calibration] = MappingProxyType(
    {
        "webb_engelsen_2006": Calibration(
            name="webb_engelsen_2006",
            citation=(
                "A. R. Webb and O. Engelsen, Calculated ultraviolet exposure levels for a healthy "
                "vitamin D status, Photochem. Photobiol. 82 (2006) 1697-1703, "
                "doi:10.1562/2005-09-01-RA-670"
            ),
            equation=(
                "1/4 MED of the Boston 21 March noon spectrum (350 DU) on 1/4 of the skin makes "
                "1000 IU"
            ),
            valid_for="exposures up to 1 MED",
            certainty="rule and spectrum as published; the dose computed by our spectra",
            iu_per_med_whole_body=16_000.0,
            reference_iu=_STANDARD_IU_WHOLE_SKIN,
            reference_med=_TYPE_II,
            reference_exposure=_holick,
            age_law=_CHALCRAFT,
        ),
        "dowdy_2010": Calibration(
            name="dowdy_2010",
            citation=(
                "J. C. Dowdy, R. M. Sayre and M. F. Holick, Holick's rule and vitamin D from "
                "sunlight, J. Steroid Biochem. Mol. Biol. 121 (2010) 328-330, "
                "doi:10.1016/j.jsbmb.2010.04.002"
            ),
            equation="as webb_engelsen_2006 at 1/1.32 of the exposure",
            valid_for="sunlight; the rule itself was found with fluorescent sunlamps",
            certainty="factor read in the abstract",
            iu_per_med_whole_body=21_000.0,
            reference_iu=_STANDARD_IU_WHOLE_SKIN,
            reference_med=_TYPE_II,
            reference_exposure=lambda spectrum: _holick(spectrum) / _DOWDY_SOLAR_GAIN,
            age_law=_CHALCRAFT,
        ),
        "mckenzie_2009": Calibration(
            name="mckenzie_2009",
            citation=(
                "R. L. McKenzie, J. B. Liley and L. O. Björn, UV radiation: balancing risks and "
                "benefits, Photochem. Photobiol. 85 (2009) 88-98, "
                "doi:10.1111/j.1751-1097.2008.00400.x"
            ),
            equation=(
                "time to 1000 IU on the whole skin = f · time to burn; f = 0.2 to UVI 1, "
                "0.179 UVI^-0.269 above, at least 0.1; nothing below UVI 0.5"
            ),
            valid_for="UV index above 0.5; reckons from the UV index, without an action spectrum",
            certainty="coefficients from a programme that cites the authors' book chapter",
            iu_per_med_whole_body=math.sqrt(5_000.0 * 10_000.0),
            reference_iu=_MCKENZIE_IU,
            reference_med=_TYPE_II,
            reference_exposure=lambda _: _TYPE_II,
            age_law=_CHALCRAFT,
            uses_action_spectrum=False,
            effective_irradiance=_by_uv_index,
        ),
        "godar_2011": Calibration(
            name="godar_2011",
            citation=(
                "D. E. Godar, S. J. Pope, W. B. Grant and M. F. Holick, Solar UV doses of adult "
                "Americans and vitamin D3 production, Dermatoendocrinol. 3 (2011) 243-250, "
                "doi:10.4161/derm.3.4.15292"
            ),
            equation="4900 IU by 1 MED of the Boston 21 March noon spectrum on the whole skin",
            valid_for="type II by its MED; age in the steps 1, 0.83, 0.66, 0.49",
            certainty="constants second-hand; its own conversion of spectra and its body geometry "
            "are replaced by ours",
            iu_per_med_whole_body=_GODAR_IU_PER_MED,
            reference_iu=_GODAR_IU_PER_MED,
            reference_med=_TYPE_II,
            reference_exposure=_one_med,
            age_law=AGE_LAWS["godar_2011"],
        ),
        "nies_japan": Calibration(
            name="nies_japan",
            citation=(
                "M. Miyauchi and H. Nakajima, Determining an effective UV radiation exposure time "
                "for vitamin D synthesis in the skin without risk to health, Photochem. Photobiol. "
                "92 (2016) 863-869, doi:10.1111/php.12651"
            ),
            equation="10 µg on 600 cm² of type III by 207 J/m² (CIE 174)",
            valid_for="UV index above 1.6, types II to IV",
            certainty="dose computed from the exposure times published by NIES, ±10 %",
            iu_per_med_whole_body=math.sqrt(24_000.0 * 39_000.0),
            reference_iu=_NIES_IU * ADULT_SKIN_AREA / _NIES_AREA,
            reference_med=_TYPE_III,
            reference_exposure=_nies,
            age_law=_CHALCRAFT,
        ),
    }
)
"""By name; read-only."""


@lru_cache(maxsize=len(CALIBRATIONS))
def calibration_spread(calibration: Calibration) -> Spread:
    """
    Disagreement of published calibrations, seen from one of them.

    Parameters
    ----------
    calibration : Calibration
        The one that gives the central value.

    Returns
    -------
    Spread
        Its ends are the 10th and 90th percentile of the log-normal distribution through all
        published values, wherever the chosen one lies among them; at least 15 % to either side.

    References
    ----------
    .. [1] The citations of ``CALIBRATIONS``.
    """
    known = [math.log(each.iu_per_med_whole_body) for each in CALIBRATIONS.values()]
    middle, sigma = statistics.mean(known), statistics.stdev(known)
    here = math.log(calibration.iu_per_med_whole_body)
    return Spread(
        "calibration",
        down=max(here - middle + NORMAL_P90 * sigma, _LEAST) / NORMAL_P90,
        up=max(middle + NORMAL_P90 * sigma - here, _LEAST) / NORMAL_P90,
        reason="five published calibrations make 4 900 to 39 000 IU of one MED on the whole body",
        group="model",
    )


_LEAST = math.log(1.15)
