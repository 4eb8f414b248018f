"""Commands on what is kept: keys of applications, the single user of one's own service, files."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from service.access import keys, people, tokens
from service.access.callers import APP_SCOPES, DEVICE_SCOPES, Scope
from service.errors import InTheWay, NotThere, ServiceError
from service.importing.reading import Limits, Report, read_file
from service.profiles import profile_of
from service.records import Records
from service.settings import Settings
from service.storage import token_rows, usage_rows, user_rows
from service.storage.backup import copy_database
from service.storage.database import Database
from service.storage.folders import data_folder, database_url
from service.storage.key_rows import KeyRow
from service.usage import KEPT_DAYS, first_of

_OWN_APP = "single-user"
_OWN_USER = "me"
_USAGE_ERROR = 2
_BAR = 30
_MOST_DAYS = 36_500
_USAGE_COLUMNS = (
    "key", "application", "day", "kind", "requests", "refused", "invalid", "failed", "units",
)  # fmt: skip
_USAGE_LINE = "{:12}  {:20}  {:10}  {:11}  {:>9}  {:>8}  {:>8}  {:>7}  {:>10}"


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the commands."""
    _add_keys(commands)
    single = commands.add_parser(
        "single-user", help="make the one user of a self-hosted service, and print a token"
    )
    single.add_argument("--device", default="home", metavar="NAME", help="whose token it is")
    file = commands.add_parser("import", help="take in an Apple Health export, GPX, TCX or FIT")
    file.add_argument("file", type=Path, metavar="FILE")
    file.add_argument("--user", metavar="ID", help="the single user if absent")
    backup = commands.add_parser(
        "backup", help="copy the embedded database to a new file, while the service runs"
    )
    backup.add_argument("file", type=Path, metavar="FILE")


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = commands.add_parser("keys", help="keys of applications")
    verbs = group.add_subparsers(dest="verb", required=True)
    create = verbs.add_parser("create", help="make a key and print it, once")
    create.add_argument("--app", required=True, type=_name, metavar="NAME")
    create.add_argument("--scope", action="append", choices=APP_SCOPES, help="all if absent")
    create.add_argument(
        "--days", type=_lifetime, metavar="N", help="good for so long; ever if absent"
    )
    rotate = verbs.add_parser("rotate", help="make a successor; the key itself ends later")
    rotate.add_argument("key_id")
    rotate.add_argument("--overlap-days", type=_overlap, default=7.0, metavar="N")
    revoke = verbs.add_parser("revoke", help="end a key at once")
    revoke.add_argument("key_id")
    create.add_argument(
        "--per-minute", type=_rate, metavar="UNITS", help="a limit of its own (docs/limits.md)"
    )
    usage = verbs.add_parser("usage", help="show what keys were used for, by day and kind")
    usage.add_argument("key_id", nargs="?", help="all keys if absent")
    usage.add_argument("--days", type=_days, default=30, metavar="N", help="the last N days of UTC")
    verbs.add_parser("list", help="show all keys, without their secrets")


def _rate(text: str) -> int:
    return _between(text, 1, 1_000_000)


def _days(text: str) -> int:
    return _between(text, 1, KEPT_DAYS)


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("a name is needed")
    return text


def _lifetime(text: str) -> float:
    days = _overlap(text)
    if days * keys.DAY_MS < 1.0:
        raise argparse.ArgumentTypeError("more than 0 days are needed")
    return days


def _overlap(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = -1.0
    if not 0.0 <= days <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"a number of days from 0 to {_MOST_DAYS} is needed")
    return days


def _between(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed")
    return int(text)


def run_command(settings: Settings, chosen: argparse.Namespace) -> int:
    """
    Run one of the commands.

    Parameters
    ----------
    settings : Settings
    chosen : Namespace

    Returns
    -------
    int
        Exit status.
    """
    try:
        return asyncio.run(_run(settings, chosen))
    except ServiceError as error:
        print(f"solferol: {error.detail}", file=sys.stderr)
        return _USAGE_ERROR


async def _run(settings: Settings, chosen: argparse.Namespace) -> int:
    folder = data_folder(settings.data_folder)
    database = Database(database_url(settings.database_url.get_secret_value(), folder))
    records = Records(database, lambda: datetime.now(UTC))
    run: dict[str, Callable[[], Awaitable[int]]] = {
        "keys": lambda: _keys(records, chosen),
        "single-user": lambda: _single_user(records, chosen.device),
        "import": lambda: _import(records, settings, chosen.file, chosen.user),
        "backup": lambda: _backup(database, chosen.file),
    }
    try:
        if not _makes_database(chosen) and not database.exists:
            raise NotThere(f"there is no database at {database.file}")
        return await run[chosen.command]()
    finally:
        await database.close()


def _makes_database(chosen: argparse.Namespace) -> bool:
    """Whether a command begins something; others would leave an empty database behind."""
    if chosen.command == "keys":
        return bool(chosen.verb == "create")
    return chosen.command == "single-user" or (chosen.command == "import" and chosen.user is None)


async def _backup(database: Database, file: Path) -> int:
    if database.file is None:
        raise InTheWay("this database is PostgreSQL: make its backup by pg_dump")
    await asyncio.to_thread(copy_database, database.file, file)
    print(f"{file}: ok")
    return 0


async def _keys(records: Records, chosen: argparse.Namespace) -> int:
    database, now_ms = records.database, records.now_ms
    if chosen.verb == "list":
        for name, key in await keys.every_key(database):
            ended = _ended(key, now_ms)
            used = "never used" if key.last_used_ms is None else f"used {_day(key.last_used_ms)}"
            rate = "" if key.per_minute is None else f"  {key.per_minute} a minute"
            print(f"{key.key_id}  {name}  {key.scopes}  {ended}  {used}{rate}")
        return 0
    if chosen.verb == "usage":
        return await _usage(records, chosen.key_id, chosen.days)
    if chosen.verb == "revoke":
        await keys.revoke_key(database, chosen.key_id, now_ms)
        return 0
    if chosen.verb == "rotate":
        text, _ = await keys.rotate_key(database, chosen.key_id, now_ms, chosen.overlap_days)
    else:
        scopes = cast("tuple[Scope, ...]", tuple(chosen.scope or APP_SCOPES))
        ends = None if chosen.days is None else now_ms + round(chosen.days * keys.DAY_MS)
        text, _ = await keys.create_key(
            database, chosen.app, now_ms, scopes, ends, chosen.per_minute
        )
    print(text)
    return 0


async def _usage(records: Records, key_id: str | None, days: int) -> int:
    known = {key.key_id: name for name, key in await keys.every_key(records.database)}
    if key_id is not None and key_id not in known:
        raise NotThere(f"there is no key {key_id}")
    async with records.database.reading() as connection:
        first = first_of(days, records.now_ms)
        rows = await usage_rows.since(connection, first, key_id)
    print(_USAGE_LINE.format(*_USAGE_COLUMNS))
    for row in rows:
        print(
            _USAGE_LINE.format(
                row.key_id, known.get(row.key_id, ""), row.date, row.kind, row.requests,
                row.refused, row.invalid, row.failed, f"{row.units:g}",
            )
        )  # fmt: skip
    return 0


def _day(moment_ms: int) -> str:
    return f"{datetime.fromtimestamp(moment_ms / 1000.0, UTC):%Y-%m-%d}"


def _ended(key: KeyRow, now_ms: int) -> str:
    if key.revoked_ms is not None:
        return "revoked"
    if key.expires_ms is None:
        return "good"
    moment = datetime.fromtimestamp(key.expires_ms / 1000.0, UTC)
    return f"{'expired' if key.ended_at(now_ms) else 'until'} {moment:%Y-%m-%d %H:%M}Z"


async def _own_user(records: Records) -> str:
    app_id = await keys.app_of(records.database, _OWN_APP, records.now_ms)
    user, _ = await people.create_user(records.database, app_id, {}, {}, records.now_ms, _OWN_USER)
    return user.user_id


async def _single_user(records: Records, device: str) -> int:
    user_id = await _own_user(records)
    async with records.database.writing() as connection:
        await token_rows.remove(connection, user_id, device_id=device)
    granted = await tokens.grant(
        records.database, user_id, device, records.now_ms, DEVICE_SCOPES, door=True
    )
    print(granted.access_token)
    print(
        f"\nA token of the device {device!r}; an earlier one of that name has ended. Try it:\n"
        "  curl -H 'Authorization: Bearer TOKEN' http://127.0.0.1:8000/v1/users/me",
        file=sys.stderr,
    )
    return 0


async def _import(records: Records, settings: Settings, file: Path, user: str | None) -> int:
    if not await asyncio.to_thread(file.is_file):
        print(f"solferol: {file}: no such file", file=sys.stderr)
        return _USAGE_ERROR
    user_id = user or await _own_user(records)
    async with records.database.reading() as connection:
        row = await user_rows.find(connection, user_id)
    if row is None:
        raise NotThere(f"there is no user {user_id}")
    limits = Limits(settings.import_timeout_s, settings.import_memory_bytes)
    report = Report()
    async with _shown(report):
        await read_file(records, user_id, file, limits, report)
    _tell(report)
    if profile_of(row.profile).minimal_erythema_dose is None:
        print(
            "Vitamin D needs a skin type, and a home for minutes without a place: "
            "PUT /v1/users/me/profile (docs/wearables.md)."
        )
    return 0 if report.failed is None else 1


@contextlib.asynccontextmanager
async def _shown(report: Report) -> AsyncIterator[None]:
    """Draw a bar where somebody sees it; in files and logs it would be one endless line."""
    if not sys.stderr.isatty():
        yield
        return
    showing = asyncio.create_task(_show(report))
    try:
        yield
    finally:
        showing.cancel()
    print(_bar(report.progress), file=sys.stderr)


async def _show(report: Report) -> None:
    while True:
        print(_bar(report.progress), end="\r", file=sys.stderr, flush=True)
        await asyncio.sleep(0.25)


def _bar(progress: float) -> str:
    done = round(_BAR * progress)
    return f"[{'#' * done}{' ' * (_BAR - done)}] {progress:4.0%}"


def _tell(report: Report) -> None:
    for name, count in report.counts.items():
        if count:
            print(f"{name}: {count}")
    for code, count in report.rejected.items():
        print(f"rejected, {code}: {count}")
    for notice in report.notices:
        print(f"{notice['reason']}: {notice['detail']} ({notice['count']})")
    if report.affected_days:
        days = sorted(report.affected_days)
        print(f"days: {days[0]} to {days[-1]}, {len(days)} in all")
    if report.failed is not None:
        print(f"solferol: {report.failed['reason']}: {report.failed['detail']}", file=sys.stderr)
