"""What the web form sends: text fields become a question, or messages beside the fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError

from models.skin_assessment import QUESTIONS
from service.embedded_cities import city_at
from service.phrases import phrase
from service.places import place_of
from service.questions import DEFAULT_CLOTHING, DEFAULT_POSTURE, DEFAULT_TARGET_IU, Question, Spot
from service.schemas.queries import FormFields
from service.schemas.values import FIRST_YEAR, LAST_YEAR
from service.web.choices import KNOWN
from service.web.map_links import degrees_text, place_in
from service.web.typed_numbers import amount_text, decimal_text
from service.web.typed_places import TypedPlace, not_found

_MESSAGES = {
    "latitude": phrase("Latitude is a number from -90 (south) to 90 (north)."),
    "longitude": phrase("Longitude is a number from -180 (west) to 180 (east)."),
    "skin_type": phrase("Choose the skin type that fits best: it is never guessed."),
    "target_iu": phrase(
        "The target is a number from 1 to 50000 IU, written like 1000; 1 µg is 40 IU."
    ),
    "age_years": phrase("The age is a number from 0 to 120 years."),
    "when": phrase("Give date and time as 2026-06-12T12:30, or leave it empty for now."),
    "spf": phrase("The sun protection factor is a number from 1 to 100, as on the bottle."),
    "uv": phrase("The UV index is a number from 0 to 25."),
}
_UNKNOWN = phrase("This choice is not known.")
_MOST_FIELDS = 100
NO_PLACE = TypedPlace()
_NOWHERE = (0.0, 0.0)
"""Stands in where a message about the place is on its way, so that other fields are read too."""


@dataclass(frozen=True, slots=True)
class Form:
    """Texts as they were typed; empty where nothing was."""

    city: str = ""
    latitude: str = ""
    longitude: str = ""
    when: str = ""
    skin_type: str = ""
    clothing: str = DEFAULT_CLOTHING
    posture: str = DEFAULT_POSTURE
    surface: str = ""
    spf: str = ""
    shade_fraction: str = ""
    behind_glass: str = ""
    cloud_cover: str = ""
    uv: str = ""
    age_years: str = ""
    target_iu: str = f"{DEFAULT_TARGET_IU:.0f}"
    target_unit: str = "IU"
    outings: str = ""
    minutes: str = ""
    fish: str = ""
    eggs: str = ""
    supplement_iu: str = ""
    supplement_unit: str = "IU"
    lab_value: str = ""
    lab_unit: str = "nmol/L"
    lab_date: str = ""
    cautions: tuple[str, ...] = ()
    quiz: Mapping[str, str] = field(default_factory=dict)
    """Points by the key of a question of the questionnaire."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was told yet."""
        return self == Form()

    @property
    def more_is_told(self) -> bool:
        """Whether anything that is folded away differs from what is taken without it."""
        return any(getattr(self, name) != getattr(_BLANK, name) for name in _FOLDED)

    @property
    def link(self) -> str:
        """Query of an address that tells where, when and how, and nothing of the person."""
        texts = {name: getattr(self, name) for name in LINKED}
        return urlencode(
            {name: _shareable(name, text) for name, text in texts.items()
             if text != getattr(_BLANK, name)}
        )  # fmt: skip

    @property
    def asked(self) -> Mapping[str, Any]:
        """What the course of a stay depends on but its time, by field."""
        return {name: getattr(self, name) for name in ASKED}

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Fields for the scripts of the page, by the name of their data attribute."""
        return _GROUPS


_BLANK = Form()
_TEXT_FIELDS = frozenset(Form.__slots__) - {"cautions", "quiz"}
_FOLDED = ("posture", "surface", "spf", "shade_fraction", "behind_glass", "cloud_cover", "uv",
           "age_years")  # fmt: skip
LINKED = ("city", "latitude", "longitude", "when", "clothing", "posture", "surface", "spf",
          "shade_fraction", "behind_glass", "cloud_cover", "uv", "target_iu",
          "target_unit")  # fmt: skip
"""Fields that an address may tell: none of them is about a person's skin, age or health."""
OF_THE_MOMENT = ("when", "cloud_cover", "uv")
"""Fields that are out of date by the next visit: no browser remembers them."""
HARMLESS = tuple(name for name in LINKED if name not in OF_THE_MOMENT)
"""Fields that a browser remembers unless that is not wanted."""
ABOUT = ("skin_type", "age_years", "cautions")
"""Fields about a person that change an answer, and go along with a link on request only."""
HABITS = ("outings", "minutes", "fish", "eggs", "supplement_iu", "supplement_unit", "lab_value",
          "lab_unit", "lab_date")  # fmt: skip
"""Fields about a person that change a level or a plan, and never leave in a link."""
PERSONAL = ABOUT + HABITS
"""Fields that a browser remembers on request only."""
ASKED = tuple(name for name in LINKED if name != "when") + ABOUT
"""Fields that the course of a stay depends on but its time."""
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "linked": LINKED, "moment": OF_THE_MOMENT, "harmless": HARMLESS, "about": ABOUT,
    "habits": HABITS, "asked": ASKED,
})  # fmt: skip
_LONGEST_NAME = 2000
_LONGEST_TEXT = 40


class FormErrors(Exception):
    """
    Something in the form cannot be used.

    Attributes
    ----------
    messages : dict of str
        A sentence for each field.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = dict(messages)


def read_form(body: bytes) -> Form:
    """
    Read an ``application/x-www-form-urlencoded`` body.

    Raises
    ------
    FormErrors
        If it is not one.
    """
    try:
        sent = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS, strict_parsing=bool(body))
    except ValueError as error:
        broken = phrase("The form did not arrive whole: please try again.")
        raise FormErrors({"form": broken}) from error
    texts = {name: values[-1].strip() for name, values in sent.items() if name in _TEXT_FIELDS}
    quiz = {each.key: sent[f"q_{each.key}"][-1] for each in QUESTIONS if f"q_{each.key}" in sent}
    return _placed(replace(_BLANK, **texts, cautions=tuple(sent.get("cautions", ())), quiz=quiz))


def form_of_link(query: Mapping[str, str]) -> Form:
    """
    Fill the form from an address.

    Parameters
    ----------
    query : mapping of str
        What is not of ``LINKED`` is ignored, and so is what no field of the form can show.

    Returns
    -------
    Form
    """
    texts = {name: query[name].strip() for name in LINKED if name in query}
    fitting: dict[str, Any] = {name: text for name, text in texts.items() if _fits(name, text)}
    return _placed(replace(_BLANK, **fitting))


def _fits(name: str, text: str) -> bool:
    if name in KNOWN:
        return text in KNOWN[name]
    return len(text) <= (_LONGEST_NAME if name == "city" else _LONGEST_TEXT)


def _placed(form: Form) -> Form:
    """Move coordinates out of the field for names, whether typed or within the link of a map."""
    place = place_in(form.city)
    if place is None or form.latitude or form.longitude:
        return form
    latitude, longitude = (degrees_text(each, 4) for each in place)
    return replace(form, city="", latitude=latitude, longitude=longitude)


def _shareable(name: str, text: str) -> str:
    """Coarsen coordinates to about a kilometre, as they are kept elsewhere."""
    if name not in {"latitude", "longitude"}:
        return text
    try:
        return degrees_text(float(decimal_text(text)), 2)
    except ValueError:
        return ""


def question_of(form: Form, typed: TypedPlace = NO_PLACE) -> Question:
    """
    Turn a form into a question.

    Parameters
    ----------
    form : Form
    typed : TypedPlace, optional
        What its city led to, where that is not one of the list.

    Returns
    -------
    Question

    Raises
    ------
    FormErrors
        With a sentence for every field that cannot be used.
    """
    messages: dict[str, str] = {
        name: _UNKNOWN for name, known in KNOWN.items() if getattr(form, name) not in known
    }
    at = _coordinates(form, typed, messages)
    try:
        question = FormFields.model_validate(_fields(form, at)).question()
    except ValidationError as error:
        found = (str(each["loc"][0]) for each in error.errors())
        raise FormErrors(_messages(found) | messages) from error
    if messages:
        raise FormErrors(messages)
    start = _start(form.when, question.sky.spot)
    return replace(question, sky=replace(question.sky, start=start))


def _fields(form: Form, at: tuple[str | float, str | float]) -> Mapping[str, object]:
    """Give the texts to the schema, with nothing where nothing was typed."""
    return {
        "latitude": at[0],
        "longitude": at[1],
        "skin_type": form.skin_type or None,
        "clothing": form.clothing,
        "posture": form.posture,
        "surface": form.surface or None,
        "spf": decimal_text(form.spf) or None,
        "shade_fraction": form.shade_fraction or 0.0,
        "behind_glass": form.behind_glass or False,
        "cloud_cover": form.cloud_cover or None,
        "uv": decimal_text(form.uv) or None,
        "age_years": decimal_text(form.age_years) or None,
        "target_iu": amount_text(form.target_iu, form.target_unit) or None,
        "cautions": form.cautions,
    }


def _coordinates(
    form: Form, typed_place: TypedPlace, messages: dict[str, str]
) -> tuple[str | float, str | float]:
    typed = bool(form.latitude or form.longitude)
    if not form.city:
        if not typed:
            messages["city"] = phrase("Choose a city, give coordinates, or use your location.")
            return _NOWHERE
        return decimal_text(form.latitude), decimal_text(form.longitude)
    if typed:
        messages["city"] = phrase("Give a place or coordinates, not both.")
        return _NOWHERE
    found = place_in(form.city) or city_at(form.city) or typed_place.at
    if found is None:
        messages["city"] = not_found(form.city, typed_place.candidates)
        return _NOWHERE
    return found


def _start(when: str, spot: Spot) -> datetime | None:
    """Read a local time of the place."""
    if not when:
        return None
    try:
        local = datetime.fromisoformat(when)
    except ValueError as error:
        raise FormErrors({"when": _MESSAGES["when"]}) from error
    if local.tzinfo is not None or not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise FormErrors({"when": _MESSAGES["when"]})
    start = local.replace(tzinfo=place_of(spot).zone)
    if start.astimezone(UTC).astimezone(start.tzinfo).replace(tzinfo=None) != local:
        message = phrase("That time does not exist there: the clocks go forward over it.")
        raise FormErrors({"when": message})
    return start


def _messages(fields: Iterable[str]) -> dict[str, str]:
    return {name: _MESSAGES.get(name, _UNKNOWN) for name in fields}
