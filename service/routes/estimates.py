"""The main question, by body or by query, one or many."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from service.batch import each_of
from service.caching import cacheable
from service.dependencies import LanguageAsked, WorldOfApp, refuse_repeated_parameters
from service.errors import InvalidInput, invalid_fields
from service.estimation import estimate
from service.presentation import batch_item, batch_json, estimate_out
from service.problems import problem_of
from service.questions import Language, begun
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.schemas.checks import body_pointer, check_question, query_pointer
from service.schemas.estimate import BatchOut, EstimateOut
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
async def create_estimates(
    request: Request, asked: BatchIn, world: WorldOfApp, language: LanguageAsked
) -> Response:
    """
    Answer up to 1000 questions, each as `POST /v1/estimates` would.

    An item that cannot be answered has its problem beside it and spoils no other.
    """

    async def answer(index: int, item: Any) -> str:  # noqa: ANN401
        try:
            # As a body by itself is validated, so that errors have the same codes.
            question = EstimateIn.model_validate(item, from_attributes=True)
            done = await _estimated(question, world, language)
        except ValidationError as error:
            at = ("items", index)
            found = InvalidInput(*invalid_fields(error.errors(), at))
            return batch_item(index, problem_of(request.scope, found))
        except InvalidInput as error:
            return batch_item(index, problem_of(request.scope, error, f"/items/{index}"))
        return batch_item(index, done)

    items = await each_of(asked.items, answer)
    return Response(batch_json(items), media_type="application/json")


async def _estimated(asked: EstimateIn, world: World, language: Language) -> EstimateOut:
    question = begun(asked.question(), world.now())
    check_question(question, body_pointer)
    return estimate_out(await estimate(question, world, explain=asked.explain), language)
