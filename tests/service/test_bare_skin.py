"""Which skin is bare, and what shades or covers it."""

import pytest

from models.body import BODY_PARTS
from tests.asking import ask, at, question, refused

pytestmark = pytest.mark.anyio


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
