"""Users of an application: made, described, given choices, erased."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.access import people
from service.access.callers import Caller
from service.dependencies import (
    RecordsOfApp,
    caller_with,
    refuse_repeated_parameters,
    user_with,
)
from service.errors import FieldError, InvalidInput, NotAllowed
from service.importing.jobs import Importing
from service.routes.responses import OF_A_USER, problems
from service.schemas.user_queries import AccessQuery
from service.schemas.users import (
    AccessesOut,
    AccessOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    PrivacyIn,
    ProfileIn,
    ProfileOut,
    Purpose,
    UserIn,
    UserOut,
)
from service.storage import privacy_rows
from service.storage.privacy_rows import ConsentRow
from service.storage.user_rows import UserRow

router = APIRouter(
    prefix="/v1/users", tags=["users"], dependencies=[Depends(refuse_repeated_parameters)]
)

Owning = Annotated[UserRow, Depends(user_with("users"))]
Reading = Annotated[UserRow, Depends(user_with("samples:read"))]
Choosing = Annotated[UserRow, Depends(user_with("profile"))]


_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": UserOut, "description": "The user of this `external_id`, left as it is."}
}
_MAKING = problems(401, 403, 409, 413, 415, 422)
_MAKING[409]["description"] = "A user of this `external_id` was erased; it is never given again."


@router.post("", status_code=201, responses=_KNOWN | _MAKING)
async def create_user(
    asked: UserIn,
    response: Response,
    caller: Annotated[Caller, Depends(caller_with("users"))],
    records: RecordsOfApp,
) -> UserOut:
    """Make a user; 200 where `external_id` names one that exists, which is left as it is."""
    if caller.kind != "app":
        raise NotAllowed("users are made by applications")
    profile = _stored(asked.profile, records.now().year)
    user, new = await people.create_user(
        records.database, caller.app_id, profile, asked.privacy.model_dump(), records.now_ms,
        asked.external_id,
    )  # fmt: skip
    for consent in asked.consents if new else ():
        await people.give_consent(
            records.database, user.user_id, consent.purpose, consent.version, records.now_ms
        )
    response.status_code = 201 if new else 200
    return _user_out(user)


@router.get("/{user_id}", responses=problems(*OF_A_USER))
async def get_user(user: Reading) -> UserOut:
    """Show profile and choices."""
    return _user_out(user)


@router.put("/{user_id}/profile", responses=problems(*OF_A_USER, 413, 415))
async def replace_profile(asked: ProfileIn, user: Choosing, records: RecordsOfApp) -> UserOut:
    """Replace the profile; every day is worked out anew."""
    profile = _stored(asked, records.now().year)
    changed = await people.change_profile(records.database, user.user_id, profile, records.now_ms)
    records.changed.set()
    return _user_out(changed)


@router.put("/{user_id}/privacy", responses=problems(*OF_A_USER, 413, 415))
async def replace_privacy(asked: PrivacyIn, user: Choosing, records: RecordsOfApp) -> UserOut:
    """Replace the choices; what is stored already becomes as coarse."""
    changed = await people.change_privacy(
        records.database, user.user_id, asked.model_dump(), records.now_ms
    )
    records.changed.set()
    return _user_out(changed)


@router.delete(
    "/{user_id}", status_code=204, responses=problems(*OF_A_USER), response_description="Erased."
)
async def erase_user(request: Request, user: Owning, records: RecordsOfApp) -> Response:
    """Erase a user and everything of it, for good: what devices still send is refused."""
    records.accesses = [each for each in records.accesses if each.user_id != user.user_id]
    await people.erase_user(records.database, user.user_id, records.now_ms)
    importing: Importing = request.app.state.importing
    importing.spool.forget(user.user_id)
    return Response(status_code=204)


@router.post("/{user_id}/consents", status_code=201, responses=problems(*OF_A_USER, 413, 415))
async def give_consent(asked: ConsentIn, user: Choosing, records: RecordsOfApp) -> ConsentOut:
    """Record that the user agrees, and to which words."""
    row = await people.give_consent(
        records.database, user.user_id, asked.purpose, asked.version, records.now_ms
    )
    return _consent_out(row)


@router.get("/{user_id}/consents", responses=problems(*OF_A_USER))
async def list_consents(user: Reading, records: RecordsOfApp) -> ConsentsOut:
    """Show all consents, withdrawn ones too."""
    async with records.database.reading() as connection:
        rows = await privacy_rows.consents_of(connection, user.user_id)
    return ConsentsOut(consents=[_consent_out(row) for row in rows])


@router.delete(
    "/{user_id}/consents/{purpose}",
    status_code=204,
    responses=problems(*OF_A_USER),
    response_description="Withdrawn.",
)
async def withdraw_consent(purpose: Purpose, user: Choosing, records: RecordsOfApp) -> Response:
    """
    Withdraw, or say no where nothing was agreed to; from then on nothing is taken in.

    What is there stays until it is erased. Saying it again changes nothing.
    """
    await people.withdraw_consent(records.database, user.user_id, purpose, records.now_ms)
    return Response(status_code=204)


@router.get("/{user_id}/access-log", responses=problems(*OF_A_USER))
async def list_accesses(
    asked: Annotated[AccessQuery, Query()], user: Reading, records: RecordsOfApp
) -> AccessesOut:
    """Show who did what with the data of this user, the newest first."""
    await records.write_accesses()
    async with records.database.reading() as connection:
        rows = await privacy_rows.log_of(connection, user.user_id, asked.limit)
    return AccessesOut(
        entries=[
            AccessOut(
                at=_time(row.at_ms), actor=row.actor, action=row.action, request_id=row.request_id
            )
            for row in rows
        ]
    )


def _stored(profile: ProfileIn, year: int) -> dict[str, Any]:
    if profile.birth_year is not None and profile.birth_year > year:
        detail = "nobody is born in the future"
        raise InvalidInput(FieldError("#/birth_year", "in_future", detail))
    return profile.model_dump(exclude_none=True)


def _user_out(user: UserRow) -> UserOut:
    return UserOut(
        id=user.user_id,
        created_at=_time(user.created_ms),
        profile=ProfileOut.model_validate(user.profile, strict=False),
        privacy=PrivacyIn.model_validate(_choices(user.privacy)),
    )


def _choices(privacy: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in privacy.items() if name in PrivacyIn.model_fields}


def _consent_out(row: ConsentRow) -> ConsentOut:
    withdrawn = None if row.withdrawn_ms is None else _time(row.withdrawn_ms)
    return ConsentOut(
        id=row.consent_id,
        purpose=row.purpose,
        version=row.version,
        given_at=_time(row.given_ms),
        withdrawn_at=withdrawn,
    )


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000.0, UTC)
