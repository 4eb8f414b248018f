"""Any file of somebody's, by what is in it and not by its name."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from service.imports.apple_archive import found_in_archive
from service.imports.apple_export import LONGEST_PROLOG, AppleExport
from service.imports.fit import Recording, is_activity, read_fit
from service.imports.fit_ultraviolet import items_of_readings
from service.imports.gpx import tracks_of_gpx
from service.imports.items import Found, Item, Notice, Profile, Progress, UnreadableFile
from service.imports.reduction import COARSE, PRECISE, Resolution, places_of, reduce_track
from service.imports.tcx import tracks_of_tcx
from service.imports.track import Track

_CHUNK = 64 * 2**10
_LARGEST_XML = 8 * 2**30
_LARGEST_TRACKS = 512 * 2**20
_LARGEST_FIT = 64 * 2**20
"""Ten days at a record a second."""
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(gpx|TrainingCenterDatabase|HealthData)[\s>/]")


def parse(
    path: Path, *, precise: bool = False, now: datetime | None = None
) -> Iterator[Item | Notice | Profile]:
    """
    Read a file: an export of Apple Health (zip or bare XML), GPX, TCX or FIT.

    Parameters
    ----------
    path
        The file; its name does not matter.
    precise
        Keep places to a metre instead of a kilometre.
    now
        The present, after which nothing can have been recorded.

    Yields
    ------
    Item, Notice or Profile
        As they are read, in constant memory.

    Raises
    ------
    UnreadableFile
        If nothing can be made of it, or it is refused; what was yielded before is sound.
    """
    for found in read(path, precise=precise, now=now):
        if not isinstance(found, Progress):
            yield found


def read(path: Path, *, precise: bool = False, now: datetime | None = None) -> Iterator[Found]:
    """Read a file like `parse`, and tell now and then how far it has come."""
    resolution = PRECISE if precise else COARSE
    now_s = (now or datetime.now(UTC)).timestamp()
    with path.open("rb") as stream:
        head = stream.read(LONGEST_PROLOG + _CHUNK)
    kind = _kind(head)
    size = path.stat().st_size
    _check_size(kind, size)
    if kind == "zip":
        yield from found_in_archive(path, resolution, now_s)
        return
    with path.open("rb") as stream:
        if kind == "fit":
            yield from _from_fit(stream, size, resolution, now_s)
        else:
            yield from _from_xml(kind, stream, size, resolution, now_s)


def _kind(head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[8:12] == b".FIT":
        return "fit"
    root = _ROOT.search(head) if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if root is None:
        detail = "neither an Apple Health export nor GPX, TCX or FIT" if head else "empty"
        raise UnreadableFile("unknown_format", detail)
    return root[1].decode()


def _check_size(kind: str, size: int) -> None:
    largest = {"fit": _LARGEST_FIT, "zip": _LARGEST_XML, "HealthData": _LARGEST_XML}
    if size > largest.get(kind, _LARGEST_TRACKS):
        raise UnreadableFile("too_large", f"{size} bytes of {kind}")


def _from_xml(
    kind: str, stream: BinaryIO, size: int, resolution: Resolution, now_s: float
) -> Iterator[Found]:
    readers: dict[str, Callable[[Iterable[bytes], int], Iterator[Found | Track]]] = {
        "HealthData": AppleExport().read,
        "gpx": tracks_of_gpx,
        "TrainingCenterDatabase": tracks_of_tcx,
    }
    chunks = iter(lambda: stream.read(_CHUNK), b"")
    try:
        for found in readers[kind](chunks, size):
            yield from _reduced(found, kind, resolution, now_s)
    except expat.ExpatError as error:
        raise UnreadableFile("damaged", str(error)) from error


def _reduced(
    found: Found | Track, kind: str, resolution: Resolution, now_s: float
) -> Iterator[Found]:
    if not isinstance(found, Track):
        yield found
    elif kind == "HealthData":
        yield from places_of(found, resolution, now_s)
    else:
        yield from reduce_track(found, resolution, now_s)


def _from_fit(stream: BinaryIO, size: int, resolution: Resolution, now_s: float) -> Iterator[Found]:
    for found in read_fit(stream, size):
        if isinstance(found, Recording):
            yield from _from_recording(found, resolution, now_s)
        else:
            yield found


def _from_recording(recording: Recording, resolution: Resolution, now_s: float) -> Iterator[Found]:
    yield from recording.notices
    if not is_activity(recording):
        yield Notice("not_an_activity", recording.about.get("type", "no records"))
        return
    tracks = recording.tracks()
    for track in tracks:
        yield from reduce_track(track, resolution, now_s)
    yield from items_of_readings(recording.readings, tracks[0].source, now_s)
