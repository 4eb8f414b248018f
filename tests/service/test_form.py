"""The form of the page: what it asks, what it remembers in addresses, and what it never does."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from models.body import BODY_PARTS, CLOTHING
from models.skin_assessment import QUESTIONS, assess
from service.questions import Sunscreen
from service.tongues import tongue_of
from service.web import questionnaire
from service.web.choices import KNOWN, choices
from service.web.figures import figure_of
from service.web.form import LINKED, Form, FormErrors, form_of_link, question_of, read_form

GOOD = {"city": "Berlin, Germany", "when": "2026-06-21T12:30", "skin_type": "2",
        "clothing": "t_shirt_shorts", "target_iu": "1000"}  # fmt: skip
PERSONAL = {"skin_type": "3", "age_years": "41", "cautions": "lupus", "outings": "3",
            "lab_value": "50", "q_tan": "2"}  # fmt: skip


async def send(client, path="/", **fields):
    return await client.post(
        path,
        content=urlencode({**GOOD, **fields}, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


def field(page, name):
    return re.search(rf'<(?:input|select|details)[^>]* id="{name}"[^>]*>', page)[0]


def test_everything_under_more_reaches_the_question():
    form = Form(**GOOD, spf="30", shade_fraction="0.5", behind_glass="yes", cloud_cover="1",
                uv="7,5", posture="lying", surface="sand")  # fmt: skip
    question = question_of(form)
    assert question.exposure.sunscreen == Sunscreen(spf=30.0)
    assert question.exposure.shade_fraction == 0.5
    assert question.exposure.behind_glass
    assert question.exposure.posture == "lying"
    environment = question.sky.environment
    assert (environment.cloud_cover, environment.uv_index) == (1.0, 7.5)
    assert environment.surface == "sand"
    plain = question_of(Form(**GOOD))
    assert plain.exposure.sunscreen is None
    assert plain.exposure.shade_fraction == 0.0
    assert plain.sky.environment.cloud_cover is None


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"spf": "0"}, "The sun protection factor is a number from 1 to 100"),
        ({"spf": "high"}, "The sun protection factor is a number from 1 to 100"),
        ({"uv": "99"}, "The UV index is a number from 0 to 25."),
        ({"shade_fraction": "0.3"}, "This choice is not known."),
        ({"cloud_cover": "much"}, "This choice is not known."),
        ({"behind_glass": "perhaps"}, "This choice is not known."),
        ({"city": "https://maps.app.goo.gl/AbC"}, "A short link tells the place only to the map"),
        ({"city": "https://example.org/"}, "No coordinates can be read from this link"),
    ],
)
async def test_what_cannot_be_used_is_said_beside_its_field(client, fields, message):
    response = await send(client, **fields)
    assert response.status_code == 422
    assert response.text.count(message) == 2  # in the summary and beside the field
    name = next(iter(fields))
    assert f'id="{name}-error"' in response.text
    assert f'aria-describedby="{name}-error' in response.text
    if name != "city":
        assert field(response.text, "more").endswith(" open>")


@pytest.mark.anyio
async def test_what_was_told_is_told_again_and_not_folded_away(client):
    page = (await send(client, spf="30", shade_fraction="0.5", behind_glass="yes", uv="6",
                       cloud_cover="0.5", cautions=["pregnancy"])).text  # fmt: skip
    assert field(page, "more").endswith(" open>")
    assert field(page, "health").endswith(" open>")
    assert 'value="30"' in field(page, "spf")
    assert 'value="6"' in field(page, "uv")
    assert " checked" in field(page, "behind_glass")
    assert page.count('<option value="0.5" selected>') == 2
    empty = (await client.get("/")).text
    for part in ("more", "health", "habits", "by-coordinates", "quiz"):
        assert not field(empty, part).endswith(" open>")


@pytest.mark.anyio
@pytest.mark.parametrize(
    "typed",
    ["52.52, 13.41", "52,52; 13,41", "https://www.openstreetmap.org/#map=12/52.52/13.41",
     "https://www.google.com/maps/@52.52,13.41,15z", "geo:52.52,13.41"],
)  # fmt: skip
async def test_coordinates_and_links_are_places(client, typed):
    response = await send(client, city=typed)
    assert response.status_code == 200
    assert 'value="52.52"' in field(response.text, "latitude")
    assert 'value="13.41"' in field(response.text, "longitude")
    assert 'value=""' in field(response.text, "city")
    assert field(response.text, "by-coordinates").endswith(" open>")


def test_a_link_and_coordinates_exclude_each_other():
    form = read_form(urlencode({**GOOD, "city": "52.5, 13.4", "latitude": "1"}).encode())
    with pytest.raises(FormErrors, match="Give a place or coordinates, not both"):
        question_of(form)


@pytest.mark.anyio
async def test_a_name_of_several_cities_of_the_list_is_chosen_by_a_button(client):
    which = await send(client, city="Portland")
    assert which.status_code == 422
    button = re.search(
        r'<button type="submit" name="city" value="(Portland, Oregon[^"]*)"', which.text
    )
    # A browser sends the button after the field: the last one holds.
    body = urlencode([*({**GOOD, "city": "Portland"}).items(), ("city", unescape(button[1]))])
    assert question_of(read_form(body.encode())).sky.spot.longitude == -122.68


@pytest.mark.anyio
async def test_an_address_fills_the_form_and_says_nothing_wrong_yet(client):
    query = {"city": "Atlantis", "when": "soon", "clothing": "swimwear", "target_iu": "2000",
             "shade_fraction": "0.5", "posture": "seated"}  # fmt: skip
    response = await client.get("/", params=query)
    assert response.status_code == 200
    page = response.text
    assert 'value="Atlantis"' in field(page, "city")
    assert 'value="2000"' in field(page, "target_iu")
    assert " checked" in field(page, "clothing-swimwear")
    assert '<option value="0.5" selected>' in page
    assert '<option value="seated" selected>' in page
    assert 'class="message"' not in page
    assert "data-blank" not in page
    assert "data-blank" in (await client.get("/?lang=en")).text


@pytest.mark.anyio
async def test_nothing_of_a_person_is_read_from_an_address(client):
    page = (await client.get("/", params={"city": "Oslo", **PERSONAL})).text
    assert not re.search(r'name="(skin_type|cautions|q_\w+)"[^>]* checked', page)
    assert 'value=""' in field(page, "age_years")
    assert 'value=""' in field(page, "outings")
    assert not set(LINKED) & set(PERSONAL)


@pytest.mark.parametrize("bad", [{"clothing": "armour"}, {"surface": "lava"}, {"city": "a" * 9999}])
def test_what_no_field_can_show_is_left_out(bad):
    assert form_of_link(bad) == Form()


def test_a_link_leads_back_to_the_same_question():
    form = Form(**GOOD, spf="30", shade_fraction="0.5", behind_glass="yes", cloud_cover="0.5",
                age_years="40", cautions=("pregnancy",), lab_value="40")  # fmt: skip
    told = {name: values[0] for name, values in parse_qs(form.link).items()}
    assert not {"skin_type", "age_years", "cautions", "lab_value"} & set(told)
    again = form_of_link(told)
    assert {name: getattr(again, name) for name in LINKED} == {
        name: getattr(form, name) for name in LINKED
    }
    assert Form().link == ""


def test_a_link_tells_the_place_to_a_kilometre():
    assert Form(latitude="52,51627", longitude="-0.00049").link == "latitude=52.52&longitude=0"


@pytest.mark.anyio
async def test_the_plain_link_is_there_once_there_is_an_answer(client):
    page = (await send(client, age_years="40")).text
    line = re.search(r'<p id="permalink"( hidden)?><a href="([^"]*)">([^<]*)</a>', page)
    assert line[1] is None
    assert line[3] == "Link to this place and time"
    address = urlsplit(unescape(line[2]))
    assert address.path == "/"
    assert set(parse_qs(address.query)) == {"city", "when", "clothing"}
    assert '<p id="permalink" hidden>' in (await client.get("/")).text
    assert '<p id="permalink" hidden>' in (await send(client, skin_type="")).text


def test_the_questionnaire_asks_what_the_model_asks():
    assert [each.key for each in QUESTIONS] == list(questionnaire.TEXTS)
    for asked in QUESTIONS:
        assert questionnaire.TEXTS[asked.key] == asked.text
        assert questionnaire.ANSWERS[asked.key] == tuple(each.text for each in asked.choices)
        assert [each.points for each in asked.choices] == list(range(len(asked.choices)))


@pytest.mark.anyio
@pytest.mark.parametrize("points", range(5))
async def test_the_questionnaire_chooses_the_cautious_type_and_says_so(client, points):
    answers = {f"q_{each.key}": str(points) for each in QUESTIONS}
    response = await send(client, "/skin-type", skin_type="", city="Atlantis", **answers)
    assert response.status_code == 200
    page = response.text
    found = assess({each.key: points for each in QUESTIONS})
    assert " checked" in field(page, f"skin_type-{found.cautious_fitzpatrick}")
    assert len(re.findall(r'name="skin_type"[^>]* checked', page)) == 1
    assert f"Your answers make {found.points} of 32 points" in page
    assert "Nine in ten people with such answers have at least type" in page
    # Everything else is as it was, right or wrong, and is not judged yet.
    assert 'value="Atlantis"' in field(page, "city")
    assert " checked" in field(page, "clothing-t_shirt_shorts")
    assert len(re.findall(r'name="q_\w+"[^>]* checked', page)) == len(QUESTIONS)


@pytest.mark.anyio
async def test_missing_answers_are_said_beside_their_questions(client):
    answers = {f"q_{each.key}": "2" for each in QUESTIONS} | {"q_tan": "9"}
    del answers["q_face"]
    response = await send(client, "/skin-type", **answers)
    assert response.status_code == 422
    page = response.text
    assert re.findall(r'id="(q_\w+)-error"', page) == ["q_tan", "q_face"]
    assert re.findall(r'href="#(q_\w+)"', page) == ["q_tan", "q_face"]
    assert page.count('<legend id="q_') == len(QUESTIONS)
    assert field(page, "quiz").endswith(" open>")
    assert " checked" in field(page, "skin_type-2")
    assert (await client.get("/skin-type")).status_code == 200
    broken = await client.post("/skin-type", content=b"\xff\xfe")
    assert broken.status_code == 422
    assert "did not arrive whole" in broken.text


@pytest.mark.parametrize("name", CLOTHING)
def test_the_figure_is_bare_where_the_model_says_so(name):
    bare = CLOTHING[name].parts
    shapes = figure_of(bare)
    for shape in shapes:
        if shape.part == "scalp":
            assert shape.look in {"hair", "hood"}
        else:
            assert (shape.look == "skin") == (shape.part in bare), shape.part
    # From the front everything is seen but the back and the buttocks.
    assert {shape.part for shape in shapes} == set(BODY_PARTS) - {"back", "buttocks"}


@pytest.mark.anyio
async def test_clothing_shows_its_share_and_its_figure(client):
    page = (await client.get("/")).text
    assert page.count('<svg class="figure"') == len(CLOTHING)
    for worn in CLOTHING.values():
        assert f"{worn.skin_fraction:.0%} of the skin" in page


def test_choices_can_all_be_sent():
    told = choices(tongue_of("en"))
    fields = {
        "clothing": told.clothing,
        "posture": told.postures,
        "shade_fraction": told.shades,
        "cloud_cover": told.covers,
    }
    for name, options in fields.items():
        assert {option.value for option in options} == KNOWN[name]
        for option in options:
            assert question_of(Form(**{**GOOD, name: option.value}))


@pytest.mark.anyio
async def test_enter_asks_and_scripts_show_what_needs_them(client):
    page = (await client.get("/")).text
    form = page[page.index('<form id="ask"') : page.index("</form>")]
    first = re.search(r"<button[^>]*>", form)[0]
    assert 'type="submit"' in first
    assert "formaction" not in first
    for button in re.findall(r'<button type="button"[^>]*>', form):
        name = re.search(r'id="([^"]+)"', button)[1]
        assert "script-only" in button or name in {"share-button", "forget"}
    assert '<div id="remember" class="script-only">' in form
    for part in ("share", "saved"):
        assert f'<div id="{part}" hidden>' in form
    assert not re.search(r"<[^>]+ (style|on\w+)=", form)
    assert "<script" not in form


@pytest.mark.anyio
async def test_ids_are_unique_and_every_label_has_its_field(client):
    for page in ((await client.get("/")).text, (await send(client)).text,
                 (await send(client, skin_type="", uv="x")).text):  # fmt: skip
        form = page[page.index('<form id="ask"') : page.index("</form>")]
        ids = re.findall(r' id="([^"]+)"', form)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r' for="([^"]+)"', form)) <= set(ids)
        described = " ".join(re.findall(r'aria-describedby="([^"]+)"', form)).split()
        assert set(described) <= set(ids)
