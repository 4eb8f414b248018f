"""What is logged while a user's data goes through: no places, bodies, keys, tokens or skin."""

import logging

import pytest

from service.access.keys import create_key

pytestmark = pytest.mark.anyio

ITEM = {
    "id": "0198f7c2-5c1e-7d0b-9a51-3f2f6f1d2a10", "type": "time_in_daylight", "value": 5,
    "unit": "min", "start": "2026-06-11T08:26:00Z", "end": "2026-06-11T08:31:00Z",
    "location": {"lat": 47.3769, "lon": 8.5417}, "metadata": {"note": "by the lake"},
}  # fmt: skip


async def test_nothing_of_a_user_is_logged(application, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    async with application(uv_providers=(), geocoding=False, log_level="debug") as http:
        records = http._transport.app.state.records
        key, _ = await create_key(records.database, "tests", records.now_ms)
        http.headers["authorization"] = f"Bearer {key}"
        made = await http.post("/v1/users", json={"profile": {"fitzpatrick": 6}})
        user_id = made.json()["id"]
        granted = await http.post(f"/v1/users/{user_id}/tokens", json={"device_id": "watch"})
        token = granted.json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        await http.post("/v1/users/me/samples:batch", json={"items": [ITEM]}, headers=headers)
        await http.post("/v1/users/me/samples:batch", content=b'{"items": [', headers=headers)
        await http.get("/v1/users/me/days", headers=headers)

        async def broken(*_args, **_more):
            raise RuntimeError("a fault")

        monkeypatch.setattr("service.routes.samples.receive", broken)
        failed = await http.post(
            "/v1/users/me/samples:batch", json={"items": [ITEM]}, headers=headers
        )
        assert failed.status_code == 500
    logged = "\n".join(
        f"{record.getMessage()} {logging.Formatter().format(record)}"
        for record in caplog.records
        # Drivers tell at this level what they do; the service itself never turns that on.
        if record.name.startswith(("solferol", "uvicorn", "fastapi", "starlette"))
    )
    assert "a fault" in logged
    for secret in ("47.37", "8.54", "by the lake", key, token, "fitzpatrick", user_id):
        assert secret not in logged, secret


async def test_drivers_are_silent_at_the_level_of_the_service(application, caplog):
    async with application(uv_providers=(), geocoding=False, log_level="debug") as http:
        records = http._transport.app.state.records
        key, _ = await create_key(records.database, "tests", records.now_ms)
        http.headers["authorization"] = f"Bearer {key}"
        await http.post("/v1/users", json={})
    names = {record.name.split(".")[0] for record in caplog.records}
    assert names <= {"solferol", "asyncio"}
