"""
Every route, with everything that somebody without manners sends.

Nothing is a fault of the service, every error of the API is a problem, and nobody is told anything
of a user who has planted a mark in everything that is kept of it.
"""

import gzip

import httpx
import pytest
import zstandard
from starlette.routing import Mount

from service.app import _ROUTERS
from service.routes import metrics
from tests.syncing import Service, bearer
from tests.walking import MARK, Owner, operations

pytestmark = pytest.mark.anyio

MARKS = (MARK, "317.625")
"""A word, and a number of the profile."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
NAMES = (
    "%00", "%0A%0D", "%1B[2J", "..", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "x" * 5000, "%F0%9F%8C%9E",
    "%FF", "%ED%A0%80", "me%00", "-1", "1e999", "NaN", "'%20OR%201=1--", "{user_id}", "%7B%7D",
    "00000000-0000-7000-8000-000000000000", "*", "ME", "2026-02-30", "%D9%A2%D9%A0%D9%A2%D9%A6",
)  # fmt: skip
VALUES = (
    "", "NaN", "-Infinity", "1e999", "1" * 400, "-0", "0x10", "1_0", "%00", "%0A", "%FF", "%",
    "%F0%9F%8C%9E", "x" * 5000, "2026-02-30T25:61:61Z", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59", "..%2F", "[]", "true", "%D9%A3",
)  # fmt: skip
QUERIES = ("&&==", "%", "%FF=%FF", "?a=1", "__proto__=1", "a[]=1", "x=" + "y" * 20_000, ";", "%00=")
CREDENTIALS = (
    b"", b"Bearer", b"Bearer ", b"bearer x y", b"Bearer " + b"x" * 20_000, b"Bearer \xff\xfe",
    "Bearer sol_at_ключ".encode(), b"Bearer sol_at_" + b"A" * 43 + b".\x00", b"Bearer sol_live_",
    b"Bearer sol_live_000000000000_", b"Bearer sol_at_" + b"=" * 44 + b".x", b"Basic", b"Basic !!!",
    b"Basic OsO8", b"Basic Og==", b"Basic /////w==", b"Basic " + b"QQ" * 9000, b"Negotiate x",
    b"Digest username=\"a\"", b"Bearer null", b"\xf0\x9f\x8c\x9e",
)  # fmt: skip
DEEP = 20_000
BODIES = (
    b"", b"{", b"[]", b"null", b"true", b'"x"', b"NaN", b"-", b"1e999", b"9" * 5000, b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * DEEP, b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    b'{"a":NaN,"a":Infinity}', b'{"items":[{"items":[]}],"items":{}}', b'{"\\ud800":"\\ud800"}',
    b'{"location":{"latitude":1e400,"longitude":-1e400},"skin":{"fitzpatrick":1e999}}',
    b'{"items":[' + b"null," * 999 + b"null]}", b"{" + b'"a":1,' * 5000 + b'"a":1}',
    b"a=1&a=2&%FF=%00", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--",
)  # fmt: skip
KINDS = (
    b"application/json", b"", b"text/plain", b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x", b"application/json; charset=utf-16", b"\xff/\xfe",
    b"application/x-ndjson",
)  # fmt: skip
CODED = {
    b"gzip": (gzip.compress(b"[" * 5_000_000), gzip.compress(b"{}")[:-4], b"\x1f\x8b"),
    b"zstd": (zstandard.compress(b" " * 5_000_000), zstandard.compress(b"{}")[:-1], b"\x28\xb5"),
    b"br, gzip": (b"{}",), b"\xff": (b"{}",), b"deflate": (b"{}",),
}  # fmt: skip


@pytest.fixture
async def owner(tmp_path, monkeypatch, anyio_backend):
    """Somebody whose data nobody else may see, at a service that counts as well."""
    monkeypatch.setenv("SOLFEROL_METRICS", "true")
    monkeypatch.setenv("SOLFEROL_METRICS_TOKEN", "a token of the metrics")
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        operations(running)
        yield await Owner.of(running)


async def send(owner, method, address, headers=(), content=b"", *, own=False):
    """
    Send bytes as they are, which a client would not let through; judge what comes back.

    Only where it is the owner who asks may the marks be in it.
    """
    url = httpx.URL("http://solferol.test").copy_with(raw_path=address.encode())
    request = httpx.Request(method, url, content=content)
    named = dict(request.headers.raw) | dict(headers)
    request.headers = httpx.Headers(list(named.items()))
    answer = await owner.service.http.send(request)
    told = f"{method} {address[:100]} {list(headers)!r:.200} {content[:60]!r}: {answer.status_code}"
    assert answer.status_code < 500, f"{told} {answer.text}"
    if answer.status_code >= 400 and method != "HEAD":
        check_error(address, answer, told)
    everything = f"{answer.headers.raw!r} {answer.text}".lower()
    assert own or not any(mark in everything for mark in MARKS), told
    return answer


def check_error(address, answer, told):
    if address.startswith("/api/v1/") and answer.status_code in {400, 429}:
        assert answer.json().keys() == {"error"}, told
        return
    kind = answer.headers["content-type"]
    if kind.startswith("text/html") and not address.startswith(("/v1", "/api", "/health")):
        return
    assert kind == "application/problem+json", told
    assert answer.json()["status"] == answer.status_code, told


def every_route(owner):
    """Path and methods of whatever is served."""
    routes = [route for router in (*_ROUTERS, metrics.router) for route in router.routes]
    alone = [route for route in owner.service.app.routes if getattr(route, "path", "")]
    return {route.path for route in (*routes, *alone) if not isinstance(route, Mount)} | {
        "/assets/nothing", "/assets/swagger-ui/nothing", "/assets/../app.py", "/nothing",
    }  # fmt: skip


def filled(owner, path):
    for name, value in {**owner.names, "day": "2026-06-20", "purpose": "exposure_tracking"}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


async def strangers(owner):
    """Whoever is not the owner, as headers."""
    here = owner.service
    device = await here.device()
    other = await here.grant(owner.key, await here.user(owner.key))
    credentials = (device.key, device.token, other["access_token"])
    return [{}, *map(known, credentials)]


def known(credential):
    return {name.encode(): value.encode() for name, value in bearer(credential).items()}


async def test_every_method_of_every_route_has_an_answer(owner):
    paths = every_route(owner)
    assert {"/", "/docs", "/openapi.json", "/metrics", "/api/v1/uv", "/v1/estimates"} <= paths
    everybody = await strangers(owner)
    for path in sorted(paths):
        for number, method in enumerate(METHODS):
            # Each method by one of them; its own ones of users are asked by all of them elsewhere.
            await send(owner, method, filled(owner, path), everybody[number % 4].items())


async def test_no_credential_is_a_fault(owner):
    private = [each for each in operations(owner.service) if each.is_private]
    for number, operation in enumerate(private):
        for credential in CREDENTIALS[number % 2 :: 2]:
            how = {b"authorization": credential}.items()
            answer = await send(owner, operation.method, owner.address(operation), how)
            assert answer.status_code == 401, (operation, credential)
    for credential in CREDENTIALS:
        how = {b"authorization": credential}.items()
        assert (await send(owner, "GET", "/metrics", how)).status_code == 401
        kind, _, value = credential.partition(b" ")
        # Whoever shows a key is told that it is not good; other schemes are meant for proxies.
        expected = 401 if kind.lower() == b"bearer" and value.strip() else 200
        assert (await send(owner, "GET", "/v1/clothing", how)).status_code == expected, credential


async def test_no_name_in_a_path_is_a_fault(owner):
    everybody = [*await strangers(owner), known(owner.key)]
    for operation in operations(owner.service):
        for place in [name for name in owner.names if f"{{{name}}}" in operation.path] or (
            ["food_id"] if "{food_id}" in operation.path else []
        ):
            for number, name in enumerate(NAMES):
                path = filled(owner, operation.path.replace(f"{{{place}}}", name))
                answer = await send(owner, operation.method, path, everybody[number % 5].items())
                status = answer.status_code
                # What is no single part of a path may lie at another route.
                assert status == 405 or (status >= 400 and operation.tells_of(status)), name


async def test_no_query_is_a_fault(owner):
    document = owner.service.app.openapi()
    of_openuv = [(f"/api/v1/{name}", ("lat", "lng", "alt", "dt")) for name in ("uv", "forecast")]
    of_page = [("/", ("lat", "lon", "language", "skin_type"))]
    described = [
        (path, _in_query(item["get"])) for path, item in document["paths"].items() if "get" in item
    ]
    for path, names in [*described, *of_openuv, *of_page]:
        queries = [f"{name}={value}" for name in names for value in VALUES[len(name) % 3 :: 3]]
        for query in (*queries, *QUERIES):
            address = f"{filled(owner, path)}?{query}"
            await send(owner, "GET", address, known(owner.key).items(), own=True)


def _in_query(operation):
    return [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]


def bodies_of(number):
    """Bodies with their headers; of those that go with each other in many ways some, by turns."""
    for content in BODIES:
        yield content, {b"content-type": b"application/json"}
    for kind in KINDS:
        yield BODIES[number % len(BODIES)], {b"content-type": kind}
    for coding, contents in CODED.items():
        for content in contents:
            yield content, {b"content-type": b"application/json", b"content-encoding": coding}


async def test_no_body_is_a_fault(owner):
    taking = [each for each in operations(owner.service) if each.takes_body]
    of_page = {
        route.path for router in _ROUTERS for route in router.routes if "POST" in route.methods
    } - {each.path for each in operations(owner.service)}
    assert "/" in of_page
    everybody, statuses = [known(owner.key), known(owner.device.token)], set()
    for number, operation in enumerate([*taking, *sorted(of_page)]):
        method, path = getattr(operation, "method", "POST"), getattr(operation, "path", operation)
        for content, headers in bodies_of(number):
            who = everybody[len(content) % 2]
            address = filled(owner, path)
            how = (who | headers).items()
            answer = await send(owner, method, address, how, content, own=True)
            statuses.add(answer.status_code)
            assert path in of_page or operation.tells_of(answer.status_code), operation
    assert {200, 403, 413, 415, 422} <= statuses
