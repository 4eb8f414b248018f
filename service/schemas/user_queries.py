"""What is asked of a user by query; unknown parameters are refused."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from service.samples import SampleType
from service.schemas.values import FIRST_YEAR, LAST_YEAR, QueryInstant

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _iso_date(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        return value
    raise PydanticCustomError("date_format", "not a date such as 2026-06-12")


def _within_years(value: dt.date) -> dt.date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError(
            "date_out_of_range", f"a date must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        )
    return value


IsoDate = Annotated[
    dt.date,
    AfterValidator(_within_years),
    BeforeValidator(_iso_date, json_schema_input_type=dt.date),
]
"""A date, and not a number of days."""
Cursor = Annotated[str, Field(min_length=1, max_length=64)]


class _Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChangesQuery(_Query):
    """From where in the feed, and how much."""

    cursor: Annotated[Cursor | None, Field(description="From the beginning if absent.")] = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class SamplesQuery(_Query):
    """Which samples, by time."""

    start: Annotated[QueryInstant | None, Field(description="Ten years back if absent.")] = None
    end: Annotated[QueryInstant | None, Field(description="Now if absent; exclusive.")] = None
    type: SampleType | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000
    page: Annotated[str | None, Field(min_length=1, max_length=64)] = None


class DaysQuery(_Query):
    """Which days."""

    start: Annotated[IsoDate | None, Field(description="30 days before the end if absent.")] = None
    end: Annotated[IsoDate | None, Field(description="Tomorrow if absent; inclusive.")] = None


class AccessQuery(_Query):
    """How much of the log."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100


ExportFormat = Literal["zip", "ndjson", "csv", "ieee1752", "fhir"]


class ExportQuery(_Query):
    """In which form."""

    format: Annotated[
        ExportFormat,
        Field(description="`zip` has everything; the others have the samples in one form."),
    ] = "zip"
