import json
import os
from datetime import datetime
from pathlib import Path

import jsonschema_rs
import pytest
from starlette.requests import ClientDisconnect

from service.exporting.archive import archive
from service.exporting.data_points import SCHEMAS, schema_text
from service.routes import exports
from tests.service.exporting.making import (
    ALICE,
    NOTHING,
    asked,
    client_of,
    day_row,
    exported,
    insert_rows,
    item,
    lines,
    new_user,
    send,
    uid,
    unzipped,
)

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_FILES = (
    "README.txt", "profile.json", "samples.ndjson", "samples.csv", "days.ndjson", "days.csv",
    "ieee1752.ndjson", "fhir.json", "devices.json", "consents.json", "imports.ndjson",
    "messages.ndjson", "waiting_days.ndjson",
)  # fmt: skip
SINGLE = {
    "ndjson": ("samples.ndjson", "application/x-ndjson"),
    "csv": ("samples.csv", "text/csv; charset=utf-8; header=present"),
    "ieee1752": ("ieee1752.ndjson", "application/x-ndjson"),
    "fhir": ("fhir.json", "application/fhir+json"),
}


def validator(name):
    schema = json.loads(schema_text(name))
    return jsonschema_rs.Draft7Validator(schema, validate_formats=True)


def is_valid_point(point):
    name = point["header"]["schema_id"]["name"]
    return validator("header").is_valid(point["header"]) and validator(name).is_valid(point["body"])


# Files as they were once looked at; RENEW_GOLDEN=1 writes them anew.


async def test_files_are_as_they_were_looked_at(app):
    files = await unzipped(app, ALICE)
    for name in GOLDEN_FILES:
        if os.environ.get("RENEW_GOLDEN"):
            (GOLDEN / name).write_bytes(files[name])
        assert files[name] == (GOLDEN / name).read_bytes(), name


@pytest.mark.parametrize("kind", SINGLE)
async def test_a_single_form_is_the_file_of_the_archive(app, kind):
    name, media_type = SINGLE[kind]
    response = await exported(app, ALICE, kind)
    assert response.content == (GOLDEN / name).read_bytes()
    assert response.headers["content-type"] == media_type
    stem, _, ending = name.partition(".")
    attached = f'attachment; filename="solferol-{stem}-2026-06-21.{ending}"'
    assert response.headers["content-disposition"] == attached
    assert response.headers["cache-control"] == "no-store"


async def test_the_archive_is_attached_and_not_kept(app):
    response = await exported(app, ALICE)
    assert response.headers["content-type"] == "application/zip"
    attached = 'attachment; filename="solferol-export-2026-06-21.zip"'
    assert response.headers["content-disposition"] == attached
    assert response.headers["cache-control"] == "no-store"
    assert int(response.headers["content-length"]) == len(response.content)


async def test_deletions_are_told_where_they_can_be(app):
    files = await unzipped(app, ALICE)
    assert lines(files["samples.ndjson"])[-1] == {"op": "delete", "id": uid(19), "rev": 4}
    assert f"{uid(19)},4,delete,".encode() in files["samples.csv"]
    assert uid(19).encode() not in files["fhir.json"] + files["ieee1752.ndjson"]


# IEEE 1752.1


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas_and_refer_to_nothing_outside(name):
    jsonschema_rs.meta.validate(json.loads(schema_text(name)))
    assert '"$ref": "#/' in schema_text(name) or "$ref" not in schema_text(name)


async def test_every_point_keeps_to_its_schema(app):
    points = lines((await exported(app, ALICE, "ieee1752")).content)
    assert {point["header"]["schema_id"]["name"] for point in points} == {*SCHEMAS} - {"header"}
    for point in points:
        name = point["header"]["schema_id"]["name"]
        validator("header").validate(point["header"])
        validator(name).validate(point["body"])
    assert len({point["header"]["uuid"] for point in points}) == len(points)


async def test_the_schemas_refuse_what_is_wrong(app):
    point = lines((await exported(app, ALICE, "ieee1752")).content)[0]
    assert is_valid_point(point)
    frame = point["body"]["effective_time_frame"]
    both = {**frame, "date_time": "2026-06-20T10:00:00Z"}
    for wrong in (both, {}, {"date_time": "2026-06-20 10:00"}, {"date_time": "2026-06-20"}):
        body = point["body"] | {"effective_time_frame": wrong}
        assert not is_valid_point(point | {"body": body})
    for name in ("uuid", "schema_id", "source_creation_date_time"):
        header = {key: value for key, value in point["header"].items() if key != name}
        assert not validator("header").is_valid(header)


async def test_schemas_come_with_the_archive(app):
    files = await unzipped(app, ALICE)
    for name in SCHEMAS:
        assert files[f"ieee1752/{name}-1.0.json"].decode() == schema_text(name)


async def test_who_says_so_is_told(app):
    points = {
        p["header"]["uuid"]: p for p in lines((await exported(app, ALICE, "ieee1752")).content)
    }
    assert points[uid(1)]["header"]["modality"] == "sensed"
    assert points[uid(16)]["header"]["modality"] == "self-reported"
    worked_out = [p for p in points.values() if "external_datasheets" in p["header"]]
    assert len(worked_out) == 4
    for point in worked_out:
        (sheet,) = point["header"]["external_datasheets"]
        assert sheet["datasheet_reference"] == "http://solferol.test/v1/models#2026.3"


# Times


async def test_a_day_has_the_hours_of_its_zone(bare):
    database = bare.state.records.database
    await new_user(database, ALICE)
    dates = {"2026-03-29": 23, "2026-10-25": 25, "2026-06-20": 24}
    days = [day_row(ALICE, NOTHING | {"date": date, "timezone": "Europe/Zurich"}) for date in dates]
    await insert_rows(database, days=days)
    for point in lines((await exported(bare, ALICE, "ieee1752")).content):
        interval = point["body"]["effective_time_frame"]["time_interval"]
        start, end = (datetime.fromisoformat(interval[f"{x}_date_time"]) for x in ("start", "end"))
        assert start.hour == end.hour == 0
        assert (end - start).total_seconds() / 3600 == dates[start.date().isoformat()]


async def test_a_sample_has_the_offset_of_its_place_before_that_of_its_zone_and_user(bare):
    database = bare.state.records.database
    await new_user(database, ALICE, {"timezone": "America/New_York"})
    january = {"start": "2026-01-10T20:30:00+01:00", "end": "2026-01-10T20:31:00+01:00"}
    common = {"value": 1, "unit": "UVI", **january}
    adelaide = {"lat": -34.93, "lon": 138.6}
    await send(
        database,
        ALICE,
        [
            item(1, "uv_index", location=adelaide, tz="Asia/Tokyo", **common),
            item(2, "uv_index", tz="Asia/Tokyo", **common),
            item(3, "uv_index", **common),
        ],
    )
    bundle = json.loads((await exported(bare, ALICE, "fhir")).content)
    starts = [each["resource"]["effectivePeriod"]["start"] for each in bundle["entry"]]
    assert starts == [
        "2026-01-11T06:00:00+10:30", "2026-01-11T04:30:00+09:00", "2026-01-10T14:30:00-05:00"
    ]  # fmt: skip
    assert {line["start"] for line in lines((await exported(bare, ALICE, "ndjson")).content)} == {
        "2026-01-10T19:30:00Z"
    }


# Whom it is given to


async def test_nothing_stays_behind_where_a_client_hangs_up(app, monkeypatch):
    files = []

    async def watched(*arguments):
        files.append(await archive(*arguments))
        return files[0]

    async def send(message):
        if message["type"] == "http.response.body":
            raise OSError("gone")

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    monkeypatch.setattr(exports, "archive", watched)
    path = f"/v1/users/{ALICE}/export"
    with pytest.raises(ClientDisconnect):
        await app(asked(path, app.state.key), receive, send)
    assert files[0].closed
    assert isinstance(files[0].name, int), "a file without a name in any folder"


async def test_it_needs_a_key_and_a_form_that_there_is(app):
    async with client_of(app, key="sol_live_nobody_x") as http:
        assert (await http.get(f"/v1/users/{ALICE}/export")).status_code == 401
    async with client_of(app) as http:
        for query in ("format=pdf", "format=zip&format=csv"):
            assert (await http.get(f"/v1/users/{ALICE}/export?{query}")).status_code == 422
        assert (await http.get(f"/v1/users/{uid(404)}/export")).status_code == 404
