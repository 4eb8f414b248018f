"""Fields of requests: ranges, units and words, the same in bodies and queries."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from models.action_spectrum import ActionSpectrumName
from models.body import BodyPart
from models.calibrations import CalibrationName
from service.questions import Melanin
from service.schemas.values import whole_number

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
