"""How well a clear sky is known: the spread that ground, ozone, aerosol and the model bring."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from models import atmosphere, clear_sky, uncertainty
from models.arrays import FloatArray
from models.atmosphere import Surface
from models.constants import NORMAL_P90, SINGLE_SCATTERING_ALBEDO
from models.uncertainty import Spread
from service.clear_curve import ClearCurve, ground_of
from service.places import Place
from service.questions import Environment


class _Air(NamedTuple):
    """What the clear sky depends on besides sun and place."""

    ozone_du: float
    aod_550: float
    albedo: float
    scattering_albedo: float = SINGLE_SCATTERING_ALBEDO


@dataclass(frozen=True, slots=True)
class _Uncertain:
    """One input at two values, some standard deviations below and above its median."""

    name: str
    below: _Air
    above: _Air
    deviations: float
    reason: str


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
    usual = _Air(float(clear.ozone_du[0]), clear.aod_550, clear.albedo)
    highest = float(np.min(clear.zenith))
    known = (environment.ozone_du is not None, environment.aod_550 is not None)
    return _spreads_under(place.elevation_m, highest, usual, ground_of(environment), *known)


@lru_cache(maxsize=1024)
def _spreads_under(
    elevation_m: float,
    highest: float,
    usual: _Air,
    ground: Surface,
    ozone_known: bool,
    aod_known: bool,
) -> tuple[tuple[Spread, ...], tuple[Spread, ...]]:
    inputs = _uncertain_inputs(usual, ground, ozone_known=ozone_known, aod_known=aod_known)
    airs = [usual, *(air for each in inputs for air in (each.below, each.above))]
    ozone, aod, albedo, scattering = np.array(airs).T
    sky = clear_sky.irradiance(
        highest, ozone, elevation_m, aod, albedo, single_scattering_albedo=scattering
    )
    return (
        (uncertainty.clear_sky_model(highest, "erythemal"), *_spreads(inputs, sky.erythemal)),
        (uncertainty.clear_sky_model(highest, "vitamin_d"), *_spreads(inputs, sky.vitamin_d)),
    )


def _uncertain_inputs(
    usual: _Air, ground: Surface, *, ozone_known: bool, aod_known: bool
) -> tuple[_Uncertain, ...]:
    absorbing, clear = atmosphere.SCATTERING_ALBEDO_RANGE
    inputs = [
        _Uncertain(
            "albedo", usual._replace(albedo=ground.low), usual._replace(albedo=ground.high),
            NORMAL_P90, "published albedos of one kind of ground",
        ),
        _Uncertain(
            "aerosol_absorption", usual._replace(scattering_albedo=absorbing),
            usual._replace(scattering_albedo=clear), NORMAL_P90,
            "single-scattering albedos of 0.85 to 0.99 in the ultraviolet",
        ),
    ]  # fmt: skip
    if not ozone_known:
        factor = math.exp(atmosphere.OZONE_SPREAD)
        thin, thick = usual.ozone_du / factor, usual.ozone_du * factor
        inputs.append(
            _Uncertain(
                "total_ozone", usual._replace(ozone_du=thin), usual._replace(ozone_du=thick),
                1.0, "single days differ from the zonal month by 10 %",
            )
        )  # fmt: skip
    if not aod_known:
        factor = math.exp(NORMAL_P90 * atmosphere.AOD_SPREAD)
        clean, hazy = usual.aod_550 / factor, usual.aod_550 * factor
        inputs.append(
            _Uncertain(
                "aerosol", usual._replace(aod_550=clean), usual._replace(aod_550=hazy),
                NORMAL_P90, "aerosol differs twofold between days and regions",
            )
        )  # fmt: skip
    return tuple(inputs)


def _spreads(inputs: tuple[_Uncertain, ...], irradiance: FloatArray) -> tuple[Spread, ...]:
    central, *pairs = irradiance.tolist()
    if not central > 0.0:
        return ()
    return tuple(
        uncertainty.spread_from_neighbours(
            each.name, below, central, above, each.deviations, each.reason
        )
        for each, below, above in zip(inputs, pairs[::2], pairs[1::2], strict=True)
    )
