"""What answers are made of. Times are in the zone of the place; ``null`` has a reason beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from models.constants import MODEL_VERSION
from models.solar_geometry import DayType
from service.advice_texts import DISCLAIMER
from service.answers import (
    EventReason,
    Reason,
    UvCategory,
)
from service.places import ElevationSource
from service.provenance import (
    AodSource,
    OzoneSource,
    QualityFlag,
    QuantitySource,
    SkyKind,
    TimeReason,
    UsedQuantity,
    UvSourceUsed,
)
from service.providers.forecast import ForecastSource
from service.questions import Language
from service.schemas.values import (
    Degrees,
    Dose,
    Irradiance,
    Iu,
    LocalTime,
    Minutes,
    MinutesDown,
    OzoneColumn,
    Ratio,
    Share,
    UvIndex,
)

if TYPE_CHECKING:
    from service.places import Place


class Out(BaseModel):
    """Base of everything that leaves: read from attributes, never changed."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class LocationOut(Out):
    """The place as it was understood."""

    latitude: float
    longitude: float
    elevation_m: float
    timezone: str


class SunOut(Out):
    """Sun at the start; events of its civil day."""

    zenith_deg: Annotated[Degrees, Field(description="Geometric, without refraction.")]
    elevation_deg: Annotated[Degrees, Field(description="90° less the zenith angle.")]
    azimuth_deg: Annotated[Degrees, Field(description="Clockwise from north.")]
    sunrise: LocalTime | None
    sunrise_reason: EventReason | None
    solar_noon: LocalTime
    sunset: LocalTime | None
    sunset_reason: EventReason | None
    day_type: DayType


class UvOut(Out):
    """Ultraviolet on a horizontal plane at the start."""

    uv_index: UvIndex
    uv_index_clear_sky: Annotated[UvIndex, Field(description="What it would be without clouds.")]
    erythemal_w_m2: Annotated[
        Irradiance, Field(description="Weighted by what reddens skin. [W m⁻²]")
    ]
    vitamin_d_w_m2: Annotated[
        Irradiance, Field(description="Weighted by what makes previtamin D. [W m⁻²]")
    ]
    vitamin_d_ratio: Annotated[
        Ratio, Field(description="`vitamin_d_w_m2` over `erythemal_w_m2`. [unitless]")
    ]
    vitamin_d_ratio_reason: Reason | None
    category: UvCategory


class IuInterval(Out):
    """10th percentile, median, 90th percentile. [IU]"""

    low: Iu
    central: Iu
    high: Iu


class ShareInterval(Out):
    """10th percentile, median, 90th percentile."""

    low: Share
    central: Share
    high: Share


class MinutesInterval(Out):
    """10th percentile, median, 90th percentile; ``null`` is never, see the reason. [min]"""

    low: Minutes
    central: Minutes
    high: Minutes


class BurnMinutesInterval(Out):
    """As other minutes, but rounded down. [min]"""

    low: MinutesDown
    central: MinutesDown
    high: MinutesDown


class DoseInterval(Out):
    """10th percentile, median, 90th percentile. [J m⁻²]"""

    low: Dose
    central: Dose
    high: Dose


class OzoneOut(Out):
    """Ozone column above the place at the start."""

    du: Annotated[OzoneColumn, Field(description="[DU]")]
    source: OzoneSource


class AodOut(Out):
    """Aerosol optical depth at 550 nm above the place."""

    value: Share
    source: AodSource


class QuantityUsedOut(Out):
    """Whose one quantity is, and how old."""

    quantity: UsedQuantity
    source: QuantitySource
    issued_at: Annotated[LocalTime | None, Field(description="When its source worked it out.")]
    issued_at_reason: TimeReason | None
    fetched_at: LocalTime | None
    fetched_at_reason: TimeReason | None
    age_s: Annotated[float | None, Field(description="Since it was fetched. [s]")]


class CrossCheckOut(Out):
    """A source beside the one that was used; both numbers, and whether they are far apart."""

    source: ForecastSource
    time: LocalTime
    uv_index: Annotated[UvIndex, Field(description="Of `source`.")]
    sky: SkyKind
    compared_with: UvSourceUsed
    compared_uv_index: Annotated[UvIndex, Field(description="Of `compared_with`.")]
    disagrees: bool


class ProvenanceOut(Out):
    """Where the numbers come from."""

    uv_source: UvSourceUsed
    issued_at: Annotated[
        LocalTime | None, Field(description="When the source of the UV index worked it out.")
    ]
    issued_at_reason: TimeReason | None
    fetched_at: LocalTime | None
    fetched_at_reason: TimeReason | None
    age_s: Annotated[float | None, Field(description="Since it was fetched. [s]")]
    sky: SkyKind
    ozone: OzoneOut
    aod: AodOut
    albedo: Annotated[
        float, Field(description="Share of the ultraviolet that the ground throws back. [unitless]")
    ]
    elevation_source: ElevationSource
    quality_flags: Annotated[
        list[QualityFlag], Field(description="What makes the numbers weaker than usual.")
    ]
    sources: list[QuantityUsedOut]
    cross_checks: list[CrossCheckOut]


class Answer(Out):
    """What every computed answer carries."""

    model_version: Annotated[str, Field(description="Of the science.")]
    disclaimer: str

    @classmethod
    def of(
        cls,
        answer: Any,  # noqa: ANN401
        place: Place,
        language: Language = "en",
        **more: Any,  # noqa: ANN401
    ) -> Self:
        """
        Build the answer of a use case, with times in the zone of the place.

        Parameters
        ----------
        answer : object
            With the attributes of the schema.
        place : Place
        language : {"en", "de", "es", "fr"}
        **more
            Fields that the use case does not know.
        """
        known = {
            name: getattr(answer, name)
            for name in cls.model_fields
            if name not in more and hasattr(answer, name)
        }
        return cls.model_validate(
            known
            | {
                "location": place,
                "model_version": MODEL_VERSION,
                "disclaimer": DISCLAIMER.in_(language),
            }
            | more,
            context={"zone": place.zone},
        )
