"""The reference of the API, as Markdown, from the contract and the examples beside it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from website.schemas import cell, schema_page, type_of

# Told once for all on the first page, and not in every row.
USUAL = ("application/json", "application/problem+json")
METHODS = ("get", "post", "put", "patch", "delete")
Node = dict[str, Any]


def reference_pages(folder: Path) -> dict[str, str]:
    """Make the pages of the reference.

    Parameters
    ----------
    folder
        Folder of ``openapi.json`` and ``examples``.

    Returns
    -------
    dict
        Markdown by the name of its page, in the order of the navigation.
    """
    contract = json.loads((folder / "openapi.json").read_text())
    examples = [
        json.loads(path.read_text()) | {"name": path.stem}
        for path in sorted((folder / "examples").glob("*.json"))
    ]
    groups: dict[str, list[tuple[str, str, Node]]] = {}
    for path, methods in contract["paths"].items():
        for method in METHODS:
            if method in methods:
                groups.setdefault(methods[method]["tags"][0], []).append(
                    (method.upper(), path, methods[method])
                )
    pages = {"reference/index.md": _overview(contract, groups)}
    for tag, operations in groups.items():
        pages[f"reference/{tag}.md"] = _group(tag, operations, examples)
    pages["reference/schemas.md"] = schema_page(contract["components"]["schemas"])
    return pages


def anchor(method: str, path: str) -> str:
    """Name an operation within its page: ``post-v1-estimates-batch``."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in f"{method} {path}".lower())
    return "-".join(filter(None, letters.split("-")))


def _overview(contract: Node, groups: dict[str, list[tuple[str, str, Node]]]) -> str:
    lines = [
        "# API reference", "", contract["info"]["description"].strip(), "",
        f"Made from the contract, [openapi.json](../openapi.json), version "
        f"{contract['info']['version']}. What the words mean is told on the [page of the API]"
        "(../api.md). A running service shows the same at `/docs`, where it can be tried.", "",
        "Bodies are JSON (`application/json`, problems `application/problem+json`) where nothing "
        "else is named.", "",
    ]  # fmt: skip
    for tag, operations in groups.items():
        lines += [f"## {_title(tag)}", "", "| call | does |", "| --- | --- |"]
        lines += [
            f"| [`{method} {path}`]({tag}.md#{anchor(method, path)}) | {cell(_first(operation))} |"
            for method, path, operation in operations
        ]
        lines.append("")
    return "\n".join(lines)


def _group(tag: str, operations: list[tuple[str, str, Node]], examples: list[Node]) -> str:
    parts = [f"# {_title(tag)}"]
    for method, path, operation in operations:
        fitting = [each for each in examples if _shows(each["request"], method, path)]
        parts.append("\n".join(_operation(method, path, operation, fitting)))
    return "\n\n".join(parts) + "\n"


def _operation(method: str, path: str, operation: Node, examples: list[Node]) -> Iterator[str]:
    yield f"## `{method} {path}` {{ #{anchor(method, path)} }}\n"
    yield f"{_described(operation)}\n"
    if operation.get("security"):
        credential = "[key or token](../wearables.md#keys-and-tokens)"
        yield f"Needs `Authorization: Bearer` with a {credential}.\n"
    if parameters := operation.get("parameters"):
        yield "**Parameters**\n"
        yield from _parameters(parameters)
    if body := operation.get("requestBody"):
        yield f"**Body**: {_contents(body['content'])}\n"
    yield "**Answers**\n\n| status | is | means |\n| --- | --- | --- |"
    for status, response in sorted(operation["responses"].items()):
        shown = _contents(response.get("content", {})) or "nothing"
        yield f"| {status} | {shown} | {cell(response['description'])} |"
    yield ""
    for example in examples:
        yield from _example(example)


def _parameters(parameters: list[Node]) -> Iterator[str]:
    yield "| name | in | type | means |\n| --- | --- | --- | --- |"
    for each in parameters:
        name = f"`{each['name']}`" + (", required" if each.get("required") else "")
        schema = each["schema"]
        told = each.get("description") or schema.get("description", "")
        yield f"| {name} | {each['in']} | {cell(type_of(schema))} | {cell(told)} |"
    yield ""


def _contents(content: Node) -> str:
    return cell(", or ".join(_content(media, body) for media, body in content.items()))


def _content(media: str, body: Node) -> str:
    if not body.get("schema"):
        return f"`{media}`"
    shown = type_of(body["schema"])
    return shown if media in USUAL else f"{shown} as `{media}`"


def _example(example: Node) -> Iterator[str]:
    request = example["request"]
    query = "&".join(f"{name}={value}" for name, value in (request.get("query") or {}).items())
    yield f'??? example "{example["name"]}: {example["status"]}"\n'
    asked = f"{request['method']} {request['path']}" + (f"?{query}" if query else "")
    yield from _indented(["```http", asked, "```", ""])
    if request.get("body"):
        yield from _indented(_json(request["body"]))
    yield from _indented([f"is answered {example['status']}:", "", *_json(example["response"])])


def _json(value: object) -> list[str]:
    return ["```json", *json.dumps(value, indent=2, ensure_ascii=False).splitlines(), "```", ""]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"    {line}" if line else "" for line in lines)


def _shows(request: Node, method: str, path: str) -> bool:
    return (request["method"], request["path"]) == (method, path)


def _title(tag: str) -> str:
    return tag[0].upper() + tag[1:]


def _first(operation: Node) -> str:
    """Give the first sentence of a description."""
    return " ".join(_described(operation).split("\n\n")[0].split())


def _described(operation: Node) -> str:
    return str(operation.get("description", operation["summary"]))
