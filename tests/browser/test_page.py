"""The page in real headless Chromium, at the width of a phone and of a desktop."""

import threading
import time
from datetime import UTC, datetime

import pytest
import uvicorn
from playwright.sync_api import expect, sync_playwright

from service.app import create_app
from service.settings import Settings

NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture(scope="module")
def address():
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOW)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser, address):
    contexts, trouble = [], []

    def opened(viewport=DESKTOP, path="/", **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("requestfailed", lambda request: trouble.append(request.url))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((address, "data:"))
                else trouble.append(f"left this host: {request.url}")
            ),
        )
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    unexpected = [text for text in trouble if "422" not in text]
    assert unexpected == []


def ask(page, city="Berlin, Germany", when="2026-06-21T12:30", clothing="t_shirt_shorts"):
    page.get_by_label("City").fill(city)
    page.get_by_label("Date and time there").fill(when)
    page.locator("#skin_type-2").check()
    page.locator(f"#clothing-{clothing}").check()
    page.get_by_role("button", name="How long?").click()


@SIZES
def test_a_question_and_its_answer(open_page, viewport):
    page = open_page(viewport)
    ask(page)
    headline = page.locator("#headline")
    expect(headline).to_be_in_viewport()
    expect(headline).to_contain_text("1,000 IU")
    expect(page.get_by_text("begins to redden after about")).to_be_visible()
    curve = page.get_by_role("img", name="UV index through the day")
    expect(curve).to_be_visible()
    assert curve.bounding_box()["width"] > 250
    # What was chosen is still chosen.
    expect(page.locator("#skin_type-2")).to_be_checked()
    expect(page.get_by_label("City")).to_have_value("Berlin, Germany")


@SIZES
def test_nothing_is_wider_than_the_screen(open_page, viewport):
    page = open_page(viewport)
    ask(page)
    for summary in page.locator("summary").all():
        summary.click()
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0
    table = page.evaluate("(s => s.scrollWidth - s.clientWidth)(document.querySelector('.scroll'))")
    assert table <= 0
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('figure text')]
             .map((text) => text.getBoundingClientRect().height))"""
    )
    # A line of 10 px type is some 12 px high.
    assert smallest >= 12


@SIZES
def test_without_javascript(open_page, viewport):
    page = open_page(viewport, java_script_enabled=False)
    expect(page.get_by_role("button", name="Use my location")).to_have_count(0)
    ask(page, clothing="swimwear")
    expect(page.locator("#headline")).to_contain_text("well before your skin reddens")


def test_with_the_keyboard_alone(open_page):
    page = open_page()
    page.locator("body").press("Tab")
    for _ in range(60):
        focused = page.evaluate("document.activeElement.id || document.activeElement.type || ''")
        if focused == "city":
            page.keyboard.type("Oslo")
        elif focused.startswith("skin_type-"):
            page.keyboard.press("Space")
        elif focused == "submit":
            page.keyboard.press("Enter")
            break
        page.keyboard.press("Tab")
    expect(page.locator("#headline")).to_be_visible()


def test_a_forgotten_skin_type_is_asked_for(open_page):
    page = open_page(PHONE)
    page.get_by_label("City").fill("Berlin, Germany")
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
    page.get_by_label("City").fill("Berlin")
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_label("Latitude")).to_have_value("42.36")
    expect(page.get_by_label("Longitude")).to_have_value("-71.06")
    expect(page.get_by_label("City")).to_have_value("")
    page.locator("#skin_type-3").check()
    page.get_by_role("button", name="How long?").click()
    expect(page.get_by_text("America/New_York")).to_be_visible()


def test_a_refused_location_is_explained(open_page):
    page = open_page(PHONE, permissions=[])
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#locate-status")).to_contain_text("did not give a location")


def test_every_field_has_a_label_and_every_text_enough_contrast(open_page):
    page = open_page()
    ask(page)
    unlabelled = page.evaluate(
        """[...document.querySelectorAll('input, select')]
             .filter((field) => !field.labels.length).map((field) => field.name)"""
    )
    assert unlabelled == []
    # WCAG 2.2 AA asks for 4.5 : 1 for text of this size, in the light and in the dark.
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("#headline", ".where", ".answer dd", ".hint", "footer p", ".disclaimer"):
            assert contrast(page, selector) >= 4.5, (scheme, selector)


def contrast(page, selector):
    return page.evaluate(
        """(selector) => {
          const numbers = (colour) => colour.match(/[\\d.]+/g).slice(0, 4).map(Number);
          const luminance = (colour) => {
            const [r, g, b] = numbers(colour).map((v) => {
              const c = v / 255;
              return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          let node = document.querySelector(selector);
          const text = luminance(getComputedStyle(node).color);
          while (node && numbers(getComputedStyle(node).backgroundColor)[3] === 0) {
            node = node.parentElement;
          }
          const ground = luminance(getComputedStyle(node).backgroundColor);
          return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
        }""",
        selector,
    )


def test_the_documentation_can_be_tried(open_page):
    page = open_page(path="/docs")
    expect(page.get_by_text("/v1/estimates", exact=True)).to_be_visible()


@SIZES
@pytest.mark.parametrize("what", ["This week", "Your year", "Your level", "Your plan"])
def test_other_answers_fit_the_screen_and_can_be_read(open_page, viewport, what):
    page = open_page(viewport)
    page.get_by_label("City").fill("Oslo, Norway")
    page.locator("#skin_type-2").check()
    page.locator("#clothing-swimwear").check()
    page.get_by_text("More: age, posture, ground").click()
    page.locator("#age_years").fill("40")
    page.get_by_text("For your level and plan").click()
    for field, text in {"outings": "3", "minutes": "15", "fish": "1"}.items():
        page.locator(f"#{field}").fill(text)
    page.get_by_role("button", name=what).click()
    expect(page.locator("#headline")).to_be_in_viewport()
    for summary in page.locator("#answer summary").all():
        summary.click()
    expect(page.locator("#answer figure svg[role=img]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    tables = page.locator("#answer .scroll").all()
    assert tables
    assert all(each.evaluate("(s) => s.scrollWidth - s.clientWidth") <= 0 for each in tables)
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('#answer figure text')]
             .map((text) => text.getBoundingClientRect().height))"""
    )
    # A line of 10 px type is some 12 px high.
    assert smallest >= 12
    # What was told of habits is still there for the next question.
    expect(page.locator("#outings")).to_have_value("3")
