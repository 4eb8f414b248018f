"""Results of other codes and of instruments, as arrays."""

import csv
from pathlib import Path

import numpy as np

SHARED = Path(__file__).resolve().parents[3] / "shared"
BREWER_AOD = 0.075
"""Middle of the 0.05-0.10 named with the measurements. [unitless]"""
BANDS = ((0.0, 60.0), (60.0, 75.0), (75.0, 86.0))
"""Zenith angles that are judged together. [°]"""


def columns(name):
    """Columns of a reference file by name; numbers where they are numbers."""
    lines = (SHARED / name).read_text().splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {key: _array([row[key] for row in rows]) for key in rows[0]}


def _array(texts):
    try:
        return np.array([float(text) for text in texts])
    except ValueError:
        return np.array(texts)


def in_band(zenith, band):
    """Mask of zenith angles above the lower and up to the upper end of a band."""
    low, high = band
    return ((zenith > low) | (low == 0.0)) & (zenith <= high)


def grid_arguments(grid):
    """Positional arguments of ``clear_sky.irradiance`` for a grid of another code."""
    names = ("sza_deg", "ozone_du", "altitude_m", "aod_550", "albedo")
    return tuple(grid[name] for name in names)


def unix_time(texts):
    """Seconds since 1970 of ISO times in UTC."""
    return np.array([text.removesuffix("Z") for text in texts], "datetime64[s]").astype(float)
