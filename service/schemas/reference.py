"""Reference data and the state of the service, as a client is told them."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.body import BodyPart
from models.calibrations import CalibrationName
from models.catalogue import Kind
from service.schemas.parts import DoseInterval, Out
from service.schemas.problem import Problem
from service.schemas.values import Share, whole_number

Points = Annotated[
    int,
    Field(ge=0, le=4),
    BeforeValidator(whole_number, json_schema_input_type=Annotated[int, Field(ge=0, le=4)]),
]


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


class AssessmentChoiceOut(Out):
    """One answer and its points."""

    points: int
    text: str


class AssessmentQuestionOut(Out):
    """One question, to be answered by the points of one choice."""

    key: str
    text: str
    choices: list[AssessmentChoiceOut]


class AssessmentQuestionsOut(Out):
    """The questionnaire on skin type."""

    model_version: str
    questions: list[AssessmentQuestionOut]
    points_at_most: Annotated[list[int], Field(description="Most points of types I to VI.")]
    sources: list[str]


class AssessmentIn(BaseModel):
    """Points of the chosen answer to each question."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    eye_colour: Points
    hair_colour: Points
    skin_colour: Points
    freckles: Points
    burn: Points
    tan: Points
    tan_depth: Points
    face: Points


class TypeProbabilityOut(Out):
    """How likely a type is."""

    fitzpatrick: int
    probability: Share


class AssessmentOut(Out):
    """Skin type by the questionnaire, with its uncertainty."""

    model_version: str
    points: int
    fitzpatrick: int
    cautious_fitzpatrick: Annotated[
        int,
        Field(description="Nine in ten people with such answers are of this type or a darker one."),
    ]
    probabilities: list[TypeProbabilityOut]
    med_j_m2: Annotated[DoseInterval, Field(description="Over all types by their probability.")]
    disclaimer: str


class ClothingOut(Out):
    """One way of dressing."""

    name: str
    skin_fraction: Annotated[float, Field(description="Of an adult.")]
    body_parts: Annotated[list[BodyPart], Field(description="By which a child's is scaled.")]
    description: str
    source: str


class BodyPartOut(Out):
    """One part of the body, both sides."""

    name: BodyPart
    skin_fraction_by_age: Annotated[
        dict[str, float], Field(description="By age in years; linear between, constant from 18.")
    ]


class ClothingListOut(Out):
    """Ways of dressing, and parts of the body."""

    model_version: str
    clothing: list[ClothingOut]
    body_parts: list[BodyPartOut]


class CalibrationOut(Out):
    """A published relation between exposure and vitamin D."""

    name: CalibrationName
    citation: str
    equation: str
    valid_for: str
    certainty: Annotated[str, Field(description="How its numbers reached us.")]
    iu_per_med_whole_body: Annotated[float, Field(description="As published, at small doses. [IU]")]
    age_law: str
    uses_action_spectrum: bool
    default: bool


class CalibrationsOut(Out):
    """Calibrations that can be asked for."""

    model_version: str
    calibrations: list[CalibrationOut]
    published_iu_per_med_whole_body: Annotated[
        dict[str, float], Field(description="How far they lie apart. [IU]")
    ]


class ModelOut(Out):
    """A scientific model."""

    name: str
    kind: Kind
    citation: str
    equation: str
    valid_for: str
    chosen_by: Annotated[
        str | None, Field(description="Request field that selects it; null where none does.")
    ]
    default: Annotated[bool, Field(description="Whether it is used unless another is named.")]


class ModelsOut(Out):
    """Every scientific model in use, in the order of the computation."""

    model_version: str
    models: list[ModelOut]


class HealthOut(Out):
    """Whether the service is up."""

    status: Literal["ok"]
    model_version: str


class CheckOut(Out):
    """One thing that answers need."""

    name: Annotated[str, Field(examples=["database"])]
    passed: bool
    detail: Annotated[str, Field(examples=["reachable, schema 0003"])]


class ReadinessOut(HealthOut):
    """Whether requests are to be sent here."""

    checks: list[CheckOut]


class ReadinessProblem(Problem):
    """Why requests are better sent elsewhere."""

    checks: list[CheckOut]
