"""The provenance of a sky: quantity by quantity, whose it is and how old."""

from datetime import datetime

import numpy as np

from service.places import Place
from service.provenance import (
    AlbedoSource,
    AodUsed,
    OzoneSource,
    OzoneUsed,
    Provenance,
    QuantitySource,
    QuantityUsed,
    TimeReason,
    UsedQuantity,
)
from service.providers.forecast import Forecast
from service.questions import Environment
from service.weather import Weather

_GIVEN = {"request", "manual"}


def provenance_of(
    environment: Environment, place: Place, weather: Weather, start: float, now: datetime
) -> Provenance:
    """
    Tell where the numbers of a sky come from.

    Parameters
    ----------
    environment : Environment
        What the client names.
    place : Place
    weather : Weather
    start : float
        What the ozone is told for, seconds since 1970. [s]
    now : datetime

    Returns
    -------
    Provenance
    """
    clear = weather.clear
    ozone = _ozone_source(environment, weather)
    sources: dict[UsedQuantity, QuantitySource] = {
        "uv_index": weather.source,
        "cloud": weather.origins.cloud,
        "total_ozone": ozone,
        "aerosol": clear.aod_source,
        "albedo": _albedo_source(environment, weather),
        "elevation": place.elevation_source,
    }
    used = tuple(_used(name, source, weather, now) for name, source in sources.items())
    magnitude = used[0]
    return Provenance(
        uv_source=weather.source,
        issued_at=magnitude.issued_at,
        issued_at_reason=magnitude.issued_at_reason,
        fetched_at=magnitude.fetched_at,
        fetched_at_reason=magnitude.fetched_at_reason,
        age_s=magnitude.age_s,
        sky=weather.sky,
        ozone=OzoneUsed(du=float(np.interp(start, clear.time, clear.ozone_du)), source=ozone),
        aod=AodUsed(clear.aod_550, clear.aod_source),
        albedo=clear.albedo,
        elevation_source=place.elevation_source,
        quality_flags=weather.flags,
        sources=used,
        cross_checks=weather.cross_checks,
    )


def attribution_of(weather: Weather) -> tuple[str, ...]:
    """Lines that the licences of the sources demand, each once, of all that an answer shows."""
    shown = {weather.source, weather.origins.cloud, weather.origins.ozone, weather.origins.albedo}
    shown |= {weather.clear.aod_source} | {check.source for check in weather.cross_checks}
    if weather.origins.ozone == "inverted_from_uv_index":
        shown |= {each.source for each in weather.origins.forecasts}
    lines = [
        line
        for forecast in weather.origins.forecasts
        if forecast.source in shown
        for line in forecast.attribution
    ]
    return tuple(dict.fromkeys(lines))


def _ozone_source(environment: Environment, weather: Weather) -> OzoneSource:
    if environment.ozone_du is not None:
        return "request"
    return weather.origins.ozone or "climatology"


def _albedo_source(environment: Environment, weather: Weather) -> AlbedoSource:
    if weather.origins.albedo is not None:
        return weather.origins.albedo
    return "usual_ground" if environment.surface is None else "request"


def _used(
    quantity: UsedQuantity, source: QuantitySource, weather: Weather, now: datetime
) -> QuantityUsed:
    forecast = _behind(source, weather)
    why: TimeReason = "given_in_request" if source in _GIVEN else "computed_here"
    issued_at = None if forecast is None else forecast.issued_at
    not_issued: TimeReason = why if forecast is None else "not_published"
    return QuantityUsed(
        quantity=quantity,
        source=source,
        issued_at=issued_at,
        issued_at_reason=None if issued_at else not_issued,
        fetched_at=None if forecast is None else forecast.fetched_at,
        fetched_at_reason=why if forecast is None else None,
        age_s=None if forecast is None else max((now - forecast.fetched_at).total_seconds(), 0.0),
    )


def _behind(source: QuantitySource, weather: Weather) -> Forecast | None:
    forecasts = weather.origins.forecasts
    if source == "inverted_from_uv_index":
        return next((each for each in forecasts if each.of("uv_index", sky="clear")), None)
    return next((each for each in forecasts if each.source == source), None)
