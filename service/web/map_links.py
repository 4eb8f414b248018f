"""A place told by coordinates or by the link of a map: read from the text, never fetched."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LONGEST = 4000
"""Longer texts are no place. [characters]"""
_LONGEST_PAIR = 80
_MOST_FIELDS = 60


class LatLon(NamedTuple):
    """A point on earth, within its ranges. [°]"""

    latitude: float
    longitude: float


_NUMBER = r"[-+\u2212]?\d{1,3}(?:[.,]\d{1,15})?"
_ANGLE = (
    rf"(?:([NSEW])\s*)?({_NUMBER})"
    r"(?:\s*°(?:\s*(\d{1,2}(?:[.,]\d{1,15})?)\s*['\u2032\u2019]"
    r"(?:\s*(\d{1,2}(?:[.,]\d{1,15})?)\s*(?:\"|\u2033|\u201d|''))?)?)?"
    r"(?:\s*([NSEW]))?"
)
_PAIR = re.compile(rf"{_ANGLE}(\s*[;/]\s*|\s*,\s+|\s+|,){_ANGLE}", re.ASCII | re.IGNORECASE)
_MARKED = re.compile(r"[.°NSEW]", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|geo:)\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_PLAIN_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,20})?)"
_PLAIN_PAIR = re.compile(
    rf"\s*(?:loc:)?\s*{_PLAIN_NUMBER}\s*[,~]\s*{_PLAIN_NUMBER}(?![\d.])", re.ASCII
)
_MAP = re.compile(rf"(?:^|&)map=[\d.]{{1,8}}/{_PLAIN_NUMBER}/{_PLAIN_NUMBER}", re.ASCII)
_PIN = re.compile(rf"!3d{_PLAIN_NUMBER}!4d{_PLAIN_NUMBER}", re.ASCII)
_CENTRE = re.compile(rf"@{_PLAIN_NUMBER},{_PLAIN_NUMBER}", re.ASCII)
_FIELDS = ("q", "query", "coordinate", "ll", "destination", "daddr", "cp", "center", "sll")
"""Of Google, Apple and Bing Maps: what is marked before what is in the middle."""
_SHORT_HOSTS = frozenset(
    {"maps.app.goo.gl", "goo.gl", "g.co", "osm.org", "maps.apple", "binged.it", "bit.ly"}
)


def place_in(text: str) -> LatLon | None:
    """
    Read coordinates, or those in the link of a map.

    Parameters
    ----------
    text : str
        ``52.52, 13.41``, also with degree signs, letters of the compass, decimal commas; or a link
        of OpenStreetMap, Google, Apple or Bing Maps, or a ``geo:`` link (RFC 5870).

    Returns
    -------
    LatLon or None
        ``None`` for anything else; nothing is ever fetched.
    """
    if len(text) > LONGEST:
        return None
    link = _LINK.search(text)
    return _in_link(link[0]) if link else _typed_pair(text.strip())


def degrees_text(value: float, most: int) -> str:
    """Write degrees with so many decimals at most. [°]"""
    return f"{round(value, most) + 0.0:.{most}f}".rstrip("0").rstrip(".")


def is_link(text: str) -> bool:
    """Tell whether a text holds a link, which is no name of a place."""
    return _LINK.search(text[:LONGEST]) is not None


def is_short_link(text: str) -> bool:
    """Tell whether a text holds a link that says where only to those who follow it."""
    link = _LINK.search(text[:LONGEST])
    parts = _parts(link[0]) if link else None
    return parts is not None and (parts.hostname or "").removeprefix("www.") in _SHORT_HOSTS


def _parts(link: str) -> SplitResult | None:
    whole = link if re.match(r"(?:https?|geo):", link, re.IGNORECASE) else f"https://{link}"
    try:
        parts = urlsplit(whole)
        _ = parts.hostname
    except ValueError:
        return None
    return parts


def _in_link(link: str) -> LatLon | None:
    parts = _parts(link)
    if parts is None:
        return None
    return next((place for place in _places(parts) if place is not None), None)


def _places(parts: SplitResult) -> Iterator[LatLon | None]:
    """Read everything that may tell a place, what is marked first."""
    try:
        fields = parse_qs(parts.query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        fields = {}
    told = {name: values[-1] for name, values in fields.items()}
    path = unquote(parts.path)
    if parts.scheme == "geo":
        yield _read(_PLAIN_PAIR.match(told.get("q", "")))
        yield _read(_PLAIN_PAIR.match(path))
        return
    if "mlat" in told and "mlon" in told:
        yield _read(_PLAIN_PAIR.match(f"{told['mlat']},{told['mlon']}"))
    pins = _PIN.findall(path)
    if pins:
        yield _within(*map(float, pins[-1]))
    for name in _FIELDS:
        yield _read(_PLAIN_PAIR.match(told.get(name, "")))
    for step in path.split("/"):
        yield _read(_PLAIN_PAIR.match(step.replace("+", " ")))
    yield _read(_CENTRE.search(path))
    yield _read(_MAP.search(unquote(parts.fragment)))


def _read(found: re.Match[str] | None) -> LatLon | None:
    return _within(float(found[1]), float(found[2])) if found else None


def _within(latitude: float, longitude: float) -> LatLon | None:
    if abs(latitude) <= 90.0 and abs(longitude) <= 180.0:
        return LatLon(latitude, longitude)
    return None


def _typed_pair(text: str) -> LatLon | None:
    """Read two angles, unless they could as well be one number with a comma or a postal code."""
    found = _PAIR.fullmatch(text) if len(text) <= _LONGEST_PAIR else None
    if found is None:
        return None
    between = found[6]
    apart = between.strip() == ";" or (between.strip() == "," and between != ",")
    if not (apart or _MARKED.search(text) or (not between.strip() and "," in text)):
        return None
    first, second = found.groups()[:5], found.groups()[6:]
    sides = [(each[0] or each[4] or "").upper() for each in (first, second)]
    if (first[0] and first[4]) or (second[0] and second[4]):
        return None
    angles = [_angle(each, side) for each, side in zip((first, second), sides, strict=True)]
    return _in_order(angles, sides)


def _in_order(angles: list[float | None], sides: list[str]) -> LatLon | None:
    """Put latitude first; letters are given to both or to none."""
    first, second = angles
    if first is None or second is None:
        return None
    if sides[0] in {"", "N", "S"} and sides[1] in ({""} if not sides[0] else {"E", "W"}):
        return _within(first, second)
    if sides[0] in {"E", "W"} and sides[1] in {"N", "S"}:
        return _within(second, first)
    return None


def _angle(parts: tuple[str | None, ...], side: str) -> float | None:
    """Add up degrees, minutes and seconds; a sign and a letter exclude each other."""
    degrees, minutes, seconds = (
        (part or "0").replace(",", ".").replace("\u2212", "-") for part in parts[1:4]
    )
    signed = degrees[0] in "+-"
    finer = float(minutes) / 60.0 + float(seconds) / 3600.0
    if (signed and side) or float(minutes) >= 60.0 or float(seconds) >= 60.0:
        return None
    size = abs(float(degrees)) + finer
    return -size if degrees[0] == "-" or side in {"S", "W"} else size
