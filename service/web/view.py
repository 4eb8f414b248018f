"""What the templates show: choices of the form, and an answer made ready for reading."""

from dataclasses import dataclass
from functools import lru_cache

from models import atmosphere, body, skin
from service.advice_texts import ADVICE_TEXT, DISCLAIMER
from service.answers import Estimate
from service.day import Day, DayPoint
from service.embedded_cities import CITIES
from service.web import words
from service.web.chart import Chart, chart_of

_SURFACES = {
    "grass": "Grass",
    "soil": "Soil",
    "asphalt": "Asphalt",
    "concrete": "Concrete",
    "sand": "Sand",
    "water": "Water",
    "fresh_snow": "Fresh snow",
    "old_snow": "Old snow",
}
_POSTURES = {
    "upright": "Upright, walking or standing",
    "seated": "Seated",
    "lying": "Lying flat",
}
_CAUTIONS = {
    "photosensitising_medication": (
        "Medicine that makes skin sensitive to light (some antibiotics, diuretics, retinoids, …)"
    ),
    "lupus": "Lupus",
    "xeroderma_pigmentosum": "Xeroderma pigmentosum",
    "porphyria": "Porphyria",
    "albinism": "Albinism",
    "vitiligo": "Vitiligo",
    "immunosuppression": "Weakened immune system, transplant",
    "skin_cancer_history": "Skin cancer, now or before",
    "hypercalcaemia": "Too much calcium in the blood",
    "sarcoidosis": "Sarcoidosis",
    "kidney_stones": "Kidney stones",
    "anticoagulants": "Blood thinners",
    "pregnancy": "Pregnancy",
}
_TABLE_EVERY = 6
"""Points between two rows of the table: one hour at ten minutes each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of all fields."""

    cities: tuple[str, ...]
    skin_types: tuple[Choice, ...]
    clothing: tuple[Choice, ...]
    postures: tuple[Choice, ...]
    surfaces: tuple[Choice, ...]
    cautions: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One hour of the day in numbers."""

    time: str
    sun: str
    uv_index: str
    uv_index_clear_sky: str
    to_target: str
    to_burn: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A good stay of the day."""

    name: str
    span: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer, ready for the template."""

    code: str
    headline: str
    place: str
    vitamin_d: str
    burn: str
    limit: str | None
    within_limit: str | None
    uv: str
    advice: tuple[str, ...]
    alternatives: tuple[str, ...]
    chart: Chart
    clear_only: bool
    """Whether no cloud is known, so that there is one curve only."""
    rows: tuple[Row, ...]
    windows: tuple[WindowRow, ...]
    no_window: str | None
    source: str
    flags: tuple[str, ...]
    assumptions: tuple[str, ...]
    certainty: str | None
    attribution: tuple[str, ...]
    disclaimer: str


@lru_cache(maxsize=1)
def choices() -> Choices:
    """Collect the options of the form."""
    return Choices(
        cities=tuple(CITIES),
        skin_types=tuple(
            Choice(str(kind.number), f"Type {kind.roman}", kind.description)
            for kind in skin.SKIN_TYPES
        ),
        clothing=tuple(
            Choice(name, worn.description, f"{worn.skin_fraction:.0%} of the skin")
            for name, worn in body.CLOTHING.items()
        ),
        postures=tuple(Choice(name, label) for name, label in _POSTURES.items()),
        surfaces=tuple(
            Choice(name, label, f"reflects {atmosphere.SURFACES[name].albedo:.0%}")
            for name, label in _SURFACES.items()
        ),
        cautions=tuple(Choice(name, label) for name, label in _CAUTIONS.items()),
    )


def answer_view(answer: Estimate, day: Day, city: str) -> AnswerView:
    """
    Make an answer ready for reading.

    Parameters
    ----------
    answer : Estimate
    day : Day
        The civil day of the answer.
    city : str
        As it was chosen; empty where coordinates were given.

    Returns
    -------
    AnswerView
    """
    return AnswerView(
        code=answer.verdict.code,
        headline=words.headline(answer),
        place=_place(answer, city),
        vitamin_d=words.vitamin_d_sentence(answer),
        burn=words.burn_sentence(answer.burn),
        limit=words.limit_sentence(answer),
        within_limit=words.within_limit_sentence(answer),
        uv=words.sun_sentence(answer),
        advice=tuple(ADVICE_TEXT[key].en for key in answer.verdict.advice),
        alternatives=tuple(words.alternative_sentences(answer)),
        chart=chart_of(day, answer),
        clear_only=answer.provenance.sky == "clear_sky",
        rows=tuple(_row(point, day) for point in day.points[::_TABLE_EVERY]),
        windows=tuple(_windows(day)),
        no_window=None if day.windows else words.windows_sentence(day.windows_reason),
        source=words.source_sentence(answer),
        flags=tuple(words.flag_sentences(answer)),
        assumptions=answer.assumptions,
        certainty=words.certainty_sentence(answer),
        attribution=answer.attribution,
        disclaimer=DISCLAIMER.en,
    )


def _place(answer: Estimate, city: str) -> str:
    place = answer.place
    north, east = ("N" if place.latitude >= 0 else "S"), ("E" if place.longitude >= 0 else "W")
    local = answer.start.astimezone(place.zone)
    later = answer.counted_from > answer.start
    first = words.clock(answer.counted_from, place.zone)
    counted = f". It is dark then: minutes count from {first}, the first sun" if later else ""
    named = f"{city}: " if city else ""
    return (
        f"{named}{abs(place.latitude):.2f}° {north}, {abs(place.longitude):.2f}° {east}, "
        f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M} ({place.timezone}){counted}"
    )


def _row(point: DayPoint, day: Day) -> Row:
    return Row(
        time=words.clock(point.time, day.place.zone),
        sun=f"{point.sun_elevation_deg:.0f}°",
        uv_index=f"{point.uv_index:.1f}",
        uv_index_clear_sky=f"{point.uv_index_clear_sky:.1f}",
        to_target=words.minutes_or(point.minutes_to_target, point.minutes_to_target_reason),
        to_burn=words.minutes_or(point.minutes_to_burn, point.minutes_to_burn_reason),
    )


def _windows(day: Day) -> list[WindowRow]:
    zone = day.place.zone
    names = {"gentlest": "Gentlest", "shortest": "Shortest", "earliest": "Earliest"}
    return [
        WindowRow(
            name=names[window.kind],
            span=f"{words.clock(window.start, zone)} to {words.clock(window.end, zone)}",
            text=(
                f"{words.about(window.minutes)}, {window.burn_share:.0%} of the sun that "
                "reddens skin like yours"
            ),
        )
        for window in day.windows
    ]
