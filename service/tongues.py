"""Languages: texts from catalogues, numbers, times and dates by locale."""

import gettext
import io
import math
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from babel import Locale, dates, localedata
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from service.phrases import Phrase
from service.questions import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
CATALOGUES = Path(__file__).parent / "catalogues"
_UNSAID = {"en": "en-GB"}
"""Where no region is asked for."""
_TAG = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-([A-Za-z0-9-]*))?\s*(?:;(.*))?", re.DOTALL)
_REGION = re.compile(r"(?:[A-Za-z]{4}-)?([A-Za-z]{2}|\d{3})")
_QUALITY = re.compile(r"\s*[qQ]\s*=\s*([0-9.]{1,5})\s*")
_MOST_ASKED = 32
_SPEC = re.compile(r"(,?)(?:\.(\d))?([fg%]?)")
_UNGROUPED_BELOW = {"es": 10_000.0}
"""Real Academia Española, Ortografía (2010): four figures are written without a gap."""


class _Filled(string.Formatter):
    """Fills the places of a template as a locale writes its values."""

    def __init__(self, tongue: "Tongue") -> None:
        self._tongue = tongue

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401
        """Write one value."""
        if isinstance(value, Phrase):
            return self._tongue.say(value)
        if isinstance(value, str):
            return value
        match = _SPEC.fullmatch(format_spec)
        if match is None or not isinstance(value, (int, float)):
            message = f"{value!r} cannot be told as {format_spec!r}"
            raise ValueError(message)
        return self._tongue.number(value, format_spec)


@dataclass(frozen=True)
class Tongue:
    """One language as it is written in one region."""

    tag: str
    """By BCP 47."""
    language: Language
    locale: Locale
    catalogue: gettext.NullTranslations

    def __call__(self, template: str, /, **values: Any) -> str:  # noqa: ANN401
        """
        Tell a text of the catalogues.

        Parameters
        ----------
        template : str
            In English, with named places in the language of ``str.format``: ``f``, ``g`` and ``%``
            with a number of decimals, and a comma for groups of thousands.
        **values
            Numbers, texts, phrases.

        Returns
        -------
        str
            In English where the catalogue has no such text.
        """
        return self._filled.vformat(self.text(template), (), values)

    def several(self, singular: str, plural: str, number: float, /, **values: Any) -> str:  # noqa: ANN401
        """Tell a text that depends on a number, which is ``{n}`` in it."""
        # One and a half are several, but in French.
        count = math.floor(number) if self.language == "fr" else math.ceil(number)
        text = self.catalogue.ngettext(singular, plural, count)
        return self._filled.vformat(text, (), {"n": number, **values})

    @cached_property
    def name(self) -> str:
        """What speakers call it."""
        return str(Locale(self.language).get_language_name(self.language)).capitalize()

    def text(self, template: str) -> str:
        """Tell a text with its places left open."""
        return self.catalogue.gettext(template) if template else ""

    def say(self, told: str) -> str:
        """Tell a phrase; other texts stay as they are."""
        if isinstance(told, Phrase):
            return self(told.template, **told.values)
        return told

    def number(self, value: float, spec: str = "g") -> str:
        """Write a number as ``format`` would, with the signs of the locale."""
        if not math.isfinite(value):
            return "–"
        share = spec.endswith("%")
        plain = format(100.0 * value, spec[:-1] + "f") if share else format(value, spec)
        if not plain.strip("-0.,"):
            plain = plain.removeprefix("-")
        if abs(value) < _UNGROUPED_BELOW.get(self.language, 0.0):
            plain = plain.replace(",", "")
        written = plain.translate(self._signs)
        return self._percent.replace("#,##0", written) if share else written

    def clock(self, instant: datetime, zone: ZoneInfo) -> str:
        """Write the time of day in a zone."""
        local = instant.astimezone(zone)
        return _clock(self.tag, local.hour, local.minute)

    def hour(self, local: datetime) -> str:
        """Write an hour for the axis of a picture."""
        by_half = "a" in str(self.locale.time_formats["short"].pattern)
        return dates.format_time(local.time(), "h a" if by_half else "H", locale=self.locale)

    def day(self, on: date) -> str:
        """Write a date with its year."""
        return dates.format_date(on, "long", self.locale)

    def full_day(self, on: date) -> str:
        """Write a date with its weekday and year."""
        return dates.format_date(on, "full", self.locale)

    def day_of_year(self, on: date) -> str:
        """Write a date without its year."""
        return dates.format_skeleton("MMMMd", on, locale=self.locale)

    def short_day(self, on: date) -> str:
        """Write day and month for a narrow column."""
        return dates.format_skeleton("MMMd", on, locale=self.locale)

    def day_of_week(self, on: date) -> str:
        """Write the weekday and the day of the month for a narrow column."""
        return dates.format_skeleton("Ed", on, locale=self.locale)

    def weekday(self, on: date) -> str:
        """Name a weekday."""
        return dates.format_date(on, "EEEE", self.locale)

    def month(self, number: int, *, short: bool = False) -> str:
        """Name a month, 1 to 12."""
        name = dates.format_date(date(2000, number, 1), "LLL" if short else "LLLL", self.locale)
        return name.removesuffix(".") if short else name

    @cached_property
    def _filled(self) -> _Filled:
        return _Filled(self)

    @cached_property
    def _signs(self) -> Mapping[int, str]:
        symbols = self.locale.number_symbols["latn"]
        return str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": "\u2212"})

    @cached_property
    def _percent(self) -> str:
        return str(self.locale.percent_formats[None].pattern)


def tongue_of(language: Language) -> Tongue:
    """Speak a language as it is written where most of this service's readers of it live."""
    return _spoken(_UNSAID.get(language, language))


def tongue_for(accept_language: str, chosen: str = "") -> Tongue:
    """
    Choose what to speak.

    Parameters
    ----------
    accept_language : str
        Header by RFC 9110.
    chosen : str, optional
        Language that was chosen on the page: the header then tells its region only.

    Returns
    -------
    Tongue
        English where nothing that is asked for is spoken here.
    """
    asked = list(_asked(accept_language))
    wanted = chosen if chosen in LANGUAGES else ""
    best: str = wanted or "en"
    weight, region = 0.0, ""
    for name, its_region, quality in asked:
        if quality > weight and (name == wanted if wanted else name in LANGUAGES):
            best, weight, region = name, quality, its_region
    tag = f"{best}-{region}" if region else _UNSAID.get(best, best)
    return _spoken(tag if localedata.exists(tag.replace("-", "_")) else _UNSAID.get(best, best))


def _asked(accept_language: str) -> Iterator[tuple[str, str, float]]:
    for part in accept_language.split(",")[:_MOST_ASKED]:
        match = _TAG.fullmatch(part)
        if match is not None:
            region = _REGION.fullmatch(match[2] or "")
            yield match[1].lower(), region[1].upper() if region else "", _quality(match[3] or "")


def _quality(parameters: str) -> float:
    """Weight among the parameters of a language; one where there is none."""
    for parameter in parameters.split(";"):
        if parameter.strip().lower().startswith("q"):
            match = _QUALITY.fullmatch(parameter)
            try:
                return min(float(match[1]), 1.0) if match else 0.0
            except ValueError:
                return 0.0
    return 1.0


@lru_cache(maxsize=256)
def _spoken(tag: str) -> Tongue:
    language = tag.partition("-")[0]
    return Tongue(
        tag=tag,
        language=next(each for each in LANGUAGES if each == language),
        locale=Locale.parse(tag, sep="-"),
        catalogue=_catalogue(language),
    )


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    """Read a catalogue; the texts in the program are the English one."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=4096)
def _clock(tag: str, hour: int, minute: int) -> str:
    moment = datetime(2000, 1, 1, hour, minute)  # noqa: DTZ001
    return dates.format_time(moment, "short", locale=_spoken(tag).locale)


def told(text: str, language: Language) -> str:
    """Tell a text of the catalogues with its places left open."""
    return tongue_of(language).text(text)


def all_tongues() -> Sequence[Tongue]:
    """Every language, as it is spoken where no region is asked for."""
    return [tongue_of(language) for language in LANGUAGES]
