"""Conversions between the units of the field."""

import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.constants import (
    IU_PER_MICROGRAM,
    NMOL_L_PER_NG_ML,
    STANDARD_ERYTHEMAL_DOSE,
    UVI_TO_ERYTHEMAL_IRRADIANCE,
)


def irradiance_from_uv_index(uv_index: npt.ArrayLike) -> FloatArray:
    """
    Erythemal irradiance of a UV index.

    Parameters
    ----------
    uv_index : array_like
        Global solar UV index. [unitless]

    Returns
    -------
    ndarray
        Same shape. [W m⁻²]

    References
    ----------
    .. [1] WHO, "Global solar UV index: a practical guide," 2002.
    """
    return UVI_TO_ERYTHEMAL_IRRADIANCE * as_float(uv_index)


def uv_index_from_irradiance(erythemal_irradiance: npt.ArrayLike) -> FloatArray:
    """
    UV index of an erythemal irradiance.

    Parameters
    ----------
    erythemal_irradiance : array_like
        On a horizontal plane. [W m⁻²]

    Returns
    -------
    ndarray
        Same shape. [unitless]

    References
    ----------
    .. [1] WHO, "Global solar UV index: a practical guide," 2002.
    """
    return as_float(erythemal_irradiance) / UVI_TO_ERYTHEMAL_IRRADIANCE


def sed_from_radiant_exposure(radiant_exposure: npt.ArrayLike) -> FloatArray:
    """
    Convert an erythemal radiant exposure to standard erythemal doses.

    Parameters
    ----------
    radiant_exposure : array_like
        Erythemally weighted. [J m⁻²]

    Returns
    -------
    ndarray
        Same shape. [SED]

    References
    ----------
    .. [1] ISO/CIE 17166:2019.
    """
    return as_float(radiant_exposure) / STANDARD_ERYTHEMAL_DOSE


def radiant_exposure_from_sed(standard_erythemal_doses: npt.ArrayLike) -> FloatArray:
    """
    Erythemal radiant exposure of a number of standard erythemal doses.

    Parameters
    ----------
    standard_erythemal_doses : array_like
        [SED]

    Returns
    -------
    ndarray
        Same shape. [J m⁻²]

    References
    ----------
    .. [1] ISO/CIE 17166:2019.
    """
    return as_float(standard_erythemal_doses) * STANDARD_ERYTHEMAL_DOSE


def micrograms_from_iu(vitamin_d_iu: npt.ArrayLike) -> FloatArray:
    """
    Mass of vitamin D.

    Parameters
    ----------
    vitamin_d_iu : array_like
        [IU]

    Returns
    -------
    ndarray
        Same shape. [µg]
    """
    return as_float(vitamin_d_iu) / IU_PER_MICROGRAM


def iu_from_micrograms(vitamin_d_ug: npt.ArrayLike) -> FloatArray:
    """
    International units in a mass of vitamin D.

    Parameters
    ----------
    vitamin_d_ug : array_like
        [µg]

    Returns
    -------
    ndarray
        Same shape. [IU]
    """
    return as_float(vitamin_d_ug) * IU_PER_MICROGRAM


def nmol_l_from_ng_ml(concentration: npt.ArrayLike) -> FloatArray:
    """
    Molar concentration of 25(OH)D.

    Parameters
    ----------
    concentration : array_like
        [ng mL⁻¹]

    Returns
    -------
    ndarray
        Same shape. [nmol L⁻¹]
    """
    return as_float(concentration) * NMOL_L_PER_NG_ML


def ng_ml_from_nmol_l(concentration: npt.ArrayLike) -> FloatArray:
    """
    Mass concentration of 25(OH)D.

    Parameters
    ----------
    concentration : array_like
        [nmol L⁻¹]

    Returns
    -------
    ndarray
        Same shape. [ng mL⁻¹]
    """
    return as_float(concentration) / NMOL_L_PER_NG_ML
