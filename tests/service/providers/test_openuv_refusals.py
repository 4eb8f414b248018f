"""How OpenUV refuses, and bodies that are none."""

import pytest

from service.providers.forecast import Cell
from service.providers.openuv import OpenUv, pause_of
from tests.service.providers.serving_bodies import KEY, NOW, Answer, failure_of, serving

pytestmark = pytest.mark.anyio

BERLIN = Cell(52.5, 13.4, NOW.date(), NOW.date())
QUOTA = {"error": "Daily API quota exceeded. Wait or pay."}
NO_KEY = {"error": "User with API Key not found"}


def make(fetcher, base):
    return OpenUv(fetcher, base, KEY)


def hour(number, uv, **parts):
    return {"uv": uv, "uv_time": f"2026-06-12T{number:02}:27:30.250Z"} | parts


def body(*hours):
    return {"result": list(hours)}


@pytest.mark.parametrize("status", [403, 429])
async def test_a_used_up_quota_is_told_by_text_and_lasts_until_midnight(status):
    async with serving(make, Answer(QUOTA, status), pause_of=pause_of) as (provider, requests):
        for _ in range(2):
            with pytest.raises(Exception, match="provider_rate_limited") as caught:
                await provider.forecast(BERLIN, None)
    assert len(requests) == 1
    assert caught.value.retry_after_s is None
    error, _ = await failure_of(make, BERLIN, Answer(QUOTA, status), pause_of=pause_of)
    assert error.retry_after_s == 14 * 3600.0


async def test_recorded_refusals(shared):
    for name, failure in [("rate_limit", "rate_limited"), ("invalid_api_key", "refused")]:
        answer = Answer(shared.body(f"fixtures/openuv/error_{name}_response.json"), 403)
        error, tries = await failure_of(make, BERLIN, answer, pause_of=pause_of)
        assert (error.failure, tries) == (f"provider_{failure}", 1)


async def test_a_wrong_key_is_no_quota():
    error, _ = await failure_of(make, BERLIN, Answer(NO_KEY, 403), pause_of=pause_of)
    assert (error.failure, error.retry_after_s) == ("provider_refused", None)
    plain, _ = await failure_of(make, BERLIN, Answer(b"", 429), pause_of=pause_of)
    assert (plain.failure, plain.retry_after_s) == ("provider_rate_limited", 60.0)


async def test_a_day_without_hours():
    error, tries = await failure_of(make, BERLIN, Answer(body()))
    assert (error.failure, tries) == ("provider_no_data", 1)


WRONG = {
    "null": {"result": None},
    "error": QUOTA,
    "text": body(hour(11, "high")),
    "no value": body({"uv_time": "2026-06-12T11:00:00.000Z"}),
    "no time": body({"uv": 1.0}),
    "without offset": body({"uv": 1.0, "uv_time": "2026-06-12T11:00:00.000"}),
    "altitude null": body(hour(11, 6.5, sun_position={"altitude": None})),
    "backwards": body(hour(12, 6.5), hour(11, 6.5)),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(make, BERLIN, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)
