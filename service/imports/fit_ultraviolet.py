"""
UV in FIT files: only as fields that a program on the watch invented, known by name and unit.

No message of the format itself has any.
"""

import re
from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np

from service.imports.items import Item, Notice, build
from service.imports.track import Floats, possible_times

_ABOUT_UV = re.compile("uv", re.IGNORECASE)
_UNITS = {
    "uvi": "uv_index",
    "uv index": "uv_index",
    "uw/cm2": "irradiance",
    "w/m2": "irradiance",
    "j/m2": "erythemal_dose",
}
_IRRADIANCE_UNITS = {"uw/cm2": "uW/cm2", "w/m2": "W/m2"}
_MOST_FIELDS = 16
_FALLING_SHARE = 0.05
"""A counter falls only where it is reset; amounts per record fall every other time."""


class Readings:
    """The values of the fields about UV, by name and unit."""

    def __init__(self) -> None:
        self.columns: dict[tuple[str, str], tuple[array[float], array[float]]] = {}

    def add(self, name: str, unit: str, seconds: float, value: float) -> None:
        """Take a value if it is about UV. [s since 1970]"""
        if not _ABOUT_UV.search(name):
            return
        key = name, unit
        if key not in self.columns and len(self.columns) >= _MOST_FIELDS:
            return
        times, values = self.columns.setdefault(key, (array("d"), array("d")))
        times.append(seconds)
        values.append(value)


def items_of_readings(readings: Readings, source: str, now_s: float) -> Iterator[Item | Notice]:
    """
    Make items of what a watch's program measured.

    Parameters
    ----------
    readings
        As read.
    source
        Device that recorded them.
    now_s
        The present. [s since 1970]
    """
    for (name, unit), (times, values) in readings.columns.items():
        plain = re.sub("[µμ]", "u", unit.lower()).replace("²", "2").replace("^", "")
        kind = _UNITS.get(plain)
        seconds, measured = np.asarray(times), np.asarray(values)
        good = possible_times(seconds, now_s) & np.isfinite(measured)
        if kind is None:
            yield Notice("unit_unknown", f"{name} [{unit}]", len(seconds))
        elif not good.any():
            yield Notice("value_unreadable", f"{name} [{unit}]", len(seconds))
        elif kind == "erythemal_dose":
            yield _dose(seconds[good], measured[good], name, source)
        else:
            yield from _levels(kind, plain, seconds[good], measured[good], name, source)


def _levels(
    kind: str, unit: str, seconds: Floats, values: Floats, name: str, source: str
) -> Iterator[Item | Notice]:
    """Take the mean of each minute: a level is not added up, and the sun needs no second."""
    fields: dict[str, Any] = {"unit": "UVI"}
    if kind == "irradiance":
        band = _band(name)
        if band is None:
            yield Notice("band_unknown", f"{name} [{unit}]", len(seconds))
            return
        calibration = f"fit_developer_field:{name}"
        fields = {"unit": _IRRADIANCE_UNITS[unit], "band": band, "calibration": calibration}
    minutes, which = np.unique(seconds // 60.0, return_inverse=True)
    means = np.bincount(which, weights=values) / np.bincount(which)
    for minute, mean in zip(minutes.tolist(), means.tolist(), strict=True):
        yield build(
            kind,
            source,
            minute * 60.0,
            minute * 60.0 + 60.0,
            recording="automatic",
            named_by=f"{name} {mean:.4g}",
            metadata={"field": name},
            value=float(f"{mean:.4g}"),
            **fields,
        )


def _dose(seconds: Floats, values: Floats, name: str, source: str) -> Item:
    """Add the dose up; where it is a counter, by its steps, so that resets lose nothing."""
    order = np.argsort(seconds, kind="stable")
    seconds, values = seconds[order], values[order]
    steps = np.diff(values, prepend=0.0)
    counter = len(values) < 2 or np.mean(np.diff(values) < 0.0) < _FALLING_SHARE
    # After a reset the counter's own value is what came since.
    amount = np.where(steps < 0.0, values, steps).sum() if counter else values.sum()
    return build(
        "erythemal_dose",
        source,
        float(seconds[0]),
        float(seconds[-1]),
        recording="automatic",
        named_by=f"{name} {amount:.6g}",
        metadata={"field": name, "read_as": "counter" if counter else "amounts"},
        value=float(f"{amount:.6g}"),
        unit="J/m2",
    )


def _band(name: str) -> str | None:
    plain = name.lower()
    if "uva" in plain or "uvb" in plain:
        return "uva" if "uva" in plain else "uvb"
    return "erythemal" if re.search("ery|cie|uvi", plain) else None
