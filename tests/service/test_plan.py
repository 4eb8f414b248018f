"""Plans of a year: sun, food and supplements, never above the upper intake."""

import time
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import nutrition
from models.food_table import FOODS
from service.diet import Diet
from service.habits import Habit
from service.midday import midday_of
from service.places import place_of
from service.plan_foods import portions_for
from service.planning import PlanQuestion, _plan
from service.questions import Person, Spot

pytestmark = pytest.mark.anyio

TODAY = date(2026, 6, 12)
OSLO = {"latitude": 59.91, "longitude": 10.75, "elevation_m": 20}
NAIROBI = {"latitude": -1.29, "longitude": 36.82}
SKIN = {"fitzpatrick": 2, "age_years": 35, "height_cm": 175, "weight_kg": 70}
INDOORS = {"outings_per_week": 0, "minutes": 0, "clothing": "t_shirt_shorts"}
BODY = {"location": OSLO, "skin": SKIN, "habit": INDOORS, "goal": {"intake_ug_per_day": 20}}


@pytest.fixture
async def http(client):
    return client


async def ask(http, **body):
    response = await http.post("/v1/plan", json=BODY | body)
    assert response.status_code == 200, response.text
    return response.json()


def month_of(answer, month):
    return [week for week in answer["weeks"] if week["start"][5:7] == month]


def added(week):
    """Micrograms a day by sun, food and supplement."""
    sun, food, dose = week["sun"], week["food"], week["supplement"]
    return (
        sun["vitamin_d_ug_per_day"]["central"] if sun else 0.0,
        food["vitamin_d_ug_per_day"] if food else 0.0,
        dose["vitamin_d_ug_per_day"] if dose else 0.0,
    )


async def test_fifty_two_weeks_from_today_on(http):
    answer = await ask(http)
    starts = [date.fromisoformat(week["start"]) for week in answer["weeks"]]
    assert starts == [TODAY + timedelta(days=7 * i) for i in range(52)]
    assert answer["goal"] == {
        "level_nmol_l": None, "reached_by": None, "intake_ug_per_day": 20,
        "needed_ug_per_day": 20, "limited_by": None, "reason": None,
    }  # fmt: skip


async def test_oslo_in_december_relies_on_food_and_supplements(http):
    december = month_of(await ask(http), "12")
    assert len(december) in {4, 5}
    for week in december:
        assert week["sun"] is None
        assert week["sun_reason"] == "sun_too_weak"
        sun, food, dose = added(week)
        assert sun == 0
        assert food > 5
        assert dose > 5
        assert week["missing_ug_per_day"] == 0


async def test_nairobi_relies_on_minutes_of_sun(http):
    skin = {"fitzpatrick": 5, "age_years": 35}
    answer = await ask(http, location=NAIROBI, skin=skin, goal={"intake_ug_per_day": 10})
    for week in answer["weeks"]:
        sun, _, dose = added(week)
        # Minutes are whole, of 2 to 3 µg each: what they leave may take a portion.
        assert sun > 7
        assert dose == 0
        assert 1 <= week["sun"]["minutes"] <= 30
        start, noon = (datetime.fromisoformat(week["sun"][name]) for name in
                       ("start", "solar_noon"))  # fmt: skip
        assert timedelta(0) < noon - start < timedelta(minutes=16)


@pytest.mark.parametrize(
    ("place", "skin"),
    [(OSLO, SKIN), (NAIROBI, {"fitzpatrick": 5, "age_years": 35}),
     ({"latitude": 35, "longitude": 139}, {"fitzpatrick": 4, "age_years": 70}),
     ({"latitude": 45, "longitude": 9}, {"fitzpatrick": 1, "age_years": 10})],
)  # fmt: skip
async def test_the_longest_stay_is_within_the_limit_of_an_estimate(http, place, skin):
    # More is wanted than the sun gives: each stay is as long as it may be.
    answer = await ask(http, location=place, skin=skin, goal={"intake_ug_per_day": 90})
    weeks = [week for week in answer["weeks"] if week["sun"]]
    assert len(weeks) > 10
    for week in weeks[::3]:
        body = {
            "location": place, "start": week["sun"]["start"], "skin": skin,
            "exposure": {"clothing": "t_shirt_shorts"}, "uv_source": "clear_sky",
        }  # fmt: skip
        limit = (await http.post("/v1/estimates", json=body)).json()["verdict"]["limit_minutes"]
        # A hundredth is kept back, minutes are rounded down, and widths are of the month.
        assert 0.85 * limit - 1.0 <= week["sun"]["minutes"] <= limit


async def test_an_outing_that_uses_up_the_limit_leaves_none(http):
    habit = {"outings_per_week": 7, "minutes": 120, "clothing": "face_hands"}
    answer = await ask(http, habit=habit, goal={"intake_ug_per_day": 60})
    july = month_of(answer, "07")
    assert {week["sun_reason"] for week in july} == {"limit_used_up"}
    assert "outing_beyond_limit" in answer["advice_keys"]


async def test_a_level_is_held_with_the_plan(http):
    answer = await ask(http, goal={"level_nmol_l": 70, "reached_by": "half"})
    half_a_year_on = answer["weeks"][26:]
    for week in half_a_year_on:
        level = week["level_with_plan"]["nmol_l"]
        # Whole portions and steps lie up to 5 µg above what is needed, some 5 nmol/L.
        assert 69 < level["central"] < 80
        assert level["central"] >= week["level"]["nmol_l"]["central"]
        assert level["low"] < level["central"] < level["high"]


async def test_fifty_for_nine_of_ten_is_wanted_where_nothing_is_said(http):
    body = {key: value for key, value in BODY.items() if key != "goal"}
    response = await http.post("/v1/plan", json=body)
    goal = response.json()["goal"]
    assert (goal["level_nmol_l"], goal["reached_by"]) == (50, "nine_of_ten")
    half = await ask(http, goal={"level_nmol_l": 50, "reached_by": "half"})
    assert goal["needed_ug_per_day"] > half["goal"]["needed_ug_per_day"]


@pytest.mark.parametrize(
    "more", [{}, {"labs": [{"date": "2026-05-01", "value": 45, "unit": "nmol/L"}]}]
)
async def test_nine_of_ten_reach_the_level_with_the_plan(http, more):
    answer = await ask(http, goal={"level_nmol_l": 50}, **more)
    for week in answer["weeks"][40:]:
        level = week["level_with_plan"]["nmol_l"]
        # Sun is less sure than what is swallowed, and weeks are planned one by one: 5 % below;
        # whole steps and portions lie up to 5 µg above, some 5 nmol/L.
        assert 47.5 <= level["low"] <= 56


async def test_a_value_of_a_laboratory_makes_a_plan_smaller_that_was_for_nine_of_ten(http):
    goal = {"level_nmol_l": 50}
    unknown = (await ask(http, goal=goal))["goal"]["needed_ug_per_day"]
    labs = [{"date": "2026-05-01", "value": 60, "unit": "nmol/L"}]
    known = (await ask(http, goal=goal, labs=labs))["goal"]["needed_ug_per_day"]
    assert known < unknown


async def test_values_of_a_laboratory_change_what_is_needed(http):
    goal = {"level_nmol_l": 60}
    labs = [{"date": "2026-05-01", "value": 35, "unit": "nmol/L"}]
    needed = [
        (await ask(http, goal=goal, **more))["goal"]["needed_ug_per_day"]
        for more in ({}, {"labs": labs})
    ]
    assert needed[1] > needed[0]


async def test_a_deficient_value_is_for_a_clinician(http):
    said = [
        (await ask(http, labs=[{"date": "2026-05-01", "value": value, "unit": "nmol/L"}]))
        for value in (29, 31)
    ]
    found = ["is for a clinician" in " ".join(each["assumptions"]) for each in said]
    assert found == [True, False]


async def test_where_habits_exceed_the_upper_intake_nothing_is_added(http):
    answer = await ask(http, diet=[{"supplement_ug_per_day": 120}], goal={"intake_ug_per_day": 200})
    for week in answer["weeks"]:
        assert added(week) == (0, 0, 0)
        reasons = {week[f"{name}_reason"] for name in ("sun", "food", "supplement")}
        assert reasons == {"own_sources_reach_upper_intake"}
    assert "intake_above_upper_limit" in answer["advice_keys"]


@pytest.mark.parametrize(("age", "supplement"), [(40, 100), (40, 1250), (5, 60)])
async def test_who_takes_too_much_is_told_so_and_never_that_all_is_well(http, age, supplement):
    skin = {"fitzpatrick": 2, "age_years": age}
    diet = [{"supplement_ug_per_day": supplement}]
    body = {"location": OSLO, "skin": skin, "diet": diet}
    planned = (await http.post("/v1/plan", json=body)).json()
    assert "intake_above_upper_limit" in planned["advice_keys"]
    for week in planned["weeks"]:
        assert added(week) == (0, 0, 0)
        assert week["supplement_reason"] == "own_sources_reach_upper_intake"
    status = (await http.post("/v1/status", json=body)).json()
    assert "intake_above_upper_limit" in status["advice_keys"]
    assert ("level_of_concern" in status["advice_keys"]) == (supplement == 1250)


@pytest.mark.parametrize(
    ("goal", "more"),
    [
        (
            {"intake_ug_per_day": 100},
            {"labs": [{"date": "2026-06-01", "value": 400, "unit": "nmol/L"}]},
        ),
        ({"intake_ug_per_day": 100}, {"skin": SKIN | {"height_cm": 180, "weight_kg": 50}}),
        ({"level_nmol_l": 75}, {}),
        ({"level_nmol_l": 100}, {}),
    ],
)
async def test_nothing_is_added_that_leads_to_a_level_of_concern(http, goal, more):
    answer = await ask(http, goal=goal, **more)
    assert answer["goal"]["limited_by"] == "level_of_concern"
    for week in answer["weeks"][26:]:
        if added(week) != (0, 0, 0):
            # Whole portions and steps lie up to 5 µg above what is planned for; at the 90th
            # percentile each is about 1 nmol/L up there.
            assert week["level_with_plan"]["nmol_l"]["high"] <= 125 + 6
    told = "lab_high_ask_doctor" in answer["advice_keys"]
    assert told == ("labs" in more)
    assert all(added(week) == (0, 0, 0) for week in answer["weeks"]) == told


async def test_a_level_that_takes_more_than_the_upper_intake_is_for_a_clinician(http):
    labs = [{"date": "2026-06-01", "value": 20, "unit": "nmol/L"}]
    diet = [{"supplement_ug_per_day": 60}]
    answer = await ask(http, labs=labs, diet=diet, goal={"level_nmol_l": 75})
    assert answer["goal"]["needed_ug_per_day"] is None
    assert answer["goal"]["reason"] == answer["goal"]["limited_by"] == "upper_intake"
    assert {"part": "supplement", "reason": "needs_more_than_upper_intake"}.items() <= answer[
        "withheld"
    ][0].items()
    assert all(week["supplement"] is None for week in answer["weeks"])
    assert "lab_low_ask_doctor" in answer["advice_keys"]


async def test_sun_that_is_enough_leaves_nothing_for_fish(http):
    skin = {"fitzpatrick": 3, "age_years": 30}
    answer = await ask(http, location=NAIROBI, skin=skin, goal={"intake_ug_per_day": 3})
    for week in answer["weeks"]:
        assert week["sun"]["minutes"] >= 1
        assert week["food_reason"] == "not_needed"
        assert week["missing_ug_per_day"] == 0


async def test_skin_that_makes_next_to_nothing_gets_no_minutes(http):
    habit = {"outings_per_week": 0, "minutes": 0, "skin_fraction": 0.0001}
    answer = await ask(http, location=NAIROBI, habit=habit)
    assert {week["sun_reason"] for week in answer["weeks"]} == {"gives_too_little"}


@pytest.mark.parametrize(("age", "most"), [(2, 50), (8, 50), (12, 100), (40, 100), (90, 100)])
async def test_the_upper_intake_goes_by_age(http, age, most):
    answer = await ask(
        http, skin={"fitzpatrick": 2, "age_years": age}, goal={"intake_ug_per_day": 250}
    )
    assert answer["upper_intake_ug_per_day"] == most
    for week in answer["weeks"]:
        assert week["total_ug_per_day"] <= most
    assert answer["goal"]["limited_by"] == "upper_intake"


async def test_doses_are_told_in_both_units(http):
    doses = [week["supplement"] for week in (await ask(http))["weeks"] if week["supplement"]]
    assert doses
    for dose in doses:
        assert dose["vitamin_d_iu_per_day"] == 40 * dose["vitamin_d_ug_per_day"]
        assert dose["vitamin_d_ug_per_day"] % 5 == 0


@pytest.mark.parametrize(
    "caution",
    ["hypercalcaemia", "sarcoidosis", "lupus", "porphyria", "xeroderma_pigmentosum",
     "photosensitising_medication", "albinism", "vitiligo", "immunosuppression",
     "skin_cancer_history"],
)  # fmt: skip
async def test_some_cautions_withhold_everything(http, caution):
    answer = await ask(http, skin=SKIN | {"cautions": [caution]})
    assert answer["weeks"] == []
    assert answer["foods"] == []
    assert answer["goal"]["reason"] == "caution"
    assert [(each["part"], each["reason"]) for each in answer["withheld"]] == [
        ("everything", "caution")
    ]
    assert "clinician" in answer["withheld"][0]["text"]
    assert answer["advice"]


@pytest.mark.parametrize(
    ("skin", "reason"),
    [({"cautions": ["kidney_stones"]}, "kidney_stones"), ({"cautions": ["pregnancy"]}, "pregnancy"),
     ({"age_years": 17.9}, "child")],
)  # fmt: skip
async def test_some_withhold_the_supplement(http, skin, reason):
    answer = await ask(http, skin=SKIN | skin)
    assert [(each["part"], each["reason"]) for each in answer["withheld"]] == [
        ("supplement", reason)
    ]
    assert all(week["supplement"] is None for week in answer["weeks"])
    for week in month_of(answer, "12"):
        assert week["supplement_reason"] == week["missing_reason"] == "ask_your_clinician"
        assert week["food"] is not None


async def test_anticoagulants_withhold_vitamin_k(http):
    foods = ["natto", "kale", "gouda", "brie", "trout", "mackerel", "cod_liver_oil"]
    skin = SKIN | {"cautions": ["anticoagulants"]}
    answer = await ask(http, skin=skin, foods=foods)
    assert {"part": "vitamin_k", "reason": "anticoagulants"}.items() <= answer["withheld"][
        0
    ].items()
    for food in answer["foods"]:
        assert food["vitamin_k1_ug"] is None
        assert food["vitamin_k2_ug"] is None
        assert food["vitamin_k_reason"] == "ask_your_clinician"
    named = {food["food"]: food["reason"] for food in answer["foods"]}
    assert {named[name] for name in ("natto", "kale", "gouda", "brie", "cod_liver_oil")} == {
        "ask_your_clinician"
    }
    assert named["trout"] is None
    assert {week["food"]["food"] for week in answer["weeks"] if week["food"]} == {"trout"}


async def test_foods_that_somebody_eats(http):
    answer = await ask(http, foods=["egg", "gouda"])
    assert [food["food"] for food in answer["foods"]] == ["egg", "gouda"]
    assert {week["food"]["food"] for week in answer["weeks"] if week["food"]} == {"egg"}
    none = await ask(http, foods=[])
    assert {week["food_reason"] for week in month_of(none, "12")} == {"no_food_offered"}
    assert all(added(week)[2] >= 20 for week in month_of(none, "12"))


async def test_foods_bring_vitamin_k2_with_fat(http):
    foods = {food["food"]: food for food in (await ask(http))["foods"]}
    # 70 µg and 27 g in 100 g, of which a portion is 30 g (models/food_table.py).
    gouda = foods["gouda"]
    assert gouda["vitamin_k2_ug"] > 20
    assert gouda["fat_g"] == pytest.approx(8.2, abs=0.1)
    assert foods["trout"]["portions_for_as_much"] == 1


def test_liver_is_not_named_in_pregnancy():
    portions = portions_for(("cod_liver_oil",), Person(2, age_years=30.0, cautions=("pregnancy",)))
    assert portions[0].reason == "ask_your_clinician"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"skin": {"fitzpatrick": 2}}, {("#/skin/age_years", "missing")}),
        ({"goal": {"level_nmol_l": 50, "intake_ug_per_day": 5}},
         {("#/goal/intake_ug_per_day", "conflict")}),
        ({"goal": {"level_nmol_l": 101}}, {("#/goal/level_nmol_l", "less_than_equal")}),
        ({"goal": {"level": 50}}, {("#/goal/level", "extra_forbidden")}),
        ({"foods": ["trout", "moon_cheese"]}, {("#/foods/1", "unknown_food")}),
        ({"labs": [{"date": "2026-06-13", "value": 50, "unit": "nmol/L"}]},
         {("#/labs/0/date", "in_future")}),
        ({"habit": INDOORS | {"skin_fraction": 0.5}}, {("#/habit/clothing", "conflict")}),
        ({"diet": [{}]}, {("#/diet/0", "conflict")}),
        ({"changes": []}, {("#/changes", "extra_forbidden")}),
    ],
)  # fmt: skip
async def test_fields_that_make_no_sense_are_named(http, body, found):
    response = await http.post("/v1/plan", json=BODY | body)
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert {(error["pointer"], error["code"]) for error in errors} == found


HABITS = st.builds(
    Habit,
    st.floats(0.0, 7.0),
    st.floats(0.0, 720.0),
    clothing=st.sampled_from(["covered", "face_hands", "t_shirt_shorts", "swimwear", "nude"]),
)
QUESTIONS = st.builds(
    PlanQuestion,
    st.builds(Spot, st.floats(-70.0, 70.0), st.floats(-180.0, 180.0), st.just(0.0)),
    st.builds(Person, st.integers(1, 6), age_years=st.floats(1.0, 110.0)),
    habit=st.none() | HABITS,
    diet=st.builds(Diet, supplement_ug_per_day=st.floats(0.0, 150.0)),
    level=st.floats(25.0, 125.0),
    intake_ug=st.none() | st.floats(0.0, 250.0),
    foods=st.none() | st.lists(st.sampled_from([food.id for food in FOODS])).map(tuple),
)


@settings(max_examples=40)
@given(QUESTIONS)
def test_no_plan_exceeds_the_upper_intake(question):
    answer = _plan(question, place_of(question.spot), TODAY)
    most = float(nutrition.most_intake_ug(question.person.age_years))
    for week in answer.weeks:
        sun = 0.0 if week.add_sun is None else week.add_sun.vitamin_d.central
        food = 0.0 if week.add_food is None else week.add_food.vitamin_d_ug
        dose = week.add_supplement_ug or 0.0
        total = week.sun.central + week.food + week.supplement + sun + food + dose
        assert total == pytest.approx(week.total, rel=1e-12, abs=1e-9)
        if sun + food + dose > 0.0:
            assert total <= most
        ways = ((week.add_sun, week.sun_reason), (week.add_food, week.food_reason),
                (week.add_supplement_ug, week.supplement_reason))  # fmt: skip
        assert all((way is None) == (reason is not None) for way, reason in ways)
        assert (week.missing > 0.0) == (week.missing_reason is not None)


def test_stays_add_more_the_longer_they_are():
    dates = [TODAY + timedelta(days=7 * i) for i in range(52)]
    habit = Habit(3.0, 20.0, clothing="t_shirt_shorts")
    midday = midday_of(habit, Person(3, age_years=30.0), place_of(Spot(45.0, 9.0, 0.0)), dates)
    assert (np.diff(midday.added, axis=1) >= 0.0).all()
    minutes = midday.minutes_for(midday.at_most)
    assert (minutes <= 2.0 * midday.longest_half / 60.0).all()
    assert (midday.given_by(minutes) <= midday.at_most + 1e-9).all()


def test_a_plan_takes_less_than_half_a_second():
    question = PlanQuestion(Spot(47.0, 9.0), Person(2, age_years=30.0), Habit(3.0, 300.0))
    _plan(question, place_of(Spot(46.0, 9.0)), TODAY)
    place = place_of(question.spot)
    begun = time.process_time()
    _plan(question, place, TODAY)
    assert time.process_time() - begun < 0.5
