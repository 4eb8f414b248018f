"""
XML of strangers, read in pieces: no entities, no depth, no element held in memory.

Expat by hand and not a tree: an export of several gigabytes passes in constant memory.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from service.imports.items import UnreadableFile

_DEEPEST = 64
_LONGEST_TOKEN = 4 * 2**20
_LONGEST_TEXT = 1000
_NO_MEMORY = 1
"""Expat's own number for it."""


class Listener(Protocol):
    """Hears the elements of a document in order."""

    def started(self, name: str, parent: str, attributes: dict[str, str], /) -> None:
        """Hear that an element begins, by its name without a prefix."""
        ...

    def ended(self, name: str, parent: str, text: str, /) -> None:
        """Hear that an element ends, and what text stood in it last."""
        ...


class _Guarded:
    """An expat parser that refuses what no honest file has."""

    def __init__(self, listener: Listener, encoding: str | None) -> None:
        self.parser = expat.ParserCreate(encoding)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._refuse
        self._listener = listener
        self._path: list[str] = [""]
        self._text = ""
        self._fed = 0

    def feed(self, chunk: bytes, *, last: bool = False) -> int:
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from error
            raise
        except (LookupError, ValueError) as error:
            raise UnreadableFile("damaged", "the XML is in an unknown encoding") from error
        self._fed += len(chunk)
        # What expat has taken but not told yet it keeps in memory.
        if self._fed - self.parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise UnreadableFile("too_large", "a single piece of the XML is too long")
        return self._fed

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._path[-1]
        if len(self._path) > _DEEPEST:
            raise UnreadableFile("too_large", "the XML is nested too deeply")
        local = name.rpartition(":")[2]
        self._path.append(local)
        self._text = ""
        self._listener.started(local, parent, attributes)

    def _end(self, _name: str) -> None:
        local = self._path.pop()
        self._listener.ended(local, self._path[-1], self._text.strip())
        self._text = ""

    def _characters(self, text: str) -> None:
        if len(self._text) < _LONGEST_TEXT:
            self._text += text

    def _refuse(self, *_declaration: object) -> None:
        raise UnreadableFile("entities_refused", "the XML declares entities")


def hear(
    chunks: Iterable[bytes], listener: Listener, *, encoding: str | None = None
) -> Iterator[int]:
    """
    Read a document piece by piece; what the listener found may be taken after each.

    Parameters
    ----------
    chunks
        The document in pieces of moderate size.
    listener
        Who is told.
    encoding
        Of the document where its declaration is not among the pieces.

    Yields
    ------
    int
        How much has been read. [bytes]

    Raises
    ------
    UnreadableFile
        If it declares entities, is nested too deeply, or holds one endless piece.
    xml.parsers.expat.ExpatError
        If it is not well-formed, up to where it was.
    """
    guarded = _Guarded(listener, encoding)
    for chunk in chunks:
        yield guarded.feed(chunk)
    yield guarded.feed(b"", last=True)
