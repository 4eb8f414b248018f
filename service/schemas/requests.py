"""What a client asks."""

import datetime as dt
from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, FailFast, Field, SkipValidation

from models.action_spectrum import ActionSpectrumName
from models.body import BodyPart, ClothingName
from models.calibrations import CalibrationName
from models.posture import Posture
from models.protection import Wear
from service.questions import (
    DEFAULT_ACTION_SPECTRUM,
    DEFAULT_CALIBRATION,
    DEFAULT_MELANIN,
    MOST_EARLIER_STAYS,
    Caution,
    EarlierStay,
    Environment,
    Exposure,
    Melanin,
    Person,
    Question,
    SkyQuestion,
    Spot,
    Sunscreen,
    SurfaceName,
    UvSource,
)
from service.schemas.values import Instant, QueryInstant, whole_number

Latitude = Annotated[float, Field(ge=-90, le=90, description="Positive north. [°]")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="Positive east. [°]")]
Elevation = Annotated[
    float | None,
    Field(ge=-450, le=9000, description="Above sea level; from a terrain map if absent. [m]"),
]
Fitzpatrick = Annotated[
    int,
    Field(ge=1, le=6, description="Skin type I to VI; never guessed."),
    BeforeValidator(whole_number, json_schema_input_type=Annotated[int, Field(ge=1, le=6)]),
]
Med = Annotated[
    float | None,
    Field(ge=50, le=5000, description="Measured minimal erythema dose, instead of type. [J m⁻²]"),
]
Ita = Annotated[
    float | None,
    Field(ge=-90, le=90, description="Individual typology angle, instead of type. [°]"),
]
Age = Annotated[float | None, Field(ge=0, le=120, description="[a]")]
SkinFraction = Annotated[
    float | None, Field(ge=0, le=1, description="Bare share of the skin, instead of clothing.")
]
BodyParts = Annotated[
    tuple[BodyPart, ...] | None,
    Field(
        strict=False,
        max_length=32,
        description="Bare parts of the body instead of clothing; their shares go by age.",
    ),
]
Height = Annotated[float | None, Field(ge=40, le=250, description="For the area of the skin. [cm]")]
Weight = Annotated[float | None, Field(ge=2, le=400, description="For the area of the skin. [kg]")]
Melanins = Annotated[Melanin, Field(description="How much pigment hinders synthesis.")]
Calibrations = Annotated[CalibrationName, Field(description="See `GET /v1/calibrations`.")]
ActionSpectra = Annotated[
    ActionSpectrumName, Field(description="Not with `mckenzie_2009`, which has none.")
]
Explain = Annotated[
    bool, Field(description="Adds `uncertainty`: where the width of the intervals comes from.")
]
UvIndexGiven = Annotated[
    float | None, Field(ge=0, le=25, description="UV index at the start, as read by the client.")
]
Ozone = Annotated[
    float | None, Field(ge=100, le=600, description="Ozone column above the place. [DU]")
]
Aod = Annotated[
    float | None,
    Field(ge=0, le=5, description="Aerosol optical depth at 550 nm above the place."),
]
Cover = Annotated[
    float | None, Field(ge=0, le=1, description="Share of the sky in cloud, instead of a forecast.")
]
Target = Annotated[float | None, Field(ge=1, le=50_000, description="Wanted vitamin D. [IU]")]


MOST_AT_ONCE = 1000
"""Questions of a batch."""


class _Strict(BaseModel):
    """Body part: no unknown fields, no strings for numbers, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class LocationIn(_Strict):
    """A point on earth."""

    latitude: Latitude
    longitude: Longitude
    elevation_m: Elevation = None


class SkinIn(_Strict):
    """Whose skin."""

    fitzpatrick: Fitzpatrick
    med_j_m2: Med = None
    ita_deg: Ita = None
    age_years: Age = None
    height_cm: Height = None
    weight_kg: Weight = None
    cautions: Annotated[tuple[Caution, ...], Field(strict=False, max_length=32), FailFast()] = ()


class SunscreenIn(_Strict):
    """A sunscreen as it is on the skin. It lowers vitamin D and never lengthens a stay."""

    spf: Annotated[float, Field(ge=1, le=100)]
    applied_mg_cm2: Annotated[
        float | None, Field(ge=0, le=2, description="1 if absent: half of what labels mean.")
    ] = None
    minutes_since_applied: Annotated[
        float, Field(ge=0, le=720, description="At the start; it wears off. [min]")
    ] = 0.0
    reapplied_every_minutes: Annotated[
        float | None, Field(ge=15, le=720, description="Never if absent. [min]")
    ] = None
    wear: Annotated[
        Wear | None, Field(description="`active` (exercise, heat, bathing) if absent.")
    ] = None


class ExposureIn(_Strict):
    """How the skin meets the sun."""

    clothing: ClothingName | None = None
    skin_fraction: SkinFraction = None
    body_parts: BodyParts = None
    posture: Posture | None = None
    shade_fraction: Annotated[float, Field(ge=0, le=1)] = 0.0
    behind_glass: bool = False
    sunscreen: SunscreenIn | None = None


class EnvironmentIn(_Strict):
    """What the client knows of sky and ground."""

    surface: SurfaceName | None = None
    uv_index: UvIndexGiven = None
    ozone_du: Ozone = None
    aod_550: Aod = None
    cloud_cover: Cover = None


class TargetIn(_Strict):
    """What is wanted."""

    vitamin_d_iu: Target = None


class ModelIn(_Strict):
    """Which published relations are used."""

    calibration: Calibrations = DEFAULT_CALIBRATION
    melanin: Melanins = DEFAULT_MELANIN
    action_spectrum: ActionSpectra = DEFAULT_ACTION_SPECTRUM


class EarlierStayIn(_Strict):
    """A stay in the sun of the same day, over before the start, dressed the same."""

    start: Annotated[Instant, Field(strict=False)]
    end: Annotated[Instant, Field(strict=False)]


class EstimateIn(_Strict):
    """One person, one place, one start."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "location": {"latitude": 52.52, "longitude": 13.41},
                    "start": "2026-06-12T12:30:00+02:00",
                    "skin": {"fitzpatrick": 2, "age_years": 35},
                    "exposure": {"clothing": "t_shirt_shorts", "posture": "upright"},
                    "environment": {"surface": "grass"},
                    "target": {"vitamin_d_iu": 1000},
                    "uv_source": "auto",
                }
            ]
        }
    )

    location: LocationIn
    start: Annotated[Instant | None, Field(strict=False, description="Now if absent.")] = None
    end: Annotated[
        Instant | None, Field(strict=False, description="Up to 24 h later: adds `session`.")
    ] = None
    skin: SkinIn
    exposure: ExposureIn = ExposureIn()
    environment: EnvironmentIn = EnvironmentIn()
    target: TargetIn = TargetIn()
    uv_source: UvSource = "auto"
    model: ModelIn = ModelIn()
    earlier_stays: Annotated[
        tuple[EarlierStayIn, ...],
        Field(
            strict=False,
            max_length=MOST_EARLIER_STAYS,
            description="Their doses count: towards the burn, the limit, the target; adds "
            "`day_total`.",
        ),
    ] = ()
    explain: Explain = False

    def question(self) -> Question:
        """Translate into the terms of the use case."""
        exposed = self.exposure
        return Question(
            sky=SkyQuestion(
                spot=Spot(**dict(self.location)),
                start=self.start,
                environment=Environment(**dict(self.environment)),
                uv_source=self.uv_source,
            ),
            person=Person(**dict(self.skin)),
            exposure=Exposure(
                **dict(exposed)
                | {"sunscreen": exposed.sunscreen and Sunscreen(**dict(exposed.sunscreen))}
            ),
            end=self.end,
            target_iu=self.target.vitamin_d_iu,
            calibration=self.model.calibration,
            melanin=self.model.melanin,
            action_spectrum=self.model.action_spectrum,
            earlier_stays=tuple(EarlierStay(each.start, each.end) for each in self.earlier_stays),
        )


class BatchIn(_Strict):
    """Many questions; each is judged by itself."""

    items: Annotated[
        list[Annotated[EstimateIn, SkipValidation]],
        Field(min_length=1, max_length=MOST_AT_ONCE, strict=False),
    ]


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
