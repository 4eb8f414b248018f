"""How well a clear sky is known: the spread that ozone, aerosol and the model bring into it."""

import math
from dataclasses import replace

import numpy as np

from models import atmosphere, uncertainty
from models.constants import NORMAL_P90
from models.uncertainty import Spread
from service.clear_curve import ClearCurve, Light, clear_curve
from service.places import Place
from service.questions import Environment

_OZONE_REASON = "single days differ from the zonal month by 10 %"
_AEROSOL_REASON = "aerosol differs twofold between days and regions"


def clear_sky_spreads(
    place: Place, clear: ClearCurve, environment: Environment
) -> tuple[tuple[Spread, ...], tuple[Spread, ...]]:
    """
    Spreads of the erythemal and of the vitamin-D irradiance of a clear sky.

    Parameters
    ----------
    place : Place
    clear : ClearCurve
    environment : Environment
        What it gives, ozone or aerosol, is taken as known.

    Returns
    -------
    tuple of tuple of Spread
        For erythemal and vitamin-D irradiance. What an uncertain input does is read off the model
        itself, with the sun at its highest.
    """
    top = np.array([clear.time[int(np.argmin(clear.zenith))]])
    here = replace(environment, ozone_du=float(clear.ozone_du[0]), aod_550=clear.aod_550)
    central = clear_curve(place, top, here).light
    if not central.erythemal[0] > 0.0:
        return (uncertainty.CLEAR_SKY_MODEL,), (uncertainty.CLEAR_SKY_MODEL,)
    found: list[tuple[Spread, Spread]] = []
    if environment.ozone_du is None:
        step = atmosphere.OZONE_SPREAD
        less, more = (
            clear_curve(place, top, replace(here, ozone_du=clear.ozone_du[0] * math.exp(d))).light
            for d in (-step, step)
        )
        found.append(_pair("total_ozone", less, central, more, 1.0, _OZONE_REASON))
    if environment.aod_550 is None:
        step = NORMAL_P90 * atmosphere.AOD_SPREAD
        less, more = (
            clear_curve(place, top, replace(here, aod_550=clear.aod_550 * math.exp(d))).light
            for d in (-step, step)
        )
        found.append(_pair("aerosol", less, central, more, NORMAL_P90, _AEROSOL_REASON))
    erythemal = tuple(pair[0] for pair in found)
    vitamin_d = tuple(pair[1] for pair in found)
    return (
        (uncertainty.CLEAR_SKY_MODEL, *erythemal),
        (uncertainty.CLEAR_SKY_MODEL, *vitamin_d),
    )


def _pair(
    name: str, less: Light, central: Light, more: Light, deviations: float, reason: str
) -> tuple[Spread, Spread]:
    erythemal, vitamin_d = (
        uncertainty.spread_from_neighbours(
            name, float(low[0]), float(middle[0]), float(high[0]), deviations, reason
        )
        for low, middle, high in (
            (less.erythemal, central.erythemal, more.erythemal),
            (less.vitamin_d, central.vitamin_d, more.vitamin_d),
        )
    )
    return erythemal, vitamin_d
