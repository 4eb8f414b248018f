"""Everything of a user to take away, and its observations as FHIR."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from service.dependencies import RecordsOfApp, refuse_repeated_parameters, user_with
from service.exporting import parts
from service.exporting.archive import archive, pieces
from service.exporting.observation_search import codes_of, search, span_of
from service.exporting.observations import entry_of, observation
from service.exporting.parts import FHIR, Part
from service.exporting.plain import text_of
from service.exporting.source import source_of
from service.routes.responses import OF_A_USER, problems
from service.samples import Sample
from service.schemas.user_queries import ExportFormat, ExportQuery
from service.storage.user_rows import UserRow

router = APIRouter(prefix="/v1/users/{user_id}", tags=["exports"])

Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
_SINGLE: dict[ExportFormat, Part] = {
    "ndjson": parts.SAMPLE_LINES,
    "csv": parts.SAMPLE_SHEET,
    "ieee1752": parts.POINTS,
    "fhir": parts.BUNDLE,
}
_ZIP = "application/zip"
_MEDIA_TYPES = (_ZIP, *(part.media_type for part in _SINGLE.values()))
_ARCHIVES_AT_ONCE = 2
"""Each holds a connection and keeps a core busy while it is written."""
_BINARY, _OBJECT = {"type": "string", "format": "binary"}, {"type": "object"}
_AN_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A file.",
        "content": {
            kind.partition(";")[0]: {"schema": _OBJECT if kind == FHIR else _BINARY}
            for kind in _MEDIA_TYPES
        },
    }
}
_A_BUNDLE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A searchset.", "content": {FHIR: {"schema": {"type": "object"}}}}
}
_NOT_KEPT = {"cache-control": "no-store"}


class _FileResponse(StreamingResponse):
    """Sends a file that has no name, and closes it whatever happens."""

    def __init__(self, file: IO[bytes], headers: dict[str, str]) -> None:
        size = os.fstat(file.fileno()).st_size
        headers = {**headers, "content-length": str(size)}
        super().__init__(pieces(file), headers=headers, media_type=_ZIP)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


@router.get(
    "/export",
    responses={**problems(*OF_A_USER), **_AN_EXPORT},
    response_class=Response,
    dependencies=[Depends(refuse_repeated_parameters)],
)
async def export_user(
    request: Request,
    user: Reading,
    records: RecordsOfApp,
    asked: Annotated[ExportQuery, Query()],
) -> Response:
    """
    Take away everything that is kept of the user (GDPR, articles 15 and 20).

    The zip tells in its README what is what. `ndjson` can be sent to `samples:batch` again.
    """
    await records.write_accesses()
    origin = _origin(request)
    if asked.format == "zip":
        async with _turn(request.app.state):
            file = await archive(records.database, user.user_id, records.now_ms, origin)
        return _FileResponse(file, _attached("solferol-export.zip", records.now()))
    source = await source_of(records.database.reading, user.user_id, records.now_ms, origin)
    part = _SINGLE[asked.format]
    return StreamingResponse(
        part.chunks(source),
        media_type=part.media_type,
        headers=_attached(f"solferol-{part.name}", records.now()),
    )


@router.get(
    "/fhir/Observation",
    responses={**problems(*OF_A_USER), **_A_BUNDLE},
    response_class=Response,
)
async def search_observations(
    request: Request,
    user: Reading,
    records: RecordsOfApp,
    code: Annotated[
        str | None,
        Query(max_length=500, description="`code` or `system|code`, with commas between several."),
    ] = None,
    date: Annotated[
        list[Annotated[str, StringConstraints(max_length=64)]] | None,
        Query(max_length=8, description="As `ge2026-06-01`; may be repeated, all have to hold."),
    ] = None,
    patient: Annotated[
        str | None,
        Query(max_length=100, description="Of somebody else nothing is found here."),
    ] = None,
    count: Annotated[int, Query(alias="_count", ge=1, le=1000)] = 100,
    page: Annotated[str | None, Query(max_length=64)] = None,
) -> Response:
    """Search UV index, time in daylight, intake and blood levels as FHIR R4 observations."""
    source = await source_of(
        records.database.reading, user.user_id, records.now_ms, _origin(request)
    )
    span = span_of(date or (), source.zone)
    codes, is_ours = codes_of(code), patient in {None, user.user_id, f"Patient/{user.user_id}"}
    found: list[Sample] = []
    following = None
    if is_ours:
        found, following = await search(records.database, user.user_id, codes, span, count, page)
    links = [{"relation": "self", "url": str(request.url)}]
    if following is not None:
        url = request.url.include_query_params(page=following)
        links.append({"relation": "next", "url": str(url)})
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": links}
    resources = [observation(sample, source) for sample in found]
    entries = [entry_of(each) for each in resources if each is not None]
    body = bundle | {"entry": entries} if entries else bundle
    return Response(text_of(body), media_type=FHIR, headers=_NOT_KEPT)


def _origin(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _attached(name: str, now: datetime) -> dict[str, str]:
    stem, _, ending = name.partition(".")
    dated = f"{stem}-{now.astimezone(UTC).date().isoformat()}.{ending}"
    return {**_NOT_KEPT, "content-disposition": f'attachment; filename="{dated}"'}


@asynccontextmanager
async def _turn(state: State) -> AsyncIterator[None]:
    """Wait until not too many archives are being written."""
    if not hasattr(state, "archives"):
        state.archives = asyncio.Semaphore(_ARCHIVES_AT_ONCE)
    async with state.archives:
        yield
