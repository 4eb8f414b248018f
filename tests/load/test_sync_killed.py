"""
Nothing that was acknowledged is lost, and nothing is there twice, however servers end.

Servers are killed with SIGKILL in the middle of a sync, and the device sends again what was not
acknowledged, as devices do. Somebody follows the feed of changes all along.
"""

import asyncio
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from service.access.keys import create_key
from service.access.people import create_user
from service.access.tokens import grant
from service.storage.database import Database
from service.storage.tables import samples, users
from tests.postgres import free_ports
from tests.syncing import ZURICH, reading_sqlite, sample_id

ROOT = Path(__file__).parents[2]
ROUNDS, BATCHES, OF_A_BATCH = 50, 160, 125
LONGEST_START_S = 60.0


class Servers:
    """Forks of one process that has everything imported."""

    def __init__(self, url, folder):
        environment = os.environ | {
            "SOLFEROL_UV_PROVIDERS": "", "SOLFEROL_GEOCODING": "false",
            "SOLFEROL_DATABASE_URL": url, "SOLFEROL_DATA_FOLDER": str(folder),
            "SOLFEROL_RATE_LIMIT_PER_MINUTE": "0",
            # Threads do not survive a fork.
            "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.load.forking"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout.readline() == "ready\n"

    def start(self, port):
        self._process.stdin.write(f"{port}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


@contextlib.contextmanager
def servers_on(url, folder):
    servers = Servers(url, folder)
    try:
        yield servers
    finally:
        servers.close()


class Unreachable(Exception):
    """The server went away before it answered."""


class Client:
    """A device at a server that may be gone at any time."""

    def __init__(self, port, token):
        self._port, self._token, self._connection = port, token, None

    def ask(self, method, path, body=None):
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        try:
            self._connection.request(method, f"/v1/users/me{path}", body, headers)
            response = self._connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable from error
        assert response.status == 200, answer
        return json.loads(answer)

    def send(self, items):
        answer = self.ask("POST", "/samples:batch", json.dumps({"items": items}).encode())
        assert answer["counts"]["rejected"] == 0, answer
        return [result["status"] for result in answer["results"]]

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def wait(self):
        """Until somebody listens."""
        deadline = time.monotonic() + LONGEST_START_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.005)
            else:
                return
        pytest.fail("the server did not start")


class Reader:
    """Follows the feed in a thread of its own, whatever becomes of the server."""

    def __init__(self, client):
        self.state, self.pages, self.interruptions = {}, 0, 0
        self._client, self._cursor = client, None
        self._stop = threading.Event()
        self._wrong = []
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self):
        while not self._stop.is_set():
            try:
                self._read()
            except Unreachable:
                self.interruptions += 1
            except AssertionError as error:
                self._wrong.append(error)
                return
            self._stop.wait(0.01)

    def _read(self):
        more = True
        while more:
            cursor = f"&cursor={self._cursor}" if self._cursor else ""
            answer = self._client.ask("GET", f"/changes?limit=500{cursor}")
            for change in answer["changes"]:
                before = self.state.get(change["id"])
                assert before is None or change["rev"] > before[0], "an older revision, or again"
                self.state[change["id"]] = (change["rev"], change["op"] == "delete")
            self._cursor, more = answer["next_cursor"], answer["has_more"]
            self.pages += 1

    def stop(self):
        self._stop.set()
        self._thread.join()
        self._client.close()

    def finish(self):
        """Read to the end, and tell what there is."""
        self.stop()
        assert self._wrong == []
        self._read()
        self._client.close()
        return self.state


@contextlib.contextmanager
def following(*clients):
    """Readers, one for each client; one alone where there is one."""
    readers = [Reader(client) for client in clients]
    try:
        yield readers if len(readers) > 1 else readers[0]
    finally:
        for reader in readers:
            reader.stop()


def user_of(url, count=1):
    """Tokens of new users, with their ids."""

    async def make():
        database = Database(url)
        now_ms = round(time.time() * 1000)
        _, key = await create_key(database, "app", now_ms)
        made = []
        for _ in range(count):
            user, _ = await create_user(database, key.app_id, {}, {}, now_ms)
            granted = await grant(database, user.user_id, "watch", now_ms)
            made.append((user.user_id, granted.access_token))
        await database.close()
        return made

    return asyncio.run(make())


def item(number, rev):
    """A sample of the last days before now; every seventh has a place."""
    start = time.gmtime(time.time() // 86_400 * 86_400 - 86_400 * (1 + number % 10) + number)
    return {
        "id": sample_id(number), "rev": rev, "type": "uv_index", "value": rev, "unit": "UVI",
        "start": time.strftime("%Y-%m-%dT%H:%M:%SZ", start),
        **({"location": ZURICH} if number % 7 == 0 else {}),
    }  # fmt: skip


def batch(number):
    """New samples, better ones in place of some of the last batch, and deletions of older ones."""
    first = number * OF_A_BATCH
    sent = [item(first + n, 1) for n in range(OF_A_BATCH)]
    if number > 0:
        sent += [item(first - OF_A_BATCH + n, 2) for n in range(20)]
    if number > 1:
        older = range(first - 2 * OF_A_BATCH, first - 2 * OF_A_BATCH + 5)
        sent += [{"id": sample_id(each), "rev": 3, "op": "delete"} for each in older]
    return sent


def wanted_of(batches):
    wanted = {}
    for each in batches:
        for sent in each:
            wanted[sent["id"]] = (sent["rev"], sent.get("op") == "delete")
    return wanted


def stored_in(path):
    with reading_sqlite(path) as connection:
        rows = connection.execute("SELECT sample_id, rev, deleted, seq FROM samples").fetchall()
    assert len({row[3] for row in rows}) == len(rows)
    return {name: (rev, bool(deleted)) for name, rev, deleted, _ in rows}


def wait_until_gone(process):
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(process, 0)
            time.sleep(0.001)


class Sync:
    """Batches that are sent one after the other until all of them are acknowledged."""

    def __init__(self, client, path):
        self.batches = [batch(number) for number in range(BATCHES)]
        self.acknowledged, self.interrupted = 0, 0
        self._client, self._path, self._took_s = client, path, []
        self._draw = random.Random(20_000)  # noqa: S311

    def go_on(self):
        """Send what comes next; how long it took. [s]"""
        begun = time.monotonic()
        self._client.send(self.batches[self.acknowledged])
        self.acknowledged += 1
        return time.monotonic() - begun

    def round(self, process):
        """Two batches in peace; the server dies at some moment of the third, or just after."""
        self._client.wait()
        self.go_on()
        self._took_s.append(self.go_on())
        delay_s = self._draw.uniform(0.0, 1.2 * statistics.median(self._took_s))
        timer = threading.Timer(delay_s, os.kill, (process, signal.SIGKILL))
        timer.start()
        try:
            self.go_on()
        except Unreachable:
            self.interrupted += 1
        timer.join()
        wait_until_gone(process)
        self._client.close()
        stored = stored_in(self._path)
        for name, (rev, _) in wanted_of(self.batches[: self.acknowledged]).items():
            assert stored[name][0] >= rev, "acknowledged, and not there"


def test_a_server_that_is_killed_loses_nothing_it_acknowledged(tmp_path):
    path = tmp_path / "solferol.sqlite3"
    url = f"sqlite:///{path}"
    ((_, token),) = user_of(url)
    (port,) = free_ports(1)
    client = Client(port, token)
    sync = Sync(client, path)
    wanted = wanted_of(sync.batches)
    assert len(wanted) == BATCHES * OF_A_BATCH
    with servers_on(url, tmp_path) as servers, following(Client(port, token)) as reader:
        for _ in range(ROUNDS):
            sync.round(servers.start(port))
        assert sync.acknowledged < BATCHES
        # Now before the answer and now after it: not always at the same moment.
        assert ROUNDS * 0.1 < sync.interrupted < ROUNDS
        servers.start(port)
        client.wait()
        while sync.acknowledged < BATCHES:
            sync.go_on()
        assert reader.finish() == wanted
        assert reader.interruptions > 0
        assert stored_in(path) == wanted
        # A device that has forgotten what was acknowledged sends everything again.
        for each in sync.batches:
            assert set(client.send(each)) <= {"unchanged", "stale"}
        assert stored_in(path) == wanted
        client.close()


def rows_on(url):
    async def read():
        database = Database(url)
        async with database.reading() as connection:
            found = (await connection.execute(select(samples))).mappings().all()
            heads = (await connection.execute(select(users.c.user_id, users.c.head_seq))).all()
        await database.close()
        return found, dict(heads)

    return asyncio.run(read())


def test_four_servers_on_one_postgresql_lose_and_double_nothing(postgres_url, tmp_path):
    """Three users with four writers each, at a server each, whose samples overlap by half."""
    made = user_of(postgres_url, 3)
    ports = free_ports(4)
    draw = random.Random(4)  # noqa: S311

    def written_by(writer):
        """Of 800 samples in two revisions those that this writer sends, in some order."""
        mine = [
            item(number, rev)
            for number in range(800)
            for rev in (1, 2)
            if number % 4 in {writer, (writer + 1) % 4}
        ]
        draw.shuffle(mine)
        return [mine[first : first + 50] for first in range(0, len(mine), 50)]

    def write(port, token, batches):
        client = Client(port, token)
        statuses = [
            (sent["id"], sent["rev"], status)
            for each in batches
            for sent, status in zip(each, client.send(each), strict=True)
        ]
        client.close()
        return statuses

    with servers_on(postgres_url, tmp_path) as servers:
        for port in ports:
            servers.start(port)
        for port in ports:
            Client(port, "").wait()
        pairs = [(user_id, token, port) for user_id, token in made for port in ports]
        clients = [Client(port, token) for _, token, port in pairs]
        with following(*clients) as readers, ThreadPoolExecutor(len(pairs)) as threads:
            jobs = [
                (user_id, threads.submit(write, port, token, written_by(ports.index(port))))
                for user_id, token, port in pairs
            ]
            done = [(user_id, job.result()) for user_id, job in jobs]
            states = [reader.finish() for reader in readers]
        found, heads = rows_on(postgres_url)
    wanted = {sample_id(number): (2, False) for number in range(800)}
    for user_id, _ in made:
        of_user = [row for row in found if row["user_id"] == user_id]
        assert len(of_user) == len(wanted)
        assert {row["sample_id"]: (row["rev"], row["deleted"]) for row in of_user} == wanted
        # Every change had a place of its own: told as done once, and counted once.
        changes = [
            (name, rev)
            for who, statuses in done
            if who == user_id
            for name, rev, status in statuses
            if status in {"created", "updated"}
        ]
        assert len(set(changes)) == len(changes) == heads[user_id]
        assert {name for name, rev in changes if rev == 2} == set(wanted)
        assert len({row["seq"] for row in of_user}) == len(wanted)
    assert states == [wanted] * len(pairs)
