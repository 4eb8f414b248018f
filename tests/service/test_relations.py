"""Published relations by name, and where the width of an interval comes from."""

import numpy as np
import pytest

from tests.asking import BERLIN, NOON, ask, question

pytestmark = pytest.mark.anyio


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
