"""Am I getting enough: by habits that are told, and by what is recorded of a user."""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from models.food_table import food
from models.units import nmol_l_from_ng_ml
from service.places import place_of
from service.questions import Person, Spot
from service.schemas.status_translation import bands_of
from service.status import StatusQuestion, status_of
from service.winters import winter_end
from service.world import world_alone

pytestmark = pytest.mark.anyio

TODAY = date(2026, 6, 12)
OSLO = {"latitude": 59.91, "longitude": 10.75, "elevation_m": 20}
NAIROBI = {"latitude": -1.29, "longitude": 36.82}
SKIN = {"fitzpatrick": 2, "age_years": 35, "height_cm": 175, "weight_kg": 70}
HABIT = {"outings_per_week": 5, "minutes": 30, "clothing": "t_shirt_shorts"}
BODY = {"location": OSLO, "skin": SKIN, "habit": HABIT}


@pytest.fixture
async def http(client):
    return client


async def ask(http, **body):
    response = await http.post("/v1/status", json=BODY | body)
    assert response.status_code == 200, response.text
    return response.json()


async def refused(http, path="/v1/status", **body):
    response = await http.post(path, json=BODY | body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


def medians(course):
    return {point["date"]: point["nmol_l"]["central"] for point in course}


async def test_a_course_of_a_year_and_on_to_the_end_of_winter(http):
    answer = await ask(http)
    assert answer["today"] == "2026-06-12"
    assert answer["from"] == "2025-06-12"
    assert answer["until"] == answer["forecast"]["until"]
    dates = [date.fromisoformat(point["date"]) for point in answer["course"]]
    assert dates[0] == date(2025, 6, 12)
    assert dates[-1].isoformat() == answer["until"]
    assert {b - a for a, b in pairwise(dates[:-1])} == {timedelta(days=7)}
    for point in answer["course"]:
        level, other = point["nmol_l"], point["ng_ml"]
        assert 0 < level["low"] < level["central"] < level["high"]
        # Both are rounded to a tenth.
        assert nmol_l_from_ng_ml(other["central"]) == pytest.approx(level["central"], abs=0.2)


async def test_winter_lowers_the_level_where_the_sun_makes_it(http):
    course = medians((await ask(http, step_days=1))["course"])
    assert max(course, key=course.get)[5:7] in {"07", "08", "09"}
    # In these clothes February already gives as much as is lost.
    assert min(course, key=course.get)[5:7] in {"01", "02", "03"}
    forecast = (await ask(http))["forecast"]["without_changes"]
    assert forecast["lowest_on"][:7] in {"2027-01", "2027-02", "2027-03"}


async def test_more_of_any_source_never_lowers_the_level(http):
    usual = (await ask(http))["level_today"]["nmol_l"]["central"]
    richer = [
        {"habit": HABIT | {"minutes": 45}},
        {"habit": HABIT | {"outings_per_week": 6}},
        {"diet": [{"supplement_ug_per_day": 20}]},
        {"diet": [{"food": "salmon_farmed", "portions_per_week": 3}]},
    ]
    for body in richer:
        assert (await ask(http, **body))["level_today"]["nmol_l"]["central"] > usual


async def test_contributions_are_means_of_four_weeks(http):
    diet = [{"supplement_ug_per_day": 10}, {"supplement_ug_per_day": 2.5}]
    given = (await ask(http, diet=diet))["contributions"]
    assert given["days"] == 28
    assert given["supplement_ug_per_day"] == 12.5
    assert given["food_ug_per_day"] == 0
    sun = given["sun_ug_per_day"]
    assert 0 <= sun["low"] < sun["central"] < sun["high"]
    nothing = (await ask(http, habit=None))["contributions"]["sun_ug_per_day"]
    assert nothing == {"low": 0, "central": 0, "high": 0}


async def test_grams_and_portions_are_the_same_food(http):
    by_portion = await ask(http, diet=[{"food": "salmon_farmed", "portions_per_week": 2}])
    grams = 2 * food("salmon_farmed").portion_g
    by_gram = await ask(http, diet=[{"food": "salmon_farmed", "grams_per_week": grams}])
    assert by_gram["contributions"] == by_portion["contributions"]
    assert by_gram["contributions"]["food_ug_per_day"] > 1


async def test_a_laboratory_value_draws_the_level_and_narrows_it(http):
    lab = {"date": "2026-06-01", "value": 30, "unit": "nmol/L"}
    without, measured = await ask(http), await ask(http, labs=[lab])
    now, before = measured["level_today"]["nmol_l"], without["level_today"]["nmol_l"]
    assert now["central"] < before["central"]
    assert now["high"] / now["low"] < before["high"] / before["low"]
    (seen,) = measured["labs"]
    assert seen["used"] is True
    assert seen["reason"] is None
    model = seen["model"]["nmol_l"]["central"]
    assert seen["difference_nmol_l"] == pytest.approx(30 - model, abs=0.11)
    assert seen["within_model"] == (seen["model"]["nmol_l"]["low"] <= 30)


async def test_units_of_laboratories_say_the_same(http):
    day = "2026-05-01"
    one, other = [
        await ask(http, labs=[{"date": day, "value": value, "unit": unit}])
        for value, unit in ((49.92, "nmol/L"), (20, "ng/mL"))
    ]
    assert one["level_today"] == other["level_today"]
    assert other["labs"][0]["value"] == 20
    assert other["labs"][0]["nmol_l"] == 49.9


async def test_an_old_value_is_shown_and_not_used(http):
    (seen,) = (await ask(http, labs=[{"date": "2019-05-01", "value": 70, "unit": "nmol/L"}]))[
        "labs"
    ]
    assert (seen["used"], seen["reason"], seen["model"]) == (False, "too_old", None)


async def test_changes_to_come_act_from_their_day_on(http):
    change = {"from": "2026-10-01", "supplement_ug_per_day": 20}
    answer = await ask(http, changes=[change])
    usual, changed = (medians(answer[name]) for name in ("course", "course_with_changes"))
    before = [day for day in usual if day < "2026-10-01"]
    after = [day for day in usual if day >= "2026-10-01"]
    assert len(before) > 20
    assert len(after) > 10
    assert [changed[day] for day in before] == [usual[day] for day in before]
    assert all(changed[day] > usual[day] for day in after)
    forecast = answer["forecast"]
    ends = [forecast[name]["at_end"]["nmol_l"]["central"] for name in
            ("without_changes", "with_changes")]  # fmt: skip
    assert ends[0] < ends[1]
    assert forecast["with_changes_reason"] is None
    none = await ask(http)
    assert none["course_with_changes"] is None
    assert none["course_with_changes_reason"] == "no_changes"
    assert none["forecast"]["with_changes_reason"] == "no_changes"


async def test_changes_of_the_past_are_part_of_both(http):
    change = {"from": "2026-03-01", "habit": HABIT | {"minutes": 0}}
    answer = await ask(http, changes=[change])
    assert answer["course_with_changes"] is None
    assert answer["contributions"]["sun_ug_per_day"]["central"] == 0
    assert (
        medians(answer["course"])["2026-06-11"] < medians((await ask(http))["course"])["2026-06-11"]
    )


@pytest.mark.parametrize(
    ("level", "iom", "endocrine"),
    [(29.9, "risk_of_deficiency", "deficient"), (30.0, "risk_of_inadequacy", "deficient"),
     (50.0, "sufficient", "insufficient"), (75.0, "sufficient", "sufficient"),
     (130.0, "of_concern", "sufficient")],
)  # fmt: skip
async def test_bands_are_named_by_whom_they_are_of(http, level, iom, endocrine):
    assert bands_of(level) == {"iom_2011": iom, "endocrine_society_2011": endocrine}
    now = (await ask(http))["level_today"]
    assert now["bands"] == bands_of(now["nmol_l"]["central"])


@pytest.mark.parametrize(
    ("caution", "key"),
    [("hypercalcaemia", "vitamin_d_withheld_ask_doctor"),
     ("sarcoidosis", "vitamin_d_withheld_ask_doctor"), ("lupus", "caution_ask_doctor"),
     ("albinism", "caution_ask_doctor")],
)  # fmt: skip
async def test_cautions_withhold_everything_computed(http, caution, key):
    lab = {"date": "2026-06-01", "value": 30, "unit": "nmol/L"}
    answer = await ask(http, skin=SKIN | {"cautions": [caution]}, labs=[lab])
    assert answer["reason"] == "caution"
    assert answer["advice_keys"] == [key]
    names = ("level_today", "course", "course_with_changes", "contributions", "forecast")
    assert [answer[name] for name in names] == [None] * 5
    assert answer["labs"][0]["nmol_l"] == 30
    assert answer["labs"][0]["reason"] == "withheld"


@pytest.mark.parametrize(
    ("value", "key"),
    [(12, "lab_low_ask_doctor"), (60, None), (450, "lab_high_ask_doctor")],
)
async def test_values_that_are_for_a_doctor_are_said_to_be(http, value, key):
    lab = {"date": "2026-06-01", "value": value, "unit": "nmol/L"}
    keys = (await ask(http, labs=[lab]))["advice_keys"]
    assert [each for each in keys if each.startswith("lab_")] == ([] if key is None else [key])


async def test_outings_beyond_the_limit_are_never_praised(http):
    child = {"fitzpatrick": 1, "age_years": 10}
    long = {"outings_per_week": 7, "minutes": 60, "clothing": "t_shirt_shorts"}
    short = {"outings_per_week": 7, "minutes": 1, "clothing": "t_shirt_shorts"}
    found = ["outing_beyond_limit" in (await ask(http, skin=child, habit=each))["advice_keys"]
             for each in (long, short)]  # fmt: skip
    assert found == [True, False]


@pytest.mark.parametrize("caution", ["kidney_stones", "anticoagulants", "pregnancy"])
async def test_other_cautions_are_said(http, caution):
    answer = await ask(http, skin=SKIN | {"cautions": [caution]})
    assert answer["advice_keys"][0] == caution
    assert ("pregnancy" in " ".join(answer["assumptions"])) == (caution == "pregnancy")
    assert answer["level_today"] is not None


async def test_words_come_in_german_too(http):
    http.headers["accept-language"] = "de"
    answer = await ask(http, skin=SKIN | {"cautions": ["kidney_stones"]})
    assert answer["language"] == "de"
    assert "Nierensteinen" in answer["advice"][0]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"from": "2026-06-13"}, {("#/from", "out_of_range")}),
        ({"from": "2020-01-01"}, {("#/from", "out_of_range")}),
        ({"until": "2026-06-11"}, {("#/until", "out_of_range")}),
        ({"until": "2029-01-01"}, {("#/until", "out_of_range")}),
        ({"until": 20000}, {("#/until", "date_format")}),
        ({"step_days": 0}, {("#/step_days", "greater_than_equal")}),
        ({"weeks": 3}, {("#/weeks", "extra_forbidden")}),
        ({"habit": HABIT | {"outings_per_week": 7.5}},
         {("#/habit/outings_per_week", "less_than_equal")}),
        ({"habit": HABIT | {"minutes": -1}}, {("#/habit/minutes", "greater_than_equal")}),
        ({"habit": HABIT | {"start": "24:00"}}, {("#/habit/start", "clock_format")}),
        ({"habit": HABIT | {"skin_fraction": 0.2}}, {("#/habit/clothing", "conflict")}),
        ({"diet": [{"food": "moon_cheese", "grams_per_week": 5}]},
         {("#/diet/0/food", "unknown_food")}),
        ({"diet": [{"food": "salmon_farmed"}]}, {("#/diet/0/grams_per_week", "missing")}),
        ({"diet": [{"food": "salmon_farmed", "grams_per_week": 1, "portions_per_week": 1}]},
         {("#/diet/0/portions_per_week", "conflict")}),
        ({"diet": [{}]}, {("#/diet/0", "conflict")}),
        ({"diet": [{"supplement_ug_per_day": 1, "grams_per_week": 2}]},
         {("#/diet/0/grams_per_week", "conflict")}),
        ({"diet": [{"supplement_ug_per_day": 2000}]},
         {("#/diet/0/supplement_ug_per_day", "less_than_equal")}),
        ({"labs": [{"date": "2026-06-13", "value": 50, "unit": "nmol/L"}]},
         {("#/labs/0/date", "in_future")}),
        ({"labs": [{"date": "2026-06-01", "value": 900, "unit": "ng/mL"}]},
         {("#/labs/0/value", "out_of_range")}),
        ({"labs": [{"date": "2026-06-01", "value": 50, "unit": "mg"}]},
         {("#/labs/0/unit", "literal_error")}),
        ({"labs": [{"date": "2026-06-01", "value": 50}]}, {("#/labs/0/unit", "missing")}),
        ({"changes": [{"from": "2026-07-01"}]}, {("#/changes/0", "missing")}),
        ({"changes": [{"from": "2026-07-01", "supplement_ug_per_day": 1}] * 2},
         {("#/changes/1/from", "repeated")}),
        ({"changes": [{"from": "2026-07-01", "diet": [{"food": "x", "grams_per_week": 1}]}]},
         {("#/changes/0/diet/0/food", "unknown_food")}),
        ({"skin": SKIN | {"med_j_m2": 200, "ita_deg": 40}}, {("#/skin/ita_deg", "conflict")}),
        ({"skin": {"fitzpatrick": 2, "weight_kg": 60}}, {("#/skin/height_cm", "missing")}),
    ],
)  # fmt: skip
async def test_fields_that_make_no_sense_are_named(http, body, found):
    assert await refused(http, **body) == found


async def test_winters_end_as_the_year_has_it():
    boston = place_of(Spot(42.36, -71.06, 0.0))
    end = winter_end(boston, date(2026, 6, 12))
    # The vitamin D winter of Boston: 9 November to 14 February (docs/science/windows.md).
    assert (end.date, end.kind) == (date(2027, 2, 14), "vitamin_d_winter")
    assert winter_end(boston, date(2027, 1, 20)).date == date(2027, 2, 14)
    assert winter_end(boston, date(2027, 2, 15)).date.year == 2028
    tropics = winter_end(place_of(Spot(1.35, 103.82)), TODAY)
    assert (tropics.date, tropics.kind) == (date(2027, 4, 1), "first_of_april")
    south = winter_end(place_of(Spot(-1.29, 36.82)), TODAY)
    assert (south.date, south.kind) == (date(2026, 10, 1), "first_of_october")


async def test_a_status_takes_less_than_half_a_second():
    world = world_alone(lambda: datetime(2026, 6, 12, 10, tzinfo=UTC))
    await status_of(StatusQuestion(Spot(59.0, 10.0), Person(2)), world)
    begun = time.process_time()
    await status_of(StatusQuestion(Spot(48.0, 11.0), Person(2)), world)
    assert time.process_time() - begun < 0.5


async def test_a_change_of_today_is_one_to_come(http):
    answer = await ask(http, changes=[{"from": TODAY.isoformat(), "supplement_ug_per_day": 50}])
    usual, changed = medians(answer["course"]), medians(answer["course_with_changes"])
    assert all((changed[day] > usual[day]) == (day >= TODAY.isoformat()) for day in usual)
    assert answer["contributions"]["supplement_ug_per_day"] == 0


@pytest.mark.parametrize(
    ("change", "left"),
    [({"diet": [{"food": "egg", "portions_per_week": 7}]}, 20),
     ({"diet": []}, 20),
     ({"diet": [{"supplement_ug_per_day": 5}]}, 5),
     ({"diet": [], "supplement_ug_per_day": 0}, 0)],
)  # fmt: skip
async def test_foods_that_change_leave_the_supplement(http, change, left):
    changes = [{"from": "2026-01-01"} | change]
    given = await ask(http, diet=[{"supplement_ug_per_day": 20}], changes=changes)
    assert given["contributions"]["supplement_ug_per_day"] == left


async def test_copies_of_a_value_do_not_narrow_the_level(http):
    lab = {"date": "2026-06-01", "value": 40, "unit": "nmol/L"}
    once = await ask(http, labs=[lab])
    assert (await ask(http, labs=[lab] * 50))["level_today"] == once["level_today"]
    # Of one day the mean counts.
    ends = [lab | {"value": value} for value in (30, 50)]
    both = await ask(http, labs=ends)
    assert both["level_today"] == once["level_today"]
    assert [each["nmol_l"] for each in both["labs"]] == [30, 50]


async def test_values_of_several_days_narrow_it_more_than_one(http):
    lab = {"date": "2026-06-01", "value": 40, "unit": "nmol/L"}
    one, two = [
        (await ask(http, labs=labs))["level_today"]["nmol_l"]
        for labs in ([lab], [lab, lab | {"date": "2026-03-01"}])
    ]
    assert two["high"] / two["low"] < one["high"] / one["low"]


@pytest.mark.parametrize(
    ("diet", "words"),
    [([{"supplement_ug_per_day": 700}] * 2, "supplements"),
     ([{"food": "cod_liver_oil", "grams_per_week": 2000},
       {"food": "cod_liver_oil", "grams_per_week": 2000}], "foods")],
)  # fmt: skip
async def test_sums_that_nobody_takes_are_refused(http, diet, words):
    response = await http.post("/v1/status", json=BODY | {"diet": diet})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("#/diet", "out_of_range")
    assert words in error["detail"]


@pytest.mark.parametrize("days", [0, 3, 6, 7, 30])
def test_a_winter_that_is_nearly_over_ends_when_it_ends(days):
    place = place_of(Spot(52.5, 13.4))
    end = winter_end(place, date(2026, 12, 21)).date
    assert winter_end(place, end - timedelta(days=days)).date == end
    assert winter_end(place, end + timedelta(days=1)).date > end + timedelta(days=300)
