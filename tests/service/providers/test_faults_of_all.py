"""What every adapter makes of broken answers and lost connections, and that it tells no secrets."""

from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from service.errors import ForecastUnavailable
from service.providers import currentuvindex, met_norway, openuv
from service.providers.currentuvindex import CurrentUvIndex
from service.providers.forecast import Cell
from service.providers.met_norway import MetNorway
from service.providers.openuv import OpenUv
from service.providers.openweather import OpenWeather
from service.providers.pirate_weather import PirateWeather
from tests.service.providers.serving_bodies import BASE, KEY, NOW, Answer, failure_of, serving

pytestmark = pytest.mark.anyio

BERLIN = Cell(52.5, 13.4, NOW.date(), NOW.date())
PROVIDERS = {
    "met_norway": MetNorway,
    "currentuvindex": CurrentUvIndex,
    "openuv": lambda fetcher, base: OpenUv(fetcher, base, KEY),
    "pirate_weather": lambda fetcher, base: PirateWeather(fetcher, base, KEY),
    "openweather": lambda fetcher, base: OpenWeather(fetcher, base, KEY),
}


@dataclass(frozen=True)
class Fault:
    answer: Answer
    failure: str
    tries: int = 1


FAULTS = {
    "empty": Fault(Answer(b""), "provider_invalid_response", 2),
    "cut off": Fault(Answer(b'{"latitude":52.5,"hourly":[{"ti'), "provider_invalid_response", 2),
    "page": Fault(Answer(b"<html><body>Bad Gateway</body></html>"), "provider_invalid_response", 2),
    "tail": Fault(Answer(b'{} "reason": "overloaded"'), "provider_invalid_response", 2),
    "no UTF-8": Fault(Answer(b'{"latitude": "\xff\xfe"}'), "provider_invalid_response", 2),
    "nothing in it": Fault(Answer({}), "provider_invalid_response"),
    "null": Fault(Answer(None), "provider_invalid_response"),
    "number": Fault(Answer(7), "provider_invalid_response"),
    "list": Fault(Answer([]), "provider_invalid_response"),
    "bad request": Fault(Answer(b"no", 400), "provider_no_data"),
    "no key": Fault(Answer(b"no", 401), "provider_refused"),
    "forbidden": Fault(Answer(b"<html>403</html>", 403), "provider_refused"),
    "not found": Fault(Answer(b"", 404), "provider_no_data"),
    "not modified unasked": Fault(Answer(b"", 304), "provider_error_status"),
    "too many": Fault(Answer(b"slow down", 429), "provider_rate_limited"),
    "broken": Fault(Answer(b"oops", 500), "provider_error_status"),
    "overloaded": Fault(Answer(b"", 503), "provider_error_status", 2),
}
"""By what they are called: the answer, what becomes of it, and how often it is asked for."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("source", PROVIDERS)
async def test_a_broken_answer(source, fault):
    due = FAULTS[fault]
    error, tries = await failure_of(PROVIDERS[source], BERLIN, due.answer)
    assert (error.failure, tries) == (due.failure, due.tries)


@pytest.mark.parametrize("lost", [httpx.ConnectError, httpx.ReadError, httpx.InvalidURL])
@pytest.mark.parametrize("source", PROVIDERS)
async def test_a_lost_connection_is_tried_again_and_nothing_is_told_of_the_address(source, lost):
    address = f"{BASE}/forecast/{KEY}/52.5,13.4"
    error, tries = await failure_of(PROVIDERS[source], BERLIN, lost(address))
    assert (error.failure, tries) == ("provider_unreachable", 2)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("source", PROVIDERS)
async def test_what_a_refusal_says_of_key_and_place_goes_no_further(source, status):
    said = {"message": f"Invalid key {KEY} for 52.5, 13.4 at {BASE}"}
    await failure_of(PROVIDERS[source], BERLIN, Answer(said, status))


@pytest.mark.parametrize(("module", "calls"), [(met_norway, 9), (currentuvindex, 30), (openuv, 50)])
async def test_no_more_calls_than_allowed(module, calls):
    make = PROVIDERS[module.__name__.rsplit(".", 1)[1]]
    nothing_here = Answer(b"", 404)
    async with serving(make, nothing_here, limits=module.LIMITS) as (provider, requests):
        for failure in [*["provider_no_data"] * calls, "provider_quota_reached"]:
            with pytest.raises(ForecastUnavailable, match=failure):
                await provider.forecast(BERLIN, None)
    assert len(requests) == calls


@pytest.mark.parametrize("source", PROVIDERS)
async def test_a_name_and_terms_of_its_own(source):
    provider = PROVIDERS[source](None, BASE)
    assert provider.source == source
    long_ago = NOW.date() - timedelta(365)
    assert provider.available(replace(BERLIN, first=long_ago, last=long_ago), NOW.date()) is None
