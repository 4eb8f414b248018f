"""What Pirate Weather leaves out, fills in or gets wrong."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from service.providers.forecast import Cell
from service.providers.pirate_weather import PirateWeather
from tests.service.providers.serving_bodies import KEY, NOW, Answer, failure_of, forecast_of, unix

pytestmark = pytest.mark.anyio

BERLIN = Cell(52.5, 13.4, NOW.date(), NOW.date() + timedelta(7))
TEN = int(unix("2026-06-12T10:00Z"))


def make(fetcher, base):
    return PirateWeather(fetcher, base, KEY)


def hour(number, **parts):
    return {"time": TEN + 3600 * number, "uvIndex": 5.0, "cloudCover": 0.4, "ozone": 330.5} | parts


def body(hours, place=(52.5, 13.4), flags=None):
    told = {} if flags is None else {"flags": flags}
    return {"latitude": place[0], "longitude": place[1], "hourly": {"data": hours}} | told


async def test_fill_values_are_gaps():
    hours = [hour(0, uvIndex=-999), hour(1, cloudCover=-999.0), hour(2, ozone=-999), hour(3)]
    uv, cover, ozone = (await forecast_of(make, BERLIN, Answer(body(hours)))).series
    np.testing.assert_array_equal(uv.value, [np.nan, 5.0, 5.0, 5.0])
    np.testing.assert_array_equal(cover.value, [0.4, np.nan, 0.4, 0.4])
    np.testing.assert_array_equal(ozone.value, [330.5, 330.5, np.nan, 330.5])


async def test_negative_and_huge_indices_are_left_to_the_sanity_check():
    hours = [hour(0, uvIndex=-0.03), hour(1, uvIndex=608495162048422800), hour(2, uvIndex=-0.0)]
    uv = (await forecast_of(make, BERLIN, Answer(body(hours)))).of("uv_index", weighting="uvb")
    np.testing.assert_array_equal(uv.value, [-0.03, 608495162048422800.0, 0.0])


async def test_nulls_absent_keys_and_covers_that_are_no_fractions():
    bare = {"time": TEN, "uvIndex": None}
    hours = [bare, hour(1, cloudCover=40), hour(2, cloudCover=-0.1), hour(3, cloudCover=1)]
    uv, cover, ozone = (await forecast_of(make, BERLIN, Answer(body(hours)))).series
    np.testing.assert_array_equal(uv.value, [np.nan, 5.0, 5.0, 5.0])
    np.testing.assert_array_equal(cover.value, [np.nan, np.nan, np.nan, 1.0])
    np.testing.assert_array_equal(ozone.value, [np.nan, 330.5, 330.5, 330.5])


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("2026-06-12 06Z", (6, 0)), ("2026-06-12 09:15Z", (9, 15)), ("2026-06-12 31Z", None),
        ("2026-06-12T06:00:00", None), ("", None), (7, None), (None, None), ("absent", None),
    ],
)  # fmt: skip
async def test_when_gfs_was_run(said, hours):
    flags = {"sourceTimes": {} if said == "absent" else {"gfs": said, "gefs": "2026-06-01 00Z"}}
    forecast = await forecast_of(make, BERLIN, Answer(body([hour(0)], flags=flags)))
    due = None if hours is None else datetime(2026, 6, 12, *hours, tzinfo=UTC)
    assert forecast.issued_at == due
    assert (await forecast_of(make, BERLIN, Answer(body([hour(0)])))).issued_at is None


@pytest.mark.parametrize("place", [(-52.5, 13.4), (13.4, 52.5), (52.5, 15.5)])
async def test_another_place(place):
    error, _ = await failure_of(make, BERLIN, Answer(body([hour(0)], place)))
    assert error.failure == "provider_wrong_place"


WRONG = {
    "no hours": body([]),
    "hours null": body(None),
    "left out": {"latitude": 52.5, "longitude": 13.4},
    "no place": {"hourly": {"data": [hour(0)]}},
    "place null": body([hour(0)], (None, 13.4)),
    "text": body([hour(0, ozone="thick")]),
    "list": body([hour(0, cloudCover=[0.4])]),
    "time null": body([hour(0, time=None)]),
    "time from nowhere": body([hour(0, time=-1)]),
    "backwards": body([hour(1), hour(0)]),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_not_documented(wrong):
    error, tries = await failure_of(make, BERLIN, Answer(WRONG[wrong]))
    assert (error.failure, tries) == ("provider_invalid_response", 1)
