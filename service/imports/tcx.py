"""TCX, the training files of Garmin and many others."""

import math
from collections.abc import Iterable, Iterator

from service.imports.activities import activity_name, why_indoors
from service.imports.gpx import TrackFound, TrackListener, heard_tracks
from service.imports.instants import number, seconds_of
from service.imports.items import Notice, source_name
from service.imports.track import Track


def tracks_of_tcx(chunks: Iterable[bytes], size: int) -> Iterator[TrackFound]:
    """
    Read the activities of a TCX file, laps of one put together.

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
    listener = _Tcx()
    yield from heard_tracks(chunks, size, listener)
    if not listener.seen:
        yield Notice("no_track", "no recorded activity in the file")


class _Tcx(TrackListener):
    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, str] = {}

    def started(self, name: str, _parent: str, attributes: dict[str, str], /) -> None:
        if name == "Trackpoint":
            self._values = {}
        elif name == "Activity":
            sport = attributes.get("Sport", "")
            self.begin(Track("tcx", activity_name(sport), why_indoors(sport)))

    def ended(self, name: str, parent: str, text: str, /) -> None:
        if parent in {"Trackpoint", "Position"}:
            self._values[name] = text
        elif name == "Trackpoint":
            self._take_point()
        elif name == "Name" and parent == "Creator" and self.open is not None:
            self.open.source = source_name(text)
            self.open.indoors = self.open.indoors or why_indoors(text)
        elif name == "Activity":
            self.finish()

    def _take_point(self) -> None:
        if self.open is None:
            return
        told = self._values
        self.open.add(
            seconds_of(told["Time"]) if "Time" in told else math.nan,
            number(told.get("LatitudeDegrees")),
            number(told.get("LongitudeDegrees")),
            number(told.get("AltitudeMeters")),
        )
