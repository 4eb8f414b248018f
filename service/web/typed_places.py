"""A place as somebody typed it: found by name where the list of the form does not have it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from service.embedded_cities import cities_called, cities_like, city_at
from service.found_places import FoundPlace
from service.geocoding import Gazetteer
from service.phrases import phrase
from service.questions import Language
from service.tongues import LANGUAGES
from service.web.map_links import is_link, is_short_link, place_in

_MOST = 6
_LONGEST = 100
_TOLD_WHOLE = 60


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """What a name led to."""

    at: tuple[float, float] | None = None
    """Latitude and longitude. [°]"""
    candidates: tuple[str, ...] = ()
    """Where the name may mean several."""
    attribution: tuple[str, ...] = ()
    """Lines that the licence of the names demands."""


async def typed_place(text: str, places: Gazetteer, language: Language = "en") -> TypedPlace:
    """
    Find a place by name, unless the list of the form knows what to say of it.

    Parameters
    ----------
    text : str
        As typed, or as one of the candidates of an earlier search.
    places : Gazetteer
    language : str, optional
        Of the page: that of the names of candidates.

    Returns
    -------
    TypedPlace
        Nothing where nothing is found, and where the text tells coordinates or is a link.
    """
    name = text.partition(",")[0].strip()
    if not name or city_at(text) is not None or cities_called(text) or not _is_name(text):
        return TypedPlace()
    found = await _searched(name, places, language)
    if text != name and _chosen(text, found) is None:
        found = await _in_other_languages(text, places, language) or found
    chosen = _chosen(text, found)
    if chosen is None and len(found.at) == 1:
        chosen = next(iter(found.at))
    at, candidates = (found.at[chosen], ()) if chosen else (None, tuple(found.at))
    return TypedPlace(at, candidates, found.attribution)


@dataclass(frozen=True, slots=True)
class _Named:
    """Places by what they are called in one language."""

    at: Mapping[str, tuple[float, float]]
    attribution: tuple[str, ...]


async def _searched(name: str, places: Gazetteer, language: Language) -> _Named:
    found = await places.find(name, _MOST, language)
    named = {_label(each): (each.latitude, each.longitude) for each in found.places}
    return _Named(named, found.attribution if named else ())


async def _in_other_languages(text: str, places: Gazetteer, language: Language) -> _Named | None:
    """Find a whole name again that was chosen before the page changed its language."""
    name = text.partition(",")[0].strip()
    for other in LANGUAGES:
        if other != language:
            found = await _searched(name, places, other)
            if _chosen(text, found) is not None:
                return found
    return None


def _chosen(text: str, found: _Named) -> str | None:
    return next((each for each in found.at if each.casefold() == text.casefold()), None)


def not_found(city: str, candidates: tuple[str, ...]) -> str:
    """Say beside the field why what was typed leads to no place."""
    if is_short_link(city):
        return phrase(
            "A short link tells the place only to the map itself. Open it, and paste the long "
            "address or the coordinates that the map shows then."
        )
    if is_link(city):
        return phrase("No coordinates can be read from this link; give the name of the place.")
    several = cities_called(city) or candidates
    if several:
        return phrase(
            "“{city}” may be any of these: {places}. Choose one of them.",
            city=city, places="; ".join(several),
        )  # fmt: skip
    named = city if len(city) <= _TOLD_WHOLE else f"{city[:_TOLD_WHOLE]}…"
    near = cities_like(city) if _is_name(city) else ()
    if near:
        return phrase(
            "“{city}” is not found. Did you mean {places}?", city=named, places="; ".join(near)
        )
    return phrase(
        "“{city}” is not found. Check the spelling, or open “By coordinates”.", city=named
    )


def candidates_for(city: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    """Places that a name may mean: those of the list, or else those of a search."""
    return cities_called(city) or candidates or (cities_like(city) if _is_name(city) else ())


def _is_name(text: str) -> bool:
    if is_link(text) or place_in(text) is not None:
        return False
    return len(text) <= _LONGEST and not any(unicodedata.category(c)[0] == "C" for c in text)


def _label(place: FoundPlace) -> str:
    parts = (place.name, place.admin1, place.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))
