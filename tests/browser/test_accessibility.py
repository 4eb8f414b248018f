"""WCAG 2.2 AA by axe-core, on every page and state, and what axe does not see."""

import pytest
from playwright.sync_api import expect

from tests.browsing import BIGGEST, DESKTOP, PHONE, TABLET, ask, fill, open_all

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page):
    found = page.evaluate(
        "async (tags) => (await axe.run(document, {runOnly: tags})).violations", RULES
    )
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


def habits(page):
    open_all(page)
    fill(page, city="Oslo, Norway", clothing="face_hands")
    page.locator("#age_years").fill("40")
    for field, text in {"outings": "3", "minutes": "15", "fish": "1"}.items():
        page.locator(f"#{field}").fill(text)


def empty(page):
    open_all(page)


def answered(page):
    ask(page)
    open_all(page)


def wrong(page):
    page.locator("#ask button.primary").first.click()
    page.locator("#errors").wait_for()


def polar_night(page):
    ask(page, city="Tromsø, Norway", when="2026-12-21T12:00")
    open_all(page)


def withheld(page):
    page.evaluate("document.getElementById('caution-lupus').closest('details').open = true")
    page.locator("#caution-lupus").check()
    ask(page)


def burns_first(page):
    ask(page, clothing="face_hands", skin=1)


def other(name):
    def state(page):
        habits(page)
        page.locator(f'#ask button[formaction$="/{name}#answer"]').click()
        page.locator("#result #headline").wait_for()
        open_all(page)

    return state


STATES = {
    "empty": empty, "answer": answered, "wrong": wrong, "polar-night": polar_night,
    "withheld": withheld, "burns-first": burns_first, "week": other("week"),
    "year": other("year"), "level": other("level"), "plan": other("plan"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "viewport"),
    [*((name, PHONE) for name in STATES), ("answer", TABLET), *((name, DESKTOP) for name in STATES),
     ("answer", BIGGEST)],
    ids=lambda value: value if isinstance(value, str) else str(value["width"]),
)  # fmt: skip
def test_no_rule_is_broken(open_page, axe_source, screenshot, name, viewport):
    page = open_page(viewport)
    STATES[name](page)
    page.evaluate(axe_source)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        screenshot(page, f"{name}-{viewport['width']}-{scheme}")
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("path", ["/offline"])
def test_other_pages_break_no_rule(open_page, axe_source, path):
    page = open_page(PHONE, path=path)
    page.evaluate(axe_source)
    assert violations(page) == []


def test_with_reduced_motion_nothing_moves(open_page):
    page = open_page(PHONE, reduced_motion="reduce")
    ask(page)
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter((node) => {
             const style = getComputedStyle(node);
             return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
               || style.scrollBehavior === 'smooth';
           }).length"""
    )
    assert moving == 0


def test_what_can_be_touched_is_big_enough(open_page):
    page = open_page(PHONE)
    ask(page)
    open_all(page)
    # WCAG 2.2, 2.5.8: 24 by 24 px, unless within a sentence or as big as a label around it.
    controls = "button:not([aria-hidden]), input, select, summary, nav a"
    small = page.evaluate(
        """(controls) => [...document.querySelectorAll(controls)].filter((it) => {
             const box = (it.closest('label') ?? it).getBoundingClientRect();
             return box.width > 2 && (box.width < 24 || box.height < 24);
           }).map((it) => it.outerHTML.slice(0, 120))""",
        controls,
    )
    assert small == []


def test_on_paper_the_answer_stands_alone(open_page, screenshot):
    page = open_page(DESKTOP)
    ask(page)
    page.emulate_media(media="print")
    expect(page.locator("#headline")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.get_by_role("link", name="API documentation")).to_be_hidden()
    screenshot(page, "print")
