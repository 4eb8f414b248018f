"""The stays of a day that reach the vitamin D target: gentlest, shortest and earliest."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.arrays import FloatArray, as_float

Kind = Literal["gentlest", "shortest", "earliest"]


@dataclass(frozen=True, slots=True)
class Window:
    """A stay that reaches the target."""

    kind: Kind
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
) -> tuple[Window, ...]:
    """
    Choose the best of many possible stays.

    Parameters
    ----------
    start : array_like, shape (n,)
        Possible beginnings, increasing. [s]
    time_to_target : array_like, shape (n,)
        Time to the vitamin D target from each; ``inf`` where no stay is to be offered. [s]
    burn_share : array_like, shape (n,)
        Share of the minimal erythema dose received until then. [unitless]

    Returns
    -------
    tuple of Window
        One for each kind, in the order gentlest, shortest, earliest; empty where no stay is to be
        offered.
    """
    begin, duration, share = (as_float(x) for x in (start, time_to_target, burn_share))
    offered = np.isfinite(duration)
    if not offered.any():
        return ()

    def best(kind: Kind, cost: FloatArray) -> Window:
        i = int(np.argmin(np.where(offered, cost, np.inf)))
        return Window(kind, float(begin[i]), float(duration[i]), float(share[i]))

    return best("gentlest", share), best("shortest", duration), best("earliest", begin)
