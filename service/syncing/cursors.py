"""Places in a feed, as something that clients hand back and do not read."""

import base64
import binascii

from service.errors import FieldError, InvalidInput

_PREFIX = "c1:"


def written(seq: int) -> str:
    """Cursor of a place in the feed."""
    return base64.urlsafe_b64encode(f"{_PREFIX}{seq}".encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """
    Place of a cursor.

    Raises
    ------
    InvalidInput
        For what was never given out.
    """
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        if plain.startswith(_PREFIX) and written(int(plain[len(_PREFIX) :])) == cursor:
            return int(plain[len(_PREFIX) :])
    except (ValueError, binascii.Error):
        pass
    raise InvalidInput(FieldError("#/cursor", "cursor_invalid", "give a cursor as it was answered"))
