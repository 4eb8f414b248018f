"""
Ultraviolet irradiance under a cloudless sky, from a table of spectra.

The spectra were computed by discrete ordinates (``models/tables/making``); what is stored are their
sums weighted for sunburn, for vitamin D, and unweighted, over total ozone, elevation, aerosol and
zenith angle.
"""

import math
import sys
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.arrays import BoolArray, FloatArray, as_float
from models.constants import AEROSOL_WAVELENGTH, ANGSTROM_EXPONENT, SINGLE_SCATTERING_ALBEDO
from models.tables.lookup import interpolate, mean_wavelengths
from models.tables.store import FIELDS, WEIGHTINGS, table

MAX_ALBEDO = 0.9
"""Brightest ground that the analytic form of the albedo was fitted to. [unitless]"""

_WAVELENGTHS = (300.0, 400.0)
"""Between which the optical depth of aerosol counts. [nm]"""
_EXPONENTS = (0.0, 2.0)
"""Of aerosols that the mean wavelength was tried with. [unitless]"""


@dataclass(frozen=True, slots=True)
class ClearSkyIrradiance:
    """Downwelling on a horizontal plane at 1 au; arrays of one common shape."""

    erythemal: FloatArray
    """Weighted by ISO/CIE 17166. [W m⁻²]"""
    erythemal_direct: FloatArray
    """[W m⁻²]"""
    erythemal_diffuse: FloatArray
    """[W m⁻²]"""
    vitamin_d: FloatArray
    """Weighted by CIE 174:2006. [W m⁻²]"""
    vitamin_d_direct: FloatArray
    """[W m⁻²]"""
    vitamin_d_diffuse: FloatArray
    """[W m⁻²]"""
    vitamin_d_shifted: FloatArray
    """Weighted by CIE 174:2006 moved 5 nm to shorter wavelengths (Young et al. 2021). [W m⁻²]"""
    vitamin_d_shifted_direct: FloatArray
    """[W m⁻²]"""
    vitamin_d_shifted_diffuse: FloatArray
    """[W m⁻²]"""
    uva: FloatArray
    """315 to 400 nm. [W m⁻²]"""
    uva_direct: FloatArray
    """[W m⁻²]"""
    uva_diffuse: FloatArray
    """[W m⁻²]"""
    uvb: FloatArray
    """280 to 315 nm. [W m⁻²]"""
    uvb_direct: FloatArray
    """[W m⁻²]"""
    uvb_diffuse: FloatArray
    """[W m⁻²]"""
    extrapolated: BoolArray
    """True where an input lies outside the table."""


def irradiance(
    zenith_deg: npt.ArrayLike,
    total_ozone_du: npt.ArrayLike,
    elevation_m: npt.ArrayLike,
    aod_550: npt.ArrayLike,
    albedo: npt.ArrayLike,
    *,
    angstrom_exponent: npt.ArrayLike = ANGSTROM_EXPONENT,
    single_scattering_albedo: npt.ArrayLike = SINGLE_SCATTERING_ALBEDO,
) -> ClearSkyIrradiance:
    """
    Clear-sky ultraviolet irradiances.

    Parameters
    ----------
    zenith_deg : array_like
        Geometric solar zenith angle; nothing arrives beyond 94°. [°]
    total_ozone_du : array_like
        Ozone column *above the surface*, 100 to 600. [DU]
    elevation_m : array_like
        Above sea level, -400 to 6000; stands for the pressure of the standard atmosphere. [m]
    aod_550 : array_like
        Aerosol optical depth at 550 nm *above the surface*, 0 to 3. [unitless]
    albedo : array_like
        Lambertian surface albedo, 0 to 0.9. [unitless]
    angstrom_exponent : array_like
        Of the aerosol, 0 to 2. [unitless]
    single_scattering_albedo : array_like
        Of the aerosol, 0.7 to 1. [unitless]

    Returns
    -------
    ClearSkyIrradiance
        At an earth-sun distance of 1 au: multiply by
        :func:`models.solar_geometry.distance_factor`. NaN where any input is NaN. Outside the
        ranges the logarithm goes on in a straight line, and ``extrapolated`` says so.

    Notes
    -----
    Spectra from 280 to 400 nm by discrete ordinates in pseudo-spherical geometry; between the nodes
    of the table the logarithm of the irradiance over black ground is a polynomial in each input.
    Arguments that have one value for all points are cheap; zenith angles may always vary.

    References
    ----------
    .. [1] K. Stamnes, S.-C. Tsay, W. Wiscombe and K. Jayaweera, Appl. Opt. 27 (1988) 2502-2509;
       R. Buras, T. Dowling and C. Emde, J. Quant. Spectrosc. Radiat. Transfer 112 (2011) 2028-2034
       (the solver).
    .. [2] ``docs/science/clear_sky.md`` for the inputs and the agreement with other codes.
    """
    arguments = (
        zenith_deg, total_ozone_du, elevation_m, aod_550, albedo, angstrom_exponent,
        single_scattering_albedo,
    )  # fmt: skip
    inputs = _Inputs(*(as_float(each) for each in arguments))
    shape = np.broadcast_shapes(*(each.shape for each in inputs))
    flat = _Inputs(*(_single_or_all(each, shape) for each in inputs))
    parts = _parts(flat, math.prod(shape))
    named = {
        f"{name}{suffix}": parts[p, w].reshape(shape)
        for w, name in enumerate(WEIGHTINGS)
        for p, suffix in enumerate(("", "_direct", "_diffuse"))
    }
    outside = np.broadcast_to(_outside(flat), math.prod(shape))
    return ClearSkyIrradiance(**named, extrapolated=outside.reshape(shape))


class _Inputs(NamedTuple):
    zenith: FloatArray
    ozone: FloatArray
    elevation: FloatArray
    aod: FloatArray
    albedo: FloatArray
    exponent: FloatArray
    scattering: FloatArray


def _single_or_all(values: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Shape (1,) where all values are the same, otherwise one for each point."""
    flat = values.ravel()
    if flat.size == 1 or (flat.size and np.all(flat == flat[0])):
        return flat[:1]
    return np.broadcast_to(values, shape).ravel()


_ANY = sys.float_info.max
_LEAST = _Inputs(*map(np.array, (-_ANY, 0.0, -_ANY, 0.0, 0.0, -5.0, 0.0)))
_MOST = _Inputs(*map(np.array, (_ANY, _ANY, _ANY, _ANY, 1.0, 5.0, 1.0)))
"""Finite numbers that each quantity can have; no particles scatter steeper than molecules, λ⁻⁴."""


def _known(at: _Inputs) -> BoolArray:
    """Where every input is a finite number that its quantity can have; shape (1,) or (n,)."""
    known: BoolArray = np.ones(1, dtype=bool)
    for values, least, most in zip(at, _LEAST, _MOST, strict=True):
        known = known & (values >= least) & (values <= most)
    return known


def _outside(at: _Inputs) -> BoolArray:
    known = table()
    outside: BoolArray = (at.zenith < 0.0) | (at.albedo > MAX_ALBEDO)
    outside = outside | (at.exponent < _EXPONENTS[0]) | (at.exponent > _EXPONENTS[1])
    for axis, values in (
        (known.ozone, at.ozone),
        (known.elevation, at.elevation),
        (known.aerosol, at.aod * _largest_equivalent(at.exponent)),
        (known.scattering_albedo, at.scattering),
    ):
        outside = outside | (values < axis.nodes[0]) | (values > axis.nodes[-1])
    return outside


def _parts(at: _Inputs, count: int) -> FloatArray:
    """Global, direct and diffuse irradiance; shape (3, weightings, points)."""
    known = _known(at)
    parts = np.zeros((3, len(WEIGHTINGS), count))
    parts[:, :, np.broadcast_to(~known, count)] = np.nan
    lit = np.flatnonzero(np.broadcast_to(known & (at.zenith <= table().zenith.nodes[-1]), count))
    if len(lit):
        chosen = _run(lit)
        below = _Inputs(*(values if len(values) == 1 else values[chosen] for values in at))
        parts[:, :, chosen] = _lit_parts(below, len(lit))
    return parts


def _run(indices: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | slice:
    """Take indices that follow one another, as those of daylight do, for a slice."""
    first, last = int(indices[0]), int(indices[-1])
    return slice(first, last + 1) if last - first + 1 == len(indices) else indices


def _lit_parts(at: _Inputs, count: int) -> FloatArray:
    cosine = np.maximum(np.cos(np.radians(at.zenith)), 0.0)
    zenith = np.broadcast_to(np.maximum(at.zenith, 0.0), count)
    black, beam, gain, feedback = _fields(at, zenith).reshape(len(FIELDS), len(WEIGHTINGS), count)
    parts = np.empty((3, *black.shape))
    np.multiply(np.exp(black), 1.0 + gain * at.albedo / (1.0 - feedback * at.albedo), out=parts[0])
    np.minimum(np.exp(beam) * cosine, parts[0], out=parts[1])
    np.subtract(parts[0], parts[1], out=parts[2])
    return parts


def _fields(at: _Inputs, zenith: FloatArray) -> FloatArray:
    """Table values; each weighting at its own aerosol where the Ångström exponent asks for it."""
    place = (at.scattering, at.elevation, at.aod, at.ozone)
    if np.all(at.exponent == ANGSTROM_EXPONENT):
        return interpolate(zenith, *place)
    fields = np.empty((len(FIELDS), len(WEIGHTINGS), len(zenith)))
    for w, wavelength in enumerate(mean_wavelengths(zenith, at.ozone)):
        aod = at.aod * _equivalent(at.exponent, wavelength)
        fields[:, w] = interpolate(
            zenith, at.scattering, at.elevation, aod, at.ozone, slice(w, None, len(WEIGHTINGS))
        )
    return fields


def _equivalent(exponent: FloatArray, wavelength: FloatArray | float) -> FloatArray:
    """Factor on the optical depth at 550 nm that gives the same one at a wavelength [nm]."""
    return as_float((AEROSOL_WAVELENGTH / wavelength) ** (exponent - ANGSTROM_EXPONENT))


def _largest_equivalent(exponent: FloatArray) -> FloatArray:
    bounded = np.clip(exponent, *_EXPONENTS)
    return np.maximum(*(_equivalent(bounded, wavelength) for wavelength in _WAVELENGTHS))
