"""The main question, by body or by query."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.estimation import estimate
from service.presentation import estimate_out
from service.questions import begun
from service.routes.responses import problems
from service.schemas.answers import EstimateOut
from service.schemas.checks import body_pointer, check_question, query_pointer
from service.schemas.requests import EstimateIn, EstimateQuery

router = APIRouter(
    prefix="/v1", tags=["estimates"], dependencies=[Depends(refuse_repeated_parameters)]
)


@router.post("/estimates", responses=problems(413, 415, 422))
async def create_estimate(asked: EstimateIn, world: WorldOfApp) -> EstimateOut:
    """
    How long until the vitamin D is made, how long until the skin burns, which comes first.

    Only `location.latitude`, `location.longitude` and `skin.fitzpatrick` are required. Health data
    stays out of addresses and logs.
    """
    question = begun(asked.question(), world.now())
    check_question(question, body_pointer)
    return estimate_out(await estimate(question, world))


@router.get("/estimate", responses=problems(422), response_model=EstimateOut)
async def get_estimate(
    request: Request, asked: Annotated[EstimateQuery, Query()], world: WorldOfApp
) -> Response:
    """Answer the same by query, cacheable."""
    question = begun(asked.question(), world.now())
    check_question(question, query_pointer)
    answer = estimate_out(await estimate(question, world))
    return cacheable(request, answer, max_age_s=60, personal=True)
