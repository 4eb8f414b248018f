"""Where the width of an interval comes from, as a client is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.uncertainty import Group
from service.answers import (
    Reason,
)
from service.schemas.parts import (
    Out,
)
from service.schemas.values import (
    Share,
)


class UncertaintySourceOut(Out):
    """One source of the width of an interval."""

    name: str
    group: Group
    share: Annotated[Share, Field(description="Of the variance of the logarithm.")]
    low: Annotated[Share, Field(description="Factor at the 10th percentile.")]
    high: Annotated[Share, Field(description="Factor at the 90th percentile.")]
    reason: Annotated[str, Field(description="In words.")]
    sharpened_by: Annotated[
        list[str],
        Field(description="Request fields that would narrow it, in place of what they exclude."),
    ]


class UncertaintyOfOut(Out):
    """Where the width of one answer comes from; the three shares sum to one, but for rounding."""

    weather: Share
    person: Share
    model: Share
    sharpened_by: Annotated[
        list[str], Field(description="Request fields worth asking for, the most useful first.")
    ]
    sources: list[UncertaintySourceOut]


class UncertaintyOut(Out):
    """Budgets of both answers; of what is withheld none."""

    vitamin_d: UncertaintyOfOut | None
    burn: UncertaintyOfOut | None
    reason: Reason | None
