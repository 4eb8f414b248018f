"""The contract as OpenAPI 3.1: what FastAPI generates, with errors as they are really sent."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.openapi_examples import add_examples
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


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=_DESCRIPTION,
        license_info={"name": "MIT", "identifier": "MIT"},
        routes=app.routes,
    )
    _describe_batch(document)
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    content = response.get("content", {})
                    if "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
    add_examples(document)
    return document
