"""Open-Meteo's search for places by name, over GeoNames."""

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from service.found_places import FoundPlace
from service.providers.checks import Number, invalid, read
from service.providers.fetching import Fetcher, Reply, Request

_PATH = "/v1/search"
_LOWEST_M, _HIGHEST_M = -450.0, 9000.0
"""What our other calls take for an elevation. [m]"""
ATTRIBUTION = (
    "Place search by Open-Meteo.com (https://open-meteo.com/), CC BY 4.0",
    "Places: GeoNames (https://www.geonames.org/), CC BY 4.0",
)


class _Row(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    latitude: Annotated[Number, Field(ge=-90, le=90)]
    longitude: Annotated[Number, Field(ge=-180, le=180)]
    elevation: Number | None = None
    timezone: str | None = None
    country: str | None = None
    country_code: str | None = None
    admin1: str | None = None
    population: int | None = None


class _Answer(BaseModel):
    results: list[object] | None = None
    generationtime_ms: Number | None = None
    error: bool = False


class OpenMeteoGeocoding:
    """Client of the search."""

    attribution = ATTRIBUTION

    def __init__(self, fetcher: Fetcher, base_url: str, key: str = "") -> None:
        base = base_url.rstrip("/")
        self._fetcher = fetcher
        self._url = base if base.endswith(_PATH) else base + _PATH
        self._key = {"apikey": key} if key else {}

    async def search(self, name: str, count: int, language: str) -> tuple[FoundPlace, ...]:
        """
        Search a place by name.

        Returns
        -------
        tuple of FoundPlace
            Best first; empty where nothing is called so, which the service tells by leaving out the
            key of the results.

        Raises
        ------
        ForecastUnavailable
            On any transport error, error status or unusable body.
        """
        query = {"name": name, "count": str(count), "language": language, "format": "json"}
        return await self._fetcher.fetch(Request(self._url, query | self._key), self._read)

    def _read(self, reply: Reply) -> tuple[FoundPlace, ...]:
        answer = read(_Answer, reply.body)
        if answer.error or (answer.results is None and answer.generationtime_ms is None):
            raise invalid("not the documented body")
        rows = [_readable(row) for row in answer.results or ()]
        return tuple(
            FoundPlace(
                name=row.name,
                latitude=row.latitude,
                longitude=row.longitude,
                elevation_m=_above_sea_level(row.elevation),
                timezone=row.timezone,
                country=row.country,
                country_code=row.country_code,
                admin1=row.admin1,
                population=row.population,
            )
            for row in rows
            if row is not None
        )


def _above_sea_level(elevation: float | None) -> float | None:
    """Leave out the fill values of GeoNames, which no other call would take."""
    if elevation is None or not _LOWEST_M <= elevation <= _HIGHEST_M:
        return None
    return elevation


def _readable(row: object) -> _Row | None:
    """One row that is no place spoils none of the others."""
    try:
        return _Row.model_validate(row)
    except ValidationError:
        return None
