"""What a browser remembers: what somebody did by hand, and nobody else's skin."""

import json
from dataclasses import fields
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from service.web import form
from service.web.form import Form
from tests.browsing import ask, open_all

MINE = {"skin_type": ["2"], "age_years": ["40"], "cautions": ["kidney_stones"]}
CHOSEN = {"city": ["Oslo, Norway"], "clothing": ["swimwear"]}
PLAIN = "/?" + urlencode({"city": "Berlin, Germany", "when": "2026-06-21T12:30"})
OF_SOMEBODY = f"{PLAIN}#about=" + urlencode({"skin_type": "5", "age_years": "70"})


def kept(page, name):
    return json.loads(page.evaluate(f"localStorage.getItem('solferol.{name}')") or "null")


@pytest.fixture
def opened_with(open_page, address):
    """Open an address in a browser that remembers somebody already."""

    def opened(path, about=MINE, choices=CHOSEN):
        page = open_page(path="/docs")
        kept_before = {"about": about, "choices": choices,
                       "remember": {"choices": True, "about": True}}  # fmt: skip
        for name, value in kept_before.items():
            page.evaluate(
                "([name, text]) => localStorage.setItem(`solferol.${name}`, text)",
                [name, json.dumps(value)],
            )
        page.goto(address + path)
        open_all(page)
        return page

    return opened


def test_every_field_is_in_its_groups():
    names = {each.name for each in fields(Form)}
    apart = [form.OF_THE_MOMENT, form.HARMLESS, form.ABOUT, form.HABITS, ("quiz",)]
    assert sorted(name for group in apart for name in group) == sorted(names)
    assert set(form.LINKED) == {*form.OF_THE_MOMENT, *form.HARMLESS}
    assert set(form.PERSONAL) == {*form.ABOUT, *form.HABITS}
    assert set(form.ASKED) == {*form.LINKED, *form.ABOUT} - {"when"}
    assert set(Form(city="Oslo").asked) == set(form.ASKED)


def test_scripts_have_the_groups_from_the_page(open_page):
    told = open_page().evaluate("({ ...document.getElementById('ask').dataset })")
    groups = {
        "linked": form.LINKED, "moment": form.OF_THE_MOMENT, "harmless": form.HARMLESS,
        "about": form.ABOUT, "habits": form.HABITS, "asked": form.ASKED,
    }  # fmt: skip
    assert {name: tuple(told[name].split()) for name in groups} == groups


def test_a_plain_link_is_answered_for_whoever_is_remembered(opened_with):
    page = opened_with(PLAIN)
    expect(page.locator("#city")).to_have_value("Berlin, Germany")
    expect(page.locator("#skin_type-2")).to_be_checked()
    expect(page.locator("#age_years")).to_have_value("40")
    expect(page.locator("#caution-kidney_stones")).to_be_checked()
    # What is remembered of the place is not the link's.
    expect(page.locator("#clothing-swimwear")).not_to_be_checked()
    assert kept(page, "choices") == CHOSEN
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_visible()
    assert kept(page, "choices")["city"] == ["Berlin, Germany"]
    about = kept(page, "about")
    assert {name: about[name] for name in MINE} == MINE


def test_a_link_of_somebody_changes_nothing_that_is_remembered(opened_with):
    page = opened_with(OF_SOMEBODY)
    expect(page.locator("#headline")).to_be_visible()
    expect(page.locator("#skin_type-5")).to_be_checked()
    expect(page.locator("#caution-kidney_stones")).not_to_be_checked()
    assert (kept(page, "about"), kept(page, "choices")) == (MINE, CHOSEN)
    assert kept(page, "last") is None
    # Asked by hand, it is still somebody else's skin, in any language.
    page.locator("#ask button.primary").click()
    page.get_by_role("button", name="Deutsch").click()
    page.wait_for_url("**lang=de**")
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_focused()
    assert kept(page, "about") == MINE
    assert kept(page, "last") is None
    open_all(page)
    page.locator("#caution-pregnancy").check()
    page.locator("#age_years").fill("41")
    page.locator("#age_years").blur()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    about = kept(page, "about")
    assert about["skin_type"] == ["2"]
    assert about["age_years"] == ["41"]
    assert set(about["cautions"]) == {"kidney_stones", "pregnancy"}


def test_a_link_of_somebody_is_not_kept_where_nobody_was_remembered(opened_with):
    page = opened_with(OF_SOMEBODY, about=None)
    expect(page.locator("#headline")).to_be_visible()
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_focused()
    assert kept(page, "about") is None
    # Whoever wants to be remembered as shown says so.
    page.locator("#remember-about").uncheck()
    page.locator("#remember-about").check()
    assert kept(page, "about")["skin_type"] == ["5"]


def test_a_caution_is_forgotten_by_hand_only(opened_with):
    page = opened_with("/", about=MINE | {"cautions": ["kidney_stones", "of_old"]})
    ask(page)
    assert kept(page, "about")["cautions"] == ["kidney_stones", "of_old"]
    page.locator("#caution-kidney_stones").uncheck()
    assert kept(page, "about")["cautions"] == ["of_old"]


def test_what_was_said_before_another_page_is_remembered_after_it(opened_with):
    page = opened_with("/")
    page.locator("#age_years").fill("44")
    for question in page.locator("#quiz fieldset").all():
        question.locator("input").last.check()
    page.locator("#ask-skin").click()
    page.locator("#assessment").wait_for()
    page.wait_for_load_state()
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_focused()
    about = kept(page, "about")
    assert about["age_years"] == ["44"]
    assert about["skin_type"] != MINE["skin_type"]


def test_everything_is_forgotten_and_a_session_ends_visibly(opened_with):
    page = opened_with("/")
    ask(page, when="")
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    page.evaluate("sessionStorage.setItem('solferol.token', 'secret')")
    page.evaluate("document.getElementById('session-token').value = 'secret'")
    page.locator("#forget").click()
    expect(page.locator("#session-stop")).to_be_hidden()
    expect(page.locator("#session-problem")).to_contain_text("nothing warns any more")
    expect(page.locator("#session-token")).to_have_value("")
    left = "[localStorage, sessionStorage].flatMap((each) => Object.keys(each))"
    assert page.evaluate(left) == []
    page.evaluate("document.dispatchEvent(new Event('answered'))")
    expect(page.locator("#session-stop")).to_be_hidden()
    page.reload()
    expect(page.locator("#skin_type-2")).not_to_be_checked()


def test_it_is_forgotten_too_where_the_browser_keeps_nothing(open_page):
    page = open_page()
    page.evaluate(
        """() => {
          const refuse = { get() { throw new DOMException('refused', 'SecurityError'); } };
          Object.defineProperty(window, 'localStorage', refuse);
          Object.defineProperty(window, 'sessionStorage', refuse);
        }"""
    )
    ask(page, when="")
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    page.locator("#forget").click()
    expect(page.locator("#session-stop")).to_be_hidden()
    page.evaluate("document.dispatchEvent(new Event('answered'))")
    expect(page.locator("#session-stop")).to_be_hidden()


def test_a_session_that_another_window_forgets_ends_visibly(opened_with):
    page = opened_with("/")
    ask(page, when="")
    page.locator("#session-start").click()
    expect(page.locator("#session-stop")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url.split("#")[0])
    other.locator("#forget").click()
    expect(page.locator("#session-problem")).to_contain_text("nothing warns any more")
    expect(page.locator("#session-stop")).to_be_hidden()


def test_a_last_answer_has_nothing_of_what_was_told_or_done(opened_with):
    page = opened_with("/")
    page.evaluate(
        """() => localStorage.setItem('solferol.sessions', JSON.stringify(
          Array.from({ length: 150 }, (_, i) => ({
            id: `past-${i}`, started: 1.78e12 + 6e6 * i, ended: 1.78e12 + 6e6 * i + 6e5,
            minutes: 10, iu_low: 1, iu: 234567, iu_high: 9, limit: .1, med: .1, med_high: .1,
            exposure: [0, 0, 0], place: 'A secret garden', zone: 'Europe/Berlin', latitude: 52.52,
            longitude: 13.41, skin_fraction: .2, skew_ms: 0, intervals: [], synced: false,
            incomplete: false,
          }))))"""
    )
    page.reload()
    ask(page)
    expect(page.locator(".session-list li")).to_have_count(150)
    last = kept(page, "last")
    assert page.locator("#headline").inner_text() in last["html"].replace("&nbsp;", "\xa0")
    for told in ("kidney_stones", "skin_type", "A secret garden", "234,567", "<script",
                 "data-asked", "<input", "<button", "session-token"):  # fmt: skip
        assert told not in last["html"], told


def test_a_choice_that_is_gone_leaves_what_is_there(opened_with):
    gone = {"clothing": ["of_old"], "posture": ["of_old"], "city": ["Oslo, Norway"]}
    page = opened_with("/", choices=gone)
    expect(page.locator("#city")).to_have_value("Oslo, Norway")
    expect(page.locator("[name=clothing]:checked")).to_have_count(1)
    expect(page.locator("#posture")).to_have_value("upright")


@pytest.mark.parametrize(
    "fragment", ["skin_type=99", "skin_type=%zz&age_years=%E0%A4", "age_years=400", "x", ""]
)
def test_a_fragment_with_nothing_usable_changes_nothing(opened_with, fragment):
    page = opened_with(f"{PLAIN}#about={fragment}")
    expect(page.locator("#skin_type-2")).to_be_checked()
    expect(page.locator("#age_years")).to_have_value("40")
    expect(page.locator("#remember-status")).not_to_contain_text("from the link")
    assert "#" not in page.url
    expect(page.locator("#headline")).to_have_count(0)


def test_only_what_a_form_can_show_is_filled_in_from_a_link(opened_with):
    page = opened_with(f"{PLAIN}#about=skin_type=99&age_years=70&cautions=x&cautions=lupus")
    expect(page.locator("#remember-status")).to_contain_text("from the link")
    expect(page.locator("#age_years")).to_have_value("70")
    expect(page.locator("#caution-lupus")).to_be_checked()
    # Somebody else's, of whom no skin is known: nobody's is taken for it.
    expect(page.locator("[name=skin_type]:checked")).to_have_count(0)
    expect(page.locator("#caution-kidney_stones")).not_to_be_checked()


def test_a_link_that_differs_in_its_fragment_alone_is_read(opened_with):
    page = opened_with(PLAIN)
    page.locator("#ask button.primary").click()
    expect(page.locator("#headline")).to_be_visible()
    before = kept(page, "about")
    page.evaluate("location.hash = '#about=skin_type=99'")
    page.wait_for_function("() => !location.hash")
    expect(page.locator("#skin_type-2")).to_be_checked()
    expect(page.locator("#result.busy")).to_have_count(0)
    page.evaluate("location.hash = '#about=skin_type=5&age_years=70'")
    expect(page.locator("#skin_type-5")).to_be_checked()
    expect(page.locator("#age_years")).to_have_value("70")
    expect(page.locator("#caution-kidney_stones")).not_to_be_checked()
    expect(page.locator("#result:not(.busy)")).to_be_attached()
    assert "#" not in page.url
    assert kept(page, "about") == before
    # Without a skin type there is no answer that could stay.
    page.evaluate("location.hash = '#about=age_years=50'")
    expect(page.locator("#errors")).to_be_visible()
    assert kept(page, "about") == before


@pytest.mark.parametrize(
    ("saved", "filled"),
    [
        ({"name": "12, 34", "latitude": None, "longitude": None}, ("12, 34", "", "")),
        ({"name": "12, 34"}, ("12, 34", "", "")),
        ({"name": "12, 34", "latitude": "x", "longitude": ""}, ("12, 34", "", "")),
        ({"name": "12, 34", "latitude": "12", "longitude": 34}, ("", "12", "34")),
    ],
)
def test_a_saved_place_fills_in_numbers_only(open_page, saved, filled):
    page = open_page()
    page.route("**/", lambda route: route.fulfill(content_type="text/html", body="<p></p>"))
    page.evaluate("(t) => localStorage.setItem('solferol.places', t)", json.dumps([saved]))
    page.evaluate("document.dispatchEvent(new Event('forgotten'))")
    page.get_by_role("button", name="12, 34", exact=True).click()
    ids = ("city", "latitude", "longitude")
    assert tuple(page.locator(f"#{each}").input_value() for each in ids) == filled
