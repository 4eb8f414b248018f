"""Finding places by name: online where that is set up and works, else in the embedded list."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from service.embedded_cities import search_cities
from service.found_places import FoundPlace
from service.places import place_of
from service.questions import Spot

PlacesSource = Literal["open_meteo_geocoding", "embedded"]
PlacesFlag = Literal["geocoder_unavailable", "embedded_places"]

_log = logging.getLogger("solferol.places")
_LONGEST_WAIT_S = 2.5
_KEPT_FOR = timedelta(hours=24)
_MOST_KEPT = 1024


class PlaceSearch(Protocol):
    """An online search."""

    @property
    def attribution(self) -> tuple[str, ...]:
        """Lines that the licence of the names demands."""
        ...

    async def search(self, name: str, count: int, language: str) -> tuple[FoundPlace, ...]:
        """
        Search a place by name.

        Raises
        ------
        ForecastUnavailable
        """
        ...


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """Places of a name, best first."""

    places: tuple[FoundPlace, ...]
    source: PlacesSource
    quality_flags: tuple[PlacesFlag, ...]
    attribution: tuple[str, ...]


class Gazetteer:
    """The search behind its cache: what was found is not asked for again within a day."""

    def __init__(self, online: PlaceSearch | None, now: Callable[[], datetime]) -> None:
        self._online = online
        self._now = now
        self._kept: OrderedDict[tuple[str, int, str], tuple[PlacesFound, datetime]] = OrderedDict()

    async def find(self, name: str, count: int, language: str) -> PlacesFound:
        """
        Find places by name.

        Parameters
        ----------
        name : str
        count : int
            How many at most.
        language : str
            Of the names, two letters; the embedded list has English ones.

        Returns
        -------
        PlacesFound
            Always: without the online search from the embedded list, flagged.
        """
        if self._online is None:
            return _embedded(name, count, ("embedded_places",))
        key = (name.casefold(), count, language)
        kept = self._kept.get(key)
        if kept is not None and self._now() < kept[1]:
            self._kept.move_to_end(key)
            return kept[0]
        try:
            async with asyncio.timeout(_LONGEST_WAIT_S):
                places = await self._online.search(name, count, language)
        except Exception as error:  # noqa: BLE001 - whatever a search does, the list answers
            failure = getattr(error, "failure", type(error).__name__)
            _log.warning("place search failed: %s", failure)
            return _embedded(name, count, ("geocoder_unavailable", "embedded_places"))
        whole = tuple(_with_zone(place) for place in places[:count])
        found = PlacesFound(whole, "open_meteo_geocoding", (), self._online.attribution)
        self._remember(key, found)
        return found

    def _remember(self, key: tuple[str, int, str], found: PlacesFound) -> None:
        self._kept[key] = (found, self._now() + _KEPT_FOR)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


def _embedded(name: str, count: int, flags: tuple[PlacesFlag, ...]) -> PlacesFound:
    places = tuple(_with_zone(place) for place in search_cities(name, count))
    return PlacesFound(places, "embedded", flags, ())


def _with_zone(place: FoundPlace) -> FoundPlace:
    known = place_of(Spot(place.latitude, place.longitude, place.elevation_m))
    return replace(place, elevation_m=known.elevation_m, timezone=place.timezone or known.timezone)
