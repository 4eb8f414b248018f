"""The page in real headless Chromium, at the width of a phone and of a desktop."""

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE, ask, open_all

SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])


@SIZES
def test_a_question_and_its_answer(open_page, viewport):
    page = open_page(viewport)
    ask(page)
    headline = page.locator("#headline")
    expect(headline).to_be_in_viewport()
    expect(headline).to_contain_text("1,000 IU")
    expect(page.locator(".tile.vitamin-d .value")).to_contain_text("IU")
    expect(page.locator(".tile.limit .value")).to_contain_text("min")
    curve = page.get_by_role("img", name="UV index through the day")
    expect(curve).to_be_visible()
    assert curve.bounding_box()["width"] > 250
    # What was chosen is still chosen.
    expect(page.locator("#skin_type-2")).to_be_checked()
    expect(page.locator("#city")).to_have_value("Berlin, Germany")


@SIZES
def test_nothing_is_wider_than_the_screen(open_page, viewport):
    page = open_page(viewport)
    ask(page)
    open_all(page)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
    table = page.evaluate("(s => s.scrollWidth - s.clientWidth)(document.querySelector('.scroll'))")
    assert table <= 0
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('#result figure text')]
             .filter((text) => text.getClientRects().length)
             .map((text) => text.getBoundingClientRect().height))"""
    )
    # A line of 10 px type is some 12 px high.
    assert smallest >= 12


@SIZES
def test_without_javascript(open_page, viewport):
    page = open_page(viewport, java_script_enabled=False)
    expect(page.get_by_role("button", name="Use my location")).to_have_count(0)
    ask(page, clothing="swimwear")
    expect(page.locator("#headline")).to_contain_text("probably make your 1,000 IU")


def press_until(page, wanted, most=120):
    """Go on with the tabulator until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"the tabulator never comes to {wanted}")


def test_the_whole_journey_with_the_keyboard_alone(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press_until(page, "#city")
    page.keyboard.type("Oslo, Norway")
    press_until(page, "#when")
    page.keyboard.type("06212026")
    page.keyboard.press("Tab")
    page.keyboard.type("1230PM")
    press_until(page, "[name=skin_type]")
    # Radio buttons are one stop; arrows choose.
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#skin_type-2")).to_be_checked()
    press_until(page, "[name=clothing]")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#clothing-t_shirt_shorts")).to_be_checked()
    press_until(page, "button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#headline")).to_be_focused()
    press_until(page, "#day-slider")
    before = page.locator("#reading").inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reading")).not_to_have_text(before)
    # The answer follows, and the slider keeps the focus.
    expect(page.locator(".where")).to_contain_text("12:40")
    expect(page.locator("#day-slider")).to_be_focused()
    press_until(page, "#answer details summary")
    page.keyboard.press("Enter")
    expect(page.locator("#answer details[open]")).to_have_count(1)


def test_a_forgotten_skin_type_is_asked_for(open_page):
    page = open_page(PHONE)
    page.locator("#city").fill("Berlin, Germany")
    page.get_by_role("button", name="How long?").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_in_viewport()
    expect(alert).to_be_focused()
    alert.get_by_role("link").click()
    expect(page.locator("#skin_type-1")).to_be_in_viewport()


def test_use_my_location(open_page):
    page = open_page(
        PHONE,
        geolocation={"latitude": 42.3601, "longitude": -71.0589},
        permissions=["geolocation"],
    )
    page.locator("#city").fill("Berlin")
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_label("Latitude")).to_have_value("42.36")
    expect(page.get_by_label("Longitude")).to_have_value("-71.06")
    expect(page.locator("#city")).to_have_value("")
    page.locator("#skin_type-3").check()
    page.get_by_role("button", name="How long?").click()
    expect(page.locator(".where")).to_contain_text("06:00")


def test_a_refused_location_is_explained(open_page):
    page = open_page(PHONE, permissions=[])
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#locate-status")).to_contain_text("did not give a location")


def test_the_documentation_can_be_tried(open_page):
    page = open_page(path="/docs")
    expect(page.get_by_text("/v1/estimates", exact=True)).to_be_visible()


@SIZES
@pytest.mark.parametrize("what", ["This week", "Your year", "Your level", "Your plan"])
def test_other_answers_fit_the_screen_and_can_be_read(open_page, viewport, what):
    page = open_page(viewport)
    page.locator("#city").fill("Oslo, Norway")
    page.locator("#skin_type-2").check()
    page.locator("#clothing-swimwear").check()
    page.get_by_text("More: age, posture, ground").click()
    page.locator("#age_years").fill("40")
    page.get_by_text("For your level and plan").click()
    for field, text in {"outings": "3", "minutes": "15", "fish": "1"}.items():
        page.locator(f"#{field}").fill(text)
    page.get_by_role("button", name=what).click()
    expect(page.locator("#headline")).to_be_in_viewport()
    open_all(page)
    expect(page.locator("#answer figure svg[role=img]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    tables = page.locator("#answer .scroll").all()
    assert tables
    assert all(each.evaluate("(s) => s.scrollWidth - s.clientWidth") <= 0 for each in tables)
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('#answer figure text')]
             .filter((text) => text.getClientRects().length)
             .map((text) => text.getBoundingClientRect().height))"""
    )
    # A line of 10 px type is some 12 px high.
    assert smallest >= 12
    # What was told of habits is still there for the next question.
    expect(page.locator("#outings")).to_have_value("3")
