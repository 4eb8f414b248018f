"""What the numbers are made from."""

from fastapi import APIRouter, Depends

from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.routes.responses import problems
from service.schemas.sources import SourcesOut
from service.sources import sources

router = APIRouter(
    prefix="/v1", tags=["reference"], dependencies=[Depends(refuse_repeated_parameters)]
)


@router.get("/sources", responses=problems(422))
async def list_sources(world: WorldOfApp) -> SourcesOut:
    """
    List every source: whether it is configured, its state, its last success, and its terms.

    States and counts are those of the process that answers.
    """
    return SourcesOut.model_validate(sources(world), from_attributes=True)
