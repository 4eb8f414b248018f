"""What any provider's body has to pass before it is believed."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import numpy as np
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from models.arrays import FloatArray
from service.errors import ForecastUnavailable
from service.providers.forecast import Cell

MOST_ROWS = 2400
"""A hundred days of hours: more is no forecast."""
UnixTime = Annotated[float, Field(ge=0, le=4_133_980_800, allow_inf_nan=False)]
"""Up to the year 2100. [s]"""
Number = Annotated[float, Field(allow_inf_nan=False)]

_MOST_DEGREES_OFF = 1.0
"""Cells of 0.4° lie up to 0.3° from the point asked for; more is another place. [°]"""

Body = TypeVar("Body", bound=BaseModel)
Rows = TypeVar("Rows")


def read(schema: type[Body], body: bytes) -> Body:
    """
    Read a JSON body.

    Raises
    ------
    ForecastUnavailable
        Where it is not what the provider documents. Text cut off or appended in mid-stream may be
        whole at the next try.
    """
    try:
        return schema.model_validate_json(body)
    except ValidationError as error:
        raise _not_documented(error) from error


def read_rows(adapter: TypeAdapter[Rows], body: bytes) -> Rows:
    """Read a JSON body that is a bare list, as :func:`read` does."""
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        raise _not_documented(error) from error


def _not_documented(error: ValidationError) -> ForecastUnavailable:
    cut_off = any(each["type"] == "json_invalid" for each in error.errors(include_url=False))
    detail = "no JSON" if cut_off else "not the documented body"
    return ForecastUnavailable("provider_invalid_response", detail, again=cut_off)


def invalid(detail: str) -> ForecastUnavailable:
    """Make the error for a body that contradicts itself."""
    return ForecastUnavailable("provider_invalid_response", detail)


def instants_of(times: Sequence[float]) -> FloatArray:
    """
    Turn Unix seconds into instants.

    Raises
    ------
    ForecastUnavailable
        Unless there are some, in increasing order.
    """
    valid_at = np.asarray(times, dtype=np.float64)
    if len(valid_at) == 0 or np.any(np.diff(valid_at) <= 0.0):
        raise invalid("times are not increasing")
    return valid_at


def seconds_of(times: Sequence[datetime]) -> FloatArray:
    """Turn aware datetimes into increasing instants, as :func:`instants_of` does."""
    if any(time.tzinfo is None for time in times):
        raise invalid("times without offset")
    return instants_of([time.timestamp() for time in times])


def column(values: Sequence[float | None] | None, length: int) -> FloatArray:
    """
    Turn values with gaps into an array with NaN.

    Raises
    ------
    ForecastUnavailable
        Where it is shorter or longer than the times beside it.
    """
    if values is None:
        return np.full(length, np.nan)
    if len(values) != length:
        raise invalid("columns differ in length")
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def on_place(cell: Cell, latitude: float | None, longitude: float | None) -> None:
    """
    Make sure that an answer is about the place that was asked for.

    Raises
    ------
    ForecastUnavailable
        Where its point lies further away than any grid would put it.
    """
    if latitude is None or longitude is None:
        return
    north = abs(latitude - cell.latitude)
    east = abs((longitude - cell.longitude + 180.0) % 360.0 - 180.0)
    east *= math.cos(math.radians(cell.latitude))
    if not (north <= _MOST_DEGREES_OFF and east <= _MOST_DEGREES_OFF):
        raise ForecastUnavailable("provider_wrong_place", "the answer is about another place")


def as_utc(time: datetime) -> datetime:
    """Move an aware time to UTC, and take a naive one for UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
