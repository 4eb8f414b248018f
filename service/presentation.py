"""From answers of the use cases to the schemas that leave the service."""

from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache

from models import body, skin, skin_assessment
from models.calibrations import CALIBRATIONS
from models.catalogue import MODELS
from models.constants import MODEL_VERSION
from service.advice_texts import DISCLAIMER
from service.answers import Estimate, Sun, Ultraviolet
from service.coming_days import ComingDays
from service.comparison import Comparison
from service.day import Day
from service.places import Place
from service.provenance import Provenance
from service.questions import (
    DEFAULT_ACTION_SPECTRUM,
    DEFAULT_CALIBRATION,
    DEFAULT_MELANIN,
    Language,
)
from service.readiness import Check
from service.schemas import reference
from service.schemas.coming_days import ComingDaysOut
from service.schemas.day import DayOut, UltravioletOut
from service.schemas.estimate import BatchItemOut, EstimateOut, advice_texts
from service.schemas.parts import DoseInterval, ProvenanceOut, SunOut, UvOut
from service.schemas.problem import Problem
from service.schemas.year import ComparisonOut, YearOut
from service.ultraviolet import UvNow
from service.year import Year


def estimate_out(answer: Estimate, language: Language = "en") -> EstimateOut:
    """Show an estimate."""
    verdict, place = answer.verdict, answer.place
    return EstimateOut.of(
        answer,
        place,
        language,
        sun=_shown_sun(answer.sun, place),
        uv=_shown_uv(answer.uv),
        provenance=_shown_provenance(answer.provenance, place),
        verdict={
            "code": verdict.code,
            "comes_first": verdict.comes_first,
            "advice": advice_texts(verdict.advice, language),
            "advice_keys": verdict.advice,
            "language": language,
            "alternatives": verdict.alternatives,
            "limit_minutes": verdict.limit_minutes,
            "limit_reason": verdict.limit_reason,
        },
        uncertainty_reason="not_asked" if answer.uncertainty is None else None,
    )


@lru_cache(maxsize=256)
def _shown_sun(sun: Sun, place: Place) -> SunOut:
    """Show what all below one sky share once."""
    return SunOut.model_validate(sun, context={"zone": place.zone})


@lru_cache(maxsize=256)
def _shown_uv(uv: Ultraviolet) -> UvOut:
    return UvOut.model_validate(uv)


@lru_cache(maxsize=256)
def _shown_provenance(provenance: Provenance, place: Place) -> ProvenanceOut:
    return ProvenanceOut.model_validate(provenance, context={"zone": place.zone})


def batch_item(index: int, result: EstimateOut | Problem) -> str:
    """One result of a batch, as JSON."""
    item = BatchItemOut.model_construct(
        index=index,
        status="error" if isinstance(result, Problem) else "ok",
        estimate=None if isinstance(result, Problem) else result,
        problem=result if isinstance(result, Problem) else None,
    )
    return item.model_dump_json()


def batch_json(items: Iterable[str]) -> str:
    """Put the results of a batch together, which are JSON already."""
    return f'{{"model_version":"{MODEL_VERSION}","items":[{",".join(items)}]}}'


def uv_out(answer: UvNow) -> UltravioletOut:
    """Show the ultraviolet of a moment."""
    return UltravioletOut.of(answer, answer.place)


def day_out(answer: Day) -> DayOut:
    """Show a civil day."""
    return DayOut.of(
        answer,
        answer.place,
        date=answer.civil_day.date,
        timezone=answer.place.timezone,
        day_start=answer.civil_day.start,
        day_end=answer.civil_day.end,
    )


def year_out(answer: Year) -> YearOut:
    """Show a year."""
    return YearOut.of(answer, answer.place)


def comparison_out(answer: Comparison) -> ComparisonOut:
    """Show the years of several places."""
    return ComparisonOut.model_validate(
        {
            "model_version": MODEL_VERSION,
            "disclaimer": DISCLAIMER.en,
            "year": answer.year,
            "places": [
                {field.name: getattr(each, field.name) for field in fields(each)}
                | {"location": each.place}
                for each in answer.places
            ],
            "defaults_applied": answer.defaults_applied,
        }
    )


def coming_days_out(answer: ComingDays) -> ComingDaysOut:
    """Show the best windows of the coming days."""
    return ComingDaysOut.of(answer, answer.place)


def skin_types_out() -> reference.SkinTypesOut:
    """List the skin types."""
    return reference.SkinTypesOut(
        model_version=MODEL_VERSION,
        skin_types=[
            reference.SkinTypeOut(
                fitzpatrick=kind.number,
                roman=kind.roman,
                description=kind.description,
                med_j_m2=DoseInterval.model_validate(skin.minimal_erythema_dose(kind.number)),
            )
            for kind in skin.SKIN_TYPES
        ],
        sources=list(skin.SOURCES),
    )


def clothing_out() -> reference.ClothingListOut:
    """List the ways of dressing."""
    return reference.ClothingListOut(
        model_version=MODEL_VERSION,
        clothing=[
            reference.ClothingOut(
                name=name,
                skin_fraction=worn.skin_fraction,
                body_parts=list(worn.parts),
                description=worn.description,
                source=worn.source,
            )
            for name, worn in body.CLOTHING.items()
        ],
        body_parts=_body_parts(),
    )


def _body_parts() -> list[reference.BodyPartOut]:
    ages = (1, 5, 10, 15, 18)
    shares = {age: body.part_fractions(age) for age in ages}
    return [
        reference.BodyPartOut(
            name=part,
            skin_fraction_by_age={str(age): float(shares[age][part]) for age in ages},
        )
        for part in body.BODY_PARTS
    ]


def calibrations_out() -> reference.CalibrationsOut:
    """List the calibrations."""
    return reference.CalibrationsOut(
        model_version=MODEL_VERSION,
        calibrations=[
            reference.CalibrationOut(
                name=known.name,
                citation=known.citation,
                equation=known.equation,
                valid_for=known.valid_for,
                certainty=known.certainty,
                iu_per_med_whole_body=round(known.iu_per_med_whole_body),
                age_law=known.age_law.name,
                uses_action_spectrum=known.uses_action_spectrum,
                default=known.name == DEFAULT_CALIBRATION,
            )
            for known in CALIBRATIONS.values()
        ],
        published_iu_per_med_whole_body={
            known.name: round(known.iu_per_med_whole_body) for known in CALIBRATIONS.values()
        },
    )


def models_out() -> reference.ModelsOut:
    """List the scientific models."""
    defaults = {DEFAULT_CALIBRATION, DEFAULT_MELANIN, DEFAULT_ACTION_SPECTRUM}
    return reference.ModelsOut(
        model_version=MODEL_VERSION,
        models=[
            reference.ModelOut(
                **{field.name: getattr(each, field.name) for field in fields(each)},
                default=each.name in defaults,
            )
            for each in MODELS
        ],
    )


def assessment_questions_out() -> reference.AssessmentQuestionsOut:
    """List the questions on skin type."""
    return reference.AssessmentQuestionsOut(
        model_version=MODEL_VERSION,
        questions=[
            reference.AssessmentQuestionOut.model_validate(each)
            for each in skin_assessment.QUESTIONS
        ],
        points_at_most=list(skin_assessment.UPPER_POINTS),
        sources=list(skin_assessment.ASSESSMENT_SOURCES),
    )


def assessment_out(found: skin_assessment.Assessment) -> reference.AssessmentOut:
    """Show what answers say of a skin."""
    return reference.AssessmentOut(
        model_version=MODEL_VERSION,
        points=found.points,
        fitzpatrick=found.fitzpatrick,
        cautious_fitzpatrick=found.cautious_fitzpatrick,
        probabilities=[
            reference.TypeProbabilityOut(fitzpatrick=number, probability=probability)
            for number, probability in enumerate(found.probabilities, start=1)
        ],
        med_j_m2=DoseInterval.model_validate(found.minimal_erythema_dose),
        disclaimer=DISCLAIMER.en,
    )


def health_out() -> reference.HealthOut:
    """Tell that the service is up, and with which science."""
    return reference.HealthOut(status="ok", model_version=MODEL_VERSION)


def readiness_out(checks: Iterable[Check]) -> reference.ReadinessOut:
    """Tell that requests may come, and what was looked at."""
    return reference.ReadinessOut(
        status="ok", model_version=MODEL_VERSION, checks=_checks_out(checks)
    )


def readiness_problem(problem: Problem, checks: Iterable[Check]) -> reference.ReadinessProblem:
    """Tell why requests are better sent elsewhere, and what was looked at."""
    return reference.ReadinessProblem(**dict(problem), checks=_checks_out(checks))


def _checks_out(checks: Iterable[Check]) -> list[reference.CheckOut]:
    return [reference.CheckOut.model_validate(check) for check in checks]
