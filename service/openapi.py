"""The contract as OpenAPI 3.1: what FastAPI generates, with errors as they are really sent."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from service.openapi_examples import add_examples
from service.openapi_schemas import tidy
from service.prices import is_for_anybody
from service.schemas.problem import MEDIA_TYPE
from service.schemas.samples import SamplesIn

_DESCRIPTION = """\
How long until you have made the vitamin D you want, how long until you burn, and which comes first.

Every answer is low / central / high (10th percentile, median, 90th percentile), names its sources
and assumptions, and has a reason beside every `null`. Times are upper limits for planning, not safe
times; this is not a medical device.

Times are RFC 3339 with offset. Unknown fields and values out of range are refused, never clamped.
Every error is `application/problem+json` (RFC 9457) with `errors[]` of `{pointer, code, detail}`.
"""


_SAYS_NOTHING = "Successful Response"
"""What FastAPI says of every success."""
_OF_KEYS = {
    "401": "A key or token was shown that is not good; without one the call is answered.",
    "403": "The key lacks the scope `estimates`.",
}


def operation_name(route: APIRoute) -> str:
    """
    Name an operation as its function is named, for good: clients name their methods by it.

    Parameters
    ----------
    route : APIRoute

    Returns
    -------
    str
    """
    return route.name


def describe(app: FastAPI) -> None:
    """Let an application generate this document, once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_batch(document: dict[str, Any]) -> None:
    """Describe a body that is read by hand, because its items are judged one by one."""
    schema = SamplesIn.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] |= schema.pop("$defs") | {"SamplesIn": schema}


def _describe_keys(document: dict[str, Any]) -> None:
    """
    Say that a key may be shown where none is needed, and is looked at where it is.

    This is what holds where nothing else is said: generators of clients that know no choice of an
    operation would take the key for needed.
    """
    document["security"] = [{}, {"bearer": []}]
    for told in (document["paths"], document["webhooks"]):
        for path, operations in told.items():
            for operation in operations.values():
                if is_for_anybody(path):
                    operation["responses"] |= {
                        status: _problem(said) for status, said in _OF_KEYS.items()
                    }
                else:
                    operation.setdefault("security", [])


def _describe_successes(document: dict[str, Any]) -> None:
    """Say of every success what its schema says, where the operation says nothing itself."""
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                if response["description"] == _SAYS_NOTHING:
                    answer = response["content"]["application/json"]["schema"]["$ref"]
                    said = schemas[answer.rpartition("/")[2]]["description"]
                    response["description"] = said.partition("\n\n")[0]


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=_DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=app.routes,
        webhooks=app.webhooks.routes,
    )
    _describe_batch(document)
    _describe_keys(document)
    _describe_successes(document)
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    content = response.get("content", {})
                    if "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    tidy(document)
    add_examples(document)
    return document
