"""What a client asks in an address, or by the web form."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.body import ClothingName
from models.posture import Posture
from service.coming_days import MOST_DAYS
from service.questions import (
    DEFAULT_ACTION_SPECTRUM,
    DEFAULT_CALIBRATION,
    DEFAULT_MELANIN,
    Caution,
    Environment,
    Exposure,
    Person,
    Question,
    SkyQuestion,
    Spot,
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
from service.schemas.values import FIRST_YEAR, LAST_YEAR, QueryInstant


class _Query(BaseModel):
    """Query string: text becomes numbers, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class SkyQuery(_Query):
    """A place under a sky."""

    latitude: Latitude
    longitude: Longitude
    elevation_m: Elevation = None
    surface: SurfaceName | None = None
    uv: UvIndexGiven = None
    ozone_du: Ozone = None
    aod_550: Aod = None
    cloud_cover: Cover = None
    uv_source: UvSource = "auto"

    def spot(self) -> Spot:
        """Name the point."""
        return Spot(self.latitude, self.longitude, self.elevation_m)

    def environment(self) -> Environment:
        """Collect what is known of sky and ground."""
        return Environment(
            surface=self.surface,
            uv_index=self.uv,
            ozone_du=self.ozone_du,
            aod_550=self.aod_550,
            cloud_cover=self.cloud_cover,
        )


class UvQuery(SkyQuery):
    """A place at a time."""

    time: Annotated[QueryInstant | None, Field(description="Now if absent.")] = None

    def sky_question(self) -> SkyQuestion:
        """Translate into the terms of the use case."""
        return SkyQuestion(self.spot(), self.time, self.environment(), self.uv_source)


class PersonQuery(SkyQuery):
    """A person at a place."""

    skin_type: Fitzpatrick
    start: Annotated[QueryInstant | None, Field(description="Now if absent.")] = None
    target_iu: Target = None
    clothing: ClothingName | None = None
    skin_fraction: SkinFraction = None
    posture: Posture | None = None
    age_years: Age = None
    calibration: Calibrations = DEFAULT_CALIBRATION
    melanin: Melanins = DEFAULT_MELANIN
    action_spectrum: ActionSpectra = DEFAULT_ACTION_SPECTRUM

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        return Question(
            sky=SkyQuestion(self.spot(), self.start, self.environment(), self.uv_source),
            person=Person(fitzpatrick=self.skin_type, age_years=self.age_years),
            exposure=Exposure(
                clothing=self.clothing, skin_fraction=self.skin_fraction, posture=self.posture
            ),
            target_iu=self.target_iu,
            calibration=self.calibration,
            melanin=self.melanin,
            action_spectrum=self.action_spectrum,
        )


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

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        question = super().question()
        return replace(question, person=replace(question.person, cautions=self.cautions))


ForecastOrClear = Literal["auto", "clear_sky", "open_meteo", "open_meteo_cams"]


class _PlannedQuery(_Query):
    """One person at a place, on days to come: nothing is known of the weather of the moment."""

    latitude: Latitude
    longitude: Longitude
    skin_type: Fitzpatrick
    elevation_m: Elevation = None
    surface: SurfaceName | None = None
    ozone_du: Ozone = None
    aod_550: Aod = None
    clothing: ClothingName | None = None
    skin_fraction: SkinFraction = None
    posture: Posture | None = None
    age_years: Age = None
    calibration: Calibrations = DEFAULT_CALIBRATION
    melanin: Melanins = DEFAULT_MELANIN
    action_spectrum: ActionSpectra = DEFAULT_ACTION_SPECTRUM

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        environment = Environment(
            surface=self.surface, ozone_du=self.ozone_du, aod_550=self.aod_550
        )
        spot = Spot(self.latitude, self.longitude, self.elevation_m)
        return Question(
            sky=SkyQuestion(spot, None, environment, "clear_sky"),
            person=Person(fitzpatrick=self.skin_type, age_years=self.age_years),
            exposure=Exposure(
                clothing=self.clothing, skin_fraction=self.skin_fraction, posture=self.posture
            ),
            calibration=self.calibration,
            melanin=self.melanin,
            action_spectrum=self.action_spectrum,
        )


class YearQuery(_PlannedQuery):
    """One person at a place for a whole year."""

    year: Annotated[
        int | None,
        Field(ge=FIRST_YEAR, le=LAST_YEAR, description="This year at the place if absent."),
    ] = None


class WindowsQuery(_PlannedQuery):
    """One person at a place for the coming days."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="Today is the first.")] = 5
    target_iu: Target = None
    uv_source: ForecastOrClear = "auto"

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        question = super().question()
        sky = replace(question.sky, uv_source=self.uv_source)
        return replace(question, sky=sky, target_iu=self.target_iu)
