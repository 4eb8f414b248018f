"""Reference data with its sources."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.presentation import calibrations_out, clothing_out, skin_types_out
from service.routes.responses import problems
from service.schemas.reference import CalibrationsOut, ClothingListOut, SkinTypesOut

router = APIRouter(prefix="/v1", tags=["reference"])

_HOUR = 3600


@router.get("/skin-types", responses=problems(), response_model=SkinTypesOut)
async def list_skin_types(request: Request) -> Response:
    """List the Fitzpatrick types with their minimal erythema dose and its range."""
    return cacheable(request, skin_types_out(), max_age_s=_HOUR, personal=False)


@router.get("/clothing", responses=problems(), response_model=ClothingListOut)
async def list_clothing(request: Request) -> Response:
    """List ways of dressing and the share of skin that they leave bare."""
    return cacheable(request, clothing_out(), max_age_s=_HOUR, personal=False)


@router.get("/calibrations", responses=problems(), response_model=CalibrationsOut)
async def list_calibrations(request: Request) -> Response:
    """List published relations between exposure and vitamin D."""
    return cacheable(request, calibrations_out(), max_age_s=_HOUR, personal=False)
