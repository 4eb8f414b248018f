"""What is told: put on its way within the transaction that makes it true."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from service.access.secrets import new_id
from service.storage import webhook_rows
from service.storage.webhook_rows import MessageRow, WebhookRow
from service.webhooks.schedule import TEST_EVENT, Event

NOBODY = str(uuid.UUID(int=0))
"""Whom tests of webhooks are about."""


async def day_updated(
    connection: AsyncConnection,
    app_id: str,
    user_id: str,
    date: str,
    data: Mapping[str, Any],
    now_ms: int,
) -> int:
    """
    Tell that the totals of a day have changed.

    Parameters
    ----------
    connection : AsyncConnection
        Of the transaction that writes the day, with the user locked.
    app_id, user_id : str
    date : str
        ISO date.
    data : mapping
        What is said beyond user and date; empty unless there is a reason to say more.
    now_ms : int
        [ms]

    Returns
    -------
    int
        How many messages there are more.
    """
    said = {**data, "user_id": user_id, "date": date}
    return await _tell(connection, app_id, "exposure.day.updated", said, ("date",), now_ms)


async def burn_warning(
    connection: AsyncConnection, app_id: str, user_id: str, date: str, level: str, now_ms: int
) -> int:
    """
    Tell that somebody is about to burn, or has; of no use to anybody after an hour.

    Parameters
    ----------
    connection : AsyncConnection
        Of the transaction that notes the warning, with the user locked.
    app_id, user_id : str
    date : str
        ISO date.
    level : str
        How far it has come.
    now_ms : int
        [ms]

    Returns
    -------
    int
        How many messages there are more.
    """
    said = {"user_id": user_id, "date": date, "level": level}
    return await _tell(connection, app_id, "burn.warning", said, ("date", "level"), now_ms)


async def test(connection: AsyncConnection, webhook: WebhookRow, now_ms: int) -> int:
    """Send something that means nothing to a webhook, whatever it is subscribed to."""
    said = {"user_id": NOBODY}
    message = _message(webhook, TEST_EVENT, said, now_ms)
    return int(await webhook_rows.enqueue(connection, message, ()))


async def _tell(
    connection: AsyncConnection,
    app_id: str,
    event: Event,
    said: Mapping[str, Any],
    subject: Sequence[str],
    now_ms: int,
) -> int:
    more = 0
    for webhook in await webhook_rows.of_app(connection, app_id):
        if event in webhook.events.split():
            message = _message(webhook, event, said, now_ms)
            more += await webhook_rows.enqueue(connection, message, subject)
    return more


def _message(webhook: WebhookRow, event: str, said: Mapping[str, Any], now_ms: int) -> MessageRow:
    when = datetime.fromtimestamp(now_ms / 1_000.0, UTC).isoformat(timespec="milliseconds")
    body = {"type": event, "timestamp": when.replace("+00:00", "Z"), "data": dict(said)}
    return MessageRow(
        user_id=str(said["user_id"]),
        message_id=new_id(),
        webhook_id=webhook.webhook_id,
        app_id=webhook.app_id,
        event=event,
        body=json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        created_ms=now_ms,
        due_ms=now_ms,
    )
