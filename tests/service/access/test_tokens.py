"""Tokens of devices: short ones, refreshed ones, lasting ones, and how they end."""

import asyncio
import base64

import pytest

from service.access import tokens as granting
from service.access.tokens import ACCESS_MS, DOOR_MS, REFRESH_MS
from service.storage import token_rows
from service.storage.tables import tokens
from tests.syncing import Device, bearer, uv_index

pytestmark = pytest.mark.anyio


async def someone(service, **body):
    """Path of a user, with what was granted."""
    key = await service.key()
    user_id = await service.user(key)
    return key, user_id, await service.grant(key, user_id, **body)


async def reads(service, user_id, token):
    response = await service.http.get(f"/v1/users/{user_id}/changes", headers=bearer(token))
    return response.status_code


async def refreshed(service, token):
    response = await service.http.post("/v1/tokens:refresh", json={"refresh_token": token})
    assert response.headers.get("cache-control") == "no-store" or response.status_code != 200
    return response.json() if response.status_code == 200 else response.status_code


async def test_a_token_is_good_for_an_hour(on_both):
    _, user_id, granted = await someone(on_both)
    assert granted["expires_in"] == 3600
    assert granted["token_type"] == "Bearer"  # noqa: S105
    assert granted["scopes"] == ["profile", "samples:write", "samples:read"]
    assert await reads(on_both, user_id, granted["access_token"]) == 200
    assert await reads(on_both, "me", granted["access_token"]) == 200
    on_both.clock.forward(milliseconds=ACCESS_MS - 1)
    assert await reads(on_both, user_id, granted["access_token"]) == 200
    on_both.clock.forward(milliseconds=1)
    assert await reads(on_both, user_id, granted["access_token"]) == 401


async def test_refreshing_goes_on_and_on(on_both):
    _, user_id, granted = await someone(on_both)
    for _ in range(5):
        on_both.clock.forward(days=89)
        again = await refreshed(on_both, granted["refresh_token"])
        assert again["grant_id"] == granted["grant_id"]
        assert (again["device_id"], again["scopes"]) == (granted["device_id"], granted["scopes"])
        assert await reads(on_both, user_id, again["access_token"]) == 200
        granted = again


async def test_old_tokens_do_not_heap_up(service):
    _, user_id, granted = await someone(service)
    kept = []
    for _ in range(40):
        service.clock.forward(days=30)
        granted = await refreshed(service, granted["refresh_token"])
        kept.append(len(await service.rows(tokens, user_id)))
    assert max(kept) == max(kept[:20])


async def test_a_refresh_token_is_good_for_ninety_days(service):
    _, _, granted = await someone(service)
    service.clock.forward(milliseconds=REFRESH_MS)
    assert await refreshed(service, granted["refresh_token"]) == 401


async def test_a_refresh_token_that_comes_again_ends_the_family(on_both):
    _, user_id, stolen = await someone(on_both)
    on_both.clock.forward(minutes=50)
    thief = await refreshed(on_both, stolen["refresh_token"])
    on_both.clock.forward(minutes=1)
    assert await reads(on_both, user_id, thief["access_token"]) == 200
    # The device comes with what it has: one of the two is not the device, so both are out.
    assert await refreshed(on_both, stolen["refresh_token"]) == 401
    for granted in (stolen, thief):
        assert await reads(on_both, user_id, granted["access_token"]) == 401
        assert await refreshed(on_both, granted["refresh_token"]) == 401
    assert await on_both.rows(tokens, user_id) == []


async def test_a_thief_who_only_refreshes_ends_the_family_too(service):
    _, user_id, stolen = await someone(service)
    service.clock.forward(minutes=50)
    first = await refreshed(service, stolen["refresh_token"])
    service.clock.forward(minutes=50)
    second = await refreshed(service, first["refresh_token"])
    service.clock.forward(minutes=50)
    assert await refreshed(service, stolen["refresh_token"]) == 401
    assert await reads(service, user_id, second["access_token"]) == 401


async def test_a_lost_answer_is_made_good(on_both):
    _, user_id, granted = await someone(on_both)
    await reads(on_both, user_id, granted["access_token"])
    on_both.clock.forward(minutes=50)
    lost = await refreshed(on_both, granted["refresh_token"])
    on_both.clock.forward(seconds=30)
    again = await refreshed(on_both, granted["refresh_token"])
    assert await reads(on_both, user_id, again["access_token"]) == 200
    # Nobody has what was lost; if somebody had, it would be of no use.
    assert await reads(on_both, user_id, lost["access_token"]) == 401
    assert await refreshed(on_both, lost["refresh_token"]) == 401
    assert await reads(on_both, user_id, again["access_token"]) == 200
    on_both.clock.forward(seconds=30)
    further = await refreshed(on_both, again["refresh_token"])
    assert await reads(on_both, user_id, further["access_token"]) == 200


async def test_two_exchanges_of_one_token_leave_one_pair(on_both):
    _, user_id, granted = await someone(on_both)
    on_both.clock.forward(minutes=50)
    answers = await asyncio.gather(
        *(refreshed(on_both, granted["refresh_token"]) for _ in range(4))
    )
    good = [
        answer["access_token"]
        for answer in answers
        if isinstance(answer, dict) and await reads(on_both, user_id, answer["access_token"]) == 200
    ]
    assert len(good) <= 1
    live = [row for row in await on_both.rows(tokens, user_id) if row["replaced_ms"] is None]
    assert len([row for row in live if row["kind"] == "refresh"]) <= 1


async def test_families_end_alone(service):
    key, user_id, watch = await someone(service)
    phone = await service.grant(key, user_id, "phone")
    ended = await service.http.delete(
        f"/v1/users/{user_id}/tokens/{watch['grant_id']}", headers=bearer(key)
    )
    assert ended.status_code == 204
    assert await reads(service, user_id, watch["access_token"]) == 401
    assert await refreshed(service, watch["refresh_token"]) == 401
    assert await reads(service, user_id, phone["access_token"]) == 200
    again = await service.http.delete(
        f"/v1/users/{user_id}/tokens/{watch['grant_id']}", headers=bearer(key)
    )
    assert again.status_code == 404


async def test_a_grant_of_somebody_else_is_not_there(service):
    key, user_id, _ = await someone(service)
    other = await service.user(key)
    granted = await service.grant(key, other)
    response = await service.http.delete(
        f"/v1/users/{user_id}/tokens/{granted['grant_id']}", headers=bearer(key)
    )
    assert response.status_code == 404
    assert await reads(service, other, granted["access_token"]) == 200


async def test_a_door_is_one_lasting_token(on_both):
    _, user_id, granted = await someone(on_both, device_id="owntracks", door=True)
    assert granted["refresh_token"] is None
    assert granted["access_token"].startswith("sol_dt_")
    # It is typed into somebody else's app: good for sending, and for nothing else.
    assert granted["scopes"] == ["samples:write"]
    on_both.clock.forward(milliseconds=DOOR_MS - 1)
    assert await reads(on_both, user_id, granted["access_token"]) == 403
    value = base64.b64encode(f"me:{granted['access_token']}".encode()).decode()
    headers = {"authorization": f"Basic {value}"}
    profile = await on_both.http.put("/v1/users/me/profile", json={}, headers=headers)
    assert profile.status_code == 403
    sent = await on_both.http.post("/v1/overland", json={"locations": []}, headers=headers)
    assert sent.status_code == 200
    assert await refreshed(on_both, granted["access_token"]) == 401
    on_both.clock.forward(milliseconds=1)
    again = await on_both.http.post("/v1/overland", json={"locations": []}, headers=headers)
    assert again.status_code == 401


async def test_each_token_is_good_for_its_own_thing_only(service):
    _, user_id, granted = await someone(service)
    access, again = granted["access_token"], granted["refresh_token"]
    assert await reads(service, user_id, again) == 401
    assert await refreshed(service, access) == 401
    for prefix in ("sol_at_", "sol_dt_", "sol_rt_"):
        # The secret of one kind under the name of another.
        swapped = prefix + again.removeprefix("sol_rt_")
        assert await reads(service, user_id, swapped) == 401
        swapped = prefix + access.removeprefix("sol_at_")
        wanted = 200 if prefix == "sol_at_" else 401
        assert await reads(service, user_id, swapped) == wanted
    name, _, secret = access.partition(".")
    for wrong in (name + "." + secret[:-1], name + "." + secret + "x", name + ".", name):
        assert await reads(service, user_id, wrong) == 401


@pytest.mark.parametrize(
    ("scopes", "wanted"), [(["samples:write"], (200, 403)), (["samples:read"], (403, 200))]
)
async def test_a_device_may_do_what_it_was_let_in_for(service, scopes, wanted):
    key, user_id, granted = await someone(service, scopes=scopes)
    token = granted["access_token"]
    device = Device(service, key, user_id, token)
    sent = await device.ask("POST", "/samples:batch", json={"items": [uv_index()]})
    assert (sent.status_code, await reads(service, user_id, token)) == wanted
    # Refreshed it may do no more than before.
    service.clock.forward(minutes=50)
    again = await refreshed(service, granted["refresh_token"])
    assert again["scopes"] == scopes
    assert await reads(service, user_id, again["access_token"]) == wanted[1]


MALFORMED = [
    {}, {"device_id": ""}, {"device_id": "x" * 65}, {"device_id": "nul\x00"},
    {"device_id": "w", "scopes": []}, {"device_id": "w", "scopes": ["users"]},
    {"device_id": "w", "scopes": ["webhooks"]}, {"device_id": "w", "lifetime": 1},
]  # fmt: skip


async def test_no_token_is_made_of_a_malformed_wish(on_both):
    key, user_id, _ = await someone(on_both)
    for body in MALFORMED:
        response = await on_both.http.post(
            f"/v1/users/{user_id}/tokens", json=body, headers=bearer(key)
        )
        assert response.status_code == 422, body


async def test_the_first_use_is_noted_once(service):
    _, user_id, granted = await someone(service)
    service.clock.forward(minutes=1)
    first_ms = service.clock.ms
    await reads(service, user_id, granted["access_token"])
    service.clock.forward(minutes=1)
    await reads(service, user_id, granted["access_token"])
    rows = {row["kind"]: row for row in await service.rows(tokens, user_id)}
    assert rows["access"]["used_ms"] == first_ms
    assert rows["refresh"]["used_ms"] is None


async def test_expired_tokens_are_cleared_away_with_the_next_grant(service):
    key, user_id, _ = await someone(service)
    service.clock.forward(milliseconds=2 * REFRESH_MS + 1)
    await service.grant(key, user_id)
    rows = await service.rows(tokens, user_id)
    assert {row["created_ms"] for row in rows} == {service.clock.ms}


async def test_devices_are_listed_with_their_grants(service):
    key, user_id, watch = await someone(service)
    phone = await service.grant(key, user_id, "phone")
    await granting.revoke(service.database, user_id, phone["grant_id"])
    path = f"/v1/users/{user_id}/devices"
    listed = (await service.http.get(path, headers=bearer(key))).json()["devices"]
    assert listed == [
        {"device_id": "watch", "info": {}, "seen_at": None, "grants": [watch["grant_id"]]}
    ]
    async with service.database.reading() as connection:
        rows = await token_rows.of_user(connection, user_id, service.clock.ms)
    assert {row.kind for row in rows} == {"access", "refresh"}
