"""Devices that send until everything is acknowledged, whatever becomes of servers meanwhile."""

import asyncio
import itertools
from collections import Counter

from tests.load.driving import Connection, Question, Unreachable
from tests.load.traffic import JSON, as_json, sample

AGAIN = frozenset({408, 429, 500, 502, 503, 504})
"""What clients are told to try again after; 409 too where it says when."""
_LONGEST_PAUSE_S = 1.0
"""Shorter than what servers ask for, so that a test need not wait so long. [s]"""


class Device:
    """Sends batch after batch with a key each, the next one when the last is acknowledged."""

    def __init__(self, ports, user_id, token, *, of_a_batch=25):
        self.acknowledged, self.refused = {}, Counter()
        self.lost = 0
        self._ports = itertools.cycle(ports)
        self._user_id, self._token, self._size = user_id, token, of_a_batch
        self._connection = Connection(next(self._ports))
        self._stopping = False
        self._numbers = itertools.count(1)

    async def send_on(self):
        """Send until told to stop; the last batch is sent until it is acknowledged."""
        while not self._stopping:
            items = [sample(self._user_id, next(self._numbers)) for _ in range(self._size)]
            await self._send(items)
            self.acknowledged |= {each["id"]: each["value"] for each in items}
        await self._connection.closed()

    def stop(self):
        self._stopping = True

    async def _send(self, items):
        headers = self._headers | {"idempotency-key": items[0]["id"]}
        path = f"/v1/users/{self._user_id}/samples:batch"
        question = Question("send", path, "POST", as_json({"items": items}), headers)
        while not await self._is_taken(question):
            pass

    async def _is_taken(self, question):
        try:
            answer = await self._connection.ask(question)
        except Unreachable:
            self.lost += 1
            await self._connection.closed()
            self._connection = Connection(next(self._ports))
            await asyncio.sleep(0.05)
            return False
        if answer.status == 200:
            return True
        self.refused[answer.status] += 1
        assert answer.headers["content-type"] == "application/problem+json"
        pause_s = int(answer.headers["retry-after"])
        assert answer.status in AGAIN | {409}, answer.body
        await asyncio.sleep(min(pause_s, _LONGEST_PAUSE_S))
        return False

    @property
    def _headers(self):
        return {**JSON, "authorization": f"Bearer {self._token}"}

    async def kept(self, port):
        """What a server has of the user: values by id, each of them once."""
        connection, cursor, found, more = Connection(port), "", {}, True
        while more:
            path = f"/v1/users/{self._user_id}/changes?limit=1000{cursor}"
            answer = (await connection.ask(Question("changes", path, headers=self._headers))).json
            for change in answer["changes"]:
                assert change["id"] not in found, "twice"
                found[change["id"]] = change["value"]
            cursor, more = f"&cursor={answer['next_cursor']}", answer["has_more"]
        await connection.closed()
        return found


class Sending:
    """Devices that send beside a test; ``async with``, and everything is acknowledged after it."""

    def __init__(self, ports, users):
        self.devices = [Device(ports, *user) for user in users]

    async def __aenter__(self):
        self._tasks = [asyncio.create_task(device.send_on()) for device in self.devices]
        return self

    async def __aexit__(self, *error):
        for device in self.devices:
            device.stop()
        async with asyncio.timeout(300.0):
            await asyncio.gather(*self._tasks)

    @property
    def acknowledged(self):
        return sum(len(device.acknowledged) for device in self.devices)

    @property
    def refused(self):
        return sum((device.refused for device in self.devices), Counter())

    @property
    def lost(self):
        return sum(device.lost for device in self.devices)

    async def more(self, count, longest_s=300.0):
        """Wait until so many more samples are acknowledged."""
        wanted = self.acknowledged + count
        await self.until(lambda: self.acknowledged >= wanted, longest_s)

    async def until(self, reached, longest_s=300.0):
        """Wait until something is so, or a device gave up."""
        async with asyncio.timeout(longest_s):
            while not reached():
                for task in self._tasks:
                    if task.done():
                        task.result()
                await asyncio.sleep(0.02)

    async def assert_kept(self, port):
        """Everything that was acknowledged is there, once and as sent, and nothing else."""
        for device in self.devices:
            assert await device.kept(port) == device.acknowledged
