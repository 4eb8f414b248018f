"""The clock of the system jumps a day ahead and back under load: nothing waits for it to come."""

import pytest

from tests.load.devices import Sending
from tests.load.driving import Load, Question, asked
from tests.load.load_outage import Flags, recovered
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.weather import Upstream, ill, next_noon, places, well
from tests.load.workers import Clock, Worker, users_on, working
from tests.upstream import urls_of

pytestmark = pytest.mark.anyio

ANSWERS = 100
A_DAY_S = 86_400


def mine(token):
    headers = {"authorization": f"Bearer {token}"}
    return Question("changes", "/v1/users/me/changes", headers=headers)


async def status_of(worker, question):
    return (await asked(worker.port, question)).status


async def test_the_clock_jumps(tmp_path):
    url = f"sqlite:///{tmp_path}/solferol.sqlite3"
    users = await users_on(url, 2)
    ((_, hourly),) = await users_on(url, 1, door=False)
    clock, flags = Clock(tmp_path), Flags()
    async with Upstream() as upstream:
        well(upstream)
        worker = Worker(
            tmp_path, clock=clock, database_url=url, uv_providers="open_meteo",
            provider_timeout_s=4, provider_deadline_s=8, forecast_retry_s=1,
            rate_limit_per_minute=1_000_000, rate_limit_burst=1_000_000, **urls_of(upstream.url),
        )  # fmt: skip
        traffic = Traffic(
            mix=OF_NOBODY, places=lambda draw: places(draw, 3), start=next_noon(),
            unchanging=False, look=flags.look,
        )  # fmt: skip
        async with working(worker):
            load = Load([worker.port], iter(traffic), connections=8)
            async with load, Sending([worker.port], users) as sending:
                await load.until(recovered(flags))
                assert await status_of(worker, mine(hourly)) == 200
                clock.set(A_DAY_S)
                asked_before = len(upstream.requests)
                await load.answers(ANSWERS)
                # Forecasts of yesterday are renewed, and tokens of an hour are over.
                assert len(upstream.requests) > asked_before
                assert await status_of(worker, mine(hourly)) == 401
                # Its sources fail there, so that pauses and failures are noted for tomorrow.
                ill(upstream, "fails")
                clock.set(2 * A_DAY_S)
                await load.until(lambda: flags.seen["provider_paused"] > 0)
                well(upstream)
                asked_before = len(upstream.requests)
                clock.set(0)
                # What was fetched on a day that is to come is not kept until then.
                await load.until(lambda: len(upstream.requests) > asked_before)
                await load.until(recovered(flags))
                assert await status_of(worker, mine(hourly)) == 200
                await sending.more(100)
            await sending.assert_kept(worker.port)
    assert load.tally.wrong == []
    assert load.tally.lost == sending.lost == 0
    assert not sending.refused
