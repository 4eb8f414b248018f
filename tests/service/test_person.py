"""What is told of a person, how it acts on the answer, and what the answer says of itself."""

import asyncio
from datetime import datetime, timedelta

import numpy as np
import pytest

from models import clear_sky
from models.body import BODY_PARTS
from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import Advice
from service.batch import AT_ONCE, each_of
from service.dependencies import _language

pytestmark = pytest.mark.anyio

BERLIN = {"latitude": 52.52, "longitude": 13.41, "elevation_m": 40}
NOON = "2026-06-12T13:00:00+02:00"


def question(start=NOON, skin=None, **parts):
    return {
        "location": BERLIN, "start": start, "uv_source": "clear_sky",
        "skin": {"fitzpatrick": 2, "age_years": 30, **(skin or {})}, **parts,
    }  # fmt: skip


async def ask(client, body, **headers):
    response = await client.post("/v1/estimates", json=body, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


async def refused(client, body):
    response = await client.post("/v1/estimates", json=body)
    assert response.status_code == 422
    return [(error["pointer"], error["code"]) for error in response.json()["errors"]]


def at(hour, minute=0):
    return f"2026-06-12T{hour:02}:{minute:02}:00+02:00"


# Skin area.


async def test_parts_of_the_body_add_up(client):
    exposure = {"body_parts": ["face", "hands", "forearms"], "posture": "lying"}
    parts = await ask(client, question(exposure=exposure))
    fraction = await ask(client, question(exposure={"skin_fraction": 0.145, "posture": "lying"}))
    assert parts["vitamin_d"] == fraction["vitamin_d"]
    assert any("by parts of the body" in line for line in parts["assumptions"])


async def test_all_parts_are_the_whole_body(client):
    nude = await ask(client, question(exposure={"clothing": "nude"}))
    parts = await ask(client, question(exposure={"body_parts": list(BODY_PARTS)}))
    assert nude["vitamin_d"]["minutes"]["central"] == parts["vitamin_d"]["minutes"]["central"]


async def test_a_child_has_the_proportions_of_a_child(client):
    # Face alone: 6.5 % of a child of five, 3.5 % of an adult (Lund and Browder).
    exposure = {"body_parts": ["face"], "posture": "lying"}
    rates = {}
    size = {"height_cm": 109, "weight_kg": 19}
    for age in (5, 19):
        answer = await ask(client, question(skin={"age_years": age, **size}, exposure=exposure))
        rates[age] = answer["vitamin_d"]["iu_per_minute"]
    # Rates are rounded to a tenth.
    assert rates[5] / rates[19] == pytest.approx(6.5 / 3.5, abs=0.05)


async def test_height_and_weight_give_the_area_of_the_skin(client):
    # Du Bois: 109 cm and 19 kg have 0.75 m², the reference child of five 0.78 (ICRP 89).
    sizes = {"height_cm": 109, "weight_kg": 19}
    exposure = {"skin_fraction": 0.3}
    told = await ask(client, question(skin={"age_years": 5, **sizes}, exposure=exposure))
    untold = await ask(client, question(skin={"age_years": 5}, exposure=exposure))
    adult = await ask(client, question(skin={"age_years": 20}, exposure=exposure))
    rate = [answer["vitamin_d"]["iu_per_minute"] for answer in (told, untold, adult)]
    assert rate[0] / rate[2] == pytest.approx(7537 / 18_229, rel=0.01)
    assert rate[1] / rate[2] == pytest.approx(7800 / 18_229, rel=0.01)
    assert any("0.78 m²" in line for line in untold["assumptions"])
    # Who is measured is surer.
    spans = [
        answer["vitamin_d"]["best_possible_iu"]["low"]
        / answer["vitamin_d"]["best_possible_iu"]["central"]
        for answer in (told, untold)
    ]
    assert spans[1] < spans[0]


async def test_nobody_has_such_a_weight_at_such_a_height(client):
    for sizes in (
        {"height_cm": 250, "weight_kg": 2}, {"height_cm": 40, "weight_kg": 400},
        {"height_cm": 190, "weight_kg": 90, "age_years": 5},
        {"height_cm": 60, "weight_kg": 6, "age_years": 40},
    ):  # fmt: skip
        assert await refused(client, question(skin=sizes)) == [("#/skin/weight_kg", "conflict")]


async def test_a_body_on_the_ground_turns_half_of_its_skin_to_the_sky(client):
    whole = await ask(client, question(exposure={"clothing": "nude", "posture": "lying"}))
    half = await ask(client, question(exposure={"skin_fraction": 0.5, "posture": "lying"}))
    assert whole["vitamin_d"]["minutes"]["central"] == half["vitamin_d"]["minutes"]["central"]


@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ({"skin": {"height_cm": 170}}, [("#/skin/weight_kg", "missing")]),
        ({"skin": {"weight_kg": 70}}, [("#/skin/height_cm", "missing")]),
        ({"skin": {"height_cm": 17, "weight_kg": 70}},
         [("#/skin/height_cm", "greater_than_equal")]),
        ({"exposure": {"clothing": "nude", "body_parts": ["face"]}},
         [("#/exposure/body_parts", "conflict")]),
        ({"exposure": {"skin_fraction": 0.1, "body_parts": ["face"]}},
         [("#/exposure/body_parts", "conflict")]),
        ({"exposure": {"body_parts": ["tail"]}}, [("#/exposure/body_parts/0", "literal_error")]),
        ({"model": {"calibration": "mckenzie_2009", "action_spectrum": "young_2021_shifted"}},
         [("#/model/action_spectrum", "conflict")]),
        ({"model": {"calibration": "sunday"}}, [("#/model/calibration", "literal_error")]),
        ({"model": {"melanin": "none"}}, [("#/model/melanin", "literal_error")]),
        ({"exposure": {"sunscreen": {"spf": 30, "reapplied_every_minutes": 1}}},
         [("#/exposure/sunscreen/reapplied_every_minutes", "greater_than_equal")]),
    ],
)  # fmt: skip
async def test_contradictions_about_the_person_are_named(client, parts, errors):
    skin = parts.pop("skin", None)
    assert await refused(client, question(skin=skin, **parts)) == errors


# Sunscreen.


async def test_sunscreen_wears_off_and_is_put_on_again(client):
    async def minutes(**screen):
        exposure = {"clothing": "swimwear", "sunscreen": {"spf": 15, **screen}}
        answer = await ask(client, question(at(10), exposure=exposure))
        assert answer["burn"] == bare["burn"]
        return answer["vitamin_d"]["minutes"]["central"]

    bare = await ask(client, question(at(10), exposure={"clothing": "swimwear"}))
    fresh = await minutes(reapplied_every_minutes=15)
    worn = await minutes()
    older = await minutes(minutes_since_applied=240)
    resting = await minutes(wear="resting")
    assert bare["vitamin_d"]["minutes"]["central"] < older < worn < resting
    assert worn < fresh


async def test_sunscreen_never_raises_the_limit(client):
    bare = await ask(client, question())
    for spf in (1, 15, 100):
        screened = await ask(client, question(exposure={"sunscreen": {"spf": spf}}))
        assert screened["verdict"]["limit_minutes"] == bare["verdict"]["limit_minutes"]


# Relations.


async def test_calibrations_lie_as_far_apart_as_published(client):
    made = {}
    for name in ("webb_engelsen_2006", "dowdy_2010", "mckenzie_2009", "godar_2011", "nies_japan"):
        body = question(skin={"age_years": 18}, model={"calibration": name})
        answer = await ask(client, body)
        made[name] = answer["vitamin_d"]["iu_per_minute"]
        assert any(name in line for line in answer["assumptions"])
    ours = made["webb_engelsen_2006"]
    assert made["dowdy_2010"] / ours == pytest.approx(1.32, rel=0.01)
    assert made["nies_japan"] > made["dowdy_2010"] > ours
    assert ours > made["mckenzie_2009"] > made["godar_2011"]
    assert 5 < made["nies_japan"] / made["godar_2011"] < 8


async def test_pigment_may_hinder_little(client):
    rates = {}
    for melanin in ("med_scaled", "young_2020"):
        for kind in (2, 6):
            body = question(skin={"fitzpatrick": kind}, model={"melanin": melanin})
            rates[melanin, kind] = (await ask(client, body))["vitamin_d"]["iu_per_minute"]
    assert rates["med_scaled", 2] == rates["young_2020", 2]
    assert rates["med_scaled", 2] / rates["med_scaled", 6] == pytest.approx(4, rel=0.02)
    assert rates["young_2020", 2] / rates["young_2020", 6] == pytest.approx(1.35, rel=0.01)


async def test_the_shifted_spectrum_makes_less_of_low_sun(client):
    async def rates(start):
        found = []
        for name in ("cie174", "young_2021_shifted"):
            body = question(start, model={"action_spectrum": name}, exposure={"clothing": "nude"})
            found.append((await ask(client, body))["vitamin_d"]["iu_per_minute"])
        return found[1] / found[0]

    assert await rates("2026-12-12T12:00:00+01:00") < 0.75
    assert await rates(NOON) > 0.95


async def test_the_query_knows_the_relations(client):
    body = question(model={"calibration": "nies_japan", "melanin": "young_2020",
                           "action_spectrum": "young_2021_shifted"}, explain=True)  # fmt: skip
    query = {**BERLIN, "skin_type": 2, "age_years": 30, "start": NOON, "uv_source": "clear_sky",
             "calibration": "nies_japan", "melanin": "young_2020",
             "action_spectrum": "young_2021_shifted", "explain": "true"}  # fmt: skip
    response = await client.get("/v1/estimate", params=query)
    assert response.json() == await ask(client, body)


# Budget.


async def test_the_budget_divides_the_interval(client):
    plain = await ask(client, question())
    assert plain["uncertainty"] is None
    assert plain["uncertainty_reason"] == "not_asked"
    told = (await ask(client, question(explain=True)))["uncertainty"]
    for budget in (told["vitamin_d"], told["burn"]):
        # Three or a dozen shares, each rounded to a thousandth.
        assert budget["weather"] + budget["person"] + budget["model"] == pytest.approx(1, abs=2e-3)
        shares = [source["share"] for source in budget["sources"]]
        assert sum(shares) == pytest.approx(1, abs=len(shares) * 5e-4)
        assert shares == sorted(shares, reverse=True)
        for source in budget["sources"]:
            assert source["low"] <= 1 <= source["high"]
            assert source["reason"]
    names = {source["name"] for source in told["vitamin_d"]["sources"]}
    assert names >= {"calibration", "unknown_cloud", "total_ozone", "skin_area", "posture",
                     "minimal_erythema_dose", "body_size"}  # fmt: skip
    assert "calibration" not in {source["name"] for source in told["burn"]["sources"]}


async def test_what_sharpens_does_sharpen(client):
    body = question(explain=True)
    before = await ask(client, body)
    span = width(before)
    first = before["uncertainty"]["vitamin_d"]["sharpened_by"][:2]
    assert first == ["environment.cloud_cover", "environment.uv_index"]
    body |= {"environment": {"uv_index": 6.5}, "uv_source": "manual"}
    after = await ask(client, body)
    assert width(after) < span
    assert "environment.uv_index" not in after["uncertainty"]["vitamin_d"]["sharpened_by"]
    assert after["uncertainty"]["vitamin_d"]["weather"] < 0.1


def width(answer):
    iu = answer["vitamin_d"]["iu_within_limit"]
    return iu["high"] / iu["low"]


async def test_nothing_sharpens_a_vitamin_d_of_zero(client):
    for exposure in ({"behind_glass": True}, {"skin_fraction": 0.0}):
        told = (await ask(client, question(explain=True, exposure=exposure)))["uncertainty"]
        assert told["vitamin_d"]["sharpened_by"] == []
        assert told["burn"]["sharpened_by"]


@pytest.mark.parametrize("screen", [None, {"spf": 50, "applied_mg_cm2": 2}, {"spf": 15}])
async def test_the_sources_explain_the_whole_interval(client, screen):
    # Quadrature of all but what is put on top: missed skin and the best-tilted patch.
    body = question(explain=True, environment={"cloud_cover": 0},
                    exposure={"clothing": "nude", "sunscreen": screen},
                    target={"vitamin_d_iu": 300})  # fmt: skip
    answer = await ask(client, body)
    made, burn = answer["vitamin_d"]["minutes"], answer["burn"]["minutes"]
    for budget, real in (
        (answer["uncertainty"]["vitamin_d"], made["central"] / made["low"]),
        (answer["uncertainty"]["burn"], burn["central"] / burn["low"]),
    ):
        side = "high" if budget is answer["uncertainty"]["vitamin_d"] else "low"
        on_top = {"sunscreen_missed", "most_exposed_patch"}
        logs = {source["name"]: abs(np.log(source[side])) for source in budget["sources"]}
        inside = np.sqrt(sum(value**2 for name, value in logs.items() if name not in on_top))
        outside = sum(value for name, value in logs.items() if name in on_top)
        # Times follow doses while the sun hardly moves; factors are rounded to a thousandth.
        assert np.log(real) == pytest.approx(inside + outside, rel=0.06)
        assert sum(source["share"] for source in budget["sources"]) == pytest.approx(1, abs=0.01)


async def test_a_withheld_answer_has_no_budget(client):
    body = question(skin={"cautions": ["sarcoidosis"]}, explain=True)
    told = (await ask(client, body))["uncertainty"]
    assert told["vitamin_d"] is None
    assert told["reason"] == "caution"
    assert told["burn"]["sources"]


# Verdict.


async def test_what_would_change_a_verdict(client):
    answer = await ask(client, question(at(9), exposure={"clothing": "face_hands"}))
    assert answer["verdict"]["code"] == "burn_before_target"
    kinds = {each["kind"]: each for each in answer["verdict"]["alternatives"]}
    more = kinds["more_skin"]
    changed = await ask(client, question(at(9), exposure={"skin_fraction": more["skin_fraction"]}))
    assert changed["verdict"]["code"] == "target_before_burn"
    assert changed["vitamin_d"]["minutes"]["central"] <= more["minutes"]
    dressed = await ask(client, question(at(9), exposure={"clothing": more["clothing"]}))
    assert dressed["verdict"]["code"] == "target_before_burn"
    missing = kinds["food_or_supplement"]["vitamin_d_iu"]
    within = answer["vitamin_d"]["iu_within_limit"]["central"]
    assert missing == pytest.approx(1000 - within, abs=0.1)
    assert answer["verdict"]["advice_keys"][0] == "uncover_more_skin_for_less_time"
    assert "food_or_supplement" in answer["verdict"]["advice_keys"]


async def test_another_hour_is_one_that_works(client):
    parts = {"exposure": {"clothing": "t_shirt_shorts", "posture": "lying"},
             "target": {"vitamin_d_iu": 800}}  # fmt: skip
    answer = await ask(client, question(at(6, 30), **parts))
    assert answer["verdict"]["code"] == "burn_before_target"
    (other,) = [
        each for each in answer["verdict"]["alternatives"] if each["kind"] == "another_hour"
    ]
    assert datetime.fromisoformat(other["start"]) > datetime.fromisoformat(answer["start"])
    later = await ask(client, question(other["start"], **parts))
    assert later["verdict"]["code"] == "target_before_burn"
    assert later["vitamin_d"]["minutes"]["central"] == pytest.approx(other["minutes"], abs=0.02)
    assert "another_hour" in answer["verdict"]["advice_keys"]


async def test_nothing_is_offered_where_the_target_is_reached(client):
    answer = await ask(client, question(exposure={"clothing": "nude"}))
    assert answer["verdict"]["code"] == "target_before_burn"
    assert answer["verdict"]["alternatives"] == []


async def test_extreme_sun_asks_for_more_than_the_usual_protection(client):
    body = question("2026-03-21T12:20:00+03:00") | {
        "location": {"latitude": -1.29, "longitude": 36.8}
    }
    keys = (await ask(client, body))["verdict"]["advice_keys"]
    assert {"protect_from_uv_index_3", "extra_protection_from_uv_index_8"} <= set(keys)
    mild = (await ask(client, question(at(10))))["verdict"]["advice_keys"]
    assert "extra_protection_from_uv_index_8" not in mild


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"), ("de-AT,de;q=0.9,en;q=0.5", "de"), ("en;q=0.2, de;q=0.8", "de"),
        ("fr,de;q=0.3", "de"), ("en-GB,en", "en"), ("fr", "en"), ("", "en"), ("*", "en"),
        ("de;q=0", "en"), ("de;q=x", "en"), ("de;q = 0.5", "de"),
        ("en;q=0.1,de;Q=0.8", "de"), ("de;level=1;q=0.9,en;q=0.2", "de"),
        (",;=,de;q=0.1", "de"), ("de" * 5000, "en"),
    ],
)  # fmt: skip
async def test_advice_speaks_the_language_asked_for(client, header, language):
    answer = await ask(client, question(), **{"accept-language": header})
    assert answer["verdict"]["language"] == language
    keys = answer["verdict"]["advice_keys"]
    assert answer["verdict"]["advice"] == [ADVICE_TEXT[key].in_(language) for key in keys]
    assert answer["disclaimer"] == DISCLAIMER.in_(language)


async def test_a_language_may_come_in_several_lines(client):
    headers = [("accept-language", "fr"), ("accept-language", "de")]
    response = await client.post("/v1/estimates", json=question(), headers=headers)
    assert response.json()["verdict"]["language"] == "de"


async def test_caches_know_that_the_language_matters(client):
    query = {**BERLIN, "skin_type": 2, "start": NOON, "uv_source": "clear_sky"}
    for header in ("en", "de"):
        response = await client.get(
            "/v1/estimate", params=query, headers={"accept-language": header}
        )
        assert "Accept-Language" in response.headers["vary"]
        assert response.json()["verdict"]["language"] == header


def test_every_advice_has_words_in_both_languages():
    assert set(ADVICE_TEXT) == set(Advice.__args__)
    for text in (*ADVICE_TEXT.values(), DISCLAIMER):
        assert text.en != text.de
        for words in (text.en, text.de):
            assert words.endswith(".")
            assert " safe time" not in words.replace("not safe times", "")
    assert callable(_language)


# Several stays of a day.


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
    earlier = [{"start": "2026-06-11T06:00:00+02:00", "end": "2026-06-11T06:05:00+02:00"}]
    parts = {"exposure": {"clothing": "t_shirt_shorts", "posture": "lying"},
             "target": {"vitamin_d_iu": 600}, "earlier_stays": earlier}  # fmt: skip
    answer = await ask(client, question(at(5, 50), **parts))
    for each in answer["verdict"]["alternatives"]:
        if each["kind"] == "another_hour":
            await ask(client, question(each["start"], **parts))


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
    for hour, said in ((10, False), (17, True)):
        answer = await ask(client, question(at(hour), skin={"fitzpatrick": 6}, **parts))
        if answer["vitamin_d"]["reason"] == "day_ends":
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
    for age, most in ((4, 3000), (30, 4000), (2, 2500)):
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


# Questionnaire.


async def test_the_questionnaire_and_its_answer(client):
    asked = (await client.get("/v1/skin-types/assessment")).json()
    answers = {q["key"]: q["choices"][1]["points"] for q in asked["questions"]}
    response = await client.post("/v1/skin-types/assessment", json=answers)
    assert response.status_code == 200
    found = response.json()
    assert found["points"] == 8
    assert found["fitzpatrick"] == 2
    assert found["cautious_fitzpatrick"] == 1
    assert sum(each["probability"] for each in found["probabilities"]) == pytest.approx(1, abs=3e-3)
    dose = found["med_j_m2"]
    assert dose["low"] < dose["central"] < dose["high"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"burn": 5}, "#/burn", "less_than_equal"),
        ({"burn": "2"}, "#/burn", "int_type"),
        ({"burn": None}, "#/burn", "int_type"),
        ({"mood": 1}, "#/mood", "extra_forbidden"),
    ],
)
async def test_answers_that_cannot_be_scored(client, change, pointer, code):
    asked = (await client.get("/v1/skin-types/assessment")).json()
    answers = {q["key"]: 2 for q in asked["questions"]} | change
    response = await client.post("/v1/skin-types/assessment", json=answers)
    assert response.status_code == 422
    assert [(e["pointer"], e["code"]) for e in response.json()["errors"]] == [(pointer, code)]


async def test_every_model_is_listed_with_its_source(client):
    models = (await client.get("/v1/models")).json()["models"]
    names = [each["name"] for each in models]
    assert len(set(names)) >= len(names) - 1  # godar_2011 is a calibration and an age law
    for each in models:
        assert each["citation"]
        assert each["equation"]
        assert each["valid_for"]
    chosen = {each["name"] for each in models if each["default"]}
    assert chosen == {"webb_engelsen_2006", "med_scaled", "cie174"}
    fields = {each["chosen_by"] for each in models} - {None}
    assert {"model.calibration", "model.melanin", "model.action_spectrum"} <= fields


# Batches.


async def test_a_batch_answers_like_single_questions(client):
    items = [
        question(at(hour), skin={"fitzpatrick": kind}, explain=True)
        for hour in (6, 12, 20) for kind in (1, 4)
    ]  # fmt: skip
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 200
    answered = response.json()["items"]
    assert [each["index"] for each in answered] == list(range(len(items)))
    for item, each in zip(items, answered, strict=True):
        assert each["status"] == "ok"
        assert each["problem"] is None
        assert each["estimate"] == await ask(client, item)


async def test_a_bad_item_spoils_no_other(client):
    days_ago = [{"start": "2026-06-01T10:00:00Z", "end": "2026-06-01T11:00:00Z"}]
    items = [
        question(), {"skin": 3}, "nonsense", question(end=at(11)), question(earlier_stays=days_ago),
    ]  # fmt: skip
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 200
    answered = response.json()["items"]
    assert [each["status"] for each in answered] == ["ok", *["error"] * 4]
    for i, (item, each) in enumerate(zip(items, answered, strict=True)):
        if i:
            alone = (await client.post("/v1/estimates", json=item)).json()["errors"]
            there = each["problem"]["errors"]
            assert [error["code"] for error in there] == [error["code"] for error in alone]
            moved = [error["pointer"].replace("#", f"#/items/{i}") for error in alone]
            assert [error["pointer"] for error in there] == moved


@pytest.mark.parametrize(
    ("items", "code"), [([], "too_short"), ([1] * 1001, "too_long"), ("x", "list_type")]
)
async def test_batches_that_cannot_be(client, items, code):
    response = await client.post("/v1/estimates:batch", json={"items": items})
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == code


async def test_a_batch_may_be_larger_than_a_question(client):
    padded = question(start=NOON + " " * 80_000)
    assert (await client.post("/v1/estimates", json=padded)).status_code == 413
    response = await client.post("/v1/estimates:batch", json={"items": [padded, question()]})
    assert response.status_code == 200
    assert [each["status"] for each in response.json()["items"]] == ["error", "ok"]
    huge = {"items": [question(start=NOON + " " * 1_100_000)]}
    assert (await client.post("/v1/estimates:batch", json=huge)).status_code == 413


async def test_a_batch_leaves_the_event_loop_to_others(client):
    """Between two items a heartbeat gets its turn."""
    beats = 0

    async def heart():
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(heart())
    await client.post("/v1/estimates:batch", json={"items": [question()] * 40})
    beating.cancel()
    assert beats >= 40


async def test_only_a_few_are_in_work_at_a_time():
    working = most = 0

    async def work(index, item):
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0)
        working -= 1
        return index + item

    assert await each_of([10] * 50, work) == [10 + i for i in range(50)]
    assert most <= AT_ONCE


async def test_the_saturation_of_the_whole_body_is_never_exceeded(client):
    # Type I, nude, UV index 8, eight hours: below 25 000 IU by every calibration, by the default at
    # its high end too. Other programs reckon with 400 000.
    for calibration in ("webb_engelsen_2006", "dowdy_2010", "mckenzie_2009", "godar_2011",
                        "nies_japan"):  # fmt: skip
        start = datetime.fromisoformat("2026-06-21T09:00:00+02:00")
        body = {
            "location": BERLIN, "start": start.isoformat(),
            "end": (start + timedelta(hours=8)).isoformat(),
            "skin": {"fitzpatrick": 1, "age_years": 20}, "exposure": {"clothing": "nude"},
            "environment": {"uv_index": 8}, "model": {"calibration": calibration},
        }  # fmt: skip
        made = (await ask(client, body))["session"]["vitamin_d_iu"]
        assert made["central"] < 25_000
        if calibration == "webb_engelsen_2006":
            assert made["high"] < 25_000
