"""Doors for location apps, which answer exactly what those expect."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response

from service.access.callers import Caller, user_for
from service.access.secrets import new_id
from service.dependencies import RecordsOfApp, caller_with
from service.errors import NotAllowed
from service.records import Records
from service.routes.responses import problems
from service.schemas.sample_translation import entries_of
from service.schemas.samples import MOST_ITEMS
from service.storage.privacy_rows import AccessRow
from service.syncing import doors
from service.syncing.batch import Taken
from service.syncing.coarse import chosen
from service.syncing.door import Arrival
from service.syncing.entries import Device
from service.syncing.preparing import prepare
from service.syncing.receiving import receive

router = APIRouter(prefix="/v1", tags=["samples"])

_Sending = Annotated[Caller, Depends(caller_with("samples:write"))]
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

_DEVICE = "x-limit-d"
# Declared as an argument it would promise a refusal that no text can bring about.
_NAMED = {"parameters": [{"name": _DEVICE, "in": "header", "schema": {"type": "string"}}]}


@router.post(
    "/owntracks", responses=problems(401, 403, 410, 413), openapi_extra=_BODY | _NAMED,
    response_model=list[Any], response_description="Nothing to show; always `[]`.",
)  # fmt: skip
async def send_owntracks(request: Request, caller: _Sending, records: RecordsOfApp) -> Response:
    """
    Take a place from OwnTracks in its HTTP mode; the answer is `[]`, whatever became of it.

    Log in with any name, and a token made with `door` as password.
    """
    device = (request.headers.get(_DEVICE) or caller.device_id or "owntracks")[:64]
    message = _parsed(await request.body())
    await _taken(records, caller, doors.from_owntracks(message, device), device)
    return Response("[]", media_type="application/json")


@router.post(
    "/overland", responses=problems(401, 403, 410, 413), openapi_extra=_BODY,
    response_model=dict[str, str], response_description="Taken; always `{\"result\":\"ok\"}`.",
)  # fmt: skip
async def send_overland(request: Request, caller: _Sending, records: RecordsOfApp) -> Response:
    """
    Take places from Overland; the answer is `{"result":"ok"}`, which alone empties its queue.

    Give it a token made with `door` as its access token.
    """
    device = (caller.device_id or "overland")[:64]
    await _taken(
        records, caller, doors.from_overland(_parsed(await request.body()), device), device
    )
    return Response('{"result":"ok"}', media_type="application/json")


def _parsed(body: bytes) -> Any:  # noqa: ANN401
    try:
        return from_json(body)
    except ValueError:
        # Refused, it would be sent again for ever.
        return None


async def _taken(
    records: Records, caller: Caller, items: list[dict[str, Any]], device: str
) -> None:
    if caller.user_id is None:
        raise NotAllowed("an app of a user comes with a token of that user's device")
    user = await user_for(records.database, caller, caller.user_id, "samples:write")
    records.accesses.append(
        AccessRow(user.user_id, new_id(), records.now_ms, caller.actor, "door", "")
    )
    for first in range(0, len(items), MOST_ITEMS):
        entries = entries_of(items[first : first + MOST_ITEMS], None)
        arrival, sender = Arrival(records.now_ms), Device(device)
        prepared = await prepare(entries, arrival, chosen(user.privacy), sender)
        await receive(records, user.user_id, entries, arrival, sender, _nothing, prepared)


def _nothing(_taken: Taken) -> str:
    return ""
