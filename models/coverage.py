"""Which of several overlapping intervals an instant belongs to, so that it counts once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

IntArray = npt.NDArray[np.int64]
NOBODY = -1
"""Instead of an interval, where none covers."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A division of time into pieces, each belonging to one interval at most."""

    edge: FloatArray
    """Increasing, shape (n + 1,). [s]"""
    winner: IntArray
    """Index of the interval that a piece belongs to, or ``NOBODY``; shape (n,)."""

    def pieces(self, first: float, last: float) -> tuple[FloatArray, FloatArray, IntArray]:
        """
        Pieces within a span that belong to somebody.

        Parameters
        ----------
        first, last : float
            [s]

        Returns
        -------
        start, end : ndarray, shape (m,)
            Cut to the span. [s]
        winner : ndarray of int, shape (m,)
        """
        start, end = np.maximum(self.edge[:-1], first), np.minimum(self.edge[1:], last)
        kept = (end > start) & (self.winner != NOBODY)
        return start[kept], end[kept], self.winner[kept]


def cover(start: npt.ArrayLike, end: npt.ArrayLike, rank: npt.ArrayLike) -> Coverage:
    """
    Give every instant to the highest ranked of the intervals that cover it.

    Parameters
    ----------
    start, end : array_like, shape (k,)
        Of the intervals; an end before its start covers nothing, NaN neither. [s]
    rank : array_like, shape (k,)
        All different: the greater wins. [unitless]

    Returns
    -------
    Coverage
        Whatever the order of the intervals.

    Notes
    -----
    The union of intervals with a ranking: intervals are painted over each other from the lowest
    rank to the highest, which takes O(k log k) for the edges and a slice for each interval.
    """
    begin, finish = as_float(start), as_float(end)
    real = np.flatnonzero(finish > begin)
    edge = np.unique(np.concatenate([begin[real], finish[real]]))
    winner = np.full(max(len(edge) - 1, 0), NOBODY, dtype=np.int64)
    first, last = np.searchsorted(edge, begin[real]), np.searchsorted(edge, finish[real])
    for i in np.argsort(as_float(rank)[real], kind="stable"):
        winner[first[i] : last[i]] = real[i]
    return Coverage(edge, winner)


def by_the_minute(
    start: npt.ArrayLike, end: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, IntArray]:
    """
    Cut pieces at the full minutes.

    Parameters
    ----------
    start, end : array_like, shape (m,)
        Ends after starts, seconds since 1970. [s]

    Returns
    -------
    middle : ndarray, shape (n,)
        Of each cut piece. [s]
    length : ndarray, shape (n,)
        At most a minute. [s]
    piece : ndarray of int, shape (n,)
        Index of the piece that it was cut from.

    Notes
    -----
    Full minutes are those of UTC, so that the cuts do not depend on where a piece begins.
    """
    begin, finish = as_float(start), as_float(end)
    first = np.floor(begin / 60.0)
    count = (np.ceil(finish / 60.0) - first).astype(np.int64)
    piece = np.repeat(np.arange(len(begin)), count)
    step = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    minute = 60.0 * (first[piece] + step)
    low, high = np.maximum(begin[piece], minute), np.minimum(finish[piece], minute + 60.0)
    return (low + high) / 2.0, high - low, piece
