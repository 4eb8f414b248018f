"""What routes are given, and what is refused before they are asked."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Path
from fastapi.security import HTTPBearer
from starlette.requests import Request

from service.access.callers import Caller, Scope, identify, require_scope, user_for
from service.access.presented import presented
from service.access.secrets import new_id
from service.errors import FieldError, InvalidInput, NotIdentified, pointer_to
from service.questions import Language
from service.records import Records
from service.storage.privacy_rows import AccessRow
from service.storage.user_rows import UserRow
from service.tongues import tongue_for
from service.world import World


async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


WorldOfApp = Annotated[World, Depends(_world)]
"""Clock and forecasts, as the application was started with them."""


async def _language(request: Request) -> Language:
    """Choose what of Accept-Language is spoken here; English where nothing is."""
    return tongue_for(",".join(request.headers.getlist("accept-language"))).language


LanguageAsked = Annotated[Language, Depends(_language)]
"""Of advice and disclaimer, by ``Accept-Language``."""


async def refuse_repeated_parameters(request: Request) -> None:
    """
    Refuse a query that says something twice: nobody knows which was meant.

    Raises
    ------
    InvalidInput
    """
    counts = Counter(name for name, _ in request.query_params.multi_items())
    repeated = sorted(name for name, count in counts.items() if count > 1)[:20]
    if repeated:
        raise InvalidInput(
            *(FieldError(pointer_to(name), "repeated", "give it once") for name in repeated)
        )


async def _records(request: Request) -> Records:
    records: Records = request.app.state.records
    return records


RecordsOfApp = Annotated[Records, Depends(_records)]
"""What is kept, as the application was started with it."""

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="Key of an application, or token of a user's device.",
)


async def _caller(
    request: Request, records: RecordsOfApp, _shown: Annotated[object, Depends(_bearer)]
) -> Caller:
    caller = await identify(records.database, _credential(request), records.now_ms)
    # Whoever counts requests knows by this that the credential is good.
    request.state.caller = caller
    return caller


def _credential(request: Request) -> str:
    shown = presented(request.headers.get("authorization", ""))
    if not shown:
        raise NotIdentified("send a key or a token as Authorization: Bearer ...")
    return shown


CallerAsking = Annotated[Caller, Depends(_caller)]
"""Who shows which key or token."""

UserId = Annotated[
    str,
    Path(
        pattern=r"^(me|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
        description="Id of a user; `me` is whose token it is.",
    ),
]


def user_with(scope: Scope) -> Callable[..., Awaitable[UserRow]]:
    """Make a dependency: the user of the path, for a caller that may do something with it."""

    async def user(
        request: Request, user_id: UserId, caller: CallerAsking, records: RecordsOfApp
    ) -> UserRow:
        found = await user_for(records.database, caller, user_id, scope)
        records.accesses.append(
            AccessRow(
                found.user_id, new_id(), records.now_ms, caller.actor, _action(request),
                request.scope.get("state", {}).get("request_id", ""),
            )
        )  # fmt: skip
        return found

    return user


def _action(request: Request) -> str:
    route = request.scope.get("route")
    name = getattr(route, "name", "") or "request"
    return str(name)[:64]


def caller_with(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Make a dependency: a caller that may do something."""

    async def caller(caller: CallerAsking) -> Caller:
        require_scope(caller, scope)
        return caller

    return caller
