"""Every error as RFC 9457 problem details."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.errors import MOST_ERRORS, FieldError, NameErased, ServiceError, pointer_to
from service.schemas.problem import MEDIA_TYPE, FieldProblem, Problem

_TITLES = {
    401: ("not-identified", "Not identified"),
    403: ("not-allowed", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    408: ("too-slow", "Too slow"),
    409: ("in-the-way", "Not now"),
    410: ("gone", "Gone"),
    413: ("payload-too-large", "Request body too large"),
    415: ("unsupported-media-type", "Unsupported media type"),
    422: ("validation", "Invalid request"),
    429: ("rate-limited", "Too many requests"),
    500: ("internal-error", "Internal error"),
    503: ("unavailable", "Not available now"),
}
_TITLES_OF_ERRORS: dict[type[ServiceError], tuple[str, str]] = {
    NameErased: ("erased", "Erased for good"),
}
"""Where what is said of the status would be wrong."""
_OF_STATUS = {
    HTTPStatus.UNAUTHORIZED: {"www-authenticate": "Bearer"},
    HTTPStatus.REQUEST_TIMEOUT: {"connection": "close"},
}


def problem_response(
    scope: Mapping[str, Any],
    status: int,
    detail: str,
    errors: Iterable[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    kind: tuple[str, str] | None = None,
) -> Response:
    """
    Build the answer to a request that failed.

    Parameters
    ----------
    scope : mapping
        ASGI scope of the request.
    status : int
    detail : str
        For people.
    errors : iterable of FieldError
    headers : mapping, optional
    kind : tuple of str, optional
        Last part of its type, and title; those of the status if not given.

    Returns
    -------
    Response
    """
    problem = _problem(scope, status, detail, errors, kind)
    return Response(problem.model_dump_json(), status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(scope: Mapping[str, Any], error: ServiceError, below: str = "") -> Problem:
    """
    Tell what is wrong with a part of a request that is answered as a whole.

    Parameters
    ----------
    scope : mapping
        ASGI scope of the request.
    error : ServiceError
    below : str
        Where the part lies in the body, put before the pointers.

    Returns
    -------
    Problem
    """
    moved = (
        replace(each, pointer="#" + below + each.pointer.removeprefix("#")) for each in error.errors
    )
    return _problem(scope, error.status, error.detail, moved, _TITLES_OF_ERRORS.get(type(error)))


def _problem(
    scope: Mapping[str, Any],
    status: int,
    detail: str,
    errors: Iterable[FieldError],
    kind: tuple[str, str] | None = None,
) -> Problem:
    slug, title = kind or _TITLES.get(status) or _from_phrase(status)
    return Problem(
        type=f"/problems/{slug}",
        title=title,
        status=status,
        detail=detail,
        instance=scope.get("path", ""),
        request_id=scope.get("state", {}).get("request_id", ""),
        errors=[FieldProblem.model_validate(error) for error in errors],
    )


def _from_phrase(status: int) -> tuple[str, str]:
    phrase = HTTPStatus(status).phrase
    first, *others = phrase.split()
    title = " ".join([first, *(each.lower() if each.istitle() else each for each in others)])
    return phrase.lower().replace(" ", "-"), title


async def _on_service_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, ServiceError):
        raise error
    headers = dict(_OF_STATUS.get(error.status, {}))
    if error.retry_after_s is not None:
        headers["retry-after"] = str(error.retry_after_s)
    kind = _TITLES_OF_ERRORS.get(type(error))
    return problem_response(request.scope, error.status, error.detail, error.errors, headers, kind)


async def _on_http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.BAD_REQUEST:
        unreadable = FieldError("#", "json_invalid", "the body is not JSON in UTF-8")
        return problem_response(request.scope, 422, "the body cannot be read", [unreadable])
    detail = {
        404: f"there is nothing at {request.url.path}",
        405: f"{request.method} is not allowed at {request.url.path}",
    }.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["allow"] = ", ".join(_methods_at(request)) or headers.get("allow", "")
    return problem_response(request.scope, error.status_code, detail, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """List all methods at a path: a router tells only those of the first route that it finds."""
    path = request.url.path
    return sorted(
        method.upper()
        for template, operations in request.app.openapi()["paths"].items()
        if _fits(template).fullmatch(path)
        for method in operations
    )


@functools.cache
def _fits(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", template)
    return re.compile("[^/]+".join(re.escape(part) for part in parts))


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if _is_body(error.errors()) and not _is_json(request.headers.get("content-type", "")):
        return problem_response(request.scope, 415, "send the body as application/json")
    errors = [
        FieldError(_pointer(found), str(found["type"]), str(found["msg"]))
        for found in error.errors()[:MOST_ERRORS]
    ]
    count = len(error.errors())
    noun = "field is" if count == 1 else "fields are"
    named = "" if count <= MOST_ERRORS else f"; the first {MOST_ERRORS} are named"
    return problem_response(request.scope, 422, f"{count} {noun} invalid{named}", errors)


def _is_body(errors: Sequence[Any]) -> bool:
    return any(tuple(found["loc"]) == ("body",) for found in errors)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )


def _pointer(error: Mapping[str, Any]) -> str:
    _, *path = error["loc"]
    if error["type"] == "json_invalid":
        return "#"
    return pointer_to(*path)


def install_problem_handlers(app: FastAPI) -> None:
    """Make an application answer every error with problem details."""
    app.add_exception_handler(ServiceError, _on_service_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
