"""
Connections of clients that take their time: heads that dribble, heads without end, slow readers.

The server by itself would wait for ever. What is refused here never becomes a request: nothing is
logged of it but that it came.
"""

import asyncio
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.middleware import SECURITY_HEADERS
from service.problems import problem_response

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "this is no request of HTTP/1.1",
    HTTPStatus.REQUEST_TIMEOUT: "the head of the request came too slowly",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "the head of the request is too large",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection is waited for, and with how much."""

    head_s: float = 10.0
    """Until a request has its line and headers. [s]"""
    most_head_bytes: int = 32_768
    idle_s: float = 75.0
    """Between requests. [s]"""
    reader_s: float = 60.0
    """While a client takes nothing of its answer. [s]"""
    stop_s: float = 15.0
    """For requests under way when the server stops. [s]"""


class PatientProtocol(HttpToolsProtocol):
    """A connection that is closed when its client makes no headway."""

    patience: ClassVar[Patience] = Patience()

    def __init__(self, *args: Any, **how: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **how)
        self._timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._fed = 0
        self._head_bytes = 0
        self._head_at_most = 0
        self._refusal = HTTPStatus.BAD_REQUEST

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.patience.head_s, self._on_slow_head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._end_timer()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came, unless the head of a request has no end."""
        self._fed = len(data)
        self._head_bytes += self._fed
        self._head_at_most += self._fed
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        if self._head_bytes > self.patience.most_head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._timer is None:
            # Only now: heads that come in one piece, as nearly all do, cost no timer.
            self._timer = self.loop.call_later(self.patience.head_s, self._on_slow_head)

    def on_message_begin(self) -> None:
        """Begin a head."""
        self._in_head = True
        # How much of this piece is still of the body before, nobody tells.
        self._head_bytes, self._head_at_most = 1, self._fed
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """End a head, and look whether it was too large after all."""
        self._in_head = False
        self._end_timer()
        most = self.patience.most_head_bytes
        if self._head_at_most > most and self._size_of_head() > most:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise ValueError("too large")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as the server calls it
        """Refuse what cannot be parsed."""
        self._refuse(self._refusal)

    def pause_writing(self) -> None:
        """Begin to wait for a client that takes nothing of its answer."""
        super().pause_writing()
        self._reader_timer = self.loop.call_later(self.patience.reader_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Wait no more."""
        super().resume_writing()
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _on_slow_head(self) -> None:
        self._timer = None
        if self._head_bytes:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        self._end_timer()
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            # In the middle of another answer a refusal would be read as a part of it.
            self.transport.abort()
            return
        known = {"state": {"request_id": uuid.uuid4().hex}}
        body = bytes(problem_response(known, status, _DETAILS[status]).body)
        headers = (
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
            *SECURITY_HEADERS,
        )
        lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
        lines += [name + b": " + value for name, value in headers]
        self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def protocol_with(patience: Patience) -> type[PatientProtocol]:
    """Make the protocol of a server's connections."""
    return type("PatientProtocol", (PatientProtocol,), {"patience": patience})
