"""The civil day as a curve."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.day import Day, day_curve
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.presentation import day_out
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.schemas.checks import check_day, query_pointer
from service.schemas.day import DayOut
from service.schemas.queries import DayQuery

router = APIRouter(
    prefix="/v1",
    tags=["day"],
    dependencies=[Depends(refuse_repeated_parameters)],
    route_class=RevisitedRoute,
)


@router.get("/day", responses=problems(422), response_model=DayOut)
async def get_day(
    request: Request, asked: Annotated[DayQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Answer for every moment of a civil day, with the best windows.

    Times to target and to burn are central values for a stay begun at each point;
    `limit_minutes` is half of the low burn time.
    """
    question = asked.question()
    check_day(question, asked.date, query_pointer)
    answer = await day_curve(question, asked.date, asked.step_minutes, world)
    # A thousand points take longer to write than the event loop should wait.
    return await asyncio.to_thread(_written, request, answer)


def _written(request: Request, answer: Day) -> Response:
    return cacheable(request, day_out(answer), max_age_s=60, personal=True)
