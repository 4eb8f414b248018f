"""The comparison itself: what it lets pass, and what not."""

import pytest

from tests.documentation.blocks import blocks_of
from tests.documentation.excerpts import contained, shown_json

ANSWER = {"a": 5.13, "b": None, "c": [{"n": 1}, {"n": 2}], "d": "one two", "e": True, "f": []}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 5.131}', '{"b": null}', '{"c": [{"n": 2}]}', '{"c": [{"n": 1}, {"n": 2}]}',
        '{"d": "one …"}', '{"e": true, …}', '{"c": [{"n": 1}, …]}', '{"f": []}',
    ],
)  # fmt: skip
def test_an_excerpt_of_the_answer(text):
    assert contained(shown_json(text), ANSWER)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 5.2}', '{"b": 0}', '{"a": null}', '{"c": [{"n": 2}, {"n": 1}]}', '{"c": []}',
        '{"c": [{"n": 3}]}', '{"d": "two …"}', '{"d": "one"}', '{"e": 1}', '{"x": null}',
        '{"a": "5.13"}', '{"f": [1]}', "[]",
    ],
)  # fmt: skip
def test_what_was_not_answered(text):
    assert not contained(shown_json(text), ANSWER)


def test_blocks_are_found_with_their_language_and_what_stands_before(tmp_path):
    (tmp_path / "page.md").write_text("Do:\n\n```sh\nls\n```\n\n- so\n\n  ```json\n  {}\n  ```\n")
    first, second = blocks_of(tmp_path, "page.md")
    assert (first.language, first.text, first.line) == ("sh", "ls\n", 3)
    assert (second.language, second.text, second.before.strip()) == ("json", "{}\n", "- so")
