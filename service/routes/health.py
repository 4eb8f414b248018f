"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter
from starlette.responses import Response

from service.presentation import health_out
from service.routes.responses import problems
from service.schemas.reference import HealthOut

router = APIRouter(prefix="/health", tags=["operations"])


@router.get("/live", responses=problems())
async def live(response: Response) -> HealthOut:
    """Tell that the process answers."""
    response.headers["cache-control"] = "no-store"
    return health_out()


@router.get("/ready", responses=problems())
async def ready(response: Response) -> HealthOut:
    """Tell that estimates are answered: the embedded physics needs nothing from outside."""
    response.headers["cache-control"] = "no-store"
    return health_out()
