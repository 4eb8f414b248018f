"""Connections go to the address that was judged, and certificates are for the name."""

import shutil
import ssl
import subprocess

import httpx
import pytest

from service.storage.webhook_rows import MessageRow, WebhookRow
from service.webhooks.sending import Sender, webhook_client
from service.webhooks.signing import new_secret
from tests.conftest import need
from tests.service.webhooks.receiving import NOW_MS, Receiver, names

PUBLIC, OTHER, PRIVATE = "93.184.215.14", "2606:4700::1111", "169.254.169.254"


def webhook_to(url):
    return WebhookRow("app", "webhook", url, "burn.warning", new_secret(), NOW_MS)


MESSAGE = MessageRow("user", "message", "webhook", "app", "burn.warning", "{}", NOW_MS, NOW_MS)


class Outside:
    """Notes where requests would go."""

    def __init__(self, unreachable=()):
        self.requests = []
        self.unreachable = unreachable
        transport = httpx.MockTransport(self._answer)
        self.client = httpx.AsyncClient(transport=transport, trust_env=False)

    def _answer(self, request):
        self.requests.append(request)
        if request.url.host in self.unreachable:
            raise httpx.ConnectError("no route")
        return httpx.Response(200)

    @property
    def hosts(self):
        return [request.url.host for request in self.requests]


async def test_what_a_name_stands_for_a_moment_later_changes_nothing():
    outside = Outside()
    ask = names(**{"a.example": [[PUBLIC], [PRIVATE]]})
    sender = Sender(outside.client, ask=ask)
    webhook = webhook_to("https://a.example:8443/hook")
    outcome = await sender.send(webhook, MESSAGE, NOW_MS)
    assert outcome.kind == "delivered"
    assert ask.asked == ["a.example"]
    (request,) = outside.requests
    assert str(request.url) == f"https://{PUBLIC}:8443/hook"
    assert request.headers["host"] == "a.example:8443"
    assert request.extensions["sni_hostname"] == "a.example"
    outcome = await sender.send(webhook, MESSAGE, NOW_MS)
    assert (outcome.kind, outcome.reason) == ("failed", "address_not_public")
    assert len(outside.requests) == 1


async def test_a_name_with_one_private_address_is_not_asked_at_all():
    outside = Outside()
    sender = Sender(outside.client, ask=names(**{"a.example": [PUBLIC, PRIVATE]}))
    outcome = await sender.send(webhook_to("https://a.example/"), MESSAGE, NOW_MS)
    assert outcome.reason == "address_not_public"
    assert not outside.requests


async def test_an_address_without_a_route_is_passed_over():
    outside = Outside(unreachable={OTHER})
    sender = Sender(outside.client, ask=names(**{"a.example": [OTHER, PUBLIC]}))
    outcome = await sender.send(webhook_to("https://a.example/"), MESSAGE, NOW_MS)
    assert outcome.kind == "delivered"
    assert outside.hosts == [OTHER, PUBLIC]


async def test_no_address_has_a_route():
    outside = Outside(unreachable={OTHER, PUBLIC})
    sender = Sender(outside.client, ask=names(**{"a.example": [OTHER, PUBLIC]}))
    outcome = await sender.send(webhook_to("https://a.example/"), MESSAGE, NOW_MS)
    assert (outcome.kind, outcome.reason, outcome.rest) == ("failed", "ConnectError", True)


@pytest.mark.parametrize("url", ["http://a.example/", "https://a.example:25/"])
async def test_a_url_that_is_not_taken_any_more_is_not_asked(url):
    outside = Outside()
    sender = Sender(outside.client, ask=names(**{"a.example": [PUBLIC]}))
    assert (await sender.send(webhook_to(url), MESSAGE, NOW_MS)).kind == "failed"
    assert not outside.requests


async def test_proxies_of_the_environment_are_not_used(monkeypatch):
    async with Receiver() as proxy, Receiver() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with webhook_client() as client:
            sender = Sender(client, allow_private=True)
            outcome = await sender.send(webhook_to(receiver.url), MESSAGE, NOW_MS)
    assert outcome.kind == "delivered"
    assert not proxy.received


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """For hooks.example alone, signed by itself."""
    path = shutil.which("openssl")
    need(path, "openssl")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            path, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "2", "-subj", "/CN=hooks.example",
            "-addext", "subjectAltName=DNS:hooks.example",
            "-keyout", folder / "key.pem", "-out", folder / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder


@pytest.mark.parametrize(
    ("host", "kind"), [("hooks.example", "delivered"), ("other.example", "failed")]
)
async def test_the_certificate_has_to_be_for_the_name_although_the_address_is_asked(
    certificate, host, kind
):
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusting = ssl.create_default_context(cafile=certificate / "cert.pem")
    async with (
        Receiver(tls=serving) as receiver,
        httpx.AsyncClient(verify=trusting, trust_env=False) as client,
    ):
        ask = names(**{host: ["127.0.0.1"]})
        webhook = webhook_to(f"https://{host}:{receiver.port}/")
        outcome = await Sender(client, ask=ask, allow_private=True).send(webhook, MESSAGE, NOW_MS)
    assert outcome.kind == kind
    assert len(receiver.received) == (kind == "delivered")


async def test_the_time_for_an_attempt_covers_looking_up_the_name():
    async def never(host, port):
        import asyncio

        await asyncio.sleep(60.0)

    sender = Sender(Outside().client, ask=never, timeout_s=0.1)
    outcome = await sender.send(webhook_to("https://a.example/"), MESSAGE, NOW_MS)
    assert (outcome.kind, outcome.reason) == ("failed", "timeout")
