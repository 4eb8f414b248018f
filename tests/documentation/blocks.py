"""Code blocks of Markdown pages, and what stands before them."""

import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block; ``before`` is the text since the block before it."""

    page: str
    line: int
    language: str
    text: str
    before: str

    def __str__(self):
        return f"{self.page}:{self.line}"


def blocks_of(root, page):
    """Read the blocks of a page in their order."""
    text = (root / page).read_text()
    found, end = [], 0
    for fence in FENCE.finditer(text):
        indent, language, inner = fence.groups()
        line = text.count("\n", 0, fence.start()) + 1
        plain = "".join(each.removeprefix(indent) for each in inner.splitlines(keepends=True))
        found.append(Block(page, line, language.strip(), plain, text[end : fence.start()]))
        end = fence.end()
    assert text.count("```") == 2 * len(found), f"{page}: a fence is not closed"
    return found


def pages(root):
    """Name every page that people read."""
    docs = sorted(str(path.relative_to(root)) for path in Path(root, "docs").rglob("*.md"))
    return ["README.md", *docs]
