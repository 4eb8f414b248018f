"""Action spectra: how strongly each wavelength burns skin or makes previtamin D3."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float
from models.previtamin_d3_table import FIRST_WAVELENGTH, PREVITAMIN_D3_CIE174

_YOUNG_2021_SHIFT = 5.0
"""Shift towards shorter wavelengths that fits volunteers best. [nm]"""


def erythema(wavelength: npt.ArrayLike) -> FloatArray:
    """
    Erythemal action spectrum.

    Parameters
    ----------
    wavelength : array_like
        In air. [nm]

    Returns
    -------
    ndarray
        Same shape, 1 from 250 to 298 nm, zero outside 250-400 nm. [unitless]

    References
    ----------
    .. [1] ISO/CIE 17166:2019, Erythema reference action spectrum and standard erythema dose, eq. 1.
    """
    w = as_float(wavelength)
    weight = np.select(
        [w <= 298.0, w <= 328.0, w <= 400.0],
        [np.ones_like(w), 10.0 ** (0.094 * (298.0 - w)), 10.0 ** (0.015 * (140.0 - w))],
        default=0.0,
    )
    return np.where(np.isnan(w), np.nan, np.where(w < 250.0, 0.0, weight))


def previtamin_d3(wavelength: npt.ArrayLike) -> FloatArray:
    """
    Previtamin D3 action spectrum of human skin.

    Parameters
    ----------
    wavelength : array_like
        In air; the table between 252 and 330 nm is interpolated linearly. [nm]

    Returns
    -------
    ndarray
        Same shape, maximum 1 at 298 nm, zero outside 252-330 nm. [unitless]

    References
    ----------
    .. [1] CIE 174:2006, Action spectrum for the production of previtamin D3 in human skin.
    """
    w = as_float(wavelength)
    table = np.asarray(PREVITAMIN_D3_CIE174)
    grid = FIRST_WAVELENGTH + np.arange(table.size, dtype=np.float64)
    return np.where(np.isnan(w), np.nan, np.interp(w, grid, table, left=0.0, right=0.0))


def previtamin_d3_shifted(wavelength: npt.ArrayLike) -> FloatArray:
    """
    Previtamin D3 action spectrum moved 5 nm towards shorter wavelengths.

    Parameters
    ----------
    wavelength : array_like
        In air. [nm]

    Returns
    -------
    ndarray
        Same shape; the value of CIE 174 at ``wavelength + 5``. [unitless]

    References
    ----------
    .. [1] A. R. Young et al., "A revised action spectrum for vitamin D synthesis by suberythemal
       UV radiation exposure in humans in vivo," PNAS 118 (2021) e2015867118,
       :doi:`10.1073/pnas.2015867118`.
    """
    return previtamin_d3(as_float(wavelength) + _YOUNG_2021_SHIFT)


ActionSpectrumName = Literal["cie174", "young_2021_shifted"]


@dataclass(frozen=True, slots=True)
class ActionSpectrum:
    """A published action spectrum of previtamin D3."""

    name: ActionSpectrumName
    citation: str
    equation: str
    valid_for: str


ACTION_SPECTRA: MappingProxyType[ActionSpectrumName, ActionSpectrum] = MappingProxyType(
    {
        "cie174": ActionSpectrum(
            "cie174",
            "CIE 174:2006, Action spectrum for the production of previtamin D3 in human skin",
            "table, 252-330 nm in steps of 1 nm",
            "in use until there is a clear alternative (CIE workshop 2022, "
            "doi:10.1177/14771535221122937)",
        ),
        "young_2021_shifted": ActionSpectrum(
            "young_2021_shifted",
            "A. R. Young et al., PNAS 118 (2021) e2015867118, doi:10.1073/pnas.2015867118",
            "CIE 174 at wavelength + 5 nm",
            "75 volunteers, five spectra; makes less of low sun than CIE 174 does",
        ),
    }
)
"""By name; read-only."""
