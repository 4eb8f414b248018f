"""``solferol doctor``: what is right and what is wrong with a deployment, before it is started."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping

from pydantic import ValidationError

from service.configuration import faults, oddities, unknown_settings
from service.settings import Settings
from service.surroundings import (
    Finding,
    look_at_clock,
    look_at_database,
    look_at_folder,
    look_at_port,
    look_at_redis,
    look_at_sources,
    look_at_table,
    look_at_telemetry,
    look_at_time_zones,
)

_SIGNS = {"right": "ok   ", "note": "note ", "wrong": "WRONG"}


def examined() -> tuple[str, int]:
    """
    Look at everything.

    Returns
    -------
    str
        A line for each thing, for people; without secrets.
    int
        Exit status: 1 where something is wrong. Notes are none.
    """
    findings = list(_findings(os.environ))
    width = max(len(each.what) for each in findings)
    lines = [f"{_SIGNS[each.level]}  {each.what:<{width}}  {each.words}" for each in findings]
    wrong = sum(each.level == "wrong" for each in findings)
    lines += ["", f"{wrong} wrong" if wrong else "nothing is wrong"]
    return "\n".join(lines), 1 if wrong else 0


def _findings(environment: Mapping[str, str]) -> Iterator[Finding]:
    for unknown in unknown_settings(environment):
        yield Finding("note", "settings", unknown)
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in faults(error):
            yield Finding("wrong", "settings", fault)
        settings = None
    yield from _guarded("clear-sky table", look_at_table)
    yield from _guarded("time zones", look_at_time_zones)
    yield from _guarded("traces", lambda: look_at_telemetry(environment))
    if settings is not None:
        yield Finding("right", "settings", "valid")
        yield from asyncio.run(_around(settings))


async def _around(settings: Settings) -> list[Finding]:
    outside = await asyncio.gather(
        look_at_database(settings),
        look_at_redis(settings),
        look_at_clock(settings),
        look_at_port(settings),
    )
    return [
        look_at_folder(settings),
        *outside,
        *look_at_sources(settings),
        *(Finding("note", "settings", each) for each in oddities(settings)),
    ]


def _guarded(what: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except Exception as error:  # noqa: BLE001 - what cannot be looked at is wrong
        yield Finding("wrong", what, f"cannot be read: {type(error).__name__}")
