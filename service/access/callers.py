"""Who is calling, and whether that is enough for what is asked."""

from dataclasses import dataclass
from typing import Literal

from service.access import secrets
from service.access.secrets import NamedKey, NamedToken
from service.errors import NotAllowed, NotIdentified, NotThere, UserGone
from service.storage import key_rows, token_rows, user_rows
from service.storage.database import Database

Scope = Literal["users", "profile", "samples:write", "samples:read", "webhooks", "estimates"]
"""Making and erasing users and their tokens; profile, choices and consent; sending; reading; being
told; asking, as oneself, what anybody may ask."""
APP_SCOPES: tuple[Scope, ...] = (
    "users", "profile", "samples:write", "samples:read", "webhooks", "estimates",
)  # fmt: skip
_USE_NOTED_MS = 86_400_000
"""How exactly it is known when a key was last used. [ms]"""
DEVICE_SCOPES: tuple[Scope, ...] = ("profile", "samples:write", "samples:read")
DOOR_SCOPES: tuple[Scope, ...] = ("samples:write",)
"""Of a secret that is typed into somebody else's app."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An application, or a device of one user."""

    kind: Literal["app", "device"]
    app_id: str
    scopes: frozenset[str]
    actor: str
    """As the access log names it."""
    user_id: str | None = None
    device_id: str | None = None
    key_id: str | None = None
    """Of an application."""
    per_minute: int | None = None
    """What its key may ask in a minute; ``None`` where nothing of its own was set. [units]"""


async def identify(database: Database, credential: str, now_ms: int) -> Caller:
    """
    Find out who shows a key or a token.

    Raises
    ------
    NotIdentified
        For anything that is not good now.
    """
    named = secrets.read_credential(credential)
    if isinstance(named, NamedKey):
        return await _app(database, named, now_ms)
    if isinstance(named, NamedToken) and named.kind != "refresh":
        return await _device(database, named, now_ms)
    raise NotIdentified("this is no key and no token of this service")


async def _app(database: Database, named: NamedKey, now_ms: int) -> Caller:
    async with database.reading() as connection:
        key = await key_rows.find(connection, named.key_id)
    good = key is not None and secrets.matches(named.secret, key.secret_hash)
    if not good or key is None or key.revoked_ms is not None:
        raise NotIdentified("the key is not known")
    if key.expires_ms is not None and key.expires_ms <= now_ms:
        raise NotIdentified("the key has expired")
    if key.last_used_ms is None or now_ms - key.last_used_ms > _USE_NOTED_MS:
        async with database.writing() as connection:
            await key_rows.mark_used(connection, key.key_id, now_ms)
    return Caller(
        "app", key.app_id, frozenset(key.scopes.split()), f"key:{key.key_id}",
        key_id=key.key_id, per_minute=key.per_minute,
    )  # fmt: skip


async def _device(database: Database, named: NamedToken, now_ms: int) -> Caller:
    async with database.reading() as connection:
        token = await token_rows.find(connection, named.user_id, named.token_id)
        user = await user_rows.find(connection, named.user_id)
    good = token is not None and secrets.matches(named.secret, token.secret_hash)
    if not good or token is None or user is None or token.kind != named.kind:
        raise NotIdentified("the token is not known")
    if token.expires_ms <= now_ms:
        raise NotIdentified("the token has expired")
    if token.used_ms is None:
        async with database.writing() as connection:
            await token_rows.mark_used(connection, named.user_id, named.token_id, now_ms)
    scopes = frozenset(token.scopes.split())
    actor = f"device:{token.device_id}"
    return Caller("device", user.app_id, scopes, actor, named.user_id, token.device_id)


def require_scope(caller: Caller, scope: Scope) -> None:
    """
    Refuse a caller that may not do something at all.

    Raises
    ------
    NotAllowed
    """
    if scope not in caller.scopes:
        raise NotAllowed(f"this needs the scope {scope}")


async def user_for(
    database: Database, caller: Caller, user_id: str, scope: Scope
) -> user_rows.UserRow:
    """
    Look up a user on behalf of a caller.

    Parameters
    ----------
    database : Database
    caller : Caller
    user_id : str
        ``me`` is whose token it is.
    scope : str

    Returns
    -------
    UserRow

    Raises
    ------
    NotAllowed
        Where a device asks for somebody else, or the scope is missing.
    NotThere
        Where there is no such user for this application.
    UserGone
        Where the user was erased.
    """
    wanted = own_id(caller, user_id)
    if caller.kind == "device" and wanted != caller.user_id:
        raise NotAllowed("a device's token is good for its own user only")
    require_scope(caller, scope)
    async with database.reading() as connection:
        user = await user_rows.find(connection, wanted)
        if user is None and await user_rows.was_erased(connection, wanted):
            raise UserGone
    if user is None or user.app_id != caller.app_id:
        raise NotThere("there is no such user")
    return user


def own_id(caller: Caller, user_id: str) -> str:
    """Resolve ``me``."""
    if user_id != "me":
        return user_id
    if caller.user_id is None:
        raise NotThere("only a device's token has a user of its own")
    return caller.user_id
