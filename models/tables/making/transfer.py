"""Radiative transfer: transmittances of a column by discrete ordinates (nanodisort)."""

import math
from dataclasses import dataclass

import nanodisort
import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray
from models.tables.making.column import Column
from models.tables.making.optics import Optics

STREAMS = 16
EARTH_RADIUS = 6371.0
"""[km]"""
_HORIZON = 90.0
"""[°]"""
_COLLISION = 0.06
"""The solver fails where the beam meets a quadrature angle; its distance from one. [°]"""
_BRIGHT = 0.8
"""Albedo of the second run from which the reflectance of the sky follows. [unitless]"""
_NOTHING = 1e-13
"""Transmittance below which the solver's digits end. [unitless]"""
_OPAQUE = 22.0
"""Vertical optical depth of absorption beyond which nothing is left to solve for. [unitless]"""


@dataclass(frozen=True, slots=True)
class Transmittance:
    """Irradiance on the horizontal over extraterrestrial irradiance; one value per wavelength."""

    everything: FloatArray
    """Beam and diffuse light."""
    direct: FloatArray
    """Of the beam."""


def slant_factor(column: Column, zenith_deg: npt.ArrayLike) -> FloatArray:
    """
    Path of the beam through each layer over the thickness of the layer.

    Parameters
    ----------
    column : Column
    zenith_deg : array_like, shape (n,)
        Solar zenith angle at the ground, 0 to 90. [°]

    Returns
    -------
    ndarray, shape (n, layers)
        Straight rays through spherical shells. [unitless]

    References
    ----------
    .. [1] A. Dahlback and K. Stamnes, "A new spherical model for computing the radiation field
       available for photolysis and heating at twilight," Planet. Space Sci. 39 (1991) 671-683,
       eq. 16.
    """
    radius = EARTH_RADIUS + column.height
    sine = np.sin(np.radians(np.asarray(zenith_deg, dtype=np.float64)))[..., np.newaxis]
    along = np.sqrt(np.maximum(radius**2 - (EARTH_RADIUS * sine) ** 2, 0.0))
    return (along[..., :-1] - along[..., 1:]) / -np.diff(column.height)


class Solver:
    """The solver for one column."""

    def __init__(self, column: Column, threads: int) -> None:
        self._column = column
        self._threads = threads

    def solve(self, optics: Optics, zenith_deg: float, albedo: float = 0.0) -> Transmittance:
        """
        Transmittance at the ground.

        Parameters
        ----------
        optics : Optics
        zenith_deg : float
            Solar zenith angle, 0 to 95. [°]
        albedo : float
            Of the ground. [unitless]

        Returns
        -------
        Transmittance
        """
        clear = _absorption(optics) < _OPAQUE
        diffuse = np.zeros(len(clear))
        diffuse[clear] = sum(
            share * self._diffuse(optics.at(clear), at, albedo)
            for at, share in clear_of_quadrature(zenith_deg)
        )
        cosine = max(math.cos(math.radians(zenith_deg)), 0.0)
        direct = cosine * np.exp(self.beam_logarithm(optics, zenith_deg))
        return Transmittance(direct + diffuse, direct)

    def beam_logarithm(self, optics: Optics, zenith_deg: float) -> FloatArray:
        """Logarithm of the transmittance of the beam; beyond the horizon that at the horizon."""
        slant = slant_factor(self._column, min(zenith_deg, _HORIZON))
        return -(optics.extinction @ slant)

    def _diffuse(self, optics: Optics, zenith_deg: float, albedo: float) -> FloatArray:
        """Transmittance of the diffuse light; the beam of the solver is a mean over layers."""
        extinction = np.ascontiguousarray(optics.extinction)
        count, layers = extinction.shape
        solver = nanodisort.BatchSolver(nthreads=self._threads)
        solver.nstr, solver.nmom, solver.nlyr, solver.ntau = STREAMS, STREAMS, layers, 1
        solver.usrtau, solver.usrang, solver.onlyfl = True, False, True
        solver.lamber, solver.quiet = True, True
        solver.spher, solver.radius = True, EARTH_RADIUS
        solver.umu0, solver.phi0 = math.cos(math.radians(zenith_deg)), 0.0
        solver.set_zd(np.ascontiguousarray(self._column.height))
        solver.allocate(count)
        solver.set_utau_batched(extinction.sum(axis=1, keepdims=True))
        solver.set_dtauc(extinction)
        solver.set_ssalb(np.ascontiguousarray(optics.single_scattering_albedo))
        solver.set_pmom(np.ascontiguousarray(optics.moments))
        solver.set_fbeam(np.ones(count))
        solver.set_albedo(np.full(count, albedo))
        solver.solve()
        return np.asarray(solver.rfldn)[:, 0].copy()

    def reflectance(self, optics: Optics) -> FloatArray:
        """
        Share of the light from the ground that the sky sends back; it knows no sun.

        Notes
        -----
        Over a Lambertian ground of albedo A the irradiance is E0 / (1 - A S): from two runs.
        """
        black = self.solve(optics, 0.0).everything
        bright = self.solve(optics, 0.0, _BRIGHT).everything
        known = black > _NOTHING
        share = np.divide(black, bright, out=np.ones_like(black), where=known)
        return np.clip((1.0 - share) / _BRIGHT, 0.0, 1.0)


def _absorption(optics: Optics) -> FloatArray:
    """Vertical optical depth of what is absorbed, for each wavelength. [unitless]"""
    return np.asarray((optics.extinction * (1.0 - optics.single_scattering_albedo)).sum(axis=1))


def clear_of_quadrature(zenith_deg: float) -> tuple[tuple[float, float], ...]:
    """
    Zenith angles at which the solver is well-conditioned, and their shares in the result.

    Parameters
    ----------
    zenith_deg : float
        [°]

    Returns
    -------
    tuple of (float, float)
        The angle itself with a share of one; where it lies closer than 0.06° to a quadrature angle
        the two at that distance from it, so that the result is on the line between them. [°],
        [unitless]
    """
    nodes, _ = np.polynomial.legendre.leggauss(STREAMS // 2)
    angles = np.degrees(np.arccos(0.5 * (nodes + 1.0)))
    nearest = float(angles[np.argmin(np.abs(angles - zenith_deg))])
    low, high = nearest - _COLLISION, nearest + _COLLISION
    if not low < zenith_deg < high:
        return ((zenith_deg, 1.0),)
    upper = (zenith_deg - low) / (high - low)
    return (low, 1.0 - upper), (high, upper)
