"""What ARPANSA's stations measure now, of two clocks and with a status that decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.providers.arpansa import LIMITS, TERMS, Arpansa
from tests.adapters import HUGE, answer_with, bodies_in, cell_at
from tests.service.providers.serving_bodies import (
    AGENT,
    NOW,
    Answer,
    at,
    failure_of,
    forecast_of,
    serving,
    unix,
)

pytestmark = pytest.mark.anyio

TODAY = NOW.date()
ADELAIDE, ALICE_SPRINGS = cell_at(-34.9, 138.6), cell_at(-23.7, 133.9)
NEWCASTLE, DARWIN, CASEY = cell_at(-32.9, 151.8), cell_at(-12.5, 130.8), cell_at(-66.3, 110.5)
SYDNEY, BERLIN = cell_at(-33.9, 151.2), cell_at(52.5, 13.4)
TWO = "uvvalues-two-stations-2026-09-18-excerpt.xml"
IN_2017 = "uvvalues-adelaide-2017-11-20-excerpt.xml"
IN_2024 = "uvvalues-newcastle-2024-03-06-excerpt.xml"
DOWN = "documented-uvvalues-unavailable.xml"
MINUTES = "documented-api-uvlevel-sydney.json"


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def station(**parts):
    whole = {
        "index": "1.3", "time": "7:25 PM", "date": "12/06/2026",
        "utcdatetime": "2026/06/12 09:55", "status": "ok",
    } | parts  # fmt: skip
    inside = "".join(f"<{k}>{v}</{k}>" for k, v in whole.items() if v is not None)
    return f'<location id="Adelaide"><name>adl</name>{inside}</location>'


def body(*locations):
    return f"<stations>{''.join(locations)}</stations>".encode()


async def measured(cell, answer, now=NOW):
    """Instant and UV index."""
    forecast = await forecast_of(Arpansa, cell, answer, now=now)
    (uv,) = forecast.series
    assert uv.valid_from[0] == forecast.issued_at.timestamp()
    return forecast.issued_at, uv.value[0]


def test_every_body_is_read_somewhere_here(shared):
    assert bodies_in(shared, "arpansa") == {TWO, IN_2017, IN_2024, DOWN, MINUTES}


async def test_recorded_measurement_of_adelaide(shared):
    answer, now = answer_with(shared, f"arpansa/{TWO}"), moment("2026-09-18T06:36")
    forecast = await forecast_of(Arpansa, ADELAIDE, answer, now=now)
    (uv,) = forecast.series
    assert at(uv, "2026-09-18T06:35Z") == 1.3
    assert (uv.quantity, uv.sky, uv.kind, uv.weighting, len(uv.value)) == (
        "uv_index", "all", "instant", "erythemal", 1,
    )  # fmt: skip
    assert forecast.expires_at == now + timedelta(minutes=2)
    assert (forecast.fetched_at, forecast.attribution) == (now, TERMS.attribution)
    assert "ARPANSA" in forecast.attribution[0]


async def test_stations_of_one_file_may_be_half_an_hour_apart(shared):
    answer, now = answer_with(shared, f"arpansa/{TWO}"), moment("2026-09-18T06:36")
    assert await measured(ALICE_SPRINGS, answer, now) == (moment("2026-09-18T06:05"), 7.8)


@pytest.mark.parametrize(
    ("now", "instant"),
    [
        # 6:07 PM was 07:07 UTC in daylight saving; the file says 08:07.
        ("2024-03-06T07:08", "2024-03-06T07:07"),
        ("2024-03-06T08:08", "2024-03-06T08:07"),
    ],
)
async def test_in_daylight_saving_the_clock_that_is_nearer_to_now_is_right(shared, now, instant):
    answer = answer_with(shared, f"arpansa/{IN_2024}")
    assert await measured(NEWCASTLE, answer, moment(now)) == (moment(instant), 0.0)


async def test_a_utcdatetime_that_fits_no_offset_loses_against_the_local_time(shared):
    # 12:39 PM in Adelaide's summer, ten and a half hours ahead; the file says 11:39 UTC.
    answer = answer_with(shared, f"arpansa/{IN_2017}")
    told = await measured(ADELAIDE, answer, moment("2017-11-20T02:10"))
    assert told == (moment("2017-11-20T02:09"), 10.3)


@pytest.mark.parametrize("cell", [DARWIN, CASEY])
async def test_dead_station_reads_zero_but_status_decides(shared, cell):
    answer = answer_with(shared, f"arpansa/{DOWN}")
    assert b"<index>0.0</index>" in answer.body
    error, tries = await failure_of(Arpansa, cell, answer, now=moment("2026-03-05T03:36"))
    assert (error.failure, tries) == ("provider_no_data", 1)


@pytest.mark.parametrize("status", ["na", "unavailable", "", None, "okay"])
async def test_whatever_is_not_ok_is_no_value(status):
    error, _ = await failure_of(Arpansa, ADELAIDE, Answer(body(station(status=status))))
    assert error.failure == "provider_no_data"


@pytest.mark.parametrize("status", ["ok", "OK", " Ok\n"])
async def test_night_reads_zero_too_and_is_a_value(status):
    answer = Answer(body(station(status=status, index="0.0")))
    assert await measured(ADELAIDE, answer) == (moment("2026-06-12T09:55"), 0.0)


async def test_the_series_by_the_minute_is_another_service(shared):
    answer = answer_with(shared, f"arpansa/{MINUTES}")
    now = moment("2025-02-01T19:02")
    error, tries = await failure_of(Arpansa, SYDNEY, answer, now=now)
    assert (error.failure, tries) == ("provider_invalid_response", 2)


async def test_a_station_that_is_not_in_the_file(shared):
    answer = answer_with(shared, f"arpansa/{TWO}")
    error, tries = await failure_of(Arpansa, SYDNEY, answer, now=moment("2026-09-18T06:36"))
    assert (error.failure, tries) == ("provider_no_data", 1)


async def test_far_from_all_stations_nobody_is_asked():
    error, tries = await failure_of(Arpansa, BERLIN, Answer(body(station())))
    assert (error.failure, tries) == ("provider_no_data", 0)


@pytest.mark.parametrize(
    ("utc", "local", "instant"),
    [
        ("2026/06/12 09:55", "", "2026-06-12T09:55"),
        ("", "7:25 PM", "2026-06-12T09:55"),
        (None, "7:25 PM", "2026-06-12T09:55"),
        ("yesterday", "7:25 PM", "2026-06-12T09:55"),
        ("2026/06/12 09:30", "7:25 PM", "2026-06-12T09:55"),
        ("2026/06/12 09:55", "6:25 PM", "2026-06-12T09:55"),
        ("2026/06/12 10:04", "7:25 PM", "2026-06-12T10:04"),
        ("2026/06/12 10:06", "7:25 PM", "2026-06-12T09:55"),
    ],
)
async def test_one_clock_is_enough_and_none_is_ahead_of_now(utc, local, instant):
    answer = Answer(body(station(utcdatetime=utc, time=local)))
    assert await measured(ADELAIDE, answer) == (moment(instant), 1.3)


@pytest.mark.parametrize(("minutes", "fresh"), [(89, True), (91, False)])
async def test_measured_more_than_ninety_minutes_ago_is_no_now(minutes, fresh):
    then = NOW - timedelta(minutes=minutes)
    answer = Answer(body(station(utcdatetime=f"{then:%Y/%m/%d %H:%M}", time="")))
    if fresh:
        assert await measured(ADELAIDE, answer) == (then, 1.3)
    else:
        error, tries = await failure_of(Arpansa, ADELAIDE, answer)
        assert (error.failure, tries) == ("provider_outdated", 1)


async def test_without_any_time_nothing_is_known_of_now():
    answer = Answer(body(station(utcdatetime="", time="", date="")))
    error, _ = await failure_of(Arpansa, ADELAIDE, answer)
    assert error.failure == "provider_outdated"


async def test_days_need_no_zero_before_them():
    now = moment("2026-06-05T10:00")
    answer = Answer(body(station(date="5/06/2026", utcdatetime="")))
    assert await measured(ADELAIDE, answer, now) == (moment("2026-06-05T09:55"), 1.3)


@pytest.mark.parametrize("value", ["-0.2", str(HUGE), "6e17"])
async def test_negative_and_huge_values_are_left_to_the_sanity_check(value):
    answer = Answer(body(station(index=value)))
    assert (await measured(ADELAIDE, answer))[1] == float(value)


@pytest.mark.parametrize("value", ["", None, "high", "nan", "inf"])
async def test_an_index_that_is_no_number(value):
    error, tries = await failure_of(Arpansa, ADELAIDE, Answer(body(station(index=value))))
    assert (error.failure, tries) == ("provider_invalid_response", 1)


@pytest.mark.parametrize("end", ["", "/", "/xml/uvvalues.xml"])
async def test_request_for_the_whole_file_tells_no_place(end):
    make = lambda fetcher, base: Arpansa(fetcher, base + end)  # noqa: E731
    async with serving(make, Answer(body(station()))) as (provider, requests):
        await provider.forecast(ADELAIDE, None)
    (request,) = requests
    assert request.url.raw_path == b"/xml/uvvalues.xml"
    assert request.headers["user-agent"] == AGENT


def test_today_near_a_station_alone():
    available = Arpansa(None, "").available
    asked = replace(ADELAIDE, first=TODAY - timedelta(9), last=TODAY + timedelta(9))
    assert available(asked, TODAY) == (TODAY, TODAY)
    assert available(replace(asked, first=TODAY + timedelta(1)), TODAY) is None
    assert available(replace(asked, last=TODAY - timedelta(1)), TODAY) is None
    assert available(replace(asked, latitude=-34.0), TODAY) is None


def test_no_more_than_four_calls_a_minute():
    assert [(each.calls, each.window_s) for each in LIMITS] == [(4, 60)]


BROKEN = {
    "empty": b"",
    "cut off": body(station())[:-20],
    "text after it": body(station()) + b"timeout",
    "page": b"<html><body><br>Bad Gateway</body></html>",
    "no UTF-8": b"<stations>\xff\xfe</stations>",
}


@pytest.mark.parametrize("broken", BROKEN)
async def test_what_is_no_xml_is_tried_once_more(broken):
    error, tries = await failure_of(Arpansa, ADELAIDE, Answer(BROKEN[broken]))
    assert (error.failure, tries) == ("provider_invalid_response", 2)


LAUGHS = b"""<!DOCTYPE stations [<!ENTITY o "o"><!ENTITY ok "&o;k">]>
<stations><location id="Adelaide"><status>&ok;</status></location></stations>"""

DECLARED = b"<!DOCTYPE stations>" + body(station())


@pytest.mark.parametrize("other", [LAUGHS, DECLARED, b"<html><p>moved</p></html>", b"<stations/>"])
async def test_declarations_and_other_documents_are_no_file_of_stations(other):
    error, tries = await failure_of(Arpansa, ADELAIDE, Answer(other))
    assert (error.failure, tries) == ("provider_invalid_response", 1)


async def test_the_second_try_may_be_whole():
    answers = Answer(BROKEN["cut off"]), Answer(body(station()))
    async with serving(Arpansa, *answers) as (provider, requests):
        forecast = await provider.forecast(ADELAIDE, None)
    assert (len(requests), at(forecast.series[0], "2026-06-12T09:55Z")) == (2, 1.3)
    assert forecast.issued_at.timestamp() == unix("2026-06-12T09:55Z")
