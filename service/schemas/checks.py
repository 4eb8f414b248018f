"""Contradictions between fields of a request, each named where the client wrote it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from models import body
from models.calibrations import CALIBRATIONS
from service.errors import FieldError, InvalidInput
from service.questions import (
    DEFAULT_ACTION_SPECTRUM,
    LONGEST_STAY,
    Person,
    Question,
    SkyQuestion,
)
from service.schemas.values import FIRST_YEAR, LAST_YEAR

_BODY_MASS_INDEX = (7.0, 100.0)
"""Beyond these nobody lives. [kg m⁻²]"""
_AREA_OF_REFERENCE = (0.4, 2.5)
"""Skin over that of the reference person of the age; beyond, something was mistyped. [unitless]"""

Pointer = Callable[[str], str]
"""Turns a dotted name of the body into the pointer of the request at hand."""


def body_pointer(name: str) -> str:
    """JSON pointer into a body."""
    return "#/" + name.replace(".", "/")


_QUERY_NAMES = {
    "environment.uv_index": "uv",
    "target.vitamin_d_iu": "target_iu",
    "skin.fitzpatrick": "skin_type",
}


def query_pointer(name: str) -> str:
    """Pointer to a query parameter."""
    return "#/" + _QUERY_NAMES.get(name, name.rpartition(".")[2])


def check_sky(question: SkyQuestion, pointer: Pointer) -> None:
    """
    Refuse a contradiction about the sky.

    Raises
    ------
    InvalidInput
    """
    _refuse(_sky_conflicts(question, pointer))


def check_question(question: Question, pointer: Pointer) -> None:
    """
    Refuse contradictions in a whole question, whose start is known where it has an end.

    Raises
    ------
    InvalidInput
    """
    _refuse(_sky_conflicts(question.sky, pointer), _conflicts(question, pointer))


def check_day(question: Question, on: date | None, pointer: Pointer) -> None:
    """
    Refuse contradictions in a question about a whole day.

    Raises
    ------
    InvalidInput
    """
    _refuse(
        _day_conflicts(question, on, pointer),
        _sky_conflicts(question.sky, pointer),
        _conflicts(question, pointer),
    )


def _refuse(*found: Iterator[FieldError]) -> None:
    errors = tuple(error for some in found for error in some)
    if errors:
        raise InvalidInput(*errors)


def _conflict(pointer: str, detail: str) -> FieldError:
    return FieldError(pointer, "conflict", detail)


def _sky_conflicts(question: SkyQuestion, pointer: Pointer) -> Iterator[FieldError]:
    environment, source = question.environment, question.uv_source
    if environment.uv_index is None and source == "manual":
        yield FieldError(
            pointer("environment.uv_index"), "missing", "uv_source manual needs a UV index"
        )
    if environment.uv_index is not None and source not in {"auto", "manual"}:
        yield _conflict(
            pointer("environment.uv_index"), f"a given UV index excludes uv_source {source}"
        )
    if environment.cloud_cover is not None and environment.uv_index is not None:
        yield _conflict(
            pointer("environment.cloud_cover"), "a given UV index already holds the clouds"
        )
    elif environment.cloud_cover is not None and source not in {"auto", "clear_sky"}:
        yield _conflict(
            pointer("environment.cloud_cover"), f"a given cover excludes uv_source {source}"
        )


def _day_conflicts(question: Question, on: date | None, pointer: Pointer) -> Iterator[FieldError]:
    if on is None:
        return
    if question.sky.start is not None:
        yield _conflict(pointer("date"), "give date or start, not both")
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        detail = f"a date must lie in the years {FIRST_YEAR} to {LAST_YEAR}"
        yield FieldError(pointer("date"), "out_of_range", detail)


def _conflicts(question: Question, pointer: Pointer) -> Iterator[FieldError]:
    person = question.person
    yield from _area_conflicts(question, pointer)
    if person.med_j_m2 is not None and person.ita_deg is not None:
        yield _conflict(pointer("skin.ita_deg"), "give med_j_m2 or ita_deg, not both")
    if (person.height_cm is None) != (person.weight_kg is None):
        absent = "skin.height_cm" if person.height_cm is None else "skin.weight_kg"
        yield FieldError(pointer(absent), "missing", "height_cm and weight_kg go together")
    elif not _plausible(person):
        detail = "no body has this weight at this height, or not at this age"
        yield _conflict(pointer("skin.weight_kg"), detail)
    if not CALIBRATIONS[question.calibration].uses_action_spectrum and (
        question.action_spectrum != DEFAULT_ACTION_SPECTRUM
    ):
        yield _conflict(
            pointer("model.action_spectrum"),
            f"{question.calibration} reckons from the UV index and has no action spectrum",
        )
    yield from _earlier_conflicts(question)
    if question.end is not None and question.sky.start is not None:
        stay = question.end - question.sky.start
        if stay <= timedelta(0):
            yield FieldError(pointer("end"), "not_after_start", "the end must lie after the start")
        elif stay > LONGEST_STAY:
            yield FieldError(
                pointer("end"), "too_late", "a stay must not last longer than 24 hours"
            )


def _plausible(person: Person) -> bool:
    if person.height_cm is None or person.weight_kg is None:
        return True
    age = body.GROWN_YEARS if person.age_years is None else person.age_years
    area = float(body.skin_area(person.height_cm, person.weight_kg))
    index = person.weight_kg / (person.height_cm / 100.0) ** 2
    (thin, heavy), (small, large) = _BODY_MASS_INDEX, _AREA_OF_REFERENCE
    of_reference = area / float(body.reference_skin_area(age))
    return thin <= index <= heavy and small <= of_reference <= large


def _area_conflicts(question: Question, pointer: Pointer) -> Iterator[FieldError]:
    exposed = question.exposure
    given = {
        "clothing": exposed.clothing,
        "skin_fraction": exposed.skin_fraction,
        "body_parts": exposed.body_parts,
    }
    names = [name for name, value in given.items() if value is not None]
    for name in names[1:]:
        yield _conflict(pointer(f"exposure.{name}"), f"give {names[0]} or {name}, not both")


def _earlier_conflicts(question: Question) -> Iterator[FieldError]:
    """Stays in order of their starts must be over before the next begins."""
    stays = sorted(enumerate(question.earlier_stays), key=lambda item: item[1].start)
    following = [*(stay.start for _, stay in stays[1:]), question.sky.start]
    for (i, stay), after in zip(stays, following, strict=False):
        at = f"#/earlier_stays/{i}/end"
        if stay.end <= stay.start:
            yield FieldError(at, "not_after_start", "the end must lie after the start")
        elif after is not None and stay.end > after:
            yield FieldError(at, "overlaps", "the stay must be over before the next one begins")
        if question.sky.start is not None and question.sky.start - stay.start > LONGEST_STAY:
            detail = "earlier stays must begin within the 24 hours before the start"
            yield FieldError(f"#/earlier_stays/{i}/start", "too_early", detail)
