"""
Data points of the shape of IEEE 1752.1: a header that names a schema, and a body that keeps to it.

That standard has no schemas for ultraviolet, so there are four of our own beside this file. What
none of them fits, clothes and places and intake among it, is in the samples only.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from service.exporting.plain import local
from service.exposures.minutes import bounds_of
from service.samples import Sample
from service.syncing.civil_dates import zone_of

NAMESPACE = "vitd"
VERSION = "1.0"
SCHEMAS = ("header", "uv-exposure", "time-outdoors", "vitamin-d-synthesis", "erythemal-dose")
_IDS = uuid.UUID("5b0f6f0e-8f0a-5d4e-9c37-6f1f3a9f2c11")
_MINUTE_MS = 60_000.0

Point = dict[str, Any]


def schema_text(name: str) -> str:
    """Read one of the JSON schemas."""
    return files("service.exporting").joinpath("ieee1752", f"{name}-{VERSION}.json").read_text()


def points_of_sample(sample: Sample, zone: str) -> Iterator[Point]:
    """
    Write a sample as a data point.

    Parameters
    ----------
    sample : Sample
    zone : str
        IANA zone of a sample that tells neither place nor zone.

    Yields
    ------
    dict
        At most one; times have the offset of where the sample was taken.
    """
    if sample.deleted or sample.start_ms is None or sample.end_ms is None:
        return
    measured = _measured(sample, (sample.end_ms - sample.start_ms) / _MINUTE_MS)
    if measured is None:
        return
    name, body = measured
    there = zone_of(sample, zone)
    yield {
        "header": {
            "uuid": sample.id,
            "schema_id": _schema_id(name),
            "source_creation_date_time": local(sample.end_ms, there),
            "modality": "self-reported" if sample.recording == "manual" else "sensed",
        },
        "body": body | {"effective_time_frame": _frame(sample.start_ms, sample.end_ms, there)},
    }


def _measured(sample: Sample, minutes: float) -> tuple[str, Point] | None:
    value = sample.value
    if sample.type == "uv_index":
        averaged = {"descriptive_statistic": "average"} if minutes > 0.0 else {}
        return "uv-exposure", {"uv_index": {"value": value, "unit": "UVI"}} | averaged
    if sample.type == "erythemal_dose":
        return "erythemal-dose", {"erythemal_dose": {"value": value, "unit": "J/m2"}}
    if sample.type == "time_in_daylight":
        return "time-outdoors", {"time_outdoors": {"value": value, "unit": "min"}}
    if sample.type == "outdoor_session" and not sample.details.get("indoor"):
        return "time-outdoors", {"time_outdoors": {"value": minutes, "unit": "min"}}
    return None


def points_of_day(
    shown: Mapping[str, Any], user_id: str, origin: str, computed_ms: int
) -> Iterator[Point]:
    """
    Write what was worked out for a day as data points.

    Parameters
    ----------
    shown : mapping
        The day as `plain.row_out` shows it.
    user_id : str
    origin : str
        Address of the service, where the model is described.
    computed_ms : int
        [ms]

    Yields
    ------
    dict
        A day that is worked out anew has points of a new id.
    """
    totals = shown["totals"]
    zone = totals["timezone"]
    start, end = bounds_of(date.fromisoformat(shown["date"]), zone)
    frame = _frame(round(start * 1000.0), round(end * 1000.0), zone)
    manual = set(totals.get("minutes_by_evidence", ())) == {"manual"}
    for name, body in _worked_out(totals):
        known_by = f"{user_id}/{shown['date']}/{name}/{computed_ms}"
        yield {
            "header": {
                "uuid": str(uuid.uuid5(_IDS, known_by)),
                "schema_id": _schema_id(name),
                "source_creation_date_time": local(computed_ms, zone),
                "modality": "self-reported" if manual else "sensed",
                "external_datasheets": [_datasheet(origin, totals["model_version"])],
            },
            "body": body | {"effective_time_frame": frame, "descriptive_statistic": "sum"},
        }


def _worked_out(totals: Mapping[str, Any]) -> Iterator[tuple[str, Point]]:
    minutes = {"value": totals["minutes_outdoors"], "unit": "min"}
    yield "time-outdoors", {"time_outdoors": minutes}
    if totals.get("erythemal_sed") is not None:
        yield "erythemal-dose", {"erythemal_dose": totals["erythemal_sed"] | {"unit": "SED"}}
    if totals.get("vitamin_d_iu") is not None:
        yield "vitamin-d-synthesis", {"vitamin_d": totals["vitamin_d_iu"] | {"unit": "IU"}}


def _datasheet(origin: str, model_version: str) -> dict[str, str]:
    return {
        "datasheet_type": "software",
        "datasheet_reference": f"{origin}/v1/models#{model_version}",
    }


def _schema_id(name: str) -> dict[str, str]:
    return {"namespace": NAMESPACE, "name": name, "version": VERSION}


def _frame(start_ms: int, end_ms: int, zone: str) -> Point:
    if end_ms == start_ms:
        return {"date_time": local(start_ms, zone)}
    return {
        "time_interval": {
            "start_date_time": local(start_ms, zone), "end_date_time": local(end_ms, zone)
        }
    }  # fmt: skip
