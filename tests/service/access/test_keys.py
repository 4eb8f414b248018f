"""Keys of applications: what they open, and how they end."""

import base64

import pytest
from sqlalchemy import select

from service.access import secrets
from service.access.keys import create_key, every_key, revoke_key, rotate_key
from service.access.secrets import NamedKey, NamedToken
from service.errors import NotThere
from service.storage.tables import app_keys
from tests.syncing import bearer, uv_index

pytestmark = pytest.mark.anyio
DAY_MS = 86_400_000


async def opens(service, key):
    response = await service.http.post("/v1/users", json={}, headers=bearer(key))
    assert response.status_code in {201, 401, 403}
    return response.status_code


async def test_a_key_is_good_until_it_is_revoked(on_both):
    text, row = await create_key(on_both.database, "app", on_both.clock.ms)
    assert text.startswith(f"sol_live_{row.key_id}_")
    assert await opens(on_both, text) == 201
    await revoke_key(on_both.database, row.key_id, on_both.clock.ms)
    assert await opens(on_both, text) == 401
    with pytest.raises(NotThere):
        await revoke_key(on_both.database, "0" * 12, on_both.clock.ms)


async def test_a_key_expires(service):
    end_ms = service.clock.ms + 1000
    text, _ = await create_key(service.database, "app", service.clock.ms, expires_ms=end_ms)
    service.clock.forward(milliseconds=999)
    assert await opens(service, text) == 201
    service.clock.forward(milliseconds=1)
    assert await opens(service, text) == 401


async def test_rotation_has_two_live_keys_for_a_while(on_both):
    old, row = await create_key(on_both.database, "app", on_both.clock.ms, scopes=("users",))
    user_id = await on_both.user(old)
    new, successor = await rotate_key(
        on_both.database, row.key_id, on_both.clock.ms, overlap_days=7
    )
    assert (successor.app_id, successor.scopes) == (row.app_id, "users")
    assert [await opens(on_both, key) for key in (old, new)] == [201, 201]
    assert await on_both.grant(new, user_id)
    on_both.clock.forward(days=7)
    assert [await opens(on_both, key) for key in (old, new)] == [401, 201]
    # What has ended has no successor, whichever way it ended.
    with pytest.raises(NotThere):
        await rotate_key(on_both.database, row.key_id, on_both.clock.ms, overlap_days=7)
    await revoke_key(on_both.database, successor.key_id, on_both.clock.ms)
    with pytest.raises(NotThere):
        await rotate_key(on_both.database, successor.key_id, on_both.clock.ms, overlap_days=7)


async def test_rotation_does_not_prolong(service):
    end_ms = service.clock.ms + DAY_MS
    old, row = await create_key(service.database, "app", service.clock.ms, expires_ms=end_ms)
    await rotate_key(service.database, row.key_id, service.clock.ms, overlap_days=7)
    service.clock.forward(days=1)
    assert await opens(service, old) == 401


async def test_a_successor_lives_no_longer_than_its_key_was_made_for(service):
    made_ms = service.clock.ms
    _, row = await create_key(service.database, "app", made_ms, expires_ms=made_ms + 30 * DAY_MS)
    service.clock.forward(days=20)
    new, successor = await rotate_key(service.database, row.key_id, service.clock.ms, 7)
    assert successor.expires_ms == service.clock.ms + 30 * DAY_MS
    service.clock.forward(days=29)
    assert await opens(service, new) == 201
    service.clock.forward(days=1)
    assert await opens(service, new) == 401
    _, lasting = await create_key(service.database, "app", service.clock.ms)
    _, successor = await rotate_key(service.database, lasting.key_id, service.clock.ms, 7)
    assert successor.expires_ms is None


async def test_keys_of_one_name_are_of_one_application(service):
    one = await service.key("app")
    other = await service.key("app")
    stranger = await service.key("another app")
    user_id = await service.user(one)
    assert await service.grant(other, user_id)
    response = await service.http.get(f"/v1/users/{user_id}", headers=bearer(stranger))
    assert response.status_code == 404
    assert [name for name, _ in await every_key(service.database)] == ["app", "app", "another app"]


@pytest.mark.parametrize(
    ("scopes", "wanted"),
    [
        (("users",), [201, 403, 403]),
        (("samples:write",), [403, 200, 403]),
        (("samples:read",), [403, 403, 200]),
        (("webhooks",), [403, 403, 403]),
    ],
)
async def test_scopes(service, scopes, wanted):
    user_id = await service.user(await service.key("app"))
    headers = bearer(await service.key("app", scopes=scopes))
    path = f"/v1/users/{user_id}"
    answers = [
        await service.http.post("/v1/users", json={}, headers=headers),
        await service.http.post(
            f"{path}/samples:batch", json={"items": [uv_index()]}, headers=headers
        ),
        await service.http.get(f"{path}/changes", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == wanted
    for answer in answers:
        assert answer.status_code != 403 or "scope" in answer.json()["detail"]


async def test_of_secrets_only_digests_are_kept(service):
    text, row = await create_key(service.database, "app", service.clock.ms)
    named = secrets.read_credential(text)
    async with service.database.reading() as connection:
        stored = (await connection.execute(select(app_keys))).mappings().one()
    assert bytes(stored["secret_hash"]) == secrets.digest(named.secret)
    assert not any(named.secret in str(value) for value in stored.values())
    assert named.secret not in repr(row)


async def test_basic_carries_a_key_as_the_password(service):
    key = await service.key()
    for shown, status in ((f"anybody:{key}", 201), (f"{key}:", 401), (key, 401), (":", 401)):
        value = base64.b64encode(shown.encode()).decode()
        headers = {"authorization": f"Basic {value}"}
        response = await service.http.post("/v1/users", json={}, headers=headers)
        assert response.status_code == status


HOSTILE = [
    "", "x", "sol_live_", "sol_live__", "sol_live_0123456789ab_", "sol_live_0123456789ab_x",
    "sol_live_\x00123456789ab_x", "sol_live_" + "a" * 5000 + "_x", "sol_at_", "sol_at_.",
    "sol_at_x.y", "sol_at_" + "A" * 43 + ".x", "sol_at_" + "é" * 43 + ".x",
    "sol_rt_" + "A" * 43 + ".x", "sol_dt_" + "A" * 43 + "." + "\x00",
]  # fmt: skip


async def test_what_was_never_given_out(on_both):
    await on_both.key()
    for shown in HOSTILE:
        # As a password, since that may have any character.
        value = base64.b64encode(f"x:{shown}".encode()).decode()
        headers = {"authorization": f"Basic {value}"}
        response = await on_both.http.post("/v1/users", json={}, headers=headers)
        assert response.status_code == 401, shown
        assert response.headers["www-authenticate"] == "Bearer"


def test_credentials_are_read_as_they_were_written():
    key = NamedKey(secrets.new_key_id(), secrets.new_secret())
    assert secrets.read_credential(secrets.key_text(key)) == key
    for kind in ("access", "refresh", "door"):
        token = NamedToken(kind, secrets.new_id(), secrets.new_id(), secrets.new_secret())
        assert secrets.read_credential(secrets.token_text(token)) == token


def test_ids_are_uuids_of_version_seven_and_differ():
    ids = [secrets.new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert {each[14] for each in ids} == {"7"}
    assert {each[19] for each in ids} <= set("89ab")
    assert [each[:13] for each in ids] == sorted(each[:13] for each in ids)
