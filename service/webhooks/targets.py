"""
Where messages may go: to public addresses by HTTPS, and never into the network around this service.

A name is resolved once for each attempt, all its addresses are judged, and the connection is made
to one of those: what the name stands for a moment later changes nothing.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Addresses of a host, for a port; raises OSError where there are none."""

_LONGEST = 2048
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0[xX][0-9a-fA-F]*)")
"""What some resolvers take for an address, however it is written."""
_HTTPS_PORT = 443
_PRIVILEGED = 1024
_HIGHEST_PORT = 65_535
_MOST_ADDRESSES = 16

_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        # Special by RFC 6890 and its successors, listed because versions of Python disagree.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # Looks public, and answers virtual machines of Azure only.
        "168.63.129.16/32",
        # Protocol assignments with Teredo and ORCHID, documentation, 6to4.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip


class TargetRefused(Exception):
    """Nothing is sent to such an address."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send, and the addresses that were found good for it."""

    url: httpx.URL
    addresses: tuple[str, ...]

    @property
    def host(self) -> str:
        """Name that the certificate has to be for."""
        return self.url.raw_host.decode("ascii")

    def at(self, address: str) -> httpx.URL:
        """Address the request to one address; its name has to be told in headers."""
        return self.url.copy_with(host=address)


_THREADS = ThreadPoolExecutor(8, thread_name_prefix="resolving")
"""Of their own: names that take long to resolve must not hold up work of other kinds."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host."""

    def ask() -> list[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return await asyncio.get_running_loop().run_in_executor(_THREADS, ask)


def is_public(address: str) -> bool:
    """
    Whether an address belongs to the internet at large.

    Parameters
    ----------
    address : str

    Returns
    -------
    bool
        ``False`` too for addresses that stand for others: IPv4 within IPv6, NAT64, 6to4, Teredo.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.version == _PUBLIC_V6.version and parsed not in _PUBLIC_V6:
        return False
    if any(parsed.version == block.version and parsed in block for block in _NOT_PUBLIC):
        return False
    return parsed.is_global and not parsed.is_multicast


def read_target(url: str, *, allow_private: bool) -> httpx.URL:
    """
    Read the URL of a webhook, without asking anybody what it stands for.

    Parameters
    ----------
    url : str
    allow_private : bool
        Whether plain HTTP, any port and names within the own network will do.

    Returns
    -------
    URL

    Raises
    ------
    TargetRefused
    """
    parsed = _parsed(url)
    if parsed.scheme != "https" and not (allow_private and parsed.scheme == "http"):
        raise TargetRefused("https_required", "the URL must begin with https://")
    if parsed.userinfo:
        raise TargetRefused("url_userinfo", "the URL must not hold a name or a password")
    if parsed.fragment or "#" in url:
        raise TargetRefused("url_fragment", "the URL must not have a fragment")
    _check_host(parsed.raw_host.decode("ascii", "replace"), allow_private=allow_private)
    _check_port(parsed.port, allow_private=allow_private)
    return parsed


def _parsed(url: str) -> httpx.URL:
    if len(url) > _LONGEST or _FORBIDDEN.search(url):
        raise TargetRefused("url_invalid", "this is not the URL of a web server")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise TargetRefused("url_invalid", "this is not the URL of a web server") from None
    if not parsed.raw_host:
        raise TargetRefused("url_invalid", "the URL has no host")
    return parsed


def _check_host(host: str, *, allow_private: bool) -> None:
    if _is_address(host):
        if not allow_private and not is_public(host):
            raise TargetRefused("address_not_public", "the address is not a public one")
        return
    if _ENDS_IN_NUMBER.fullmatch(host.rstrip(".")) or not _NAME.fullmatch(host):
        raise TargetRefused("host_invalid", "the host is neither a name nor a usual address")
    if "." not in host and not allow_private:
        raise TargetRefused("host_not_public", "the host must be a full name, with its domain")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host


def _check_port(port: int | None, *, allow_private: bool) -> None:
    if port is None or port == _HTTPS_PORT:
        return
    if not (1 if allow_private else _PRIVILEGED) <= port <= _HIGHEST_PORT:
        raise TargetRefused("port_not_allowed", "the port must be 443, or 1024 and above")


async def locate(url: str, ask: Resolve, *, allow_private: bool) -> Target:
    """
    Find out where a webhook leads now.

    Parameters
    ----------
    url : str
    ask : callable
        Resolves names.
    allow_private : bool
        Whether addresses that are not public will do.

    Returns
    -------
    Target

    Raises
    ------
    TargetRefused
        Where any of the addresses is not public, because it is up to others which one is used.
    """
    parsed = read_target(url, allow_private=allow_private)
    host = parsed.raw_host.decode("ascii")
    port = parsed.port or (_HTTPS_PORT if parsed.scheme == "https" else 80)
    try:
        found = (host,) if _is_address(host) else tuple(await ask(host, port))
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise TargetRefused("host_unknown", "the host cannot be found")
    if not allow_private and not all(is_public(address) for address in found):
        raise TargetRefused("address_not_public", "the host has an address that is not public")
    return Target(parsed, found[:_MOST_ADDRESSES])
