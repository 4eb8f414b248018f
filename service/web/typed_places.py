"""A place as somebody typed it: found by name where the list of the form does not have it."""

import unicodedata
from dataclasses import dataclass

from service.embedded_cities import cities_called, city_at
from service.found_places import FoundPlace
from service.geocoding import Gazetteer

_MOST = 6
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """What a name led to."""

    at: tuple[float, float] | None = None
    """Latitude and longitude. [°]"""
    candidates: tuple[str, ...] = ()
    """Where the name may mean several."""
    attribution: tuple[str, ...] = ()
    """Lines that the licence of the names demands."""


async def typed_place(text: str, places: Gazetteer) -> TypedPlace:
    """
    Find a place by name, unless the list of the form knows what to say of it.

    Parameters
    ----------
    text : str
        As typed, or as one of the candidates of an earlier search.
    places : Gazetteer

    Returns
    -------
    TypedPlace
        Nothing where nothing is found.
    """
    name = text.partition(",")[0].strip()
    if not name or city_at(text) is not None or cities_called(text) or not _is_name(text):
        return TypedPlace()
    found = await places.find(name, _MOST, "en")
    named = {_label(each): (each.latitude, each.longitude) for each in found.places}
    chosen = next((each for each in named if each.casefold() == text.casefold()), None)
    if chosen is None and len(named) == 1:
        chosen = next(iter(named))
    at, candidates = (named[chosen], ()) if chosen else (None, tuple(named))
    return TypedPlace(at, candidates, found.attribution if named else ())


def _is_name(text: str) -> bool:
    return len(text) <= _LONGEST and not any(unicodedata.category(c)[0] == "C" for c in text)


def _label(place: FoundPlace) -> str:
    parts = (place.name, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
