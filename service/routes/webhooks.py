"""Webhooks: where an application is told of changes, by the rules of Standard Webhooks."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path
from starlette.responses import Response

from service.access.callers import Caller
from service.dependencies import RecordsOfApp, caller_with, refuse_repeated_parameters
from service.errors import NotAllowed
from service.records import Records
from service.routes.responses import problems
from service.schemas.webhooks import (
    BurnWarning,
    DayUpdated,
    SecretOut,
    WebhookCreated,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
    WebhookTest,
)
from service.storage import webhook_rows
from service.storage.webhook_rows import WebhookRow
from service.webhooks.registering import (
    check_url,
    create_webhook,
    delete_webhook,
    rotate_secret,
    try_webhook,
)
from service.webhooks.targets import Resolve, resolve

router = APIRouter(
    prefix="/v1/webhooks", tags=["webhooks"], dependencies=[Depends(refuse_repeated_parameters)]
)


def _signed(
    webhook_id: Annotated[
        str, Header(description="The same each time that a message is sent; take it once.")
    ],
    webhook_timestamp: Annotated[
        int, Header(description="When it was sent this time, since 1970. [s]")
    ],
    webhook_signature: Annotated[
        str,
        Header(
            description="`v1,` and a signature in base64; two of them with a space between while "
            "the secret is being exchanged."
        ),
    ],
) -> None:
    """Describe what every message carries."""


told = APIRouter(
    tags=["messages"],  # generators of clients write a file for each tag and each webhook's
    dependencies=[Depends(_signed)],
    generate_unique_id_function=lambda route: route.name,
    responses={
        410: {"description": "Nothing more is wanted: ends the webhook."},
        "default": {"description": "Not taken: it is sent again, for up to four days."},
    },
)
"""What receivers are sent, for the description of the contract; never served."""
_TAKEN = "Taken; any other 2xx means the same."
_OF_A_WEBHOOK = (401, 403, 404, 422)

WebhookId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


async def _app(caller: Annotated[Caller, Depends(caller_with("webhooks"))]) -> Caller:
    if caller.kind != "app":
        raise NotAllowed("only an application has webhooks")
    return caller


Asking = Annotated[Caller, Depends(_app)]


def resolver() -> Resolve:
    """Choose what resolves names: a dependency, so that it can be exchanged."""
    return resolve


@router.post("", status_code=201, responses=problems(401, 403, 409, 413, 415, 422))
async def add_webhook(
    asked: WebhookIn,
    caller: Asking,
    response: Response,
    records: RecordsOfApp,
    ask: Annotated[Resolve, Depends(resolver)],
) -> WebhookCreated:
    """
    Have an address told of events.

    Messages are POSTs of JSON, signed by the rules of Standard Webhooks
    (https://www.standardwebhooks.com); any 2xx takes them, 410 ends the webhook. Others are sent
    again for up to four days. They may come twice, with the same `webhook-id`, and in any order.
    """
    await check_url(asked.url, ask, allow_private=_private(records))
    row = await create_webhook(
        records.database, caller.app_id, asked.url, asked.events, records.now_ms
    )
    response.headers["cache-control"] = "no-store"
    return WebhookCreated(**_out(row).model_dump(), secret=row.secret)


@router.get("", responses=problems(401, 403, 422))
async def list_webhooks(caller: Asking, records: RecordsOfApp) -> WebhooksOut:
    """Show all webhooks of the application, without their secrets."""
    async with records.database.reading() as connection:
        rows = await webhook_rows.of_app(connection, caller.app_id)
    return WebhooksOut(webhooks=[_out(row) for row in rows])


@router.post("/{webhook_id}/rotate", responses=problems(*_OF_A_WEBHOOK))
async def rotate_webhook(
    webhook_id: WebhookId, caller: Asking, response: Response, records: RecordsOfApp
) -> SecretOut:
    """
    Exchange the secret.

    For 24 hours messages are signed with both, so that receivers have time to learn the new one.
    """
    secret, until_ms = await rotate_secret(
        records.database, caller.app_id, webhook_id, records.now_ms
    )
    response.headers["cache-control"] = "no-store"
    return SecretOut(secret=secret, older_until=_time(until_ms))


@router.post(
    "/{webhook_id}/test",
    status_code=202,
    responses=problems(*_OF_A_WEBHOOK),
    response_class=Response,
    response_description="It is on its way.",
)
async def test_webhook(webhook_id: WebhookId, caller: Asking, records: RecordsOfApp) -> Response:
    """Send a message of type `webhook.test` soon; one at a time."""
    await try_webhook(records.database, caller.app_id, webhook_id, records.now_ms)
    return Response(status_code=202)


@router.delete(
    "/{webhook_id}",
    status_code=204,
    responses=problems(*_OF_A_WEBHOOK),
    response_description="Ended.",
)
async def remove_webhook(webhook_id: WebhookId, caller: Asking, records: RecordsOfApp) -> Response:
    """End a webhook; what is on its way to it is not sent any more."""
    await delete_webhook(records.database, caller.app_id, webhook_id)
    return Response(status_code=204)


@told.post("exposure.day.updated", status_code=204, response_description=_TAKEN)
async def day_updated(body: DayUpdated) -> None:
    """Tell that the totals of a day have changed."""


@told.post("burn.warning", status_code=204, response_description=_TAKEN)
async def burn_warning(body: BurnWarning) -> None:
    """Tell that somebody is about to burn, or has."""


@told.post("webhook.test", status_code=204, response_description=_TAKEN)
async def webhook_test(body: WebhookTest) -> None:
    """Try out a webhook."""


def _private(records: Records) -> bool:
    return bool(getattr(records, "allow_private_targets", False))


def _out(row: WebhookRow) -> WebhookOut:
    return WebhookOut.model_validate(
        {
            "id": row.webhook_id,
            "url": row.url,
            "events": row.events.split(),
            "created_at": _time(row.created_ms),
        }
    )


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1_000.0, UTC)
