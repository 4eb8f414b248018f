"""Several places in one parameter, each refused by its number."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from service.errors import FieldError, InvalidInput
from service.questions import Spot

FEWEST_PLACES, MOST_PLACES = 2, 5

_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,15})?"
_PLACE = re.compile(f"({_NUMBER}),({_NUMBER})")
_POINTER = "#/places"

PlaceList = Annotated[
    str,
    Field(
        description=f"{FEWEST_PLACES} to {MOST_PLACES} places, `latitude,longitude` each, with "
        "`|` between them. Their elevation is that of a terrain map. [°]",
        examples=["52.52,13.41|28.1,-15.4"],
        # Told, and judged by ``read_places``, which says of each place what is wrong with it.
        json_schema_extra={
            "pattern": f"^{_NUMBER},{_NUMBER}"
            rf"(?:\|{_NUMBER},{_NUMBER}){{{FEWEST_PLACES - 1},{MOST_PLACES - 1}}}$"
        },
    ),
]
"""Places in a query."""


def read_places(text: str) -> tuple[Spot, ...]:
    """
    Read places that are to be compared.

    Parameters
    ----------
    text : str
        Latitude and longitude of each, with ``|`` between places. [°]

    Returns
    -------
    tuple of Spot

    Raises
    ------
    InvalidInput
        Naming each place by its number, the first being 1.
    """
    parts = text.split("|")
    if not FEWEST_PLACES <= len(parts) <= MOST_PLACES:
        detail = f"{FEWEST_PLACES} to {MOST_PLACES} places are compared, not {len(parts)}"
        raise InvalidInput(FieldError(_POINTER, "wrong_number", detail))
    found = [_PLACE.fullmatch(part) for part in parts]
    unread = [
        FieldError(_POINTER, "malformed", f"place {i}: not latitude,longitude such as 52.52,13.41")
        for i, match in enumerate(found, start=1)
        if match is None
    ]
    if unread:
        raise InvalidInput(*unread)
    spots = tuple(Spot(float(match[1]), float(match[2])) for match in found if match)
    if wrong := (*_outside(spots), *_repeated(spots)):
        raise InvalidInput(*wrong)
    return spots


def _outside(spots: tuple[Spot, ...]) -> Iterator[FieldError]:
    for i, spot in enumerate(spots, start=1):
        for name, value, most in (
            ("latitude", spot.latitude, 90),
            ("longitude", spot.longitude, 180),
        ):
            if abs(value) > most:
                detail = f"place {i}: {name} must lie between -{most} and {most}"
                yield FieldError(_POINTER, "out_of_range", detail)


def _repeated(spots: tuple[Spot, ...]) -> Iterator[FieldError]:
    """Find places that are there already; 180° east and west are one meridian."""
    seen: dict[tuple[float, float], int] = {}
    for i, spot in enumerate(spots, start=1):
        first = seen.setdefault((spot.latitude, spot.longitude % 360.0), i)
        if first != i:
            yield FieldError(_POINTER, "conflict", f"place {i} is place {first} again")
