"""A live session in real headless Chromium, on a clock of its own: nothing here waits."""

import asyncio
import csv
import io
import json
import math
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from playwright.sync_api import expect

from service.access.keys import create_key
from service.estimation import estimate
from service.questions import Exposure, Person, Question, SkyQuestion, Spot
from service.records import Records
from service.storage.database import Database
from service.world import world_alone
from tests.browsing import DESKTOP, NOW, PHONE, served

PLACE = (52.52, 13.41)
MINUTE, SECOND = 60_000, 1000
SPY = """
  window.told = [];
  navigator.vibrate = (pattern) => { window.told.push(pattern.length); return true; };
  window.Notification = class {
    static permission = "granted";
    constructor(title) { window.told.push(title); }
  };
  ServiceWorkerRegistration.prototype.showNotification = async (title) => {
    window.told.push(title);
  };
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('session')}/solferol.db"


@pytest.fixture(scope="module")
def address(database):
    with served(database_url=database) as where:
        yield where


@pytest.fixture
def open_page(browser, address):
    contexts, trouble = [], []

    def opened(viewport=DESKTOP, now=NOW):
        context = browser.new_context(viewport=viewport, locale="en-GB", accept_downloads=True)
        contexts.append(context)
        context.add_init_script(SPY)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.clock.install(time=now - timedelta(hours=1))
        page.goto(address)
        page.clock.pause_at(now)
        return page

    yield opened
    for context in contexts:
        context.close()
    # A browser tells of every answer that is an error, wanted or not.
    assert [text for text in trouble if "Failed to load resource" not in text] == []


def ask(page, clothing="t_shirt_shorts", when="", uv=""):
    unfold(page)
    page.locator("#latitude").fill(str(PLACE[0]))
    page.locator("#longitude").fill(str(PLACE[1]))
    page.locator("#when").fill(when)
    page.locator("#uv").fill(uv)
    page.locator("#skin_type-2").check()
    page.locator(f"#clothing-{clothing}").check()
    page.locator("#ask button.primary").click()
    expect(page.locator("#session-start")).to_be_visible()


def unfold(page):
    page.evaluate(
        "document.querySelectorAll('#ask details').forEach((part) => { part.open = true; })"
    )


def begin(page, **how):
    ask(page, **how)
    return begun(page)


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('solferol.session')"))


def over(page):
    return json.loads(page.evaluate("localStorage.getItem('solferol.sessions')") or "[]")


def shown(page, name):
    return page.locator(f"#session-{name}").text_content()


def number_of(text):
    return float("".join(c for c in text if c.isdigit() or c == "."))


def sleep_for(page, milliseconds):
    """Let time pass as in a tab that sleeps, and then a second as it wakes."""
    page.clock.fast_forward(milliseconds - SECOND)
    page.clock.run_for(SECOND)


def told(page, count):
    """What was told so far; a notification asks for the service worker first."""
    page.wait_for_function("(count) => told.length >= count", arg=count, polling=50)
    return page.evaluate("told")


def summed(course, stretches):
    """Central vitamin D [IU] and share of the limit over stretches of a course [s]."""

    def over_all(name):
        return sum(np.diff(np.interp(each, course["s"], course[name]))[0] for each in stretches)

    capacity = course["capacity"]
    made = capacity * -math.expm1(-over_all("made") / capacity)
    return made, over_all("med_high") / course["limit_med"]


def limit_second(course):
    return np.interp(course["limit_med"], course["med_high"], course["s"])


def answer_of(minutes, clothing="t_shirt_shorts"):
    question = Question(
        SkyQuestion(Spot(*PLACE), NOW),
        Person(2),
        Exposure(clothing=clothing),
        end=NOW + timedelta(minutes=minutes),
    )
    return run_apart(estimate(question, world_alone(lambda: NOW)))


def run_apart(coroutine):
    """Run beside the loop that Playwright has in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_figures_grow_as_the_service_computes_them(open_page):
    page = open_page()
    begin(page)
    for minutes in (1, 7, 45):
        sleep_for(page, (minutes - kept_minutes(page)) * MINUTE)
        assert shown(page, "time") == f"{minutes}:00"
        session = answer_of(minutes).session
        made, shares = session.vitamin_d_iu, session.med_fraction
        assert number_of(shown(page, "made")) == pytest.approx(made.central, abs=1)
        low, high = shown(page, "made-note").split(" to ")
        assert number_of(low) == pytest.approx(made.low, abs=1)
        assert number_of(high) == pytest.approx(made.high, abs=1)
        assert number_of(shown(page, "burn")) == pytest.approx(100 * shares.central, abs=1)
        assert number_of(shown(page, "burn-note")) == pytest.approx(100 * shares.high, abs=1)


def kept_minutes(page):
    return round((page.evaluate("Date.now()") - kept(page)["started"]) / MINUTE)


def test_warnings_at_half_and_at_the_limit_once_each(open_page):
    page = open_page()
    course = begin(page)
    limit = answer_of(1).verdict.limit_minutes
    assert limit_second(course) == pytest.approx(60 * limit, abs=0.01)
    half = np.interp(course["limit_med"] / 2, course["med_high"], course["s"])
    alert = page.locator("#session [role=alert].session-alert")
    page.clock.fast_forward(int(half * SECOND) - 3 * SECOND)
    page.clock.run_for(SECOND)
    expect(alert).to_be_empty()
    page.clock.run_for(3 * SECOND)
    expect(alert).to_have_text("Half of your limit is reached.")
    assert "Half of the limit" in page.title()
    assert told(page, 2) == [3, "Half of the limit"]
    page.clock.fast_forward(int((limit_second(course) - half) * SECOND) - 4 * SECOND)
    page.clock.run_for(SECOND)
    expect(alert).to_have_text("Half of your limit is reached.")
    assert shown(page, "limit") == "99%"
    page.clock.run_for(5 * SECOND)
    expect(alert).to_contain_text("Your limit is reached")
    assert shown(page, "limit") == "100%"
    assert "Limit reached" in page.title()
    # The truth goes on, the warnings do not.
    sleep_for(page, 20 * MINUTE)
    assert told(page, 4) == [3, "Half of the limit", 5, "Limit reached"]
    assert number_of(shown(page, "limit")) > 130
    expect(page.locator("#session-next")).to_have_text("Cover up or go indoors.")


def test_a_tab_that_slept_tells_the_gravest_at_once(open_page):
    page = open_page()
    begin(page)
    sleep_for(page, 100 * MINUTE)
    assert told(page, 2) == [5, "Limit reached"]
    assert kept(page)["told"] == ["half", "limit"]


def test_it_survives_a_reload_even_without_an_answer(open_page, address):
    page = open_page()
    begin(page)
    sleep_for(page, 9 * MINUTE)
    before = shown(page, "made"), shown(page, "limit")
    page.goto(address)
    expect(page.locator("#session-stop")).to_be_visible()
    page.clock.run_for(SECOND)
    assert shown(page, "time") == "9:01"
    after = shown(page, "made"), shown(page, "limit")
    for earlier, later in zip(before, after, strict=True):
        assert 0 <= number_of(later) - number_of(earlier) <= 2
    expect(page.locator("#session-start")).to_be_hidden()
    sleep_for(page, 100 * MINUTE)
    expect(page.locator(".session-alert")).to_contain_text("Your limit is reached")
    page.reload()
    expect(page.locator(".session-alert")).to_contain_text("Your limit is reached")
    assert page.evaluate("told") == []


def test_it_says_for_whom_and_where_it_counts(open_page):
    page = open_page()
    ask(page)
    page.locator("#latitude").fill("")
    page.locator("#longitude").fill("")
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#city").blur()
    page.clock.run_for(SECOND)
    expect(page.locator(".where strong")).to_contain_text("Berlin")
    begun(page)
    whose = page.locator("#session-whose")
    told = "Berlin, Germany · Type II · T-shirt and shorts · since 12:00"
    expect(whose).to_have_text(told)
    # Of what it began with, whatever the form says since.
    page.locator("#skin_type-5").check()
    page.locator("#clothing-nude").check()
    sleep_for(page, 2 * MINUTE)
    expect(whose).to_have_text(told)
    page.reload()
    expect(whose).to_have_text(told)


def test_a_window_is_idle_when_another_has_stopped(open_page):
    page = open_page()
    begin(page)
    page.evaluate(
        """() => {
             window.released = 0;
             const lock = { released: false, release: async () => { window.released += 1; } };
             Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => lock } });
           }"""
    )
    page.locator("[name=session_screen]").check()
    sleep_for(page, 100 * MINUTE)
    expect(page.locator(".session-alert")).to_contain_text("Your limit is reached")
    assert page.title().startswith("⚠ Limit reached")
    # Storage that has changed already, and an answer that comes before anything tells of that.
    page.evaluate(
        """() => {
             const { id } = JSON.parse(localStorage.getItem('solferol.session'));
             localStorage.setItem('solferol.sessions', JSON.stringify([{
               id, started: Date.now() - 6e6, ended: Date.now(), minutes: 100, iu_low: 1, iu: 2,
               iu_high: 3, limit: 1, med: 1, med_high: 1, exposure: [1, 1, 1], place: 'Berlin',
               zone: 'Europe/Berlin', latitude: 52.52, longitude: 13.41, skin_fraction: .2,
               skew_ms: 0, intervals: [], synced: false, incomplete: false }]));
             localStorage.removeItem('solferol.session');
             document.dispatchEvent(new Event('answered'));
           }"""
    )
    assert "⚠" not in page.title()
    expect(page.locator(".session-alert")).to_be_empty()
    expect(page.locator("#session-stop")).to_be_hidden()
    expect(page.locator("#session-problem")).to_be_empty()
    assert page.evaluate("released") >= 1


DAMAGED = [
    {"courses": [{}], "intervals": [[1, None]], "told": []},
    {"courses": [], "intervals": [], "told": []},
    {"course": "of another release"},
]


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_session_that_cannot_be_read_is_dropped_and_says_so(open_page, damaged):
    page = open_page()
    page.evaluate("(text) => localStorage.setItem('solferol.session', text)", json.dumps(damaged))
    page.reload()
    expect(page.locator("#session-problem")).to_contain_text("could not be read")
    assert page.evaluate("localStorage.getItem('solferol.session')") is None
    begin(page)
    expect(page.locator("#session-problem")).to_be_empty()


@pytest.mark.parametrize(
    "change",
    [
        "({ courses: [{ course }] }) => { course.made.pop(); }",
        "({ courses: [{ course }] }) => { course.med[2] = null; }",
        "({ courses: [{ course }] }) => { course.zone = 'Nowhere/Never'; }",
        "({ courses: [{ course }] }) => { delete course.limit_med; }",
        "({ courses }) => { courses[0].anchor = '1'; }",
        "({ intervals }) => { intervals.unshift([1, null]); }",
        "(session) => { delete session.started; }",
    ],
)
def test_the_shape_of_a_session_is_looked_at(open_page, change):
    page = open_page()
    begin(page)
    page.evaluate(
        f"""() => {{
             const session = JSON.parse(localStorage.getItem('solferol.session'));
             ({change})(session);
             localStorage.setItem('solferol.session', JSON.stringify(session));
           }}"""
    )
    page.reload()
    expect(page.locator("#session-problem")).to_contain_text("could not be read")
    expect(page.locator("#session-stop")).to_be_hidden()


def test_sessions_of_the_past_that_cannot_be_read_are_left_out(open_page):
    page = open_page()
    page.evaluate(
        """localStorage.setItem('solferol.sessions', JSON.stringify([
             { id: 'x', ended: 1, exposure: [], intervals: [null], zone: 'Nowhere/Never' }]))"""
    )
    page.reload()
    begin(page)
    expect(page.locator(".session-list li")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_a_narrow_screen_with_spaced_text_has_nothing_beside_it(open_page, address, language):
    page = open_page({"width": 320, "height": 640})
    page.goto(f"{address}/?lang={language}")
    begin(page)
    page.evaluate(
        """() => {
             const sheet = new CSSStyleSheet();
             sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
               word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
             document.adoptedStyleSheets = [sheet];
           }"""
    )
    sleep_for(page, 5 * MINUTE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_pause_adds_nothing_and_the_parts_add_up(open_page):
    page = open_page()
    course = begin(page)
    sleep_for(page, 6 * MINUTE)
    page.get_by_role("button", name="Pause").click()
    before = [shown(page, name) for name in ("time", "made", "limit", "burn")]
    sleep_for(page, 50 * MINUTE)
    assert [shown(page, name) for name in ("time", "made", "limit", "burn")] == before
    expect(page.locator("#session-next")).to_have_text("Paused: nothing is counted.")
    page.get_by_role("button", name="Resume").click()
    sleep_for(page, 5 * MINUTE)
    assert shown(page, "time") == "11:00"
    made, limit = summed(course, [(0, 360), (56 * 60, 61 * 60)])
    assert number_of(shown(page, "made")) == pytest.approx(made, abs=0.6)
    assert number_of(shown(page, "limit")) == math.floor(100 * limit + 1e-6)


def test_stopping_keeps_a_summary_and_files_of_it(open_page):
    page = open_page(PHONE)
    course = begin(page)
    sleep_for(page, 8 * MINUTE)
    page.locator("#session-stop").click()
    summary = page.locator("#session-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("8 min in the sun")
    made, limit = summed(course, [(0, 480)])
    (session,) = over(page)
    assert session["minutes"] == 8
    assert session["iu"] == pytest.approx(made)
    assert session["limit"] == pytest.approx(limit)
    assert page.evaluate("localStorage.getItem('solferol.session')") is None
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    exported = json.loads(saved(page, "Export as JSON"))["sessions"]
    assert exported[0]["iu"] == session["iu"]
    assert exported[0]["started"] == "2026-06-12T10:00:00.000Z"
    assert [each["end"] for each in exported[0]["intervals"]] == ["2026-06-12T10:08:00.000Z"]
    (row,) = csv.DictReader(saved(page, "Export as CSV").splitlines())
    assert float(row["limit"]) == session["limit"]
    assert row["place"] == session["place"]
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator("#session-history")).to_be_hidden()
    assert over(page) == []


def saved(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.path().read_bytes().decode()


def test_a_file_of_sessions_holds_no_formulas(open_page):
    page = open_page()
    begin(page)
    sleep_for(page, 2 * MINUTE)
    page.locator("#session-stop").click()
    places = ["=1+1", "+1", "-33.87, 151.21", "@x", "\tx", "\rx", 'a "b", c', "Oslo\rx"]
    page.evaluate(
        """(places) => {
          const [session] = JSON.parse(localStorage.getItem('solferol.sessions'));
          localStorage.setItem('solferol.sessions', JSON.stringify(
            places.map((place, i) => ({ ...session, id: `x${i}`, place, latitude: -33.87 }))));
        }""",
        places,
    )
    text = saved(page, "Export as CSV")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    expected = [f"'{each}" if each[0] in "=+-@\t\r" else each for each in places]
    assert [row["place"] for row in rows] == expected
    assert {float(row["latitude"]) for row in rows} == {-33.87}


def test_earlier_sessions_of_a_day_count(open_page):
    page = open_page()
    course = begin(page)
    sleep_for(page, 10 * MINUTE)
    page.locator("#session-stop").click()
    expect(page.locator("#session-summary")).to_be_visible()
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    _, limit = summed(course, [(0, 600)])
    assert number_of(shown(page, "limit")) == math.floor(100 * limit)
    assert shown(page, "made") == "0 IU"
    expect(page.get_by_text("from earlier sessions of the last 24 hours")).to_be_visible()
    # Somebody else's: deleted, it does not count.
    page.locator(".session-list button").click()
    assert shown(page, "limit") == "0%"


def test_it_never_starts_on_an_old_course(open_page):
    page = open_page()
    ask(page, when="2026-06-12T18:30")
    page.route("**/", lambda route: route.abort())
    page.locator("#session-start").click()
    expect(page.locator("#session-problem")).to_contain_text("without a connection")
    expect(page.locator("#session-stop")).to_be_hidden()
    page.unroute("**/")
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    # Of now, whatever the time in the form.
    assert kept(page)["courses"][0]["course"]["start"] == NOW.timestamp() * 1000


def test_without_a_connection_the_course_of_the_page_serves_for_five_minutes(open_page):
    page = open_page()
    ask(page)
    page.route("**/", lambda route: route.abort())
    sleep_for(page, 4 * MINUTE)
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    sleep_for(page, 2 * MINUTE)
    made, _ = summed(kept(page)["courses"][0]["course"], [(240, 360)])
    assert number_of(shown(page, "made")) == pytest.approx(made, abs=0.6)


def test_after_a_change_of_the_form_the_course_of_the_page_does_not_serve(open_page):
    page = open_page()
    ask(page)
    page.route("**/", lambda route: route.abort())
    page.locator("#skin_type-1").check()
    # Out of reach with the rest of an answer to another question; and even so it does not serve.
    assert page.evaluate("document.querySelector('#session-start').closest('[inert]') !== null")
    page.evaluate("document.querySelector('#session-start').click()")
    expect(page.locator("#session-problem")).to_contain_text("without a connection")


def test_an_old_reading_of_the_sky_is_not_held_against_the_sun_of_now(open_page):
    page = open_page()
    ask(page, uv="1")
    dim = begun(page)
    assert dim["s"][-1] == 240 * 60
    expect(page.get_by_text("were of another time")).to_be_hidden()
    page.locator("#session-stop").click()
    sleep_for(page, 30 * MINUTE)
    # The answer on the page is of then.
    course = begun(page)
    expect(page.get_by_text("were of another time")).to_be_visible()
    assert course["med_high"][60] > 1.25 * dim["med_high"][60]


def begun(page):
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    return kept(page)["courses"][0]["course"]


def test_beyond_its_course_it_asks_for_the_next(open_page):
    page = open_page()
    course = begin(page)
    assert course["s"][-1] == 240 * 60
    with page.expect_response("**/"):
        page.clock.fast_forward(250 * MINUTE)
    expect(page.locator(".session-heard")).to_contain_text("it goes on")
    first, second = kept(page)["courses"]
    assert second["anchor"] == first["anchor"] + 240 * MINUTE
    _, limit = summed(course, [(0, 240 * 60)])
    more = np.interp(600, second["course"]["s"], second["course"]["med_high"])
    expected = limit + more / course["limit_med"]
    assert number_of(shown(page, "limit")) == math.floor(100 * expected)


def test_without_a_next_course_it_says_so_and_counts_no_further(open_page):
    page = open_page()
    begin(page)
    page.route("**/", lambda route: route.abort())
    sleep_for(page, 250 * MINUTE)
    expect(page.locator(".session-alert")).to_contain_text("Since 16:00 nothing is counted")
    assert shown(page, "made").startswith("≥ ")
    page.locator("#session-stop").click()
    expect(page.locator("#session-summary")).to_contain_text("It may have been more")


def test_a_withheld_answer_has_no_session(open_page):
    page = open_page()
    unfold(page)
    page.locator("#latitude").fill("52.52")
    page.locator("#longitude").fill("13.41")
    page.locator("#skin_type-2").check()
    page.evaluate("document.getElementById('caution-lupus').checked = true")
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_visible()
    expect(page.locator("#course")).to_have_count(0)
    expect(page.locator("#session-start")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_it_fits_and_can_be_hit_and_has_names(open_page, viewport):
    page = open_page(viewport)
    begin(page)
    sleep_for(page, 5 * MINUTE)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.locator("#session-stop").click()
    page.locator(".session-sync summary").click()
    small = page.evaluate(
        """[...document.querySelectorAll('#session button, #session .option, #session summary')]
             .filter((each) => each.getClientRects().length && each.offsetHeight < 44)
             .map((each) => each.textContent)"""
    )
    assert small == []
    unlabelled = page.evaluate(
        """[...document.querySelectorAll('#session input')]
             .filter((field) => !field.labels.length).map((field) => field.id)"""
    )
    assert unlabelled == []


async def _new_token(url):
    """A key as the command makes it; user and token are then made through the interface."""
    database = Database(url)
    records = Records(database, lambda: NOW)
    key, _ = await create_key(database, "session-page", records.now_ms)
    await database.close()
    return key


def call(address, path, bearer, body=None):
    request = urllib.request.Request(
        address + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {bearer}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)


@pytest.fixture(scope="module")
def user_token(address, database):
    key = run_apart(_new_token(database))
    user = call(address, "/v1/users", key, {"profile": {"fitzpatrick": 2}})["id"]
    granted = call(address, f"/v1/users/{user}/tokens", key, {"device_id": "page"})
    return granted["access_token"]


def test_sessions_are_sent_to_an_account_once(open_page, address, user_token):
    page = open_page()
    begin(page)
    sleep_for(page, 3 * MINUTE)
    page.get_by_role("button", name="Pause").click()
    sleep_for(page, 2 * MINUTE)
    page.get_by_role("button", name="Resume").click()
    sleep_for(page, 4 * MINUTE)
    page.locator("#session-stop").click()
    page.locator(".session-sync summary").click()
    status = page.locator("#session-sync-status")
    page.locator("#session-token").fill("wrong")
    page.locator("#session-send").click()
    expect(status).to_contain_text("not known")
    assert over(page)[0]["synced"] is False
    page.locator("#session-token").fill(user_token)
    page.locator("#session-send").click()
    expect(status).to_contain_text("Sessions sent: 1. Samples created: 4, there already: 0.")
    assert over(page)[0]["synced"] is True
    samples = call(address, "/v1/users/me/samples?start=2026-06-12T00:00:00Z", user_token)[
        "samples"
    ]
    sessions = [each for each in samples if each["type"] == "outdoor_session"]
    spans = [(each["start"][11:19], each["end"][11:19]) for each in sessions]
    assert sorted(spans) == [("10:00:00", "10:03:00"), ("10:05:00", "10:09:00")]
    covers = [each for each in samples if each["type"] == "cover"]
    assert {each["value"] for each in covers} == {over(page)[0]["skin_fraction"]}
    page.locator("#session-send").click()
    expect(status).to_contain_text("sent already")
    # What was lost on the way back is sent again, and is there already.
    page.evaluate("""() => {
      const [session] = JSON.parse(localStorage.getItem('solferol.sessions'));
      localStorage.setItem('solferol.sessions', JSON.stringify([{ ...session, synced: false }]));
    }""")
    page.locator("#session-send").click()
    expect(status).to_contain_text("created: 0, there already: 4")
    assert page.evaluate("localStorage.getItem('solferol.token')") is None
    assert page.evaluate("sessionStorage.getItem('solferol.token')") == user_token


def test_a_refused_item_leaves_its_session_unsent(open_page, user_token):
    page = open_page(now=NOW + timedelta(hours=30))
    ask(page)
    # Kept from a clock a day and more ahead, without a course that would tell by how much.
    page.route("**/", lambda route: route.abort())
    page.evaluate("""() => {
      const start = Date.now();
      localStorage.setItem('solferol.sessions', JSON.stringify([{
        id: crypto.randomUUID(), started: start, ended: start + 60000, minutes: 1, iu_low: 1, iu: 2,
        iu_high: 3, limit: .1, med: .1, med_high: .1, exposure: [0, 0, 0], place: 'Berlin',
        zone: 'Europe/Berlin', latitude: 52.52, longitude: 13.41, skin_fraction: .2, skew_ms: 0,
        intervals: [{ id: crypto.randomUUID(), cover_id: crypto.randomUUID(), start,
                      end: start + 60000 }], synced: false, incomplete: false,
      }]));
      document.dispatchEvent(new Event('answered'));
    }""")
    page.locator(".session-sync summary").click()
    page.locator("#session-token").fill(user_token)
    page.locator("#session-send").click()
    expect(page.locator("#session-sync-status")).to_contain_text("Not taken:")
    assert over(page)[0]["synced"] is False


def test_a_device_with_a_wrong_clock_counts_and_sends_true_times(open_page, address, user_token):
    page = open_page(now=NOW + timedelta(minutes=37))
    course = begin(page)
    sleep_for(page, 6 * MINUTE)
    made, _ = summed(course, [(0, 360)])
    assert number_of(shown(page, "made")) == pytest.approx(made, abs=0.6)
    page.locator("#session-stop").click()
    page.locator(".session-sync summary").click()
    page.locator("#session-token").fill(user_token)
    page.locator("#session-send").click()
    expect(page.locator("#session-sync-status")).to_contain_text("Sessions sent: 1")
    (session,) = over(page)
    assert session["skew_ms"] == -37 * MINUTE
    samples = call(address, "/v1/users/me/samples?start=2026-06-12T00:00:00Z", user_token)[
        "samples"
    ]
    ids = {each["id"] for each in session["intervals"]}
    (sent,) = [each for each in samples if each["id"] in ids]
    assert sent["start"].startswith("2026-06-12T10:00:00")
