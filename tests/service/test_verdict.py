"""What an answer advises, in which language."""

from datetime import datetime

import pytest

from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import Advice
from service.tongues import LANGUAGES
from tests.asking import BERLIN, NOON, ask, at, question

pytestmark = pytest.mark.anyio


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
        ("fr,de;q=0.3", "fr"), ("en-GB,en", "en"), ("it", "en"), ("", "en"), ("*", "en"),
        ("it,de;q=0.3", "de"), ("es-MX", "es"),
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
    headers = [("accept-language", "it"), ("accept-language", "de")]
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


def test_every_advice_has_words_in_every_language():
    assert set(ADVICE_TEXT) == set(Advice.__args__)
    for text in (*ADVICE_TEXT.values(), DISCLAIMER):
        told = [text.in_(language) for language in LANGUAGES]
        assert len(set(told)) == len(LANGUAGES)
        for words in told:
            assert words.endswith(".")
            assert " safe time" not in words.replace("not safe times", "")
