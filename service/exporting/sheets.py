"""Samples and days as tables of one row each: RFC 4180, and harmless to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.exporting.plain import local, text_of, utc
from service.schemas.sample_translation import sample_out
from service.storage.export_rows import StoredSample
from service.syncing.civil_dates import zone_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets take for the beginning of a formula, or skip before one."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

_FROM_DETAILS = (
    "activity", "indoor", "basis", "band", "calibration", "motion", "clothing", "spf",
    "applied_mg_cm2", "substance", "product", "food", "grams", "open", "flags", "metadata",
)  # fmt: skip
SAMPLE_COLUMNS = (
    "id", "rev", "op", "type", "start", "end", "zone", "start_local", "value", "unit", "latitude",
    "longitude", "altitude_m", "tz", "recording", "device_id", *_FROM_DETAILS, "sent", "other",
    "received_at", "seq",
)  # fmt: skip
_INTERVALS = ("vitamin_d_iu", "erythemal_sed", "med_fraction")
_ENDS = ("low", "central", "high")
_FROM_TOTALS = (
    "date", "timezone", "provisional", "minutes_outdoors", "minutes_in_daylight",
    "minutes_measured", "minutes_without_place", "minutes_by_evidence", "vitamin_d_reason",
    "med_fraction_reason", "intake_ug", "uv_sources", "excluded", "flags", "assumptions",
    "attribution", "model_version",
)  # fmt: skip
DAY_COLUMNS = (
    *_FROM_TOTALS, *(f"{name}_{end}" for name in _INTERVALS for end in _ENDS), "other",
    "computed_at", "again_at", "warned", "seq",
)  # fmt: skip


def sheet_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """Write rows as RFC 4180 has them, in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def cell(value: Any) -> str:  # noqa: ANN401
    """
    Write a value into a cell.

    Parameters
    ----------
    value : object
        Plain, or a list of words, or anything that JSON can say.

    Returns
    -------
    str
        Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    words = _words(value)
    text = text_of(value).decode() if words is None else words
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _words(value: Any) -> str | None:  # noqa: ANN401
    """Text, or words with spaces between them; ``None`` for what is neither."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) and " " not in each for each in value):
        return " ".join(value)
    return None


def sample_row(stored: StoredSample, zone: str) -> list[Any]:
    """Lay out a sample, in canonical units and with all that is kept beside it."""
    sample = stored.sample
    row: dict[str, Any] = {"received_at": utc(stored.received_ms), "seq": sample.seq}
    shown = sample_out(sample)
    row |= {"id": shown.id, "rev": shown.rev, "op": shown.op}
    if sample.start_ms is not None and sample.end_ms is not None and not sample.deleted:
        there = zone_of(sample, zone)
        row |= {
            "start": utc(sample.start_ms),
            "end": utc(sample.end_ms),
            "zone": there,
            "start_local": local(sample.start_ms, there),
            "latitude": sample.latitude,
            "longitude": sample.longitude,
            "altitude_m": sample.altitude_m,
        }
        row |= {
            name: getattr(shown, name)
            for name in ("type", "value", "unit", "tz", "recording", "device_id")
        }
        row |= _details(sample.details)
    return [row.get(name) for name in SAMPLE_COLUMNS]


def _details(details: Mapping[str, Any]) -> dict[str, Any]:
    named = (*_FROM_DETAILS, "sent")
    rest = {name: value for name, value in details.items() if name not in named}
    return {name: details.get(name) for name in named} | {"other": rest or None}


def day_row(shown: Mapping[str, Any]) -> list[Any]:
    """
    Lay out a day.

    Parameters
    ----------
    shown : mapping
        As `plain.row_out` shows it.
    """
    totals = shown["totals"]
    row: dict[str, Any] = {name: totals.get(name) for name in _FROM_TOTALS}
    row["date"] = shown["date"]
    for name in _INTERVALS:
        interval = totals.get(name) or {}
        row |= {f"{name}_{end}": interval.get(end) for end in _ENDS}
    row["other"] = {
        name: value
        for name, value in totals.items()
        if name not in _FROM_TOTALS and name not in _INTERVALS
    } or None
    row |= {name: shown[name] for name in ("computed_at", "again_at", "warned", "seq")}
    return [row.get(name) for name in DAY_COLUMNS]
