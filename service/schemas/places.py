"""Search for places, as it is asked and answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.geocoding import PlacesFlag, PlacesSource
from service.schemas.parts import Out


class PlacesQuery(BaseModel):
    """A name, or the beginning of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        Field(
            pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
            description="Name of a place, or how it begins.",
        ),
    ]
    count: Annotated[int, Field(ge=1, le=20, description="How many at most.")] = 10
    language: Annotated[
        Literal["en", "de", "es", "fr"],
        Field(description="Of the names; the embedded list has English ones."),
    ] = "en"


class FoundPlaceOut(Out):
    """A place; country, code, region and population are null where the source does not tell."""

    name: str
    latitude: float
    longitude: float
    elevation_m: float
    timezone: str
    country: str | None
    country_code: str | None
    admin1: Annotated[
        str | None, Field(description="Largest part of the country: a state, a province.")
    ]
    population: int | None


class PlacesOut(Out):
    """Places of a name, best first; none is an answer too."""

    places: list[FoundPlaceOut]
    source: PlacesSource
    quality_flags: list[PlacesFlag]
    attribution: list[str]
