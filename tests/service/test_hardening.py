"""Headers of every answer, proxies that are believed, other origins, deadlines, and crowds."""

import asyncio
import re

import httpx
import pytest
from starlette.responses import PlainTextResponse

from service.access.keys import create_key
from service.admission import Admission
from service.app import _ROUTERS, create_app
from service.middleware import SECURITY_HEADERS, RequestContext
from service.settings import Settings
from tests.syncing import Service, bearer, daylight

pytestmark = pytest.mark.anyio
ALONE = {"uv_providers": (), "geocoding": False}
CHEAP = "/v1/skin-types"
_NAME = re.compile(r"\{\w+\}")


def from_address(app, address, **how):
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://solferol.test", **how)


def app_like(service, **settings):
    """An application with settings of its own on what another one keeps."""
    app = create_app(Settings(**ALONE, **settings), now=service.clock)
    app.state = service.app.state
    return app


@pytest.fixture
async def service(tmp_path, anyio_backend):
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        yield running


def every_route():
    """Methods and paths of everything that is served, pages and assets too."""
    for router in _ROUTERS:
        for route in router.routes:
            for method in sorted(route.methods):
                yield method, _NAME.sub("me", route.path)
    for path in ("/assets/style.css", "/assets/swagger-ui/swagger-ui.css", "/no"):
        yield "GET", path


async def test_every_answer_has_them(client):
    routes = list(every_route())
    assert len(routes) > 60
    for method, path in routes:
        answer = await client.request(method, path)
        headers = answer.headers
        for name, value in SECURITY_HEADERS:
            assert headers[name.decode()] == value.decode(), (method, path)
        assert "cache-control" in headers or path.startswith("/assets/swagger-ui/"), (method, path)
        assert headers["x-request-id"]
        assert "strict-transport-security" not in headers
        if answer.status_code >= 400 and not path.startswith("/api/v1"):
            assert headers["cache-control"] == "no-store", (method, path)


def test_nobody_frames_it_and_the_page_alone_may_locate():
    said = {name.decode(): value.decode() for name, value in SECURITY_HEADERS}
    assert "frame-ancestors 'none'" in said["content-security-policy"]
    assert "unsafe" not in said["content-security-policy"]
    assert "geolocation=(self)" in said["permissions-policy"]
    assert "camera=()" in said["permissions-policy"]


async def test_what_is_somebodys_is_stored_by_nobody(service):
    watch = await service.device()
    await watch.send(daylight(1))
    for path in ("", "/samples", "/changes", "/days", "/access-log", "/consents", "/devices"):
        answer = await watch.ask("GET", path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path


HTTPS = {"x-forwarded-proto": "https", "x-forwarded-host": "sun.example:8443"}


BEHIND = "10.0.0.1"
ASKED_AS = [
    (BEHIND, HTTPS, "https://sun.example:8443"),
    ("192.0.2.1", HTTPS, "http://solferol.test"),
    (BEHIND, {"x-forwarded-proto": "http, https"}, "https://solferol.test"),
    (BEHIND, {"x-forwarded-proto": "https, http"}, "http://solferol.test"),
    (BEHIND, {"x-forwarded-proto": "gopher"}, "http://solferol.test"),
    (BEHIND, {"x-forwarded-host": "evil.example/path"}, "http://solferol.test"),
    (BEHIND, {"x-forwarded-host": "a b"}, "http://solferol.test"),
    (BEHIND, {"x-forwarded-host": "a.example, [2001:db8::1]:443"}, "http://[2001:db8::1]:443"),
    (BEHIND, {}, "http://solferol.test"),
]


async def test_links_lead_back_to_whom_a_trusted_proxy_was_asked_as(service):
    app = app_like(service, trusted_proxies="10.0.0.0/8")
    watch = await service.device()
    for peer, headers, shown in ASKED_AS:
        async with from_address(app, peer) as http:
            path = f"{watch.path}/fhir/Observation"
            answer = await http.get(path, headers=headers | bearer(watch.token))
            page = await http.get("/?lang=de", headers=headers)
        (link,) = answer.json()["link"]
        assert link["url"] == shown + path
        secure = shown.startswith("https")
        assert ("strict-transport-security" in answer.headers) == secure
        cookie = page.headers["set-cookie"].lower()
        assert ("; secure" in cookie) == secure
        assert "httponly" in cookie
        assert "samesite=lax" in cookie


async def test_nobody_is_believed_by_default(client):
    answer = await client.get(CHEAP, headers=HTTPS)
    assert "strict-transport-security" not in answer.headers


async def test_how_long_https_is_promised():
    for seconds, told in ((600, "max-age=600"), (0, None)):
        app = create_app(Settings(**ALONE, hsts_max_age_s=seconds))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://s.test") as http:
            answer = await http.get("/sw.js")
        assert answer.headers.get("strict-transport-security") == told


ORIGIN = {"origin": "https://a.example"}


async def test_other_origins_may_read_what_went_wrong(application):
    limits = {"cors_origins": ("https://a.example",), "max_body_bytes": 1024}
    async with application(**ALONE, **limits, rate_limit_per_minute=1, rate_limit_burst=4) as http:
        transport = httpx.ASGITransport(app=http._transport.app, raise_app_exceptions=False)
        http._transport = transport
        asked = [
            http.get("/nowhere", headers=ORIGIN),
            http.post("/v1/estimates", content=b"x" * 2000, headers=ORIGIN),
            http.get(CHEAP, headers=ORIGIN | bearer("none")),
        ]
        answers = [await each for each in asked]
        transport.app.state.world = None
        answers.append(await http.get("/v1/uv?latitude=1&longitude=1", headers=ORIGIN))
        answers.append(await http.get(CHEAP, headers=ORIGIN))
        stranger = await http.get("/health/live", headers={"origin": "https://b.example"})
    assert [answer.status_code for answer in answers] == [404, 413, 401, 500, 429]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "https://a.example"
        assert "origin" in answer.headers["vary"].lower()
        assert "x-request-id" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in stranger.headers
    assert "origin" in stranger.headers["vary"].lower()


async def test_a_preflight_is_kept_as_long_as_browsers_keep_it(application):
    asking = ORIGIN | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    async with application(**ALONE, cors_origins=("*",)) as http:
        answer = await http.options("/v1/estimates", headers=asking)
        other = await http.options(
            "/v1/estimates", headers=asking | {"access-control-request-method": "PATCH"}
        )
    assert (answer.status_code, answer.headers["access-control-max-age"]) == (200, "7200")
    assert answer.headers["access-control-allow-origin"] == "*"
    # With a star, what a browser has of somebody is never sent along.
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert other.status_code == 400


async def endless(scope, receive, send):
    await asyncio.sleep(0.05)
    await PlainTextResponse("late")(scope, receive, send)


async def test_an_answer_that_takes_too_long():
    async with from_address(RequestContext(endless, deadline_s=0.01), "127.0.0.1") as http:
        answer = await http.get("/")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["x-content-type-options"] == "nosniff"
    async with from_address(RequestContext(endless, deadline_s=5), "127.0.0.1") as http:
        assert (await http.get("/")).text == "late"


async def slowly():
    for _ in range(4):
        await asyncio.sleep(0.02)
        yield b"x"


async def echo(scope, receive, send):
    message = await receive()
    await PlainTextResponse(message["body"])(scope, receive, send)


async def test_while_a_body_comes_in_the_answer_is_not_late():
    app = RequestContext(Admission(echo, 1000, {}, body_s=5), deadline_s=0.03)
    async with from_address(app, "127.0.0.1") as http:
        assert (await http.post("/", content=slowly())).text == "xxxx"


async def test_a_file_that_dribbles(service):
    app = app_like(service, body_timeout_s=0.05)
    watch = await service.device()

    async def stuck():
        yield b"PK"
        await asyncio.sleep(1)
        yield b"never"

    messages = stuck()

    async def receive():
        body = await anext(messages)
        return {"type": "http.request", "body": body, "more_body": True}

    sent = []

    async def send(message):
        sent.append(message)

    path = f"{watch.path}/imports"
    headers = [(b"authorization", f"Bearer {watch.token}".encode())]
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
        "headers": headers, "query_string": b"", "scheme": "http", "server": ("s", 80),
        "client": ("127.0.0.1", 1), "root_path": "", "http_version": "1.1",
        "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


async def test_a_crowd_is_sent_away_and_health_is_told():
    gate = asyncio.Event()

    async def busy(scope, receive, send):
        if scope["path"] == "/busy":
            await gate.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async with from_address(Admission(busy, 1000, {}, most_at_once=2), "127.0.0.1") as http:
        waiting = [asyncio.create_task(http.get("/busy")) for _ in range(2)]
        await asyncio.sleep(0)
        while not all(not each.done() for each in waiting):
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        refused = await http.get("/more")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert (await http.get("/health/live")).status_code == 200
        gate.set()
        assert [(await each).status_code for each in waiting] == [200, 200]
        assert (await http.get("/more")).status_code == 200


async def test_a_key_in_a_private_answer_is_no_reason_to_store_it(service):
    text, _ = await create_key(service.database, "app", service.clock.ms)
    answer = await service.http.get("/v1/usage", headers=bearer(text))
    assert answer.headers["cache-control"] == "no-store"
