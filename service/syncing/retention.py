"""How long samples are kept, and from when on a day can no longer be worked out anew."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from service.samples import SampleType
from service.storage import day_rows, privacy_rows, reply_rows, sample_rows, token_rows, user_rows
from service.storage.database import Database
from service.storage.sample_rows import Row
from service.syncing.door import DAY_MS
from service.syncing.fingerprints import fingerprint, without_place

LOCATION_DAYS = 90
"""Locations are dropped after so long unless the user says otherwise; days keep coarse places."""
TOMBSTONE_DAYS = 90
LOG_DAYS = 365
_EVER = ""
_NO_EVIDENCE = {"location", "lab_25ohd", "intake"}
"""What days do without, or remember by themselves."""
_AT_ONCE = 1000


def kept_days(privacy: dict[str, Any]) -> dict[SampleType, int]:
    """For how many days each type is kept; types that are absent stay until they are erased."""
    chosen: dict[SampleType, int] = {"location": LOCATION_DAYS}
    return chosen | dict(privacy.get("retention_days", {}))


def frozen_before(privacy: dict[str, Any], now_ms: int) -> str:
    """Tell the date before which evidence is gone, so that days stay as they are; "" for none."""
    lasting = [days for kind, days in kept_days(privacy).items() if kind not in _NO_EVIDENCE]
    if not lasting:
        return _EVER
    moment = datetime.fromtimestamp((now_ms - min(lasting) * DAY_MS) / 1000.0, UTC)
    return moment.date().isoformat()


async def tidy(database: Database, user_id: str, now_ms: int) -> None:
    """Drop what a user no longer has kept: samples, tombstones, log, replies, tokens."""
    async with database.writing(erases=True) as connection:
        user = await user_rows.find(connection, user_id, lock=True)
        if user is None:
            return
        # Days that are still to be worked out need their places first.
        waits = bool(await day_rows.waiting(connection, user_id, 1))
        for kind, days in kept_days(user.privacy).items():
            if waits and kind == "location":
                continue
            await sample_rows.purge_type(connection, user_id, kind, now_ms - days * DAY_MS)
        await _forget_tombstones(connection, user_id, now_ms)
        await privacy_rows.purge_log(connection, user_id, now_ms - LOG_DAYS * DAY_MS)
        await reply_rows.purge(connection, user_id, now_ms - DAY_MS)
        await token_rows.remove(connection, user_id, expired_before_ms=now_ms - DAY_MS)
    if not waits:
        before_ms = now_ms - kept_days(user.privacy)["location"] * DAY_MS
        await _forget_places(database, user_id, before_ms)


async def _forget_places(database: Database, user_id: str, before_ms: int) -> None:
    """Take the place from samples of other types as well: their days keep it, as coarse."""
    from_ms: int | None = 0
    while from_ms is not None:
        async with database.writing(erases=True) as connection:
            user = await user_rows.find(connection, user_id, lock=True)
            if user is None or await day_rows.waiting(connection, user_id, 1):
                return
            from_ms = await _forget_some_places(connection, user_id, before_ms, from_ms)


async def _forget_some_places(
    connection: AsyncConnection, user_id: str, before_ms: int, from_ms: int
) -> int | None:
    """Do so from a start on; the start to go on from, or ``None`` at the end."""
    found = await sample_rows.placed_before(connection, user_id, before_ms, _AT_ONCE, from_ms)
    rows = []
    for sample in found:
        digest = without_place(fingerprint(sample))
        sample.latitude = sample.longitude = sample.altitude_m = None
        rows.append(Row(sample, digest))
    await sample_rows.rewrite(connection, user_id, rows)
    return None if len(found) < _AT_ONCE else found[-1].start_ms


async def _forget_tombstones(connection: AsyncConnection, user_id: str, now_ms: int) -> None:
    before_ms = now_ms - TOMBSTONE_DAYS * DAY_MS
    highest = await sample_rows.purge_tombstones(connection, user_id, before_ms)
    if highest is not None:
        await user_rows.set_floor(connection, user_id, highest)
