"""Webhooks of an application: made, given new secrets, tried out, removed."""

import asyncio
from collections.abc import Sequence

from service.access.secrets import new_id
from service.errors import FieldError, InTheWay, InvalidInput, NotThere
from service.storage import webhook_rows
from service.storage.database import Database
from service.storage.webhook_rows import WebhookRow
from service.webhooks import events
from service.webhooks.schedule import Event
from service.webhooks.signing import new_secret
from service.webhooks.targets import Resolve, TargetRefused, locate

MOST_WEBHOOKS = 16
"""Of an application."""
OLDER_GOOD_MS = 86_400 * 1_000
"""How long a secret that was exchanged is good beside the new one. [ms]"""
_RESOLVE_S = 5.0


async def check_url(url: str, ask: Resolve, *, allow_private: bool) -> None:
    """
    Refuse a URL that nothing would be sent to.

    Raises
    ------
    InvalidInput
    """
    try:
        async with asyncio.timeout(_RESOLVE_S):
            await locate(url, ask, allow_private=allow_private)
    except TargetRefused as error:
        raise InvalidInput(FieldError("#/url", error.code, error.detail)) from error
    except TimeoutError as error:
        detail = "the host cannot be found in time"
        raise InvalidInput(FieldError("#/url", "host_unknown", detail)) from error


async def create_webhook(
    database: Database, app_id: str, url: str, subscribed: Sequence[Event], now_ms: int
) -> WebhookRow:
    """
    Make a webhook, with a secret of its own.

    Parameters
    ----------
    database : Database
    app_id : str
    url : str
        As it was checked.
    subscribed : sequence of str
    now_ms : int
        [ms]

    Returns
    -------
    WebhookRow

    Raises
    ------
    InTheWay
        Where there is one for this URL already, or there are too many.
    """
    row = WebhookRow(app_id, new_id(), url, " ".join(subscribed), new_secret(), now_ms)
    async with database.writing() as connection:
        existing = await webhook_rows.of_app(connection, app_id)
        if any(each.url == url for each in existing):
            raise InTheWay(
                "there is a webhook for this URL already; rotate its secret, or delete it"
            )
        if len(existing) >= MOST_WEBHOOKS:
            raise InTheWay(f"an application has {MOST_WEBHOOKS} webhooks at most; delete one")
        await webhook_rows.create(connection, row)
    return row


async def rotate_secret(
    database: Database, app_id: str, webhook_id: str, now_ms: int
) -> tuple[str, int]:
    """
    Give a webhook a new secret.

    Returns
    -------
    tuple of str and int
        The secret, and until when messages are signed with the older one too. [ms]

    Raises
    ------
    NotThere
    """
    secret, until_ms = new_secret(), now_ms + OLDER_GOOD_MS
    async with database.writing() as connection:
        if not await webhook_rows.rotate(connection, app_id, webhook_id, secret, until_ms):
            raise NotThere("there is no such webhook")
    return secret, until_ms


async def delete_webhook(database: Database, app_id: str, webhook_id: str) -> None:
    """
    Remove a webhook and what is on its way to it.

    Raises
    ------
    NotThere
    """
    async with database.writing() as connection:
        if not await webhook_rows.remove(connection, app_id, webhook_id):
            raise NotThere("there is no such webhook")


async def try_webhook(database: Database, app_id: str, webhook_id: str, now_ms: int) -> None:
    """
    Put a test on its way; one at a time.

    Raises
    ------
    NotThere
    """
    async with database.writing() as connection:
        webhook = await webhook_rows.find(connection, app_id, webhook_id)
        if webhook is None:
            raise NotThere("there is no such webhook")
        await events.test(connection, webhook, now_ms)
