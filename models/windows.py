"""The stays of a day that reach the vitamin D target: gentlest, shortest and earliest."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float


@dataclass(frozen=True, slots=True)
class Window:
    """A stay that reaches the target."""

    kind: str
    """``gentlest``, ``shortest`` or ``earliest``."""
    start: float
    """[s]"""
    duration: float
    """[s]"""
    burn_share: float
    """Share of the minimal erythema dose received in it. [unitless]"""


def best_windows(
    start: npt.ArrayLike,
    time_to_target: npt.ArrayLike,
    burn_share: npt.ArrayLike,
    largest_burn_share: float,
) -> tuple[Window, ...]:
    """
    Choose the best of many possible stays.

    Parameters
    ----------
    start : array_like, shape (n,)
        Possible beginnings, increasing. [s]
    time_to_target : array_like, shape (n,)
        Time to the vitamin D target from each; ``inf`` where it is not reached. [s]
    burn_share : array_like, shape (n,)
        Share of the minimal erythema dose received until then. [unitless]
    largest_burn_share : float
        Stays above it are not offered. [unitless]

    Returns
    -------
    tuple of Window
        One for each kind, in the order gentlest, shortest, earliest; empty where no stay reaches
        the target below the largest share.
    """
    begin, duration, share = (as_float(x) for x in (start, time_to_target, burn_share))
    offered = np.isfinite(duration) & (share <= largest_burn_share)
    if not offered.any():
        return ()

    def best(kind: str, cost: FloatArray) -> Window:
        i = int(np.argmin(np.where(offered, cost, np.inf)))
        return Window(kind, float(begin[i]), float(duration[i]), float(share[i]))

    return best("gentlest", share), best("shortest", duration), best("earliest", begin)
