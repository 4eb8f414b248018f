"""Users: made, described, given choices, erased."""

import uuid
from dataclasses import replace
from typing import Any

from service.access import secrets
from service.errors import NameErased, UserGone
from service.storage import privacy_rows, sample_rows, user_rows
from service.storage.database import Database
from service.storage.privacy_rows import ConsentRow
from service.storage.sample_rows import Row
from service.storage.user_rows import UserRow
from service.syncing import coarse
from service.syncing.coarse import Precision
from service.syncing.fingerprints import fingerprint, without_place

_NAMESPACE = uuid.UUID("7c2c1a34-2d3b-5b52-9d6a-2b0f6e0f5a01")
_AT_ONCE = 2000


def id_of(app_id: str, external_id: str) -> str:
    """Id of a user by the name the application has: the same each time, the name is not kept."""
    return str(uuid.uuid5(_NAMESPACE, f"{app_id}:{external_id}"))


async def create_user(
    database: Database,
    app_id: str,
    profile: dict[str, Any],
    privacy: dict[str, Any],
    now_ms: int,
    external_id: str | None = None,
) -> tuple[UserRow, bool]:
    """
    Make a user.

    Returns
    -------
    tuple of UserRow and bool
        And whether it is new: with an ``external_id`` the same user is answered each time.

    Raises
    ------
    NameErased
        Where a user of that name was erased.
    """
    user_id = secrets.new_id() if external_id is None else id_of(app_id, external_id)
    coarser = _coarser(profile, coarse.chosen(privacy))
    user = UserRow(user_id, app_id, now_ms, 0, 0, coarser, privacy)
    async with database.writing() as connection:
        new = await user_rows.create(connection, user)
        # Asked afterwards: an erasure under way is waited for before the row is made.
        if external_id is not None and await user_rows.was_erased(connection, user_id):
            raise NameErased
        if new:
            return user, True
        found = await user_rows.find(connection, user_id)
    if found is None:
        raise UserGone
    return found, False


async def change_profile(
    database: Database, user_id: str, profile: dict[str, Any], now_ms: int
) -> UserRow:
    """Replace the profile, its home as coarse as was chosen; all days are worked out anew."""
    async with database.writing(erases=True) as connection:
        user = await _locked(connection, user_id)
        profile = _coarser(profile, coarse.chosen(user.privacy))
        await user_rows.set_profile(connection, user, profile, now_ms)
    return replace(user, profile=profile)


async def change_privacy(
    database: Database, user_id: str, privacy: dict[str, Any], now_ms: int
) -> UserRow:
    """
    Replace the choices; what is stored becomes as coarse as they are.

    Only what is given is replaced: a consent may be withdrawn at the same moment.
    """
    async with database.writing(erases=True) as connection:
        user = await _locked(connection, user_id)
        chosen = user.privacy | privacy
        precision = coarse.chosen(chosen)
        profile = _coarser(user.profile, precision)
        await user_rows.set_privacy(connection, user_id, chosen)
        if precision != coarse.chosen(user.privacy):
            await _rewrite(connection, user, precision)
        # Moves the head of the feed and has all days worked out anew.
        await user_rows.set_profile(connection, user, profile, now_ms)
    return replace(user, profile=profile, privacy=chosen)


def _coarser(profile: dict[str, Any], precision: Precision) -> dict[str, Any]:
    home = profile.get("home")
    if home is None:
        return profile
    latitude, longitude = coarse.rounded_place(home["latitude"], home["longitude"], precision)
    return profile | {"home": {"latitude": latitude, "longitude": longitude}}


async def _rewrite(connection: Any, user: UserRow, precision: Precision) -> None:  # noqa: ANN401
    seq = 0
    while seen := await sample_rows.changed_since(connection, user.user_id, seq, _AT_ONCE):
        seq = seen[-1].seq
        rows = []
        for sample in seen:
            if sample.latitude is not None:
                coarse.coarsen(sample, precision)
                rows.append(Row(sample, without_place(fingerprint(sample))))
        await sample_rows.rewrite(connection, user.user_id, rows)


async def erase_user(database: Database, user_id: str, now_ms: int) -> None:
    """
    Delete everything of a user, for good.

    Raises
    ------
    UserGone
        Where that was done already.
    """
    async with database.writing(erases=True) as connection:
        await _locked(connection, user_id)
        await user_rows.erase(connection, user_id, now_ms)


async def give_consent(
    database: Database, user_id: str, purpose: str, version: str, now_ms: int
) -> ConsentRow:
    """Record that a user agrees."""
    row = ConsentRow(user_id, secrets.new_id(), purpose, version, now_ms)
    async with database.writing() as connection:
        user = await _locked(connection, user_id)
        await privacy_rows.record_consent(connection, row)
        left = [each for each in user.privacy.get("withdrawn", ()) if each != purpose]
        await user_rows.set_privacy(connection, user_id, user.privacy | {"withdrawn": left})
    return row


async def withdraw_consent(database: Database, user_id: str, purpose: str, now_ms: int) -> None:
    """
    Record that a user does not agree; nothing more is taken in for that purpose.

    A "no" counts whether or not a "yes" was ever recorded, and may be said again.

    Raises
    ------
    UserGone
    """
    async with database.writing() as connection:
        user = await _locked(connection, user_id)
        await privacy_rows.withdraw(connection, user_id, purpose, now_ms)
        withdrawn = sorted({*user.privacy.get("withdrawn", ()), purpose})
        await user_rows.set_privacy(connection, user_id, user.privacy | {"withdrawn": withdrawn})


async def _locked(connection: Any, user_id: str) -> UserRow:  # noqa: ANN401
    user = await user_rows.find(connection, user_id, lock=True)
    if user is None:
        raise UserGone
    return user
