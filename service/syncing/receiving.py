"""The use case of a batch: answered once, and the same again where it is sent again."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from service.records import Records
from service.syncing import replies
from service.syncing.batch import Device, Entry, Taken, prepare, take_in_within
from service.syncing.coarse import DEFAULT_PRECISION, Precision
from service.syncing.door import Arrival


async def receive(
    records: Records,
    user_id: str,
    entries: Sequence[Entry],
    arrival: Arrival,
    device: Device | None,
    written: Callable[[Taken], str],
    idempotency_key: str | None = None,
    precision: Precision = DEFAULT_PRECISION,
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
    idempotency_key : str, optional
        Under which the answer is kept for a day.
    precision : str
        What is known of the user's choice; where it was changed meanwhile that counts.

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
    prepared = await prepare(entries, arrival, precision, device)
    async with records.database.writing() as connection:
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
    begun = await replies.begin(records.database, user_id, idempotency_key, body, records.now_ms)
    try:
        yield begun.answer
    except BaseException:
        if begun.answer is None:
            await replies.give_up(records.database, user_id, idempotency_key)
        raise
