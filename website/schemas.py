"""Schemas of the contract, as Markdown."""

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]

LIMITS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minLength": "{} characters or more",
    "maxLength": "{} characters at most",
    "minItems": "{} items or more",
    "maxItems": "{} items at most",
    "maxProperties": "{} entries at most",
    "pattern": "like `{}`",
}
ONE = {"characters": "character", "items": "item", "entries": "entry"}
"""Of words that follow a number."""


def schema_page(schemas: Node) -> str:
    """Describe every schema: its fields, their types and limits."""
    parts = [
        "# Schemas\n\nBodies of requests and answers. "
        "A field that is not marked as required may be left out."
    ]
    for name, schema in sorted(schemas.items(), key=lambda item: item[0].lower()):
        parts.append("\n".join(_schema(name, schema)))
    return "\n\n".join(parts) + "\n"


def cell(text: str) -> str:
    """Make a text fit into one cell of a table: within code a bar stands for itself."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(each if each.startswith("`") else each.replace("|", "\\|") for each in parts)


def type_of(schema: Node, here: str = "schemas.md") -> str:
    """Say in words what a schema takes, with links to the schemas that it names."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}]({here}#{_anchor(name)})"
    for joined in ("anyOf", "oneOf"):
        if joined in schema:
            return " or ".join(dict.fromkeys(type_of(each, here) for each in schema[joined]))
    if "const" in schema:
        return f"`{_word(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{_word(each)}`" for each in schema["enum"])
    return _composed(schema, here)


_NUMBERS = frozenset({"number", "integer"})


def _composed(schema: Node, here: str) -> str:
    kinds = schema.get("type", "anything")
    if isinstance(kinds, list):
        known = [each for each in kinds if each != "null"]
        told = [_composed(schema | {"type": each}, here) for each in known]
        return " or ".join([*told, *(["null"] if len(known) < len(kinds) else [])])
    kind = str(kinds)
    if kind == "array":
        text = f"list of {type_of(schema.get('items', {}), here)}"
    elif kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        text = f"object of {type_of(schema['additionalProperties'], here)}"
    else:
        # How wide a number is on the wire is a matter of generators, not of readers.
        text = kind if kind in _NUMBERS else str(schema.get("format", kind))
    limits = [_limit(words, schema[key]) for key, words in LIMITS.items() if key in schema]
    return ", ".join([text, *limits])


def _limit(words: str, value: object) -> str:
    told = words.format(value)
    if value != 1:
        return told
    return " ".join(ONE.get(word, word) for word in told.split())


def _schema(name: str, schema: Node) -> Iterator[str]:
    yield f"## {name} {{ #{_anchor(name)} }}\n"
    if "description" in schema:
        yield schema["description"] + "\n"
    fields = schema.get("properties", {})
    if not fields:
        yield f"{type_of(schema, '')}\n"
        return
    required = schema.get("required", [])
    yield "| field | type | means |\n| --- | --- | --- |"
    for each, inner in fields.items():
        mark = ", required" if each in required else ""
        yield f"| `{each}`{mark} | {cell(type_of(inner, ''))} | {cell(_told(inner))} |"


def _told(schema: Node) -> str:
    text = str(schema.get("description", ""))
    if schema.get("default") is not None:
        text += f" `{_word(schema['default'])}` if absent."
    return text.strip()


def _anchor(name: str) -> str:
    return name.lower()


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
