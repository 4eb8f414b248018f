"""The published data that the spectral table is made of: reading it, and where it comes from."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Source:
    """A file of input data and where anyone can obtain it."""

    file: str
    citation: str
    public_source: str


SOLAR_SPECTRUM = Source(
    "solar_spectrum_tsis1_hsrs_270_410nm.csv",
    "O. M. Coddington et al., Geophys. Res. Lett. 48 (2021) e2020GL091709, "
    "doi:10.1029/2020GL091709",
    "LASP Interactive Solar Irradiance Data Center: TSIS-1 Hybrid Solar Reference Spectrum v1, "
    "0.1 nm product, 270-410 nm",
)
OZONE_CROSS_SECTION = Source(
    "ozone_cross_section_daumont_malicet_270_410nm.csv",
    "D. Daumont et al., J. Atmos. Chem. 15 (1992) 145-155; J. Malicet et al., J. Atmos. Chem. 21 "
    "(1995) 263-273",
    "quadratic in temperature as distributed with libRadtran 2.0 (data/crs/crs_O3_dau.dat)",
)
ATMOSPHERE = Source(
    "atmosphere_afgl_us_standard_1976.csv",
    "G. P. Anderson et al., AFGL Atmospheric Constituent Profiles, AFGL-TR-86-0110 (1986)",
    "AFGL-TR-86-0110, US standard atmosphere 1976; also distributed with libRadtran and TUV-x",
)
SOURCES = (SOLAR_SPECTRUM, OZONE_CROSS_SECTION, ATMOSPHERE)


@dataclass(frozen=True, slots=True)
class Profile:
    """A standard atmosphere at its levels, from the ground up."""

    altitude: FloatArray
    """[km]"""
    temperature: FloatArray
    """[K]"""
    air: FloatArray
    """Number density. [cm⁻³]"""
    ozone: FloatArray
    """Number density. [cm⁻³]"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that is read."""

    solar_wavelength: FloatArray
    """In vacuum. [nm]"""
    solar_irradiance: FloatArray
    """At 1 au, normal to the beam. [W m⁻² nm⁻¹]"""
    ozone_wavelength: FloatArray
    """In air. [nm]"""
    ozone_coefficients: FloatArray
    """Shape (3, n): cross-section at T is c0 + c1 t + c2 t², t = T - 273.13 K. [1e-20 cm²]"""
    profile: Profile


def read_inputs(folder: Path) -> Inputs:
    """
    Read the input data.

    Parameters
    ----------
    folder : Path
        Holds the files named in ``SOURCES``.

    Returns
    -------
    Inputs

    Raises
    ------
    FileNotFoundError
        Where a file is missing.
    """
    solar = _columns(folder / SOLAR_SPECTRUM.file)
    ozone = _columns(folder / OZONE_CROSS_SECTION.file)
    air = _columns(folder / ATMOSPHERE.file)[:, ::-1]
    return Inputs(
        solar_wavelength=solar[0],
        solar_irradiance=solar[1],
        ozone_wavelength=ozone[0],
        ozone_coefficients=ozone[1:4],
        profile=Profile(altitude=air[0], temperature=air[2], air=air[3], ozone=air[4]),
    )


def checksum(path: Path) -> str:
    """
    SHA-256 of a file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        In hexadecimal.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _columns(path: Path) -> FloatArray:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    rows: npt.NDArray[np.float64] = np.loadtxt(lines[1:], delimiter=",", ndmin=2)
    return rows.T
