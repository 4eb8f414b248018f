"""What the description of the contract shows of the examples that lie beside it."""

import json
import re
from collections import defaultdict

SHARED = {
    "401": "error-not-identified", "403": "error-not-allowed", "404": "error-no-such-user",
    "408": "error-body-too-slow", "410": "error-user-erased", "413": "error-body-too-large",
    "415": "error-body-as-form", "422": "error-repeated-parameter", "429": "error-too-much",
    "500": "error-fault", "503": "error-took-too-long",
}  # fmt: skip
"""Answers that an operation shows for a status of which it has none of its own."""
_PROBLEM = "application/problem+json"
_SHOWN_ITEMS = 3
_SHOWN_LINES = 6


def for_document(examples, document):
    """
    Arrange examples as the document has them.

    Parameters
    ----------
    examples : dict
        By name.
    document : dict
        Of which all operations are to be shown.

    Returns
    -------
    str
        JSON.
    """
    own = by_operation(examples, document)
    shown = {
        place: _operation(own[place], operation, place.partition(" ")[2])
        for place, operation in operations_of(document)
    }
    shared = {name: _shown(name, examples[name]) for name in SHARED.values()}
    text = json.dumps({"shared": shared, "operations": shown}, indent=1, ensure_ascii=False)
    return text + "\n"


def operations_of(document):
    """Yield every operation with its method and path."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def by_operation(examples, document):
    """Sort examples by the operations that they ask."""
    found = defaultdict(dict)
    templates = [place.partition(" ") for place, _ in operations_of(document)]
    for name, example in sorted(examples.items()):
        request = example["request"]
        # A path without variables comes before one that has some.
        for method, _, template in sorted(templates, key=lambda each: each[2].count("{")):
            if method == request["method"] and values_in(template, request["path"]) is not None:
                found[f"{method} {template}"][name] = example
                break
    return found


def values_in(template, path):
    """Values of the variables of a path; ``None`` where it is another path."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
    fitting = re.fullmatch(pattern, path)
    return None if fitting is None else fitting.groupdict()


def media_type(example):
    """Of an answer; ``None`` where it has no content."""
    if example["response"] is None:
        return None
    usual = "application/json" if example["status"] < 400 else _PROBLEM
    return example.get("media_type", usual)


def kind_of_body(request):
    """Media type of what is sent; ``None`` where nothing is."""
    if "body" in request:
        return "application/json"
    return request.get("headers", {}).get("content-type") if "text" in request else None


def _operation(own, operation, template):
    good = {name: each for name, each in own.items() if each["status"] < 400}
    bodies, answers = defaultdict(dict), defaultdict(lambda: defaultdict(dict))
    for name, example in good.items():
        kind = kind_of_body(example["request"])
        if kind is not None:
            request = example["request"]
            bodies[kind][name] = _told(name, request.get("body", request.get("text")))
    for name, example in own.items():
        if name in SHARED.values():
            continue
        kind = media_type(example)
        if kind is not None:
            answers[str(example["status"])][kind][name] = _shown(name, example)
    for status in operation["responses"]:
        if int(status) >= 400 and status not in answers and status in SHARED:
            name = SHARED[status]
            answers[status][_PROBLEM][name] = {"$ref": f"#/components/examples/{name}"}
    return {
        "parameters": _parameters(good, operation, template),
        "body": bodies,
        "answers": answers,
    }


def _parameters(good, operation, template):
    """Values of parameters as the first example has them."""
    if not good:
        return {}
    request = next(iter(good.values()))["request"]
    sent = {f"query {name}": value for name, value in request.get("query", {}).items()}
    found = values_in(template, request["path"])
    sent |= {f"path {name}": value for name, value in found.items()}
    names = (f"{each['in']} {each['name']}" for each in operation.get("parameters", ()))
    return {name: sent[name] for name in names if name in sent}


def _shown(name, example):
    if example.get("media_type") == "application/zip":
        files = ", ".join(f"`{file}`" for file in example["response"]["files"])
        return {"summary": _summary(name), "description": f"An archive of {files}."}
    return _told(name, example["response"])


def _told(name, value):
    short = shortened(value)
    cut = {} if short == value else {"description": "Shortened: lists and tables go on."}
    return {"summary": _summary(name), **cut, "value": short}


def shortened(value):
    """Leave the first of what repeats itself."""
    if isinstance(value, list):
        return [shortened(each) for each in value[:_SHOWN_ITEMS]]
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, str) and value.count("\n") > 2 * _SHOWN_LINES and "BEGIN" not in value:
        return "".join(value.splitlines(keepends=True)[:_SHOWN_LINES])
    return value


def _summary(name):
    return name.removeprefix("error-").replace("-", " ").capitalize()
