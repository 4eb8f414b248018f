"""Nutrients of civil days, out of samples of intake."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.food_table import NUTRIENTS
from service.intakes import TOTAL, daily_intake
from service.samples import Sample

ZURICH = "Europe/Zurich"
FIRST = date(2026, 6, 20)


def taken(start, value=None, **more):
    moment = round(datetime.fromisoformat(start).replace(tzinfo=UTC).timestamp() * 1000)
    details = {name: more.pop(name) for name in ("substance", "food", "grams") if name in more}
    return Sample("s", 1, type="intake", start_ms=moment, end_ms=moment, value=value,
                  details=details, **more)  # fmt: skip


def test_labels_and_foods_of_each_day():
    samples = [
        taken("2026-06-20T06:00:00", 25.0, substance="vitamin_d"),
        taken("2026-06-20T07:00:00", 10.0, substance="vitamin_d3"),
        taken("2026-06-20T07:00:00", 5.0, substance="vitamin_d2"),
        taken("2026-06-21T07:00:00", 90.0, substance="vitamin_k2_mk7"),
        taken("2026-06-21T07:00:00", 45.0, substance="vitamin_k2_mk4"),
        taken("2026-06-21T07:00:00", 500.0, substance="calcium"),
        taken("2026-06-22T07:00:00", 2.0, food="egg", grams=100.0),
    ]
    sums = daily_intake(samples, ZURICH, FIRST, 4)
    assert set(sums) == {TOTAL, *NUTRIENTS}
    assert_allclose(sums[TOTAL], [40.0, 0.0, 2.0, 0.0])
    assert_allclose(sums["vitamin_d3_ug"], [10.0, 0.0, 2.0, 0.0])
    assert_allclose(sums["vitamin_d2_ug"], [5.0, 0.0, 0.0, 0.0])
    assert_allclose(sums["mk7_ug"], [0.0, 90.0, 0.0, 0.0])
    assert_allclose(sums["mk4_ug"], [0.0, 45.0, 8.0, 0.0])
    assert_allclose(sums["calcium_mg"], [0.0, 500.0, 56.0, 0.0])
    assert_allclose(sums["fat_g"], [0.0, 0.0, 9.51, 0.0])


def test_the_day_is_that_of_the_place_then_the_zone_then_the_user():
    # 23:30 UTC: the next day in Zurich, the same in New York, long the next in Tokyo.
    late = "2026-06-20T23:30:00"
    for more, day in (({}, 1), ({"tz": "America/New_York"}, 0), ({"tz": "Asia/Tokyo"}, 1),
                      ({"tz": "Asia/Tokyo", "latitude": 40.7, "longitude": -74.0}, 0)):  # fmt: skip
        sums = daily_intake([taken(late, 10.0, **more)], ZURICH, FIRST, 2)
        assert np.flatnonzero(sums[TOTAL]).tolist() == [day]


def test_what_does_not_count():
    samples = [
        taken("2026-06-18T07:00:00", 25.0),
        taken("2026-06-25T07:00:00", 25.0),
        Sample("gone", 2, deleted=True),
        Sample("walk", 1, type="outdoor_session", start_ms=0, end_ms=1),
        taken("2026-06-20T07:00:00", 10.0, substance="zinc"),
    ]
    assert all(not values.any() for values in daily_intake(samples, ZURICH, FIRST, 3).values())


def test_what_nobody_measured_counts_nothing():
    # Of goose liver paste nobody measured vitamin D or K1.
    sums = daily_intake(
        [taken("2026-06-20T07:00:00", None, food="goose_liver_paste", grams=30.0)],
        ZURICH, FIRST, 1,
    )  # fmt: skip
    assert all(np.isfinite(values).all() for values in sums.values())
    assert (sums[TOTAL][0], sums["vitamin_k1_ug"][0]) == (0.0, 0.0)
    assert sums["mk4_ug"][0] == pytest.approx(0.3 * 369.0)


def test_a_food_that_is_in_the_table_no_more_still_counts_its_vitamin_d():
    sums = daily_intake(
        [taken("2026-06-20T07:00:00", 3.0, food="manna", grams=10.0)], ZURICH, FIRST, 1
    )
    assert sums[TOTAL][0] == 3.0
