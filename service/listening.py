"""Taking hold of an address before anything is said to run there."""

import contextlib
import errno
import socket
from collections.abc import Iterator

_WAITING = 2048
"""Connections that are yet to be taken."""


class NotListening(Exception):
    """An address or a port that cannot be listened on, in words."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        taken = error.errno == errno.EADDRINUSE
        where = f"{host}:{port} cannot be listened on: {error.strerror}"
        super().__init__(f"port {port} is taken" if taken else where)


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[list[socket.socket]]:
    """
    Listen at every address of a host; who comes before the server takes over is made to wait.

    Parameters
    ----------
    host : str
    port : int
        0 picks one.

    Yields
    ------
    list of socket
        One at least.

    Raises
    ------
    NotListening
    """
    with contextlib.ExitStack() as kept:
        try:
            sockets = [kept.enter_context(each) for each in _sockets(host, port)]
        except OSError as error:
            raise NotListening(host, port, error) from error
        yield sockets


def _sockets(host: str, port: int) -> Iterator[socket.socket]:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    missing: OSError | None = None
    some = False
    for family, _, _, _, address in dict.fromkeys(found):
        try:
            listener = _socket(family, address)
        except OSError as error:
            # A name may stand for an address of a family that the machine does not have.
            if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                raise
            missing = error
        else:
            some = True
            yield listener
    if missing is not None and not some:
        raise missing


def _socket(family: int, address: tuple[str | int, ...] | tuple[int, bytes]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        # Of two that bind at the same time the second is refused only here.
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener
