"""The main question, by body or by query, one or many."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from service.batch import estimates_of
from service.caching import cacheable
from service.dependencies import LanguageAsked, WorldOfApp, refuse_repeated_parameters
from service.errors import InvalidInput, invalid_fields
from service.estimation import estimate
from service.presentation import batch_item, batch_json, estimate_out
from service.problems import problem_of
from service.questions import Language, Question, begun
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.schemas.checks import body_pointer, check_question, query_pointer
from service.schemas.estimate import BatchOut, EstimateOut
from service.schemas.problem import Problem
from service.schemas.queries import EstimateQuery
from service.schemas.requests import BatchIn, EstimateIn
from service.world import World

router = APIRouter(
    prefix="/v1",
    tags=["estimates"],
    dependencies=[Depends(refuse_repeated_parameters)],
    route_class=RevisitedRoute,
)


@router.post("/estimates", responses=problems(413, 415, 422))
async def create_estimate(
    asked: EstimateIn, world: WorldOfApp, language: LanguageAsked
) -> EstimateOut:
    """
    How long until the vitamin D is made, how long until the skin burns, which comes first.

    Only `location.latitude`, `location.longitude` and `skin.fitzpatrick` are required. Health data
    stays out of addresses and logs.
    """
    return await _estimated(asked, world, language)


@router.get("/estimate", responses=problems(422), response_model=EstimateOut)
async def get_estimate(
    request: Request,
    asked: Annotated[EstimateQuery, Query()],
    world: WorldOfApp,
    language: LanguageAsked,
) -> Response:
    """Answer the same by query, cacheable."""
    question = begun(asked.question(), world.now())
    check_question(question, query_pointer)
    answer = estimate_out(await estimate(question, world, explain=asked.explain), language)
    response = cacheable(request, answer, max_age_s=60, personal=True)
    response.headers["vary"] = "Accept-Language"
    return response


@router.post("/estimates:batch", responses=problems(413, 415, 422), response_model=BatchOut)
async def create_estimate_batch(
    request: Request, asked: BatchIn, world: WorldOfApp, language: LanguageAsked
) -> Response:
    """
    Answer up to 1000 questions, each as `POST /v1/estimates` would.

    An item that cannot be answered has its problem beside it and spoils no other.
    """
    scope = request.scope
    read = [_read(scope, index, item, world) for index, item in enumerate(asked.items)]
    good = [(index, each) for index, each in enumerate(read) if isinstance(each, tuple)]
    items = [
        batch_item(i, each) if isinstance(each, Problem) else "" for i, each in enumerate(read)
    ]
    async for number, found in estimates_of([question for _, question in good], world):
        index, _ = good[number]
        if isinstance(found, InvalidInput):
            items[index] = batch_item(index, problem_of(scope, found, f"/items/{index}"))
        else:
            items[index] = batch_item(index, estimate_out(found, language))
    return Response(batch_json(items), media_type="application/json")


def _read(scope: Scope, index: int, item: Any, world: World) -> tuple[Question, bool] | Problem:  # noqa: ANN401
    """Read one question of a batch, and whether it wants to be explained."""
    try:
        # As a body by itself is validated, so that errors have the same codes.
        asked = EstimateIn.model_validate(item, from_attributes=True)
        question = begun(asked.question(), world.now())
        check_question(question, body_pointer)
    except ValidationError as error:
        return problem_of(scope, InvalidInput(*invalid_fields(error.errors(), ("items", index))))
    except InvalidInput as error:
        return problem_of(scope, error, f"/items/{index}")
    return question, asked.explain


async def _estimated(asked: EstimateIn, world: World, language: Language) -> EstimateOut:
    question = begun(asked.question(), world.now())
    check_question(question, body_pointer)
    return estimate_out(await estimate(question, world, explain=asked.explain), language)
