"""
The export of Apple Health, streamed: gigabytes of records of which few are about the sun.

What stands before the first element is skipped. Since iOS 16 it is malformed, which makes every
reader that honours it fail or, worse, find nothing; and it is the only place for entities.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from service.imports.apple_records import USED, Element, item_of_record, skin_type
from service.imports.apple_workouts import Workout, item_of_workout
from service.imports.items import Item, Notice, Profile, Progress, UnreadableFile, short
from service.imports.track import Track
from service.imports.xml_reading import hear

ROOT = b"<HealthData"
LONGEST_PROLOG = 2**20
_MOST_KINDS = 500
_MOST_ROUTES = 100_000

AppleFound = Item | Notice | Profile | Progress | Track


class AppleExport:
    """
    Reads an export, and remembers whose the files of positions are.

    Attributes
    ----------
    routes
        A track to fill for each file of positions, by its path in the archive; ``None`` for those
        of workouts indoors.
    """

    def __init__(self) -> None:
        self.routes: dict[str, Track | None] = {}
        self.records = 0
        self.workouts = 0
        self._found: deque[AppleFound] = deque()
        self._open: Element | None = None
        self._unused: Counter[str] = Counter()
        self._unreadable: Counter[tuple[str, str]] = Counter()

    def read(self, chunks: Iterable[bytes], size: int) -> Iterator[AppleFound]:
        """
        Read ``export.xml``.

        Parameters
        ----------
        chunks
            The file in pieces.
        size
            Of the file. [bytes]

        Yields
        ------
        Item, Notice, Profile, Progress or Track
            The items in the order of the file, tracks of workouts that hold their positions, and
            at the end how many records there were and what became of those that are no item.

        Raises
        ------
        UnreadableFile
            If it declares entities, or is no export, or is broken before anything was read.
        """
        try:
            for done in hear(_without_prolog(chunks), self, encoding="utf-8"):
                yield Progress(done / max(size, 1))
                while self._found:
                    yield self._found.popleft()
        except expat.ExpatError as error:
            if not (self.records or self.workouts):
                raise UnreadableFile("damaged", str(error)) from error
            yield from self._found
            yield Notice("damaged", f"the file breaks off: {error}")
        yield from self._summary()

    def started(self, name: str, parent: str, attributes: dict[str, str], /) -> None:
        """Hear that an element begins."""
        if name == "MetadataEntry":
            if self._open is not None and parent in {"Record", "Workout"}:
                self._open.metadata[attributes.get("key", "")] = attributes.get("value", "")
        elif parent == "HealthData":
            self._begin(name, attributes)
        elif isinstance(self._open, Workout):
            if name == "FileReference" and "path" in attributes:
                self._open.routes.append(attributes["path"])
            elif name == "Location":
                self._open.take_position(attributes)

    def ended(self, _name: str, parent: str, _text: str, /) -> None:
        """Hear that an element ends."""
        if parent != "HealthData" or self._open is None:
            return
        if isinstance(self._open, Workout):
            self._keep(item_of_workout(self._open))
            self._keep_positions(self._open)
        else:
            self._keep(item_of_record(self._open))
        self._open = None

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        # Records inside a correlation stand at the top level once more, and are counted there.
        if name == "Record":
            self.records += 1
            kind = attributes.get("type", "")
            if kind in USED:
                self._open = Element(attributes)
            else:
                self._count_unused(kind)
        elif name == "Workout":
            self.workouts += 1
            self._open = Workout(attributes)
        elif name == "Me":
            self._found.append(Profile(skin_type(attributes)))

    def _keep(self, found: Item | Notice) -> None:
        if isinstance(found, Notice):
            self._unreadable[found.reason, found.detail] += 1
        else:
            self._found.append(found)

    def _keep_positions(self, workout: Workout) -> None:
        for path in workout.routes:
            if len(self.routes) < _MOST_ROUTES:
                self.routes[path.lstrip("/")] = None if workout.indoors else workout.track()
        if workout.inside is not None and not workout.indoors:
            track, inside = workout.track(), workout.inside
            track.seconds, track.altitude_m = inside.seconds, inside.altitude_m
            track.latitude, track.longitude = inside.latitude, inside.longitude
            self._found.append(track)

    def _count_unused(self, kind: str) -> None:
        kind = short(kind) or "without a type"
        many = len(self._unused) >= _MOST_KINDS and kind not in self._unused
        self._unused["other types" if many else kind] += 1

    def _summary(self) -> Iterator[Notice]:
        yield Notice("records_read", "Record", self.records)
        yield Notice("workouts_read", "Workout", self.workouts)
        for kind, count in self._unused.most_common():
            yield Notice("type_not_used", kind, count)
        for (reason, detail), count in self._unreadable.most_common(_MOST_KINDS):
            yield Notice(reason, detail, count)


def _without_prolog(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Drop everything before the root element."""
    prolog = b""
    pieces = iter(chunks)
    for piece in pieces:
        prolog += piece
        at = prolog.find(ROOT)
        if b"<!ENTITY" in prolog[: at if at >= 0 else None]:
            raise UnreadableFile("entities_refused", "the XML declares entities")
        if at >= 0:
            yield prolog[at:]
            yield from pieces
            return
        if len(prolog) > LONGEST_PROLOG:
            break
    raise UnreadableFile("not_apple_export", "no <HealthData> in the file")
