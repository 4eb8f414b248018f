"""
Errors that a client may see.

* ServiceError
  + InvalidInput: 422, fields that are malformed or contradict each other
  + NotIdentified: 401, no token, or none that is good
  + NotAllowed: 403, a token that is good for something else
  + NotThere: 404, nothing of that name, or nothing that this token may know of
  + TooSlow: 408, a body that does not come on
  + InTheWay: 409, something else is being done with it
  + NameErased: 409, a name that is not given again
  + UserGone, CursorExpired: 410, erased, or too old to be followed
  + TooMuch: 413, more than is taken at once
  + NotUnderstood: 415, a form or coding that is not spoken here
  + StorageAway, StorageFull: 503, what is kept cannot be reached or added to at the moment
* ForecastUnavailable: a provider failed; never reaches a client, the answer degrades instead
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any, Literal

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


MOST_ERRORS = 20
"""Fields that are named; more are of no use to a client."""


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
    retry_after_s: int | None = None
    """When the same request may be answered, where it is known. [s]"""

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors

    def __reduce__(self) -> tuple[Callable[..., "ServiceError"], tuple[Any, ...]]:
        """Come back from another process as it went, whatever its class is made from."""
        return _as_it_was, (type(self), self.detail, self.errors)


def _as_it_was(
    kind: type[ServiceError], detail: str, errors: tuple[FieldError, ...]
) -> ServiceError:
    error = kind.__new__(kind)
    ServiceError.__init__(error, detail, errors=errors)
    return error


class InvalidInput(ServiceError):
    """A field is malformed, out of range, or contradicts another."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *errors: FieldError) -> None:
        count = len(errors)
        noun = "field is" if count == 1 else "fields are"
        super().__init__(f"{count} {noun} invalid", errors=errors)


class NotIdentified(ServiceError):
    """Nobody that is known here."""

    status = HTTPStatus.UNAUTHORIZED


class NotAllowed(ServiceError):
    """Somebody who may do other things."""

    status = HTTPStatus.FORBIDDEN


class NotThere(ServiceError):
    """There is nothing of that name for whoever asks."""

    status = HTTPStatus.NOT_FOUND


class InTheWay(ServiceError):
    """The state of things does not allow it now."""

    status = HTTPStatus.CONFLICT

    def __init__(self, detail: str, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class NameErased(ServiceError):
    """A user of that name was erased: the name stays used for good."""

    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        error = FieldError("#/external_id", "user_erased", "choose another")
        super().__init__("a user of this external_id was erased; choose another", errors=(error,))


class UserGone(ServiceError):
    """The user was erased."""

    status = HTTPStatus.GONE

    def __init__(self) -> None:
        error = FieldError("#/user_id", "user_erased", "nothing of this user is kept or taken")
        super().__init__("the user was erased", errors=(error,))


class CursorExpired(ServiceError):
    """Deletions that the cursor has not seen are forgotten already."""

    status = HTTPStatus.GONE

    def __init__(self) -> None:
        error = FieldError("#/cursor", "cursor_expired", "read everything again without a cursor")
        super().__init__("the cursor has expired", errors=(error,))


class TooMuch(ServiceError):
    """More than is taken at once."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, errors=(FieldError("#", code, detail),))


class TooSlow(ServiceError):
    """A body that does not come on."""

    status = HTTPStatus.REQUEST_TIMEOUT

    def __init__(self) -> None:
        super().__init__("the body came too slowly")


class NotUnderstood(ServiceError):
    """A media type or coding that is not spoken here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class StorageAway(ServiceError):
    """The database does not answer at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after_s = 2
    _DETAIL = "the database does not answer; send this again later"

    def __init__(self) -> None:
        super().__init__(self._DETAIL)


class StorageFull(StorageAway):
    """
    Nothing more can be written at the moment.

    Not 507: clients are told to send again what was answered 503, and this too can be sent again.
    """

    retry_after_s = 60
    _DETAIL = "nothing can be added to the database now; send this again later"


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


def invalid_fields(
    errors: Iterable[Mapping[str, Any]], below: tuple[object, ...]
) -> list[FieldError]:
    """
    Fields that a schema found invalid.

    Parameters
    ----------
    errors : iterable of mapping
        As pydantic tells them.
    below : tuple
        Path to what was validated.

    Returns
    -------
    list of FieldError
        No more than a client can use.
    """
    return [
        FieldError(pointer_to(*below, *found["loc"]), str(found["type"]), str(found["msg"]))
        for found in islice(errors, MOST_ERRORS)
    ]
