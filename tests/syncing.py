"""Devices that sync with a service without anything going on beside it, and what is kept of it."""

import contextlib
import json
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select

from service.access.keys import create_key
from service.app import create_app
from service.importing.jobs import Importing
from service.importing.reading import Limits
from service.importing.spool import Spool
from service.records import Records
from service.settings import Settings
from service.storage.database import Database
from service.world import world_alone

NOW = datetime(2026, 6, 20, 19, 3, 11, tzinfo=UTC)
ZURICH = {"lat": 47.3744, "lon": 8.5411, "alt_m": 431, "acc_m": 1000}
ADELAIDE = {"lat": -34.9285, "lon": 138.6007}
LUXEMBOURG = {"lat": 49.6117, "lon": 6.1319}
BEFORE_NOON, A_BIT_LATER = "2026-06-20T08:26:00Z", "2026-06-20T08:31:00Z"


def sample_id(number):
    return str(uuid.UUID(int=(0x0198F7C2_5C1E_7D0B_9A51 << 48) | number))


def uv_index(number=1, **parts):
    return {
        "id": sample_id(number), "type": "uv_index", "start": BEFORE_NOON, "value": 6.2,
        "unit": "UVI", **parts,
    }  # fmt: skip


def daylight(number=1, **parts):
    return {
        "id": sample_id(number), "type": "time_in_daylight", "start": BEFORE_NOON,
        "end": A_BIT_LATER, "value": 5, "unit": "min", **parts,
    }  # fmt: skip


def intake(number=1, **parts):
    return {
        "id": sample_id(number), "type": "intake", "start": BEFORE_NOON, "value": 25, "unit": "ug",
        **parts,
    }  # fmt: skip


def deletion(number=1, **parts):
    return {"id": sample_id(number), "op": "delete", **parts}


def bearer(token):
    return {"authorization": f"Bearer {token}"}


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **length):
        self.now += timedelta(**length)

    @property
    def ms(self):
        return round(self.now.timestamp() * 1000)


class Service:
    """The application on a database, without background work; ``async with``."""

    def __init__(self, url, folder):
        self.clock = Clock()
        self.database = Database(url)
        self.app = create_app(Settings(uv_providers=(), geocoding=False), now=self.clock)
        self.app.state.world = world_alone(self.clock)
        self.app.state.records = self.records = Records(self.database, self.clock)
        spool = Spool(folder / "imports", most_bytes=1_000_000)
        self.app.state.importing = Importing(self.records, spool, Limits(10.0, 2**30))
        transport = httpx.ASGITransport(app=self.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://solferol.test")

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.http.aclose()
        await self.records.helper.end()
        await self.database.close()

    async def key(self, name="app", **how):
        text, _ = await create_key(self.database, name, self.clock.ms, **how)
        return text

    async def user(self, key, **body):
        response = await self.http.post("/v1/users", json=body, headers=bearer(key))
        assert response.status_code == 201, response.text
        return response.json()["id"]

    async def grant(self, key, user_id, device_id="watch", **body):
        response = await self.http.post(
            f"/v1/users/{user_id}/tokens",
            json={"device_id": device_id, **body},
            headers=bearer(key),
        )
        assert response.status_code == 201, response.text
        return response.json()

    async def device(self, *, device_id="watch", **body):
        """A device of a new user of a new application."""
        key = await self.key(f"app-{uuid.uuid4()}")
        user_id = await self.user(key, **body)
        granted = await self.grant(key, user_id, device_id)
        return Device(self, key, user_id, granted["access_token"])

    async def rows(self, table, user_id):
        """Rows of a user in a table, as dictionaries."""
        async with self.database.reading() as connection:
            query = select(table).where(table.c.user_id == user_id)
            return [dict(row) for row in (await connection.execute(query)).mappings()]


class Device:
    def __init__(self, service, key, user_id, token):
        self.service, self.key, self.user_id, self.token = service, key, user_id, token
        self.path = f"/v1/users/{user_id}"

    async def ask(self, method, path="", **how):
        headers = {**bearer(self.token), **how.pop("headers", {})}
        return await self.service.http.request(method, self.path + path, headers=headers, **how)

    async def post(self, body, **headers):
        """Send a body as it is; names of headers with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"content-type": "application/json", **named}
        return await self.ask("POST", "/samples:batch", content=body, headers=named)

    async def send(self, *items, **envelope):
        response = await self.ask("POST", "/samples:batch", json={**envelope, "items": items})
        assert response.status_code == 200, response.text
        return response.json()

    async def statuses(self, *items, **envelope):
        return [result["status"] for result in (await self.send(*items, **envelope))["results"]]

    async def refused(self, item, **envelope):
        """Code and field of the refusal of one item."""
        (result,) = (await self.send(item, **envelope))["results"]
        assert result["status"] == "rejected", result
        return result["code"], result["field"]

    async def kept(self, *items, **envelope):
        """What is shown of items after they were sent; of all that is kept where there are none."""
        if items:
            answer = await self.send(*items, **envelope)
            assert answer["counts"]["rejected"] == 0, answer
        return {change["id"]: change for change in await self.changes() if change["op"] == "upsert"}

    async def kept_of(self, item, **envelope):
        return (await self.kept(item, **envelope))[item["id"]]

    async def changes(self, limit=1000):
        """The feed from its beginning to its end."""
        follower = Follower(self, limit)
        await follower.read_on()
        return follower.seen


class Follower:
    """Reads the feed of changes on, from wherever it is."""

    def __init__(self, device, limit=1000):
        self.device, self.limit, self.cursor = device, limit, None
        self.seen, self.state = [], {}

    async def read_on(self):
        while True:
            params = {"limit": self.limit} | ({"cursor": self.cursor} if self.cursor else {})
            response = await self.device.ask("GET", "/changes", params=params)
            assert response.status_code == 200, response.text
            answer = response.json()
            self.seen += answer["changes"]
            self.state |= {change["id"]: change for change in answer["changes"]}
            self.cursor = answer["next_cursor"]
            if not answer["has_more"]:
                return


def lines(*values):
    return "\n".join(json.dumps(value) for value in values).encode()


def codes(response):
    return [error["code"] for error in response.json()["errors"]]


@contextlib.contextmanager
def reading_sqlite(path):
    """Look into a file beside the service."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


def _address(request, tmp_path):
    """Of an empty database, asked for only where it is needed."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/solferol.sqlite3"
    return request.getfixturevalue("postgres_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database, of either kind."""
    return _address(request, tmp_path)


@pytest.fixture
async def service(tmp_path, anyio_backend):
    """The service on a file of SQLite."""
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        yield running


@pytest.fixture
async def on_both(url, tmp_path, anyio_backend):
    """The service, on either kind of database."""
    async with Service(url, tmp_path) as running:
        yield running


@pytest.fixture
async def watch(service):
    return await service.device()
