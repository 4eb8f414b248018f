"""Reference data with its sources."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.presentation import (
    assessment_out,
    assessment_questions_out,
    calibrations_out,
    clothing_out,
    models_out,
    skin_types_out,
)
from service.routes.responses import problems
from service.schemas.reference import (
    AssessmentIn,
    AssessmentOut,
    AssessmentQuestionsOut,
    CalibrationsOut,
    ClothingListOut,
    ModelsOut,
    SkinTypesOut,
)
from service.skin_typing import assessed

router = APIRouter(prefix="/v1", tags=["reference"])

_HOUR = 3600


@router.get("/skin-types", responses=problems(), response_model=SkinTypesOut)
async def list_skin_types(request: Request) -> Response:
    """List the Fitzpatrick types with their minimal erythema dose and its range."""
    return cacheable(request, skin_types_out(), max_age_s=_HOUR, personal=False)


@router.get("/skin-types/assessment", responses=problems(), response_model=AssessmentQuestionsOut)
async def get_assessment_questions(request: Request) -> Response:
    """Show the questionnaire on skin type."""
    return cacheable(request, assessment_questions_out(), max_age_s=_HOUR, personal=False)


@router.post("/skin-types/assessment", responses=problems(413, 415, 422))
async def assess_skin_type(asked: AssessmentIn) -> AssessmentOut:
    """
    Tell the skin type that answers to the questionnaire point to, and how surely.

    Each answer is the points of the chosen text. Nothing is stored.
    """
    return assessment_out(assessed(asked.model_dump()))


@router.get("/clothing", responses=problems(), response_model=ClothingListOut)
async def list_clothing(request: Request) -> Response:
    """List ways of dressing and the share of skin they leave bare, and parts of the body."""
    return cacheable(request, clothing_out(), max_age_s=_HOUR, personal=False)


@router.get("/calibrations", responses=problems(), response_model=CalibrationsOut)
async def list_calibrations(request: Request) -> Response:
    """List published relations between exposure and vitamin D."""
    return cacheable(request, calibrations_out(), max_age_s=_HOUR, personal=False)


@router.get("/models", responses=problems(), response_model=ModelsOut)
async def list_models(request: Request) -> Response:
    """List every scientific model in use, with its source, equation and range."""
    return cacheable(request, models_out(), max_age_s=_HOUR, personal=False)
