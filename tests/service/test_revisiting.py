"""Who comes again with the tag of a good answer is told 304, for as long as it may be kept."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.revisiting import Visits

QUERY = {
    "latitude": 52.52, "longitude": 13.41, "skin_type": 2, "uv_source": "clear_sky",
    "start": "2026-06-12T12:00:00Z",
}  # fmt: skip


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def asked(path="/v1/uv", query=b"a=1", **headers):
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return Request(
        {
            "type": "http", "method": "GET", "path": path, "query_string": query,
            "headers": [(b"host", b"test"), *pairs],
        }
    )  # fmt: skip


def answered(status=200, **headers):
    known = {"etag": 'W/"abc"', "cache-control": "private, max-age=60", "vary": "Accept-Language"}
    return Response("{}", status, known | {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def visits(clock):
    known = Visits(clock)
    known.remember(asked(), answered())
    return known


def test_the_age_counts_from_the_answer(visits, clock):
    clock.now += 45.0
    response = visits.unchanged(asked(if_none_match='W/"abc"'))
    assert response.status_code == 304
    assert response.headers["age"] == "45"
    assert response.headers["etag"] == 'W/"abc"'
    assert response.headers["cache-control"] == "private, max-age=60"
    assert response.headers["vary"] == "Accept-Language, Accept-Encoding"
    clock.now += 15.0
    assert visits.unchanged(asked(if_none_match='W/"abc"')) is None


@pytest.mark.parametrize("wish", ["no-cache", "max-age=0", "no-store, max-age=0"])
@pytest.mark.parametrize("name", ["cache_control", "pragma"])
def test_who_asks_for_a_fresh_one_gets_it(visits, name, wish):
    assert visits.unchanged(asked(if_none_match='W/"abc"', **{name: wish})) is None


def test_a_minute_at_most(clock):
    visits = Visits(clock)
    visits.remember(asked(), answered(cache_control="private, max-age=3600"))
    clock.now += 59.0
    assert visits.unchanged(asked(if_none_match='W/"abc"', cache_control="max-age=01")) is not None
    clock.now += 1.0
    assert visits.unchanged(asked(if_none_match='W/"abc"')) is None


def test_who_comes_again_renews_it(visits, clock):
    clock.now += 61.0
    visits.remember(asked(), answered(304))
    assert visits.unchanged(asked(if_none_match='W/"abc"')).headers["age"] == "0"


@pytest.mark.parametrize(
    "other",
    [
        {"if_none_match": 'W/"xyz"'},
        {},
        {"if_none_match": 'W/"abc"', "accept_language": "de"},
        {"if_none_match": 'W/"abc"', "accept": "text/csv"},
        {"if_none_match": 'W/"abc"', "query": b"a=2"},
        {"if_none_match": 'W/"abc"', "query": b"a=\xff"},
        {"if_none_match": 'W/"abc"', "path": "/v1/day"},
    ],
)
def test_another_question_is_worked_out(visits, other):
    assert visits.unchanged(asked(**other)) is None


@pytest.mark.parametrize(
    "unfit", [{"status": 422}, {"cache_control": "no-store"}, {"etag": ""}], ids=str
)
def test_what_may_not_be_kept_is_not_remembered(clock, unfit):
    visits = Visits(clock)
    visits.remember(asked(), answered(**unfit))
    assert visits.unchanged(asked(if_none_match=unfit.get("etag") or 'W/"abc"')) is None


def test_only_so_many_are_remembered(visits):
    for i in range(10_000):
        visits.remember(asked(query=f"b={i}".encode()), answered())
    assert visits.unchanged(asked(if_none_match='W/"abc"')) is None
    assert visits.unchanged(asked(query=b"b=9999", if_none_match='W/"abc"')) is not None


@pytest.mark.parametrize("path", ["estimate", "uv", "day", "windows", "year"])
async def test_the_routes_answer_a_visit(client, path):
    left_out = {
        "uv": ("skin_type", "start"), "windows": ("start",), "year": ("start", "uv_source"),
    }  # fmt: skip
    query = {key: value for key, value in QUERY.items() if key not in left_out.get(path, ())}
    first = await client.get(f"/v1/{path}", params=query)
    assert first.status_code == 200, first.text
    again = await client.get(
        f"/v1/{path}", params=query, headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert "age" in again.headers
    assert again.headers["cache-control"] == first.headers["cache-control"]
    other = await client.get(
        f"/v1/{path}",
        params=query | {"latitude": 10.0},
        headers={"if-none-match": first.headers["etag"]},
    )
    assert other.status_code == 200
