"""A receiver of webhooks on loopback, well-behaved and not, and an application that has one."""

import asyncio
import contextlib
import json
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standardwebhooks import Webhook

from service.access.secrets import new_id
from service.storage import user_rows, webhook_rows
from service.storage.tables import outbox
from service.storage.user_rows import UserRow
from service.storage.webhook_rows import WebhookRow
from service.webhooks.signing import new_secret

NOW_MS = round(datetime(2026, 6, 12, 10, 0, tzinfo=UTC).timestamp() * 1000)
MINUTE_MS = 60_000
BOTH = "exposure.day.updated burn.warning"


@dataclass
class Received:
    """A request as it came in."""

    path: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    def verified(self, secret):
        """The body, where the official library takes it for genuine."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """Answers everything with ``status``; hangs where that is 0."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    answer: bytes = b"ok"
    answers: list = field(default_factory=list)
    """Statuses that come first, one for each request."""
    received: list = field(default_factory=list)
    most_at_once: int = 0
    delay_s: float = 0.0
    sent: int = 0
    tls: object = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _open: int = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook?key=hush"
        return self

    async def __aexit__(self, *error):
        self._server.close()

    async def _serve(self, reader, writer):
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open -= 1
            with contextlib.suppress(ConnectionError):
                writer.close()

    async def _answer(self, reader, writer):
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        exact = dict(line.split(": ", 1) for line in lines)
        named = {name.lower(): value for name, value in exact.items()}
        body = await reader.readexactly(int(named.get("content-length", 0)))
        self.received.append(Received(first.split()[1], named, body))
        self.arrived.set()
        status = self.answers.pop(0) if self.answers else self.status
        if status == 0:
            await reader.read()
            return
        await asyncio.sleep(self.delay_s)
        told = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        length = f"content-length: {len(self.answer)}\r\n"
        writer.write(f"HTTP/1.1 {status} X\r\n{told}{length}\r\n".encode())
        with contextlib.suppress(ConnectionError):
            for i in range(0, len(self.answer), 65_536):
                writer.write(self.answer[i : i + 65_536])
                await writer.drain()
                self.sent += len(self.answer[i : i + 65_536])

    async def has(self, count):
        """Wait until so many have come."""
        while len(self.received) < count:
            self.arrived.clear()
            await self.arrived.wait()

    @property
    def bodies(self):
        return [each.json for each in self.received]


async def an_app(database, url, events=BOTH, app_id=None):
    """A webhook of an application."""
    row = WebhookRow(app_id or new_id(), new_id(), url, events, new_secret(), NOW_MS)
    async with database.writing() as connection:
        await webhook_rows.create(connection, row)
    return row


async def a_user(database, app_id):
    user_id = new_id()
    async with database.writing() as connection:
        await user_rows.create(connection, UserRow(user_id, app_id, NOW_MS, 0, 0, {}, {}))
    return user_id


async def tell(database, say, *args):
    """What the worker of days does: lock the user and tell, in one transaction."""
    async with database.writing() as connection:
        user_id = args[1]
        await user_rows.find(connection, user_id, lock=True)
        return await say(connection, *args)


async def messages(database, **wanted):
    async with database.reading() as connection:
        rows = (await connection.execute(outbox.select().order_by(outbox.c.message_id))).mappings()
        found = [dict(row) for row in rows]
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


async def states(database):
    return [row["state"] for row in await messages(database)]


def names(**addresses):
    """A resolver that knows some names; each value may be a list of answers, one a time."""

    async def ask(host, port):
        ask.asked.append(host)
        if host not in addresses:
            raise socket.gaierror("unknown")
        found = addresses[host]
        if isinstance(found[0], list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    ask.asked = []
    return ask
