"""Error answers as OpenAPI describes them."""

from http import HTTPStatus
from typing import Any

from service.schemas.problem import Problem

_MEANING = {
    401: "No key or token, or none that is good.",
    403: "The token is good for another user, or lacks the scope.",
    404: "There is nothing of that name that the caller may know of.",
    408: "The body came too slowly.",
    409: "Something else is being done with it.",
    410: "The user was erased, or the cursor has expired.",
    413: "The body is larger than this deployment allows, 64 KiB by default, 1 MiB for a batch.",
    415: "The body is of a type or coding that is not spoken here.",
    422: "A field is missing, malformed, out of range, unknown, or contradicts another.",
    429: "The client asks too much; `Retry-After` tells when to try again.",
    500: "A fault of the service.",
    503: "Too much is asked at once, it took too long, or the database is away or full; try again, "
    "after `Retry-After` where that is told.",
}


def problems(*statuses: int, limited: bool = True) -> dict[int | str, dict[str, Any]]:
    """
    Describe problem answers for an operation.

    500 is always among them, 429 and 503 of limits, and 408 wherever there is a body.
    """
    always = (429, 500, 503) if limited else (500,)
    slow = (408,) if HTTPStatus.REQUEST_ENTITY_TOO_LARGE in statuses else ()
    return {
        status: {"model": Problem, "description": _MEANING[status]}
        for status in (*statuses, *slow, *always)
    }


OF_A_USER = (401, 403, 404, 410, 422)
"""What every operation on a user may answer."""
