"""Zip files of strangers: what may be read of one, and how much."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from service.imports.items import UnreadableFile

MOST_BYTES = 8 * 2**30
"""Of all that is read. The largest exports are some gigabytes."""
MOST_TIMES = 200
"""Size against compressed size; exports of Apple have 17 to 30, and deflate can reach 1032."""
_FREE_BYTES = 4 * 2**20
"""Anything small may be as empty as it likes."""
_LARGEST_DIRECTORY = 8 * 2**20
_MOST_ENTRIES = 50_000
_CHUNK = 64 * 2**10
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


BROKEN = (zipfile.BadZipFile, EOFError, zlib.error)
"""What reading an archive raises that was cut or changed."""


class Archive:
    """A zip file from which no more is read than is good for anybody."""

    def __init__(self, path: Path) -> None:
        _check_directory(path)
        self._zip = zipfile.ZipFile(path)
        self._size = path.stat().st_size
        self._read = 0
        self.entries = self._zip.infolist()
        if len(self.entries) > _MOST_ENTRIES:
            self.close()
            raise UnreadableFile("too_large", f"{len(self.entries)} files in the archive")

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """
        Read one file of the archive in pieces.

        Raises
        ------
        UnreadableFile
            If it is larger than anybody's data, or was packed to burst.
        """
        _check_entry(entry)
        with closing(self._zip.open(entry)) as stream:
            while chunk := stream.read(_CHUNK):
                self._count(len(chunk))
                yield chunk

    def head(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        """Read the beginning of one file of the archive, as far as it is sound."""
        _check_entry(entry)
        head = b""
        try:
            with closing(self._zip.open(entry)) as stream:
                while len(head) < most and (chunk := stream.read(_CHUNK)):
                    head += chunk
        except BROKEN:
            if not head:
                raise
        return head

    def _count(self, amount: int) -> None:
        """Count what came out against the whole file: entries may share what they are made of."""
        self._read += amount
        if self._read > MOST_BYTES:
            raise UnreadableFile("too_large", "more than 8 GiB in the archive")
        if self._read > _FREE_BYTES + MOST_TIMES * self._size:
            raise UnreadableFile("compressed_too_much", f"more than {MOST_TIMES} to 1")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1 or entry.compress_type not in _METHODS:
        raise UnreadableFile("damaged", "the archive is encrypted or packed in an unusual way")
    if entry.file_size > MOST_BYTES:
        raise UnreadableFile("too_large", "more than 8 GiB in the archive")
    if entry.file_size > _FREE_BYTES + MOST_TIMES * entry.compress_size:
        raise UnreadableFile("compressed_too_much", f"more than {MOST_TIMES} to 1")


def _check_directory(path: Path) -> None:
    """Look at the size of the table of contents before anybody reads it into memory."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 66_000))
        tail = stream.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 20:
            raise UnreadableFile("damaged", "the archive has no table of contents")
        (size,) = struct.unpack_from("<I", tail, at + 12)
        wide = tail[max(0, at - 20) : at]
        if wide.startswith(b"PK\x06\x07"):
            size = _wide_size(stream, struct.unpack_from("<Q", wide, 8)[0])
    if size > path.stat().st_size:
        raise UnreadableFile("damaged", "the archive's table of contents is broken")
    if size > _LARGEST_DIRECTORY:
        raise UnreadableFile("too_large", "too many files in the archive")


def _wide_size(stream: BinaryIO, offset: int) -> int:
    stream.seek(min(offset, 2**62))
    record = stream.read(56)
    if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
        raise UnreadableFile("damaged", "the archive's table of contents is broken")
    size: int = struct.unpack_from("<Q", record, 40)[0]
    return size
