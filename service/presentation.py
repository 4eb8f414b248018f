"""From answers of the use cases to the schemas that leave the service."""

from models import body, skin, vitamin_d
from models.constants import MODEL_VERSION
from service.answers import Estimate
from service.day import Day
from service.questions import DEFAULT_CALIBRATION
from service.schemas import answers as out
from service.schemas import reference
from service.ultraviolet import UvNow


def estimate_out(answer: Estimate) -> out.EstimateOut:
    """Show an estimate."""
    verdict = answer.verdict
    return out.EstimateOut.of(
        answer,
        answer.place,
        verdict={
            "code": verdict.code,
            "comes_first": verdict.comes_first,
            "advice": out.advice_texts(verdict.advice),
            "advice_keys": verdict.advice,
            "limit_minutes": verdict.limit_minutes,
            "limit_reason": verdict.limit_reason,
        },
    )


def uv_out(answer: UvNow) -> out.UltravioletOut:
    """Show the ultraviolet of a moment."""
    return out.UltravioletOut.of(answer, answer.place)


def day_out(answer: Day) -> out.DayOut:
    """Show a civil day."""
    return out.DayOut.of(
        answer,
        answer.place,
        date=answer.civil_day.date,
        timezone=answer.place.timezone,
        day_start=answer.civil_day.start,
        day_end=answer.civil_day.end,
    )


def skin_types_out() -> reference.SkinTypesOut:
    """List the skin types."""
    return reference.SkinTypesOut(
        model_version=MODEL_VERSION,
        skin_types=[
            reference.SkinTypeOut(
                fitzpatrick=kind.number,
                roman=kind.roman,
                description=kind.description,
                med_j_m2=out.DoseInterval.model_validate(skin.minimal_erythema_dose(kind.number)),
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
                description=worn.description,
                source=worn.source,
            )
            for name, worn in body.CLOTHING.items()
        ],
    )


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
                iu_per_med_whole_body=round(known.iu_per_med_whole_body),
                default=known.name == DEFAULT_CALIBRATION,
            )
            for known in vitamin_d.CALIBRATIONS.values()
        ],
        published_iu_per_med_whole_body={
            source: round(iu) for source, iu in vitamin_d.PUBLISHED_IU_PER_MED.items()
        },
    )


def health_out() -> reference.HealthOut:
    """Tell that the service is up, and with which science."""
    return reference.HealthOut(status="ok", model_version=MODEL_VERSION)
