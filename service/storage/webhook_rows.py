"""
Webhooks of applications, and what is on its way to them, as rows.

A message is ``pending`` until a process claims it, then ``sending`` until the lease of that process
is over: whoever claims it moves ``due_ms`` to the end of the lease in the same statement, so that
nobody else sends it meanwhile, and somebody does if the process dies. In the end it is
``delivered`` or ``given_up``, and its body is gone.

Who claims or clears away many rows never waits for one that is locked, so that it cannot wait in
a circle with who writes the days of a user or erases it.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from service.storage.tables import outbox, webhooks

LEASE_MS = 60_000
"""Longer than an attempt can take. [ms]"""
_AT_ONCE = 1_000
_UNDELIVERED = ("pending", "sending")
_FINISHED = ("delivered", "given_up")
_key = tuple_(outbox.c.user_id, outbox.c.message_id, outbox.c.webhook_id)


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """Where an application wants to be told what."""

    app_id: str
    webhook_id: str
    url: str = field(repr=False)
    events: str
    """Separated by spaces."""
    secret: str = field(repr=False)
    created_ms: int
    older_secret: str | None = field(default=None, repr=False)
    older_until_ms: int | None = None

    def secrets_at(self, now_ms: int) -> tuple[str, ...]:
        """Secrets that are good at a time, the newest first."""
        if self.older_secret is None or (self.older_until_ms or 0) <= now_ms:
            return (self.secret,)
        return self.secret, self.older_secret


@dataclass(frozen=True, slots=True)
class MessageRow:
    """What is told to one webhook about one user."""

    user_id: str
    message_id: str
    webhook_id: str
    app_id: str
    event: str
    body: str = field(repr=False)
    created_ms: int
    due_ms: int
    tries: int = 0
    state: str = "pending"


async def create(connection: AsyncConnection, row: WebhookRow) -> None:
    """Store a webhook."""
    values = {name: getattr(row, name) for name in WebhookRow.__slots__}
    await connection.execute(insert(webhooks).values(values))


async def of_app(connection: AsyncConnection, app_id: str) -> list[WebhookRow]:
    """Read the webhooks of an application, the oldest first."""
    c = webhooks.c
    query = select(webhooks).where(c.app_id == app_id).order_by(c.created_ms, c.webhook_id)
    return [WebhookRow(**row) for row in (await connection.execute(query)).mappings()]


async def find(connection: AsyncConnection, app_id: str, webhook_id: str) -> WebhookRow | None:
    """Read a webhook of an application."""
    c = webhooks.c
    query = select(webhooks).where(c.app_id == app_id, c.webhook_id == webhook_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else WebhookRow(**row)


async def rotate(
    connection: AsyncConnection, app_id: str, webhook_id: str, secret: str, older_until_ms: int
) -> bool:
    """Give a webhook a new secret beside the one it has; ``False`` where there is none."""
    c = webhooks.c
    done = await connection.execute(
        update(webhooks)
        .where(c.app_id == app_id, c.webhook_id == webhook_id)
        .values(older_secret=c.secret, older_until_ms=older_until_ms, secret=secret)
    )
    return bool(done.rowcount)


async def remove(connection: AsyncConnection, app_id: str, webhook_id: str) -> bool:
    """Delete a webhook and what is on its way to it; ``False`` where there is none."""
    c = webhooks.c
    done = await connection.execute(
        delete(webhooks).where(c.app_id == app_id, c.webhook_id == webhook_id)
    )
    if not done.rowcount:
        return False
    mine = select(*_key.clauses).where(outbox.c.webhook_id == webhook_id)
    await connection.execute(delete(outbox).where(_key.in_(mine.with_for_update(skip_locked=True))))
    return True


async def forget_older_secrets(connection: AsyncConnection, now_ms: int) -> None:
    """Delete secrets that are no longer good."""
    await connection.execute(
        update(webhooks)
        .where(webhooks.c.older_until_ms <= now_ms)
        .values(older_secret=None, older_until_ms=None)
    )


async def enqueue(connection: AsyncConnection, message: MessageRow, subject: Sequence[str]) -> bool:
    """
    Put a message on its way, unless one that nobody has seen yet can say the same.

    Parameters
    ----------
    connection : AsyncConnection
        Within a transaction that holds the lock of the user.
    message : MessageRow
    subject : sequence of str
        Fields of its data by which it is about the same thing as an older one. One that was tried
        in vain gives way: its receiver may know its id, and take a change under it for
        a repetition. One that is being sent may be read before the change, and stays.

    Returns
    -------
    bool
        Whether there is one message more.
    """
    for older in await _about_the_same(connection, message, subject):
        if older.tries == 0 and await _replace_body(connection, older, message):
            return False
        await connection.execute(
            delete(outbox).where(_is(older), outbox.c.state == "pending", outbox.c.tries > 0)
        )
    values = {name: getattr(message, name) for name in MessageRow.__slots__}
    await connection.execute(insert(outbox).values(values))
    return True


async def _about_the_same(
    connection: AsyncConnection, message: MessageRow, subject: Sequence[str]
) -> list[MessageRow]:
    c = outbox.c
    query = select(outbox).where(
        c.user_id == message.user_id,
        c.webhook_id == message.webhook_id,
        c.event == message.event,
        c.state == "pending",
    )
    rows = [MessageRow(**row) for row in (await connection.execute(query)).mappings()]
    about = _subject(message.body, subject)
    return [row for row in rows if _subject(row.body, subject) == about]


def _subject(body: str, names: Sequence[str]) -> tuple[Any, ...]:
    data = json.loads(body)["data"]
    return tuple(data.get(name) for name in names)


async def _replace_body(connection: AsyncConnection, older: MessageRow, newer: MessageRow) -> bool:
    c = outbox.c
    done = await connection.execute(
        update(outbox)
        .where(_is(older), c.state == "pending", c.tries == 0)
        .values(body=newer.body, created_ms=newer.created_ms)
    )
    return bool(done.rowcount)


def _is(message: MessageRow) -> ColumnElement[bool]:
    c = outbox.c
    return (
        (c.user_id == message.user_id)
        & (c.message_id == message.message_id)
        & (c.webhook_id == message.webhook_id)
    )


def _due(now_ms: int, resting: Collection[str]) -> ColumnElement[bool]:
    c = outbox.c
    due = c.state.in_(_UNDELIVERED) & (c.due_ms <= now_ms)
    return due & c.webhook_id.not_in(sorted(resting)) if resting else due


async def any_due(connection: AsyncConnection, now_ms: int, resting: Collection[str] = ()) -> bool:
    """Whether there is something to be sent, apart from that to some webhooks."""
    query = select(outbox.c.message_id).where(_due(now_ms, resting)).limit(1)
    return (await connection.execute(query)).first() is not None


async def claim(
    connection: AsyncConnection,
    now_ms: int,
    count: int,
    of_one: int,
    resting: Collection[str] = (),
) -> list[tuple[MessageRow, WebhookRow | None]]:
    """
    Take messages that are due, for the time of a lease.

    Parameters
    ----------
    connection : AsyncConnection
        Whose transaction is committed before anything is sent.
    now_ms : int
        [ms]
    count : int
        How many at most.
    of_one : int
        How many at most to one webhook, so that one which is behind does not keep others waiting.
    resting : collection of str
        Webhooks to which nothing is sent now.

    Returns
    -------
    list of tuple of MessageRow and WebhookRow
        Without the webhook where that is gone.
    """
    chosen = (await connection.execute(_in_turn(now_ms, count, of_one, resting))).all()
    if not chosen:
        return []
    mine = select(outbox).where(_key.in_([tuple(key) for key in chosen]), _due(now_ms, ()))
    found = await connection.execute(mine.with_for_update(skip_locked=True))
    rows = [dict(row) for row in found.mappings()]
    if not rows:
        return []
    keys = [(row["user_id"], row["message_id"], row["webhook_id"]) for row in rows]
    taken = {"state": "sending", "due_ms": now_ms + LEASE_MS}
    await connection.execute(
        update(outbox).where(_key.in_(keys)).values(tries=outbox.c.tries + 1, **taken)
    )
    claimed = [MessageRow(**{**row, **taken, "tries": row["tries"] + 1}) for row in rows]
    known = await _webhooks_of(connection, claimed)
    return [(row, known.get((row.app_id, row.webhook_id))) for row in claimed]


def _in_turn(now_ms: int, count: int, of_one: int, resting: Collection[str]) -> Select[Any]:
    c = outbox.c
    order = (c.due_ms, c.message_id)
    place = func.row_number().over(partition_by=c.webhook_id, order_by=order).label("place")
    due = select(*_key.clauses, c.due_ms, place).where(_due(now_ms, resting)).subquery()
    return (
        select(due.c.user_id, due.c.message_id, due.c.webhook_id)
        .where(due.c.place <= of_one)
        .order_by(due.c.due_ms)
        .limit(count)
    )


async def _webhooks_of(
    connection: AsyncConnection, messages: Iterable[MessageRow]
) -> dict[tuple[str, str], WebhookRow]:
    c = webhooks.c
    wanted = sorted({(row.app_id, row.webhook_id) for row in messages})
    query = select(webhooks).where(
        c.app_id.in_([app_id for app_id, _ in wanted]),
        c.webhook_id.in_([webhook_id for _, webhook_id in wanted]),
    )
    rows = [WebhookRow(**row) for row in (await connection.execute(query)).mappings()]
    return {(row.app_id, row.webhook_id): row for row in rows}


async def finish(
    connection: AsyncConnection,
    message: MessageRow,
    state: Literal["delivered", "given_up"],
    now_ms: int,
) -> None:
    """Note that a message got through or never will; what it said is not kept."""
    await connection.execute(
        update(outbox)
        .where(_is(message), outbox.c.state.in_(_UNDELIVERED))
        .values(state=state, due_ms=now_ms, body="")
    )


async def put_off(connection: AsyncConnection, message: MessageRow, due_ms: int) -> None:
    """Have a claimed message sent again later, unless somebody else has claimed it meanwhile."""
    await connection.execute(
        update(outbox)
        .where(_is(message), outbox.c.state == "sending", outbox.c.due_ms == message.due_ms)
        .values(state="pending", due_ms=due_ms)
    )


async def drop(connection: AsyncConnection, message: MessageRow) -> None:
    """Delete a message that nobody is there to get."""
    await connection.execute(delete(outbox).where(_is(message)))


async def purge(connection: AsyncConnection, before_ms: int) -> int:
    """Delete some of what was finished before a time; how many went."""
    c = outbox.c
    old = select(*_key.clauses).where(c.state.in_(_FINISHED), c.due_ms < before_ms)
    some = old.limit(_AT_ONCE).with_for_update(skip_locked=True)
    done = await connection.execute(delete(outbox).where(_key.in_(some)))
    return int(done.rowcount)
