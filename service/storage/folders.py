"""Where the embedded database and waiting files lie."""

import os
import tempfile
from pathlib import Path

import platformdirs

from service.storage.faults import is_no_room


class FolderUnusable(Exception):
    """A folder that can neither be made nor written in, in words."""


def data_folder(chosen: str) -> Path:
    """Folder that was chosen, or that of the platform."""
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_data_path("solferol", appauthor=False))


def database_url(chosen: str, folder: Path) -> str:
    """Address that was chosen, or that of a file in a folder."""
    return chosen or f"sqlite:///{folder / 'solferol.sqlite3'}"


def nearest_of(folder: Path) -> Path:
    """Find what is there already of a path: the folder itself, or what it is to be made in."""
    folder = folder.absolute()
    # Of `Path` the same raises an error where a folder above may not be entered.
    return next(each for each in (folder, *folder.parents) if os.path.exists(each))  # noqa: PTH110


def try_folder(folder: Path) -> None:
    """
    Find out whether a folder can be made and written in, and leave nothing behind.

    Rights alone do not tell: nobody can make anything in `/proc`, though its rights say that the
    superuser can. A full disk is no such fault: it passes.

    Raises
    ------
    FolderUnusable
    """
    there = nearest_of(folder)
    if not there.is_dir():
        raise FolderUnusable(f"{there} is no folder")
    try:
        with tempfile.TemporaryDirectory(prefix=".solferol-", dir=there):
            pass
    except OSError as error:
        if is_no_room(error):
            return
        done = "written" if there == folder.absolute() else f"made, {there} cannot be written"
        raise FolderUnusable(f"{folder.absolute()} cannot be {done}: {error.strerror}") from error
