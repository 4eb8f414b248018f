"""Files that wait to be read: on disk, so that one that was taken survives the process."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from service.errors import FieldError, InvalidInput, StorageFull, TooMuch, UserGone
from service.storage.faults import is_no_room

_NAMESPACE = uuid.UUID("b7e0cf5c-6f0f-5a3c-8a63-0c7d2d8d6a11")

_ABANDONED_S = 86_400.0
"""Nobody uploads for so long without a byte. [s]"""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file of a user that waits."""

    user_id: str
    import_id: str
    """The same for the same bytes."""
    path: Path


class Spool:
    """A folder of files that wait."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes

    async def take(self, user_id: str, parts: AsyncIterator[bytes]) -> Spooled:
        """
        Write a file down as it comes.

        Raises
        ------
        TooMuch
            Beyond the limit; what was written is gone.
        StorageFull
            Where the disk has no room; what was written is gone.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        passing = self._folder / f"{user_id}_{uuid.uuid4().hex}.part"
        try:
            digest = await self._write(passing, parts)
            spooled = self._named(user_id, import_id_of(user_id, digest))
            passing.replace(spooled.path)
        except FileNotFoundError as error:
            # The user was erased while the file came in.
            raise UserGone from error
        except BaseException as error:
            passing.unlink(missing_ok=True)
            if is_no_room(error):
                raise StorageFull from error
            raise
        return spooled

    async def _write(self, path: Path, parts: AsyncIterator[bytes]) -> str:
        digest, size = hashlib.sha256(), 0
        with path.open("xb") as file:
            async for part in parts:
                size += len(part)
                if size > self._most:
                    raise TooMuch("too_large", f"a file may have {self._most} bytes")
                digest.update(part)
                file.write(part)
            if not size:
                raise InvalidInput(FieldError("#", "missing", "the body has to be the file"))
            file.flush()
            await asyncio.to_thread(os.fsync, file.fileno())
        return digest.hexdigest()

    def waiting(self) -> list[Spooled]:
        """List what was left behind."""
        found = []
        for path in sorted(self._folder.glob("*.import")) if self._folder.is_dir() else ():
            user_id, _, import_id = path.stem.partition("_")
            found.append(Spooled(user_id, import_id, path))
        return found

    def forget(self, user_id: str) -> None:
        """Delete what waits of a user."""
        for path in self._folder.glob(f"{user_id}_*"):
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what is left of uploads that nobody goes on with."""
        for path in self._folder.glob("*.part"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()

    def _named(self, user_id: str, import_id: str) -> Spooled:
        return Spooled(user_id, import_id, self._folder / f"{user_id}_{import_id}.import")


def import_id_of(user_id: str, digest: str) -> str:
    """Id of an import: the same file of the same user is the same import."""
    return str(uuid.uuid5(_NAMESPACE, f"{user_id}:{digest}"))


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold a file while it is read; ``False`` where another process does, or it is gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
