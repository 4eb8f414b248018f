"""Files of a user: Apple Health exports and tracks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request

from service.dependencies import RecordsOfApp, refuse_repeated_parameters, user_with
from service.errors import NotThere
from service.importing.jobs import Importing
from service.routes.responses import OF_A_USER, problems
from service.schemas.imports import ImportOut, ImportsOut, import_out
from service.storage import import_rows
from service.storage.user_rows import UserRow
from service.syncing.batch import refuse_without_consent

router = APIRouter(
    prefix="/v1/users/{user_id}", tags=["imports"],
    dependencies=[Depends(refuse_repeated_parameters)],
)  # fmt: skip

_Writing = Annotated[UserRow, Depends(user_with("samples:write"))]
_Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
_ImportId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
_MOST_SHOWN = 100
_A_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post(
    "/imports", status_code=202, responses=problems(*OF_A_USER, 413), openapi_extra=_A_FILE
)
async def create_import(request: Request, user: _Writing) -> ImportOut:
    """
    Give a file: Apple Health's `export.zip`, GPX, TCX or FIT; what it is, is seen from its content.

    It is kept until it is read, in a process of its own with limits on time and memory. The same
    file given again is the same import and changes nothing.
    """
    refuse_without_consent(user)
    importing: Importing = request.app.state.importing
    spooled = await importing.spool.take(user.user_id, request.stream())
    return import_out(await importing.accept(spooled))


@router.get("/imports", responses=problems(*OF_A_USER))
async def list_imports(user: _Reading, records: RecordsOfApp) -> ImportsOut:
    """Show the last imports with their progress."""
    async with records.database.reading() as connection:
        rows = await import_rows.of_user(connection, user.user_id, _MOST_SHOWN)
    return ImportsOut(imports=[import_out(row) for row in rows])


@router.get("/imports/{import_id}", responses=problems(*OF_A_USER))
async def get_import(import_id: _ImportId, user: _Reading, records: RecordsOfApp) -> ImportOut:
    """Show an import with its progress."""
    async with records.database.reading() as connection:
        row = await import_rows.find(connection, user.user_id, import_id)
    if row is None:
        raise NotThere("there is no such import")
    return import_out(row)
