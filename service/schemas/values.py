"""Kinds of value in schemas: exact times, rounded numbers, and ``null`` for "never"."""

import math
import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?P<offset>[Zz]|[+-]\d\d:\d\d)?"
)
_PLUS_READ_AS_SPACE = re.compile(r"(T\d\d:\d\d\S*) (\d\d:\d\d)$")
FIRST_YEAR, LAST_YEAR = 1950, 2100


def whole_number(value: Any) -> Any:  # noqa: ANN401
    """Take 2.0 for 2, as JSON does; leave everything else to be judged."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _rfc_3339(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, datetime):
        return value
    match = _RFC_3339.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError(
            "time_format", "not a time of RFC 3339, such as 2026-06-12T12:30:00+02:00"
        )
    if match["offset"] is None:
        raise PydanticCustomError(
            "time_offset_missing", "a time needs an offset, such as Z or +02:00"
        )
    return value


def _within_years(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError(
            "time_out_of_range", f"a time must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        )
    return value


def _plus_restored(value: Any) -> Any:  # noqa: ANN401
    """Undo what form decoding does to an offset's plus sign that was not escaped."""
    if isinstance(value, str):
        return _PLUS_READ_AS_SPACE.sub(r"\1+\2", value)
    return value


Instant = Annotated[
    AwareDatetime,
    Field(description="RFC 3339 with offset.", examples=["2026-06-12T12:30:00+02:00"]),
    AfterValidator(_within_years),
    BeforeValidator(_rfc_3339, json_schema_input_type=AwareDatetime),
]
"""A time in a request body."""
QueryInstant = Annotated[
    Instant, BeforeValidator(_plus_restored, json_schema_input_type=AwareDatetime)
]
"""A time in a query."""


def _local(value: datetime | None, info: ValidationInfo) -> datetime | None:
    """Show a time in the zone of the place, to the second."""
    if value is None or info.context is None:
        return value
    if value.microsecond >= 500_000:
        value = datetime.fromtimestamp(math.ceil(value.timestamp()), value.tzinfo)
    return value.replace(microsecond=0).astimezone(info.context["zone"])


LocalTime = Annotated[AwareDatetime, BeforeValidator(_local)]
"""A time in an answer: zone of the place, whole seconds."""


def _to(digits: int, *, down: bool = False, up: bool = False) -> BeforeValidator:
    scale = 10.0**digits

    def rounded(value: float | None) -> float | None:
        if value is None or not math.isfinite(value):
            return None
        if up:
            return math.ceil(value * scale) / scale
        return math.floor(value * scale) / scale if down else round(value, digits)

    return BeforeValidator(rounded)


_NotNegative = Annotated[float, Field(ge=0)]

Minutes = Annotated[_NotNegative | None, _to(2)]
MinutesDown = Annotated[_NotNegative | None, _to(2, down=True)]
"""Rounded down: a burn time or a limit is never lengthened by rounding."""
Iu = Annotated[_NotNegative, _to(1)]
Degrees = Annotated[float, _to(3)]
Dose = Annotated[_NotNegative, _to(1)]
UvIndex = Annotated[_NotNegative, _to(2)]
Irradiance = Annotated[_NotNegative, _to(5)]
Share = Annotated[_NotNegative, _to(3)]
ShareUp = Annotated[_NotNegative, _to(3, up=True)]
"""Rounded up: as much skin is needed at least."""
OzoneColumn = Annotated[_NotNegative, _to(1)]
Ratio = Annotated[float | None, _to(3)]
"""Numbers of an answer, rounded to what they can carry."""
