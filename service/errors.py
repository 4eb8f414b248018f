"""
Errors that a client may see.

* ServiceError
  + InvalidInput: 422, fields that are malformed or contradict each other
* ForecastUnavailable: a provider failed; never reaches a client, the answer degrades instead
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

ForecastFailure = Literal[
    "provider_unreachable",
    "provider_timeout",
    "provider_rate_limited",
    "provider_quota_reached",
    "provider_refused",
    "provider_paused",
    "provider_error_status",
    "provider_no_data",
    "provider_invalid_response",
    "provider_wrong_place",
    "provider_outdated",
]


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field."""

    pointer: str
    """JSON pointer with a leading ``#``, or ``#/name`` for a query parameter."""
    code: str
    detail: str


class ServiceError(Exception):
    """Base of all errors that have an HTTP answer of their own."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class InvalidInput(ServiceError):
    """A field is malformed, out of range, or contradicts another."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *errors: FieldError) -> None:
        count = len(errors)
        noun = "field is" if count == 1 else "fields are"
        super().__init__(f"{count} {noun} invalid", errors=errors)


class ForecastUnavailable(Exception):
    """A provider could not supply a UV forecast."""

    def __init__(
        self,
        failure: ForecastFailure,
        detail: str,
        retry_after_s: float | None = None,
        *,
        again: bool = False,
    ) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure: ForecastFailure = failure
        self.retry_after_s = retry_after_s
        self.again = again
        """Whether a second try right away may help."""


def pointer_to(*path: object) -> str:
    """JSON pointer (RFC 6901) with a leading ``#`` to a field."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join("/" + part for part in parts)
