"""How exactly places are kept: 0.01° and 50 m unless a user chooses otherwise."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from service.samples import Sample

Precision = Literal["precise", "1km", "10km", "city"]
DEFAULT_PRECISION: Precision = "1km"
STEPS: dict[Precision, tuple[float, float]] = {
    "precise": (0.0001, 1.0),
    "1km": (0.01, 50.0),
    "10km": (0.1, 200.0),
    "city": (0.5, 500.0),
}
"""Of latitude and longitude [°] and of altitude [m].

With the sun at 45° a step of 0.01° is 0.04 % of the UV index, one of 0.1° 0.4 %, one of 0.5° 2 %.
"""


def chosen(privacy: Mapping[str, Any]) -> Precision:
    """Precision that a user wants, by what is kept of the user's choices."""
    precision: Precision = privacy.get("precision", DEFAULT_PRECISION)
    return precision


def coarsen(sample: Sample, precision: Precision) -> None:
    """Round the place of a sample, before anything is kept of it."""
    if sample.latitude is not None and sample.longitude is not None:
        sample.latitude, sample.longitude = rounded_place(
            sample.latitude, sample.longitude, precision
        )
    if sample.altitude_m is not None:
        sample.altitude_m = _to(sample.altitude_m, STEPS[precision][1])


@lru_cache(maxsize=8192)
def rounded_place(latitude: float, longitude: float, precision: Precision) -> tuple[float, float]:
    """Round a place as that of a sample. [°]"""
    step, _ = STEPS[precision]
    return _to(latitude, step), _to(longitude, step)


def _to(value: float, step: float) -> float:
    # Rounded once more, so that equal places are equal numbers; zero has no sign.
    return round(round(value / step) * step, 6) + 0.0
