"""One shape for every error, and a pointer to the field that caused it."""

import copy
import json
from http import HTTPStatus

import pytest

from service.problems import problem_response

pytestmark = pytest.mark.anyio

GOOD = {"location": {"latitude": 52.52, "longitude": 13.41}, "skin": {"fitzpatrick": 2}}
QUERY = {"latitude": "52.52", "longitude": "13.41", "skin_type": "2"}


def check_problem(response, status, slug):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {
        "type", "title", "status", "detail", "instance", "request_id", "errors",
    }  # fmt: skip
    assert problem["type"] == f"/problems/{slug}"
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["x-request-id"]
    for error in problem["errors"]:
        assert set(error) == {"pointer", "code", "detail"}
        assert error["pointer"].startswith("#")
    return problem


def changed(path, value):
    body = copy.deepcopy(GOOD)
    *parents, name = path.split(".")
    part = body
    for parent in parents:
        part = part.setdefault(parent, {})
    part[name] = value
    return body


BAD_VALUES = [
    ("skin.fitzpatrick", 0), ("skin.fitzpatrick", 7), ("skin.fitzpatrick", "olive"),
    ("skin.fitzpatrick", None), ("skin.fitzpatrick", 2.5), ("skin.fitzpatrick", "2"),
    ("skin.fitzpatrick", True), ("location.latitude", 91), ("location.latitude", -90.0001),
    ("location.latitude", "52.5"), ("location.longitude", 180.5), ("location.latitude", None),
    ("location.elevation_m", 20000), ("start", "2026-06-12T12:30:00"), ("start", "2026-06-12"),
    ("start", 1781260200), ("start", "tomorrow"), ("start", "1949-12-31T23:59:59Z"),
    ("start", "2101-01-01T00:00:00Z"), ("start", "2026-02-30T12:00:00Z"),
    ("start", "2026-06-12T25:00:00Z"), ("exposure.clothing", "bikini"),
    ("exposure.skin_fraction", 1.1), ("exposure.skin_fraction", -0.1),
    ("exposure.shade_fraction", 2), ("exposure.posture", "flying"),
    ("exposure.behind_glass", "no"), ("exposure.sunscreen", {"spf": 0.5}),
    ("exposure.sunscreen", {"spf": 30, "applied_mg_cm2": -1}), ("skin.med_j_m2", 0),
    ("skin.age_years", -1), ("skin.age_years", 121), ("skin.cautions", ["flu"]),
    ("environment.surface", "lava"), ("environment.uv_index", -1),
    ("environment.uv_index", 26), ("environment.ozone_du", 99),
    ("environment.cloud_cover", 1.01), ("target.vitamin_d_iu", 0),
    ("target.vitamin_d_iu", "much"), ("uv_source", "oracle"), ("model.calibration", "mine"),
    ("model.melanin", "none"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), BAD_VALUES)
async def test_a_bad_value_is_refused_by_name(client, path, value):
    response = await client.post("/v1/estimates", json=changed(path, value))
    problem = check_problem(response, 422, "validation")
    pointers = [error["pointer"] for error in problem["errors"]]
    assert all(pointer.startswith("#/" + path.replace(".", "/")) for pointer in pointers)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_numbers_that_are_none(client, name):
    text = json.dumps(GOOD).replace("52.52", name)
    response = await client.post(
        "/v1/estimates", content=text, headers={"content-type": "application/json"}
    )
    problem = check_problem(response, 422, "validation")
    assert problem["errors"][0]["pointer"] == "#/location/latitude"


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("colour", "#/colour"),
        ("skin.colour", "#/skin/colour"),
        ("location.lng", "#/location/lng"),
        ("location.a/b", "#/location/a~1b"),
    ],
)
async def test_unknown_fields_are_refused_by_name(client, path, pointer):
    problem = check_problem(
        await client.post("/v1/estimates", json=changed(path, 1)), 422, "validation"
    )
    assert problem["errors"] == [
        {"pointer": pointer, "code": "extra_forbidden", "detail": problem["errors"][0]["detail"]}
    ]


@pytest.mark.parametrize(
    ("missing", "pointer"),
    [
        (("skin",), "#/skin"),
        (("skin", "fitzpatrick"), "#/skin/fitzpatrick"),
        (("location",), "#/location"),
        (("location", "longitude"), "#/location/longitude"),
    ],
)
async def test_required_fields(client, missing, pointer):
    body = copy.deepcopy(GOOD)
    part = body
    for name in missing[:-1]:
        part = part[name]
    del part[missing[-1]]
    problem = check_problem(await client.post("/v1/estimates", json=body), 422, "validation")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(pointer, "missing")]


CONFLICTS = [
    ({"exposure": {"clothing": "nude", "skin_fraction": 0.5}}, "#/exposure/skin_fraction"),
    ({"skin": {"fitzpatrick": 2, "med_j_m2": 250, "ita_deg": 30}}, "#/skin/ita_deg"),
    ({"uv_source": "manual"}, "#/environment/uv_index"),
    ({"uv_source": "clear_sky", "environment": {"uv_index": 5}}, "#/environment/uv_index"),
    ({"uv_source": "open_meteo", "environment": {"cloud_cover": 0.5}},
     "#/environment/cloud_cover"),
    ({"environment": {"cloud_cover": 0.5, "uv_index": 3}}, "#/environment/cloud_cover"),
    ({"start": "2026-06-12T12:00:00Z", "end": "2026-06-12T12:00:00Z"}, "#/end"),
    ({"start": "2026-06-12T12:00:00Z", "end": "2026-06-13T12:00:01Z"}, "#/end"),
    ({"end": "2026-06-12T09:00:00Z"}, "#/end"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "pointer"), CONFLICTS)
async def test_contradictions_are_refused_by_name(client, parts, pointer):
    problem = check_problem(
        await client.post("/v1/estimates", json=GOOD | parts), 422, "validation"
    )
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["/v1/estimate", "/v1/day"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("skin_type", "0"), ("skin_type", "7"), ("skin_type", "olive"), ("skin_type", ""),
        ("latitude", "91"), ("latitude", "nan"), ("longitude", "inf"), ("longitude", "abc"),
        ("start", "2026-06-12T12:30:00"), ("target_iu", "-5"), ("colour", "red"),
        ("lat", "52"), ("clothing", "bikini"), ("uv", "99"),
    ],
)  # fmt: skip
async def test_bad_queries_are_refused_by_name(client, path, name, value):
    response = await client.get(path, params=QUERY | {name: value})
    problem = check_problem(response, 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == [f"#/{name}"]


async def test_every_wrong_field_is_named_at_once(client):
    body = {"location": {"latitude": 91, "longitude": 181}, "skin": {}}
    problem = check_problem(await client.post("/v1/estimates", json=body), 422, "validation")
    assert len(problem["errors"]) == 3


@pytest.mark.parametrize("missing", ["latitude", "longitude", "skin_type"])
async def test_queries_without_what_is_required(client, missing):
    query = {name: value for name, value in QUERY.items() if name != missing}
    problem = check_problem(await client.get("/v1/estimate", params=query), 422, "validation")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [(f"#/{missing}", "missing")]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"date": "2026-06-12", "start": "2026-06-12T12:00:00Z"}, "#/date"),
        ({"date": "1900-01-01"}, "#/date"),
        ({"date": "2026-02-30"}, "#/date"),
        ({"step_minutes": "0"}, "#/step_minutes"),
        ({"step_minutes": "61"}, "#/step_minutes"),
        ({"uv_source": "manual"}, "#/uv"),
    ],
)
async def test_bad_days(client, query, pointer):
    problem = check_problem(await client.get("/v1/day", params=QUERY | query), 422, "validation")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    "path", ["/nope", "/v1/estimates/1", "/v1", "/docs/", "/v1/uv/", "/assets/x"]
)
async def test_not_found(client, path):
    check_problem(await client.get(path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/estimates", "POST"),
        ("PUT", "/v1/uv", "GET"),
        ("POST", "/v1/day", "GET"),
        ("GET", "/v1/estimates", "POST"),
    ],
)
async def test_method_not_allowed(client, method, path, allowed):
    response = await client.request(method, path)
    check_problem(response, 405, "method-not-allowed")
    assert allowed in response.headers["allow"]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '"x"', "null", "42", "\x00", "{'a': 1}", b"\xff", "[" * 60_000]
)
async def test_bodies_that_are_not_an_object(client, body):
    response = await client.post(
        "/v1/estimates", content=body, headers={"content-type": "application/json"}
    )
    problem = check_problem(response, 422, "validation")
    assert problem["errors"][0]["pointer"] == "#"


async def test_a_body_of_another_kind(client):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        response = await client.post(
            "/v1/estimates", content=json.dumps(GOOD), headers={"content-type": kind}
        )
        check_problem(response, 415, "unsupported-media-type")


async def test_a_body_of_ten_megabytes(client):
    response = await client.post("/v1/estimates", json=GOOD | {"notes": "x" * 10_000_000})
    problem = check_problem(response, 413, "payload-too-large")
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("#", "too_large")
    assert "65536 bytes" in error["detail"]


async def test_a_large_body_that_does_not_say_so(client):
    async def pieces():
        for _ in range(200):
            yield b"x" * 10_000

    response = await client.post("/v1/estimates", content=pieces())
    check_problem(response, 413, "payload-too-large")


async def test_a_flood_of_wrong_fields_is_answered_briefly(client):
    body = GOOD | {f"field{number}": 1 for number in range(3000)}
    problem = check_problem(await client.post("/v1/estimates", json=body), 422, "validation")
    assert len(problem["errors"]) == 20
    assert problem["detail"] == "3000 fields are invalid; the first 20 are named"
    cautions = changed("skin.cautions", [1] * 15_000)
    problem = check_problem(await client.post("/v1/estimates", json=cautions), 422, "validation")
    assert len(problem["errors"]) == 1


@pytest.mark.parametrize("path", ["/v1/estimate", "/v1/day", "/v1/uv"])
async def test_what_is_said_twice_is_refused(client, path):
    query = [("latitude", "52"), ("longitude", "13"), ("latitude", "53")]
    query += [] if path == "/v1/uv" else [("skin_type", "1")]
    problem = check_problem(await client.get(path, params=query), 422, "validation")
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("#/latitude", "repeated")]


async def test_a_fault_of_our_own(application, monkeypatch, caplog):
    async def broken(*args):
        raise RuntimeError("latitude 52.52 of a person")

    monkeypatch.setattr("service.routes.estimates.estimate", broken)
    async with application(uv_providers=()) as client:
        response = await client.post("/v1/estimates", json=GOOD)
    problem = check_problem(response, 500, "internal-error")
    assert "52.52" not in response.text
    assert problem["request_id"] in caplog.text


async def test_a_request_id_is_echoed_or_made(client):
    given = await client.get("/health/live", headers={"x-request-id": "abc-123"})
    assert given.headers["x-request-id"] == "abc-123"
    for bad in ("x" * 65, "a b", "ä"):
        made = await client.get("/health/live", headers={"x-request-id": bad.encode()})
        assert len(made.headers["x-request-id"]) == 32


async def test_head_answers_like_get_without_a_body(client):
    head = await client.head("/v1/uv", params={"latitude": 1, "longitude": 2})
    got = await client.get("/v1/uv", params={"latitude": 1, "longitude": 2})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


async def test_security_headers(client):
    for path in ("/", "/v1/skin-types", "/nope", "/docs"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"


async def test_cross_origin_only_where_it_is_allowed(application):
    origin = {"origin": "https://app.example"}
    async with application(uv_providers=()) as client:
        closed = await client.get("/v1/skin-types", headers=origin)
        assert "access-control-allow-origin" not in closed.headers
    async with application(uv_providers=(), cors_origins=("https://app.example",)) as client:
        opened = await client.get("/v1/skin-types", headers=origin)
        assert opened.headers["access-control-allow-origin"] == "https://app.example"
        preflight = await client.options(
            "/v1/estimates",
            headers=origin
            | {
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            },
        )
        assert preflight.status_code == 200


async def test_large_answers_are_compressed(client):
    response = await client.get("/v1/day", params=QUERY, headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.json()["points"]


def test_titles_are_written_like_sentences():
    for status in HTTPStatus:
        if status >= 400:
            title = json.loads(problem_response({}, status, "").body)["title"]
            first, *others = title.split()
            assert first[0].isupper()
            assert not any(word.istitle() for word in others), title
