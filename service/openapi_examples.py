"""Examples in the description of the contract: what the service answered when they were renewed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STORED = Path(__file__).with_name("openapi_examples.json")
"""Made of ``openapi/examples``, which is not installed: ``make examples``."""


def add_examples(document: dict[str, Any]) -> None:
    """
    Show how every operation is asked and what it answers.

    Parameters
    ----------
    document : dict
        Of OpenAPI; changed. What it does not describe gets no example.
    """
    stored = json.loads(STORED.read_text())
    document["components"]["examples"] = stored["shared"]
    for place, operation in _operations(document):
        shown = stored["operations"].get(place, {})
        for parameter in operation.get("parameters", ()):
            name = f"{parameter['in']} {parameter['name']}"
            if name in shown.get("parameters", {}):
                parameter["example"] = shown["parameters"][name]
        _add(operation.get("requestBody", {}), shown.get("body", {}))
        for status, response in operation["responses"].items():
            _add(response, shown.get("answers", {}).get(status, {}))


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path}", operation


def _add(part: dict[str, Any], by_kind: dict[str, Any]) -> None:
    for kind, content in part.get("content", {}).items():
        if kind in by_kind:
            content["examples"] = by_kind[kind]
