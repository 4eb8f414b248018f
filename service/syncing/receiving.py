"""The use case of a batch: answered once, and the same again where it is sent again."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from service.errors import StorageAway
from service.records import Records
from service.syncing import replies
from service.syncing.batch import Taken, take_in_within
from service.syncing.door import Arrival
from service.syncing.entries import Device, Entry
from service.syncing.preparing import Prepared

_MOST_UNRELEASED = 10_000


async def receive(
    records: Records,
    user_id: str,
    entries: Sequence[Entry],
    arrival: Arrival,
    device: Device | None,
    written: Callable[[Taken], str],
    prepared: Prepared,
    idempotency_key: str | None = None,
) -> str:
    """
    Take a batch in and write the answer, both or neither.

    Parameters
    ----------
    records : Records
    user_id : str
    entries : sequence of Entry
    arrival : Arrival
    device : Device or None
    written : callable
        Writes the answer.
    prepared : Prepared
        Of the same entries; where the user's choice of precision was changed meanwhile that
        counts.
    idempotency_key : str, optional
        Under which the answer is kept for a day.

    Returns
    -------
    str
        The answer.

    Raises
    ------
    NotAllowed
        Where consent was withdrawn.
    UserGone
    """
    erases = any(each.sample is not None and each.sample.deleted for each in entries)
    async with (
        records.turns.alone(user_id),
        records.database.writing(erases=erases) as connection,
    ):
        taken = await take_in_within(connection, user_id, entries, arrival, device, prepared)
        answer = written(taken)
        if idempotency_key is not None:
            await replies.finish(connection, user_id, idempotency_key, answer)
    records.changed.set()
    return answer


@contextlib.asynccontextmanager
async def once(
    records: Records, user_id: str, idempotency_key: str | None, body: bytes
) -> AsyncIterator[str | None]:
    """
    Hold a key while its request is worked on.

    Yields
    ------
    str or None
        What was answered before.

    Raises
    ------
    InTheWay, InvalidInput, UserGone
        As :func:`service.syncing.replies.begin`.
    """
    if idempotency_key is None:
        yield None
        return
    unreleased = (user_id, idempotency_key)
    begun = await replies.begin(
        records.database,
        user_id,
        idempotency_key,
        body,
        records.now_ms,
        is_abandoned=unreleased in records.unreleased,
    )
    records.unreleased.discard(unreleased)
    try:
        yield begun.answer
    except BaseException:
        if begun.answer is None:
            await _give_up(records, user_id, idempotency_key)
        raise


async def _give_up(records: Records, user_id: str, idempotency_key: str) -> None:
    try:
        await replies.give_up(records.database, user_id, idempotency_key)
    except StorageAway:
        # Whoever sends it again when the database is back shall not be told to wait.
        if len(records.unreleased) < _MOST_UNRELEASED:
            records.unreleased.add((user_id, idempotency_key))
