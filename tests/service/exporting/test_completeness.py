import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Boolean, Float, Integer, LargeBinary, insert

from service.exporting.parts import PARTS
from service.exporting.plain import LEFT_OUT
from service.storage.tables import OF_USER
from service.storage.user_rows import erase
from tests.service.exporting.making import (
    ALICE,
    APP,
    BOB,
    NOW_MS,
    client_of,
    exported,
    lines,
    new_user,
    uid,
    unzipped,
)

JSON_COLUMNS = {
    "profile", "privacy", "info", "details", "totals", "spans", "report", "body", "answer"
}  # fmt: skip
SECRET = b"SECRET"
PLAIN = {"type": "location", "recording": "manual", "tz": "Asia/Kathmandu", "app_id": APP}
KEYS_OF_APP = {"user_id"}


def row_of_marks(table, number):
    """A row in which every column has a value that is found again, and what to look for."""
    row, marks = {}, {}
    for i, column in enumerate(table.columns):
        name = f"{table.name}.{column.name}"
        row[column.name], marks[name] = _mark(column, number * 100 + i)
    return row | {"user_id": ALICE}, marks


def _mark(column, number):
    name = column.name
    if name in PLAIN:
        return PLAIN[name], PLAIN[name]
    if name in JSON_COLUMNS:
        return _json(name, f"mark-{number}"), f"mark-{number}"
    if name.endswith("_ms"):
        milliseconds = NOW_MS - number * 61_000
        return milliseconds, datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()[:19]
    if name == "date" or (name.endswith("_id") and name != "device_id"):
        text = f"19{number % 90 + 10}-01-02" if name == "date" else uid(number)
        return text, text
    return _mark_of_kind(column.type, number)


def _mark_of_kind(kind, number):
    if isinstance(kind, LargeBinary):
        return SECRET + str(number).encode(), SECRET.decode()
    if isinstance(kind, Boolean):
        return False, "upsert"
    if isinstance(kind, Float):
        return 40.0 + number / 1e6, repr(40.0 + number / 1e6)
    if isinstance(kind, Integer):
        return 7_000_000 + number, str(7_000_000 + number)
    text = f"mark-{number}"
    return text, text


def _json(column, text):
    if column == "totals":
        totals = {"timezone": "Asia/Kathmandu", "minutes_outdoors": 1.0, "model_version": text}
        return json.dumps(totals)
    return json.dumps([{"said": text}] if column == "spans" else {"said": text})


async def _all_marks(database):
    wanted = {}
    async with database.writing() as connection:
        for number, table in enumerate(OF_USER, 1):
            row, marks = row_of_marks(table, number)
            await connection.execute(insert(table).values(row))
            wanted |= marks
    return wanted


def left_out():
    return {f"{table}.{column}" for table, columns in LEFT_OUT.items() for column in columns}


async def test_every_column_of_every_table_of_a_user_is_exported_or_left_out_on_purpose(bare):
    wanted = await _all_marks(bare.state.records.database)
    files = await unzipped(bare, ALICE)
    named = {table.name: b"" for table in OF_USER}
    for part in PARTS:
        for table in part.shows:
            named[table] += files[part.name]
    for name, mark in wanted.items():
        table, column = name.split(".")
        found = mark.encode() in named[table]
        if name in left_out():
            assert not found, f"{name} is told to be left out, and is there"
        elif column not in KEYS_OF_APP:
            assert found, f"{name} is missing: show it in service.exporting.parts, or list it"
    assert SECRET not in b"".join(files.values())


def test_what_is_left_out_exists_and_is_told_with_its_reason():
    columns = {f"{table.name}.{column.name}" for table in OF_USER for column in table.columns}
    assert left_out() <= columns
    assert all(reason for columns in LEFT_OUT.values() for reason in columns.values())


def test_every_table_of_a_user_has_a_file_or_is_left_out():
    shown = {table for part in PARTS for table in part.shows}
    for table in OF_USER:
        hidden = set(LEFT_OUT.get(table.name, ())) | {"user_id"}
        every_column = {column.name for column in table.columns} <= hidden
        assert table.name in shown or every_column, table.name


async def test_the_readme_tells_of_every_file_and_of_what_is_left_out(app):
    files = await unzipped(app, ALICE)
    text = files["README.txt"].decode()
    assert "not a medical device" in text
    for name in files:
        assert name.startswith("ieee1752/") or name == "README.txt" or f"* {name}:" in text
    for name in left_out():
        assert f"* {name}:" in text


async def test_nothing_of_another_user_is_exported(app):
    for user, other, said in ((ALICE, BOB, b"bob"), (BOB, ALICE, b"alice")):
        everything = b"".join((await unzipped(app, user)).values())
        assert other.encode() not in everything
        assert said not in everything


@pytest.mark.parametrize("kind", ["ndjson", "csv", "ieee1752", "fhir"])
async def test_a_user_without_samples_has_an_export_too(bare, kind):
    await new_user(bare.state.records.database, ALICE, {})
    body = (await exported(bare, ALICE, kind)).content
    assert ALICE.encode() not in body
    if kind == "fhir":
        assert json.loads(body)["total"] == 0
        assert "entry" not in json.loads(body)
    files = await unzipped(bare, ALICE)
    assert json.loads(files["devices.json"]) == {"devices": [], "tokens": []}
    assert files["days.ndjson"] == b""


async def test_the_export_itself_is_in_the_access_log(app):
    log = lines((await unzipped(app, ALICE))["access_log.ndjson"])
    assert [entry["action"] for entry in log] == ["get_user", "export_user"]


async def test_of_an_erased_user_there_is_nothing(app):
    async with app.state.records.database.writing() as connection:
        await erase(connection, ALICE, NOW_MS)
    async with client_of(app) as http:
        for path in ("export", "export?format=ndjson", "fhir/Observation"):
            assert (await http.get(f"/v1/users/{ALICE}/{path}")).status_code == 410
