"""The windows of the coming days as a calendar."""

import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.upstream import CAMS, CLOUDS, Reply, Upstream, cams, clear_day, urls_of

pytestmark = pytest.mark.anyio

QUERY = {
    "latitude": 52.52,
    "longitude": 13.41,
    "elevation_m": 40,
    "skin_type": 2,
    "age_years": 30,
    "clothing": "swimwear",
}


async def fetch(client, headers=None, **query):
    response = await client.get("/v1/windows.ics", params=QUERY | query, headers=headers)
    assert response.status_code == 200, response.text
    return response


async def events(client, headers=None, **query):
    response = await fetch(client, headers, **query)
    return Calendar.from_ical(response.content).events


@pytest.mark.parametrize("kind", [None, "gentlest", "shortest", "earliest"])
async def test_an_event_is_the_window_of_its_day(client, kind):
    found = await events(client, **({} if kind is None else {"kind": kind}))
    days = (await client.get("/v1/windows", params=QUERY)).json()["days"]
    assert len(found) == len(days) == 5
    # Of today the windows are those of what is left of it.
    for event, day in zip(found[1:], days[1:], strict=True):
        (window,) = [w for w in day["windows"] if w["kind"] == (kind or "gentlest")]
        start, end = (datetime.fromisoformat(window[name]) for name in ("start", "end"))
        assert start == event.DTSTART
        # Down to the second here, to the nearest there.
        assert timedelta(0) <= end - event.DTEND <= timedelta(seconds=1)
        assert event.DTSTART.utcoffset() == event.DTEND.utcoffset() == timedelta(0)
        minutes = int(window["minutes"])
        assert event["SUMMARY"] == f"Sun for vitamin D: {minutes} min"
        assert f"{minutes} min of sun make about 1000 IU" in event["DESCRIPTION"]


@pytest.mark.parametrize("kind", ["gentlest", "shortest", "earliest"])
async def test_the_event_of_today_stays_where_it_was_as_the_day_goes_on(application, kind):
    starts = set()
    for hour in (5, 7, 12, 16, 20):
        at = datetime(2026, 6, 12, hour, 30, tzinfo=UTC)
        async with application(now=at, uv_providers=(), geocoding=False) as client:
            (event,) = await events(client, kind=kind, days=1)
            starts.add(event.DTSTART)
    assert len(starts) == 1


async def test_what_the_calendar_says_of_itself(client, now):
    response = await fetch(client, days=1)
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    assert response.headers["cache-control"] == "private, max-age=3600"
    calendar = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["CALSCALE"] == "GREGORIAN"
    assert calendar["PRODID"]
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Sun for vitamin D"
    assert calendar.refresh_interval == timedelta(hours=1)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in response.text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in response.text
    (event,) = calendar.events
    assert now == event.DTSTAMP
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["CLASS"] == "PRIVATE"
    assert re.search(r"^DTSTART:\d{8}T\d{6}Z\r$", response.text, re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
async def test_lines_are_folded_escaped_and_end_as_the_standard_wants(client, language):
    body = (await fetch(client, language=language)).content
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    # RFC 5545, 3.1: 75 octets at most; a letter of two octets torn in two cannot be decoded.
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode()
    unfolded = body.replace(b"\r\n ", b"").decode()
    described = [line for line in unfolded.split("\r\n") if line.startswith("DESCRIPTION:")]
    assert len(described) == 5
    # RFC 5545, 3.3.11: no bare comma or semicolon.
    for line in described:
        text = line.removeprefix("DESCRIPTION:")
        assert not re.search(r"(?<!\\)[,;]", text)
        assert r"\n" in text
        assert r"\," in text


async def test_the_same_place_date_and_kind_have_the_same_uid(client):
    light = {event["UID"]: event for event in await events(client)}
    dark = [event["UID"] for event in await events(client, skin_type=4, language="de")]
    assert list(light) == dark
    assert len(set(dark)) == 5
    for uid in light:
        # Of a name, not of chance: the same tomorrow and in another process.
        assert uuid.UUID(uid).version == 5
    others = [
        event["UID"]
        for query in ({"kind": "shortest"}, {"latitude": 48.0}, {"longitude": 13.5})
        for event in await events(client, **query)
    ]
    assert len(others) == len(set(others)) == 15
    assert set(others).isdisjoint(light)


async def test_the_uid_is_known(client):
    # Calendars hold it: another one for the same event would show the event twice.
    first = (await events(client, days=1))[0]
    assert first["UID"] == "54ca57a7-23ec-52f5-960d-f8d54de41b60"


async def test_tomorrow_the_same_day_has_the_same_uid(application, now):
    seen = []
    for moment in (now, now + timedelta(days=1)):
        async with application(uv_providers=(), geocoding=False, now=moment) as client:
            seen.append([event["UID"] for event in await events(client)])
    today, tomorrow = seen
    assert today[1:] == tomorrow[:-1]


@pytest.mark.parametrize(
    ("headers", "query", "words"),
    [
        ({}, {}, ("Sun for vitamin D", "not a medical device", "clear sky")),
        ({"accept-language": "de-AT,en;q=0.5"}, {},
         ("Sonne für Vitamin D", "kein Medizinprodukt", "klaren Himmel")),
        ({"accept-language": "en"}, {"language": "de"},
         ("Sonne für Vitamin D", "kein Medizinprodukt", "klaren Himmel")),
        ({"accept-language": "de"}, {"language": "en"},
         ("Sun for vitamin D", "not a medical device", "clear sky")),
    ],
)  # fmt: skip
async def test_words_in_two_languages(client, headers, query, words):
    summary, device, sky = words
    event = (await events(client, headers, **query))[0]
    assert summary in event["SUMMARY"]
    assert device in event["DESCRIPTION"]
    assert sky in event["DESCRIPTION"]
    assert "%" in event["DESCRIPTION"]


async def test_a_forecast_is_told_from_a_clear_sky(application, now):
    async with Upstream() as server:
        server.replies = {CAMS: Reply(cams(clear_day)), CLOUDS: Reply(b"", 503)}
        settings = {"uv_providers": ("open_meteo",), **urls_of(server.url), "now": now}
        async with application(**settings) as client:
            today, *_, last = await events(client)
    assert "with a forecast" in today["DESCRIPTION"]
    assert "without a forecast" in last["DESCRIPTION"]


async def test_where_no_day_has_a_window_one_event_says_why(client, now):
    response = await fetch(client, age_years=0.5)
    (event,) = Calendar.from_ical(response.content).events
    assert event["SUMMARY"] == "No stay to offer these days"
    assert "ask a doctor" in event["DESCRIPTION"]
    assert now.date() == event.DTSTART
    assert timedelta(days=1) == event.DTEND - event.DTSTART
    assert "DTSTART;VALUE=DATE:20260612\r\n" in response.text


async def test_the_tiniest_window_ends_after_it_begins(client):
    found = await events(client, target_iu=1, kind="shortest")
    assert len(found) == 5
    for event in found:
        assert event.DTSTART < event.DTEND
        assert event["SUMMARY"] == "Sun for vitamin D: < 1 min"


async def test_the_same_calendar_is_not_sent_again(application, now):
    tags = []
    for moment in (now, now + timedelta(seconds=20)):
        async with application(uv_providers=(), geocoding=False, now=moment) as client:
            first = await fetch(client)
            again = {"if-none-match": first.headers["etag"]}
            same = await client.get("/v1/windows.ics", params=QUERY, headers=again)
            assert same.status_code == 304
            assert same.content == b""
            other = await fetch(client, {"if-none-match": first.headers["etag"]}, kind="shortest")
            tags += [first.headers["etag"], other.headers["etag"]]
    # When it was written says nothing new.
    assert tags[0] == tags[2] != tags[1]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"kind": "best"}, "#/kind"), ({"days": 17}, "#/days"), ({"language": "it"}, "#/language"),
     ({"cautions": "lupus"}, "#/cautions")],
)  # fmt: skip
async def test_what_cannot_be_asked(client, query, pointer):
    response = await client.get("/v1/windows.ics", params=QUERY | query)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_the_service_starts_without_the_library():
    program = "import sys, service.app; print('icalendar' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
