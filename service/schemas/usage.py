"""What a key was used for, as it is answered."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.prices import Kind
from service.usage import KEPT_DAYS


class UsageQuery(BaseModel):
    """For how long."""

    model_config = ConfigDict(extra="forbid")

    days: Annotated[
        int, Field(ge=1, le=KEPT_DAYS, description="The last days of UTC, today among them.")
    ] = 30


class KindUsageOut(BaseModel):
    """What a key was used for, of one kind of operation."""

    kind: Kind
    requests: Annotated[int, Field(description="All that came, those below too.")]
    refused: Annotated[int, Field(description="That were too much (429).")]
    invalid: Annotated[int, Field(description="That could not be used (other 4xx).")]
    failed: Annotated[int, Field(description="By a fault of the service (5xx).")]
    units: Annotated[float, Field(description="That were paid of the limit.")]


class DayUsageOut(BaseModel):
    """What a key was used for on a day."""

    date: Annotated[date, Field(description="Day of UTC.")]
    kinds: list[KindUsageOut]


class UsageOut(BaseModel):
    """What a key was used for; days on which it was not are absent."""

    key_id: str
    scopes: list[
        Literal["users", "profile", "samples:write", "samples:read", "webhooks", "estimates"]
    ]
    first: Annotated[date, Field(description="From this day on.")]
    days: list[DayUsageOut]
