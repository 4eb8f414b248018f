"""A user with something of everything, and a small application to export it from."""

import io
import json
import zipfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
from fastapi import FastAPI
from sqlalchemy import insert

from service.access.keys import create_key
from service.problems import install_problem_handlers
from service.records import Records
from service.routes import exports
from service.schemas.sample_translation import entries_of
from service.storage import key_rows, tables, user_rows
from service.storage.database import Database
from service.storage.user_rows import UserRow
from service.syncing.batch import take_in_within
from service.syncing.door import Arrival
from service.syncing.entries import Device

NOW = datetime(2026, 6, 21, 12, 0, tzinfo=UTC)
NOW_MS = round(NOW.timestamp() * 1000)
APP = "00000000-0000-4000-8000-0000000000a0"
ALICE = "00000000-0000-4000-8000-00000000a11c"
BOB = "00000000-0000-4000-8000-000000000b0b"
ZURICH = {"lat": 47.37, "lon": 8.54, "alt_m": 450.0}


def uid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


def item(number, kind, start="2026-06-20T08:26:00Z", end="2026-06-20T08:31:00Z", **fields):
    return {"id": uid(number), "type": kind, "start": start, "end": end, **fields}


ITEMS = [
    item(1, "time_in_daylight", value=5, unit="min", metadata={"max_lux": 16376}, tz="Asia/Tokyo"),
    item(2, "uv_index", end="2026-06-20T08:26:00Z", value=6.2, unit="UVI", location=ZURICH),
    item(3, "uv_index", value=17.5, unit="UVI", calibration="bench", rev=3),
    item(4, "erythemal_dose", value=1.25, unit="SED", recording="active"),
    item(5, "outdoor_session", end="2026-06-20T09:20:30.250Z", activity="run", basis="gps"),
    item(6, "outdoor_session", activity="ride", indoor=True),
    item(7, "irradiance", value=12.0, unit="mW/m2", band="uvb", calibration="lamp"),
    item(8, "illuminance", value=20.0, unit="klx"),
    item(9, "location", end=None, location=ZURICH, motion=["walking", "stationary"]),
    item(10, "cover", end=None, clothing="swimwear"),
    item(11, "cover", value=25, unit="%"),
    item(12, "sunscreen", end=None, spf=30, applied_mg_cm2=1.5),
    item(13, "intake", end=None, value=1000, unit="IU", product='=HYPERLINK("x"), "new"\nline'),
    item(14, "intake", end=None, value=0.5, unit="g", substance="calcium", recording="manual"),
    item(15, "lab_25ohd", end=None, value=30.0, unit="ng/mL", start="2026-03-02T09:00:00+01:00"),
    item(16, "time_in_daylight", value=2, unit="min", recording="manual"),
    item(17, "erythemal_dose", value=0.5, unit="MED", tz="America/St_Johns"),
    item(18, "intake", end=None, value=90, unit="ug", substance="vitamin_k2_mk7"),
    {"id": uid(19), "rev": 4, "op": "delete"},
]
INTERVAL = {"low": 0.5, "central": 1.0, "high": 1.5}
TOTALS = {
    "date": "2026-06-20",
    "timezone": "Europe/Zurich",
    "minutes_outdoors": 54.0,
    "minutes_in_daylight": 54.0,
    "minutes_by_evidence": {"gps_workout": 54.0},
    "vitamin_d_iu": {"low": 700.0, "central": 1100.0, "high": 1900.0},
    "vitamin_d_reason": None,
    "erythemal_sed": INTERVAL,
    "med_fraction": None,
    "med_fraction_reason": "caution",
    "intake_ug": 25.0,
    "uv_sources": ["clear_sky", "measured"],
    "excluded": [{"reason": "indoor", "minutes": 19.0}],
    "flags": [],
    "assumptions": ["clothing_by_season"],
    "provisional": False,
    "model_version": "2026.3",
}
NOTHING = TOTALS | {
    "date": "2026-06-21", "minutes_outdoors": 0.0, "minutes_by_evidence": {}, "vitamin_d_iu": None,
    "vitamin_d_reason": "no_place", "erythemal_sed": None, "timezone": "America/St_Johns",
}  # fmt: skip
SPANS = [
    {
        "start": "2026-06-20T08:26:00.000Z", "end": "2026-06-20T09:20:00.000Z",
        "evidence": "gps_workout", "sample_id": uid(5), "minutes": 54.0, "excluded": None,
    }
]  # fmt: skip
WATCH = Device("w-7f3", {"type": "watch", "manufacturer": "Apple Inc.", "model": "Watch6,10"})


def day_row(user_id, totals, **fields):
    return {
        "user_id": user_id, "date": totals["date"], "seq": 20, "computed_ms": NOW_MS - 1000,
        "again_ms": None, "totals": json.dumps(totals), "spans": json.dumps(SPANS), "warned": None,
        **fields,
    }  # fmt: skip


def others(user_id, of="alice"):
    """Rows of the tables that are not samples."""
    mine = {"user_id": user_id}
    at = NOW_MS - 5000
    return {
        "tokens": mine | {
            "token_id": uid(31), "family_id": uid(32), "kind": "access", "device_id": "w-7f3",
            "scopes": "samples:write", "secret_hash": b"SECRET-HASH", "created_ms": at,
            "expires_ms": at + 1, "used_ms": None, "replaced_ms": None,
        },
        "consents": mine | {
            "consent_id": uid(33), "purpose": "exposure_tracking", "version": f"v1-{of}",
            "given_ms": at, "withdrawn_ms": None,
        },
        "access_log": mine | {
            "entry_id": uid(34), "at_ms": at, "actor": f"key:{of}", "action": "get_user",
            "request_id": "r1",
        },
        "dirty_days": mine | {"date": "2026-06-19", "seq": 3, "marked_ms": at},
        "idempotency": mine | {
            "idempotency_key": "KEY", "body_hash": b"BODY-HASH", "created_ms": at,
            "answer": '{"ANSWER":1}',
        },
        "imports": mine | {
            "import_id": uid(35), "state": "done", "created_ms": at, "updated_ms": at + 1,
            "report": f'{{"file":"{of}.gpx"}}',
        },
        "outbox": mine | {
            "message_id": uid(36), "webhook_id": uid(37), "app_id": APP,
            "event": "exposure.day.updated", "body": f'{{"to":"{of}"}}', "created_ms": at,
            "due_ms": at, "tries": 0, "state": "sent",
        },
    }  # fmt: skip


async def new_user(database, user_id, profile=None):
    given = {"fitzpatrick": 2, "timezone": "Europe/Zurich"} if profile is None else profile
    row = UserRow(user_id, APP, NOW_MS - 10_000, 0, 0, given, {"precision": "1km"})
    async with database.writing() as connection:
        await user_rows.create(connection, row)


async def send(database, user_id, items, device=WATCH, dose=250.0):
    """Take items in as a batch; what became of them."""
    items = [{k: v for k, v in each.items() if v is not None} for each in items]
    entries = entries_of(items, dose)
    refused = [(entry.id, entry.refusal) for entry in entries if entry.refusal]
    assert not refused, refused
    async with database.writing() as connection:
        return await take_in_within(connection, user_id, entries, Arrival(NOW_MS), device)


async def insert_rows(database, **rows):
    async with database.writing() as connection:
        for name, values in rows.items():
            await connection.execute(insert(tables.metadata.tables[name]), values)


async def fill(database, user_id, of="alice"):
    """Give a user something of everything."""
    await new_user(database, user_id)
    await send(database, user_id, ITEMS)
    async with database.writing() as connection:
        # What taking samples in has marked would be there at a time of its own.
        marked = tables.dirty_days
        await connection.execute(marked.delete().where(marked.c.user_id == user_id))
    days = [day_row(user_id, TOTALS), day_row(user_id, NOTHING)]
    await insert_rows(database, days=days, **others(user_id, of))


@asynccontextmanager
async def opened(folder):
    """Open an application with the router under test; its records are at ``app.state.records``."""
    database = Database(f"sqlite:///{folder}/t.sqlite3")
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(exports.router)
    app.state.records = Records(database, lambda: NOW)
    async with database.writing() as connection:
        await key_rows.create_app(connection, APP, "tests", NOW_MS)
    app.state.key, _ = await create_key(database, "tests", NOW_MS)
    try:
        yield app
    finally:
        await database.close()


def client_of(app, key=None):
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://solferol.test",
        headers={"authorization": f"Bearer {key or app.state.key}"},
    )


def asked(path, key, query=""):
    """Scope of a request as a server hands it on."""
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
        "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "server": ("test", 80),
        "headers": [(b"authorization", f"Bearer {key}".encode())],
    }  # fmt: skip


async def exported(app, user_id, kind="zip"):
    async with client_of(app) as http:
        response = await http.get(f"/v1/users/{user_id}/export", params={"format": kind})
    assert response.status_code == 200, response.text
    return response


async def unzipped(app, user_id):
    """Files of the archive, by name."""
    response = await exported(app, user_id)
    with zipfile.ZipFile(io.BytesIO(response.content)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def lines(body):
    return [json.loads(line) for line in body.decode().splitlines()]
