"""Answers to GET that clients and proxies may keep: entity tags and Cache-Control."""

import hashlib
import re

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

_GROWING = re.compile(r'"age_s":[0-9.e+-]+')
"""The age of a forecast grows by itself and says nothing new."""


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
    body = answer.model_dump_json()
    kept = f"{'private' if personal else 'public'}, max-age={max_age_s}"
    return tagged(
        request,
        body,
        "application/json",
        said=_GROWING.sub("", body),
        headers={"cache-control": kept},
    )


def tagged(
    request: Request, body: str, media_type: str, *, said: str, headers: dict[str, str]
) -> Response:
    """
    Send a text with a weak ETag, or 304 where the client has it already.

    Parameters
    ----------
    request : Request
    body : str
    media_type : str
    said : str
        What of the text the ETag goes by.
    headers : dict of str
        Besides the ETag.

    Returns
    -------
    Response
    """
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    headers = {"etag": f'W/"{digest}"'} | headers
    asked = request.headers.get("if-none-match", "")
    if digest in asked or asked.strip() == "*":
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
