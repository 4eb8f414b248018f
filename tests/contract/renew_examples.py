"""
Write what the service answers now into ``openapi/examples``: ``make examples``.

What needs a memory is asked by ``scenario.py``; whatever else lies there is asked by itself.
"""

import asyncio
import contextlib
import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import httpx

from service.app import create_app
from service.openapi_examples import STORED
from service.routes.webhooks import resolver
from service.settings import Settings
from tests.contract.document_examples import for_document
from tests.contract.scenario import STEPS
from tests.syncing import Service

EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"
NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
_NAME = re.compile(r"\{(\w+)\}")
_VARIABLE = re.compile(r"\$([A-Z_]+)")
_AS_TOLD = {"application/json", "application/problem+json"}


_OF_OTHER_SETTINGS = {
    "error-too-much": (
        {"rate_limit_per_minute": 60, "rate_limit_burst": 1},
        {"method": "GET", "path": "/v1/skin-types"},
    ),
    "error-body-too-slow": (
        {"body_timeout_s": 0.02},
        {"method": "POST", "path": "/v1/estimates", "slowly": '{"location": '},
    ),
    "error-took-too-long": (
        {"request_timeout_s": 1e-6},
        {
            "method": "POST",
            "path": "/v1/status",
            "body": {
                "location": {"latitude": 59.91, "longitude": 10.75},
                "skin": {"fitzpatrick": 2, "age_years": 40},
            },
        },
    ),
}
"""Settings of a service that answers so, and what it is asked."""


class Chance:
    """In place of randomness: of every step the same, and no secret to anybody."""

    def __init__(self):
        self.begin("")

    def begin(self, step):
        self._step, self._count = step, 0

    def token_bytes(self, count):
        return b"an example, and no secret at all"[:count] if count == 32 else self.some(count)

    def token_hex(self, count):
        return self.some(count).hex()

    def some(self, count):
        self._count += 1
        return hashlib.sha256(f"{self._step} {self._count}".encode()).digest()[:count]


@contextlib.contextmanager
def by_no_chance():
    """Make ids and secrets the same in every run."""
    chance = Chance()
    clock = SimpleNamespace(time_ns=lambda: round(NOW.timestamp()) * 1_000_000_000)
    with (
        patch("service.access.secrets.secrets", chance),
        patch("service.access.secrets.time", clock),
        patch("service.webhooks.signing.randomness", chance),
    ):
        yield chance


async def _public(_host, _port=443):
    return ["93.184.216.34"]


async def all_answers():
    """Yield name and content of every example."""
    with tempfile.TemporaryDirectory() as folder, by_no_chance() as chance:
        told = {step.name for step in STEPS}
        alone = [path for path in sorted(EXAMPLES.glob("*.json")) if path.stem not in told]
        async for name, example in _alone(alone, folder):
            yield name, example
        async for name, example in _told(Path(folder), chance):
            yield name, example
        for name in _OF_OTHER_SETTINGS:
            yield name, await _otherwise_set(name, folder)


async def _alone(paths, folder):
    app = create_app(_settings(folder), now=lambda: NOW)
    async with app.router.lifespan_context(app), _client(app) as http:
        for path in paths:
            if path.stem not in _OF_OTHER_SETTINGS:
                request = json.loads(path.read_text())["request"]
                yield path.stem, await _answered(http, request, {})


async def _told(folder, chance):
    async with Service(f"sqlite:///{folder}/scenario.sqlite3", folder) as service:
        service.clock.now = NOW
        service.app.dependency_overrides[resolver] = lambda: _public
        known = {"APP_KEY": await service.key("an app")}
        for step in STEPS:
            chance.begin(step.name)
            yield step.name, await _step(service, step, known)


async def _step(service, step, known):
    if step.before is not None:
        await step.before(service, known)
    path = _NAME.sub(lambda found: known[found[1]], step.path)
    request = {"method": step.method, "path": path} | {
        name: getattr(step, name)
        for name in ("headers", "query", "body", "text", "body_bytes")
        if getattr(step, name) not in (None, {})
    }
    with step.around(service, known) if step.around else contextlib.nullcontext():
        example = await _answered(service.http, request, known)
    known |= {name: example["response"][field] for name, field in step.learn.items()}
    return _without_credentials(example, known)


async def _otherwise_set(name, folder):
    """Answer of a service that has hardly any patience, to what is asked twice."""
    settings, request = _OF_OTHER_SETTINGS[name]
    app = create_app(_settings(folder, **settings), now=lambda: NOW)
    async with app.router.lifespan_context(app), _client(app) as http:
        await _answered(http, request, {})
        return await _answered(http, request, {})


def _settings(folder, **more):
    return Settings(uv_providers=(), geocoding=False, data_folder=str(folder), **more)


def _client(app):
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://example")


async def _answered(http, request, known):
    response = await http.request(
        request["method"],
        request["path"],
        params=request.get("query"),
        headers={"x-request-id": "example"} | _filled(request.get("headers", {}), known),
        **_content(request, known),
    )
    kind = response.headers.get("content-type", "").partition(";")[0]
    example = {"request": request, "status": response.status_code}
    if kind and kind not in _AS_TOLD:
        example["media_type"] = kind
    return example | {"response": _shown(response, kind)}


async def _dribbled(text):
    yield text.encode()
    await asyncio.sleep(1.0)
    yield b"}"


def _content(request, known):
    if "slowly" in request:
        return {"content": _dribbled(request["slowly"])}
    if "text" in request:
        return {"content": request["text"].encode()}
    if "body_bytes" in request:
        return {"content": b"x" * request["body_bytes"]}
    return {"json": _filled(request["body"], known)} if "body" in request else {}


def _filled(part, known):
    """Exchange variables for what they stand for."""
    text = _VARIABLE.sub(lambda found: known[found[1]], json.dumps(part))
    return json.loads(text)


def _shown(response, kind):
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            return {"files": archive.namelist()}
    if kind.endswith(("/json", "+json")):
        return response.json()
    return response.text or None


def _without_credentials(example, known):
    """Write what was given out as the variables in which a client keeps it."""
    text = json.dumps(example)
    for name, value in known.items():
        if name.isupper():
            text = text.replace(value, f"${name}")
    return json.loads(text)


def written(example):
    """Write an example as it lies in its file."""
    return json.dumps(example, indent=2, ensure_ascii=False) + "\n"


async def renew():
    """Write every example anew, and what the document shows of them."""
    for name in list(os.environ):
        if name.startswith("SOLFEROL_"):
            del os.environ[name]
    found = {name: example async for name, example in all_answers()}
    for name, example in found.items():
        (EXAMPLES / f"{name}.json").write_text(written(example))
    STORED.write_text(for_document(found, create_app(Settings(uv_providers=())).openapi()))


if __name__ == "__main__":
    asyncio.run(renew())
