"""The clear-sky table as it is read from its file."""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from models.arrays import FloatArray, as_float
from models.tables.axes import Axis, ZenithAxis

TABLE = "clear_sky_uv.npz"
WEIGHTINGS = ("erythemal", "vitamin_d", "vitamin_d_shifted", "uva", "uvb")
"""Weighted irradiances, in the order of every array of them."""
FIELDS = ("black", "direct", "gain", "feedback")
"""What is known of each of them.

``black`` is the logarithm of the global irradiance over ground that reflects nothing, ``direct``
that of the beam on a plane normal to it [ln W m⁻²]; ``gain`` a and ``feedback`` b make the
irradiance over ground of albedo A: E(A) = E(0) (1 + a A / (1 - b A)) [unitless].
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Everything the table holds, on one set of axes."""

    values: FloatArray
    """Axes: scattering albedo, elevation, aerosol, ozone, zenith, field times weighting."""
    wavelength: FloatArray
    """Mean wavelength of each weighted irradiance; shape (zenith, ozone, weighting). [nm]"""
    zenith: ZenithAxis
    ozone: Axis
    elevation: Axis
    aerosol: Axis
    scattering_albedo: Axis


@lru_cache(maxsize=1)
def table() -> Table:
    """
    Read the table.

    Returns
    -------
    Table
        Read once; it belongs to the source code like the constants do.
    """
    with np.load(resources.files("models.tables") / TABLE) as stored:  # type: ignore[arg-type]
        arrays = {name: stored[name].astype(np.float64) for name in stored.files}
    axes = {
        "ozone": Axis(arrays["ozone"], "root"),
        "elevation": Axis(arrays["elevation"], "linear"),
        "aerosol": Axis(arrays["aerosol"], "logarithm"),
        "scattering_albedo": Axis(arrays["scattering_albedo"], "linear"),
    }
    zenith = ZenithAxis(arrays["zenith"])
    values = _values(arrays, zenith, axes)
    return Table(values, arrays["wavelength"], zenith=zenith, **axes)


def _values(arrays: dict[str, FloatArray], zenith: ZenithAxis, axes: dict[str, Axis]) -> FloatArray:
    black = arrays["black"]
    direct = np.broadcast_to(arrays["direct"][..., np.newaxis, :], black.shape)
    reflected = (_widened(arrays[name], arrays, zenith, axes) for name in ("gain", "feedback"))
    stacked = np.stack([black, direct, *reflected], axis=-2)
    ordered = stacked.transpose(4, 2, 3, 1, 0, 5, 6)
    values = np.ascontiguousarray(ordered).reshape(*ordered.shape[:5], -1)
    values.setflags(write=False)
    return values


def _widened(
    coarse: FloatArray, arrays: dict[str, FloatArray], zenith: ZenithAxis, axes: dict[str, Axis]
) -> FloatArray:
    """Bring a field that is stored on fewer nodes of zenith and ozone to those of the others."""
    few = ZenithAxis(arrays["coarse_zenith"])
    along = few.matrix(np.minimum(zenith.nodes, few.nodes[-1])).T
    ozone = Axis(arrays["coarse_ozone"], axes["ozone"].coordinate).weights(axes["ozone"].nodes)
    widened = np.einsum("oj,ij...->io...", ozone, coarse)
    return as_float(np.tensordot(along, widened, axes=1))
