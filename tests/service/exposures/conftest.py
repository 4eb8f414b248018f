import asyncio
from dataclasses import dataclass

import httpx
import pytest

from service.access.keys import create_key
from tests.syncing import url

__all__ = ["Own", "own", "url"]


@dataclass
class Own:
    """A user of an application that runs, as a client of its API."""

    http: httpx.AsyncClient
    user_id: str

    async def upload(self, body):
        """Give a file and wait until it is read."""
        given = await self.http.post(f"/v1/users/{self.user_id}/imports", content=body)
        assert given.status_code == 202, given.text
        while given.json()["state"] in {"waiting", "running"}:
            await asyncio.sleep(0.02)
            name = given.json()["id"]
            given = await self.http.get(f"/v1/users/{self.user_id}/imports/{name}")
        return given.json()

    async def send(self, items, **envelope):
        answer = await self.http.post(
            f"/v1/users/{self.user_id}/samples:batch", json={"items": items, **envelope}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def days(self, start, end):
        """Days by their dates, once none is being worked out any more."""
        while True:
            query = {"start": start, "end": end}
            answer = await self.http.get(f"/v1/users/{self.user_id}/days", params=query)
            assert answer.status_code == 200, answer.text
            if not answer.json()["pending"]:
                return {day["date"]: day for day in answer.json()["days"]}
            await asyncio.sleep(0.02)

    async def day(self, date):
        await self.days(date, date)
        return await self.http.get(f"/v1/users/{self.user_id}/days/{date}")


@pytest.fixture
async def own(application):
    """A user with skin of type II in T-shirt and shorts."""
    async with application(uv_providers=(), geocoding=False) as http:
        records = http._transport.app.state.records
        key, _ = await create_key(records.database, "tests", records.now_ms)
        http.headers["authorization"] = f"Bearer {key}"
        seasons = dict.fromkeys(("spring", "summer", "autumn", "winter"), "t_shirt_shorts")
        profile = {"fitzpatrick": 2, "birth_year": 1990, "clothing": seasons}
        made = await http.post("/v1/users", json={"profile": profile})
        assert made.status_code == 201, made.text
        yield Own(http, made.json()["id"])
