"""Answers to GET that clients and proxies may keep: entity tags and Cache-Control."""

import hashlib

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

_UNTAGGED = {"provenance": {"age_s"}}
"""Grows by itself and says nothing new."""


def cacheable(request: Request, answer: BaseModel, *, max_age_s: int, personal: bool) -> Response:
    """
    Send an answer as JSON, or 304 where the client has it already.

    Parameters
    ----------
    request : Request
    answer : BaseModel
    max_age_s : int
        How long it may be kept. [s]
    personal : bool
        Whether shared caches must not keep it, because its address tells of a person.

    Returns
    -------
    Response
        With a weak ETag over everything but the age of the forecast.
    """
    tagged = answer.model_dump_json(exclude=_UNTAGGED)
    digest = hashlib.sha256(tagged.encode()).hexdigest()[:32]
    etag = f'W/"{digest}"'
    headers = {
        "etag": etag,
        "cache-control": f"{'private' if personal else 'public'}, max-age={max_age_s}",
        "vary": "Accept-Encoding",
    }
    if digest in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")
