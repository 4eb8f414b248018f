"""Whether what a page shows is part of what was answered."""

import json
import re

import pytest

# As of the examples beside the contract: the last digit may round otherwise on another processor.
RELATIVE, ABSOLUTE = 1e-3, 0.011


def shown_json(text):
    """Read JSON in which ``…`` stands for what was left out between brackets."""
    return json.loads(re.sub(r",\s*…(?=\s*[\]}])", "", text))


def contained(shown, answered):
    """
    Whether what is shown is part of an answer.

    Objects may have more keys and lists more items than are shown, the shown ones in their order. A
    text that ends in ``…`` goes on. Numbers are equal but for their last digit.
    """
    return difference(shown, answered) is None


def difference(shown, answered, place="#"):
    """Tell the first place where an answer is not what is shown; ``None`` where it is."""
    if isinstance(shown, dict) and isinstance(answered, dict):
        found = (
            difference(inner, answered[key], f"{place}/{key}") if key in answered else f"no {key}"
            for key, inner in shown.items()
        )
        return next(filter(None, found), None)
    if isinstance(shown, list) and isinstance(answered, list):
        return _in_order(shown, answered, place)
    if _equal(shown, answered):
        return None
    return f"{place}: {shown!r} is shown, {str(answered)[:200]} was answered"


def _equal(shown, answered):
    if isinstance(shown, bool) or shown is None or isinstance(answered, bool):
        return answered is shown
    if isinstance(shown, int | float) and isinstance(answered, int | float):
        return answered == pytest.approx(shown, rel=RELATIVE, abs=ABSOLUTE)
    if isinstance(shown, str) and isinstance(answered, str) and shown.endswith("…"):
        return answered.startswith(shown[:-1].rstrip())
    return answered == shown


def _in_order(shown, answered, place):
    if not shown:
        return f"{place}: none is shown, {len(answered)} were answered" if answered else None
    rest = iter(answered)
    for number, each in enumerate(shown):
        if not any(contained(each, other) for other in rest):
            nearest = max(answered, key=lambda other: _alike(each, other), default=None)
            told = difference(each, nearest, f"{place}/{number}")
            return (
                f"{place}/{number} is not among the answered, or not in this order; nearest: {told}"
            )
    return None


def _alike(shown, answered):
    if not isinstance(shown, dict) or not isinstance(answered, dict):
        return contained(shown, answered)
    return sum(contained(inner, answered.get(key)) for key, inner in shown.items())
