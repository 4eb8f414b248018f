"""
ARPANSA: the UV index measured this minute at the stations of Australia, to set beside forecasts.

A station that is down reads 0.0, so that its status decides. ``time`` less ``utcdatetime`` is the
standard offset in months of daylight saving too: one of the two is an hour off, and which one
differs between years.
"""

from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import Element, ParseError
from zoneinfo import ZoneInfo

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from service.errors import ForecastUnavailable
from service.providers.arpansa_stations import Station, nearest_station
from service.providers.checks import invalid
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.gate import Limit
from service.providers.terms import Terms

_PATH = "/xml/uvvalues.xml"
_FUTURE = timedelta(minutes=5)
"""Clocks may differ by that much."""
_OLDEST = timedelta(minutes=90)
"""An hour by which a clock may be off, and the half hour that stations lag within one file."""
_ATTRIBUTION = ("UV observations courtesy of ARPANSA (https://www.arpansa.gov.au/)",)
TERMS = Terms(
    licence="not stated; credit asked for",
    url="https://www.arpansa.gov.au/our-services/monitoring/ultraviolet-radiation-monitoring",
    commercial_use="not_stated",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(4, 60),)
"""One file holds all stations and changes once a minute (judgement)."""


class Arpansa:
    """Client of the file of all stations."""

    source: ForecastSource = "arpansa"

    def __init__(self, fetcher: Fetcher, base_url: str) -> None:
        base = base_url.rstrip("/")
        self._fetcher = fetcher
        self._url = base if base.endswith(".xml") else base + _PATH

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Today near a station; ``None`` elsewhere and on all other days."""
        near = nearest_station(cell.latitude, cell.longitude) is not None
        return (today, today) if near and cell.first <= today <= cell.last else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch what the station of a cell measures now.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body, and where the station is down or
            its last value old.
        """
        station = nearest_station(cell.latitude, cell.longitude)
        if station is None:
            raise ForecastUnavailable("provider_no_data", "no station near")
        return await self._fetcher.fetch(
            Request(self._url), lambda reply: self._read(reply, station)
        )

    def _read(self, reply: Reply, station: Station) -> Forecast:
        now = self._fetcher.now()
        measured_at, value = read_station(reply.body, station, now)
        at = np.array([measured_at.timestamp()])
        return Forecast(
            source=self.source,
            series=(instants("uv_index", at, np.array([value])),),
            fetched_at=now,
            attribution=_ATTRIBUTION,
            issued_at=measured_at,
            expires_at=now + timedelta(minutes=2),
        )


def read_station(body: bytes, station: Station, now: datetime) -> tuple[datetime, float]:
    """
    Read one station out of the file.

    Parameters
    ----------
    body : bytes
    station : Station
    now : datetime
        Which of the two clocks is right is told by being nearer to it.

    Returns
    -------
    tuple
        Time of the measurement in UTC and UV index. [unitless]

    Raises
    ------
    ForecastUnavailable
        For a station that is missing or down, for values older than 90 minutes by both clocks, and
        for what is no such file.
    """
    location = _location(body, station)
    if _text(location, "status").lower() != "ok":
        raise ForecastUnavailable("provider_no_data", "station down")
    try:
        value = float(_text(location, "index"))
    except ValueError as error:
        raise invalid("no number") from error
    if not np.isfinite(value):
        raise invalid("no number")
    times = [time for time in _clocks(location, station) if time <= now + _FUTURE]
    if not times or now - max(times) > _OLDEST:
        raise ForecastUnavailable("provider_outdated", "measured too long ago")
    return max(times), value


def _location(body: bytes, station: Station) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise invalid("XML with declarations") from error
    except (ParseError, ValueError) as error:
        raise ForecastUnavailable("provider_invalid_response", "no XML", again=True) from error
    if root.find("location") is None:
        raise invalid("not the documented body")
    for location in root.iter("location"):
        if location.get("id", "").casefold() == station.name.casefold():
            return location
    raise ForecastUnavailable("provider_no_data", "station missing")


def _text(location: Element, name: str) -> str:
    return (location.findtext(name) or "").strip()


def _clocks(location: Element, station: Station) -> list[datetime]:
    found = []
    zone = ZoneInfo(station.timezone)
    local = f"{_text(location, 'date')} {_text(location, 'time')}"
    for text, layout, where in (
        (_text(location, "utcdatetime"), "%Y/%m/%d %H:%M", UTC),
        (local, "%d/%m/%Y %I:%M %p", zone),
    ):
        try:
            told = datetime.strptime(text, layout)  # noqa: DTZ007 - the zone comes beside it
        except ValueError:
            continue
        found.append(told.replace(tzinfo=where).astimezone(UTC))
    return found
