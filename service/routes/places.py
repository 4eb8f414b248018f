"""Places by name."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.routes.responses import problems
from service.schemas.places import PlacesOut, PlacesQuery

router = APIRouter(
    prefix="/v1", tags=["places"], dependencies=[Depends(refuse_repeated_parameters)]
)
_HOUR = 3600


@router.get("/places", responses=problems(422), response_model=PlacesOut)
async def find_places(
    request: Request, asked: Annotated[PlacesQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Find places by name.

    Online where that is set up; a list of large cities answers where it is not, or fails.
    """
    found = await world.places.find(asked.name, asked.count, asked.language)
    return cacheable(request, PlacesOut.model_validate(found), max_age_s=_HOUR, personal=False)
