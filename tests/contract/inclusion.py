"""
Whether one JSON schema takes everything that another takes, and where it does not.

A request must still be taken, so what was sent before has to fit what is taken now; an answer must
still be understood, so what is sent now has to fit what was promised before. Both are the same
question with the sides exchanged. Fields that an answer gains are no breach: clients skip them.
"""

from dataclasses import dataclass, field

from tests.contract.sides import PROSE, Side, may_take, same, within

_APART = {"$ref", "anyOf", "oneOf", "allOf", "type", "enum", "const", "default", "$defs"}
_PARTS = {
    "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
    "items", "prefixItems", "discriminator",
}  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """One thing of a schema that a client relies on and that is so no more."""

    where: str
    """Named schema and the path from there."""
    what: str


@dataclass
class Comparison:
    """Compares schemas of two documents, and remembers what it has compared."""

    before: dict
    after: dict
    _seen: dict = field(default_factory=dict)

    def of_request(self, before, after, where):
        """Breaches of clients that send what fits the schema of before."""
        return self._included(Side(self.before, before), Side(self.after, after), where, True)

    def of_answer(self, before, after, where):
        """Breaches of clients that read what fits the schema of now."""
        return self._included(Side(self.after, after), Side(self.before, before), where, False)

    def _included(self, narrow, wide, where, sending):
        """Breaches of "whatever fits narrow fits wide"; no others on the way round a recursion."""
        if wide.is_anything:
            return _default_changed(narrow, wide, where) if sending else []
        found = _default_changed(narrow, wide, where) if sending else []
        takers = wide.alternatives()
        for each in narrow.alternatives():
            found += self._one(each, takers, where, sending)
        return found

    def _one(self, narrow, takers, where, sending):
        """Breaches of one alternative, of those by which it fits best."""
        if narrow.values is not None:
            lost = [value for value in narrow.values if not any(t.takes(value) for t in takers)]
            return [Breach(where, _value_words(value, sending)) for value in lost]
        able = [taker for taker in takers if may_take(narrow.type, taker.type)]
        if not able:
            return [Breach(where, _type_words(narrow.type, takers, sending))]
        return min((self._constraints(narrow, taker, where, sending) for taker in able), key=len)

    def _constraints(self, narrow, wide, where, sending):
        if not wide.name or not (narrow.name or narrow.is_anything):
            return self._compared(narrow, wide, where, sending)
        # Every recursion comes by such a pair.
        key = (narrow.name, wide.name, narrow.type, wide.type, sending)
        if key not in self._seen:
            name = (not sending and narrow.name) or wide.name
            self._seen[key] = []
            self._seen[key] = self._compared(narrow, wide, name, sending)
        return self._seen[key]

    def _compared(self, narrow, wide, where, sending):
        if wide.values is not None:
            return [Breach(where, _set_words(wide.values, sending))]
        said, asked = narrow.schema, wide.schema
        found = [
            Breach(where, _bound_words(name, said.get(name), asked.get(name), sending))
            for name in sorted({*said, *asked} - PROSE - _APART - _PARTS)
            if not within(name, said, asked)
        ]
        if narrow.type == "array":
            found += self._items(narrow, wide, where, sending)
        if narrow.type == "object":
            found += self._fields(narrow, wide, where, sending)
            found += self._others(narrow, wide, where, sending)
        return found

    def _items(self, narrow, wide, where, sending):
        found = []
        for index in range(max(len(each.schema.get("prefixItems", ())) for each in (narrow, wide))):
            one, other = narrow.item(index), wide.item(index)
            found += self._included(one, other, f"{where}[{index}]", sending)
        return found + self._included(
            narrow.below(narrow.schema.get("items", True)),
            wide.below(wide.schema.get("items", True)),
            f"{where}[]",
            sending,
        )

    def _fields(self, narrow, wide, where, sending):
        said, asked = narrow.schema, wide.schema
        missing = set(asked.get("required", ())) - set(said.get("required", ()))
        verb = "has to be sent" if sending else "is not always there any more"
        found = [Breach(f"{where}.{name}", verb) for name in sorted(missing)]
        for name, schema in asked.get("properties", {}).items():
            if name in said.get("properties", {}):
                one = narrow.below(said["properties"][name])
            elif sending:
                one = narrow.below(_rest_of(said))
            else:
                found += [] if name in missing else [Breach(f"{where}.{name}", "is gone")]
                continue
            found += self._included(one, wide.below(schema), f"{where}.{name}", sending)
        return found

    def _others(self, narrow, wide, where, sending):
        """Compare what is said of fields that only one side, or neither, has a name for."""
        said, asked = narrow.schema, wide.schema
        rest = wide.below(_rest_of(asked))
        gained = said.get("properties", {}).keys() - asked.get("properties", {}).keys()
        unnamed = {f"{where}.{name}": said["properties"][name] for name in sorted(gained)}
        unnamed[f"{where}.*"] = _rest_of(said)
        found = []
        # An answer may gain fields, which clients skip; but those of a map are its content.
        if sending or isinstance(rest.given, dict):
            for place, schema in unnamed.items():
                found += self._rest(narrow.below(schema), rest, place, sending)
        for pattern, schema in asked.get("patternProperties", {}).items():
            told = narrow.below(said.get("patternProperties", {}).get(pattern, _rest_of(said)))
            found += self._included(told, wide.below(schema), f"{where}./{pattern}/", sending)
        if "propertyNames" in asked:
            names = narrow.below(said.get("propertyNames", {}))
            other = wide.below(asked["propertyNames"])
            found += self._included(names.as_text(), other.as_text(), f"{where}.*", sending)
        return found + _discriminated(said, asked, where)

    def _rest(self, narrow, rest, where, sending):
        if rest.given is not False:
            return self._included(narrow, rest, where, sending)
        return [] if narrow.given is False else [Breach(where, "is taken no more")]


def _rest_of(schema):
    return schema.get("additionalProperties", True)


def _discriminated(said, asked, where):
    one, other = (each.get("discriminator", {}).get("propertyName") for each in (said, asked))
    return [] if one == other else [Breach(where, f"is told apart by {one} and not by {other}")]


def _default_changed(narrow, wide, where):
    said, asked = narrow.schema, wide.schema
    was, now = said.get("default"), asked.get("default")
    if same(was, now):
        return []
    return [Breach(where, f"means {now!r} and not {was!r} where it is not sent")]


def _value_words(value, sending):
    return f"{value!r} is taken no more" if sending else f"may now be {value!r}"


def _type_words(kind, takers, sending):
    others = " or ".join(sorted({taker.type for taker in takers})) or "nothing"
    if sending:
        return f"{kind} is taken no more, but {others}"
    return f"may now be {kind}, which was {others}"


def _set_words(values, sending):
    shown = ", ".join(map(repr, values[:5])) + (", …" if len(values) > 5 else "")
    return f"is taken only as {shown}" if sending else f"is more than {shown} now"


def _bound_words(name, said, asked, sending):
    old, new = (said, asked) if sending else (asked, said)
    verb = "is narrower" if sending else "is wider"
    return f"{name} {verb}: {_told(new)}, which was {_told(old)}"


def _told(value):
    return "none" if value is None else repr(value)
