"""The application: settings become providers, providers a world, and routes are put around it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from service.forecasts import Forecasts
from service.middleware import BodyLimit, HeadAsGet, RequestContext
from service.openapi import describe
from service.problems import install_problem_handlers
from service.providers.forecast import Provider
from service.providers.open_meteo import OpenMeteoAirQuality
from service.routes import day, documentation, estimates, health, page, reference, uv, windows, year
from service.settings import Settings
from service.world import World

_ROUTERS = (
    estimates.router,
    day.router,
    windows.router,
    year.router,
    uv.router,
    reference.router,
    health.router,
    documentation.router,
    page.router,
)


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

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _client(chosen) as client:
            app.state.world = World(_forecasts(chosen, client, clock), clock)
            yield

    app = FastAPI(
        title="Solferol",
        version=version("solferol"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        middleware=_middleware(chosen),
    )
    install_problem_handlers(app)
    for router in _ROUTERS:
        app.include_router(router)
    documentation.mount_assets(app)
    page.mount_assets(app)
    describe(app)
    return app


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _middleware(settings: Settings) -> list[Middleware]:
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["accept-language", "content-type", "if-none-match", "x-request-id"],
        expose_headers=["etag", "x-request-id"],
    )
    return [
        Middleware(RequestContext),
        *((cors,) if settings.cors_origins else ()),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(HeadAsGet),
        Middleware(
            BodyLimit,
            max_bytes=settings.max_body_bytes,
            larger={"/v1/estimates:batch": settings.max_batch_bytes},
        ),
    ]


def _client(settings: Settings) -> httpx.AsyncClient:
    contact = f" ({settings.contact})" if settings.contact else ""
    return httpx.AsyncClient(
        timeout=settings.provider_timeout_s,
        headers={"user-agent": f"solferol/{version('solferol')}{contact}"},
    )


def _forecasts(
    settings: Settings, client: httpx.AsyncClient, now: Callable[[], datetime]
) -> Forecasts:
    makers: dict[str, Callable[[], Provider]] = {
        "open_meteo": lambda: OpenMeteoAirQuality(
            client, str(settings.open_meteo_air_quality_url), now
        )
    }
    return Forecasts(
        [makers[name]() for name in settings.uv_providers],
        now=now,
        fresh_s=settings.forecast_fresh_s,
        retry_s=settings.forecast_retry_s,
        deadline_s=settings.provider_deadline_s,
    )
