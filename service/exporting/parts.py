"""The files of an export: what each of them holds, and its bytes, piece by piece."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Table

from service.exporting import data_points, sheets
from service.exporting.observations import entry_of, observation
from service.exporting.plain import lines_of, row_out, text_of, utc
from service.exporting.source import Source, pages_of, pages_of_samples
from service.exporting.wire import wire_item
from service.storage import tables
from service.storage.export_rows import Row, StoredSample

Chunks = AsyncIterator[bytes]

LINES = "application/x-ndjson"
SHEET = "text/csv; charset=utf-8; header=present"
JSON = "application/json"
FHIR = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of an export."""

    name: str
    media_type: str
    about: str
    """For people, in the README."""
    shows: tuple[str, ...]
    """Tables whose rows are in it."""
    chunks: Callable[[Source], Chunks]


async def _profile(source: Source) -> Chunks:
    user = source.user
    yield text_of(
        {
            "user_id": user.user_id,
            "app_id": user.app_id,
            "created_at": utc(user.created_ms),
            "profile": user.profile,
            "privacy": user.privacy,
            "head_seq": user.head_seq,
            "floor_seq": user.floor_seq,
        }
    )


async def _sample_lines(source: Source) -> Chunks:
    async for page in pages_of_samples(source):
        # Generators, so that the work is done in the thread.
        yield await asyncio.to_thread(lines_of, (wire_item(each.sample) for each in page))


async def _sample_sheet(source: Source) -> Chunks:
    yield sheets.sheet_of([sheets.SAMPLE_COLUMNS])
    async for page in pages_of_samples(source):
        rows = (sheets.sample_row(stored, source.zone) for stored in page)
        yield await asyncio.to_thread(sheets.sheet_of, rows)


async def _day_sheet(source: Source) -> Chunks:
    yield sheets.sheet_of([sheets.DAY_COLUMNS])
    async for page in pages_of(source, tables.days):
        rows = (sheets.day_row(row_out(tables.days, row)) for row in page)
        yield await asyncio.to_thread(sheets.sheet_of, rows)


async def _points(source: Source) -> Chunks:
    async for page in pages_of_samples(source):
        yield await asyncio.to_thread(lines_of, _points_of_samples(source, page))
    async for days in pages_of(source, tables.days):
        yield await asyncio.to_thread(lines_of, _points_of_days(source, days))


def _points_of_samples(source: Source, page: Iterable[StoredSample]) -> Iterator[Any]:
    for stored in page:
        yield from data_points.points_of_sample(stored.sample, source.zone)


def _points_of_days(source: Source, page: Iterable[Row]) -> Iterator[Any]:
    for row in page:
        shown = row_out(tables.days, row)
        yield from data_points.points_of_day(
            shown, source.user.user_id, source.origin, row["computed_ms"]
        )


async def _bundle(source: Source) -> Chunks:
    yield b'{"resourceType":"Bundle","type":"searchset","timestamp":'
    yield text_of(utc(source.now_ms))
    total = 0
    async for page in pages_of_samples(source):
        entries = await asyncio.to_thread(_entries, source, page)
        if entries:
            # FHIR has no empty arrays: the array begins with its first entry.
            yield (b"," if total else b',"entry":[') + b",".join(entries)
            total += len(entries)
    yield (b"]" if total else b"") + b',"total":%d}' % total


def _entries(source: Source, page: Iterable[StoredSample]) -> list[bytes]:
    resources = (observation(stored.sample, source) for stored in page)
    return [text_of(entry_of(each)) for each in resources if each is not None]


async def _lists(source: Source, *shown: Table) -> Chunks:
    """Write whole tables as the lists of one object."""
    yield b"{"
    for index, table in enumerate(shown):
        yield (b"," if index else b"") + text_of(table.name) + b":["
        first = True
        async for page in pages_of(source, table):
            text = b",".join(text_of(row_out(table, row)) for row in page)
            yield text if first else b"," + text
            first = False
        yield b"]"
    yield b"}"


async def _rows(source: Source, table: Table) -> Chunks:
    """Write a table line by line."""
    async for page in pages_of(source, table):
        yield await asyncio.to_thread(_row_lines, table, page)


def _row_lines(table: Table, page: Sequence[Row]) -> bytes:
    return lines_of(row_out(table, row) for row in page)


def _table_part(name: str, about: str, table: Table) -> Part:
    return Part(name, LINES, about, (table.name,), partial(_rows, table=table))


SAMPLE_LINES = Part(
    "samples.ndjson", LINES,
    "Every sample as the batch of this service takes it, one to a line; what was deleted as a "
    "deletion. Values have the unit they were sent in. It takes up to 5000 lines at once.",
    ("samples",), _sample_lines,
)  # fmt: skip
SAMPLE_SHEET = Part(
    "samples.csv", SHEET,
    "The same as a table, in canonical units, with local time, device, and when it came in.",
    ("samples",), _sample_sheet,
)  # fmt: skip
POINTS = Part(
    "ieee1752.ndjson", LINES,
    "Ultraviolet, time outdoors and vitamin D as data points of the shape of IEEE 1752.1; their "
    "schemas are in the folder ieee1752. Days (with external_datasheets) are worked out from the "
    "samples: do not add both up.",
    ("samples", "days"), _points,
)  # fmt: skip
BUNDLE = Part(
    "fhir.json", FHIR,
    "UV index, time in daylight, intake and blood levels as HL7 FHIR R4 observations.",
    ("samples",), _bundle,
)  # fmt: skip
PARTS = (
    Part(
        "profile.json", JSON, "What you told of yourself, and your choices.", ("users",), _profile
    ),
    SAMPLE_LINES,
    SAMPLE_SHEET,
    _table_part(
        "days.ndjson", "What was worked out for each day, and from which spans of time.",
        tables.days,
    ),
    Part("days.csv", SHEET, "The totals of the days as a table.", ("days",), _day_sheet),
    POINTS,
    BUNDLE,
    Part(
        "devices.json", JSON, "Devices that sent something, and the tokens that let devices in.",
        ("devices", "tokens"), lambda source: _lists(source, tables.devices, tables.tokens),
    ),
    Part(
        "consents.json", JSON, "What you agreed to, when, and whether you withdrew it.",
        ("consents",), lambda source: _lists(source, tables.consents),
    ),
    _table_part("access_log.ndjson", "Who did what with your data.", tables.access_log),
    _table_part("imports.ndjson", "Files that were imported, and what came of it.", tables.imports),
    _table_part("messages.ndjson", "What the application was told about you.", tables.outbox),
    _table_part(
        "waiting_days.ndjson", "Days that are about to be worked out anew.", tables.dirty_days
    ),
)  # fmt: skip
"""All files with data of the user, in the order of the archive."""
