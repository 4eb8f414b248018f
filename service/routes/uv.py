"""Ultraviolet, now or at a time."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.presentation import uv_out
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.schemas.checks import check_sky, query_pointer
from service.schemas.day import UltravioletOut
from service.schemas.queries import UvQuery
from service.ultraviolet import ultraviolet

router = APIRouter(
    prefix="/v1",
    tags=["ultraviolet"],
    dependencies=[Depends(refuse_repeated_parameters)],
    route_class=RevisitedRoute,
)


@router.get("/uv", responses=problems(422), response_model=UltravioletOut)
async def get_uv(
    request: Request, asked: Annotated[UvQuery, Query()], world: WorldOfApp
) -> Response:
    """UV index and weighted irradiances at a place, with where they come from."""
    question = asked.sky_question()
    check_sky(question, query_pointer)
    answer = uv_out(await ultraviolet(question, world))
    return cacheable(request, answer, max_age_s=60, personal=False)
