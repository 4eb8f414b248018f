"""
The US EPA's hourly UV index: whole numbers of the weather service, to set beside other sources.

Times are wall clock times without a zone and their dates are wrong: after midnight some bodies keep
the old date, others name the date of another time zone for half of the rows. What holds is the
order of the rows and their hours.
"""

from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter

from models.arrays import FloatArray
from service.errors import ForecastUnavailable
from service.providers.checks import MOST_ROWS, Number, column, instants_of, invalid, read_rows
from service.providers.fetching import Fetcher, Reply, Request
from service.providers.forecast import Cell, Forecast, ForecastSource, instants
from service.providers.gate import Limit
from service.providers.terms import Terms
from service.providers.us_cities import City, nearest_city

_ATTRIBUTION = ("UV index forecast: U.S. EPA Envirofacts and NOAA National Weather Service",)
TERMS = Terms(
    licence="public domain",
    url="https://www.epa.gov/enviro/envirofacts-data-service-api",
    commercial_use="yes",
    attribution=_ATTRIBUTION,
)
LIMITS = (Limit(60, 60),)
"""It documents none; modest for a public service (judgement)."""
_FORMAT = "%b/%d/%Y %I %p"


class _Row(BaseModel):
    number: Annotated[int, Field(validation_alias="ORDER")] = 0
    sequence: Annotated[int, Field(validation_alias="SEQUENCE")] = 0
    at: Annotated[str, Field(validation_alias="DATE_TIME")]
    value: Annotated[Number | None, Field(validation_alias="UV_VALUE")] = None


_ROWS: TypeAdapter[list[_Row]] = TypeAdapter(Annotated[list[_Row], Field(max_length=MOST_ROWS)])


class Epa:
    """Client of the hourly service by city and state."""

    source: ForecastSource = "epa"

    def __init__(self, fetcher: Fetcher, base_url: str) -> None:
        self._fetcher = fetcher
        self._base = base_url.rstrip("/")

    def available(self, cell: Cell, today: date) -> tuple[date, date] | None:
        """Dates in UTC that today touches in the cities of the table; ``None`` elsewhere."""
        if nearest_city(cell.latitude, cell.longitude) is None:
            return None
        begin, end = max(cell.first, today - timedelta(1)), min(cell.last, today + timedelta(1))
        return (begin, end) if begin <= end else None

    async def forecast(self, cell: Cell, _known: Forecast | None, /) -> Forecast:
        """
        Fetch the hours of today at the city of a cell.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body, and for a day that is not today.
        """
        city = nearest_city(cell.latitude, cell.longitude)
        if city is None:
            raise ForecastUnavailable("provider_no_data", "no city of its list")
        url = f"{self._base}/CITY/{quote(city.name)}/STATE/{city.state}/JSON"
        return await self._fetcher.fetch(Request(url), lambda reply: self._read(reply, city))

    def _read(self, reply: Reply, city: City) -> Forecast:
        zone, now = ZoneInfo(city.timezone), self._fetcher.now()
        time, value = read_hours(reply.body, zone)
        day = datetime.fromtimestamp(time[0], zone).date()
        if abs(day - now.astimezone(zone).date()) > timedelta(days=1):
            raise ForecastUnavailable("provider_outdated", "another day")
        return Forecast(
            source=self.source,
            series=(instants("uv_index", time, value),),
            fetched_at=now,
            attribution=_ATTRIBUTION,
        )


def read_hours(body: bytes, zone: ZoneInfo) -> tuple[FloatArray, FloatArray]:
    """
    Read a body by city or by ZIP code.

    Parameters
    ----------
    body : bytes
    zone : ZoneInfo
        Of the place.

    Returns
    -------
    tuple of ndarray
        Instants [s] and UV index [unitless]. The day is the earliest that any row names; hours run
        on from that of the first row, past midnight into the next day.

    Raises
    ------
    ForecastUnavailable
        For an unknown place, which is an empty list, and for anything else that is no such body.
    """
    rows = read_rows(_ROWS, body)
    if not rows:
        raise ForecastUnavailable("provider_no_data", "unknown place")
    rows = sorted(rows, key=lambda row: row.number or row.sequence)
    said = [_wall_clock(row.at) for row in rows]
    day = min(time.date() for time in said)
    hours = np.array([time.hour for time in said])
    days = np.cumsum(np.diff(hours, prepend=hours[0]) < 0)
    times = [
        datetime(day.year, day.month, day.day, hour, tzinfo=zone) + timedelta(days=int(late))
        for hour, late in zip(hours.tolist(), days, strict=True)
    ]
    value = column([row.value for row in rows], len(rows))
    return instants_of([time.timestamp() for time in times]), value


def _wall_clock(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip().title(), _FORMAT)  # noqa: DTZ007 - wall clock
    except ValueError as error:
        raise invalid("not a time") from error
