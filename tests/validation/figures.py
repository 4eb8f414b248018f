"""Lines of the tables: what was found, and the bound that it has to keep."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    value: float
    unit: str
    bound: str
    """In words; empty where nothing is claimed."""
    kept: bool | None
    explained: bool = False
    """Whether the page says why the bound is missed by so much."""


def at_most(what, value, limit, unit="%", *, explained=0.0):
    told = bool(value <= limit + explained)
    return Figure(what, float(value), unit, f"≤ {limit:g}", bool(value <= limit), told)


def between(what, value, low, high, unit="%", *, explained=0.0):
    kept = bool(low <= value <= high)
    told = bool(low <= value <= high + explained)
    return Figure(what, float(value), unit, f"{low:g} to {high:g}", kept, told)


def reported(what, value, unit="%"):
    return Figure(what, float(value), unit, "", None)


def percent(ours, theirs):
    return 100.0 * (np.asarray(ours) / np.asarray(theirs) - 1.0)


def at_least(what, value, limit, unit="%"):
    return Figure(
        what, float(value), unit, f"≥ {limit:g}", bool(value >= limit), bool(value >= limit)
    )
