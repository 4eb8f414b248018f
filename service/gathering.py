"""Asking the sources of a place until its daylight is covered, or nobody is left to be asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from models import cloud
from service.clear_curve import ClearCurve
from service.places import Place
from service.provenance import QualityFlag
from service.providers.chain import Chain, Offer
from service.providers.forecast import Forecast, ForecastSource
from service.questions import Environment, SkyQuestion
from service.uv_hours import KINDS, checked_hours, joined

_SNOW_SOURCE: ForecastSource = "open_meteo_forecast"
_SNOW_LATITUDE = 25.0
_SNOW_ZENITH = 45.0
"""Noon zenith from which on snow may lie anywhere outside the tropics. [°]"""
_SNOW_ELEVATION = 2000.0
"""[m]"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources had to say."""

    forecasts: tuple[Forecast, ...]
    """In the order in which they are believed."""
    compared: tuple[Forecast, ...]
    """Of those that only serve to check the others."""
    flags: frozenset[QualityFlag]


async def gather(
    question: SkyQuestion, place: Place, clear: ClearCurve, since: float, chain: Chain
) -> Gathered:
    """
    Ask the sources in their order.

    Parameters
    ----------
    question : SkyQuestion
        Its ``uv_source`` may name a single one.
    place : Place
    clear : ClearCurve
        Whose daylight is to be covered.
    since : float
        From when on it has to be. [s]
    chain : Chain

    Returns
    -------
    Gathered
        Always, and within the deadline of the chain.
    """
    where = _Where(place, clear)
    beside = asyncio.gather(_snow(question, where, chain), chain.to_compare(*where.asked))
    forecasts: list[Forecast] = []
    flags: set[QualityFlag] = set()
    async for offers in _offers(question, where, chain):
        for offer in offers:
            flags |= _flags_of(offer)
            if offer.forecast is not None:
                forecasts.append(offer.forecast)
        if forecasts and _covers(question, where, forecasts, since):
            break
    snow, compared = await beside
    if snow is not None and all(each is not snow for each in forecasts):
        forecasts.append(snow)
    flags |= _of_the_choice(question, chain)
    return Gathered(tuple(forecasts), compared, frozenset(flags))


@dataclass(frozen=True, slots=True)
class _Where:
    place: Place
    clear: ClearCurve

    @property
    def asked(self) -> tuple[float, float, datetime, datetime]:
        first, last = (datetime.fromtimestamp(self.clear.time[i], UTC) for i in (0, -1))
        return self.place.latitude, self.place.longitude, first, last


async def _offers(
    question: SkyQuestion, where: _Where, chain: Chain
) -> AsyncIterator[tuple[Offer, ...]]:
    if question.uv_source == "auto":
        async for offers in chain.offers(*where.asked):
            yield offers
        return
    source = named_source(question)
    offer = None if source is None else await chain.one(source, *where.asked)
    if offer is not None:
        yield (offer,)


def named_source(question: SkyQuestion) -> ForecastSource | None:
    """Source that a question names; ``None`` where it leaves the choice to the service."""
    match question.uv_source:
        case "auto" | "clear_sky" | "manual":
            return None
        case "open_meteo":
            return "open_meteo_cams"
        case source:
            return source


async def _snow(question: SkyQuestion, where: _Where, chain: Chain) -> Forecast | None:
    """Ask for snow where it may lie: ground that bright is a matter of burning or not."""
    possible = (
        question.uv_source == "auto"
        and question.environment.surface is None
        and _snow_may_lie(where)
    )
    offer = await chain.one(_SNOW_SOURCE, *where.asked) if possible else None
    return None if offer is None else offer.forecast


def _snow_may_lie(where: _Where) -> bool:
    high = where.place.elevation_m >= _SNOW_ELEVATION
    cold = abs(where.place.latitude) >= _SNOW_LATITUDE
    return high or (cold and float(np.min(where.clear.zenith)) >= _SNOW_ZENITH)


def _of_the_choice(question: SkyQuestion, chain: Chain) -> set[QualityFlag]:
    if not chain.sources:
        return {"no_provider_configured"}
    source = named_source(question)
    return set() if source is None or source in chain.sources else {"source_not_configured"}


def _flags_of(offer: Offer) -> set[QualityFlag]:
    flags: set[QualityFlag] = set()
    if offer.failure is not None:
        flags.add(offer.failure)
    if offer.beyond_horizon:
        flags.add("outside_forecast_horizon")
    if offer.forecast is not None:
        flags.update(offer.forecast.notices)
        if offer.failure is not None:
            flags.add("forecast_stale")
    return flags


def _covers(question: SkyQuestion, where: _Where, forecasts: list[Forecast], since: float) -> bool:
    """Whether there is a UV index with its clouds for all the daylight that is left."""
    lasting = replace(question.environment, uv_index=None, cloud_cover=None)
    first = int(where.clear.time.searchsorted(since))
    return _covered(where.place, where.clear, lasting, tuple(forecasts), first)


@lru_cache(maxsize=64)
def _covered(
    place: Place,
    clear: ClearCurve,
    lasting: Environment,
    forecasts: tuple[Forecast, ...],
    first: int,
) -> bool:
    """Look from one point of the curve on; once for its minute."""
    ends = float(clear.time[0]), float(clear.time[-1])
    checked = checked_hours(place, *ends, lasting, forecasts)
    hours = joined([each.hours for each in checked if each is not None])
    if hours is None:
        return False
    whole = hours.where(hours.kind != KINDS.index("forecast_clear"))
    wanted = clear.uv_index >= cloud.MIN_RATIO_UV_INDEX
    wanted[:first] = False
    return bool(np.all(cloud.within_reach(clear.time[wanted], whole.middle)))
