"""Rows as JSON: times as text, stored JSON as what it says, and nothing that is a secret."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import to_json
from sqlalchemy import Table

from service.storage.export_rows import Row

LEFT_OUT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "tokens": {"secret_hash": "whoever has it could try to find a way in"},
        "samples": {"fingerprint": "a checksum of what is exported"},
        "idempotency": {
            "idempotency_key": "made up by the device for one request, forgotten after a day",
            "body_hash": "a checksum of what the device sent",
            "created_ms": "when that was, which received_at of the samples tells",
            "answer": "what the device was answered, kept for a day to be repeated",
        },
    }
)
"""Columns that are not exported, by table, and why."""
_JSON = {"profile", "privacy", "info", "totals", "spans", "report", "body"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def row_out(table: Table, row: Row) -> dict[str, Any]:
    """
    Show a row with all its columns but those that are left out.

    Parameters
    ----------
    table : Table
    row : mapping

    Returns
    -------
    dict
        Milliseconds ``…_ms`` become a time ``…_at``; whose row it is goes without saying.
    """
    hidden = LEFT_OUT.get(table.name, {})
    shown: dict[str, Any] = {}
    for name, value in row.items():
        if name == "user_id" or name in hidden:
            continue
        if name.endswith("_ms"):
            shown[_called(name)] = None if value is None else utc(value)
        elif name in _JSON:
            shown[name] = json.loads(value)
        else:
            shown[name] = value
    return shown


def _called(name: str) -> str:
    stem = name.removesuffix("_ms")
    return stem if stem == "at" else f"{stem}_at"


def text_of(value: Any) -> bytes:  # noqa: ANN401
    """JSON on one line; numbers that JSON has no name for become ``null``."""
    return to_json(value, inf_nan_mode="null")


def lines_of(values: Iterable[Any]) -> bytes:
    """Lines of JSON."""
    return b"".join(text_of(value) + b"\n" for value in values)


def utc(milliseconds: int) -> str:
    """Time in UTC, with milliseconds only where there are any."""
    return _written(_EPOCH + timedelta(milliseconds=milliseconds)).replace("+00:00", "Z")


def local(milliseconds: int, zone: str) -> str:
    """Time as clocks of a zone showed it, with the offset they had then."""
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return _written(moment.astimezone(_zone(zone)))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
