"""Elevation of the ground from the coarse map that pvlib brings."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import h5py
import numpy as np
import numpy.typing as npt

_STEP_M, _LOWEST_M = 28.0, -450.0
_NO_DATA = 255


def elevation_at(latitude: float, longitude: float) -> float:
    """
    Elevation above sea level [m] of a point [°], in steps of 28 m, of cells a twelfth of a degree.

    The same as ``pvlib.location.lookup_altitude``, which opens and searches the file of the map for
    every point.
    """
    rows, columns = _map().shape
    row = _cell(latitude, 90.0, -rows / 180.0, rows)
    column = _cell(longitude, -180.0, columns / 360.0, columns)
    code = int(_map()[row, column])
    return 0.0 if code == _NO_DATA else _LOWEST_M + _STEP_M * code


def read_map() -> None:
    """Read the map, so that nobody who asks for an elevation waits for it."""
    _map()


def _cell(at: float, first: float, per_degree: float, cells: int) -> int:
    """Cell whose middle is nearest; of two as near the even one, as pvlib rounds."""
    middle_of_first = first + 0.5 / per_degree
    return min(max(round((at - middle_of_first) * per_degree), 0), cells - 1)


@lru_cache(maxsize=1)
def _map() -> npt.NDArray[np.uint8]:
    """Rows from north to south, columns from west to east; 9 MB."""
    # Looked for and not imported: the package would load pandas and SciPy.
    package = find_spec("pvlib")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pvlib is not installed", name="pvlib")
    with h5py.File(Path(package.origin).parent / "data" / "Altitude.h5", "r") as known:
        codes: npt.NDArray[np.uint8] = known["Altitude"][:]
    return codes
