"""What OwnTracks and Overland send, as their documentation shows it, and what they expect back."""

import base64
import copy

import pytest

pytestmark = pytest.mark.anyio

OWNTRACKS = {
    "_type": "location", "acc": 14, "alt": 34, "batt": 87, "conn": "w", "lat": 52.51642,
    "lon": 13.37771, "tid": "ph", "tst": 1781258400, "vac": 3, "vel": 4, "created_at": 1781258460,
    "motionactivities": ["walking"], "topic": "owntracks/me/phone",
}  # fmt: skip
OVERLAND = {
    "locations": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [13.37771, 52.51642]},
            "properties": {
                "timestamp": "2026-06-12T11:00:00+0200", "altitude": 34, "speed": 1,
                "horizontal_accuracy": 30, "vertical_accuracy": -1, "motion": ["walking"],
                "wifi": "", "device_id": "phone", "battery_level": 0.8,
            },
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [13.37771, 52.51642]},
            "properties": {
                "timestamp": "2026-06-12T11:05:00+0200", "altitude": 34,
                "motion": ["stationary"], "wifi": "home",
            },
        },
    ]
}  # fmt: skip


@pytest.fixture
async def token(own):
    asked = {"device_id": "phone", "door": True}
    granted = await own.http.post(f"/v1/users/{own.user_id}/tokens", json=asked)
    assert granted.json()["refresh_token"] is None
    return granted.json()["access_token"]


async def stored(own):
    answer = await own.http.get(f"/v1/users/{own.user_id}/samples")
    return answer.json()["samples"]


async def test_owntracks_gets_an_empty_list_with_its_token_as_password(own, token):
    basic = base64.b64encode(f"anybody:{token}".encode()).decode()
    headers = {"authorization": f"Basic {basic}", "x-limit-u": "me", "x-limit-d": "pixel"}
    for _ in range(2):
        answer = await own.http.post("/v1/owntracks", json=OWNTRACKS, headers=headers)
        assert (answer.status_code, answer.json()) == (200, [])
    (place,) = await stored(own)
    assert place["type"] == "location"
    assert place["start"] == "2026-06-12T10:00:00Z"
    assert place["location"] == {"lat": 52.52, "lon": 13.38, "alt_m": 50.0, "acc_m": 14.0}
    assert place["device_id"] == "pixel"
    # The time of the fix is that of the sample; that of the message is kept beside it.
    assert place["details"]["metadata"]["sent"] == "2026-06-12T10:01:00+00:00"
    assert place["details"]["motion"] == ["walking"]


@pytest.mark.parametrize(
    ("precision", "place"),
    [
        ("precise", {"lat": 52.5164, "lon": 13.3777, "alt_m": 34.0}),
        ("10km", {"lat": 52.5, "lon": 13.4, "alt_m": 0.0}),
    ],
)
async def test_places_are_as_exact_as_their_user_wants_them(own, token, precision, place):
    chosen = await own.http.put(f"/v1/users/{own.user_id}/privacy", json={"precision": precision})
    assert chosen.status_code == 200
    headers = {"authorization": f"Bearer {token}"}
    for door, message in (("owntracks", OWNTRACKS), ("overland", OVERLAND)):
        await own.http.post(f"/v1/{door}", json=message, headers=headers)
    places = [each["location"] for each in await stored(own)]
    assert [(each["lat"], each["lon"]) for each in places] == [(place["lat"], place["lon"])] * 3
    # One of them says itself that its altitude is worth nothing.
    assert {each["alt_m"] for each in places} == {place["alt_m"], None}


@pytest.mark.parametrize(
    "message",
    [
        {"_type": "transition", "tst": 1}, {"_type": "encrypted", "data": "x"}, {}, [], None,
        OWNTRACKS | {"tst": "soon"}, OWNTRACKS | {"lat": 500}, OWNTRACKS | {"tst": 1e300},
    ],
)  # fmt: skip
async def test_owntracks_never_has_to_send_again_what_cannot_be_used(own, token, message):
    headers = {"authorization": f"Bearer {token}"}
    answer = await own.http.post("/v1/owntracks", json=message, headers=headers)
    assert (answer.status_code, answer.json()) == (200, [])
    assert await stored(own) == []


async def test_overland_gets_the_only_answer_that_empties_its_queue(own, token):
    headers = {"authorization": f"Bearer {token}"}
    for _ in range(2):
        answer = await own.http.post("/v1/overland", json=OVERLAND, headers=headers)
        assert answer.status_code == 200
        assert answer.json() == {"result": "ok"}
    walked, still = await stored(own)
    assert walked["start"] == "2026-06-12T09:00:00Z"
    # A negative vertical accuracy says that the altitude is none.
    assert walked["location"]["alt_m"] is None
    assert still["details"]["indoor"] is True
    day = (await own.day("2026-06-12")).json()
    assert day["minutes_by_evidence"] == {"phone_motion": 5.0}
    assert day["excluded"] == [{"reason": "probably_indoor", "minutes": 5.0}]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body["locations"][0]["properties"].pop("timestamp"),
        lambda body: body["locations"][0].pop("geometry"),
        lambda body: body["locations"][0]["geometry"].update(coordinates=[None, "x"]),
        lambda body: body["locations"].insert(0, "text"),
        lambda body: body["locations"][0]["properties"].update(timestamp="2026-06-12T11:00:00"),
    ],
)
async def test_overland_keeps_good_places_beside_bad_ones(own, token, spoil):
    body = copy.deepcopy(OVERLAND)
    spoil(body)
    headers = {"authorization": f"Bearer {token}"}
    answer = await own.http.post("/v1/overland", json=body, headers=headers)
    assert answer.json() == {"result": "ok"}
    assert 1 <= len(await stored(own)) <= 2


async def test_two_hundred_places_are_one_batch_of_overland(own, token):
    feature = OVERLAND["locations"][0]
    places = [
        feature | {"properties": feature["properties"] | {
            "timestamp": f"2026-06-11T{9 + i // 60:02d}:{i % 60:02d}:00+0200"}}
        for i in range(200)
    ]  # fmt: skip
    headers = {"authorization": f"Bearer {token}"}
    answer = await own.http.post("/v1/overland", json={"locations": places}, headers=headers)
    assert answer.json() == {"result": "ok"}
    assert len(await stored(own)) == 200


async def test_doors_are_shut_without_a_token_and_for_keys_of_applications(own):
    del own.http.headers["authorization"]
    for path in ("/v1/owntracks", "/v1/overland"):
        assert (await own.http.post(path, json={})).status_code == 401


async def test_a_key_of_an_application_has_no_user_of_its_own(own):
    assert (await own.http.post("/v1/overland", json=OVERLAND)).status_code == 403
