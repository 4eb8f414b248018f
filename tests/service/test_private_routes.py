"""
Every route that is somebody's, asked by everybody else.

What is asked is made of the description of the contract, so that routes to come are asked as well.
That each request would have been answered, had its owner sent it, is seen first: then a refusal is
one of whoever asked, and not of what was asked.
"""

import pytest

from service.app import _ROUTERS
from tests.syncing import Service, bearer
from tests.walking import MARK, Owner, operations

pytestmark = pytest.mark.anyio

PUBLIC = {
    "/v1/estimates", "/v1/estimate", "/v1/estimates:batch", "/v1/day", "/v1/windows", "/v1/year",
    "/v1/windows.ics", "/v1/year/comparison", "/v1/foods", "/v1/foods/{food_id}",
    "/v1/status", "/v1/plan",
    "/v1/uv", "/v1/places", "/v1/sources", "/v1/skin-types", "/v1/skin-types/assessment",
    "/v1/clothing", "/v1/calibrations", "/v1/models", "/health/live", "/health/ready",
    # Who comes here shows what it is about in the body.
    "/v1/tokens:refresh",
}  # fmt: skip
"""Routes for which nobody has to be identified. Whatever else there is needs a token."""


@pytest.fixture
async def here(tmp_path, anyio_backend):
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        yield running


def test_there_is_no_other_public_route(here):
    found = operations(here)
    assert {each.path for each in found if not each.is_private} == PUBLIC
    # Nor one that is not described: pages and documents aside.
    described = {each.path for each in found}
    served = {route.path for router in _ROUTERS for route in router.routes}
    assert [path for path in served - described if path.startswith("/v1")] == []
    assert sum(each.is_private for each in found) >= 25


async def ask(owner, operation, headers):
    return await owner.service.http.request(
        operation.method, owner.address(operation), headers=headers, **operation.request()
    )


async def test_its_owner_is_answered(here):
    wrong = []
    for operation in operations(here):
        if operation.is_private:
            owner = await Owner.of(here)
            answers = [
                await ask(owner, operation, bearer(token))
                for token in (owner.device.token, owner.key)
            ]
            # Either may lack the scope for it; a second time a thing may be gone.
            statuses = [answer.status_code for answer in answers]
            if not any(200 <= status < 300 for status in statuses):
                wrong.append((operation, statuses, [answer.text for answer in answers]))
    assert wrong == []


async def nobody(here, owner):
    return {}


async def garbage(here, owner):
    return bearer("sol_at_" + "A" * 43 + ".nonsense")


async def no_bearer(here, owner):
    return {"authorization": owner.device.token}


async def wrong_secret(here, owner):
    return bearer(owner.device.token[:-2] + "__")


async def wrong_secret_of_a_key(here, owner):
    return bearer(owner.key[:-2] + "__")


async def refresh_token(here, owner):
    return bearer((await here.grant(owner.key, owner.device.user_id))["refresh_token"])


async def expired_token(here, owner):
    granted = await here.grant(owner.key, owner.device.user_id)
    here.clock.forward(hours=1)
    return bearer(granted["access_token"])


async def revoked_token(here, owner):
    granted = await here.grant(owner.key, owner.device.user_id)
    path = f"/v1/users/{owner.device.user_id}/tokens/{granted['grant_id']}"
    await here.http.delete(path, headers=bearer(owner.key))
    return bearer(granted["access_token"])


async def token_of_somebody_erased(here, owner):
    other = await here.user(owner.key)
    granted = await here.grant(owner.key, other)
    await here.http.delete(f"/v1/users/{other}", headers=bearer(owner.key))
    return bearer(granted["access_token"])


UNKNOWN = [
    nobody, garbage, no_bearer, wrong_secret, wrong_secret_of_a_key, refresh_token, expired_token,
    revoked_token, token_of_somebody_erased,
]  # fmt: skip


async def device_of_another_user(here, owner):
    other = await here.user(owner.key)
    return bearer((await here.grant(owner.key, other))["access_token"])


async def door_of_another_user(here, owner):
    other = await here.user(owner.key)
    return bearer((await here.grant(owner.key, other, door=True))["access_token"])


async def device_of_another_application(here, owner):
    return bearer((await here.device()).token)


async def key_of_another_application(here, owner):
    return bearer(await here.key("another application"))


STRANGERS = [
    device_of_another_user, door_of_another_user, device_of_another_application,
    key_of_another_application,
]  # fmt: skip


def named(function):
    return function.__name__


async def asked_by(here, headers_of):
    """What every private route answers somebody; afterwards the owner has what it had."""
    owner = await Owner.of(here)
    headers = await headers_of(here, owner)
    await here.records.write_accesses()
    before = await owner.rows()
    answers = []
    for operation in operations(here):
        if operation.is_private:
            answer = await ask(owner, operation, headers)
            answers.append((operation, answer))
            assert MARK not in answer.text.lower(), operation
            assert answer.status_code < 500, operation
    await here.records.write_accesses()
    assert await owner.rows() == before
    return answers


@pytest.mark.parametrize("headers_of", UNKNOWN, ids=named)
async def test_who_is_not_known_gets_nothing(here, headers_of):
    for operation, answer in await asked_by(here, headers_of):
        assert answer.status_code == 401, operation
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("headers_of", STRANGERS, ids=named)
async def test_who_is_somebody_else_gets_nothing_of_this(here, headers_of):
    answers = await asked_by(here, headers_of)
    refused = [
        (operation, answer.status_code)
        for operation, answer in answers
        if operation.names_something and answer.status_code not in {403, 404}
    ]
    assert refused == []
    # What names nobody is answered, if it is, about whoever asks.
    assert {answer.status_code for _, answer in answers} <= {200, 201, 403, 404}


async def test_me_is_nobody_for_an_application(here):
    owner = await Owner.of(here)
    owner.names["user_id"] = "me"
    for operation in operations(here):
        if "{user_id}" in operation.path:
            answer = await ask(owner, operation, bearer(owner.key))
            assert answer.status_code == 404, operation
