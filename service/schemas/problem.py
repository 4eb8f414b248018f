"""The one shape of every error: RFC 9457 problem details."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(from_attributes=True)

    pointer: Annotated[str, Field(examples=["#/skin/fitzpatrick"])]
    code: Annotated[str, Field(examples=["missing"])]
    detail: Annotated[str, Field(examples=["Field required"])]


class Problem(BaseModel):
    """Problem details."""

    type: Annotated[str, Field(examples=["/problems/validation"])]
    title: Annotated[str, Field(examples=["Invalid request"])]
    status: Annotated[int, Field(examples=[422])]
    detail: Annotated[str, Field(examples=["1 field is invalid"])]
    instance: Annotated[str, Field(examples=["/v1/estimates"])]
    request_id: Annotated[str, Field(examples=["0f8fad5bd9cb469fa16570867728950e"])]
    errors: list[FieldProblem]
