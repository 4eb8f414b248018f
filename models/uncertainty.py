"""
How far an answer may be off: log-normal spreads, one per source, and their combination.

A spread is a pair of standard deviations of the natural logarithm, because some causes act on one
side only: an unforecast cloud takes ultraviolet away and hardly ever adds any.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.constants import NORMAL_P90

Weighting = Literal["erythemal", "vitamin_d"]
_SURE_DAYS = 1.0
_UNSURE_DAYS = 3.0
"""[d]"""
_OVERCAST = 0.31
_BESIDE_THE_SUN = 1.1
Group = Literal["weather", "person", "model"]
"""Whose fault: sky and ground of the day, who stands there, or what science knows."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Two-piece log-normal uncertainty of a positive quantity."""

    name: str
    down: float
    """Standard deviation of the logarithm below the median. [unitless]"""
    up: float
    """Standard deviation of the logarithm above the median. [unitless]"""
    reason: str
    group: Group = "weather"


@dataclass(frozen=True, slots=True)
class Factors:
    """Multipliers of the median."""

    low: float
    """10th percentile over median. [unitless]"""
    high: float
    """90th percentile over median. [unitless]"""


def spread_from_percentiles(
    name: str, low: float, central: float, high: float, reason: str, group: Group = "weather"
) -> Spread:
    """
    Spread whose 10th and 90th percentiles are given.

    Parameters
    ----------
    name : str
        What the spread is of.
    low, central, high : float
        10th percentile, median and 90th percentile, all positive. [any one unit]
    reason : str
        Why, with the source.
    group : {"weather", "person", "model"}

    Returns
    -------
    Spread
    """
    return Spread(
        name,
        down=math.log(central / low) / NORMAL_P90,
        up=math.log(high / central) / NORMAL_P90,
        reason=reason,
        group=group,
    )


def spread_toward(
    name: str, alternative: float, reason: str, group: Group = "model", *, share: float = 1.0
) -> Spread:
    """
    Spread of a result that another published relation changes to one side.

    Parameters
    ----------
    name : str
        What the relations disagree about.
    alternative : float
        Result by the other relation over ours, positive. [unitless]
    reason : str
        Why, with the source.
    group : {"weather", "person", "model"}
    share : float
        How far towards the alternative the percentile lies, in logarithms; all the way by default.
        [unitless]

    Returns
    -------
    Spread
        The alternative is the 10th or 90th percentile, the other side is sure.
    """
    deviation = share * math.log(alternative) / NORMAL_P90
    return Spread(name, max(-deviation, 0.0), max(deviation, 0.0), reason, group)


def combine(*spreads: Spread) -> Factors:
    """
    Factors at the 10th and 90th percentile of a product of independent quantities.

    Parameters
    ----------
    *spreads : Spread
        One per source.

    Returns
    -------
    Factors
        Each side by root sum of squares of the logarithms; both 1 without spreads.
    """
    down = math.hypot(*(spread.down for spread in spreads))
    up = math.hypot(*(spread.up for spread in spreads))
    return Factors(low=math.exp(-NORMAL_P90 * down), high=math.exp(NORMAL_P90 * up))


def cloud_ahead(modification: float, lead_days: float) -> Spread:
    """
    Spread of a forecast's clouds by how far ahead they are.

    Parameters
    ----------
    modification : float
        What the forecast's clouds leave of the clear sky, positive. [unitless]
    lead_days : float
        From when the forecast was fetched to when it is for. [d]

    Returns
    -------
    Spread
        Nothing within a day. From three days on the 90th percentile is a clear sky with clouds
        beside the sun (1.1 of it) and the 10th an overcast one (0.31): single hours of cloud are
        then hardly known better than without a forecast. In between by the share of the way, in
        logarithms. (judgement)

    References
    ----------
    .. [1] C. S. Long et al., Bull. Amer. Meteor. Soc. 77 (1996) 729-748 (overcast: 0.31).
    """
    share = min(max((lead_days - _SURE_DAYS) / (_UNSURE_DAYS - _SURE_DAYS), 0.0), 1.0)
    return Spread(
        "forecast_lead",
        down=share * math.log(max(modification / _OVERCAST, 1.0)) / NORMAL_P90,
        up=share * math.log(max(_BESIDE_THE_SUN / modification, 1.0)) / NORMAL_P90,
        reason="clouds more than a day ahead are known less, beyond three days hardly at all",
    )


def spread_from_neighbours(
    name: str, fewer: float, central: float, more: float, deviations: float, reason: str
) -> Spread:
    """
    Spread of a result whose input is uncertain, from the result at two other values of the input.

    Parameters
    ----------
    name : str
        Of the input.
    fewer, central, more : float
        Result with the input some standard deviations below, at, and above its median; positive.
        [any one unit]
    deviations : float
        How many. [unitless]
    reason : str
        Why, with the source.

    Returns
    -------
    Spread
        Whichever way the result goes with the input.
    """
    changes = [math.log(result / central) / deviations for result in (fewer, more)]
    return Spread(name, down=max(0.0, -min(changes)), up=max(0.0, *changes), reason=reason)


def inverse(spread: Spread) -> Spread:
    """
    Spread of the reciprocal, or of a quantity that is divided by.

    Parameters
    ----------
    spread : Spread
        Of the quantity itself.

    Returns
    -------
    Spread
        With its sides exchanged.
    """
    return Spread(spread.name, spread.up, spread.down, spread.reason, spread.group)


def power(spread: Spread, exponent: float) -> Spread:
    """
    Spread of a power of a quantity.

    Parameters
    ----------
    spread : Spread
        Of the quantity itself.
    exponent : float
        Positive or negative. [unitless]

    Returns
    -------
    Spread
    """
    turned = spread if exponent >= 0.0 else inverse(spread)
    size = abs(exponent)
    return Spread(turned.name, size * turned.down, size * turned.up, turned.reason, turned.group)


def shares(spreads: Sequence[Spread], beyond: Sequence[Spread] = ()) -> tuple[float, ...]:
    """
    Share of each source in the variance of a product, both sides together.

    Parameters
    ----------
    spreads : sequence of Spread
        Independent sources, combined in quadrature.
    beyond : sequence of Spread
        Sources whose full deviation is put on top of that.

    Returns
    -------
    tuple of float
        For ``spreads`` and then ``beyond``; they sum to one, or are all zero where nothing is
        uncertain. [unitless]

    Notes
    -----
    A side that reaches ``√Σσ² + Σb`` is divided between both sums in proportion, and the first
    among its sources by their variances; the sides weigh as the squares of their reach.
    """
    down, up = (
        _of_a_side([getattr(each, side) for each in spreads], [getattr(e, side) for e in beyond])
        for side in ("down", "up")
    )
    total = down[0] + up[0]
    return tuple(
        (below + above) / total if total else 0.0
        for below, above in zip(down[1], up[1], strict=True)
    )


def _of_a_side(inside: list[float], outside: list[float]) -> tuple[float, list[float]]:
    """Square of the reach of one side, and the part of each source in it."""
    quadrature = math.hypot(*inside)
    reach = quadrature + math.fsum(outside)
    parts = [reach * (each**2 / quadrature if quadrature else 0.0) for each in inside]
    return reach**2, parts + [reach * each for each in outside]


_SURE_UNTIL, _LEAST_SURE = 60.0, 80.0
"""Zenith angles between which the spread of a clear sky grows. [°]"""
_AT_HIGH_SUN = 0.05
_AT_LOW_SUN = {"erythemal": 0.08, "vitamin_d": 0.15}
"""Standard deviations of the logarithm. [unitless]"""


def clear_sky_model(zenith_deg: float, weighting: Weighting) -> Spread:
    """
    Spread of a clear-sky irradiance whose ozone, aerosol and ground are known.

    Parameters
    ----------
    zenith_deg : float
        Solar zenith angle. [°]
    weighting : {"erythemal", "vitamin_d"}

    Returns
    -------
    Spread
        5 % to a zenith of 60°, growing to 8 % (erythemal) and 15 % (vitamin D) at 80° and beyond.

    Notes
    -----
    Five spectrophotometers side by side lie within -2 to +4 % to a zenith of 71° and 11 % below at
    77°; they spread by -6 to +10 % themselves. The profile of ozone at a fixed column moves
    erythema by 4 % and vitamin D by 12 % at 80°, the height of aerosol by more where there is much
    (``docs/science/validation.md``).
    """
    low_sun = (min(max(zenith_deg, _SURE_UNTIL), _LEAST_SURE) - _SURE_UNTIL) / (
        _LEAST_SURE - _SURE_UNTIL
    )
    sigma = _AT_HIGH_SUN + low_sun * (_AT_LOW_SUN[weighting] - _AT_HIGH_SUN)
    reason = "spectra against five spectrophotometers, and profiles of ozone and aerosol at low sun"
    return Spread("clear_sky_model", sigma, sigma, reason, "model")


FORECAST = Spread(
    "uv_forecast", 0.20, 0.20,
    "hourly CAMS UV index: -15 to +8 % on recorded clear days, the rest is the timing of clouds",
)  # fmt: skip
STALE_FORECAST = Spread(
    "forecast_age", 0.15, 0.15,
    "a forecast hours old: its source fails; the timing of clouds is less sure (judgement)",
)  # fmt: skip
UNKNOWN_CLOUD = spread_from_percentiles(
    "unknown_cloud", 0.31, 1.0, 1.10,
    "clear sky assumed: overcast leaves 0.31 (Long et al. 1996); broken cloud may add to the beam",
)  # fmt: skip
MANUAL = Spread("uv_index_given", 0.10, 0.10, "usual accuracy of a broadband UV-index reading")
CLOTHING_AREA = Spread(
    "skin_area", 0.15, 0.15, "published fractions of one way of dressing: 22-35 %", "person"
)
COUNTED_AREA = Spread(
    "skin_area", 0.05, 0.05, "a fraction or parts of the body were given", "person"
)
UNKNOWN_SIZE = Spread(
    "body_size", 0.11, 0.11, "adults have 1.5 to 2.2 m² of skin; give height_cm and weight_kg",
    "person",
)  # fmt: skip
KNOWN_SIZE = Spread("body_size", 0.05, 0.05, "accuracy of Du Bois' formula", "person")
POSTURE = Spread("posture", 0.20, 0.20, "a turning cylinder stands for a moving body", "person")
SHADE = spread_from_percentiles(
    "shade", 0.5, 1.0, 1.6, "shelters and parasols leave 14 to 65 % of full sun", "person"
)
"""Spreads of the sources of an answer, each with its reason."""
