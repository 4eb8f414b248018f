"""Foods, as they are asked for and answered."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from models.food_names import FoodLanguage
from service.foods import Grade, Nutrient
from service.schemas.parts import Out

LanguageWanted = Annotated[
    FoodLanguage | None,
    Field(
        description="Of names and portions; where it is not told, English or German by "
        "`Accept-Language`."
    ),
]


class FoodsQuery(BaseModel):
    """A name, or part of one, and what to sort by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=100),
        Field(
            pattern=r"^[^\x00-\x1f\x7f]*$",
            description="Name of a food in any of the languages, or part of one.",
        ),
    ] = ""
    language: LanguageWanted = None
    nutrient: Annotated[
        Nutrient | None,
        Field(description="Most of it in 100 g first; what nobody measured is last."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 100


class FoodQuery(BaseModel):
    """How to show a food."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: LanguageWanted = None


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 2)


Amount = Annotated[float | None, Field(ge=0), BeforeValidator(_rounded)]


class NutrientsOut(Out):
    """What is in an amount of food; null where nobody measured, as `not_measured` says."""

    vitamin_d_ug: Amount
    vitamin_d_iu: Amount
    vitamin_d3_ug: Amount
    vitamin_d2_ug: Amount
    vitamin_k1_ug: Amount
    vitamin_k2_ug: Annotated[Amount, Field(description="All menaquinones that were measured.")]
    mk4_ug: Amount
    mk7_ug: Amount
    mk_other_ug: Annotated[Amount, Field(description="Other menaquinones: `k2_note` says which.")]
    calcium_mg: Amount
    fat_g: Amount


class RangeOut(Out):
    """Least and most that is published."""

    low: float
    high: float


class FoodOut(Out):
    """A food and what is in it."""

    id: Annotated[str, Field(description="To be sent as `food` of an intake.")]
    name: str
    synonyms: list[str]
    portion_g: float
    portion: str
    per_100_g: NutrientsOut
    per_portion: NutrientsOut
    vitamin_d_range_ug: Annotated[
        RangeOut | None, Field(description="Published for 100 g of such food.")
    ]
    vitamin_d_range_reason: Literal["not_compared"] | None
    not_measured: Annotated[list[str], Field(description="Fields of `per_100_g` that are null.")]
    k2_note: str
    entry: Annotated[str, Field(description="What its source calls it.")]
    source: Annotated[str, Field(description="Key of `sources`.")]
    vitamin_d_source: Annotated[str, Field(description="Key of `sources`.")]
    k2_source: Annotated[str, Field(description="Key of `sources`.")]


class FindingOut(Out):
    """What is known of vitamin K2, shown beside D3, and how well."""

    about: str
    grade: Annotated[Grade, Field(description="How good the evidence is.")]
    text: str
    citations: list[str]


class _Around(Out):
    model_version: str
    language: FoodLanguage
    evidence: list[FindingOut]
    sources: dict[str, str]
    attribution: list[str]
    notes: list[str]
    disclaimer: str


class FoodsOut(_Around):
    """Foods, best find first; none is an answer too."""

    found: Annotated[int, Field(description="How many there are, whatever the limit.")]
    foods: list[FoodOut]


class OneFoodOut(_Around):
    """One food."""

    food: FoodOut
