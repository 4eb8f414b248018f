"""The page without a connection, in real headless Chromium: the last answer is still there."""

import json
import re

import pytest
from playwright.sync_api import expect

CONTROLLED = """() => navigator.serviceWorker.controller ? true : new Promise((taken) => {
  navigator.serviceWorker.addEventListener('controllerchange', () => taken(true), { once: true });
})"""
# What an older worker kept is cleared before a newer one counts as activated.
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  while (!['activated', 'redundant'].includes(worker.state)) {
    await new Promise((changed) => worker.addEventListener('statechange', changed, { once: true }));
  }
  return worker.state;
}"""
KEPT = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
}"""


@pytest.fixture
def open_page(browser, address):
    """Open a page that the service worker has in its hands; no page may complain."""
    contexts, trouble, tolerated = [], [], ["ERR_INTERNET_DISCONNECTED"]

    def opened(path="/", *, controlled=True, but="", **options):
        tolerated.extend([but] if but else [])
        context = browser.new_context(
            **{"viewport": {"width": 360, "height": 740}, "locale": "en-GB"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(address + path)
        if controlled:
            page.evaluate(CONTROLLED)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in trouble if not any(each in text for each in tolerated)] == []


def ask(page, button="How long?"):
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#when").fill("2026-06-21T12:30")
    page.locator("#skin_type-2").check()
    page.locator("#clothing-t_shirt_shorts").check()
    page.get_by_role("button", name=button, exact=True).click()
    # Not the one before, which is out of reach until then.
    expect(page.locator("#result:not(.busy) #headline")).to_be_visible()


def kept_answer(page):
    return page.evaluate("localStorage.getItem('solferol.last')")


def text_of(page, html):
    return page.evaluate(
        "(html) => new DOMParser().parseFromString(html, 'text/html').body.textContent", html
    )


def without_connection(page):
    return expect(page.get_by_role("heading", name="No connection"))


def test_the_last_answer_is_there_without_a_connection(open_page, address):
    page = open_page()
    ask(page)
    headline = page.locator("#headline").inner_text()
    page.context.set_offline(True)
    page.goto(address + "/year")
    without_connection(page).to_be_visible()
    expect(page.locator("#last h2")).to_have_text(headline)
    expect(page.locator("#last svg[role=img]").first).to_be_visible()
    expect(page.locator("#given")).to_contain_text(
        "for Berlin, Germany, Sunday, 21 June 2026 at 12:30."
    )
    expect(page.get_by_text("It holds for that place and that time only")).to_be_visible()
    expect(page.locator("#none")).to_be_hidden()
    # It looks as it does with a connection, and fits the screen.
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 10
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_with_a_connection_again(open_page, address):
    page = open_page()
    page.context.set_offline(True)
    page.goto(address + "/year")
    without_connection(page).to_be_visible()
    expect(page.get_by_text("No answer is kept in this browser.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("There is a connection again.")
    page.get_by_role("link", name="Try again").click()
    page.wait_for_url(address + "/year")
    ask(page)


def test_a_question_without_a_connection(open_page):
    page = open_page()
    page.context.set_offline(True)
    page.locator("#city").fill("Berlin, Germany")
    page.locator("#skin_type-2").check()
    # However it is asked, by a form: what script does without a connection is another matter.
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('ask'))")
    without_connection(page).to_be_visible()


@pytest.mark.parametrize("button", ["How long?", "This week", "Your year"])
def test_answers_pass_the_service_worker_and_are_not_kept_by_it(open_page, button):
    page = open_page()
    ask(page, button)
    kept = page.evaluate(KEPT)
    assert len(kept["names"]) == 1
    assert "/offline" in kept["paths"]
    others = set(kept["paths"]) - {"/offline"}
    assert all(re.fullmatch(r"/assets/[\w-]+\.(js|css|svg|png)", path) for path in others)
    # What is kept of an answer is in the storage of this browser.
    last = json.loads(kept_answer(page))
    assert last["place"] == "Berlin, Germany"
    assert last["when"] == ("2026-06-21T12:30" if button == "How long?" else "")
    assert page.locator("#headline").inner_text() in text_of(page, last["html"])


def test_who_wants_nothing_remembered_keeps_no_answer(open_page):
    page = open_page()
    ask(page)
    assert kept_answer(page)
    page.locator("#remember-choices").uncheck()
    assert kept_answer(page) is None
    ask(page, "This week")
    assert kept_answer(page) is None


def test_blood_values_are_kept_on_request_only(open_page):
    page = open_page()
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    for field, text in {"age_years": "40", "outings": "3", "minutes": "15"}.items():
        page.locator(f"#{field}").fill(text)
    ask(page, "Your level")
    assert kept_answer(page) is None
    page.locator("#remember-about").check()
    ask(page, "Your level")
    last = json.loads(kept_answer(page))
    assert page.locator("#headline").inner_text() in text_of(page, last["html"])


def test_an_answer_that_replaces_another_is_the_last(open_page, address):
    page = open_page()
    ask(page)
    page.evaluate(
        """() => {
          document.querySelector('#headline').textContent = 'Another answer';
          document.dispatchEvent(new Event('answered'));
        }"""
    )
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("#last h2")).to_have_text("Another answer")


def test_one_that_is_too_long_leaves_none(open_page):
    page = open_page()
    ask(page)
    page.evaluate(
        """() => {
          document.querySelector('#headline').textContent = 'long '.repeat(20000);
          document.dispatchEvent(new Event('answered'));
        }"""
    )
    assert kept_answer(page) is None


def test_the_last_answer_can_be_forgotten(open_page, address):
    page = open_page()
    ask(page)
    page.goto(address + "/offline")
    page.get_by_role("button", name="Forget the last answer").click()
    expect(page.locator("#none")).to_be_focused()
    expect(page.locator("#kept")).to_be_hidden()
    expect(page.locator("#last")).to_be_empty()
    assert kept_answer(page) is None


@pytest.mark.parametrize(
    "html",
    [
        "<section>seen<script>window.harmed = true</script></section>",
        "<section>seen<img src='/nothing' onerror='window.harmed = true'></section>",
        "<section onclick='window.harmed = true' style='position:fixed'>seen</section>",
        "<section>seen<svg onload='window.harmed = true'><script>harmed()</script></svg></section>",
        "<section>seen<iframe src='/'></iframe><form action='/'><input name='a'></form></section>",
        "<section>seen<a href='javascript:window.harmed = true'>led</a></section>",
        "<section>seen<svg><a xlink:href='/'><text>led</text></a><use href='#a'/></svg></section>",
    ],
)
def test_only_text_and_figures_are_shown_of_what_was_kept(open_page, address, html):
    # What is not shown would not run either: the policy of the page is said to forbid it.
    page = open_page(but="Content Security Policy directive")
    kept = {"html": html, "given": "2026-06-12T10:00:00Z", "place": "<b>x</b>", "when": ""}
    page.evaluate("(text) => localStorage.setItem('solferol.last', text)", json.dumps(kept))
    page.goto(address + "/offline")
    expect(page.locator("#last")).to_contain_text("seen")
    expect(page.locator("#given")).to_contain_text("for <b>x</b>.")
    left = page.evaluate(
        """[...document.querySelectorAll('#last *')].flatMap((element) => [
             element.localName, ...[...element.attributes].map(({ name }) => name)])"""
    )
    assert set(left) <= {"section", "svg", "text"}
    assert not page.evaluate("'harmed' in window")


@pytest.mark.parametrize("kept", ["", "no JSON", "null", "[]", "{}", '{"html": 1}'])
def test_what_cannot_be_read_is_none(open_page, address, kept):
    page = open_page()
    page.evaluate("(text) => localStorage.setItem('solferol.last', text)", kept)
    page.goto(address + "/offline")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#kept")).to_be_hidden()


def test_in_the_language_that_was_chosen(open_page, address):
    page = open_page("/?lang=de", locale="de-CH")
    expect(page.locator("html")).to_have_attribute("lang", "de-CH")
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "de-CH")
    expect(page.locator("#again")).to_be_visible()


def test_another_worker_replaces_what_was_kept(open_page, address):
    page = open_page()
    page.evaluate("caches.open('solferol::older').then((cache) => cache.put('/x', new Response()))")
    page.evaluate("caches.open('another application')")
    before = page.evaluate(KEPT)["names"]
    # The language changes what is kept, as a release does.
    page.goto(address + "/?lang=fr")
    assert page.evaluate(UPDATED) == "activated"
    after = page.evaluate(KEPT)["names"]
    assert set(before) & set(after) == {"another application"}
    assert sum(name.startswith("solferol::") for name in after) == 1


def test_it_offers_to_be_installed_where_the_browser_does(open_page):
    page = open_page()
    expect(page.get_by_role("button", name="Install")).to_have_count(0)
    page.evaluate(
        """() => {
          const event = new Event('beforeinstallprompt', { cancelable: true });
          event.prompt = () => { window.prompted = true; };
          window.dispatchEvent(event);
        }"""
    )
    page.locator("header").get_by_role("button", name="Install").click()
    assert page.evaluate("window.prompted")
    expect(page.get_by_role("button", name="Install")).to_have_count(0)


def test_without_storage_and_workers_the_page_works(open_page, address):
    page = open_page(path="/docs", controlled=False)
    page.context.add_init_script(
        """const refuse = { get() { throw new DOMException('refused', 'SecurityError'); } };
           Object.defineProperty(window, 'localStorage', refuse);
           Object.defineProperty(navigator, 'serviceWorker', refuse);"""
    )
    page.goto(address)
    ask(page)
    page.goto(address + "/offline")
    expect(page.locator("#none")).to_be_visible()


def test_without_javascript_the_page_works(open_page, address):
    page = open_page(controlled=False, java_script_enabled=False)
    ask(page)
    page.goto(address + "/offline")
    expect(page.get_by_text("No answer is kept in this browser.")).to_be_visible()


def test_the_documentation_is_not_kept(open_page, address):
    page = open_page()
    page.goto(address + "/docs")
    expect(page.get_by_text("/v1/estimates", exact=True)).to_be_visible()
    assert not [path for path in page.evaluate(KEPT)["paths"] if "docs" in path or "/v1" in path]


def test_texts_are_readable_in_the_light_and_in_the_dark(open_page, address):
    page = open_page()
    ask(page)
    page.goto(address + "/offline")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("h1", "#given", ".hint", "#again", "#forget"):
            assert contrast(page, selector) >= 4.5, (scheme, selector)


def contrast(page, selector):
    """Contrast of a text by WCAG 2.2, 1.4.3."""
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
