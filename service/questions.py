"""What can be asked: a place, a time, a person and how that person is exposed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from models.action_spectrum import ActionSpectrumName
from models.body import BodyPart, ClothingName
from models.calibrations import CalibrationName
from models.posture import Posture
from models.protection import Wear

SurfaceName = Literal[
    "grass", "soil", "asphalt", "concrete", "sand", "water", "fresh_snow", "old_snow"
]
Caution = Literal[
    "photosensitising_medication",
    "lupus",
    "xeroderma_pigmentosum",
    "porphyria",
    "albinism",
    "vitiligo",
    "immunosuppression",
    "skin_cancer_history",
    "hypercalcaemia",
    "sarcoidosis",
    "kidney_stones",
    "anticoagulants",
    "pregnancy",
]
UvSource = Literal[
    "auto",
    "clear_sky",
    "manual",
    "open_meteo",
    "open_meteo_cams",
    "open_meteo_forecast",
    "met_norway",
    "currentuvindex",
    "openuv",
    "pirate_weather",
    "openweather",
]
Melanin = Literal["med_scaled", "young_2020"]
Language = Literal["en", "de", "es", "fr"]

DEFAULT_CLOTHING: ClothingName = "face_hands_arms"
DEFAULT_POSTURE: Posture = "upright"
DEFAULT_TARGET_IU = 1000.0
LONGEST_STAY = timedelta(hours=24)
"""Nothing is added up beyond a day: skin repairs and forgets."""
DEFAULT_CALIBRATION: CalibrationName = "webb_engelsen_2006"
DEFAULT_MELANIN: Melanin = "med_scaled"
DEFAULT_ACTION_SPECTRUM: ActionSpectrumName = "cie174"
DEFAULT_SUNSCREEN_MG_CM2 = 1.0
"""Half of what the label is tested with: what people really put on. [mg cm⁻²]"""
DEFAULT_WEAR: Wear = "active"
MOST_EARLIER_STAYS = 24


@dataclass(frozen=True, slots=True)
class Environment:
    """What is known about sky and ground; ``None`` where the service has to find out."""

    surface: SurfaceName | None = None
    uv_index: float | None = None
    ozone_du: float | None = None
    aod_550: float | None = None
    cloud_cover: float | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on earth."""

    latitude: float
    longitude: float
    elevation_m: float | None = None


@dataclass(frozen=True, slots=True)
class Sunscreen:
    """A sunscreen as it is on the skin."""

    spf: float
    applied_mg_cm2: float | None = None
    minutes_since_applied: float = 0.0
    reapplied_every_minutes: float | None = None
    wear: Wear | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whose skin."""

    fitzpatrick: int
    med_j_m2: float | None = None
    ita_deg: float | None = None
    age_years: float | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposure:
    """How that skin meets the sun."""

    clothing: ClothingName | None = None
    skin_fraction: float | None = None
    body_parts: tuple[BodyPart, ...] | None = None
    posture: Posture | None = None
    shade_fraction: float = 0.0
    behind_glass: bool = False
    sunscreen: Sunscreen | None = None


@dataclass(frozen=True, slots=True)
class EarlierStay:
    """A stay in the sun of the same day, over before the start."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class SkyQuestion:
    """Where, when, and from which source the ultraviolet is to be known."""

    spot: Spot
    start: datetime | None = None
    environment: Environment = Environment()
    uv_source: UvSource = "auto"


@dataclass(frozen=True, slots=True)
class Question:
    """The whole question of an estimate."""

    sky: SkyQuestion
    person: Person
    exposure: Exposure = Exposure()
    end: datetime | None = None
    target_iu: float | None = None
    calibration: CalibrationName = DEFAULT_CALIBRATION
    melanin: Melanin = DEFAULT_MELANIN
    action_spectrum: ActionSpectrumName = DEFAULT_ACTION_SPECTRUM
    earlier_stays: tuple[EarlierStay, ...] = ()
    begins_now: bool = False
    """Whether the start was left open."""


def begun(question: Question, now: datetime) -> Question:
    """Let a question without a start begin now, to the second."""
    if question.sky.start is not None:
        return question
    sky = replace(question.sky, start=now.replace(microsecond=0))
    return replace(question, sky=sky, begins_now=True)
