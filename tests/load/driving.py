"""
A client cheap enough to load a server from the other core: many connections, one question each.

Every question carries an id that its answer has to bring back, and knows how its answer must look.
"""

import asyncio
import contextlib
import gzip
import itertools
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LONGEST_ANSWER_S = 120.0
"""However busy the machine is: what takes longer is lost."""
_NUMBERS = itertools.count(1)


class Unreachable(Exception):
    """The server went away before it answered, or is not there."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Question:
    kind: str
    path: str
    method: str = "GET"
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    check: Callable[[Answer], None] = lambda answer: None
    """Called with an answer of 200: raises AssertionError where it is for another question."""
    expected: frozenset = frozenset({200})


class Connection:
    """One connection that is kept, and opened again where the server closed it."""

    def __init__(self, port):
        self.port, self._streams = port, None

    async def ask(self, question):
        """Answer of a server; its id is compared here."""
        request_id = f"load-{next(_NUMBERS)}"
        answer = await self.exchanged(question, request_id)
        assert answer.headers["x-request-id"] == request_id, "an answer to somebody else"
        return answer

    async def exchanged(self, question, request_id):
        """Answer of whatever server."""
        try:
            async with asyncio.timeout(LONGEST_ANSWER_S):
                return await self._exchanged(question, request_id)
        except TimeoutError as error:
            self.close()
            raise AssertionError(f"{question.kind}: no answer in {LONGEST_ANSWER_S} s") from error
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Unreachable from error

    async def _exchanged(self, question, request_id):
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        reader, writer = self._streams
        writer.write(_written(question, request_id))
        return await self._read(reader)

    async def _read(self, reader):
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines if line)
        headers = {name.lower(): value for name, value in pairs}
        status = int(first.split()[1])
        assert "transfer-encoding" not in headers, "answers are expected to tell their length"
        size = 0 if status == 304 else int(headers["content-length"])
        body = await reader.readexactly(size)
        if headers.get("connection") == "close":
            self.close()
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(status, headers, body)

    async def closed(self):
        """Close it for good."""
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
            with contextlib.suppress(OSError):
                await streams[1].wait_closed()

    def close(self):
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


def _written(question, request_id):
    lines = [f"{question.method} {question.path} HTTP/1.1", "host: 127.0.0.1",
             f"x-request-id: {request_id}"]  # fmt: skip
    lines += [f"{name}: {value}" for name, value in question.headers.items()]
    if question.method != "GET":
        lines.append(f"content-length: {len(question.body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + question.body


@dataclass
class Tally:
    """What became of what was asked."""

    answered: int = 0
    lost: int = 0
    """Not answered because the server went away."""
    statuses: Counter = field(default_factory=Counter)
    """By kind and status."""
    took_s: dict = field(default_factory=lambda: defaultdict(list))
    wrong: list = field(default_factory=list)

    def note(self, question, answer, took_s):
        self.answered += 1
        self.statuses[question.kind, answer.status] += 1
        self.took_s[question.kind].append(took_s)
        try:
            assert answer.status in question.expected, answer.body[:500]
            if answer.status == 200:
                question.check(answer)
        except AssertionError as error:
            self.wrong.append(f"{question.kind} {answer.status}: {error}")

    def of_kind(self, kind):
        return sum(count for (name, _), count in self.statuses.items() if name == kind)

    def table(self, reference="live"):
        """Median and 95th percentile of each kind, beside the median of a request without work."""
        unit = statistics.median(self.took_s[reference])
        lines = [f"{'':16}{'count':>7}{'median':>9}{'95 %':>9}  times a {reference}"]
        for kind, took in sorted(self.took_s.items()):
            *_, high = statistics.quantiles(took, n=20) if len(took) > 1 else (took[0],)
            middle = statistics.median(took)
            lines.append(f"{kind:16}{len(took):7}{middle / unit:9.2f}{high / unit:9.2f}")
        return "\n".join(lines)


class Load:
    """Asks from many connections until it is left; ``async with``."""

    def __init__(self, ports, questions: Iterator[Question], connections=64, pause_s=0.0):
        self.tally = Tally()
        self._ports, self._questions, self._pause_s = ports, questions, pause_s
        self._count = connections
        self._stopping = False
        self._progress = asyncio.Condition()

    async def __aenter__(self):
        ports = itertools.islice(itertools.cycle(self._ports), self._count)
        self._tasks = [asyncio.create_task(self._ask_on(Connection(port))) for port in ports]
        return self

    async def __aexit__(self, *error):
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def answers(self, count, longest_s=300.0):
        """Wait for so many more answers."""
        wanted = self.tally.answered + count
        await self.until(lambda: self.tally.answered >= wanted, longest_s)

    async def until(self, reached, longest_s=300.0):
        """Wait until something is so after an answer, or something went wrong."""
        try:
            async with asyncio.timeout(longest_s):
                await self._waited(reached)
        except TimeoutError as error:
            told = f"not within {longest_s} s: {self.tally.statuses}, {self.tally.lost} lost"
            raise AssertionError(told) from error

    async def _waited(self, reached):
        async with self._progress:
            await self._progress.wait_for(lambda: reached() or self.tally.wrong)

    async def _ask_on(self, connection):
        while not self._stopping:
            await self._ask(connection, next(self._questions))
            async with self._progress:
                self._progress.notify_all()
            if self._pause_s:
                await asyncio.sleep(self._pause_s)
        await connection.closed()

    async def _ask(self, connection, question):
        begun = time.perf_counter()
        try:
            answer = await connection.ask(question)
        except Unreachable:
            self.tally.lost += 1
            await asyncio.sleep(0.02)
        except Exception as error:  # noqa: BLE001 - told at the end, whatever it is
            self.tally.wrong.append(repr(error))
        else:
            self.tally.note(question, answer, time.perf_counter() - begun)


async def asked(port, question):
    """Answer to one question on a connection of its own."""
    connection = Connection(port)
    try:
        return await connection.ask(question)
    finally:
        await connection.closed()
