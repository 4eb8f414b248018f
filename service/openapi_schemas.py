"""
Schemas in the form that generators of clients digest.

What the schemas allow stays as it is. A set of values or a choice that has a name becomes one type
of a client and not one for each place it occurs at; a value that may be null is of two types; and
numbers tell how large they can be.
"""

from typing import Any

from service.closed_sets import NAMES

Schema = dict[str, Any]

_REFERENCES = "#/components/schemas/"
_NAMED_ITEMS = {
    ("BatchIn", "items"): "EstimateIn",
    ("SamplesIn", "items"): "ItemIn",
    ("VerdictOut", "alternatives"): "AlternativeOut",
}
"""Schemas of lists' items that have no class of their own, or are described in full."""
_KEYED_BY_NAMES = {"properties", "patternProperties"}
_DATA = {"const", "default", "enum", "example", "examples", "mapping", "required"}
_LARGEST_INT32 = 2**31 - 1


def tidy(document: dict[str, Any]) -> None:
    """
    Bring all schemas of a document into form, and give names to those that lack one.

    Parameters
    ----------
    document : dict
        OpenAPI 3.1; changed in place.
    """
    schemas = document["components"]["schemas"]
    for (owner, field), name in _NAMED_ITEMS.items():
        items = schemas[owner]["properties"][field]
        schemas.setdefault(name, items["items"])
        items["items"] = {"$ref": _REFERENCES + name}
    operations = [document["paths"], document["webhooks"]]
    _tidy_parameters(operations)
    document["components"]["schemas"] = _sets(_tidied_by_name(schemas), operations)


def _sets(schemas: Schema, operations: list[Any]) -> Schema:
    """Add the closed sets that something refers to."""
    text = f"{schemas}{operations}"
    sets = {
        name: {"type": "string", "enum": list(values)}
        for values, name in NAMES.items()
        if f"'{_REFERENCES}{name}'" in text
    }
    return dict(sorted((schemas | sets).items()))


def _tidy_parameters(node: Any) -> None:  # noqa: ANN401
    """Tidy the schemas of everything that is not a schema itself."""
    if isinstance(node, list):
        for each in node:
            _tidy_parameters(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema":
                schema = _without_null(value) if "in" in node else value
                node[key] = _tidied(schema)
            elif key not in _DATA:
                _tidy_parameters(value)


def _without_null(schema: Schema) -> Schema:
    """Leave out what no address and no header can hold."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if not choices:
        return schema
    around = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**choices[0], **around} if len(choices) == 1 else {**around, "anyOf": choices}


def _tidied_by_name(schemas: Schema) -> Schema:
    return {name: _tidied(schema) for name, schema in schemas.items()}


def _tidied(schema: Any) -> Any:  # noqa: ANN401
    if isinstance(schema, list):
        return [_tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {
        key: _tidied_by_name(value)
        if key in _KEYED_BY_NAMES
        else value
        if key in _DATA
        else _tidied(value)
        for key, value in schema.items()
        if key != "title"
    }
    for step in (_keyed, _named, _nullable, _sized):
        inner = step(inner)
    return inner


def _keyed(schema: Schema) -> Schema:
    """Say of all values of an object what is said of those whose keys it may have."""
    if len(patterns := schema.get("patternProperties", {})) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "patternProperties"}
    ((pattern, values),) = patterns.items()
    return rest | {"additionalProperties": values, "propertyNames": {"pattern": pattern}}


def _named(schema: Schema) -> Schema:
    """Refer to a closed set by its name."""
    name = NAMES.get(tuple(schema.get("enum", ())))
    if name is None:
        return schema
    around = {key: value for key, value in schema.items() if key not in {"type", "enum"}}
    return {"$ref": _REFERENCES + name, **around}


def _nullable(schema: Schema) -> Schema:
    """Write "this or null" as two types, where "this" is no reference and no set of values."""
    match schema.get("anyOf"):
        case [{"type": str(kind)} as value, {"type": "null"}] if not {"enum", "const"} & set(value):
            around = {key: said for key, said in schema.items() if key != "anyOf"}
            return {**value, **around, "type": [kind, "null"]}
    return schema


def _sized(schema: Schema) -> Schema:
    """Tell generators for typed languages how many bits a number needs."""
    kinds = schema.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if "number" in kinds:
        return {**schema, "format": "double"}
    if "integer" in kinds and schema.get("maximum", 0) > _LARGEST_INT32:
        return {**schema, "format": "int64"}
    return schema
