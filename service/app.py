"""The application: settings become providers, providers a world, and routes are put around it."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import httpx
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from service.admission import Admission
from service.background import background
from service.buckets import Buckets, OwnBuckets, Rate
from service.errors import StorageAway
from service.geocoding import Gazetteer
from service.instrumenting import Instrumenting
from service.limiting import Limiter
from service.logs import hush_addresses
from service.metrics import Metrics
from service.middleware import Cors, HeadAsGet, RequestContext
from service.openapi import describe, operation_name
from service.problems import install_problem_handlers
from service.providers import open_meteo_limits
from service.providers.chain import Chain
from service.providers.fetching import Fetcher
from service.providers.gate import Gate
from service.providers.keeping import KeptForecasts
from service.providers.open_meteo_geocoding import OpenMeteoGeocoding
from service.providers.redis_state import RedisState
from service.providers.registry import Registry, may_search, paid_url, registry
from service.providers.shared_state import OwnState, SharedState
from service.readiness import Readiness
from service.records import Records
from service.redis_buckets import RedisBuckets
from service.revisiting import Visits
from service.routes import (
    day,
    days,
    documentation,
    doors,
    estimates,
    exports,
    foods,
    health,
    imports,
    installable,
    metrics,
    openuv,
    page,
    places,
    plan,
    reference,
    samples,
    sources,
    status,
    tokens,
    usage,
    users,
    uv,
    webhooks,
    windows,
    year,
)
from service.settings import Settings
from service.storage.database import Database
from service.storage.folders import data_folder, database_url
from service.telemetry import ended, tracer_provider
from service.terrain import read_map
from service.tracing import Tracing
from service.world import World

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_log = logging.getLogger("solferol.start")
_ROUTERS = (
    estimates.router,
    day.router,
    windows.router,
    year.router,
    uv.router,
    places.router,
    sources.router,
    reference.router,
    foods.router,
    status.router,
    plan.router,
    users.router,
    tokens.router,
    samples.router,
    doors.router,
    days.router,
    imports.router,
    exports.router,
    webhooks.router,
    usage.router,
    openuv.router,
    health.router,
    documentation.router,
    installable.router,
    page.router,
)

_PREFLIGHT_S = 7200
"""The longest that browsers keep what they were told. [s]"""
_TELL_ADDRESSES = ("httpx", "httpcore")
"""Loggers that would write down what is asked upstream: coordinates, and keys."""
_NOT_OF_FASTAPI: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "auto_configure": False,
}  # fmt: skip
"""Its own telemetry would tell paths and queries to whatever is set up in the process."""


def create_app(
    settings: Settings | None = None,
    *,
    now: Callable[[], datetime] | None = None,
    traces: "TracerProvider | None" = None,
) -> FastAPI:
    """
    Build the service.

    Parameters
    ----------
    settings : Settings, optional
        From the environment by default.
    now : callable, optional
        Clock, timezone-aware; the system's by default.
    traces : TracerProvider, optional
        Where spans go, ended with the lifespan; from the environment where the settings are.

    Returns
    -------
    FastAPI
        Its world exists while its lifespan runs.
    """
    if settings is None and traces is None:
        traces = tracer_provider(os.environ)
    chosen = Settings() if settings is None else settings
    clock = now or _utc_now
    logging.getLogger("solferol").setLevel(chosen.log_level.upper())
    hush_addresses()
    for name in _TELL_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)

    buckets = _buckets(chosen)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(read_map)
        async with (
            nullcontext() if traces is None else _sent_at_the_end(traces),
            nullcontext() if buckets is None else aclosing(buckets),
            _outside(chosen, clock) as world,
            _kept(chosen, clock) as records,
            background(chosen, records, world) as beside,
        ):
            app.state.world = world
            app.state.records = records
            app.state.importing = beside.importing
            yield

    counts = Metrics() if chosen.metrics else None
    app = FastAPI(
        title="Solferol",
        version=version("solferol"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=operation_name,
        webhooks=webhooks.told,
        telemetry=_NOT_OF_FASTAPI,
        middleware=[
            *_tracing(traces),
            Middleware(Instrumenting, metrics=counts),
            *_middleware(chosen, buckets),
        ],
    )
    app.state.readiness = Readiness()
    app.state.visits = Visits()
    install_problem_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    if counts is not None:
        app.state.metrics = counts
        app.state.metrics_token = chosen.metrics_token.get_secret_value()
        app.include_router(metrics.router)
    documentation.mount_assets(app)
    page.mount_assets(app)
    describe(app)
    return app


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _tracing(traces: "TracerProvider | None") -> list[Middleware]:
    return [] if traces is None else [Middleware(Tracing, tracer=traces.get_tracer("solferol"))]


@asynccontextmanager
async def _sent_at_the_end(traces: "TracerProvider") -> AsyncIterator[None]:
    try:
        yield
    finally:
        await ended(traces)


def _buckets(settings: Settings) -> Buckets | None:
    if not settings.rate_limit_per_minute:
        return None
    rate = Rate(settings.rate_limit_per_minute, settings.rate_limit_burst)
    return RedisBuckets(rate, settings.redis_url) if settings.redis_url else OwnBuckets(rate)


def _middleware(settings: Settings, buckets: Buckets | None) -> list[Middleware]:
    cors = Middleware(
        Cors,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=[
            "accept-language",
            "authorization",
            "content-encoding",
            "content-type",
            "idempotency-key",
            "if-none-match",
            "x-request-id",
        ],
        expose_headers=["etag", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
        max_age=_PREFLIGHT_S,
    )
    return [
        # Outside of whatever answers errors, so that other origins may read those as well.
        *((cors,) if settings.cors_origins else ()),
        Middleware(
            RequestContext,
            trusted=settings.trusted_proxies,
            hsts_max_age_s=settings.hsts_max_age_s,
            deadline_s=settings.request_timeout_s,
        ),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
        Middleware(HeadAsGet),
        Middleware(
            Limiter,
            buckets=buckets,
            trusted=settings.trusted_proxies,
            key_factor=settings.key_rate_factor,
        ),
        Middleware(
            Admission,
            max_bytes=settings.max_body_bytes,
            larger={
                r"/v1/(estimates|users/[^/]+/samples):batch": settings.max_batch_bytes,
                r"/v1/(overland|owntracks)": settings.max_batch_bytes,
            },
            streamed=r"/v1/users/[^/]+/imports",
            body_s=settings.body_timeout_s,
            most_at_once=settings.max_concurrent,
        ),
    ]


@asynccontextmanager
async def _outside(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[World]:
    shared: SharedState = RedisState(settings.redis_url) if settings.redis_url else OwnState()
    try:
        async with _client(settings) as client:
            sources = registry(settings, client, now, shared)
            yield World(
                chain=_chain(settings, sources, now, shared),
                now=now,
                sources=sources,
                places=Gazetteer(_place_search(settings, client, now, shared), now),
            )
    finally:
        await shared.close()


@asynccontextmanager
async def _kept(settings: Settings, now: Callable[[], datetime]) -> AsyncIterator[Records]:
    folder = data_folder(settings.data_folder)
    database = Database(database_url(settings.database_url.get_secret_value(), folder))
    records = Records(database, now, allow_private_targets=settings.webhook_private_targets)
    try:
        yield records
        await _written_down(records)
    finally:
        await records.helper.end()
        await database.close()


async def _written_down(records: Records) -> None:
    try:
        try:
            await records.usage.write(records.database)
        finally:
            await records.write_accesses()
    except StorageAway:
        _log.error("the database is away: what was counted last is not written down")


def _client(settings: Settings) -> httpx.AsyncClient:
    contact = f" ({settings.contact})" if settings.contact else ""
    return httpx.AsyncClient(
        timeout=settings.provider_timeout_s,
        headers={"user-agent": f"solferol/{version('solferol')}{contact}"},
    )


def _chain(
    settings: Settings, sources: Registry, now: Callable[[], datetime], shared: SharedState
) -> Chain:
    kept = KeptForecasts(
        now,
        shared,
        fresh_s=settings.forecast_fresh_s,
        retry_s=settings.forecast_retry_s,
        stale_s=settings.forecast_stale_s,
        across_processes=bool(settings.redis_url),
    )
    return Chain(
        sources.steps,
        kept,
        now,
        deadline_s=settings.provider_deadline_s,
        cross_checks=sources.cross_checks,
    )


def _place_search(
    settings: Settings,
    client: httpx.AsyncClient,
    now: Callable[[], datetime],
    shared: SharedState,
) -> OpenMeteoGeocoding | None:
    if not may_search(settings):
        return None
    gate = Gate("open_meteo_geocoding", now, open_meteo_limits.LIMITS, shared)
    fetcher = Fetcher(
        client,
        gate,
        try_s=settings.provider_timeout_s,
        pause_of=open_meteo_limits.pause_of,
        at_once=open_meteo_limits.AT_ONCE,
    )
    key = settings.open_meteo_key
    url = paid_url(settings.open_meteo_geocoding_url, key)
    return OpenMeteoGeocoding(fetcher, url, key.get_secret_value())
