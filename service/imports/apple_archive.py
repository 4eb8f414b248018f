"""The zip in which Apple Health hands out its export, with the positions of workouts beside it."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from service.imports.apple_export import LONGEST_PROLOG, ROOT, AppleExport
from service.imports.archive import BROKEN, Archive
from service.imports.gpx import tracks_of_gpx
from service.imports.items import Found, Notice, Progress, UnreadableFile
from service.imports.reduction import Resolution, places_of, reduce_track
from service.imports.track import Track

_MOST_CANDIDATES = 8


def found_in_archive(path: Path, resolution: Resolution, now_s: float) -> Iterator[Found]:
    """
    Read an export of Apple Health straight from its zip.

    Parameters
    ----------
    path
        The zip.
    resolution
        What is kept of places.
    now_s
        The present. [s since 1970]

    Raises
    ------
    UnreadableFile
        If it is none, or is packed to burst.
    """
    try:
        with Archive(path) as archive:
            yield from _found(archive, resolution, now_s)
    except (*BROKEN, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile("damaged", f"{type(error).__name__} in the archive") from error


def _found(archive: Archive, resolution: Resolution, now_s: float) -> Iterator[Found]:
    export = AppleExport()
    entry = _export_of(archive)
    broken: list[Notice] = []
    share = entry.file_size / max(1, sum(each.file_size for each in archive.entries))
    for found in export.read(_sound_chunks(archive, entry, broken), entry.file_size):
        if isinstance(found, Track):
            yield from places_of(found, resolution, now_s)
        elif isinstance(found, Progress):
            yield Progress(found.fraction * share)
        else:
            yield found
    yield from broken
    yield from _routes(archive, export, resolution, now_s)


def _sound_chunks(
    archive: Archive, entry: zipfile.ZipInfo, broken: list[Notice]
) -> Iterator[bytes]:
    """Read as far as it goes: what comes before a damage is as good as ever."""
    try:
        yield from archive.chunks(entry)
    except BROKEN as error:
        broken.append(Notice("damaged", f"the archive is broken: {type(error).__name__}"))


def _export_of(archive: Archive) -> zipfile.ZipInfo:
    """Find the export among the XML files: its name is in the telephone's language."""
    candidates = [
        each
        for each in archive.entries
        if each.filename.lower().endswith(".xml") and "cda" not in each.filename.lower()
    ]
    candidates.sort(key=lambda each: each.file_size, reverse=True)
    for entry in candidates[:_MOST_CANDIDATES]:
        if ROOT in archive.head(entry, LONGEST_PROLOG):
            return entry
    raise UnreadableFile("not_apple_export", "no export of Apple Health in the archive")


def _routes(
    archive: Archive, export: AppleExport, resolution: Resolution, now_s: float
) -> Iterator[Found]:
    for entry in archive.entries:
        if not entry.filename.lower().endswith(".gpx"):
            continue
        inner = entry.filename.partition("/")[2]
        if inner in export.routes and export.routes[inner] is None:
            continue
        owner = export.routes.pop(inner, None)
        try:
            for found in tracks_of_gpx(archive.chunks(entry), entry.file_size):
                if not isinstance(found, Progress):
                    yield from _placed(found, owner, resolution, now_s)
        except (expat.ExpatError, *BROKEN) as error:
            yield Notice("damaged", f"{inner}: {error}")
    if missing := sum(owner is not None for owner in export.routes.values()):
        yield Notice("route_missing", "positions of workouts not in the archive", missing)


def _placed(
    found: Track | Notice, owner: Track | None, resolution: Resolution, now_s: float
) -> Iterator[Found]:
    if isinstance(found, Notice):
        yield found
    elif owner is None:
        # No workout speaks of it: the positions are all there is to tell of the time outdoors.
        yield from reduce_track(found, resolution, now_s)
    else:
        found.source, found.activity, found.tz = owner.source, owner.activity, owner.tz
        yield from places_of(found, resolution, now_s)
