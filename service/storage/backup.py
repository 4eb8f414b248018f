"""A copy of an embedded database, whole while others write to it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from service.errors import InTheWay

_OWNER_ALONE = 0o600


def copy_database(source: Path, target: Path) -> None:
    """
    Copy the file of SQLite to another, which nobody but its owner can read.

    Parameters
    ----------
    source : Path
    target : Path
        A new file.

    Raises
    ------
    InTheWay
        Where the target exists, cannot be written, or the copy is not sound; nothing is left of it.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ALONE))
    except FileExistsError as error:
        raise InTheWay(f"{target} exists already") from error
    except OSError as error:
        raise InTheWay(f"{target}: {error.strerror}") from error
    try:
        _copy(source, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as kept,
            closing(sqlite3.connect(target)) as copy,
        ):
            kept.backup(copy)
            # One file that can be carried away; the service turns write-ahead on again.
            copy.execute("PRAGMA journal_mode=DELETE")
            (sound,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise InTheWay(f"{target}: the copy failed: {error}") from error
    if sound != "ok":
        raise InTheWay(f"{target}: the copy is damaged, and so is what was copied: {sound}")
