"""GPX: tracks of points, by whatever program."""

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from service.imports.activities import activity_name, why_indoors
from service.imports.instants import number, seconds_of
from service.imports.items import Notice, Progress, source_name
from service.imports.track import Track
from service.imports.xml_reading import hear

TrackFound = Track | Notice | Progress


def tracks_of_gpx(chunks: Iterable[bytes], size: int) -> Iterator[TrackFound]:
    """
    Read the tracks of a GPX file; waypoints and planned routes are none.

    Parameters
    ----------
    chunks
        The file in pieces.
    size
        Of the file. [bytes]

    Yields
    ------
    Track, Notice or Progress
        A track each, and ``damaged`` where the file breaks off after some of them.

    Raises
    ------
    UnreadableFile
        If it declares entities or is out of all proportion.
    xml.parsers.expat.ExpatError
        If it breaks before anything was read.
    """
    listener = _Gpx()
    yield from heard_tracks(chunks, size, listener)
    if not listener.seen:
        yield Notice("no_track", "no recorded track in the file")


class TrackListener(ABC):
    """Hears a document of tracks; a track that was begun is the open one."""

    def __init__(self) -> None:
        self.found: deque[Track] = deque()
        self.open: Track | None = None
        self.seen = 0

    def begin(self, track: Track) -> None:
        """Open a track."""
        self.open, self.seen = track, self.seen + 1

    def finish(self) -> None:
        """Hand the open track out."""
        if self.open is not None:
            self.found.append(self.open)
            self.open = None

    @abstractmethod
    def started(self, name: str, parent: str, attributes: dict[str, str], /) -> None:
        """Hear that an element begins."""

    @abstractmethod
    def ended(self, name: str, parent: str, text: str, /) -> None:
        """Hear that an element ends."""


def heard_tracks(
    chunks: Iterable[bytes], size: int, listener: TrackListener
) -> Iterator[TrackFound]:
    """Read a document of tracks, as far as it goes."""
    try:
        for done in hear(chunks, listener):
            yield Progress(done / max(size, 1))
            while listener.found:
                yield listener.found.popleft()
    except expat.ExpatError as error:
        if not listener.seen:
            raise
        listener.finish()
        yield from listener.found
        yield Notice("damaged", f"the file breaks off: {error}")


class _Gpx(TrackListener):
    def __init__(self) -> None:
        super().__init__()
        self._creator = ""
        self._point = (math.nan, math.nan)
        self._altitude = self._seconds = math.nan

    def started(self, name: str, _parent: str, attributes: dict[str, str], /) -> None:
        if name == "trkpt":
            self._point = number(attributes.get("lat")), number(attributes.get("lon"))
            self._altitude = self._seconds = math.nan
        elif name == "trk":
            self.begin(Track(source_name(self._creator), indoors=why_indoors(self._creator)))
        elif name == "gpx":
            self._creator = attributes.get("creator", "")

    def ended(self, name: str, parent: str, text: str, /) -> None:
        if parent == "trkpt":
            if name == "time":
                self._seconds = seconds_of(text)
            elif name == "ele":
                self._altitude = number(text)
        elif name == "trkpt" and self.open is not None:
            self.open.add(self._seconds, *self._point, self._altitude)
        elif name == "type" and parent == "trk" and self.open is not None:
            self.open.activity = activity_name(text)
            self.open.indoors = why_indoors(self._creator, text)
        elif name == "trk":
            self.finish()
