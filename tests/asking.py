"""Questions of one person at Berlin on a clear day in June, and how they are asked."""

BERLIN = {"latitude": 52.52, "longitude": 13.41, "elevation_m": 40}
NOON = "2026-06-12T13:00:00+02:00"


def question(start=NOON, skin=None, **parts):
    return {
        "location": BERLIN, "start": start, "uv_source": "clear_sky",
        "skin": {"fitzpatrick": 2, "age_years": 30, **(skin or {})}, **parts,
    }  # fmt: skip


async def ask(client, body, **headers):
    response = await client.post("/v1/estimates", json=body, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def refused(client, body):
    response = await client.post("/v1/estimates", json=body)
    assert response.status_code == 422
    return [(error["pointer"], error["code"]) for error in response.json()["errors"]]


def at(hour, minute=0):
    return f"2026-06-12T{hour:02}:{minute:02}:00+02:00"
