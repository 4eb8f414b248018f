"""Finding the texts of the program, and keeping the catalogues in step with them."""

from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

CATALOGUES = Path(__file__).parent
_PROGRAM = CATALOGUES.parent
_OF_ASGI = ("admission", "instrumenting", "limiting", "middleware", "tracing")
_METHODS = [
    # Their messages are those of ASGI.
    *((f"{name}.py", "ignore") for name in _OF_ASGI),
    ("**.py", "python"),
    ("web/pages/**.html", "jinja2"),
]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "t": None,
    "tongue": None,
    "phrase": None,
    "message": None,
    "Text": None,
    "several": (1, 2),
}
"""Functions whose first argument, or first two, is a text."""


def texts_of_program() -> Catalog:
    """
    Collect every text that people see.

    Returns
    -------
    Catalog
        Without words.
    """
    found = Catalog(project="Solferol", fuzzy=False)
    for file, _line, text, _comments, context in extract_from_dir(
        str(_PROGRAM), _METHODS, keywords=_KEYWORDS
    ):
        found.add(text, locations=[(f"service/{file}", 0)], context=context)
    return found


def renew(path: Path) -> list[str]:
    """
    Bring one catalogue in step: new texts are added without words, those that are gone are dropped.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of str
        Texts that have no words yet.
    """
    catalogue = read(path)
    catalogue.update(texts_of_program(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as target:
        write_po(target, catalogue, width=100, sort_by_file=True, omit_header=True,
                 include_lineno=False)  # fmt: skip
    return wordless(catalogue)


def read(path: Path) -> Catalog:
    """Read a catalogue; its language is its name."""
    with path.open("rb") as source:
        return read_po(source, locale=path.stem)


def wordless(catalogue: Catalog) -> list[str]:
    """Name the texts of a catalogue that have no words, or uncertain ones."""
    texts = (each for each in catalogue if each.id)
    return [str(each.id) for each in texts if each.fuzzy or not _said(each.string)]


def _said(words: str | Sequence[str] | None) -> bool:
    return all(words) if isinstance(words, (tuple, list)) else bool(words)
