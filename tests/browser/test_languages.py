"""The page in four languages: all of it, and written as people there write."""

import re

import pytest

from service.catalogues.extracting import CATALOGUES, read
from tests.browsing import DESKTOP, PHONE, ask, open_all

LOCALES = {"en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR"}


def english_left(page, language):
    """Texts of the catalogue that stand on the page although there are words for them."""
    shown = page.evaluate("document.body.innerText")
    catalogue = read(CATALOGUES / f"{language}.po")
    texts = [(each.id, each.string) for each in catalogue if isinstance(each.id, str) and each.id]
    whole = [text for text, words in texts if text != words and "{" not in text and len(text) > 9]
    return [text for text in whole if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", shown)]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_speaks_one_language(open_page, screenshot, language, viewport):
    page = open_page(viewport, locale=LOCALES[language])
    assert page.evaluate("document.documentElement.lang").startswith(language)
    ask(page)
    page.wait_for_load_state("networkidle")
    open_all(page)
    screenshot(page, f"language-{language}-{viewport['width']}")
    if language != "en":
        assert english_left(page, language) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    thousand = {"en": "1,000", "de": "1.000", "es": "1000", "fr": "1\u202f000"}[language]
    assert thousand in page.locator("#headline").inner_text()


def test_another_language_is_chosen_and_kept_with_the_answer(open_page):
    page = open_page()
    ask(page)
    page.get_by_role("button", name="Deutsch").click()
    page.wait_for_url("**lang=de**")
    assert "IE" in page.locator("#headline").inner_text()
    assert page.evaluate("document.documentElement.lang") == "de"
    page.goto(page.url.split("/?")[0])
    assert page.evaluate("document.documentElement.lang") == "de"


def test_an_american_reads_hours_by_half_days(open_page):
    page = open_page(locale="en-US")
    ask(page)
    assert "PM" in page.locator(".where").inner_text()
    assert "June 21, 2026" in page.locator(".where").inner_text()
    assert "PM" in page.locator("#reading").inner_text()
