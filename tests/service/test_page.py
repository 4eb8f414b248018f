"""The web form without a browser: parsing, messages, words, and the picture's geometry."""

import re
from urllib.parse import urlencode

import pytest

from service.embedded_cities import CITIES, city_at
from service.places import place_of
from service.questions import Spot
from service.tongues import tongue_of
from service.web import words
from service.web.form import Form, FormErrors, question_of, read_form

GOOD = {"city": "Berlin, Germany", "when": "2026-06-21T12:30", "skin_type": "2",
        "clothing": "t_shirt_shorts", "target_iu": "1000"}  # fmt: skip


async def send(client, **fields):
    return await client.post(
        "/",
        content=urlencode({**GOOD, **fields}, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


@pytest.mark.anyio
async def test_the_empty_form_chooses_no_skin_type(client):
    page = (await client.get("/")).text
    radios = re.findall(r'<input type="radio"[^>]*name="skin_type"[^>]*>', page)
    assert len(radios) == 6
    assert not any("checked" in radio for radio in radios)
    assert "://" not in page.replace("http://www.w3.org", "")


@pytest.mark.anyio
async def test_an_answer_in_words(client):
    response = await send(client)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    page = response.text
    for expected in ("1,000 IU", "begins to redden after about", "until 12:",
                     "Sunday, 21 June 2026, 12:30</span>",
                     "time zone Europe/Berlin", "upper limits for planning",
                     "<svg", "UV index through the day"):  # fmt: skip
        assert expected in page


@pytest.mark.anyio
async def test_what_would_change_it_and_how_sure_it_is(client):
    page = (await send(client, clothing="face_hands", when="2026-06-21T09:00")).text
    assert "What would change it" in page
    assert "% bare reaches it in about" in page
    assert "Food or a supplement for the" in page
    assert "Of the width of the vitamin D range" in page
    assert "It would be narrower with" in page
    reached = (await send(client, clothing="nude")).text
    assert "What would change it" not in reached


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"skin_type": ""}, "Choose the skin type"),
        ({"skin_type": "7"}, "Choose the skin type"),
        ({"city": ""}, "Choose a city, give coordinates, or use your location."),
        ({"city": "Atlantis"}, "“Atlantis” is not found"),
        ({"city": "", "latitude": "91", "longitude": "0"}, "Latitude is a number"),
        ({"city": "", "latitude": "1", "longitude": ""}, "Longitude is a number"),
        ({"latitude": "1", "longitude": "2"}, "not both"),
        ({"when": "soon"}, "Give date and time"),
        ({"when": "1800-01-01T00:00"}, "Give date and time"),
        ({"target_iu": "lots"}, "The target is a number"),
        ({"target_iu": "1.000"}, "written like 1000"),
        ({"target_iu": "lots", "target_unit": "µg"}, "The target is a number"),
        ({"target_iu": "1300", "target_unit": "µg"}, "The target is a number"),
        ({"target_unit": "g"}, "This choice is not known."),
        ({"when": "2026-03-29T02:30"}, "That time does not exist there"),
        ({"age_years": "300"}, "The age is a number"),
        ({"clothing": "armour"}, "This choice is not known."),
        ({"cautions": ["flu"]}, "This choice is not known."),
    ],
)
async def test_what_cannot_be_used_is_said_beside_its_field(client, fields, message):
    response = await send(client, **fields)
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")
    assert response.text.count(message) == 2  # in the summary and beside the field
    assert 'value="Berlin, Germany"' in response.text or "city" in fields


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"target_iu": "1,000"}, "1,000 IU after"),
        ({"target_iu": "2 000"}, "2,000 IU after"),
        ({"target_iu": "12,5", "target_unit": "µg"}, "500 IU after"),
        ({"target_iu": "25", "target_unit": "µg"}, "1,000 IU (25 µg)"),
        ({"city": "", "latitude": "52,52", "longitude": "13,41°"}, "52.52° N, 13.41° E"),
        ({"age_years": "35,5"}, "1,000 IU after"),
        ({}, "<strong>Berlin, Germany</strong> <span>Sunday"),
        ({}, "Computed for a clear sky"),
        ({"clothing": "face_hands"}, "No stay within the limit reaches the target"),
        ({"when": "2026-06-21T00:30"}, "minutes count from 04:5"),
        ({"cautions": "hypercalcaemia"}, "No vitamin D times for you here"),
    ],
)
async def test_how_people_write_and_what_they_read(client, fields, shown):
    response = await send(client, **fields)
    assert response.status_code == 200, response.text
    assert shown in response.text


async def ask_for(client, what, **fields):
    return await client.post(
        f"/{what}",
        content=urlencode({**GOOD, **fields}, doseq=True),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


@pytest.mark.anyio
async def test_the_week_in_a_picture_and_a_table(client):
    page = (await ask_for(client, "week", clothing="swimwear")).text
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', page)
    assert len(rows) == 7
    bars = re.findall(r'<rect class="window[^"]*" x="([^"]*)"[^>]*width="([^"]*)"', page)
    assert len(bars) == sum(when != "no window" for _, when, _ in rows) > 0
    assert all(76.0 <= float(x) <= float(x) + float(width) <= 470.0 for x, width in bars)
    assert "The gentlest way to 1,000 IU this week" in page
    # Nothing is known of clouds without a source, and said of every day.
    assert page.count('class="window clear-only"') == len(bars)
    assert "clear sky, no forecast" in page


@pytest.mark.anyio
async def test_a_week_without_a_window_says_why_and_draws_nothing(client):
    page = (await ask_for(client, "week", target_iu="50000")).text
    assert "No stay of the coming week reaches 50,000 IU within the limit." in page
    assert "<figure>" not in page
    assert page.count("no window") == 7


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("city", "winter"),
    [
        (
            "Boston, United States",
            "The vitamin D winter lasts 98 days here: 9 November to 14 Febru",
        ),
        ("Singapore, Singapore", "There is no vitamin D winter here"),
    ],
)
async def test_the_year_in_a_picture_and_a_table(client, city, winter):
    page = (await ask_for(client, "year", city=city)).text
    assert winter in page
    assert len(re.findall(r'<rect class="level-\d" x="[^"]*" y="[^"]*" width="12.3"', page)) == 365
    assert ('<rect class="level-0" x="46.0"' in page) == ("Boston" in city)
    rows = re.findall(r'<tr><th scope="row">(\w+)</th><td>([\d,]+)</td>', page)
    assert [name for name, _ in rows][::11] == ["January", "December"]
    assert "1 January: UV index" in page


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["week", "year"])
async def test_other_answers_keep_the_form_and_its_rules(client, what):
    page = (await ask_for(client, what)).text
    assert 'value="Berlin, Germany"' in page
    wrong = await ask_for(client, what, skin_type="")
    assert wrong.status_code == 422
    assert "Choose the skin type that fits best" in wrong.text
    withheld = (await ask_for(client, what, cautions=["lupus"])).text
    assert "doctor" in withheld
    assert (await client.get(f"/{what}")).status_code == 200


@pytest.mark.anyio
async def test_script_in_a_field_stays_text(client):
    response = await send(client, city='<script>alert("x")</script>')
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;" in response.text


@pytest.mark.anyio
async def test_cautions_withhold_on_the_page_too(client):
    page = (await send(client, cautions=["lupus", "porphyria"])).text
    assert "please ask your doctor" in page
    assert "begins to redden" not in page


@pytest.mark.anyio
@pytest.mark.parametrize(
    "place",
    [
        {"city": "Longyearbyen", "when": "2026-12-21T12:00"},
        {"city": "Longyearbyen", "when": "2026-06-21T00:30"},
        {"city": "", "latitude": "90", "longitude": "0"},
        {"city": "", "latitude": "-90", "longitude": "-180"},
        {"city": "Berlin", "when": "2026-10-25T02:30"},
        {"city": "Berlin", "when": ""},
        {"city": "Berlin", "when": "2026-06-21T23:59", "skin_type": "6"},
    ],
)
async def test_the_page_answers_everywhere(client, place):
    response = await send(client, **place)
    assert response.status_code == 200
    assert "<svg" in response.text
    answer = response.text[response.text.index('id="result"') : response.text.index('id="ask"')]
    assert not re.search(r"\b(None|nan|inf|NaN|Infinity)\b", answer)


NIGHT = re.compile(r'<rect class="night" x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"')


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("place", "when", "stretches"),
    [
        # Fairbanks: sunset at 00:47, sunrise at 02:57 by the almanac, within one civil day.
        (("64.84", "-147.72"), "2026-06-21T12:00", 1),
        (("52.52", "13.41"), "2026-06-21T12:00", 2),
        (("78.22", "15.65"), "2026-06-21T12:00", 0),
        (("78.22", "15.65"), "2026-12-21T12:00", 1),
    ],
)
async def test_nights_are_shaded_where_they_are(client, place, when, stretches):
    page = (await send(client, city="", latitude=place[0], longitude=place[1], when=when)).text
    nights = [(float(x), float(width)) for x, width in NIGHT.findall(page)]
    assert len(nights) == stretches
    query = {"latitude": place[0], "longitude": place[1], "skin_type": 2, "date": when[:10]}
    points = (await client.get("/v1/day", params=query)).json()["points"]
    lit = [point["sun_elevation_deg"] > 0.0 for point in points]
    # From an hour before sunrise to an hour after sunset, where there are both.
    first = max(lit.index(True) - 6, 0) if any(lit) else 0
    last = min(len(lit) - lit[::-1].index(True) + 7, len(lit)) if any(lit) else len(lit)
    dark = lit[first:last].count(False)
    # Of the width of the picture, in percent; each is rounded to a hundredth.
    width = 100 * dark / (last - first)
    assert sum(each for _, each in nights) == pytest.approx(width, abs=0.02)
    if place[0] == "64.84":
        assert 0 < nights[0][0] < 100 / 24


@pytest.mark.anyio
async def test_a_broken_form_is_said_kindly(client):
    response = await client.post("/", content=b"\xff\xfe")
    assert response.status_code == 422
    assert "did not arrive whole" in response.text


def test_cities_are_found_by_name():
    assert city_at("  berlin ") == city_at("Berlin, Germany") == (52.52, 13.41)
    assert city_at("Nowhere") is None
    assert all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in CITIES.values())
    assert len(CITIES) > 100


ZONES = {
    "Boston, United States": "America/New_York", "Sydney, Australia": "Australia/Sydney",
    "Nuuk, Greenland": "America/Nuuk", "Suva, Fiji": "Pacific/Fiji", "Lima, Peru": "America/Lima",
    "Tokyo, Japan": "Asia/Tokyo", "Cape Town, South Africa": "Africa/Johannesburg",
    "Honolulu, United States": "Pacific/Honolulu", "Delhi, India": "Asia/Kolkata",
}  # fmt: skip


@pytest.mark.parametrize("city", ZONES)
def test_cities_lie_in_their_time_zone(city):
    assert place_of(Spot(*CITIES[city])).timezone == ZONES[city]


def test_a_local_time_is_that_of_the_place():
    form = Form(city="Tokyo", when="2026-06-12T12:30", skin_type="3")
    assert question_of(form).sky.start.isoformat() == "2026-06-12T12:30:00+09:00"


def test_too_many_fields_are_refused():
    with pytest.raises(FormErrors):
        read_form(urlencode([("cautions", "lupus")] * 200).encode())


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0.4, "less than a minute"), (1.9, "1 min"), (59.99, "59 min"), (60, "1 h"),
     (61.5, "1 h 1 min"), (600, "10 h")],
)  # fmt: skip
def test_durations_are_rounded_down(minutes, text):
    assert words.duration(tongue_of("en"), minutes).replace("\u00a0", " ") == text


def test_a_number_stays_with_its_unit_and_hours_may_part_from_minutes():
    assert words.duration(tongue_of("en"), 72) == "1\u00a0h 12\u00a0min"
    assert words.duration(tongue_of("fr"), 12) == "12\u00a0min"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0.3, "1 min"), (1.2, "1 min"), (5.57, "6 min"), (59.6, "1 h")],
)
def test_times_to_a_wish_are_rounded_to_the_nearest(minutes, text):
    assert words.about(tongue_of("en"), minutes).replace("\u00a0", " ") == text


HABITS = {"age_years": "40", "outings": "3", "minutes": "15", "fish": "1", "clothing": "face_hands"}


@pytest.mark.anyio
async def test_the_level_in_a_picture_and_a_table(client):
    page = (await ask_for(client, "level", **HABITS)).text
    found = re.search(
        r"Your level today is estimated at (\d+) nmol/L, probably between (\d+) and (\d+)", page
    )
    central, low, high = (int(each) for each in found.groups())
    assert 20 < low < central < high < 150
    assert "A blood value would make the range much narrower." in page
    told = {**HABITS, "lab_value": "30", "lab_unit": "ng/mL", "lab_date": "2026-06-01"}
    measured = (await ask_for(client, "level", **told)).text
    # 30 ng/mL are 74.9 nmol/L.
    assert "Your blood value of 75 nmol/L is used" in measured
    assert measured.count('<circle class="lab"') == 1
    found = re.search(r"estimated at (\d+) nmol/L, probably between (\d+) and (\d+)", measured)
    narrow = [int(each) for each in found.groups()]
    assert narrow[2] - narrow[1] < high - low
    rows = re.findall(r'<tr><th scope="row">(\d+ \w+ \d{4})</th>', page)
    assert 12 <= len(rows) <= 24


@pytest.mark.anyio
async def test_the_plan_in_a_picture_and_a_table(client):
    page = (await ask_for(client, "plan", city="Oslo, Norway", **HABITS)).text
    columns = re.findall(r'<rect class="part ([a-z ]+)" x="([\d.]+)" y="([\d.]+)"', page)
    assert {float(x) for _, x, _ in columns} != set()
    assert all(30.0 <= float(y) <= 244.0 for _, _, y in columns if y != "2")
    assert "Never planned beyond the upper limit of 100 µg a day." in page
    winter = page[page.index("<tbody>") :]
    assert "sun too weak" in winter
    assert "× " in winter


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("what", "fields", "message"),
    [
        ("level", {"outings": "8"}, "Times a week is a number from 0 to 7."),
        ("level", {"outings": "3"}, "Minutes is a number from 0 to 480."),
        ("level", {"supplement_iu": "much"}, "The supplement is a number"),
        ("level", {"lab_value": "60"}, "Give the day of the blood test"),
        ("level", {"lab_value": "1", "lab_date": "2026-06-01"}, "A blood value is a number"),
        ("level", {"lab_value": "60", "lab_date": "2027-01-01"}, "Give the day of the blood test"),
        ("plan", {}, "A plan needs the age"),
        ("plan", {"age_years": "40", "fish": "-1"}, "Portions a week is a number"),
    ],
)
async def test_what_is_wrong_with_habits_is_said_beside_the_field(client, what, fields, message):
    page = await ask_for(client, what, **fields)
    assert page.status_code == 422
    assert message in page.text


@pytest.mark.anyio
@pytest.mark.parametrize("typed", ["4000", "4,000", "4 000"])
async def test_thousands_are_thousands(client, typed):
    page = (await ask_for(client, "plan", **HABITS, supplement_iu=typed)).text
    assert "What you swallow reaches the upper limit of vitamin D" in page
    assert "take no more of it" in page
    same = await ask_for(client, "plan", **HABITS, supplement_iu="100", supplement_unit="µg")
    assert "What you swallow reaches the upper limit of vitamin D" in same.text
    refused = await ask_for(client, "plan", **HABITS, supplement_iu="4.000")
    assert refused.status_code == 422


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["level", "plan"])
async def test_what_has_to_be_heeded_is_on_the_page(client, what):
    told = {**HABITS, "lab_value": "20", "lab_date": "2026-06-01"}
    page = (await ask_for(client, what, **told, cautions=["pregnancy"])).text
    assert "In pregnancy" in page
    assert "is for a doctor" in page
    old = {**HABITS, "lab_value": "60", "lab_date": "2022-06-01"}
    assert "not used" in (await ask_for(client, what, **old)).text


@pytest.mark.anyio
async def test_no_amount_beyond_the_upper_limit_is_called_needed(client):
    told = {**HABITS, "supplement_iu": "2400", "lab_value": "20", "lab_date": "2026-06-01"}
    page = (await ask_for(client, "plan", **told)).text
    assert "takes more vitamin D than the upper limit" in page
    assert "you need about" not in page


@pytest.mark.anyio
@pytest.mark.parametrize("what", ["level", "plan"])
async def test_cautions_withhold_level_and_plan(client, what):
    page = (await ask_for(client, what, **HABITS, cautions=["sarcoidosis"])).text
    assert "please ask your doctor" in page
    assert "<figure>" not in page
