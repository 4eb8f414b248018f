import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.webhooks.targets import TargetRefused, is_public, locate, read_target
from tests.service.webhooks.receiving import names

PUBLIC = ["1.1.1.1", "93.184.215.14", "192.0.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]
NOT_PUBLIC = [
    "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1",
    "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "localhost", "",
    str(ipaddress.IPv4Address(0)),
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address):
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


SPECIAL = ("private", "loopback", "link_local", "multicast", "reserved", "unspecified")


@given(st.ip_addresses())
def test_nothing_is_public_that_python_takes_for_special(address):
    if is_public(str(address)):
        assert address.is_global
        assert not any(getattr(address, f"is_{name}") for name in SPECIAL)
        assert address.version == 4 or address in ipaddress.ip_network("2000::/3")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/", "https://hooks.example/a?b=c", "https://HOOKS.Example:443/",
        "https://hooks.example:8443/", "https://hooks.example:1024/", "https://1.1.1.1/",
        "https://[2606:4700::1111]/", "https://bücher.example/", "https://a.b-c_d.example/",
    ],
)  # fmt: skip
def test_urls_that_are_taken(url):
    assert read_target(url, allow_private=False).scheme == "https"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example/", "https_required"),
        ("ftp://hooks.example/", "https_required"),
        ("file:///etc/passwd", "url_invalid"),
        ("gopher://hooks.example/", "https_required"),
        ("hooks.example/a", "url_invalid"),
        ("", "url_invalid"),
        ("https:hooks.example", "url_invalid"),
        ("https:///path", "url_invalid"),
        ("https://user@hooks.example/", "url_userinfo"),
        ("https://user:word@hooks.example/", "url_userinfo"),
        ("https://hooks.example@127.0.0.1/", "url_userinfo"),
        ("https://hooks.example/#a", "url_fragment"),
        ("https://hooks.example/#", "url_fragment"),
        ("https://127.0.0.1#@hooks.example/", "url_fragment"),
        ("https://127.0.0.1\\@hooks.example/", "url_invalid"),
        ("https://hooks.example /", "url_invalid"),
        ("https://hooks.example/\r\nx: y", "url_invalid"),
        ("https://hooks.example/\ta", "url_invalid"),
        ("https://hooks.example/" + "a" * 2048, "url_invalid"),
        ("https://hooks.example:22/", "port_not_allowed"),
        ("https://hooks.example:0/", "port_not_allowed"),
        ("https://hooks.example:80/", "port_not_allowed"),
        ("https://hooks.example:65536/", "port_not_allowed"),
        ("https://localhost/", "host_not_public"),
        ("https://intranet/", "host_not_public"),
        ("https://hooks.example./", "host_invalid"),
        ("https://127.0.0.1./", "host_invalid"),
        ("https://-a.example/", "host_invalid"),
        ("https://a..example/", "host_invalid"),
        ("https://%31%32%37.0.0.1/", "host_invalid"),
        ("https://[fe80::1%25eth0]/", "host_invalid"),
        # Spellings of 127.0.0.1, and of 8.8.8.8, which nobody writes so who means well.
        ("https://2130706433/", "host_invalid"),
        ("https://134744072/", "host_invalid"),
        ("https://0x7f000001/", "host_invalid"),
        ("https://0X7F.1/", "host_invalid"),
        ("https://017700000001/", "host_invalid"),
        ("https://0177.0.0.1/", "url_invalid"),
        ("https://127.1/", "host_invalid"),
        ("https://127.0.1/", "host_invalid"),
        ("https://8.8.8.08/", "url_invalid"),
        ("https://1.2.3.4.5/", "host_invalid"),
        ("https://hooks.0x1/", "host_invalid"),
        ("https://１２７.０.０.１/", "url_invalid"),
        ("https://127。0。0。1/", "address_not_public"),
        ("https://127.0.0.1/", "address_not_public"),
        ("https://[::1]/", "address_not_public"),
        ("https://[::ffff:7f00:1]/", "address_not_public"),
        ("https://[64:ff9b::a9fe:a9fe]/", "address_not_public"),
        ("https://169.254.169.254/latest/meta-data", "address_not_public"),
    ],
)
def test_urls_that_are_refused(url, code):
    with pytest.raises(TargetRefused) as refused:
        read_target(url, allow_private=False)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/", "http://localhost/", "https://[::1]:99/", "http://10.0.0.1"]
)
def test_development_may_use_its_own_network(url):
    assert read_target(url, allow_private=True).raw_host


@pytest.mark.parametrize("url", ["http://user@localhost/", "ftp://localhost/", "http://127.1/"])
def test_development_may_not_do_everything(url):
    with pytest.raises(TargetRefused):
        read_target(url, allow_private=True)


@pytest.mark.parametrize(
    "found",
    [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["2606:4700::1", "::1"], ["1.1.1.1", "fe80::1%eth0"]],
)
async def test_one_address_that_is_not_public_is_enough_to_refuse(found):
    with pytest.raises(TargetRefused) as refused:
        await locate("https://a.example/", names(**{"a.example": found}), allow_private=False)
    assert refused.value.code == "address_not_public"


async def test_a_target_is_addressed_by_what_was_found():
    ask = names(**{"xn--bcher-kva.example": ["2606:4700::1", "1.1.1.1"]})
    target = await locate("https://bücher.example:8443/a?b=c%20d", ask, allow_private=False)
    assert target.addresses == ("2606:4700::1", "1.1.1.1")
    assert target.host == "xn--bcher-kva.example"
    assert str(target.at("2606:4700::1")) == "https://[2606:4700::1]:8443/a?b=c%20d"
    assert str(target.at("1.1.1.1")) == "https://1.1.1.1:8443/a?b=c%20d"


async def test_an_unknown_name():
    with pytest.raises(TargetRefused) as refused:
        await locate("https://nowhere.example/", names(), allow_private=False)
    assert refused.value.code == "host_unknown"


async def test_the_system_resolves_what_is_written_as_an_address():
    from service.webhooks.targets import resolve

    assert list(await resolve("127.0.0.1", 443)) == ["127.0.0.1"]
