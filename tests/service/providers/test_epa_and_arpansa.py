"""Recorded bodies of the US EPA and ARPANSA: whose clock they show."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from service.errors import ForecastUnavailable
from service.providers.arpansa import read_station
from service.providers.arpansa_stations import STATIONS, nearest_station
from service.providers.epa import read_hours
from service.providers.us_cities import CITIES, nearest_city

EAST, HAWAII = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
STATION = {station.name: station for station in STATIONS}


def local(seconds, zone):
    return [f"{datetime.fromtimestamp(each, zone):%d %H}" for each in seconds]


@pytest.mark.parametrize("name", ["city-baltimore-md", "zip-21209"])
def test_hours_past_midnight_belong_to_the_next_day(shared, name):
    time, value = read_hours(shared.body(f"fixtures/epa/uvhourly-{name}-2012-10-09.json"), EAST)
    assert local(time, EAST)[:2] == ["09 06", "09 07"]
    assert local(time, EAST)[-3:] == ["10 00", "10 01", "10 02"]
    assert (value[6], value[7]) == (2.0, 2.0)
    # Noon in October is daylight saving: 16 UTC.
    assert time[6] == datetime(2012, 10, 9, 16, tzinfo=UTC).timestamp()


def test_hawaii_rows_with_dates_of_two_days_are_one_day(shared):
    body = shared.body("fixtures/epa/uvhourly-zip-96740-kailua-kona-2022-01-15.json")
    time, value = read_hours(body, HAWAII)
    assert local(time, HAWAII)[0] == "15 01"
    assert local(time, HAWAII)[13] == "15 14"
    assert np.all(np.diff(time) == 3600.0)
    assert value[np.argmax(value)] == 7.0
    assert local(time, HAWAII)[int(np.argmax(value))] == "15 12"


def test_an_unknown_place_is_an_empty_list(shared):
    with pytest.raises(ForecastUnavailable) as error:
        read_hours(shared.body("fixtures/epa/unknown-zip-empty.json"), EAST)
    assert error.value.failure == "provider_no_data"


@pytest.mark.parametrize("name", ["uvdaily-city-baltimore-2012", "uvdaily-zip-21209-2012"])
def test_daily_bodies_are_no_hours(shared, name):
    with pytest.raises(ForecastUnavailable) as error:
        read_hours(shared.body(f"fixtures/epa/{name}.json"), EAST)
    assert error.value.failure == "provider_invalid_response"


def test_rows_in_any_order_and_letters_of_any_case():
    body = b"""[{"SEQUENCE":2,"DATE_TIME":"jul/04/2026 01 pm","UV_VALUE":"9"},
                {"SEQUENCE":1,"DATE_TIME":"JUL/04/2026 12 PM","UV_VALUE":8}]"""
    time, value = read_hours(body, EAST)
    assert local(time, EAST) == ["04 12", "04 13"]
    np.testing.assert_array_equal(value, [8.0, 9.0])


def test_cities_and_stations_are_found_by_their_neighbourhood():
    assert nearest_city(39.3, -76.6).name == "Baltimore"
    assert nearest_city(52.5, 13.4) is None
    assert nearest_city(45.0, -110.0) is None
    assert nearest_station(-33.9, 151.2).name == "Sydney"
    assert nearest_station(-31.0, 135.0) is None
    for each in (*CITIES, *STATIONS):
        assert ZoneInfo(each.timezone).key == each.timezone


def station(shared, file, name, now):
    return read_station(shared.body(f"fixtures/arpansa/{file}"), STATION[name], now)


def test_two_stations_of_one_file_by_their_own_times(shared):
    now = datetime(2026, 9, 18, 6, 40, tzinfo=UTC)
    name = "uvvalues-two-stations-2026-09-18-excerpt.xml"
    assert station(shared, name, "Adelaide", now) == (
        datetime(2026, 9, 18, 6, 35, tzinfo=UTC), 1.3,
    )  # fmt: skip
    # This one is half an hour behind the other.
    assert station(shared, name, "Alice Springs", now) == (
        datetime(2026, 9, 18, 6, 5, tzinfo=UTC), 7.8,
    )  # fmt: skip


def test_in_summer_time_one_of_the_two_clocks_is_an_hour_off(shared):
    # 6:07 PM in summer time is 07:07 UTC, the body says 08:07: nearness to now decides.
    name = "uvvalues-newcastle-2024-03-06-excerpt.xml"
    for now, expected in (
        (datetime(2024, 3, 6, 7, 10, tzinfo=UTC), datetime(2024, 3, 6, 7, 7, tzinfo=UTC)),
        (datetime(2024, 3, 6, 8, 10, tzinfo=UTC), datetime(2024, 3, 6, 8, 7, tzinfo=UTC)),
    ):
        assert station(shared, name, "Newcastle", now) == (expected, 0.0)


def test_a_utc_that_fits_no_offset_is_not_believed(shared):
    # 12:39 PM in Adelaide is 02:09 UTC in summer; the body says 11:39.
    now = datetime(2017, 11, 20, 2, 12, tzinfo=UTC)
    found = station(shared, "uvvalues-adelaide-2017-11-20-excerpt.xml", "Adelaide", now)
    assert found == (datetime(2017, 11, 20, 2, 9, tzinfo=UTC), 10.3)


@pytest.mark.parametrize("name", ["Darwin", "Casey"])
def test_dead_station_reads_zero_but_status_decides(shared, name):
    now = datetime(2026, 3, 5, 3, 36, tzinfo=UTC)
    with pytest.raises(ForecastUnavailable) as error:
        station(shared, "documented-uvvalues-unavailable.xml", name, now)
    assert error.value.failure == "provider_no_data"


def test_another_document_is_no_file_of_stations(shared):
    for name in ("documented-api-uvlevel-sydney.json",):
        with pytest.raises(ForecastUnavailable) as error:
            station(shared, name, "Sydney", datetime(2025, 2, 2, tzinfo=UTC))
        assert error.value.failure == "provider_invalid_response"


def test_yesterdays_value_is_none():
    body = b"""<stations><location id="Perth"><index>11.0</index><time>12:00 PM</time>
    <date>1/12/2026</date><utcdatetime>2026/12/01 04:00</utcdatetime><status>ok</status>
    </location></stations>"""
    at_once = read_station(body, STATION["Perth"], datetime(2026, 12, 1, 4, 1, tzinfo=UTC))
    assert at_once == (datetime(2026, 12, 1, 4, 0, tzinfo=UTC), 11.0)
    for later in (datetime(2026, 12, 2, 4, 0, tzinfo=UTC), datetime(2026, 12, 1, 2, 0, tzinfo=UTC)):
        with pytest.raises(ForecastUnavailable) as error:
            read_station(body, STATION["Perth"], later)
        assert error.value.failure == "provider_outdated"
