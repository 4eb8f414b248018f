"""Several stays within a day, and what must not be advised after them."""

import numpy as np
import pytest

from models import clear_sky
from tests.asking import ask, at, question, refused

pytestmark = pytest.mark.anyio


async def test_stays_of_a_day_add_up(client):
    whole = await ask(client, question(at(11), end=at(11, 20)))
    split = await ask(
        client,
        question(at(11, 10), end=at(11, 20), earlier_stays=[{"start": at(11), "end": at(11, 10)}]),
    )
    total = split["day_total"]
    assert total["stays"] == 2
    assert total["minutes"] == 20
    assert total["recovery"] == "none_within_24_hours"
    for name in ("low", "central", "high"):
        # Each amount is rounded to a tenth, each share to a thousandth.
        assert total["vitamin_d_iu"][name] == pytest.approx(
            whole["session"]["vitamin_d_iu"][name], abs=0.11
        )
        assert total["med_fraction"][name] == pytest.approx(
            whole["session"]["med_fraction"][name], abs=1.1e-3
        )
    # The second stay adds less than the first made: the skin has begun to saturate.
    first = await ask(client, question(at(11), end=at(11, 10)))
    added, alone = split["session"]["vitamin_d_iu"], first["session"]["vitamin_d_iu"]
    assert added["central"] + alone["central"] == pytest.approx(
        total["vitamin_d_iu"]["central"], abs=0.2
    )


async def test_what_was_received_counts_towards_burn_limit_and_target(client):
    fresh = await ask(client, question())
    earlier = [{"start": at(10), "end": at(10, 10)}, {"start": at(11), "end": at(11, 5)}]
    later = await ask(client, question(earlier_stays=earlier))
    for name in ("low", "central"):
        assert later["burn"]["minutes"][name] < fresh["burn"]["minutes"][name]
        assert later["vitamin_d"]["minutes"][name] < fresh["vitamin_d"]["minutes"][name]
    assert later["verdict"]["limit_minutes"] < fresh["verdict"]["limit_minutes"]
    assert later["verdict"]["limit_minutes"] <= later["burn"]["minutes"]["low"] / 2


async def test_a_limit_can_be_used_up(client):
    earlier = [{"start": at(11), "end": at(12)}]
    answer = await ask(client, question(earlier_stays=earlier))
    assert answer["verdict"]["limit_minutes"] == 0
    assert answer["verdict"]["code"] == "burn_before_target"
    assert answer["verdict"]["comes_first"] == "burn"
    assert answer["verdict"]["advice_keys"][0] == "limit_used_up"
    assert "settle_for_less" not in answer["verdict"]["advice_keys"]
    assert "reach_target_then_cover" not in answer["verdict"]["advice_keys"]


@pytest.mark.parametrize("told", [{"cloud_cover": 1.0}, {"uv_index": 2.0}, {"cloud_cover": 0.6}])
async def test_what_is_told_of_the_sky_now_says_nothing_of_earlier(client, told):
    # A cloud now would make an earlier stay under the open sky milder, and the limit longer.
    earlier = [{"start": at(11), "end": at(11, 20)}]
    found = {}
    for name, environment in (("told", told), ("clear", {"cloud_cover": 0.0})):
        body = question(at(14), end=at(14, 1), earlier_stays=earlier, environment=environment)
        body["uv_source"] = "auto"
        found[name] = await ask(client, body)
    before = [
        answer["day_total"]["med_fraction"]["central"]
        - answer["session"]["med_fraction"]["central"]
        for answer in found.values()
    ]
    assert before[0] >= before[1] - 2e-3
    assert any("holds from the start on" in line for line in found["told"]["assumptions"])


async def test_more_skin_does_not_undress_the_past(client):
    body = question(at(13, 30), exposure={"clothing": "face_hands"},
                    earlier_stays=[{"start": at(12, 30), "end": at(12, 37)}])  # fmt: skip
    kinds = {each["kind"] for each in (await ask(client, body))["verdict"]["alternatives"]}
    assert "more_skin" not in kinds


async def test_another_hour_can_be_asked_again_with_the_same_earlier_stays(client):
    # At seven 300 IU can be had within the limit from 07:20 on, 400 IU from 08:10 on: more than a
    # day after a stay of yesterday 07:30, which would then be refused.
    earlier = [{"start": "2026-06-11T07:30:00+02:00", "end": "2026-06-11T07:35:00+02:00"}]
    for target, offered in ((300, 1), (400, 0)):
        parts = {"exposure": {"clothing": "t_shirt_shorts", "posture": "upright"},
                 "target": {"vitamin_d_iu": target}, "earlier_stays": earlier}  # fmt: skip
        answer = await ask(client, question(at(7), **parts))
        hours = [each["start"] for each in answer["verdict"]["alternatives"]
                 if each["kind"] == "another_hour"]  # fmt: skip
        assert len(hours) == offered
        for hour in hours:
            later = await ask(client, question(hour, **parts))
            assert later["verdict"]["code"] == "target_before_burn"


@pytest.mark.parametrize("caution", ["hypercalcaemia", "sarcoidosis"])
async def test_who_must_not_seek_vitamin_d_is_still_warned_of_the_sun(client, caution):
    body = question(skin={"cautions": [caution, "pregnancy"]}, end=at(17))
    verdict = (await ask(client, body))["verdict"]
    assert verdict["code"] == "withheld"
    assert verdict["advice_keys"] == [
        "vitamin_d_withheld_ask_doctor", "session_exceeds_limit", "protect_from_uv_index_3",
        "pregnancy",
    ]  # fmt: skip


async def test_who_must_not_seek_vitamin_d_and_has_had_too_much_sun_is_told(client):
    body = question(skin={"cautions": ["sarcoidosis"]},
                    earlier_stays=[{"start": at(10), "end": at(12, 30)}])  # fmt: skip
    keys = (await ask(client, body))["verdict"]["advice_keys"]
    assert keys[:2] == ["vitamin_d_withheld_ask_doctor", "limit_used_up"]


async def test_nearer_to_noon_is_said_after_noon_only(client):
    parts = {"exposure": {"clothing": "covered"}, "target": {"vitamin_d_iu": 1500}}
    for hour, said in ((11, False), (17, True)):
        answer = await ask(client, question(at(hour), skin={"fitzpatrick": 4}, **parts))
        assert answer["vitamin_d"]["reason"] == "day_ends"
        assert ("start_nearer_noon" in answer["verdict"]["advice_keys"]) == said


async def test_no_child_is_told_to_undress(client):
    for age, asked in ((12, "t_shirt_shorts"), (8, "face_hands"), (16, "t_shirt_shorts")):
        for target in range(100, 2000, 100):
            skin = {"age_years": age, "fitzpatrick": 4}
            parts = {"exposure": {"clothing": asked}, "target": {"vitamin_d_iu": target}}
            body = question(skin=skin, **parts)
            for each in (await ask(client, body))["verdict"]["alternatives"]:
                assert each.get("clothing") != "nude"


async def test_nothing_is_no_part_worth_having(client):
    keys = (await ask(client, question(exposure={"skin_fraction": 0.0})))["verdict"]["advice_keys"]
    assert "settle_for_less" not in keys


async def test_a_sunscreen_is_as_old_in_an_earlier_stay_as_it_was_then(client):
    # One stay of four hours, or the same in two parts with the same cream.
    exposure = {"clothing": "swimwear", "sunscreen": {"spf": 30}}
    whole = await ask(client, question(at(10), end=at(14), skin={"fitzpatrick": 6},
                                       exposure=exposure))  # fmt: skip
    exposure["sunscreen"]["minutes_since_applied"] = 120
    earlier = [{"start": at(10), "end": at(12)}]
    body = question(at(12), end=at(14), skin={"fitzpatrick": 6}, exposure=exposure)
    parts = await ask(client, body | {"earlier_stays": earlier})
    assert parts["day_total"]["vitamin_d_iu"]["central"] == pytest.approx(
        whole["session"]["vitamin_d_iu"]["central"], rel=1e-3
    )


async def test_a_burnt_person_is_never_told_to_reach_the_target(client):
    earlier = [{"start": at(10), "end": at(16)}]
    body = question(at(16, 30), exposure={"clothing": "swimwear"}, earlier_stays=earlier)
    answer = await ask(client, body)
    assert answer["burn"]["minutes"] == {"low": 0, "central": 0, "high": 0}
    verdict = answer["verdict"]
    assert verdict["code"] == "burn_before_target"
    assert verdict["comes_first"] == "burn"
    assert verdict["alternatives"] == []
    assert verdict["advice_keys"][:2] == ["limit_used_up", "target_reached_already"]


async def test_a_target_that_earlier_stays_have_reached(client):
    earlier = [{"start": at(12), "end": at(12, 5)}]
    body = question(at(12, 30), exposure={"clothing": "nude"}, earlier_stays=earlier)
    body["target"] = {"vitamin_d_iu": 300}
    verdict = (await ask(client, body))["verdict"]
    assert verdict["code"] == "target_before_burn"
    assert verdict["comes_first"] == "target"
    assert verdict["advice_keys"][0] == "target_reached_already"
    assert verdict["alternatives"] == []


async def test_stays_of_the_night_before_count_in_the_midnight_sun(client):
    body = question("2026-06-21T00:10:00+02:00") | {
        "location": {"latitude": 78.2, "longitude": 15.6},
        "earlier_stays": [
            {"start": "2026-06-20T11:00:00+02:00", "end": "2026-06-21T00:05:00+02:00"}
        ],
    }
    answer = await ask(client, body)
    assert answer["day_total"]["med_fraction"]["central"] > 1
    assert answer["burn"]["minutes"]["low"] == 0


async def test_a_stay_through_the_night_has_no_negative_dose(client):
    body = question(at(22, 30), end="2026-06-13T14:00:00+02:00")
    answer = await ask(client, body)
    assert answer["burn"]["dose_fraction_of_med_by_sunset"] == 0


async def test_what_is_missing_is_never_shown_beyond_the_upper_intake(client):
    # The lower of both upper intakes: that of EFSA between one and ten years.
    for age, most in ((2, 2000), (4, 2000), (10, 2000), (11, 4000), (30, 4000)):
        body = question(skin={"age_years": age}, target={"vitamin_d_iu": 50_000})
        (food,) = [each for each in (await ask(client, body))["verdict"]["alternatives"]
                   if each["kind"] == "food_or_supplement"]  # fmt: skip
        assert food["vitamin_d_iu"] == most
    body = question(skin={"cautions": ["kidney_stones"]}, target={"vitamin_d_iu": 50_000})
    verdict = (await ask(client, body))["verdict"]
    assert not [each for each in verdict["alternatives"] if each["kind"] == "food_or_supplement"]
    assert "food_or_supplement" not in verdict["advice_keys"]


async def test_another_hour_works_with_a_sunscreen_too(client):
    offered = 0
    for hour in (6, 7, 8):
        for since in (0, 60):
            parts = {
                "exposure": {"clothing": "nude", "posture": "upright",
                             "sunscreen": {"spf": 6, "minutes_since_applied": since}},
                "target": {"vitamin_d_iu": 400},
            }  # fmt: skip
            answer = await ask(client, question(at(hour), **parts))
            for each in answer["verdict"]["alternatives"]:
                if each["kind"] == "another_hour":
                    offered += 1
                    later = await ask(client, question(each["start"], **parts))
                    assert later["verdict"]["code"] == "target_before_burn"
    assert offered


async def test_a_sunscreen_that_is_none_changes_no_time(client):
    bare = await ask(client, question(at(10)))
    for screen in ({"spf": 1}, {"spf": 30, "applied_mg_cm2": 0}):
        screened = await ask(client, question(at(10), exposure={"sunscreen": screen}))
        assert screened["vitamin_d"]["minutes"] == bare["vitamin_d"]["minutes"]


async def test_full_shade_leaves_an_upright_body_its_half_of_the_sky(client):
    # Half of the diffuse light is left of the plate's, and of that an upright body sees one half,
    # and one half of what the ground sends back.
    found = []
    for part in (0.0, 1.0):
        exposure = {"posture": "upright", "shade_fraction": part, "skin_fraction": 1.0}
        body = question(exposure=exposure, environment={"ozone_du": 340, "aod_550": 0.15})
        found.append(await ask(client, body))
    open_air, shaded = (answer["vitamin_d"]["iu_per_minute"] for answer in found)
    zenith = found[0]["sun"]["zenith_deg"]
    sky = clear_sky.irradiance(zenith, 340.0, 40.0, 0.15, 0.05)
    direct = float(sky.vitamin_d_direct / sky.vitamin_d)
    upright = direct * np.tan(np.radians(zenith)) / np.pi + 0.5 * (1 - direct) + 0.025
    expected = 0.5 * (1 - direct) * (0.5 + 0.025) / upright
    # Rates are rounded to a tenth of some hundred.
    assert shaded / open_air == pytest.approx(expected, rel=2e-3)


async def test_the_flag_of_a_weak_sun_follows_the_spectrum(client):
    # 15 February, thin ozone: strong enough by the shifted spectrum, whose threshold is its own.
    body = {
        "location": {"latitude": 50, "longitude": 0, "elevation_m": 0},
        "start": "2026-02-15T12:00:00Z", "skin": {"fitzpatrick": 2, "age_years": 30},
        "exposure": {"clothing": "nude", "posture": "lying"}, "target": {"vitamin_d_iu": 100},
        "environment": {"ozone_du": 250}, "uv_source": "clear_sky",
        "model": {"action_spectrum": "young_2021_shifted"},
    }  # fmt: skip
    answer = await ask(client, body)
    flagged = "below_synthesis_threshold" in answer["provenance"]["quality_flags"]
    assert flagged == (answer["vitamin_d"]["minutes"]["high"] is None)


async def test_beyond_one_med_earlier_stays_credit_no_more(client):
    hours = [
        (await ask(client, question(at(15), end=at(15, 1),
                                    earlier_stays=[{"start": at(9), "end": at(end)}])))
        for end in (13, 14)
    ]  # fmt: skip
    shorter, longer = (answer["day_total"] for answer in hours)
    assert shorter["med_fraction"]["central"] > 1
    assert shorter["vitamin_d_iu"] == longer["vitamin_d_iu"]
    assert hours[1]["session"]["vitamin_d_iu"]["central"] == 0
    assert longer["med_fraction"]["central"] > shorter["med_fraction"]["central"]


@pytest.mark.parametrize(
    ("stays", "errors"),
    [
        ([(at(12), at(11))], [("#/earlier_stays/0/end", "not_after_start")]),
        ([(at(12), at(14))], [("#/earlier_stays/0/end", "overlaps")]),
        ([(at(11), at(12)), (at(10), at(11, 30))], [("#/earlier_stays/1/end", "overlaps")]),
        ([("2026-06-11T12:59:00+02:00", "2026-06-11T13:30:00+02:00")],
         [("#/earlier_stays/0/start", "too_early")]),
        ([("2026-06-12T12:00:00", at(13))],
         [("#/earlier_stays/0/start", "time_offset_missing")]),
        ([(at(1), at(1, 1))] * 25, [("#/earlier_stays", "too_long")]),
    ],
)  # fmt: skip
async def test_stays_that_cannot_be(client, stays, errors):
    body = question(earlier_stays=[{"start": start, "end": end} for start, end in stays])
    assert await refused(client, body) == errors
