"""
MET Norway's locationforecast, ``complete``: clear-sky UV index of CAMS, and clouds.

The UV key is absent beyond about 55 hours, where steps become six hours long; ``compact`` never has
it. Its rules: a User-Agent with contact, no more than four decimals, nothing again before
``Expires``, and then only what has changed.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import numpy as np
from pydantic import BaseModel, Field

from service.errors import ForecastUnavailable
from service.providers.checks import MOST_ROWS, Number, as_utc, column, on_place, read, seconds_of
from service.providers.fetching import Fetcher, Reply, Request, http_date
from service.providers.forecast import Cell, Forecast, ForecastSource, Notice, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_PATH = "/weatherapi/locationforecast/2.0/complete"
_DAYS_AHEAD = 9
_OLDEST_ISSUE = timedelta(hours=36)
_ATTRIBUTION = (
    "Data from MET Norway (https://www.met.no/), CC BY 4.0",
    "Contains modified Copernicus Atmosphere Monitoring Service information",
)
TERMS = Terms(
    licence="NLOD 2.0 and CC BY 4.0",
    url="https://api.met.no/doc/TermsOfService",
    commercial_use="yes",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(9, 1),)
"""MET allows the whole application fewer than 20 a second; two of our windows lie in one of its."""


class _Details(BaseModel):
    ultraviolet_index_clear_sky: Number | None = None
    cloud_area_fraction: Number | None = None


class _Instant(BaseModel):
    details: _Details


class _Data(BaseModel):
    instant: _Instant


class _Step(BaseModel):
    time: datetime
    data: _Data


class _Meta(BaseModel):
    updated_at: datetime | None = None


class _Properties(BaseModel):
    meta: _Meta = _Meta()
    timeseries: Annotated[list[_Step], Field(max_length=MOST_ROWS)]


class _Geometry(BaseModel):
    coordinates: Annotated[list[Number], Field(min_length=2, max_length=3)]


class _Answer(BaseModel):
    geometry: _Geometry
    properties: _Properties


class MetNorway:
    """Client of locationforecast 2.0."""

    source: ForecastSource = "met_norway"

    def __init__(self, fetcher: Fetcher, base_url: str) -> None:
        base = base_url.rstrip("/")
        self._fetcher = fetcher
        self._url = base if base.endswith("/complete") else base + _PATH

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Which of the dates of a cell there are values for: never the past."""
        begin, end = max(cell.first, today), min(cell.last, today + timedelta(_DAYS_AHEAD))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, known: Forecast | None, /) -> Forecast:
        """
        Fetch the forecast of a cell, or learn that the one at hand still holds.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        since = None if known is None else known.last_modified
        request = Request(
            self._url,
            {"lat": f"{cell.latitude:.1f}", "lon": f"{cell.longitude:.1f}"},
            {} if since is None else {"if-modified-since": since},
            conditional=since is not None,
        )
        return await self._fetcher.fetch(request, lambda reply: self._read(reply, cell, known))

    def _read(self, reply: Reply, cell: Cell, known: Forecast | None) -> Forecast:
        now, expires = self._fetcher.now(), http_date(reply.headers.get("expires", ""))
        if reply.status == HTTPStatus.NOT_MODIFIED and known is not None:
            self._not_too_old(known.issued_at)
            return replace(known, fetched_at=now, expires_at=expires)
        answer = read(_Answer, reply.body)
        longitude, latitude = answer.geometry.coordinates[:2]
        on_place(cell, latitude, longitude)
        issued_at = answer.properties.meta.updated_at
        issued_at = None if issued_at is None else as_utc(issued_at)
        self._not_too_old(issued_at)
        steps = answer.properties.timeseries
        time = seconds_of([step.time for step in steps])
        details = [step.data.instant.details for step in steps]
        uv_index = column([each.ultraviolet_index_clear_sky for each in details], len(time))
        cover = column([each.cloud_area_fraction for each in details], len(time)) / 100.0
        deprecated = reply.status == HTTPStatus.NON_AUTHORITATIVE_INFORMATION
        notices: tuple[Notice, ...] = ("provider_deprecated",) if deprecated else ()
        return Forecast(
            source=self.source,
            series=(
                instants("uv_index", time, uv_index, sky="clear"),
                instants("cloud_cover", time, np.where((cover < 0) | (cover > 1), np.nan, cover)),
            ),
            fetched_at=now,
            attribution=_ATTRIBUTION,
            issued_at=issued_at,
            expires_at=expires,
            last_modified=reply.headers.get("last-modified"),
            notices=notices,
        )

    def _not_too_old(self, issued_at: datetime | None) -> None:
        if issued_at is not None and self._fetcher.now() - issued_at > _OLDEST_ISSUE:
            raise ForecastUnavailable("provider_outdated", "issued too long ago")
