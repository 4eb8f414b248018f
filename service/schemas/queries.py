"""What a client asks in an address, or by the web form."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.body import ClothingName
from models.posture import Posture
from service.answers import WindowKind
from service.coming_days import MOST_DAYS
from service.questions import (
    DEFAULT_ACTION_SPECTRUM,
    DEFAULT_CALIBRATION,
    DEFAULT_MELANIN,
    Caution,
    Environment,
    Exposure,
    Language,
    Person,
    Question,
    SkyQuestion,
    Spot,
    Sunscreen,
    SurfaceName,
    UvSource,
)
from service.schemas.fields import (
    ActionSpectra,
    Age,
    Aod,
    Calibrations,
    Cover,
    Elevation,
    Explain,
    Fitzpatrick,
    Latitude,
    Longitude,
    Melanins,
    Ozone,
    SkinFraction,
    Target,
    UvIndexGiven,
)
from service.schemas.place_lists import PlaceList, read_places
from service.schemas.values import FIRST_YEAR, LAST_YEAR, QueryInstant


class _Query(BaseModel):
    """Query string: text becomes numbers, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class _SpotQuery(_Query):
    """A place."""

    latitude: Latitude
    longitude: Longitude
    elevation_m: Elevation = None

    def spot(self) -> Spot:
        """Name the point."""
        return Spot(self.latitude, self.longitude, self.elevation_m)


class _AirQuery(_Query):
    """Ground and air."""

    surface: SurfaceName | None = None
    ozone_du: Ozone = None
    aod_550: Aod = None

    def environment(self) -> Environment:
        """Collect what is known of sky and ground."""
        return Environment(surface=self.surface, ozone_du=self.ozone_du, aod_550=self.aod_550)


class _PlaceQuery(_AirQuery, _SpotQuery):
    """A place, its ground and its air."""


class SkyQuery(_PlaceQuery):
    """A place under a sky."""

    uv: UvIndexGiven = None
    cloud_cover: Cover = None
    uv_source: UvSource = "auto"

    def environment(self) -> Environment:
        """Collect what is known of sky and ground."""
        return replace(super().environment(), uv_index=self.uv, cloud_cover=self.cloud_cover)


class _WearerQuery(_Query):
    """A person, as dressed, and the relations to reckon by."""

    skin_type: Fitzpatrick
    clothing: ClothingName | None = None
    skin_fraction: SkinFraction = None
    posture: Posture | None = None
    age_years: Age = None
    calibration: Calibrations = DEFAULT_CALIBRATION
    melanin: Melanins = DEFAULT_MELANIN
    action_spectrum: ActionSpectra = DEFAULT_ACTION_SPECTRUM

    def asked_under(self, sky: SkyQuestion) -> Question:
        """Put the person under a sky."""
        return Question(
            sky=sky,
            person=Person(fitzpatrick=self.skin_type, age_years=self.age_years),
            exposure=Exposure(
                clothing=self.clothing, skin_fraction=self.skin_fraction, posture=self.posture
            ),
            calibration=self.calibration,
            melanin=self.melanin,
            action_spectrum=self.action_spectrum,
        )


class _DressedQuery(_WearerQuery, _PlaceQuery):
    """A person at a place, as dressed."""


class UvQuery(SkyQuery):
    """A place at a time."""

    time: Annotated[QueryInstant | None, Field(description="Now if absent.")] = None

    def sky_question(self) -> SkyQuestion:
        """Translate into the terms of the use case."""
        return SkyQuestion(self.spot(), self.time, self.environment(), self.uv_source)


class PersonQuery(_DressedQuery, SkyQuery):
    """A person at a place under a sky."""

    start: Annotated[QueryInstant | None, Field(description="Now if absent.")] = None
    target_iu: Target = None

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        sky = SkyQuestion(self.spot(), self.start, self.environment(), self.uv_source)
        return replace(self.asked_under(sky), target_iu=self.target_iu)


class EstimateQuery(PersonQuery):
    """One person, one place, one start."""

    end: Annotated[QueryInstant | None, Field(description="Up to 24 h later: adds `session`.")] = (
        None
    )
    explain: Explain = False

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        return replace(super().question(), end=self.end)


class DayQuery(PersonQuery):
    """One person at a place for a whole civil day."""

    date: Annotated[
        dt.date | None,
        Field(description="In the place's calendar; the day of `start`, or today, if absent."),
    ] = None
    step_minutes: Annotated[int, Field(ge=1, le=60)] = 10


class FormFields(PersonQuery):
    """The web form."""

    cautions: tuple[Caution, ...] = ()
    spf: Annotated[float | None, Field(ge=1, le=100)] = None
    shade_fraction: Annotated[float, Field(ge=0, le=1)] = 0.0
    behind_glass: bool = False

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        question = super().question()
        exposure = replace(
            question.exposure,
            shade_fraction=self.shade_fraction,
            behind_glass=self.behind_glass,
            sunscreen=None if self.spf is None else Sunscreen(spf=self.spf),
        )
        person = replace(question.person, cautions=self.cautions)
        return replace(question, person=person, exposure=exposure)


ForecastOrClear = Literal[
    "auto",
    "clear_sky",
    "open_meteo",
    "open_meteo_cams",
    "open_meteo_forecast",
    "met_norway",
    "currentuvindex",
    "openuv",
    "pirate_weather",
    "openweather",
]


class YearQuery(_DressedQuery):
    """One person at a place for a whole year."""

    year: Annotated[
        int | None,
        Field(ge=FIRST_YEAR, le=LAST_YEAR, description="This year at the place if absent."),
    ] = None

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        return self.asked_under(SkyQuestion(self.spot(), None, self.environment(), "clear_sky"))


class ComparisonQuery(_WearerQuery, _AirQuery):
    """One person at several places for a whole year."""

    places: PlaceList
    year: Annotated[
        int | None,
        Field(ge=FIRST_YEAR, le=LAST_YEAR, description="This year at the first place if absent."),
    ] = None

    def questions(self) -> tuple[Question, ...]:
        """
        Translate into the terms of the use case, one question a place.

        Raises
        ------
        InvalidInput
            For places that cannot be read or compared.
        """
        return tuple(
            self.asked_under(SkyQuestion(spot, None, self.environment(), "clear_sky"))
            for spot in read_places(self.places)
        )


class WindowsQuery(_DressedQuery):
    """One person at a place for the coming days."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="Today is the first.")] = 5
    target_iu: Target = None
    uv_source: ForecastOrClear = "auto"

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        sky = SkyQuestion(self.spot(), None, self.environment(), self.uv_source)
        return replace(self.asked_under(sky), target_iu=self.target_iu)


class CalendarQuery(WindowsQuery):
    """One person at a place for the coming days, as a calendar."""

    kind: Annotated[WindowKind, Field(description="Which window of each day.")] = "gentlest"
    language: Annotated[
        Language | None,
        Field(description="For calendars, which nobody can tell what `Accept-Language` to send."),
    ] = None
