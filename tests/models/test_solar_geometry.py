from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pvlib import solarposition

from models import solar_geometry

# Linear interpolation of the slow quantities over three hours: bound stated in the module.
INTERPOLATION_DEG = 1e-4


def civil_day(zone, year, month, day):
    start = datetime(year, month, day, tzinfo=ZoneInfo(zone))
    following = date(year, month, day) + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone))
    return start.astimezone(UTC), end.astimezone(UTC)


def test_the_example_of_reda_and_andreas():
    # Reda and Andreas 2004, table A5.1: airless elevation 39.872046°, azimuth 194.340241°, distance
    # 0.9965422974 au. Theirs stands at 1830 m, which moves the parallax by less than 1e-6°.
    time = datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC).timestamp()
    sun = solar_geometry.solar_position(time, 39.742476, -105.1786)
    assert_allclose(90 - sun.zenith, 39.872046, atol=INTERPOLATION_DEG)
    assert_allclose(sun.azimuth, 194.340241, atol=2 * INTERPOLATION_DEG)
    # The distance changes by at most 3e-4 au a day: three-hour steps leave 1e-6.
    assert_allclose(sun.distance, 0.9965422974, atol=1e-6)


@pytest.mark.parametrize("year", [1950, 1999, 2026, 2100])
@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (52.5, 13.4), (-54.8, -68.3), (89, 170)]
)
def test_every_hour_of_a_year_agrees_with_the_full_algorithm(year, latitude, longitude):
    times = pd.date_range(f"{year}-01-01", periods=366 * 24, freq="h", tz="UTC")
    # pvlib's year-resolved time difference is that of each instant, ours that of each day's month.
    full = solarposition.spa_python(times, latitude, longitude, delta_t=None)
    ours = solar_geometry.solar_position(times.as_unit("s").asi8, latitude, longitude)
    assert np.max(np.abs(ours.zenith - full["zenith"].to_numpy())) < INTERPOLATION_DEG


def test_distance_factor_at_perihelion_and_aphelion():
    # Perihelion 0.98329 au on 3 January, aphelion 1.01665 au on 5 July 2026 (Astronomical Almanac).
    at = [datetime(2026, 1, 3, 17, tzinfo=UTC), datetime(2026, 7, 6, 17, tzinfo=UTC)]
    distance = solar_geometry.solar_position([t.timestamp() for t in at], 0, 0).distance
    assert_allclose(distance, [0.98330, 1.01664], atol=3e-5)
    assert_allclose(solar_geometry.distance_factor(distance), [1.0343, 0.9675], atol=1e-4)


@given(
    latitude=st.floats(-89, 89),
    longitude=st.floats(-165, 165),
    hours=st.floats(-1, 1),
    time=st.floats(0, 4e9),
)
def test_moving_east_and_earlier_cancels(latitude, longitude, hours, time):
    # In an hour declination moves by up to 0.017° and the equation of time by 0.005°.
    here = solar_geometry.solar_position(time, latitude, longitude)
    there = solar_geometry.solar_position(time - 3600 * hours, latitude, longitude + 15 * hours)
    assert abs(float(here.zenith) - float(there.zenith)) < 0.025


def test_nan_stays_nan_and_nothing_else_becomes_it():
    sun = solar_geometry.solar_position([0, np.nan, 0], [0, 0, np.nan], 0)
    for values in (sun.zenith, sun.azimuth, sun.distance):
        assert np.isnan(values).tolist() == [False, True, True]


def test_many_days_at_once_equal_single_days():
    times = np.arange(0, 40 * 86400, 7777.0)
    together = solar_geometry.solar_position(times, 52.5, 13.4).zenith
    single = [float(solar_geometry.solar_position(t, 52.5, 13.4).zenith) for t in times]
    assert_allclose(together, single, rtol=0, atol=1e-10)


def test_events_of_an_ordinary_day():
    # timeanddate.com, Berlin, 21 June 2026: 04:43, 13:08, 21:33 local; printed to the minute.
    events = solar_geometry.day_events(52.52, 13.41, *civil_day("Europe/Berlin", 2026, 6, 21))
    local = [t.astimezone(ZoneInfo("Europe/Berlin")) for t in
             (events.sunrise, events.solar_noon, events.sunset)]  # fmt: skip
    expected = [datetime(2026, 6, 21, h, m, tzinfo=ZoneInfo("Europe/Berlin")) for h, m in
                ((4, 43), (13, 8), (21, 33))]  # fmt: skip
    assert all(abs(a - b) <= timedelta(minutes=1) for a, b in zip(local, expected, strict=True))
    assert events.day_type == "normal"


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone", "day", "kind"),
    [
        (78.22, 15.65, "Arctic/Longyearbyen", (2026, 6, 21), "polar_day"),
        (69.65, 18.96, "Europe/Oslo", (2026, 12, 21), "polar_night"),
        (90.0, 0.0, "UTC", (2026, 6, 21), "polar_day"),
        (-90.0, 0.0, "UTC", (2026, 6, 21), "polar_night"),
    ],
)
def test_polar_day_and_night_are_data(latitude, longitude, zone, day, kind):
    events = solar_geometry.day_events(latitude, longitude, *civil_day(zone, *day))
    assert (events.sunrise, events.sunset, events.day_type) == (None, None, kind)


def test_the_day_of_kiritimati_lies_on_two_utc_dates():
    start, end = civil_day("Pacific/Kiritimati", 2026, 6, 21)
    events = solar_geometry.day_events(1.87, -157.43, start, end)
    assert start.date() == date(2026, 6, 20)
    assert start <= events.sunrise < events.solar_noon < events.sunset < end


@pytest.mark.parametrize("longitude", [-170.0, -71.06, 0.0, 13.4, 144.96])
def test_at_solar_noon_the_sun_stands_in_the_south(longitude):
    mean = 1_781_222_400.0 + 43_200.0 - 240.0 * longitude + 86_400.0 * np.arange(0, 366, 7)
    noon = solar_geometry.solar_noon(mean, longitude)
    azimuth = solar_geometry.solar_position(noon, 50.0, longitude).azimuth
    # A second of time is 0.008° there; one application is within the second.
    assert np.all(np.abs(azimuth - 180.0) < 0.01)


def test_the_sun_is_highest_at_noon():
    mean = 1_781_222_400.0 + 43_200.0 + 86_400.0 * np.arange(0, 366, 5)
    noon = solar_geometry.solar_noon(mean, 0.0)
    time = noon[:, np.newaxis] + np.array([-60.0, 0.0, 60.0])
    zenith = solar_geometry.solar_position(time, 45.0, 0.0).zenith
    # Declination moves the highest sun by up to some 20 s from the transit.
    assert np.all(zenith[:, 1] <= zenith.min(axis=1) + 1e-4)
    assert np.isnan(solar_geometry.solar_noon([np.nan, 0.0], 0.0)[0])
