"""
What a process counts, as Prometheus reads it.

Every process counts for itself, in a registry of its own. Labels come from closed sets: templates
of routes, methods, classes of status, sources and their failures; never a path, query or person.
"""

import asyncio
import logging
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from models.constants import MODEL_VERSION
from service.errors import StorageAway
from service.providers.registry import Source
from service.records import Records
from service.storage import condition
from service.storage.condition import Waiting
from service.world import World

_log = logging.getLogger("solferol.metrics")
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""From an estimate without a question upstream to the longest wait for one, and exports. [s]"""
_BREAKER = ("closed", "half_open", "open")
_LONGEST_S = 1.0
"""How long the database may take to count; without it everything else is told. [s]"""


class Metrics:
    """Counts of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._in_flight = Gauge(
            "solferol_requests_in_flight", "Requests being answered.", registry=self._registry
        )
        self._latency = Histogram(
            "solferol_request_duration_seconds",
            "From the first byte asked to the last answered, by route template.",
            ("method", "route", "status"),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._of: dict[tuple[str, str, int], Histogram] = {}
        build = Info("solferol_build", "What is running.", registry=self._registry)
        build.info(
            {
                "version": version("solferol"),
                "model_version": MODEL_VERSION,
                "python": platform.python_version(),
            }
        )
        ProcessCollector(registry=self._registry)

    def began(self) -> None:
        """Count a request that came in."""
        self._in_flight.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        """
        Count a request that was answered.

        Parameters
        ----------
        method, route : str
            From closed sets.
        status : int
            0 where nothing was answered.
        seconds : float
            [s]
        """
        self._in_flight.dec()
        key = (method, route, status // 100)
        found = self._of.get(key)
        if found is None:
            kind = f"{status // 100}xx" if status else "none"
            found = self._of[key] = self._latency.labels(method, route, kind)
        found.observe(seconds)

    async def text(self, world: World, records: Records) -> bytes:
        """
        Write everything down in the text format.

        Parameters
        ----------
        world : World
        records : Records

        Returns
        -------
        bytes
            Of the media type ``MEDIA_TYPE``.
        """
        waiting = await _waiting(records)
        present = CollectorRegistry(auto_describe=False)
        present.register(_Present((*_upstream(world), *_work(waiting))))
        return generate_latest(self._registry) + generate_latest(present)


class _Present(Collector):
    """What is read at the moment when somebody asks."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[Metric]:
        """Tell it."""
        return self._families


async def _waiting(records: Records) -> Waiting | None:
    if not records.database.exists:
        return Waiting()
    try:
        async with asyncio.timeout(_LONGEST_S):
            # Never cut off: the first who opens it may bring it up to date.
            await asyncio.shield(records.database.opened())
            async with records.database.reading() as connection:
                return await condition.waiting(connection)
    except StorageAway:
        return None
    except Exception:  # noqa: BLE001 - counts that are not to be had hold up no others
        _log.warning("the work that waits could not be counted", exc_info=True)
        return None


def _work(waiting: Waiting | None) -> Iterator[Metric]:
    reachable = GaugeMetricFamily(
        "solferol_database_up", "Whether the database answered when this was asked."
    )
    reachable.add_metric((), float(waiting is not None))
    yield reachable
    if waiting is None:
        return
    queue = GaugeMetricFamily(
        "solferol_work_waiting",
        f"Work that waits in the database, of all processes; {condition.COUNTED_AT_MOST} at most.",
        labels=("queue",),
    )
    for name in Waiting.__slots__:
        queue.add_metric((name,), getattr(waiting, name))
    yield queue


def _upstream(world: World) -> Iterator[Metric]:
    sources = [each for each in world.sources.sources if each.provider is not None]
    yield _breakers(sources)
    calls = CounterMetricFamily(
        "solferol_upstream_calls", "Calls of a source, second tries too.", labels=("source",)
    )
    failures = CounterMetricFamily(
        "solferol_upstream_failures", "Failures of a source.", labels=("source", "failure")
    )
    for source in sources:
        calls.add_metric((source.name,), source.gate.calls)
        for failure, count in source.gate.failures.items():
            failures.add_metric((source.name, failure), count)
    yield from (calls, failures)
    lookups = CounterMetricFamily(
        "solferol_forecast_lookups",
        "Forecasts looked for in the cache of this process.",
        labels=("source", "result"),
    )
    for (name, result), count in world.chain.kept.lookups.items():
        lookups.add_metric((name, result), count)
    yield lookups
    kept = GaugeMetricFamily("solferol_forecasts_kept", "Entries in the cache of this process.")
    kept.add_metric((), world.chain.kept.entries)
    yield kept


def _breakers(sources: Iterable[Source]) -> Metric:
    breakers = GaugeMetricFamily(
        "solferol_upstream_breaker",
        "State of a source's circuit breaker: 1 for the one it is in.",
        labels=("source", "state"),
    )
    for source in sources:
        for state in _BREAKER:
            breakers.add_metric((source.name, state), float(source.gate.state == state))
    return breakers
