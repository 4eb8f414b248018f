"""Places in a feed, as something that clients hand back and do not read."""

import base64
import binascii
import re

from service.errors import FieldError, InvalidInput

_FORM = re.compile(r"c2:([0-9]{1,18}):([0-9]{1,18})")


def written(seq: int, floor: int = 0) -> str:
    """
    Cursor of a place in the feed.

    ``floor`` is up to where deletions were forgotten when reading began: those are not missed.
    """
    return base64.urlsafe_b64encode(f"c2:{seq}:{floor}".encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """
    Place of a cursor.

    Raises
    ------
    InvalidInput
        For what was never given out.
    """
    return _parts(cursor)[0]


def floor_of(cursor: str) -> int:
    """
    Up to where deletions were forgotten when reading began.

    Raises
    ------
    InvalidInput
        For what was never given out.
    """
    return _parts(cursor)[1]


def _parts(cursor: str) -> tuple[int, int]:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        plain = ""
    match = _FORM.fullmatch(plain)
    if match is None or written(int(match[1]), int(match[2])) != cursor:
        detail = "give a cursor as it was answered"
        raise InvalidInput(FieldError("#/cursor", "cursor_invalid", detail))
    return int(match[1]), int(match[2])
