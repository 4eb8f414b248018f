"""What a trusted proxy tells of a request: by which scheme and under which name it was asked."""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from service.client_address import Network, is_in, read_address

_HOST = re.compile(rb"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_SCHEMES = {b"http": "http", b"https": "https"}


def believe(
    scope: MutableMapping[str, Any], scheme: bytes, host: bytes, trusted: Sequence[Network]
) -> None:
    """
    Let a request be what a trusted proxy says of it, so that links in answers lead back.

    Parameters
    ----------
    scope : mutable mapping
        ASGI scope; changed in place.
    scheme, host : bytes
        ``X-Forwarded-Proto`` and ``X-Forwarded-Host``; of several values the last, which is that of
        the proxy which asks.
    trusted : sequence of IPv4Network or IPv6Network
    """
    peer = read_address((scope.get("client") or ("",))[0])
    if peer is None or not is_in(peer, trusted):
        return
    said = _SCHEMES.get(_last(scheme).lower())
    if said is not None:
        scope["scheme"] = said
    name = _last(host)
    if _HOST.fullmatch(name):
        kept = [pair for pair in scope["headers"] if pair[0] != b"host"]
        scope["headers"] = [(b"host", name), *kept]


def _last(value: bytes) -> bytes:
    return value.rpartition(b",")[2].strip()
