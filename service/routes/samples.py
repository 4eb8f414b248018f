"""Samples of a user: taken in by the batch, read by change or by time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from service.access.secrets import new_id
from service.batch_reading import Sent, read_batch
from service.dependencies import RecordsOfApp, refuse_repeated_parameters, user_with
from service.errors import FieldError, InvalidInput
from service.profiles import profile_of
from service.records import Records
from service.routes.responses import OF_A_USER, problems
from service.schemas.sample_translation import sample_out
from service.schemas.samples import (
    BatchResult,
    ChangesOut,
    SamplesOut,
)
from service.schemas.user_queries import ChangesQuery, SamplesQuery
from service.storage.user_rows import UserRow
from service.syncing.batch import Taken
from service.syncing.coarse import chosen
from service.syncing.door import Arrival
from service.syncing.entries import Entry
from service.syncing.feed import by_time, changes
from service.syncing.receiving import once, receive

router = APIRouter(
    prefix="/v1/users/{user_id}", tags=["samples"],
    dependencies=[Depends(refuse_repeated_parameters)],
)  # fmt: skip

Writing = Annotated[UserRow, Depends(user_with("samples:write"))]
Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
_A_BATCH = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/SamplesIn"}},
            "application/x-ndjson": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_AHEAD_MS, _TEN_YEARS_MS = 600_000, 3653 * 86_400_000
_PAST = datetime(1970, 1, 1, tzinfo=UTC)


@router.post(
    "/samples:batch",
    responses=problems(*OF_A_USER, 409, 413, 415),
    response_model=BatchResult,
    openapi_extra=_A_BATCH,
)
async def send_samples(
    request: Request,
    user: Writing,
    records: RecordsOfApp,
    idempotency_key: Annotated[str | None, Header(max_length=255, min_length=1)] = None,
) -> Response:
    """
    Take in up to 5000 samples, each judged by itself; always safe to send again.

    Of one `id` the highest `rev` stands, in whatever order things come. What is answered is
    durable. Send JSON, or lines of JSON (`application/x-ndjson`, of which the first may hold
    `device` and `sent_at`), as they are or as gzip or zstd, of 1 MiB and inflated of 8 MiB at most.
    """
    body = await request.body()
    with records.turns.taken(user.user_id):
        return await _taken(request, user, records, body, idempotency_key)


async def _taken(
    request: Request, user: UserRow, records: Records, body: bytes, idempotency_key: str | None
) -> Response:
    async with once(records, user.user_id, idempotency_key, body) as before:
        if before is not None:
            return Response(before, media_type="application/json")
        sent = _sent(request, user, records, body)
        batch = await read_batch(sent, records.helper.computed)
        arrival = batch.arrival
        answer = await receive(
            records,
            user.user_id,
            batch.entries,
            arrival,
            batch.device,
            lambda taken: _answer(taken, arrival),
            batch.prepared,
            idempotency_key,
        )
    return Response(answer, media_type="application/json")


def _sent(request: Request, user: UserRow, records: Records, body: bytes) -> Sent:
    return Sent(
        body,
        request.headers.get("content-type", ""),
        request.headers.get("content-encoding", ""),
        records.now_ms,
        profile_of(user.profile).minimal_erythema_dose,
        chosen(user.privacy),
    )


def _answer(taken: Taken, arrival: Arrival) -> str:
    skew_ms = arrival.skew_ms
    answer = {
        "batch_id": new_id(),
        "server_time": _PAST + timedelta(milliseconds=arrival.now_ms),
        "clock_skew_s": None if skew_ms is None else skew_ms / 1000.0,
        "counts": taken.counts,
        "results": [
            _result(entry, status)
            for entry, status in zip(taken.entries, taken.statuses, strict=True)
        ],
        "affected_days": taken.affected_days,
        "cursor": taken.cursor,
    }
    return to_json(answer).decode()


def _result(entry: Entry, status: str) -> dict[str, Any]:
    refusal = entry.refusal
    return {
        "i": entry.index,
        "id": entry.id,
        "status": status,
        "code": refusal and refusal.code,
        "field": refusal and refusal.field,
        "detail": refusal and refusal.detail,
    }


@router.get("/changes", responses=problems(*OF_A_USER))
async def get_changes(
    asked: Annotated[ChangesQuery, Query()], user: Reading, records: RecordsOfApp
) -> ChangesOut:
    """
    Follow what changes: of every sample its newest revision, deletions among them.

    Without a cursor from the beginning. 410 `cursor_expired` asks to begin again: deletions are
    remembered for 90 days by default.
    """
    found = await changes(records.database, user.user_id, asked.cursor, asked.limit)
    return ChangesOut(
        changes=[sample_out(sample) for sample in found.samples],
        next_cursor=found.next_cursor,
        has_more=found.has_more,
    )


@router.get("/samples", responses=problems(*OF_A_USER))
async def list_samples(
    asked: Annotated[SamplesQuery, Query()], user: Reading, records: RecordsOfApp
) -> SamplesOut:
    """Read samples that touch a span of time, by their start."""
    last_ms = records.now_ms + _AHEAD_MS if asked.end is None else _ms(asked.end)
    first_ms = last_ms - _TEN_YEARS_MS if asked.start is None else _ms(asked.start)
    if first_ms >= last_ms:
        detail = "the end must lie after the start"
        raise InvalidInput(FieldError("#/end", "not_after_start", detail))
    types = None if asked.type is None else (asked.type,)
    found, following = await by_time(
        records.database, user.user_id, first_ms, last_ms, types, asked.limit, asked.page
    )
    return SamplesOut(samples=[sample_out(sample) for sample in found], next_page=following)


def _ms(moment: datetime) -> int:
    return (moment - _PAST) // timedelta(milliseconds=1)
