"""Which altitudes are possible at a place, from the coarse map that pvlib brings."""

from functools import lru_cache

from service.terrain import elevation_at

_CELLS_PER_DEGREE = 12
_BELOW_M = 100.0
_ABOVE_M = 500.0
"""Barometers drift by a hundred metres with the weather; towers and single hills go higher."""


def possible_altitudes(latitude: float, longitude: float) -> tuple[float, float]:
    """
    Bound the altitude at a place. [°] -> [m]

    A cell of the map is 9 km wide, and in the Alps valley and summit of the same cell differ by
    2000 m, so that one limit for all the world would throw away either every valley or no error.
    The limits follow the relief, the spread among a cell and its neighbours: one relief and 100 m
    below the lowest, two reliefs (cells flatten summits more than valleys) and 500 m above the
    highest. Flat land is held tightly: a barometer at −139 m in Berkshire is found out. What
    passes unseen is worth less than 5 % of the UV index.
    """
    column = round(longitude * _CELLS_PER_DEGREE)
    return _bounds(round(latitude * _CELLS_PER_DEGREE), column)


@lru_cache(maxsize=4096)
def _bounds(row: int, column: int) -> tuple[float, float]:
    around = [
        elevation_at(_latitude(row + down), _longitude(column + right))
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    ]
    lowest, highest = float(min(around)), float(max(around))
    relief = highest - lowest
    return lowest - _BELOW_M - relief, highest + _ABOVE_M + 2.0 * relief


def _latitude(row: int) -> float:
    return max(-90.0, min(90.0, row / _CELLS_PER_DEGREE))


def _longitude(column: int) -> float:
    return (column / _CELLS_PER_DEGREE + 180.0) % 360.0 - 180.0
