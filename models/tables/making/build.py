"""Compute the table: transfer at every node, spectral sums, logarithms."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.arrays import FloatArray
from models.tables.axes import Axis, chebyshev_axis, lagrange
from models.tables.making.column import column_above
from models.tables.making.inputs import Inputs
from models.tables.making.optics import Optics, Sky, optics
from models.tables.making.spectrum import SpectralGrid, table_nodes
from models.tables.making.transfer import STREAMS, Solver
from models.tables.making.weighting import OzoneFollowing

ZENITH = (
    0.0, 8.0, 16.0, 24.0, 31.0, 37.5, 43.5, 49.0, 54.0, 58.5, 62.5, 66.0, 69.0, 72.0, 74.5, 77.0,
    79.0, 81.0, 83.0, 85.0, 86.8, 88.4, 89.9, 91.3, 92.6, 94.0,
)  # fmt: skip
"""[°] Dense where the logarithm of the irradiance bends."""
OZONE = chebyshev_axis(100.0, 600.0, 6, "root")
ELEVATION = chebyshev_axis(-400.0, 6000.0, 4, "linear")
AEROSOL = chebyshev_axis(0.0, 3.0, 8, "logarithm")
SCATTERING_ALBEDO = Axis(np.array([0.7, 0.85, 0.95, 1.0]), "linear")
"""What is assumed of an unknown aerosol, 0.95, is a node. [unitless]"""
_ALBEDOS = (0.5, 0.9)
"""Where the analytic form of the albedo is made to hold exactly. [unitless]"""
_HORIZON = 90.0
_JUST_BELOW = 90.3
"""Where the twilight is joined. [°]"""
_RUNS = (*ZENITH, _JUST_BELOW)
_LAST_LIT = sum(zenith < _HORIZON for zenith in ZENITH) - 1
_USUAL_AOD = 0.3
"""Aerosol optical depth of a usual hazy sky. [unitless]"""
_TWILIGHT_SCATTER = (-0.1, 0.0, 0.1)
"""Beyond the horizon single runs of the solver stray; the median of neighbours does not. [°]"""


@dataclass(frozen=True, slots=True)
class Sums:
    """Weighted irradiances at each ozone column; shape (ozone, 5)."""

    black: FloatArray
    """Global irradiance over black ground. [W m⁻²]"""
    reflecting: tuple[FloatArray, FloatArray]
    """The same over ground of each of two albedos. [W m⁻²]"""
    direct: FloatArray
    """Logarithm of the irradiance of the beam on a plane normal to it. [ln W m⁻²]"""


@dataclass(frozen=True, slots=True)
class Tables:
    """
    Logarithms of irradiances along all axes.

    Axes in order: zenith, ozone, elevation, aerosol, [single-scattering albedo,] weighting.
    """

    black: FloatArray
    """ln of the global irradiance over black ground [W m⁻²]."""
    direct: FloatArray
    """ln of the beam normal to itself [W m⁻²]; it knows no single-scattering albedo."""
    gain: FloatArray
    """a of E(A) = E0 (1 + a A / (1 - b A))."""
    feedback: FloatArray
    """b of the same."""
    wavelength: FloatArray
    """Mean wavelength of each weighted irradiance by zenith and ozone. [nm]"""


def build(inputs: Inputs, threads: int, report: Callable[[str], None]) -> Tables:
    """
    Compute all tables.

    Parameters
    ----------
    inputs : Inputs
    threads : int
        Of the solver.
    report : callable
        Is told of the progress.

    Returns
    -------
    Tables
    """
    grid = SpectralGrid(table_nodes(), inputs)
    short = tuple(len(axis.nodes) for axis in _SHORT_AXES)
    black, gain, feedback = (np.empty((len(_RUNS), *short, 5)) for _ in range(3))
    direct = np.empty((len(ZENITH), *short[:-1], 5))
    begin, total = time.monotonic(), int(np.prod(short[1:]))
    for done, (e, a, s, sums) in enumerate(_all_sums(grid, inputs, threads), start=1):
        black[:, :, e, a, s] = np.log([each.black for each in sums])
        a_and_b = [_albedo_form(each) for each in sums]
        gain[:, :, e, a, s] = [pair[0] for pair in a_and_b]
        feedback[:, :, e, a, s] = [pair[1] for pair in a_and_b]
        direct[:, :, e, a] = _continued_beam(np.array([each.direct for each in sums]))
        left = (time.monotonic() - begin) / done * (total - done)
        report(f"{done} of {total} columns of air, {left / 60.0:.1f} minutes to go")
    return Tables(
        black=_joined(black),
        direct=direct,
        gain=gain[: len(ZENITH)],
        feedback=feedback[: len(ZENITH)],
        wavelength=mean_wavelengths(grid, inputs, threads),
    )


_SHORT_AXES: tuple[Axis, ...] = (OZONE, ELEVATION, AEROSOL, SCATTERING_ALBEDO)


def _all_sums(
    grid: SpectralGrid, inputs: Inputs, threads: int
) -> Iterator[tuple[int, int, int, list[Sums]]]:
    """Yield the indices of elevation, aerosol, scattering albedo, and sums along the zenith."""
    for e, elevation in enumerate(ELEVATION.nodes):
        column = column_above(float(elevation), inputs.profile)
        following = OzoneFollowing(grid, column, OZONE.nodes)
        solver = Solver(column, threads)
        for a, aod in enumerate(AEROSOL.nodes):
            sums: list[Sums] = []
            for s, albedo in enumerate(SCATTERING_ALBEDO.nodes):
                # Without aerosol nothing depends on how it scatters.
                if not sums or aod > 0.0:
                    properties = [
                        optics(grid, column, _sky(du, aod, albedo), STREAMS) for du in OZONE.nodes
                    ]
                    sums = _along_zenith(solver, following, properties)
                yield e, a, s, sums


def _sky(total_ozone: float, aod_550: float, albedo: float) -> Sky:
    return Sky(float(total_ozone), float(aod_550), single_scattering_albedo=float(albedo))


def mean_wavelengths(grid: SpectralGrid, inputs: Inputs, threads: int) -> FloatArray:
    """
    Mean wavelength of each weighted irradiance under a usual sky at sea level.

    There an aerosol of another Ångström exponent has to have the optical depth of the table's own
    to leave the same irradiance, to first order.

    Parameters
    ----------
    grid : SpectralGrid
    inputs : Inputs
    threads : int
        Of the solver.

    Returns
    -------
    ndarray, shape (zenith, ozone, weighting)
        In air. [nm]
    """
    column = column_above(0.0, inputs.profile)
    following, solver = OzoneFollowing(grid, column, OZONE.nodes), Solver(column, threads)
    skies = [Sky(float(du), _USUAL_AOD) for du in OZONE.nodes]
    stacked = stack([optics(grid, column, sky, STREAMS) for sky in skies])
    means = []
    for zenith in ZENITH:
        logarithm = _logarithm(solver, stacked, min(zenith, ZENITH[_LAST_LIT]))
        fine = np.exp(
            following.fine_logarithm(following.trusted(logarithm.reshape(len(skies), -1)))
        )
        means.append(following.weighted(fine * grid.fine) / following.weighted(fine))
    return np.stack(means)


def _along_zenith(
    solver: Solver, following: OzoneFollowing, properties: list[Optics]
) -> list[Sums]:
    stacked = stack(properties)
    count = len(properties)
    reflectance = np.log1p(-np.array(_ALBEDOS)[:, None] * solver.reflectance(stacked))
    reflecting = [row.reshape(count, -1) for row in reflectance]
    return [
        _sums(
            _logarithm(solver, stacked, zenith).reshape(count, -1),
            solver.beam_logarithm(stacked, zenith).reshape(count, -1),
            reflecting,
            following,
        )
        for zenith in _RUNS
    ]


def _sums(
    logarithm: FloatArray, beam: FloatArray, reflecting: list[FloatArray], following: OzoneFollowing
) -> Sums:
    fine = np.exp(following.fine_logarithm(following.trusted(logarithm)))
    over = tuple(
        following.weighted(fine * np.exp(-following.between_nodes(each))) for each in reflecting
    )
    direct = following.weighted_logarithm(following.fine_logarithm(beam))
    return Sums(following.weighted(fine), (over[0], over[1]), direct)


def _logarithm(solver: Solver, stacked: Optics, zenith: float) -> FloatArray:
    near = (0.0,) if zenith < _HORIZON else _TWILIGHT_SCATTER
    runs = [solver.solve(stacked, zenith + shift).everything for shift in near]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(np.median(runs, axis=0)))


def stack(properties: list[Optics]) -> Optics:
    """Put the wavelengths of several skies in one row, so that one call solves them all."""
    return Optics(
        np.concatenate([each.extinction for each in properties]),
        np.concatenate([each.single_scattering_albedo for each in properties]),
        np.concatenate([each.moments for each in properties], axis=2),
    )


def _albedo_form(sums: Sums) -> tuple[FloatArray, FloatArray]:
    """Solve a A / (1 - b A) = E(A)/E0 - 1 for a and b at two albedos."""
    first, second = _ALBEDOS
    low, high = (each / sums.black - 1.0 for each in sums.reflecting)
    ratio = (high / second) / (low / first)
    feedback = (ratio - 1.0) / (ratio * second - first)
    return low * (1.0 - feedback * first) / first, feedback


def _continued_beam(direct: FloatArray) -> FloatArray:
    """Go on with the last slope beyond the horizon, where the cosine makes nothing of it."""
    zenith = np.array(ZENITH)
    logarithm = direct[: len(zenith)]
    last = int(np.searchsorted(zenith, _HORIZON)) - 1
    slope = (logarithm[last] - logarithm[last - 1]) / (zenith[last] - zenith[last - 1])
    beyond = zenith[last + 1 :, np.newaxis, np.newaxis] - zenith[last]
    return np.concatenate([logarithm[: last + 1], logarithm[last] + slope * beyond])


def _joined(black: FloatArray) -> FloatArray:
    """
    Continue the values beyond the horizon with one course of twilight for all air.

    There single runs of the solver stray, and it loses about a tenth at once where the beam changes
    sides, which no sky does. What is left high above sets the twilight, not the air below: the
    course is the median over elevation, aerosol and scattering albedo, joined to the values before.
    """
    zenith = np.array(ZENITH)
    lit = zenith < _HORIZON
    before = black[: len(zenith)][lit]
    onward = lagrange(zenith[lit][-3:], [_JUST_BELOW])[0]
    at_the_join = np.tensordot(onward, before[-3:], axes=1)
    course = black[: len(zenith)][~lit] - black[-1]
    usual = np.median(course, axis=(2, 3, 4), keepdims=True)
    return np.concatenate([before, at_the_join + usual])
