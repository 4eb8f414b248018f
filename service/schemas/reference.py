"""Reference data and the state of the service, as a client is told them."""

from typing import Literal

from service.schemas.answers import DoseInterval, Out


class SkinTypeOut(Out):
    """One Fitzpatrick type."""

    fitzpatrick: int
    roman: str
    description: str
    med_j_m2: DoseInterval


class SkinTypesOut(Out):
    """The six types."""

    model_version: str
    skin_types: list[SkinTypeOut]
    sources: list[str]


class ClothingOut(Out):
    """One way of dressing."""

    name: str
    skin_fraction: float
    description: str
    source: str


class ClothingListOut(Out):
    """Ways of dressing."""

    model_version: str
    clothing: list[ClothingOut]


class CalibrationOut(Out):
    """A published relation between exposure and vitamin D."""

    name: str
    citation: str
    equation: str
    valid_for: str
    iu_per_med_whole_body: float
    default: bool


class CalibrationsOut(Out):
    """Calibrations that can be asked for, and how far published ones lie apart."""

    model_version: str
    calibrations: list[CalibrationOut]
    published_iu_per_med_whole_body: dict[str, float]


class HealthOut(Out):
    """Whether the service is up."""

    status: Literal["ok"]
    model_version: str
