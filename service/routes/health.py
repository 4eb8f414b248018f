"""Whether the process lives, and whether it can answer."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.dependencies import RecordsOfApp
from service.presentation import health_out, readiness_out, readiness_problem
from service.problems import problem_of
from service.readiness import NotReady, Readiness
from service.routes.responses import problems
from service.schemas.problem import MEDIA_TYPE
from service.schemas.reference import HealthOut, ReadinessOut, ReadinessProblem

router = APIRouter(prefix="/health", tags=["operations"])
_NO_STORE = {"cache-control": "no-store"}


@router.get("/live", responses=problems(limited=False))
async def get_liveness(response: Response) -> HealthOut:
    """Tell that the process answers: it looks at nothing, so that nothing else restarts it."""
    response.headers.update(_NO_STORE)
    return health_out()


@router.get(
    "/ready",
    response_model=ReadinessOut,
    responses=problems(limited=False)
    | {503: {"model": ReadinessProblem, "description": "It cannot answer, or is shutting down."}},
)
async def get_readiness(
    request: Request, response: Response, records: RecordsOfApp
) -> ReadinessOut | Response:
    """Tell whether to send requests here: database, its schema, the clear-sky table."""
    readiness: Readiness = request.app.state.readiness
    checks = await readiness.checks(records)
    if all(check.passed for check in checks):
        response.headers.update(_NO_STORE)
        return readiness_out(checks)
    problem = readiness_problem(problem_of(request.scope, NotReady(checks)), checks)
    return Response(
        problem.model_dump_json(), problem.status, headers=_NO_STORE, media_type=MEDIA_TYPE
    )
