"""Tokens of users' devices: granted by an application, refreshed by the device, ended by either."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from service.access import tokens
from service.access.callers import DEVICE_SCOPES, DOOR_SCOPES
from service.access.tokens import Granted
from service.dependencies import RecordsOfApp, refuse_repeated_parameters, user_with
from service.errors import NotThere
from service.routes.responses import OF_A_USER, problems
from service.schemas.users import DeviceOut, DevicesOut, RefreshIn, TokenIn, TokenOut
from service.storage import device_rows, token_rows
from service.storage.user_rows import UserRow

router = APIRouter(prefix="/v1", tags=["users"], dependencies=[Depends(refuse_repeated_parameters)])

Owning = Annotated[UserRow, Depends(user_with("users"))]
Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
GrantId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


@router.post("/users/{user_id}/tokens", status_code=201, responses=problems(*OF_A_USER, 413, 415))
async def grant_token(
    asked: TokenIn, user: Owning, response: Response, records: RecordsOfApp
) -> TokenOut:
    """
    Let a device of the user in.

    It gets a token for an hour and one to refresh it with, or with `door` a lasting one.
    """
    response.headers["cache-control"] = "no-store"
    usual = DOOR_SCOPES if asked.door else DEVICE_SCOPES
    granted = await tokens.grant(
        records.database, user.user_id, asked.device_id, records.now_ms, asked.scopes or usual,
        door=asked.door,
    )  # fmt: skip
    return _token_out(granted)


@router.post("/tokens:refresh", responses=problems(401, 413, 415, 422))
async def refresh_token(asked: RefreshIn, response: Response, records: RecordsOfApp) -> TokenOut:
    """
    Exchange a refresh token, which is good once.

    Where it comes a second time although what it was exchanged for was used, it was stolen: all
    tokens of the grant end.
    """
    response.headers["cache-control"] = "no-store"
    return _token_out(await tokens.refresh(records.database, asked.refresh_token, records.now_ms))


@router.get("/users/{user_id}/devices", responses=problems(*OF_A_USER))
async def list_devices(user: Reading, records: RecordsOfApp) -> DevicesOut:
    """Show which devices have sent something or may, and their grants."""
    async with records.database.reading() as connection:
        seen = await device_rows.of_user(connection, user.user_id)
        rows = await token_rows.of_user(connection, user.user_id, records.now_ms)
    grants: dict[str, set[str]] = {}
    for row in rows:
        grants.setdefault(row.device_id, set()).add(row.family_id)
    return DevicesOut(
        devices=[
            DeviceOut(
                device_id=name,
                info={key: str(value) for key, value in info.items() if key != "seen_ms"},
                seen_at=(
                    datetime.fromtimestamp(info["seen_ms"] / 1000.0, UTC)
                    if "seen_ms" in info
                    else None
                ),
                grants=sorted(grants.get(name, ())),
            )
            for name in sorted({*seen, *grants})
            for info in (seen.get(name, {}),)
        ]
    )


@router.delete(
    "/users/{user_id}/tokens/{grant_id}",
    status_code=204,
    responses=problems(*OF_A_USER),
    response_description="Shut out.",
)
async def revoke_tokens(grant_id: GrantId, user: Owning, records: RecordsOfApp) -> Response:
    """End all tokens of a grant at once."""
    if not await tokens.revoke(records.database, user.user_id, grant_id):
        raise NotThere("there is no such grant")
    return Response(status_code=204)


def _token_out(granted: Granted) -> TokenOut:
    return TokenOut.model_validate(
        {
            "access_token": granted.access_token,
            "token_type": "Bearer",
            "expires_in": granted.expires_in_s,
            "refresh_token": granted.refresh_token,
            "grant_id": granted.token_id,
            "device_id": granted.device_id,
            "scopes": list(granted.scopes),
        }
    )
