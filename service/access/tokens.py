"""
Tokens of devices: short-lived ones with a refresh token that changes with every use, and doors.

A refresh token that comes a second time was stolen, or its answer was lost. Where what it was
exchanged for has been used the whole family ends; where it has not, the lost answer is made good.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from service.access import secrets
from service.access.callers import DEVICE_SCOPES, Scope
from service.access.secrets import NamedToken, TokenKind
from service.errors import NotIdentified, UserGone
from service.storage import token_rows, user_rows
from service.storage.database import Database
from service.storage.token_rows import TokenRow

ACCESS_MS = 3_600_000
REFRESH_MS = 90 * 86_400_000
"""A device that is not heard of for so long has to be let in again. [ms]"""
DOOR_MS = 3650 * 86_400_000
"""For apps that can only be given one fixed secret. [ms]"""


@dataclass(frozen=True, slots=True)
class Granted:
    """Tokens as they are shown, once."""

    access_token: str
    expires_in_s: int
    refresh_token: str | None
    token_id: str
    device_id: str
    scopes: tuple[str, ...]


async def grant(
    database: Database,
    user_id: str,
    device_id: str,
    now_ms: int,
    scopes: Iterable[Scope] = DEVICE_SCOPES,
    *,
    door: bool = False,
) -> Granted:
    """
    Let a device in.

    Parameters
    ----------
    database : Database
    user_id : str
    device_id : str
    now_ms : int
    scopes : iterable of str
    door : bool
        Whether it gets one lasting token in place of a short one that is refreshed.

    Returns
    -------
    Granted

    Raises
    ------
    UserGone
        Where the user was erased meanwhile.
    """
    async with database.writing() as connection:
        if await user_rows.find(connection, user_id, lock=True) is None:
            raise UserGone
        await token_rows.remove(connection, user_id, expired_before_ms=now_ms - REFRESH_MS)
        grantee = _Grantee(user_id, secrets.new_id(), device_id, " ".join(scopes))
        if door:
            return await _door(connection, grantee, now_ms)
        return await _pair(connection, grantee, now_ms)


async def refresh(database: Database, text: str, now_ms: int) -> Granted:
    """
    Exchange a refresh token.

    Raises
    ------
    NotIdentified
        For one that is not good; for one that was exchanged already all of its family ends.
    """
    named = secrets.read_credential(text)
    if not isinstance(named, NamedToken) or named.kind != "refresh":
        raise NotIdentified("this is no refresh token of this service")
    async with database.writing() as connection:
        # The lock of the user makes two exchanges of one token come one after the other.
        user = await user_rows.find(connection, named.user_id, lock=True)
        row = await token_rows.find(connection, named.user_id, named.token_id)
        if user is None or row is None or not secrets.matches(named.secret, row.secret_hash):
            raise NotIdentified("the refresh token is not known")
        if row.expires_ms <= now_ms:
            raise NotIdentified("the refresh token has expired")
        await token_rows.remove(connection, row.user_id, expired_before_ms=now_ms - REFRESH_MS)
        granted = await _exchanged(connection, row, now_ms)
    if granted is None:
        raise NotIdentified("the refresh token was used before: let the device in again")
    return granted


async def _exchanged(connection: AsyncConnection, row: TokenRow, now_ms: int) -> Granted | None:
    if row.replaced_ms is not None:
        family = await token_rows.of_family(connection, row.user_id, row.family_id)
        later = [
            each
            for each in family
            if each.token_id != row.token_id and each.created_ms >= row.replaced_ms
        ]
        if not later or any(each.used_ms is not None for each in later):
            await token_rows.remove(connection, row.user_id, family_id=row.family_id)
            return None
        await token_rows.remove(
            connection, row.user_id, token_ids=[each.token_id for each in later]
        )
    grantee = _Grantee(row.user_id, row.family_id, row.device_id, row.scopes)
    await token_rows.mark_replaced(connection, row.user_id, row.token_id, now_ms)
    return await _pair(connection, grantee, now_ms)


@dataclass(frozen=True, slots=True)
class _Grantee:
    user_id: str
    family_id: str
    device_id: str
    scopes: str


def _new(grantee: _Grantee, kind: TokenKind, now_ms: int, lifetime_ms: int) -> tuple[TokenRow, str]:
    named = NamedToken(kind, grantee.user_id, secrets.new_id(), secrets.new_secret())
    row = TokenRow(
        user_id=grantee.user_id,
        token_id=named.token_id,
        family_id=grantee.family_id,
        kind=kind,
        device_id=grantee.device_id,
        scopes=grantee.scopes,
        secret_hash=secrets.digest(named.secret),
        created_ms=now_ms,
        expires_ms=now_ms + lifetime_ms,
    )
    return row, secrets.token_text(named)


async def _pair(connection: AsyncConnection, grantee: _Grantee, now_ms: int) -> Granted:
    access, access_text = _new(grantee, "access", now_ms, ACCESS_MS)
    again, again_text = _new(grantee, "refresh", now_ms, REFRESH_MS)
    await token_rows.create(connection, (access, again))
    return _granted(access, access_text, again_text)


async def _door(connection: AsyncConnection, grantee: _Grantee, now_ms: int) -> Granted:
    row, text = _new(grantee, "door", now_ms, DOOR_MS)
    await token_rows.create(connection, (row,))
    return _granted(row, text, None)


def _granted(row: TokenRow, text: str, again: str | None) -> Granted:
    lifetime_s = (row.expires_ms - row.created_ms) // 1000
    scopes = tuple(row.scopes.split())
    return Granted(text, lifetime_s, again, row.family_id, row.device_id, scopes)


async def revoke(database: Database, user_id: str, family_id: str) -> bool:
    """End all tokens of one grant; ``False`` where there are none."""
    async with database.writing() as connection:
        return await token_rows.remove(connection, user_id, family_id=family_id) > 0
