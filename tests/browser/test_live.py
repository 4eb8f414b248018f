"""Answers without reload: none is ever seen beside inputs that it does not belong to."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Error, expect

from tests.browsing import DESKTOP, NOW, PHONE, ask, open_all

REACH = """() => {
  const result = document.getElementById('result');
  return { busy: result.classList.contains('busy'), inert: result.inert,
           heard: result.getAttribute('aria-busy') !== 'true' };
}"""
AWAY = {"busy": True, "inert": True, "heard": False}
THERE = {"busy": False, "inert": False, "heard": True}


@pytest.fixture
def tolerated(tolerated):
    """Pages here lose their connection, and are answered with faults."""
    return (*tolerated, "Failed to load resource", "net::ERR_")


class Held:
    """Questions that are held back on their way, in the order in which they were asked."""

    def __init__(self, page, address="**/"):
        self.page, self.routes = page, []
        page.route(address, self.hold)

    def hold(self, route):
        if route.request.method == "POST":
            self.routes.append(route)
        else:
            route.continue_()

    def wait_for(self, count):
        for _ in range(500):
            if len(self.routes) >= count:
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"{len(self.routes)} of {count} questions were asked")


def answered(page):
    """Ask, and wait until the week and the year are there too."""
    ask(page)
    page.evaluate("document.getElementById('beyond').scrollIntoView()")
    page.locator("#year").wait_for()


def test_an_answer_is_out_of_reach_as_soon_as_a_field_differs(open_page):
    page = open_page()
    open_all(page)
    ask(page)
    held = Held(page)
    page.locator("#skin_type-3").check()
    assert page.evaluate(REACH) == AWAY
    # What was chosen is chosen again: the answer is of this, and nothing was asked.
    page.locator("#skin_type-2").check()
    assert page.evaluate(REACH) == THERE
    page.locator("#uv").press_sequentially("5")
    assert page.evaluate(REACH) == AWAY
    page.locator("#uv").press("Backspace")
    assert page.evaluate(REACH) == THERE
    page.locator("#uv").press_sequentially("5")
    # By rest alone, without leaving the field.
    held.wait_for(1)
    assert "uv=5" in held.routes[0].request.post_data
    assert page.evaluate(REACH) == AWAY
    held.routes[0].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    assert page.evaluate(REACH) == THERE
    expect(page.locator("#uv")).to_be_focused()


@pytest.mark.parametrize("field", ["#city", "#latitude", "#longitude"])
def test_half_a_place_is_not_asked_about(open_page, field):
    page = open_page()
    open_all(page)
    ask(page)
    held = Held(page)
    page.locator(field).press_sequentially("B")
    assert page.evaluate(REACH) == AWAY
    # Longer than any pause after which other fields are asked about.
    page.wait_for_timeout(1200)
    assert held.routes == []
    page.locator(field).press("Backspace")
    page.locator("#spf").focus()
    assert page.evaluate(REACH) == THERE
    if field == "#city":
        page.locator(field).fill("Oslo, Norway")
        page.locator("#spf").focus()
        held.wait_for(1)
        assert "city=Oslo" in held.routes[0].request.post_data


def test_without_a_connection_the_old_answer_goes_and_the_new_one_comes_by_itself(open_page):
    page = open_page()
    ask(page)
    before = page.locator("#headline").inner_text()
    page.context.set_offline(True)
    page.locator("#skin_type-5").check()
    alert = page.get_by_role("alert").filter(has_text="There is no connection")
    expect(alert).to_be_visible()
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)
    expect(page.locator("#permalink")).to_be_hidden()
    assert page.evaluate(REACH) == THERE
    page.context.set_offline(False)
    expect(page.locator("#headline")).not_to_have_text(before)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize(
    "broken", [{"status": 503, "body": "out of order"}, {"status": 200, "body": "<p>A portal</p>"}]
)
def test_an_answer_that_cannot_be_understood_is_none(open_page, broken):
    page = open_page()
    ask(page)
    page.route("**/", lambda route: route.fulfill(content_type="text/html", **broken))
    page.locator("#skin_type-5").check()
    alert = page.get_by_role("alert").filter(has_text="The server could not answer")
    expect(alert).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)
    page.unroute("**/")
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator("#headline")).to_be_focused()


def test_a_first_question_that_fails_says_so(open_page):
    page = open_page(PHONE)
    page.route("**/", lambda route: route.abort())
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#skin_type-2").check()
    page.locator("#ask button.primary").click()
    expect(page.locator("#failure")).to_be_focused()
    expect(page.locator("#failure")).to_be_in_viewport()
    page.unroute("**/")
    # Any change asks again.
    page.locator("#skin_type-3").check()
    expect(page.locator("#headline")).to_be_visible()


def test_an_answer_that_comes_late_is_never_shown(open_page):
    page = open_page()
    ask(page)
    held = Held(page)
    page.locator("#skin_type-1").check()
    held.wait_for(1)
    page.locator("#skin_type-6").check()
    held.wait_for(2)
    assert "skin_type=6" in held.routes[1].request.post_data
    held.routes[1].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    newest = page.locator("#result").inner_html()
    with suppress(Error):
        held.routes[0].fulfill(
            content_type="text/html",
            body='<div id="result"><section id="answer"><h2 id="headline">Old</h2></section></div>',
        )
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert page.locator("#headline").inner_text() != "Old"
    assert page.locator("#headline").inner_text() in newest.replace("&nbsp;", "\xa0")


def test_a_change_on_the_way_of_an_answer_asks_again(open_page):
    page = open_page()
    held = Held(page)
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#skin_type-2").check()
    page.locator("#ask button.primary").click()
    held.wait_for(1)
    page.locator("#skin_type-4").check()
    held.wait_for(2)
    assert "skin_type=4" in held.routes[1].request.post_data
    held.routes[1].continue_()
    # It was asked by hand, and the answer is gone to.
    expect(page.locator("#headline")).to_be_focused()


def test_a_field_that_is_corrected_brings_the_answer(open_page):
    page = open_page()
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#ask button.primary").click()
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#skin_type-2").check()
    expect(page.locator("#headline")).to_be_visible()
    expect(page.locator("#errors")).to_have_count(0)
    expect(page.locator("#skin_type-2")).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_answer_is_at_the_top_of_the_screen(open_page, viewport):
    page = open_page(viewport, reduced_motion="no-preference")
    open_all(page)
    page.evaluate(
        """document.addEventListener('focusin', ({ target }) => queueMicrotask(() => {
             if (target.id === 'headline') {
               window.top_of_it = document.getElementById('answer').getBoundingClientRect().top;
               window.headline_top = target.getBoundingClientRect().bottom;
             }
           }))"""
    )
    ask(page)
    expect(page.locator("#headline")).to_be_focused()
    assert 0 <= page.evaluate("window.top_of_it") <= 24
    assert page.evaluate("window.headline_top") <= viewport["height"]


def test_the_week_and_the_year_come_as_parts_and_with_names_of_their_own(open_page, address):
    page = open_page()
    parts = []

    def note(route):
        parts.append(route.request.headers.get("x-part"))
        route.continue_()

    page.route("**/week", note)
    page.route("**/year", note)
    answered(page)
    assert parts == ["section", "section"]
    names = page.evaluate(
        """[...document.querySelectorAll('section[aria-labelledby]')].map((section) =>
             document.getElementById(section.getAttribute('aria-labelledby')).textContent)"""
    )
    assert len(set(names)) == len(names) >= 4
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(set(ids)) == len(ids)
    expect(page.locator("#beyond")).to_be_hidden()
    form = {"city": "Berlin, Germany", "skin_type": "2", "clothing": "swimwear"}
    whole = page.request.post(address + "/week", form=form)
    part = page.request.post(address + "/week", form=form, headers={"x-part": "section"})
    assert all("x-part" in each.headers["vary"] for each in (whole, part))
    assert "<form" in whole.text()
    assert "<form" not in part.text()
    assert part.text().strip() in whole.text()


def test_no_section_is_added_to_fields_that_it_does_not_belong_to(open_page):
    page = open_page(PHONE)
    weeks = Held(page, "**/week")
    ask(page)
    page.evaluate("document.getElementById('beyond').scrollIntoView()")
    weeks.wait_for(1)
    held = Held(page)
    page.evaluate("document.getElementById('skin_type-5').click()")
    with suppress(Error):
        weeks.routes[0].continue_()
    held.wait_for(1)
    expect(page.locator("#week")).to_have_count(0)
    # Chosen again as it was, the answer is whole again.
    page.unroute("**/week")
    page.evaluate("document.getElementById('skin_type-2').click()")
    page.evaluate("document.getElementById('beyond').scrollIntoView()")
    expect(page.locator("#week")).to_be_visible()


@pytest.mark.parametrize(
    "refusal",
    [
        '<section class="answer withheld" id="answer"><h2 id="headline">Withheld</h2></section>',
        '<section class="errors" id="errors"><h2>Please check</h2></section>',
    ],
)
def test_a_section_that_is_withheld_leaves_no_button(open_page, refusal):
    page = open_page()
    body = f'<div id="result">{refusal}</div>'
    page.route("**/week", lambda route: route.fulfill(content_type="text/html", body=body))
    answered(page)
    expect(page.locator("[data-more=week]")).to_have_count(0)
    expect(page.locator("#week")).to_have_count(0)
    expect(page.get_by_text("Withheld")).to_have_count(0)


def test_a_session_that_runs_is_never_out_of_reach(open_page):
    page = open_page()
    ask(page, when="")
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    page.route("**/", lambda route: route.abort())
    page.locator("#skin_type-5").check()
    assert page.evaluate("document.getElementById('result').classList.contains('busy')")
    for part in ("#session-stop", ".session-alert"):
        assert page.locator(part).evaluate("(each) => each.closest('[inert], [aria-busy]')") is None
    assert page.locator("#headline").evaluate("(each) => each.closest('[inert]') !== null")
    expect(page.locator("#failure")).to_be_visible()
    # It goes on without an answer.
    expect(page.locator("#session-stop")).to_be_visible()
    page.locator("#session-pause").click()
    expect(page.locator("#session-next")).to_contain_text("Paused")


def test_enter_asks_and_chooses_no_language(open_page, address):
    page = open_page()
    open_all(page)
    ask(page)
    page.evaluate("window.same = true")
    page.locator("#target_iu").fill("600")
    page.locator("#target_iu").press("Enter")
    expect(page.locator("#headline")).to_contain_text("600")
    expect(page.locator("#headline")).to_be_focused()
    assert page.evaluate("window.same")
    page.get_by_role("button", name="Deutsch").click()
    page.wait_for_url("**lang=de**")
    page.evaluate("window.same = true")
    page.locator("#target_iu").fill("700")
    page.locator("#target_iu").press("Enter")
    expect(page.locator("#headline")).to_contain_text("700")
    expect(page.locator("#headline")).to_be_focused()
    assert page.evaluate("window.same")
    assert page.evaluate("document.documentElement.lang") == "de"


def test_another_language_loses_nothing_and_tells_addresses_nothing(open_page):
    page = open_page()
    open_all(page)
    typed = {"age_years": "41", "spf": "30", "uv": "6.5", "target_iu": "800", "outings": "3",
             "minutes": "20", "fish": "1", "eggs": "2", "supplement_iu": "400", "lab_value": "55",
             "lab_date": "2026-03-01"}  # fmt: skip
    for name, text in typed.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#caution-pregnancy").check()
    page.locator("#behind_glass").check()
    page.locator("#posture").select_option("seated")
    page.locator("#lab_unit").select_option("ng/mL")
    ask(page)
    page.locator("#eggs").fill("5")
    values = "JSON.stringify([...new FormData(document.getElementById('ask'))])"
    before = json.loads(page.evaluate(values))
    page.get_by_role("button", name="Deutsch").click()
    page.wait_for_url("**lang=de**")
    assert json.loads(page.evaluate(values)) == before
    assert page.url.split("?")[1] == "lang=de#answer"
    expect(page.locator("#headline")).to_be_visible()


def test_coordinates_are_read_without_being_told_to_any_log(open_page):
    page = open_page()
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    page.locator("#city").fill("52.51627, 13.37771")
    page.locator("#city").blur()
    expect(page.locator("#latitude")).to_have_value("52.5163")
    expect(page.locator("#longitude")).to_have_value("13.3777")
    assert not [each for each in addresses if "52.51" in each or "?" in each]


COMING_BACK = {
    "visibilitychange": "document.dispatchEvent(new Event('visibilitychange'))",
    "pageshow": "window.dispatchEvent(new Event('pageshow'))",
    "focus": "window.dispatchEvent(new Event('focus'))",
}


def opened_at_noon(open_page, **answers):
    """An answer of now, with a clock that is moved by hand and starts no timer."""
    page = open_page()
    page.clock.set_fixed_time(NOW)
    page.reload()
    open_all(page)
    ask(page, **{"when": ""} | answers)
    return page


def come_back(page, minutes, event="focus"):
    page.clock.set_fixed_time(NOW + timedelta(minutes=minutes))
    page.evaluate(COMING_BACK[event])


@pytest.mark.parametrize("event", list(COMING_BACK))
def test_an_answer_of_now_is_renewed_when_somebody_comes_back(open_page, event):
    page = opened_at_noon(open_page)
    held = Held(page)
    come_back(page, 4, event)
    page.wait_for_timeout(50)
    assert held.routes == []
    come_back(page, 180, event)
    held.wait_for(1)
    assert page.evaluate(REACH) == AWAY
    # Coming back twice asks once.
    come_back(page, 180, event)
    held.routes[0].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    assert page.evaluate(REACH) == THERE
    come_back(page, 184, event)
    page.wait_for_timeout(50)
    assert len(held.routes) == 1


def test_an_answer_of_now_is_renewed_while_it_is_looked_at(open_page):
    page = open_page()
    page.clock.install()
    page.reload()
    ask(page, when="")
    held = Held(page)
    page.clock.fast_forward(4 * 60_000)
    page.wait_for_timeout(50)
    assert held.routes == []
    page.clock.fast_forward(2 * 60_000)
    held.wait_for(1)
    held.routes[0].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()


def test_an_answer_is_not_renewed_where_that_is_not_wanted(open_page):
    page = opened_at_noon(open_page)
    held = Held(page)
    page.evaluate(
        """() => {
             const slider = document.getElementById('day-slider');
             slider.focus();
             slider.value = Number(slider.value) + 3;
             slider.dispatchEvent(new Event('input', { bubbles: true }));
           }"""
    )
    come_back(page, 30)
    page.wait_for_timeout(50)
    assert held.routes == []
    # Let go, it sets a time, and the answer is of that for ever.
    page.locator("#day-slider").dispatch_event("change")
    held.wait_for(1)
    assert "when=2026-06-12T12%3A30" in held.routes[0].request.post_data
    held.routes[0].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    come_back(page, 60)
    page.wait_for_timeout(50)
    assert len(held.routes) == 1
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
    page.locator("#now").click()
    held.wait_for(2)
    held.routes[1].continue_()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    come_back(page, 90, "visibilitychange")
    page.wait_for_timeout(50)
    assert len(held.routes) == 2


def test_a_told_sky_is_not_taken_for_the_sky_of_later(open_page):
    page = open_page()
    page.clock.set_fixed_time(NOW)
    page.reload()
    open_all(page)
    page.locator("#uv").fill("1")
    page.locator("#cloud_cover").select_option("1")
    page.locator("#spf").fill("30")
    ask(page, when="")
    with page.expect_request("**/") as asked:
        come_back(page, 30)
    assert "uv=&" in asked.value.post_data
    assert "cloud_cover=&" in asked.value.post_data
    assert "spf=30" in asked.value.post_data
    expect(page.locator("#answer .notice").first).to_contain_text("were of another time")
    expect(page.locator("#uv")).to_have_value("")
    page.locator("#skin_type-3").check()
    expect(page.get_by_text("were of another time")).to_have_count(0)


def test_renewing_leaves_a_reader_in_peace(open_page):
    page = open_page()
    page.clock.set_fixed_time(NOW)
    page.reload()
    ask(page, when="")
    page.evaluate("document.getElementById('beyond').scrollIntoView()")
    page.locator("#year").wait_for()
    summary = page.locator("#answer > details > summary").last
    summary.click()
    page.evaluate("document.getElementById('year').mark = 1")
    page.evaluate("document.getElementById('headline').mark = 1")
    expect(page.locator("#week, #year")).to_have_count(2)
    expect(page.locator("#live-status")).to_have_text("The answer is up to date.")
    come_back(page, 6)
    page.wait_for_function("() => !document.getElementById('headline').mark")
    assert page.evaluate("document.getElementById('year').mark") == 1
    expect(page.locator("#beyond")).to_be_hidden()
    expect(summary).to_be_focused()
    assert summary.evaluate("(each) => each.parentElement.open")
    expect(page.locator("#live-status")).to_be_empty()


def test_a_renewal_that_fails_is_tried_again_by_itself(open_page):
    page = open_page()
    page.clock.install()
    page.reload()
    ask(page, when="")
    page.route("**/", lambda route: route.abort())
    page.clock.fast_forward(6 * 60_000)
    expect(page.locator("#failure")).to_be_visible()
    expect(page.locator("#answer")).to_have_count(0)
    page.unroute("**/")
    page.clock.fast_forward(31_000)
    expect(page.locator("#headline")).to_be_visible()


def test_the_second_time_of_an_hour_cannot_be_chosen(open_page):
    page = open_page()
    ask(page, when="2026-10-25T02:30")
    local = json.loads(page.locator("#day-data").text_content())["local"]
    after = local.index("2026-10-25T03:00")
    before = local.index("2026-10-25T02:50")
    assert local[before + 1 : after] == [None] * 6
    Held(page)
    slider, when = page.locator("#day-slider"), page.locator("#when")
    slider.focus()
    seen = []
    for key in ["ArrowRight"] * 4 + ["ArrowLeft"] * 2:
        page.keyboard.press(key)
        seen.append(when.input_value()[-5:])
    assert seen == ["02:40", "02:50", "03:00", "03:10", "03:00", "02:50"]
    assert int(slider.input_value()) == before


def test_one_part_that_fails_takes_no_other_with_it(browser, address):
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.route(
        "**/assets/share.js",
        lambda route: route.fulfill(
            content_type="text/javascript",
            body="export function setUpSharing() { throw new Error('broken part'); }",
        ),
    )
    page.goto(address)
    page.evaluate("window.same = true")
    ask(page)
    expect(page.locator("#session-start")).to_be_visible()
    expect(page.locator("#reader")).to_be_visible()
    assert page.evaluate("window.same")
    assert any("broken part" in text for text in told)
    context.close()


TYPED = {"age_years": "41", "spf": "30", "uv": "6.5", "target_iu": "800", "outings": "3",
         "fish": "1", "lab_value": "55", "lab_date": "2026-03-01", "when": "2026-06-21T12:30",
         "city": "Oslo, Norway"}  # fmt: skip


def test_another_language_before_any_answer_loses_nothing_either(open_page, address):
    page = open_page(path="/?spf=15&clothing=nude")
    open_all(page)
    for name, text in TYPED.items():
        page.locator(f"#{name}").fill(text)
    page.locator("#skin_type-3").check()
    page.locator("#clothing-swimwear").check()
    page.locator("#caution-pregnancy").check()
    page.locator("#behind_glass").check()
    page.locator("#posture").select_option("seated")
    page.locator("#quiz input").first.check()
    values = "JSON.stringify([...new FormData(document.getElementById('ask'))])"
    before = json.loads(page.evaluate(values))
    tracked = "sessionStorage.getItem('solferol.page')"
    edited = json.loads(page.evaluate(tracked))
    for name in ("Deutsch", "Français"):
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**lang={name[:2].lower()}")
        assert json.loads(page.evaluate(values)) == before
        assert json.loads(page.evaluate(tracked)) == edited
        assert page.url.split("?")[1] == f"spf=15&clothing=nude&lang={name[:2].lower()}"
    # Once: a fresh page is a fresh page.
    assert page.evaluate("sessionStorage.getItem('solferol.carried')") is None
    page.goto(address)
    expect(page.locator("#age_years")).to_have_value("")
    expect(page.locator("#skin_type-3")).not_to_be_checked()


def test_what_was_carried_for_one_address_is_not_filled_in_at_another(open_page, address):
    page = open_page()
    open_all(page)
    page.locator("#age_years").fill("41")
    page.evaluate("window.addEventListener('click', (event) => event.preventDefault())")
    page.get_by_role("link", name="Deutsch").click()
    assert page.evaluate("sessionStorage.getItem('solferol.carried')") is not None
    page.goto(address + "/?spf=20")
    expect(page.locator("#age_years")).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('solferol.carried')") is None


def named(*names):
    places = [{"name": each, "latitude": 1, "longitude": 2} for each in names]
    return {"json": {"places": places}}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (("Springfield",), ""),
        (("Springfield", "Springfield"), ""),
        (("Springfield", "Springfield Park"), "Places with this name: 2."),
        ((), "No place of this name is found."),
    ],
)
def test_places_are_told_of_only_where_that_helps(open_page, found, told):
    page = open_page()
    page.route("**/v1/places?**", lambda route: route.fulfill(**named(*found)))
    with page.expect_response("**/v1/places?**"):
        page.locator("#city").press_sequentially("Springfield")
    page.wait_for_function("() => document.getElementById('cities').children.length")
    page.wait_for_timeout(50)
    status = page.locator("#locate-status")
    expect(status).to_contain_text(told) if told else expect(status).to_be_empty()


def test_a_place_that_is_not_found_is_told_of_once(open_page):
    page = open_page()
    page.route("**/v1/places?**", lambda route: route.fulfill(**named()))
    page.locator("#skin_type-2").check()
    with page.expect_response("**/v1/places?**"):
        page.locator("#city").press_sequentially("Xyzzy")
    expect(page.locator("#locate-status")).to_contain_text("No place of this name")
    page.locator("#ask button.primary").click()
    expect(page.locator("#city-error")).to_be_visible()
    expect(page.locator("#locate-status")).to_be_empty()
    with page.expect_response("**/v1/places?**"):
        page.locator("#city").press_sequentially("zy")
    page.wait_for_timeout(50)
    expect(page.locator("#locate-status")).to_be_empty()
