"""Weighted irradiances straight from the solver: what the table is held against."""

import numpy as np

from models.arrays import FloatArray
from models.tables.making.column import column_above
from models.tables.making.inputs import Inputs
from models.tables.making.optics import Sky, optics
from models.tables.making.spectrum import FIRST, LAST, SpectralGrid
from models.tables.making.transfer import STREAMS, Solver

_NOTHING = 1e-100
_STRUCTURED_BELOW = 342.0
"""Longer wavelengths have no ozone bands. [nm]"""


class DirectRuns:
    """
    Spectra at 0.1 nm, each wavelength solved for itself.

    Parameters
    ----------
    inputs : Inputs
    threads : int
    step : float
        Distance of the wavelengths where ozone has bands. [nm]
    """

    def __init__(self, inputs: Inputs, threads: int, step: float = 0.1) -> None:
        below = np.arange(FIRST, _STRUCTURED_BELOW, step)
        above = np.arange(_STRUCTURED_BELOW, LAST + 0.5, 1.0)
        self._grid = SpectralGrid(np.concatenate([below, above]), inputs)
        self._profile = inputs.profile
        self._threads = threads

    def irradiance(
        self, sky: Sky, zenith_deg: float, elevation_m: float, albedo: float
    ) -> tuple[FloatArray, FloatArray]:
        """
        Global and direct irradiance on the horizontal at 1 au.

        Parameters
        ----------
        sky : Sky
        zenith_deg : float
            [°]
        elevation_m : float
            [m]
        albedo : float
            [unitless]

        Returns
        -------
        tuple of ndarray, shape (5,)
            In the order of ``WEIGHTINGS``. [W m⁻²]
        """
        column = column_above(elevation_m, self._profile)
        properties = optics(self._grid, column, sky, STREAMS)
        found = Solver(column, self._threads).solve(properties, zenith_deg, albedo)
        return self._weighted(found.everything), self._weighted(found.direct)

    def _weighted(self, transmittance: FloatArray) -> FloatArray:
        logarithm = np.log(np.maximum(transmittance, _NOTHING))
        return np.exp(self._grid.between_nodes(logarithm)) @ self._grid.weights.T
