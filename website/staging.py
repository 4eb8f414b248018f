"""Pages as the generator wants them: in one folder, with links that stay within it."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

REFERENCE_IN_NAVIGATION = '"reference/index.md"'

# What pages link to beside docs/, and where the site has it.
ELSEWHERE = {
    "openapi/examples": "reference/index.md",
    "openapi/openapi.json": "openapi.json",
    "CHANGELOG.md": "changelog.md",
}


def stage(root: Path, pages: Path) -> None:
    """Copy the pages, the changelog, the contract and the style into a folder.

    Parameters
    ----------
    root
        Folder of the project.
    pages
        Folder that is made.
    """
    shutil.copytree(root / "docs", pages)
    shutil.copy(root / "CHANGELOG.md", pages / "changelog.md")
    shutil.copy(root / "openapi" / "openapi.json", pages / "openapi.json")
    shutil.copy(root / "website" / "site.css", pages / "site.css")
    shutil.copy(root / "service" / "web" / "static" / "icon.svg", pages / "icon.svg")
    for page in pages.rglob("*.md"):
        depth = len(page.relative_to(pages).parts) - 1
        page.write_text(with_links_inside(page.read_text(), depth))


def with_links_inside(text: str, depth: int) -> str:
    """Lead links that leave ``docs/`` to where the site has the same.

    Parameters
    ----------
    text
        Markdown of one page.
    depth
        How many folders the page lies below ``docs/``.

    Returns
    -------
    str
        The text with links of the site.
    """
    up = "../" * depth
    for target, staged in ELSEWHERE.items():
        text = text.replace(f"]({up}../{target})", f"]({up}{staged})")
    return re.sub(r"\]\(docs/", "](", text)


def configuration(template: Path, reference: list[str]) -> str:
    """Put the pages of the reference into the navigation.

    Parameters
    ----------
    template
        Configuration of the generator, which names the first page of the reference alone.
    reference
        All pages of the reference.

    Returns
    -------
    str
        Configuration with all of them.
    """
    pages = ", ".join(f'"{name}"' for name in reference)
    text = template.read_text()
    if REFERENCE_IN_NAVIGATION not in text:
        raise ValueError(f"{template.name} has no {REFERENCE_IN_NAVIGATION}")
    return text.replace(REFERENCE_IN_NAVIGATION, pages)


def pages_beside_the_navigation(configured: Path, pages: Path) -> list[str]:
    """Name pages that no navigation leads to, and entries that lead to no page.

    Parameters
    ----------
    configured
        Configuration of the generator.
    pages
        Folder of the pages.

    Returns
    -------
    list of str
        What is wrong, a sentence each.
    """
    named = list(_leaves(tomllib.loads(configured.read_text())["project"]["nav"]))
    there = {str(page.relative_to(pages)) for page in pages.rglob("*.md")}
    twice = {name for name in named if named.count(name) > 1}
    return [
        *(f"{name}: not in the navigation" for name in sorted(there - set(named))),
        *(f"{name}: in the navigation, but no page" for name in sorted(set(named) - there)),
        *(f"{name}: twice in the navigation" for name in sorted(twice)),
    ]


def _leaves(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict | list):
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from _leaves(inner)
