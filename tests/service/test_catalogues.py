"""Texts in four languages: none missing, none left over, every place of a value in each."""

import re
import string
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from service.catalogues.extracting import CATALOGUES, read, texts_of_program, wordless
from service.phrases import phrase
from service.tongues import LANGUAGES, tongue_for, tongue_of
from tests.asking import BERLIN

OTHERS = [language for language in LANGUAGES if language != "en"]
CATALOGUE = {language: read(CATALOGUES / f"{language}.po") for language in OTHERS}


def ids(catalogue):
    return {each.id for each in catalogue if each.id}


def places(text):
    """Names in a template, with how numbers there are written."""
    return sorted((name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name)


def test_there_is_a_catalogue_for_every_language():
    assert sorted(path.stem for path in CATALOGUES.glob("*.po")) == sorted(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_has_the_texts_of_the_program(language):
    # Else: run `make texts`, and find words for what is new.
    assert ids(CATALOGUE[language]) == ids(texts_of_program())
    assert wordless(CATALOGUE[language]) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_value_has_its_place_in_every_language(language):
    for each in CATALOGUE[language]:
        if not each.id:
            continue
        if isinstance(each.id, tuple):
            assert len(each.string) == CATALOGUE[language].num_plurals, each.id
            # A singular may say "one" instead of the number.
            for words in each.string:
                assert set(places(words)) | {("n", "")} == set(places(each.id[1])) | {("n", "")}
        else:
            assert places(each.string) == places(each.id), each.id


def said(entry):
    """Pairs of an English text and its words."""
    if isinstance(entry.id, tuple):
        # Some languages have a third form, of millions.
        return [(entry.id[0], entry.string[0]), *((entry.id[1], each) for each in entry.string[1:])]
    return [(entry.id, entry.string)] if entry.id else []


@pytest.mark.parametrize("language", OTHERS)
def test_words_end_as_the_text_does(language):
    for each in CATALOGUE[language]:
        for text, words in said(each):
            if re.search(r"[a-z)]\.$", text):
                assert words.endswith("."), text
            assert words[:1].isspace() == text[:1].isspace(), text
            assert not words[-1:].isspace(), text
            assert "  " not in words, text


@pytest.mark.parametrize(
    ("asked", "chosen", "tag"),
    [
        ("", "", "en-GB"), ("en", "", "en-GB"), ("en-US", "", "en-US"), ("de", "", "de"),
        ("de-CH,de;q=0.9", "", "de-CH"), ("fr-CA,fr;q=0.9,en;q=0.5", "", "fr-CA"),
        ("it-IT,it", "", "en-GB"), ("en-US,en;q=0.9,es-MX;q=0.2", "es", "es-MX"),
        ("en-US", "de", "de"), ("de", "xx", "de"), ("en-ZZ", "", "en-GB"),
        ("es-419,es;q=0.9", "", "es-419"), ("de-AT-1901", "", "de"), ("zh-Hant-TW", "", "en-GB"),
    ],
)  # fmt: skip
def test_what_is_spoken(asked, chosen, tag):
    assert tongue_for(asked, chosen).tag == tag


NOON = datetime(2026, 6, 21, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "number", "share", "clock", "day"),
    [
        # By the Common Locale Data Repository of Unicode.
        ("en-GB", "12,345.6", "25%", "12:05", "21 June 2026"),
        ("en-US", "12,345.6", "25%", "12:05\u202fPM", "June 21, 2026"),
        ("de", "12.345,6", "25\u00a0%", "12:05", "21. Juni 2026"),
        ("es", "12.345,6", "25\u00a0%", "12:05", "21 de junio de 2026"),
        ("fr", "12\u202f345,6", "25\u00a0%", "12:05", "21 juin 2026"),
    ],
)
def test_numbers_times_and_dates_by_locale(tag, number, share, clock, day):
    tongue = tongue_for(tag)
    assert tongue.number(12345.6, ",.1f") == number
    assert tongue.number(0.25, ".0%") == share
    assert tongue.clock(NOON, ZoneInfo("Europe/Berlin")) == clock
    assert tongue.day(date(2026, 6, 21)) == day


def test_spanish_writes_four_figures_without_a_gap():
    assert tongue_of("es").number(1000, ",.0f") == "1000"
    assert tongue_of("es").number(10000, ",.0f") == "10.000"


def test_a_phrase_is_english_and_can_be_told_in_another_language():
    said = phrase("{time} on {date}", time="12:05", date=phrase("no sun"))
    assert said == "12:05 on no sun"
    told = tongue_of("de").say(said)
    assert "12:05" in told
    assert "no sun" not in told


def test_a_value_that_cannot_be_told_is_an_error():
    with pytest.raises(ValueError, match="cannot be told"):
        tongue_of("de")("{time}", time=None)


@pytest.mark.anyio
async def test_what_is_assumed_stays_english_in_the_api(client):
    query = {**BERLIN, "skin_type": 2, "uv_source": "clear_sky"}
    answers = [
        (await client.get("/v1/estimate", params=query, headers={"accept-language": each})).json()
        for each in LANGUAGES
    ]
    assert all(answer["assumptions"] == answers[0]["assumptions"] for answer in answers)
    assert len({answer["disclaimer"] for answer in answers}) == len(LANGUAGES)


@pytest.mark.anyio
async def test_a_chosen_language_is_kept(client):
    english = await client.get("/", headers={"accept-language": "en"})
    assert "set-cookie" not in english.headers
    german = await client.get("/?lang=de", headers={"accept-language": "en"})
    assert '<html lang="de">' in german.text
    assert german.headers["content-language"] == "de"
    cookie = german.headers["set-cookie"]
    assert "language=de" in cookie
    assert "samesite=lax" in cookie.lower()
    again = await client.get("/", headers={"accept-language": "en", "cookie": "language=de"})
    assert '<html lang="de">' in again.text
    odd = await client.get("/?lang=xx", headers={"accept-language": "fr"})
    assert '<html lang="fr">' in odd.text
    assert "set-cookie" not in odd.headers
