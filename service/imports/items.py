"""What an import finds: items in the format of the sync, and notices about what was left out."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Item = dict[str, Any]
"""One item as it would be sent to the sync, made of what JSON knows."""

Recording = Literal["automatic", "active", "manual"]

_NAMESPACE = uuid.UUID("8f1e6a52-0d2b-5c39-9a63-4f0b7d1c2e75")
_LONGEST_DETAIL = 160
_LONGEST_SOURCE = 80


@dataclass(frozen=True, slots=True)
class Notice:
    """Something left out or worth knowing, and how many times."""

    reason: str
    """Stable code."""
    detail: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What a file says about the person."""

    fitzpatrick: int | None
    """1 to 6"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the file has been read, 0 to 1."""

    fraction: float


Found = Item | Notice | Profile | Progress


class UnreadableFile(Exception):
    """
    A file that is refused, or that nothing can be made of.

    Parameters
    ----------
    reason
        Stable code: ``unknown_format``, ``not_apple_export``, ``damaged``, ``too_large``,
        ``compressed_too_much`` or ``entities_refused``.
    detail
        For people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = short(detail)


def short(text: str, most: int = _LONGEST_DETAIL) -> str:
    """Cut what comes from a stranger's file to a length fit for a message."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * most])
    return " ".join(printable.split())[:most]


def source_name(text: str) -> str:
    """Spell a device or program one way: Apple puts no-break spaces into names."""
    return short(text, _LONGEST_SOURCE) or "unknown"


def stamp(seconds: float) -> str:
    """Write a moment as RFC 3339 in UTC, to the millisecond where it has any. [s since 1970]"""
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    whole = moment.microsecond == 0
    return moment.isoformat(timespec="seconds" if whole else "milliseconds")[:-6] + "Z"


def stable_id(kind: str, source: str, start: str, end: str, value: object) -> str:
    """
    Name an item by what it says, so that the same record gets the same id from every file.

    Parameters
    ----------
    kind
        Type of the item.
    source
        Device or program that recorded it.
    start, end
        RFC 3339 in UTC, whatever offset the file has.
    value
        What was recorded, if it is not in the times alone.
    """
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join((kind, source, start, end, str(value)))))


def build(
    kind: str,
    source: str,
    start_s: float,
    end_s: float,
    *,
    recording: Recording,
    named_by: object = "",
    tz: str | None = None,
    metadata: Mapping[str, str | float | bool] | None = None,
    **fields: object,
) -> Item:
    """
    Put an item together.

    Parameters
    ----------
    kind
        Type of the item.
    source
        Device or program that recorded it.
    start_s, end_s
        When. [s since 1970]
    recording
        How it was recorded.
    named_by
        What else tells this item from another of the same source and time.
    tz
        IANA zone of the place, where the file says it.
    metadata
        More than the source, flat.
    **fields
        Value, unit, and what else belongs to the type; ``None`` leaves a field out.
    """
    start, end = stamp(start_s), stamp(end_s)
    item: Item = {
        "id": stable_id(kind, source, start, end, named_by),
        "rev": 1,
        "op": "upsert",
        "type": kind,
        "start": start,
    }
    if kind != "location":
        item["end"] = end
    optional = {"tz": tz, **fields}
    item |= {name: value for name, value in optional.items() if value is not None}
    item["metadata"] = {"source": source, **(metadata or {})}
    item["recording"] = recording
    return item
