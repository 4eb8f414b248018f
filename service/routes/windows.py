"""The best windows of the coming days."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.coming_days import ComingDays, coming_days
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.presentation import coming_days_out
from service.routes.responses import problems
from service.schemas.checks import check_question, query_pointer
from service.schemas.coming_days import ComingDaysOut
from service.schemas.queries import WindowsQuery

router = APIRouter(
    prefix="/v1", tags=["windows"], dependencies=[Depends(refuse_repeated_parameters)]
)


@router.get("/windows", responses=problems(422), response_model=ComingDaysOut)
async def get_windows(
    request: Request, asked: Annotated[WindowsQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Find the gentlest, the shortest and the earliest window of each coming day.

    A window reaches the target within the limit. Days beyond the forecast are those of a clear sky,
    and their `provenance` says so.
    """
    question = asked.question()
    check_question(question, query_pointer)
    answer = await coming_days(question, asked.days, world)
    return await asyncio.to_thread(_written, request, answer)


def _written(request: Request, answer: ComingDays) -> Response:
    return cacheable(request, coming_days_out(answer), max_age_s=60, personal=True)
