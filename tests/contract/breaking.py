"""
What in the present contract would break clients of the last release: ``make openapi-check``.

Contracts of releases lie in ``openapi/released``, without prose and examples; ``--record`` adds the
present one to them.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

from tests.contract.inclusion import Breach, Comparison
from tests.contract.sides import PROSE, resolved

OPENAPI = Path(__file__).parents[2] / "openapi"
RELEASED = OPENAPI / "released"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def breaking_changes(before, after):
    """
    Compare two documents.

    Returns
    -------
    dict
        From each breach to the operations of which it breaks clients.
    """
    found = defaultdict(list)
    contract = Contract(before, after)
    for told in ("paths", "webhooks"):
        old, new = (operations_of(document, told) for document in (before, after))
        for place in old:
            breaches = contract.operation(place, old[place], new.get(place), told == "webhooks")
            for breach in dict.fromkeys(breaches):
                found[breach].append(place)
    return dict(found)


def operations_of(document, told="paths"):
    """Operations by method and path, each with the parameters of its path."""
    return {
        f"{method.upper()} {path}": {
            **item[method],
            "parameters": [*item.get("parameters", ()), *item[method].get("parameters", ())],
            "security": item[method].get("security", document.get("security")) or [{}],
        }
        for path, item in document.get(told, {}).items()
        for method in _METHODS
        if method in item
    }


class Contract:
    """Compares operations of two documents."""

    def __init__(self, before, after):
        self._before, self._after = before, after
        self._schemas = Comparison(before, after)

    def operation(self, place, old, new, told):
        """Breaches of one operation, or of a message that clients are told."""
        if new is None:
            return [Breach(place, "is gone")]
        found = []
        if old.get("operationId") != new.get("operationId"):
            name = old.get("operationId")
            found.append(Breach(f"operationId {name}", f"is {new.get('operationId')} now"))
        found += self._sent_along(old, new) if told else self._parameters(old, new)
        found += self._body(old.get("requestBody"), new.get("requestBody"), told)
        found += self._responses(old["responses"], new["responses"])
        return found + self._security(old["security"], new["security"])

    def _parameters(self, old, new):
        were, are = self._named(self._before, old), self._named(self._after, new)
        found = []
        for where, parameter in are.items():
            if parameter.get("required") and not were.get(where, {}).get("required"):
                found.append(Breach(where, "has to be sent"))
        for where, parameter in were.items():
            if where not in are:
                found.append(Breach(where, "is taken no more"))
                continue
            found += self._written(parameter, are[where], where)
        return found

    def _sent_along(self, old, new):
        """Parameters of a message, which clients read."""
        were, are = self._named(self._before, old), self._named(self._after, new)
        found = []
        for where, parameter in were.items():
            now = are.get(where, {})
            if not now:
                found.append(Breach(where, "is sent no more"))
                continue
            if parameter.get("required") and not now.get("required"):
                found.append(Breach(where, "is not always there any more"))
            found += self._schemas.of_answer(parameter["schema"], now["schema"], where)
        return found

    def _named(self, document, operation):
        found = (resolved(document, each) for each in operation["parameters"])
        return {f"{each['in']} parameter {_name(each)}": each for each in found}

    def _written(self, old, new, where):
        """How a parameter is written, and what it may be."""
        found = [
            Breach(where, f"{name} is {new.get(name)!r} and not {old.get(name)!r}")
            for name in ("style", "explode", "allowReserved")
            if old.get(name) != new.get(name)
        ]
        if "schema" in old and "schema" in new:
            found += self._schemas.of_request(old["schema"], new["schema"], where)
        return found

    def _body(self, old, new, told):
        old, new = resolved(self._before, old or {}), resolved(self._after, new or {})
        found = []
        if new.get("required") and not old.get("required") and not told:
            found.append(Breach("body", "has to be sent"))
        compare = self._schemas.of_answer if told else self._schemas.of_request
        return found + self._media(old, new, "body", compare)

    def _responses(self, old, new):
        found = []
        for status, response in old.items():
            if status not in new:
                found.append(Breach(f"status {status}", "is gone"))
                continue
            was, now = resolved(self._before, response), resolved(self._after, new[status])
            found += self._media(was, now, f"status {status}", self._schemas.of_answer)
            found += self._headers(was, now, status)
        return found

    def _headers(self, old, new, status):
        found = []
        are = {name.lower(): header for name, header in new.get("headers", {}).items()}
        for name, header in old.get("headers", {}).items():
            where = f"header {name} of status {status}"
            if name.lower() not in are:
                found.append(Breach(where, "is gone"))
                continue
            was = resolved(self._before, header)
            now = resolved(self._after, are[name.lower()])
            if was.get("required") and not now.get("required"):
                found.append(Breach(where, "is not always there any more"))
            found += self._schemas.of_answer(was.get("schema", {}), now.get("schema", {}), where)
        return found

    def _media(self, old, new, where, compare):
        found = []
        are = new.get("content", {})
        for kind, content in old.get("content", {}).items():
            if kind not in are:
                found.append(Breach(f"{where} {kind}", "is gone"))
                continue
            was, now = content.get("schema", {}), are[kind].get("schema", {})
            found += compare(was, now, f"{where} {kind}")
        return found

    def _security(self, old, new):
        """Ways in that were enough and are no more, or are another thing by the same name."""
        found = [
            Breach("security", f"{_way(way)} is not enough any more")
            for way in old
            if not any(_no_more(other, way) for other in new)
        ]
        schemes = (each.get("components", {}).get("securitySchemes", {}) for each in
                   (self._before, self._after))  # fmt: skip
        were, are = schemes
        for name in sorted({name for way in old for name in way}):
            was, now = _plain(were.get(name)), _plain(are.get(name))
            if was != now:
                found.append(Breach(f"security {name}", f"is {now} and not {was}"))
        return found


def _name(parameter):
    name = parameter["name"]
    return name.lower() if parameter["in"] == "header" else name


def _way(way):
    return " with ".join(sorted(way)) or "nothing"


def _no_more(new, old):
    """Whether a way in asks for nothing that another did not ask for."""
    return all(name in old and set(scopes) <= set(old[name]) for name, scopes in new.items())


def _plain(part):
    """Leave out what no client's program depends on."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: _plain(value) for name, value in part.items() if name not in PROSE}


def lasting(document):
    """
    Leave prose and examples out of a document.

    Names of fields are no keywords, even where they read like one.
    """
    return _lasting(document, names=False)


_NAMING = {
    "properties", "patternProperties", "schemas", "paths", "responses", "parameters", "headers",
    "securitySchemes", "content", "mapping", "webhooks", "$defs",
}  # fmt: skip


def _lasting(part, *, names):
    if isinstance(part, list):
        return [_lasting(each, names=False) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: value if name in {"default", "const", "enum"} and not names
        else _lasting(value, names=name in _NAMING and not names)
        for name, value in part.items()
        if names or name not in PROSE
    }  # fmt: skip


def last_released(folder=RELEASED):
    """Path of the contract with the highest version; ``None`` before the first release."""
    return max(folder.glob("*.json"), key=_version, default=None)


def _version(path):
    return tuple(int(part) for part in path.stem.split("."))


def told(changes):
    """Write down what would break whom."""
    lines = []
    for breach, places in sorted(changes.items(), key=lambda item: item[0].where):
        lines.append(f"{breach.where} {breach.what}")
        lines += [f"    breaks clients of {place}" for place in places if place != breach.where]
    return "\n".join(lines)


def record(document):
    """Write a contract down as that of its release, which nothing may change afterwards."""
    path = RELEASED / f"{document['info']['version']}.json"
    if path.exists():
        raise SystemExit(f"{path.name} is recorded; give the release another version")
    RELEASED.mkdir(exist_ok=True)
    path.write_text(json.dumps(lasting(document), indent=1, ensure_ascii=False) + "\n")


def main():
    """Record the present contract, or compare it with the last that was recorded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="add it as that of a release")
    present = json.loads((OPENAPI / "openapi.json").read_text())
    if parser.parse_args().record:
        record(present)
        return
    last = last_released()
    changes = {} if last is None else breaking_changes(json.loads(last.read_text()), present)
    if changes:
        sys.exit(f"clients of {last.stem} would break:\n\n{told(changes)}")


if __name__ == "__main__":
    main()
