"""Habits: what being outdoors gives on each day, what a diet may tell, and foods of a plan."""

import time
from datetime import date, datetime, timedelta
from datetime import time as clock

import numpy as np
import pytest

from models.food_table import FOODS
from service.clear_curve import clear_curve
from service.habits import MEAN_CLOUD, USUAL_AIR, Habit, sun_of_habit
from service.places import place_of
from service.plan_foods import counted_on, portions_for
from service.questions import Person, Spot, Sunscreen
from service.schemas.habits import (
    DietItemIn,
    diet_conflicts,
    supplement_conflicts,
    told_supplement,
)
from service.schemas.plan_translation import _food

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


def supplements(*amounts):
    return [DietItemIn(supplement_ug_per_day=amount) for amount in amounts]


def sums_refused(items):
    return [(each.pointer, each.code) for each in diet_conflicts(items, "#/changes/0/diet")]


def test_sums_of_a_diet_have_a_limit():
    assert not sums_refused(supplements(1250))
    # Sums of a hundred parts are not exact, and may lie a little above.
    assert not sums_refused(supplements(*[12.5 + 1e-12] * 100))
    assert sums_refused(supplements(1250, 0.1)) == [("#/changes/0/diet", "out_of_range")]
    # 250 µg in 100 g: 3500 g a week are 1250 µg a day.
    oil = [DietItemIn(food="cod_liver_oil", grams_per_week=grams) for grams in (3500, 1)]
    assert not sums_refused(oil[:1])
    assert sums_refused(oil) == [("#/changes/0/diet", "out_of_range")]
    # Each sum has its own limit.
    assert not sums_refused([oil[0], *supplements(1250)])


def test_a_supplement_of_a_change_is_told_once():
    def found(items, amount):
        return [(x.pointer, x.code) for x in supplement_conflicts(items, amount, "#/changes/2")]

    assert found(supplements(5), 10) == [("#/changes/2/supplement_ug_per_day", "conflict")]
    assert found(supplements(0), 0) == [("#/changes/2/supplement_ug_per_day", "conflict")]
    egg = [DietItemIn(food="egg", portions_per_week=7)]
    for items, amount in ((None, 10), (egg, 10), (supplements(5), None), (egg, None)):
        assert not found(items, amount)


@pytest.mark.parametrize(
    ("items", "beside", "told"),
    [(None, None, None), ([], None, None), (None, 0, 0), (supplements(0), None, 0),
     (supplements(5, 10), None, 15), ([], 20, 20)],
)  # fmt: skip
def test_a_supplement_that_is_told_is_told_from_none(items, beside, told):
    assert told_supplement(items, beside) == told


EVERY_FOOD = tuple(each.id for each in FOODS)


def asked_of(*, age=35.0, cautions=()):
    portions = portions_for(EVERY_FOOD, Person(2, age_years=age, cautions=cautions))
    return {each.food.id for each in portions if each.reason == "ask_your_clinician"}


def test_with_anticoagulants_unmeasured_vitamin_k2_may_be_much():
    asked = asked_of(cautions=("anticoagulants",))
    assert {"beef_liver", "liver_sausage", "blue_cheese", "goose_liver_paste", "milk"} <= asked
    # Fish, eggs and mushrooms have hardly any, or somebody measured both.
    named = {"trout", "herring", "sardine", "egg", "mushroom_uv", "shiitake_dried", "oat_drink"}
    assert not named & asked
    # Of cod liver oil and chanterelles nobody measured K1 either.
    assert {"cod_liver_oil", "chanterelle"} <= asked


def test_tuna_is_not_named_in_pregnancy_nor_to_children():
    tuna = {"tuna_canned", "tuna_fresh"}
    assert not tuna & asked_of()
    assert not tuna & asked_of(age=18.0)
    assert tuna <= asked_of(cautions=("pregnancy",))
    assert asked_of(age=17.9) == tuna
    assert "cod_liver_oil" in asked_of(cautions=("pregnancy",))


def test_portions_for_as_much_are_told_or_a_reason_why_not():
    somebody = Person(2, age_years=35.0, cautions=("anticoagulants",))
    portions = portions_for(("trout", "egg", "cod", "mozzarella", "natto", "kale"), somebody)
    counted = counted_on(portions)
    shown = {each.food.id: _food(each, counted, "en", no_k=True) for each in portions}
    told = {name: (x["portions_for_as_much"], x["reason"]) for name, x in shown.items()}
    # 23.85 µg in a portion of trout, 1.35 of cod, 1 of an egg, 0.2 of mozzarella.
    assert told == {
        "trout": (1.0, None),
        "cod": (None, "too_little_vitamin_d"),
        "egg": (None, "too_little_vitamin_d"),
        "mozzarella": (None, "too_little_vitamin_d"),
        "natto": (None, "ask_your_clinician"),
        "kale": (None, "ask_your_clinician"),
    }
    (herring,) = portions_for(("herring",), somebody)
    # 23.85 µg against 4.2 µg of 100 g in 143 g.
    assert _food(herring, counted, "en", no_k=True)["portions_for_as_much"] == 4.0
