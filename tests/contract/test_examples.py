"""The examples beside the contract are what the service answers."""

import importlib.util
import json
from pathlib import Path

import pytest

_path = Path(__file__).with_name("renew_examples.py")
_spec = importlib.util.spec_from_file_location("renew_examples", _path)
renew_examples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(renew_examples)

EXAMPLES = sorted(renew_examples.EXAMPLES.glob("*.json"))


def test_there_are_examples_of_success_and_of_errors():
    statuses = {json.loads(path.read_text())["status"] for path in EXAMPLES}
    assert {200, 404, 405, 422} <= statuses


def close(one, other):
    """Equal, but for the last digit of numbers, which another processor may round otherwise."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(close(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float):
        return one == pytest.approx(other, rel=1e-3, abs=0.011)
    return one == other


@pytest.mark.anyio
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
async def test_an_example_is_what_is_answered(path):
    example = json.loads(path.read_text())
    now = await renew_examples.answered(example["request"])
    assert close(example, now), "run `make examples` and look at the diff"
