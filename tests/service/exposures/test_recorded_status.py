"""Am I getting enough: from days, intake and blood that are recorded of a user."""

from datetime import date, timedelta

import pytest

from service.storage import day_rows
from service.storage.day_rows import DayRow
from service.world import world_alone
from tests.syncing import Service, sample_id

pytestmark = pytest.mark.anyio

TODAY = date(2026, 6, 20)
OSLO = {"latitude": 59.91, "longitude": 10.75}
SEASONS = dict.fromkeys(("spring", "summer", "autumn", "winter"), "t_shirt_shorts")
PROFILE = {
    "fitzpatrick": 2, "birth_year": 1990, "height_cm": 175, "weight_kg": 70, "home": OSLO,
    "timezone": "Europe/Oslo", "clothing": SEASONS,
}  # fmt: skip
HABIT = {"outings_per_week": 5, "minutes": 30, "clothing": "t_shirt_shorts"}


@pytest.fixture
async def service(tmp_path):
    async with Service(f"sqlite:///{tmp_path}/solferol.sqlite3", tmp_path) as running:
        transport_world(running)
        yield running


def transport_world(running):
    running.app.state.world = world_alone(running.clock)


async def user(service, **profile):
    return await service.device(profile=PROFILE | profile)


async def record(device, made_iu, *, minutes=40.0, days=40, reason=None, last=TODAY):
    """Days as the background work would keep them."""
    amount = None if made_iu is None else {
        "low": 0.5 * made_iu, "central": made_iu, "high": 2.0 * made_iu
    }  # fmt: skip
    rows = [
        DayRow(
            (last - timedelta(days=i)).isoformat(), 1, 0, None,
            {"vitamin_d_iu": amount, "vitamin_d_reason": reason, "intake_ug": 0.0,
             "minutes_in_daylight": minutes, "minutes_without_place": 0.0},
            [], None,
        )
        for i in range(days)
    ]  # fmt: skip
    async with device.service.database.writing() as connection:
        await day_rows.put(connection, device.user_id, rows)


def intake(number, day, value=25, **more):
    return {
        "id": sample_id(number), "type": "intake", "start": f"{day}T08:00:00Z", "value": value,
        "unit": "ug", **more,
    }  # fmt: skip


async def status(device, method="GET", **how):
    response = await device.ask(method, "/status", **how)
    assert response.status_code == 200, response.text
    return response.json()


async def test_recorded_days_are_the_sun(service):
    device = await user(service)
    await record(device, 1200.0)
    answer = await status(device)
    sun = answer["contributions"]["sun_ug_per_day"]
    assert sun == {"low": 15, "central": 30, "high": 60}
    assert answer["location"]["timezone"] == "Europe/Oslo"
    assert answer["today"] == TODAY.isoformat()
    # A year and today, less forty days with records.
    assert answer["days_without_records"] == 366 - 40


async def test_days_to_come_go_on_with_the_season(service):
    device = await user(service)
    await record(device, 1200.0)
    course = {p["date"]: p["nmol_l"]["central"] for p in (await status(device))["course"]}
    assert max(course.values()) > course[min(course)]
    assert course[max(course)] < 0.8 * max(course.values())


async def test_a_habit_is_for_days_without_records_alone(service):
    device = await user(service)
    await record(device, 1200.0)
    body = {"habit": HABIT | {"minutes": 0}}
    answer = await status(device, "POST", json=body)
    assert answer["contributions"]["sun_ug_per_day"]["central"] == 30
    # Nothing before and after: the level falls from today on.
    course = {p["date"]: p["nmol_l"]["central"] for p in answer["course"]}
    later = [level for day, level in sorted(course.items()) if day > "2026-06-21"]
    assert later == sorted(later, reverse=True)
    assert (
        "Days without records, and those to come, have the habit that is told."
        in (answer["assumptions"])
    )


async def test_days_indoors_are_known_to_give_nothing(service):
    device = await user(service)
    await record(device, None, minutes=0.0, reason="nothing_outdoors")
    answer = await status(device, "POST", json={"habit": HABIT})
    assert answer["contributions"]["sun_ug_per_day"]["central"] == 0
    assert answer["days_without_records"] == 366 - 40


async def test_days_at_an_unknown_place_are_not_known(service):
    device = await user(service)
    await record(device, None, minutes=None, reason="no_place")
    answer = await status(device, "POST", json={"habit": HABIT})
    assert answer["contributions"]["sun_ug_per_day"]["central"] > 1
    assert answer["days_without_records"] == 366


async def test_intake_and_blood_count(service):
    device = await user(service)
    sent = [intake(i, TODAY - timedelta(days=i)) for i in range(1, 28)]
    sent.append(intake(90, TODAY, value=400, substance="vitamin_k1"))
    sent.append(
        {"id": sample_id(99), "type": "lab_25ohd", "start": "2026-06-10T08:00:00Z", "value": 28,
         "unit": "ng/mL"}
    )  # fmt: skip
    await device.send(*sent)
    answer = await status(device)
    given = answer["contributions"]
    # Twenty-seven of the latest twenty-eight days.
    assert given["supplement_ug_per_day"] + given["food_ug_per_day"] == pytest.approx(
        25 * 27 / 28, abs=0.01
    )
    (lab,) = answer["labs"]
    assert (lab["date"], lab["used"]) == ("2026-06-10", True)
    assert lab["nmol_l"] == 69.9


async def test_values_that_no_laboratory_reports_are_left_out(service):
    device = await user(service)
    lab = {"type": "lab_25ohd", "start": "2026-06-10T08:00:00Z", "unit": "nmol/L"}
    await device.send({"id": sample_id(1), "value": 0.01} | lab)
    assert (await status(device))["labs"] == []


async def test_food_is_told_from_supplements(service):
    device = await user(service)
    eaten = {"id": sample_id(1), "type": "intake", "start": f"{TODAY}T10:00:00Z", "food": "trout",
             "grams": 150}  # fmt: skip
    await device.send(eaten, intake(2, TODAY, value=10))
    given = (await status(device))["contributions"]
    # Both are of the first day with any intake, and shared out over four weeks: it may be a capsule
    # of a month, or a feast. 15.9 µg in 100 g of trout.
    assert given["food_ug_per_day"] == pytest.approx(1.5 * 15.9 / 28, abs=0.01)
    assert given["supplement_ug_per_day"] == pytest.approx(10 / 28, abs=0.01)


async def test_changes_to_come(service):
    device = await user(service)
    await record(device, 800.0)
    change = {"from": "2026-10-01", "supplement_ug_per_day": 20}
    answer = await status(device, "POST", json={"changes": [change]})
    ends = [answer["forecast"][name]["at_end"]["nmol_l"]["central"]
            for name in ("without_changes", "with_changes")]  # fmt: skip
    assert ends[1] > ends[0] + 5


def medians(answer, name="course"):
    return {point["date"]: point["nmol_l"]["central"] for point in answer[name]}


async def test_one_capsule_of_a_month_is_not_one_of_every_day(service):
    nothing, monthly = await user(service), await user(service)
    await monthly.send(intake(1, TODAY, value=625))
    without, answer = await status(nothing), await status(monthly)
    given = answer["contributions"]["supplement_ug_per_day"]
    assert given == pytest.approx(625 / 28, abs=0.01)
    before = [medians(each) for each in (without, answer)]
    past = [day for day in before[0] if day < TODAY.isoformat()]
    assert past
    assert all(before[0][day] == before[1][day] for day in past)
    # As a daily 22.3 µg lead to some 20 nmol/L more; a daily 625 µg would to far more than 100.
    ends = [each["forecast"]["without_changes"]["at_end"]["nmol_l"]["central"]
            for each in (without, answer)]  # fmt: skip
    assert 10 < ends[1] - ends[0] < 40


@pytest.mark.parametrize(("days", "continued"), [(2, False), (6, False), (7, True)])
async def test_few_days_say_nothing_of_the_others(service, days, continued):
    device = await user(service)
    await record(device, 4000.0, days=days)
    answer = await status(device)
    sun = answer["contributions"]["sun_ug_per_day"]["central"]
    said = "no sun is credited on days without records" in " ".join(answer["assumptions"])
    assert said is not continued
    if continued:
        assert sun > 50
    else:
        assert sun == pytest.approx(100 * days / 28, abs=0.01)


async def test_days_of_last_year_do_not_go_on(service):
    device = await user(service)
    await record(device, 4000.0, last=TODAY - timedelta(days=60))
    answer = await status(device)
    assert answer["contributions"]["sun_ug_per_day"]["central"] == 0
    assert "fewer than 7 are recorded" in " ".join(answer["assumptions"])


async def test_without_recorded_intake_a_told_change_counts_up_to_today(service):
    device = await user(service)
    change = {"from": (TODAY - timedelta(days=40)).isoformat(), "supplement_ug_per_day": 20}
    answer = await status(device, "POST", json={"changes": [change]})
    assert answer["contributions"]["supplement_ug_per_day"] == 20
    assert "No intake is recorded" in " ".join(answer["assumptions"])


async def test_recorded_intake_replaces_what_is_told(service):
    device = await user(service)
    await device.send(intake(1, TODAY - timedelta(days=13), value=28))
    change = {"from": (TODAY - timedelta(days=100)).isoformat(), "supplement_ug_per_day": 20}
    answer = await status(device, "POST", json={"changes": [change]})
    # Fourteen days told, fourteen recorded, with 28 µg in all.
    given = answer["contributions"]["supplement_ug_per_day"]
    assert given == pytest.approx((14 * 20 + 28) / 28, abs=0.01)
    assert "recorded intake replaces what is told" in " ".join(answer["assumptions"])


async def test_a_change_of_today_is_one_to_come(service):
    device = await user(service)
    change = {"from": TODAY.isoformat(), "supplement_ug_per_day": 50}
    answer = await status(device, "POST", json={"changes": [change]})
    assert answer["contributions"]["supplement_ug_per_day"] == 0
    usual, changed = medians(answer), medians(answer, "course_with_changes")
    last = max(usual)
    assert changed[last] > usual[last] + 10
    past = [day for day in usual if day < TODAY.isoformat()]
    assert all(changed[day] == usual[day] for day in past)


async def test_today_east_of_greenwich_is_read(service):
    # It is 19:03 UTC, in Auckland already the morning of the day after.
    auckland = {"latitude": -36.85, "longitude": 174.76}
    device = await user(service, home=auckland, timezone="Pacific/Auckland")
    tomorrow = TODAY + timedelta(days=1)
    await record(device, 1120.0, days=1, last=tomorrow)
    answer = await status(device)
    assert answer["today"] == tomorrow.isoformat()
    assert answer["contributions"]["sun_ug_per_day"]["central"] == 1
    assert answer["days_without_records"] == 366 - 1


async def test_which_days_are_shown(service):
    device = await user(service)
    answer = await status(device, params={"from": "2026-05-01", "until": "2026-07-01"})
    assert (answer["from"], answer["until"]) == ("2026-05-01", "2026-07-01")
    assert answer["course"][0]["date"] == "2026-05-01"
    refused = await device.ask("GET", "/status", params={"from": "2026-07-01"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/from"
    unknown = await device.ask("GET", "/status", params={"weeks": 3})
    assert unknown.json()["errors"][0]["code"] == "extra_forbidden"


@pytest.mark.parametrize(
    ("profile", "reason"),
    [({"cautions": ["hypercalcaemia"]}, "caution"), ({"fitzpatrick": None}, "skin_type_missing"),
     ({"home": None}, "no_place")],
)  # fmt: skip
async def test_what_is_missing_or_withheld_is_said(service, profile, reason):
    device = await user(service, **profile)
    answer = await status(device)
    assert answer["reason"] == reason
    assert answer["level_today"] is None
    assert answer["course"] is None


async def test_cautions_are_heeded_without_a_skin_type(service):
    device = await user(service, fitzpatrick=None, cautions=["hypercalcaemia"])
    answer = await status(device)
    assert answer["reason"] == "skin_type_missing"
    assert answer["advice_keys"] == ["vitamin_d_withheld_ask_doctor"]


async def test_another_user_sees_nothing(service):
    one, other = await user(service), await user(service)
    response = await service.http.get(
        f"/v1/users/{one.user_id}/status", headers={"authorization": f"Bearer {other.token}"}
    )
    assert response.status_code in {403, 404}
    assert (await service.http.get(f"/v1/users/{one.user_id}/status")).status_code == 401


async def test_a_token_that_may_only_write_is_refused(service):
    device = await user(service)
    granted = await service.grant(device.key, device.user_id, "pen", scopes=["samples:write"])
    response = await service.http.get(
        f"{device.path}/status", headers={"authorization": f"Bearer {granted['access_token']}"}
    )
    assert response.status_code == 403


async def test_without_a_home_the_latest_minutes_tell_the_place(service):
    device = await user(service, home=None)
    await record(device, 1200.0, days=3)
    span = {"place": [59.91, 10.75]}
    day = (TODAY - timedelta(days=1)).isoformat()
    totals = {"vitamin_d_iu": None, "vitamin_d_reason": "nothing_outdoors",
              "minutes_in_daylight": 0.0}  # fmt: skip
    async with service.database.writing() as connection:
        row = DayRow(day, 2, 0, None, totals, [{"place": None}, span], None)
        await day_rows.put(connection, device.user_id, [row])
    answer = await status(device)
    assert answer["location"]["timezone"] == "Europe/Oslo"
    assert answer["reason"] is None


async def test_days_that_were_worked_out_count(own):
    session = {
        "id": sample_id(7), "type": "outdoor_session", "start": "2026-06-10T11:00:00Z",
        "end": "2026-06-10T11:40:00Z", "location": {"lat": 59.91, "lon": 10.75},
    }  # fmt: skip
    await own.send([session])
    day = (await own.days("2026-06-10", "2026-06-10"))["2026-06-10"]
    body = {"habit": HABIT | {"minutes": 0}}
    response = await own.http.post(f"/v1/users/{own.user_id}/status", json=body)
    assert response.status_code == 200, response.text
    sun = response.json()["contributions"]["sun_ug_per_day"]["central"]
    # One day of twenty-eight; both are rounded.
    assert sun == pytest.approx(day["vitamin_d_iu"]["central"] / 40 / 28, abs=0.01)
    assert sun > 0.1


async def test_a_told_habit_and_an_untried_body_are_heeded_as_without_records(service):
    device = await user(service, cautions=["pregnancy"])
    response = await device.ask("POST", "/status", json={"habit": HABIT | {"minutes": 240}})
    answer = response.json()
    assert {"pregnancy", "outing_beyond_limit"} <= set(answer["advice_keys"])
    assert "Levels are not made for pregnancy" in " ".join(answer["assumptions"])
