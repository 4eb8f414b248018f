"""
Where a request comes from, behind proxies that are trusted to tell.

Anybody may send ``X-Forwarded-For``. Each proxy adds whom it was asked by at the right, so that the
list is read from there, and only as far as those who wrote it are trusted.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LONGEST_TEXT = 64
_MOST_HOPS = 16
_SITE_BYTES = 8
"""A subscriber has 2^64 addresses of IPv6 at least, and may take another for every request."""


def read_address(text: str) -> Address | None:
    """
    Read an address as servers and proxies write it.

    Parameters
    ----------
    text : str
        With a port or without, IPv6 in brackets or without.

    Returns
    -------
    IPv4Address or IPv6Address or None
        One of IPv4 that is written as one of IPv6 is one of IPv4; ``None`` for anything else.
    """
    text = text.strip()
    return _parsed(text) if len(text) <= _LONGEST_TEXT else None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def client_of(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """
    Find out who asks.

    Parameters
    ----------
    peer : str
        Whoever opened the connection.
    forwarded : str
        All of ``X-Forwarded-For``, in order; empty where there is none.
    trusted : sequence of IPv4Network or IPv6Network
        Proxies that are believed.

    Returns
    -------
    IPv4Address or IPv6Address or None
        The rightmost that is not trusted; the last that is, where those before it are unreadable
        or missing. ``None`` where not even the peer has an address.
    """
    client = read_address(peer)
    if client is None or not forwarded or not is_in(client, trusted):
        return client
    for hop in reversed(forwarded.rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]):
        address = read_address(hop)
        if address is None:
            return client
        client = address
        if not is_in(client, trusted):
            return client
    return client


def site_of(address: Address | None) -> bytes:
    """
    Name whoever is likely to be one client: an address of IPv4, a /64 of IPv6.

    Parameters
    ----------
    address : IPv4Address or IPv6Address or None
        All without one are one client.

    Returns
    -------
    bytes
        4 of IPv4, 8 of IPv6, 0 of nobody.
    """
    return b"" if address is None else address.packed[:_SITE_BYTES]


def is_in(address: Address, networks: Sequence[Network]) -> bool:
    """Whether an address is one of some networks."""
    return any(address in network for network in networks)
