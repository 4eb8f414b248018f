"""What the web form sends: text fields become a question, or messages beside the fields."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

from pydantic import ValidationError

from service.embedded_cities import cities_called, city_at
from service.places import place_of
from service.questions import DEFAULT_CLOTHING, DEFAULT_POSTURE, DEFAULT_TARGET_IU, Question, Spot
from service.schemas.queries import FormFields
from service.schemas.values import FIRST_YEAR, LAST_YEAR
from service.web.typed_places import TypedPlace

_MESSAGES = {
    "latitude": "Latitude is a number from -90 (south) to 90 (north).",
    "longitude": "Longitude is a number from -180 (west) to 180 (east).",
    "skin_type": "Choose the skin type that fits best: it is never guessed.",
    "target_iu": "The target is a number from 1 to 50000 IU, written like 1000.",
    "age_years": "The age is a number from 0 to 120 years.",
    "when": "Give date and time as 2026-06-12T12:30, or leave it empty for now.",
}
_MOST_FIELDS = 100
_GROUPED = re.compile(r"[1-9]\d{0,2}([,\s’'])\d{3}(\1\d{3})*")
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")
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
    age_years: str = ""
    target_iu: str = f"{DEFAULT_TARGET_IU:.0f}"
    outings: str = ""
    minutes: str = ""
    fish: str = ""
    eggs: str = ""
    supplement_iu: str = ""
    lab_value: str = ""
    lab_unit: str = "nmol/L"
    lab_date: str = ""
    cautions: tuple[str, ...] = ()


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
        raise FormErrors({"form": "The form did not arrive whole: please try again."}) from error
    texts = {name: values[-1].strip() for name, values in sent.items() if name in _TEXT_FIELDS}
    return replace(Form(), **texts, cautions=tuple(sent.get("cautions", ())))


_TEXT_FIELDS = frozenset(Form.__slots__) - {"cautions"}


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
    messages: dict[str, str] = {}
    latitude, longitude = _coordinates(form, typed, messages)
    fields = {
        "latitude": latitude,
        "longitude": longitude,
        "skin_type": form.skin_type or None,
        "clothing": form.clothing,
        "posture": form.posture,
        "surface": form.surface or None,
        "age_years": decimal_text(form.age_years) or None,
        "target_iu": whole_text(form.target_iu) or None,
        "cautions": form.cautions,
    }
    try:
        question = FormFields.model_validate(fields).question()
    except ValidationError as error:
        found = (str(each["loc"][0]) for each in error.errors())
        raise FormErrors(_messages(found) | messages) from error
    if messages:
        raise FormErrors(messages)
    start = _start(form.when, question.sky.spot)
    return replace(question, sky=replace(question.sky, start=start))


def _coordinates(
    form: Form, typed_place: TypedPlace, messages: dict[str, str]
) -> tuple[str | float, str | float]:
    typed = bool(form.latitude or form.longitude)
    if not form.city:
        if not typed:
            messages["city"] = "Choose a city, give coordinates, or use your location."
            return _NOWHERE
        return decimal_text(form.latitude), decimal_text(form.longitude)
    if typed:
        messages["city"] = "Give a city or coordinates, not both."
        return _NOWHERE
    found = city_at(form.city) or typed_place.at
    if found is None:
        messages["city"] = _not_found(form.city, typed_place.candidates)
        return _NOWHERE
    return found


def _not_found(city: str, candidates: tuple[str, ...]) -> str:
    several = cities_called(city) or candidates
    if several:
        return f"“{city}” may be any of these: {'; '.join(several)}. Choose one of them."
    return f"“{city}” is not found; give latitude and longitude instead."


def decimal_text(text: str) -> str:
    """Read 52,52 and 52.52° alike."""
    return (
        text.replace("−", "-").replace(",", ".").removesuffix("°").strip()
        if text.count(",") <= 1
        else text
    )


def whole_text(text: str) -> str:
    """Read 1,000 and 1 000 as a thousand; 1.000 could be either, and is refused."""
    if _GROUPED.fullmatch(text):
        return re.sub(r"\D", "", text)
    return "ambiguous" if _AMBIGUOUS.fullmatch(text) else text


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
        message = "That time does not exist there: the clocks go forward over it."
        raise FormErrors({"when": message})
    return start


def _messages(fields: Iterable[str]) -> dict[str, str]:
    return {name: _MESSAGES.get(name, "This choice is not known.") for name in fields}
