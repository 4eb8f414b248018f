"""Bodies handed to one adapter without a socket, and what it makes of them."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import numpy as np
import pytest

from service.errors import ForecastUnavailable
from service.providers.fetching import Fetcher
from service.providers.gate import Gate

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
BASE = "https://provider.test"
AGENT = "Solferol tests, mail@example.org"
KEY = "k3y-of-ours"


@dataclass(frozen=True)
class Answer:
    """What the provider says; made anew for each request."""

    body: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)

    def response(self):
        content = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return httpx.Response(self.status, content=content, headers=self.headers)


@asynccontextmanager
async def serving(make, *answers, now=NOW, pause_of=None, limits=()):
    """Provider made by ``make(fetcher, base)``, and its requests; the last answer is repeated."""
    requests = []

    def handle(request):
        requests.append(request)
        answer = answers[min(len(requests), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer.response()

    headers = {"user-agent": AGENT}
    async with httpx.AsyncClient(transport=httpx.MockTransport(handle), headers=headers) as client:
        gate = Gate("test", lambda: now, limits)
        yield make(Fetcher(client, gate, try_s=1.0, pause_of=pause_of), BASE), requests


async def forecast_of(make, cell, answer, **how):
    """Forecast that a provider makes of one answer."""
    async with serving(make, answer, **how) as (provider, _):
        return await provider.forecast(cell, None)


async def failure_of(make, cell, answer, *, known=None, **how):
    """Error that a provider makes of one answer, after it was seen to keep its secrets."""
    async with serving(make, answer, **how) as (provider, requests):
        with pytest.raises(ForecastUnavailable) as caught:
            await provider.forecast(cell, known)
    says_nothing(caught.value, cell)
    return caught.value, len(requests)


def says_nothing(error, cell):
    said = f"{error} {error!r} {error.args}"
    for secret in (KEY, BASE, "provider.test", f"{cell.latitude:.1f}", f"{cell.longitude:.1f}"):
        assert secret not in said


def unix(text):
    return datetime.fromisoformat(text).timestamp()


def at(series, text):
    """Value of a series at its one row that begins then."""
    (row,) = np.flatnonzero(series.valid_from == unix(text))
    return series.value[row]
