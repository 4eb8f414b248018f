"""Who asks, behind proxies that are trusted to tell, and however the header is forged."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.client_address import client_of, read_address, site_of
from service.settings import Settings

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.1"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"), (" 203.0.113.9 ", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"), ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"), ("[::ffff:203.0.113.9]:1", "203.0.113.9"),
    ],
)  # fmt: skip
def test_addresses_as_proxies_write_them(text, address):
    assert read_address(text) == ip_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "unknown", "_hidden", "for=203.0.113.9", "203.0.113", "203.0.113.256",
        "0x7f000001",
        "010.0.0.1", "[", "[]", "]", "::1::", "1" * 65, "203.0.113.9\x00", "ä", "@a",
    ],
)  # fmt: skip
def test_what_is_no_address(text):
    assert read_address(text) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        # Nobody is believed who is not named.
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        # A trusted proxy tells who asked it; what is left of that was sent by the client.
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "198.51.100.7:4711", "198.51.100.7"),
        # Several trusted hops.
        ("10.0.0.1", "1.2.3.4, 198.51.100.7, 10.0.0.3, 10.0.0.2", "198.51.100.7"),
        ("fd00::1", "2001:db8::7, fd00::2", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::7]:443,10.0.0.2", "2001:db8::7"),
        # Only trusted ones, nothing, or nothing that can be read: the last that is known.
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", ",,,", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7,", "10.0.0.1"),
    ],
)
def test_the_rightmost_that_is_not_trusted(peer, forwarded, client):
    assert client_of(peer, forwarded, TRUSTED) == ip_address(client)


@pytest.mark.parametrize("peer", ["", "unix", "testclient"])
def test_a_peer_without_an_address(peer):
    assert client_of(peer, "198.51.100.7", TRUSTED) is None
    assert site_of(None) == b""


def test_a_long_list_is_read_from_the_right_only():
    forged = ", ".join(["1.2.3.4"] * 5000)
    assert client_of("10.0.0.1", f"{forged}, 198.51.100.7, 10.0.0.2", TRUSTED) == ip_address(
        "198.51.100.7"
    )
    trusted = ", ".join(["10.0.0.2"] * 5000)
    assert client_of("10.0.0.1", trusted, TRUSTED) == ip_address("10.0.0.2")


def test_one_subscriber_of_ipv6_is_one_client():
    one, other = ip_address("2001:db8:1:2::1"), ip_address("2001:db8:1:2:ffff::9")
    assert site_of(one) == site_of(other) != site_of(ip_address("2001:db8:1:3::1"))
    assert site_of(ip_address("203.0.113.9")) != site_of(ip_address("203.0.113.8"))


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=20))
def test_whatever_is_sent_by_strangers_is_not_believed(spoofed, rest):
    forwarded = ",".join([spoofed, *rest, "198.51.100.7", "10.0.0.2"])
    assert client_of("10.0.0.1", forwarded, TRUSTED) == ip_address("198.51.100.7")
    assert client_of("203.0.113.9", forwarded, TRUSTED) == ip_address("203.0.113.9")


@given(st.text(max_size=200))
def test_garbage_is_no_fault(text):
    client_of(text, text, TRUSTED)
    client_of("10.0.0.1", text, TRUSTED)


def test_proxies_from_the_environment(monkeypatch):
    monkeypatch.setenv("SOLFEROL_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8,192.0.2.1")
    assert Settings().trusted_proxies == TRUSTED
    monkeypatch.setenv("SOLFEROL_TRUSTED_PROXIES", "")
    assert Settings().trusted_proxies == ()
    for bad in ("proxy.example", "10.0.0.1/8", "*"):
        monkeypatch.setenv("SOLFEROL_TRUSTED_PROXIES", bad)
        with pytest.raises(ValueError, match="trusted_proxies"):
            Settings()
