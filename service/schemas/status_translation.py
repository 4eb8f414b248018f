"""Status between clients and the use case: questions in, answers out."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from models.constants import MODEL_VERSION
from models.serum_bands import ENDOCRINE_SOCIETY, IOM
from models.units import ng_ml_from_nmol_l
from service.advice_texts import DISCLAIMER
from service.answers import Interval
from service.errors import FieldError, InvalidInput
from service.prospects import Forecast, LabSeen, Levels, Point, Prospect, Status
from service.questions import Language, Person, Question, SkyQuestion, Spot
from service.recorded_status import RecordedQuestion, RecordedStatus
from service.schemas.checks import body_pointer, check_question
from service.schemas.estimate import advice_texts
from service.schemas.habits import (
    diet_conflicts,
    diet_of,
    habit_conflicts,
    lab_conflicts,
    supplement_conflicts,
    told_supplement,
)
from service.schemas.status import ChangeIn, RecordedStatusIn, StatusIn, StatusOut
from service.supplies import Change, StatusQuestion


def status_question(asked: StatusIn) -> StatusQuestion:
    """
    Translate a question, and refuse what contradicts itself.

    Raises
    ------
    InvalidInput
    """
    spot, person = Spot(**dict(asked.location)), Person(**dict(asked.skin))
    check_question(Question(SkyQuestion(spot), person), body_pointer)
    refuse(
        habit_conflicts(asked.habit, "#/habit"),
        diet_conflicts(asked.diet, "#/diet"),
        lab_conflicts(asked.labs),
        _change_conflicts(asked.changes),
    )
    return StatusQuestion(
        spot=spot,
        person=person,
        habit=None if asked.habit is None else asked.habit.habit(),
        diet=diet_of(asked.diet),
        labs=tuple(each.lab() for each in asked.labs),
        changes=_changes(asked.changes),
        first=asked.from_,
        last=asked.until,
        step_days=asked.step_days,
    )


def recorded_question(asked: RecordedStatusIn) -> RecordedQuestion:
    """
    Translate a question about a user, and refuse what contradicts itself.

    Raises
    ------
    InvalidInput
    """
    refuse(habit_conflicts(asked.habit, "#/habit"), _change_conflicts(asked.changes))
    return RecordedQuestion(
        habit=None if asked.habit is None else asked.habit.habit(),
        changes=_changes(asked.changes),
        first=asked.from_,
        last=asked.until,
        step_days=asked.step_days,
    )


def refuse(*found: Iterator[FieldError]) -> None:
    """
    Refuse what contradicts itself.

    Raises
    ------
    InvalidInput
    """
    errors = tuple(error for some in found for error in some)
    if errors:
        raise InvalidInput(*errors)


def _change_conflicts(changes: Sequence[ChangeIn]) -> Iterator[FieldError]:
    seen = set()
    for i, each in enumerate(changes):
        at = f"#/changes/{i}"
        if each.from_ in seen:
            yield FieldError(f"{at}/from", "repeated", "put changes of one day together")
        seen.add(each.from_)
        if each.habit is None and each.diet is None and each.supplement_ug_per_day is None:
            yield FieldError(at, "missing", "say what changes: habit, diet or supplement")
        yield from habit_conflicts(each.habit, f"{at}/habit")
        yield from diet_conflicts(each.diet or (), f"{at}/diet")
        yield from supplement_conflicts(each.diet, each.supplement_ug_per_day, at)


def _changes(changes: Sequence[ChangeIn]) -> tuple[Change, ...]:
    return tuple(
        Change(
            start=each.from_,
            habit=None if each.habit is None else each.habit.habit(),
            diet=None if each.diet is None else diet_of(each.diet),
            supplement_ug_per_day=told_supplement(each.diet, each.supplement_ug_per_day),
        )
        for each in changes
    )


def status_out(answer: Status, language: Language) -> StatusOut:
    """Show a status."""
    return _shown(answer, language, None)


def recorded_status_out(answer: RecordedStatus, language: Language) -> StatusOut:
    """Show the status of a user."""
    return _shown(answer.status, language, answer.days_without_records)


def _shown(answer: Status, language: Language, missing: int | None) -> StatusOut:
    fields: dict[str, Any] = {
        "location": answer.place,
        "location_reason": "no_place" if answer.place is None else None,
        "today": answer.today,
        "from_": answer.first,
        "until": answer.last,
        "reason": answer.reason,
        "labs": [_lab(each) for each in answer.labs],
        "days_without_records": missing,
        "advice": advice_texts(answer.advice, language),
        "advice_keys": list(answer.advice),
        "language": language,
        "assumptions": list(answer.assumptions),
        "defaults_applied": list(answer.defaults_applied),
        "model_version": MODEL_VERSION,
        "disclaimer": DISCLAIMER.in_(language),
    }
    return StatusOut.model_validate(fields | _levels(answer.levels, answer))


def _levels(levels: Levels | None, answer: Status) -> dict[str, Any]:
    if levels is None:
        names = (
            "level_today", "course", "course_with_changes", "course_with_changes_reason",
            "contributions", "forecast",
        )  # fmt: skip
        return dict.fromkeys(names) | {"course_with_changes_reason": answer.reason}
    given, changed = levels.contributions, levels.course_with_changes
    return {
        "level_today": level_of(levels.today)
        | {"date": answer.today, "bands": bands_of(levels.today.central)},
        "course": [_point(each) for each in levels.course],
        "course_with_changes": None if changed is None else [_point(each) for each in changed],
        "course_with_changes_reason": "no_changes" if changed is None else None,
        "contributions": {
            "days": given.days,
            "sun_ug_per_day": given.sun,
            "food_ug_per_day": given.food,
            "supplement_ug_per_day": given.supplement,
        },
        "forecast": _forecast(levels.forecast),
    }


def level_of(level: Interval) -> dict[str, Any]:
    """Show a level in both units."""
    ends = (level.low, level.central, level.high)
    return {"nmol_l": level, "ng_ml": Interval(*(float(ng_ml_from_nmol_l(end)) for end in ends))}


def bands_of(level: float) -> dict[str, str]:
    """Name a level as two bodies of experts do. [nmol L⁻¹]"""
    names = {"iom_2011": IOM.of(level), "endocrine_society_2011": ENDOCRINE_SOCIETY.of(level)}
    return {key: "" if band is None else band.name for key, band in names.items()}


def _point(point: Point) -> dict[str, Any]:
    return level_of(point.level) | {"date": point.date}


def _forecast(forecast: Forecast) -> dict[str, Any]:
    changed = forecast.with_changes
    return {
        "until": forecast.until,
        "kind": forecast.kind,
        "without_changes": _prospect(forecast.without_changes),
        "with_changes": None if changed is None else _prospect(changed),
        "with_changes_reason": "no_changes" if changed is None else None,
    }


def _prospect(prospect: Prospect) -> dict[str, Any]:
    return {
        "at_end": level_of(prospect.at_end),
        "lowest": level_of(prospect.lowest),
        "lowest_on": prospect.lowest_on,
        "days_below_50_nmol_l": prospect.days_below_50,
    }


def _lab(seen: LabSeen) -> dict[str, Any]:
    value, model = seen.lab.nmol_l, seen.model
    off = math.nan if model is None else value - model.central
    return {
        "date": seen.lab.date,
        "value": round(seen.lab.value, 2),
        "unit": seen.lab.unit,
        "nmol_l": value,
        "ng_ml": float(ng_ml_from_nmol_l(value)),
        "used": seen.reason is None,
        "reason": seen.reason,
        "model": None if model is None else level_of(model),
        "difference_nmol_l": None if model is None else round(off, 1),
        "within_model": None if model is None else model.low <= value <= model.high,
    }
