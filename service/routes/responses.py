"""Error answers as OpenAPI describes them."""

from typing import Any

from service.schemas.problem import Problem

_MEANING = {
    413: "The body is larger than this deployment allows, 64 KiB by default, 1 MiB for a batch.",
    415: "The body is not JSON.",
    422: "A field is missing, malformed, out of range, unknown, or contradicts another.",
    500: "A fault of the service.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe problem answers for an operation; 500 is always among them."""
    return {
        status: {"model": Problem, "description": _MEANING[status]} for status in (*statuses, 500)
    }
