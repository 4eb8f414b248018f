"""The gate before a source: its limits, its breaker, and what others were told."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.errors import ForecastUnavailable
from service.providers import open_meteo_limits, openuv
from service.providers.fetching import Fetcher, Request
from service.providers.gate import Gate, Limit
from service.providers.shared_state import OwnState

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 6, 12, 10, 59, 20, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def seconds(self):
        return self.now.timestamp()


@pytest.fixture
def clock():
    return Clock()


def gate_of(clock, *limits, shared=None):
    return Gate("source", clock, limits, shared or OwnState(clock.seconds))


def failure(kind, **how):
    return ForecastUnavailable(kind, "made for the test", **how)


async def refused(gate):
    with pytest.raises(ForecastUnavailable) as error:
        await gate.admit()
    return error.value.failure


async def failing(gate, kind, times=1, **how):
    for _ in range(times):
        await gate.admit()
        await gate.failed(failure(kind, **how))


async def test_two_failures_do_not_open_it(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_timeout", 2)
    assert gate.state == "closed"
    await gate.admit()
    gate.succeeded()
    await failing(gate, "provider_timeout", 2)
    assert gate.state == "closed"


async def test_three_failures_open_it_for_longer_each_time(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_timeout", 3)
    pauses = []
    for _ in range(7):
        assert await refused(gate) == "provider_paused"
        pauses.append((gate.open_until - clock.now).total_seconds())
        clock.now = gate.open_until
        assert gate.state == "half_open"
        await failing(gate, "provider_timeout")
    assert pauses == [30, 60, 120, 240, 480, 600, 600]


async def test_half_open_lets_one_call_try(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_timeout", 3)
    clock.now += timedelta(seconds=31)
    await gate.admit()
    assert await refused(gate) == "provider_paused"
    gate.succeeded()
    assert gate.state == "closed"
    await gate.admit()


async def test_a_place_without_data_is_no_fault_of_the_source(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_no_data", 20)
    assert gate.state == "closed"
    assert gate.last_failure is None


async def test_a_source_that_has_nothing_here_is_well_again(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_timeout", 3)
    clock.now += timedelta(seconds=31)
    await failing(gate, "provider_no_data")
    assert gate.state == "closed"
    await failing(gate, "provider_timeout", 2)
    assert gate.state == "closed"


async def test_a_refused_key_is_not_tried_for_an_hour(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_refused")
    assert await refused(gate) == "provider_refused"
    assert gate.open_until - clock.now == timedelta(hours=1)


async def test_no_source_keeps_us_away_for_more_than_a_day(clock):
    gate = gate_of(clock)
    await failing(gate, "provider_rate_limited", retry_after_s=1e9)
    assert gate.open_until - clock.now == timedelta(days=1)


async def test_a_limit_is_counted_in_its_window(clock):
    gate = gate_of(clock, Limit(3, 60))
    for _ in range(3):
        await gate.admit()
    assert await refused(gate) == "provider_quota_reached"
    assert gate.calls == 3
    clock.now += timedelta(seconds=40)
    await gate.admit()


async def test_the_smallest_of_several_limits_holds(clock):
    gate = gate_of(clock, Limit(100, 60), Limit(2, 86_400))
    for _ in range(2):
        await gate.admit()
    clock.now += timedelta(hours=1)
    assert await refused(gate) == "provider_quota_reached"


async def test_another_process_is_told_of_a_pause(clock):
    shared = OwnState(clock.seconds)
    one, other = gate_of(clock, shared=shared), gate_of(clock, shared=shared)
    await failing(one, "provider_rate_limited", retry_after_s=90.0)
    assert await refused(other) == "provider_rate_limited"
    clock.now += timedelta(seconds=91)
    await other.admit()


async def test_processes_share_a_limit(clock):
    shared = OwnState(clock.seconds)
    gates = [gate_of(clock, Limit(4, 60), shared=shared) for _ in range(2)]
    for gate in gates:
        await gate.admit()
        await gate.admit()
    assert [await refused(gate) for gate in gates] == ["provider_quota_reached"] * 2


REASONS = {
    "Minutely API request limit exceeded. Please try again in one minute.": 60,
    # It is 10:59:20: forty seconds to the next full hour, thirteen hours to the next day.
    "Hourly API request limit exceeded. Please try again in the next hour.": 40,
    "Daily API request limit exceeded. Please try again tomorrow.": 13 * 3600 + 40,
    "Too many concurrent requests": 2,
    "": 60,
}


async def asked(clock, reply, pause_of=None, tries=None):
    gate = gate_of(clock)

    def answer(request):
        if tries is not None:
            tries.append(request)
        return reply

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        fetcher = Fetcher(client, gate, try_s=1.0, pause_of=pause_of)
        with pytest.raises(ForecastUnavailable) as error:
            await fetcher.fetch(Request("http://source.test/"), lambda reply: reply)
    return error.value, gate


@pytest.mark.parametrize("reason", REASONS)
async def test_429_reason_minute_hour_day_concurrent(clock, reason):
    reply = httpx.Response(429, json={"error": True, "reason": reason})
    error, gate = await asked(clock, reply, open_meteo_limits.pause_of)
    assert error.failure == "provider_rate_limited"
    assert error.retry_after_s == REASONS[reason]
    assert (gate.open_until - clock.now).total_seconds() == REASONS[reason]


@pytest.mark.parametrize(
    ("said", "pause"),
    [("120", 120), ("Fri, 12 Jun 2026 11:00:20 GMT", 60), ("soon", 60), ("-5", 60),
     ("99999999999999", 86_400)],
)  # fmt: skip
async def test_retry_after_in_seconds_or_as_a_date(clock, said, pause):
    reply = httpx.Response(429, headers={"retry-after": said})
    error, _ = await asked(clock, reply)
    assert error.retry_after_s == pause


async def test_the_longer_of_body_and_header_holds(clock):
    reply = httpx.Response(429, json={"reason": "Minutely"}, headers={"retry-after": "300"})
    error, _ = await asked(clock, reply, open_meteo_limits.pause_of)
    assert error.retry_after_s == 300


@pytest.mark.parametrize("status", [403, 429])
async def test_a_used_up_quota_of_openuv_lasts_to_midnight(clock, status):
    reply = httpx.Response(status, json={"error": "Daily API quota exceeded. Add billing details"})
    error, _ = await asked(clock, reply, openuv.pause_of)
    assert error.failure == "provider_rate_limited"
    assert error.retry_after_s == 13 * 3600 + 40


@pytest.mark.parametrize(
    ("status", "tries"), [(500, 1), (502, 2), (503, 2), (504, 2), (404, 1), (429, 1), (403, 1)]
)
async def test_only_what_a_second_try_may_help_gets_one(clock, status, tries):
    seen = []
    await asked(clock, httpx.Response(status), tries=seen)
    assert len(seen) == tries


async def test_503_with_retry_after_is_left_alone(clock):
    seen = []
    reply = httpx.Response(503, headers={"retry-after": "20"})
    error, gate = await asked(clock, reply, tries=seen)
    assert len(seen) == 1
    assert error.failure == "provider_error_status"
    assert (gate.open_until - clock.now).total_seconds() == 20


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_key_that_is_refused_is_not_tried_again(clock, status):
    # Open-Meteo says so with 400.
    reply = httpx.Response(
        status, json={"error": True, "reason": "The supplied API key is invalid."}
    )
    error, gate = await asked(clock, reply, open_meteo_limits.pause_of)
    assert error.failure == "provider_refused"
    assert gate.open_until - clock.now == timedelta(hours=1)


async def test_a_flood_is_not_swallowed(clock):
    reply = httpx.Response(200, content=b" " * 5_000_000)
    error, _ = await asked(clock, reply)
    assert error.failure == "provider_invalid_response"


async def test_a_clock_that_is_set_back_lengthens_no_pause(clock):
    gate = gate_of(clock)
    clock.now += timedelta(days=1)
    await failing(gate, "provider_error_status", 3)
    assert gate.state == "open"
    # Clocks are corrected by seconds all the time: that opens nothing.
    clock.now -= timedelta(seconds=30)
    assert gate.state == "open"
    clock.now -= timedelta(days=1)
    assert gate.state == "half_open"
    await gate.admit()
