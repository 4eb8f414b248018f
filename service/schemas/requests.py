"""What a client asks in a body."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, FailFast, Field, SkipValidation

from models.body import ClothingName
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
    BodyParts,
    Calibrations,
    Cover,
    Elevation,
    Explain,
    Fitzpatrick,
    Height,
    Ita,
    Latitude,
    Longitude,
    Med,
    Melanins,
    Ozone,
    SkinFraction,
    Target,
    UvIndexGiven,
    Weight,
)
from service.schemas.values import Instant

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
        exposed, screen = vars(self.exposure), self.exposure.sunscreen
        return Question(
            sky=SkyQuestion(
                spot=Spot(**vars(self.location)),
                start=self.start,
                environment=Environment(**vars(self.environment)),
                uv_source=self.uv_source,
            ),
            person=Person(**vars(self.skin)),
            exposure=Exposure(**exposed | {"sunscreen": screen and Sunscreen(**vars(screen))}),
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
