"""What a habit of being outdoors gives on each day."""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock

import numpy as np
import pytest

from service.clear_curve import clear_curve
from service.habits import MEAN_CLOUD, USUAL_AIR, Habit, sun_of_habit
from service.places import place_of
from service.questions import Person, Spot, Sunscreen

OSLO = place_of(Spot(59.91, 10.75, 20.0))
NAIROBI = place_of(Spot(-1.29, 36.82, 1700.0))
MELBOURNE = place_of(Spot(-37.81, 144.96, 0.0))
BOSTON = place_of(Spot(42.36, -71.06, 0.0))
SOMEBODY = Person(2, age_years=35.0)
YEAR = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
MIDSUMMER, MIDWINTER = [date(2026, 6, 21)], [date(2026, 12, 21)]
DAILY = Habit(7.0, 30.0, clothing="t_shirt_shorts")


def on(day, habit=DAILY, person=SOMEBODY, place=BOSTON):
    return float(sun_of_habit(habit, person, place, day).central[0])


@pytest.mark.anyio
async def test_a_day_of_a_habit_is_the_session_below_the_same_clouds(client):
    # The cover whose modification is the mean: 0.73 at six eighths, 0.31 overcast (Long 1996).
    cover = 0.75 + 0.25 * (0.73 - MEAN_CLOUD) / (0.73 - 0.31)
    habit = Habit(7.0, 20.0, clock(12, 0), clothing="t_shirt_shorts")
    body = {
        "location": {"latitude": 42.36, "longitude": -71.06, "elevation_m": 0},
        "start": "2026-06-21T12:00:00-04:00", "end": "2026-06-21T12:20:00-04:00",
        "skin": {"fitzpatrick": 2, "age_years": 35}, "exposure": {"clothing": "t_shirt_shorts"},
        "environment": {"cloud_cover": cover},
    }  # fmt: skip
    session = (await client.post("/v1/estimates", json=body)).json()["session"]
    # Steps of ten minutes against one; ozone of noon against that of the day.
    assert 40.0 * on(MIDSUMMER, habit) == pytest.approx(
        session["vitamin_d_iu"]["central"], rel=0.01
    )


def test_seasons_turn_with_the_hemisphere():
    oslo, melbourne = (sun_of_habit(DAILY, SOMEBODY, x, YEAR) for x in (OSLO, MELBOURNE))
    assert 150 < int(np.argmax(oslo.central)) < 190
    assert 150 < int(np.argmin(melbourne.central)) < 190
    assert oslo.central[-10] < 0.02 * oslo.central.max()


def test_the_tropics_have_no_winter():
    nairobi = sun_of_habit(DAILY, SOMEBODY, NAIROBI, YEAR).central
    assert nairobi.min() > 0.6 * nairobi.max()


@pytest.mark.parametrize("place", [OSLO, NAIROBI, MELBOURNE])
def test_ends_are_in_order_and_nothing_is_negative(place):
    made = sun_of_habit(DAILY, SOMEBODY, place, YEAR)
    assert (made.low >= 0.0).all()
    assert (made.low <= made.central).all()
    assert (made.central <= made.high).all()


def test_low_ends_count_only_sun_that_experiments_saw_work():
    assert float(sun_of_habit(DAILY, SOMEBODY, BOSTON, MIDWINTER).low[0]) == 0.0


def test_outings_count_by_the_week():
    half = Habit(3.5, 30.0, clothing="t_shirt_shorts")
    assert on(MIDSUMMER, half) == pytest.approx(0.5 * on(MIDSUMMER), rel=1e-12)


@pytest.mark.parametrize("habit", [Habit(0.0, 30.0), Habit(7.0, 0.0)])
def test_who_stays_indoors_makes_nothing(habit):
    made = sun_of_habit(habit, SOMEBODY, NAIROBI, YEAR)
    assert not made.high.any()


def test_no_days_give_nothing():
    assert sun_of_habit(DAILY, SOMEBODY, OSLO, []).central.shape == (0,)


def test_credit_ends_with_one_minimal_erythema_dose():
    long, longer = (Habit(7.0, m, clothing="swimwear") for m in (480.0, 720.0))
    # Both receive the dose: centred on noon, the longer one earlier in the day, under a lower sun,
    # whose spectrum makes less vitamin D for it.
    assert on(MIDSUMMER, longer, place=NAIROBI) <= on(MIDSUMMER, long, place=NAIROBI)
    # 200 J/m² make at most this much; twice the credit would be far above.
    dose = on(MIDSUMMER, long, place=NAIROBI)
    alone = on(MIDSUMMER, Habit(7.0, 60.0, clothing="swimwear"), place=NAIROBI)
    assert dose < 1.3 * alone


def test_more_skin_gives_more_and_sunscreen_and_age_less():
    usual = on(MIDSUMMER)
    assert on(MIDSUMMER, Habit(7.0, 30.0, clothing="swimwear")) > usual
    assert on(MIDSUMMER, Habit(7.0, 30.0, skin_fraction=0.05)) < usual
    screened = Habit(7.0, 30.0, clothing="t_shirt_shorts", sunscreen=Sunscreen(30.0))
    assert on(MIDSUMMER, screened) < 0.5 * usual
    assert on(MIDSUMMER, person=Person(2, age_years=75.0)) < usual
    assert on(MIDSUMMER, person=Person(6, age_years=35.0)) < usual


def test_clothes_of_a_season_hold_in_it_alone():
    dressed = Habit(7.0, 30.0, clothing="face_hands", by_season=(("summer", "t_shirt_shorts"),))
    covered = Habit(7.0, 30.0, clothing="face_hands")
    assert on(MIDSUMMER, dressed) == on(MIDSUMMER)
    assert on(MIDWINTER, dressed) == on(MIDWINTER, covered)
    # June is winter in the south.
    assert on(MIDSUMMER, dressed, place=MELBOURNE) == on(MIDSUMMER, covered, place=MELBOURNE)


def test_an_early_outing_gives_less_than_one_around_noon():
    early = Habit(7.0, 30.0, clock(7, 30), clothing="t_shirt_shorts")
    assert on(MIDSUMMER, early) < 0.5 * on(MIDSUMMER)


def test_the_clock_is_that_of_the_place_across_its_change():
    noon = Habit(7.0, 10.0, clock(12, 0), clothing="t_shirt_shorts")
    # Clocks go forward on 8 March 2026 in Boston: noon by them is an hour before that of the sun.
    days = [date(2026, 3, 7), date(2026, 3, 8)]
    before, after = sun_of_habit(noon, SOMEBODY, BOSTON, days).central
    starts = [datetime(d.year, d.month, d.day, 12, 5, tzinfo=BOSTON.zone) for d in days]
    sky = clear_curve(BOSTON, np.array([each.timestamp() for each in starts]), USUAL_AIR)
    ratio = sky.light.vitamin_d[1] / sky.light.vitamin_d[0]
    # Small amounts grow in proportion, but for the posture factor of a slightly lower sun.
    assert after / before == pytest.approx(ratio, rel=0.03)
    assert after < before


def test_a_year_takes_less_than_300_ms():
    habit = Habit(5.0, 600.0, clothing="face_hands", by_season=(("summer", "t_shirt_shorts"),))
    place = place_of(Spot(48.1, 11.6, 500.0))
    sun_of_habit(habit, SOMEBODY, OSLO, YEAR)
    begun = time.process_time()
    sun_of_habit(habit, SOMEBODY, place, YEAR)
    assert time.process_time() - begun < 0.3
