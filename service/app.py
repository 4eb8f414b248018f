"""The application: settings become providers, providers a world, and routes are put around it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version

import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from service.background import background
from service.buckets import Buckets, OwnBuckets, Rate
from service.geocoding import Gazetteer
from service.instrumenting import Instrumenting
from service.limiting import Limiter
from service.logs import hush_addresses
from service.metrics import Metrics
from service.middleware import BodyLimit, HeadAsGet, RequestContext
from service.openapi import describe
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
    users,
    uv,
    webhooks,
    windows,
    year,
)
from service.settings import Settings
from service.storage.database import Database
from service.storage.folders import data_folder, database_url
from service.world import World

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
    openuv.router,
    health.router,
    documentation.router,
    installable.router,
    page.router,
)

_TELL_ADDRESSES = ("httpx", "httpcore")
"""Loggers that would write down what is asked upstream: coordinates, and keys."""


def create_app(
    settings: Settings | None = None, *, now: Callable[[], datetime] | None = None
) -> FastAPI:
    """
    Build the service.

    Parameters
    ----------
    settings : Settings, optional
        From the environment by default.
    now : callable, optional
        Clock, timezone-aware; the system's by default.

    Returns
    -------
    FastAPI
        Its world exists while its lifespan runs.
    """
    chosen = Settings() if settings is None else settings
    clock = now or _utc_now
    logging.getLogger("solferol").setLevel(chosen.log_level.upper())
    hush_addresses()
    for name in _TELL_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)

    buckets = _buckets(chosen)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
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
        middleware=[Middleware(Instrumenting, metrics=counts), *_middleware(chosen, buckets)],
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


def _buckets(settings: Settings) -> Buckets | None:
    if not settings.rate_limit_per_minute:
        return None
    rate = Rate(settings.rate_limit_per_minute, settings.rate_limit_burst)
    return RedisBuckets(rate, settings.redis_url) if settings.redis_url else OwnBuckets(rate)


def _middleware(settings: Settings, buckets: Buckets | None) -> list[Middleware]:
    cors = Middleware(
        CORSMiddleware,
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
    )
    return [
        Middleware(RequestContext),
        *((cors,) if settings.cors_origins else ()),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
        Middleware(HeadAsGet),
        *(
            ()
            if buckets is None
            else (Middleware(Limiter, buckets=buckets, trusted=settings.trusted_proxies),)
        ),
        Middleware(
            BodyLimit,
            max_bytes=settings.max_body_bytes,
            larger={
                r"/v1/(estimates|users/[^/]+/samples):batch": settings.max_batch_bytes,
                r"/v1/(overland|owntracks)": settings.max_batch_bytes,
            },
            streamed=r"/v1/users/[^/]+/imports",
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
        await records.write_accesses()
    finally:
        await records.helper.end()
        await database.close()


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
