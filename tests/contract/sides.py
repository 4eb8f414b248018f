"""One side of a comparison of JSON schemas: what a schema may mean, and within which bounds."""

import re
from dataclasses import dataclass

PROSE = {
    "title", "description", "summary", "example", "examples", "externalDocs", "deprecated",
    "$comment", "xml",
}  # fmt: skip
"""Keywords that no value depends on."""
_LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
_UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
_PYTHON = {
    "null": type(None), "boolean": bool, "number": (int, float), "string": str, "array": list,
    "object": dict,
}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A schema and the document in which its references lead somewhere."""

    document: dict
    given: dict | bool
    type: str = ""
    name: str = ""
    """That of the components under which it is known."""

    @property
    def schema(self):
        return self.given if isinstance(self.given, dict) else {}

    @property
    def is_anything(self):
        return self.given is not False and self.schema.keys() <= {"default", *PROSE}

    @property
    def values(self):
        """The only values there are; ``None`` where they are not listed."""
        if "const" in self.schema:
            return [self.schema["const"]]
        return self.schema.get("enum")

    def below(self, schema):
        return Side(self.document, schema)

    def item(self, index):
        ahead = self.schema.get("prefixItems", ())
        return self.below(ahead[index] if index < len(ahead) else self.schema.get("items", True))

    def as_text(self):
        """Say of names what they always are."""
        return self.below({"type": "string", **self.schema})

    def alternatives(self):
        """List schemas of one type each, without references, of which one has to fit."""
        if self.given is False:
            return []
        return [
            Side(self.document, schema, kind, name)
            for schema, name in _unfolded(self.document, self.schema)
            for kind in _types_of(schema)
            if not _without_values(schema, kind)
        ]

    def takes(self, value):
        """Whether a plain value fits this alternative."""
        if not _is(value, self.type):
            return False
        if self.values is not None:
            return any(same(value, each) for each in self.values)
        if isinstance(value, list | dict):
            return self.schema.keys() <= {"type", *PROSE}
        if isinstance(value, str) and not re.search(self.schema.get("pattern", ""), value):
            return False
        return all(within(name, _measured(value), self.schema) for name in _LOWER | _UPPER)


def _measured(value):
    """Bounds that a plain value lies between."""
    if isinstance(value, str):
        return {"minLength": len(value), "maxLength": len(value)}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"minimum": value, "maximum": value}
    return {}


def _unfolded(document, schema, name=""):
    """List what a schema may mean, and by which name: references followed, alternatives apart."""
    if "$ref" in schema:
        beside = {word: value for word, value in schema.items() if word != "$ref"}
        named = _unfolded(document, resolved(document, schema), schema["$ref"].rpartition("/")[2])
        return [(_joined(each, beside), known) for each, known in named]
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            beside = {word: value for word, value in schema.items() if word != keyword}
            return [
                (_joined(one, other), known)
                for other, _ in _unfolded(document, beside)
                for each in schema[keyword]
                for one, known in _unfolded(document, each)
            ]
    if "allOf" in schema:
        found = [{word: value for word, value in schema.items() if word != "allOf"}]
        for each in schema["allOf"]:
            found = [_joined(a, b) for a in found for b, _ in _unfolded(document, each)]
        return [(each, name) for each in found]
    return [(schema, name)]


def resolved(document, part):
    """Follow a reference within a document, if it is one."""
    while isinstance(part, dict) and "$ref" in part:
        found = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def _joined(one, other):
    """Both at once."""
    both = {**one, **other}
    if "properties" in one and "properties" in other:
        both["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        both["required"] = [*one["required"], *other["required"]]
    for names, choose in ((_LOWER, max), (_UPPER, min)):
        for name in names & one.keys() & other.keys():
            both[name] = choose(one[name], other[name])
    return both


def _types_of(schema):
    said = schema.get("type")
    if said is None:
        values = [schema["const"]] if "const" in schema else schema.get("enum")
        # Every type: integers are numbers.
        usual = [kind for kind in _TYPES if kind != "integer"]
        return usual if values is None else [k for k in usual if any(_is(v, k) for v in values)]
    return [said] if isinstance(said, str) else list(dict.fromkeys(said))


def _without_values(schema, kind):
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return values is not None and not any(_is(value, kind) for value in values)


def _is(value, kind):
    if kind == "integer":
        return _is(value, "number") and float(value).is_integer()
    return isinstance(value, _PYTHON[kind]) and (kind == "boolean") == isinstance(value, bool)


def same(one, other):
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def may_take(narrow, wide):
    return narrow == wide or (narrow, wide) == ("integer", "number")


def within(name, said, asked):
    """Whether a keyword of one schema asks no more than another schema grants."""
    if name not in asked:
        return True
    if name in _LOWER:
        return _lowest(name, said) >= _lowest(name, asked)
    if name in _UPPER:
        return _highest(name, said) <= _highest(name, asked)
    if name == "uniqueItems" and not asked[name]:
        return True
    return name in said and said[name] == asked[name]


def _lowest(name, schema):
    """Lower bound, a shade higher where it is excluded, as something that can be compared."""
    if name not in {"minimum", "exclusiveMinimum"}:
        return schema.get(name, 0)
    low, beyond = schema.get("minimum"), schema.get("exclusiveMinimum")
    ends = [(low, 0)] if low is not None else []
    ends += [(beyond, 1)] if beyond is not None else []
    return max(ends, default=(float("-inf"), 0))


def _highest(name, schema):
    if name not in {"maximum", "exclusiveMaximum"}:
        return schema.get(name, float("inf"))
    high, beyond = schema.get("maximum"), schema.get("exclusiveMaximum")
    ends = [(high, 0)] if high is not None else []
    ends += [(beyond, -1)] if beyond is not None else []
    return min(ends, default=(float("inf"), 0))
