"""Forecasts hang, break off and fail in mid-load: answers say so, and recover afterwards."""

from collections import Counter

import pytest

from tests.load.driving import Load
from tests.load.traffic import OF_NOBODY, Traffic
from tests.load.weather import FAULTS, Upstream, ill, next_noon, places, well
from tests.load.workers import Clock, Worker, working
from tests.upstream import urls_of

pytestmark = pytest.mark.anyio

ANSWERS = 100
TEN_TIMES = 10
"""How fast the clock of the worker runs, so that pauses of half a minute are not waited for."""


class Flags:
    """What answers say of where they come from, since it was last cleared."""

    def __init__(self):
        self.seen, self.good, self.all = Counter(), 0, 0

    def look(self, answer):
        provenance = answer["provenance"]
        self.seen.update(provenance["quality_flags"])
        self.all += 1
        is_fresh = not {"forecast_stale", "clear_sky_fallback"} & set(provenance["quality_flags"])
        self.good += is_fresh and provenance["uv_source"] == "open_meteo_cams"
        assert provenance["age_s"] is None or provenance["age_s"] >= 0.0, "from the future"

    def clear(self):
        self.__init__()


async def test_forecasts_fail_in_every_way_and_come_back(tmp_path):
    clock, flags = Clock(tmp_path, TEN_TIMES), Flags()
    async with Upstream() as upstream:
        well(upstream)
        how = {"uv_providers": "open_meteo", "forecast_fresh_s": 30, "forecast_retry_s": 5,
               "provider_timeout_s": 4, "provider_deadline_s": 8}  # fmt: skip
        worker = Worker(tmp_path, clock=clock, **how, **urls_of(upstream.url))
        traffic = Traffic(
            mix=OF_NOBODY, places=lambda draw: places(draw, 3), start=next_noon(),
            unchanging=False, look=flags.look,
        )  # fmt: skip
        async with working(worker):
            load = Load([worker.port], iter(traffic), connections=8)
            async with load:
                await load.until(recovered(flags))
                for fault in FAULTS:
                    ill(upstream, fault)
                    flags.clear()
                    await load.until(lambda: flags.seen["forecast_stale"] > 20)
                    await load.answers(ANSWERS)
                    well(upstream)
                    await load.until(recovered(flags))
                metrics = await worker.metrics()
    print(f"\n{load.tally.table()}\n{flags.seen}")  # noqa: T201
    assert load.tally.wrong == []
    assert load.tally.lost == 0
    failed = {name: n for name, n in metrics.items() if "upstream_failures_total" in name}
    told = " ".join(failed)
    for failure in ("provider_timeout", "provider_unreachable", "provider_error_status"):
        assert failure in told, failed


def recovered(flags):
    """Whether a hundred answers in a row were good, from now on."""
    since = {"good": flags.good, "bad": flags.all - flags.good}

    def look():
        if flags.all - flags.good != since["bad"]:
            since.update(good=flags.good, bad=flags.all - flags.good)
        return flags.good - since["good"] > 100

    return look
