"""Where the embedded database and waiting files lie."""

from pathlib import Path

import platformdirs


def data_folder(chosen: str) -> Path:
    """Folder that was chosen, or that of the platform."""
    if chosen:
        return Path(chosen)
    return Path(platformdirs.user_data_path("solferol", appauthor=False))


def database_url(chosen: str, folder: Path) -> str:
    """Address that was chosen, or that of a file in a folder."""
    return chosen or f"sqlite:///{folder / 'solferol.sqlite3'}"
