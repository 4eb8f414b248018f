"""What a deployment stands on, looked at one by one and told in words, without secrets."""

import asyncio
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import httpx
from redis.asyncio import Redis
from sqlalchemy.exc import ArgumentError, DBAPIError

from models.tables.store import table
from service.providers.fetching import http_date
from service.providers.registry import KINDS, Off, Source, registry
from service.providers.shared_state import OwnState
from service.settings import Settings
from service.storage import condition
from service.storage.database import Database
from service.storage.folders import (
    FolderUnusable,
    data_folder,
    database_url,
    nearest_of,
    try_folder,
)
from service.telemetry import TelemetryUnusable, tracer_provider

Level = Literal["right", "note", "wrong"]

_LONGEST_S = 3.0
"""How long anything outside may take to answer. [s]"""
_CLOCK_NOTED_S, _CLOCK_WRONG_S = 30.0, 300.0
"""Two of transport and rounding are nothing; two minutes begin to mark samples as skewed. [s]"""
_OPEN_TO_ALL = ("0.0.0.0", "::")  # noqa: S104
_WHY_OFF: dict[Off, tuple[Level, str]] = {
    "needs_key": ("wrong", "is chosen, but its key is not set"),
    "needs_contact": ("note", "is not asked: it wants SOLFEROL_CONTACT"),
    "not_for_commercial_use": ("note", "is not asked: its terms do not allow commercial use"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing."""

    level: Level
    """A note is worth knowing, and stops nothing."""
    what: str
    words: str


def look_at_table() -> Finding:
    """Look whether the clear-sky table can be read."""
    return Finding("right", "clear-sky table", f"{table().values.size} values")


def look_at_time_zones() -> Finding:
    """Look whether rules of time zones are there."""
    ZoneInfo("Europe/Zurich"), ZoneInfo("America/St_Johns")
    try:
        told = f"rules of {version('tzdata')}"
    except PackageNotFoundError:
        told = "rules of the system"
    return Finding("right", "time zones", told)


def look_at_folder(settings: Settings) -> Finding:
    """Look whether the data folder can be written, and how much space is left in it."""
    folder = data_folder(settings.data_folder).absolute()
    there = nearest_of(folder)
    try:
        try_folder(folder)
        if there == folder:
            _write_in(there)
    except FolderUnusable as unusable:
        return Finding("wrong", "data folder", str(unusable))
    except OSError as error:
        return Finding("wrong", "data folder", f"{there} cannot be written: {error.strerror}")
    free = shutil.disk_usage(there).free
    level: Level = "right" if free > 2 * settings.max_import_bytes else "note"
    made = "" if there == folder else ", will be made"
    return Finding(level, "data folder", f"{folder}{made}, {free / 1e9:.1f} GB free")


def _write_in(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"solferol")


def database_of(settings: Settings) -> Database | None:
    """Database that is set; ``None`` where its address is none."""
    folder = data_folder(settings.data_folder)
    try:
        database = Database(database_url(settings.database_url.get_secret_value(), folder))
    except (ArgumentError, ValueError):
        return None
    return database if database.url.get_backend_name() in {"postgresql", "sqlite"} else None


async def look_at_database(settings: Settings) -> Finding:
    """Look whether the database answers, and at its schema, without changing anything."""
    database = database_of(settings)
    if database is None:
        return Finding("wrong", "database", "SOLFEROL_DATABASE_URL is no PostgreSQL and no SQLite")
    url = database.url
    where = f"{url.host or 'local'}/{url.database}" if database.is_postgresql else "a file"
    if not database.exists:
        return Finding("right", "database", f"{where}, made when something is to be kept")
    try:
        async with asyncio.timeout(_LONGEST_S):
            found = await condition.revision_at(database)
    except Exception as error:  # noqa: BLE001 - whatever drivers raise, it is told
        behind = error.orig if isinstance(error, DBAPIError) and error.orig else error
        return Finding("wrong", "database", f"{where} does not answer: {type(behind).__name__}")
    if found is None:
        return Finding("right", "database", f"{where}, empty: tables are made at the start")
    if found == condition.head():
        return Finding("right", "database", f"{where}, schema {found}, up to date")
    if found in condition.known():
        words = f"{where}, schema {found}: brought to {condition.head()} at the next start"
        return Finding("note", "database", words)
    return Finding("wrong", "database", f"{where}, schema {found} is of a newer release than this")


async def look_at_redis(settings: Settings) -> Finding:
    """Look whether Redis answers, where it is set."""
    if not settings.redis_url:
        return Finding("right", "redis", "not set: every process keeps its own forecasts")
    try:
        redis = Redis.from_url(
            settings.redis_url, socket_timeout=_LONGEST_S, socket_connect_timeout=_LONGEST_S
        )
        try:
            await redis.ping()
        finally:
            await redis.aclose()
    except Exception as error:  # noqa: BLE001
        kind = type(error).__name__
        words = f"does not answer ({kind}): every process keeps its own forecasts meanwhile"
        return Finding("wrong", "redis", words)
    return Finding("right", "redis", "answers")


def look_at_sources(settings: Settings) -> Iterator[Finding]:
    """Look which sources of forecasts will be asked, and why others that were chosen are not."""
    sources = _sources(settings)
    asked = [each.name for each in sources if each.provider is not None]
    if asked:
        yield Finding("right", "forecasts", f"asked in this order: {', '.join(asked)}")
    else:
        yield Finding("note", "forecasts", "no source is asked: answers are for a clear sky")
    for source in sources:
        if source.off in _WHY_OFF:
            level, words = _WHY_OFF[source.off]
            yield Finding(level, "forecasts", f"{source.name} {words}")


def _sources(settings: Settings) -> tuple[Source, ...]:
    # Nobody is asked: reading certificates for it would only make the start longer.
    nobody = httpx.AsyncClient(transport=httpx.AsyncBaseTransport(), trust_env=False)
    return registry(settings, nobody, _utc_now, OwnState()).sources


async def look_at_clock(settings: Settings) -> Finding:
    """Compare the clock with that of a source, where one is asked and can be reached."""
    asked = [each.name for each in _sources(settings) if each.provider is not None]
    if not asked:
        return Finding("right", "clock", "not compared: no source is asked")
    try:
        async with httpx.AsyncClient(timeout=_LONGEST_S) as client:
            response = await client.head(str(getattr(settings, KINDS[asked[0]].url)))
        theirs = http_date(response.headers.get("date", ""))
    except (httpx.HTTPError, httpx.InvalidURL):
        theirs = None
    if theirs is None:
        return Finding("note", "clock", "could not be compared: no source was reached")
    off_s = (_utc_now() - theirs).total_seconds()
    words = f"{abs(off_s):.0f} s {'ahead of' if off_s > 0 else 'behind'} a source's"
    if abs(off_s) > _CLOCK_WRONG_S:
        return Finding("wrong", "clock", f"{words}: sun and samples will be misplaced")
    return Finding("note" if abs(off_s) > _CLOCK_NOTED_S else "right", "clock", words)


async def look_at_port(settings: Settings) -> Finding:
    """Look whether the port is free, or the service is what answers there."""
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if await _is_ours(settings):
            return Finding("right", "port", f"{where}: the service is running there")
        return Finding("wrong", "port", f"{where} cannot be listened on: {error.strerror}")
    return Finding("right", "port", f"{where} is free")


async def _is_ours(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host in _OPEN_TO_ALL else settings.host
    try:
        async with httpx.AsyncClient(timeout=_LONGEST_S, trust_env=False) as client:
            response = await client.get(f"http://{host}:{settings.port}/health/live")
        return "model_version" in response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return False


def look_at_telemetry(environment: Mapping[str, str]) -> Finding:
    """Look whether traces are wanted, and can be sent."""
    try:
        provider = tracer_provider(environment)
    except TelemetryUnusable as error:
        return Finding("wrong", "traces", str(error))
    if provider is None:
        return Finding("right", "traces", "not set: none are sent")
    provider.shutdown()
    return Finding("right", "traces", "are sent")


def _utc_now() -> datetime:
    return datetime.now(UTC)
