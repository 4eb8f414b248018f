"""Am I getting enough: from habits that are told, or from what is recorded of a user."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from service.computing import computed
from service.dependencies import (
    LanguageAsked,
    RecordsOfApp,
    WorldOfApp,
    refuse_repeated_parameters,
    user_with,
)
from service.recorded_status import RecordedQuestion, status_of_user
from service.routes.responses import OF_A_USER, problems
from service.schemas.status import RecordedStatusIn, StatusIn, StatusOut, StatusQuery
from service.schemas.status_translation import (
    recorded_question,
    recorded_status_out,
    status_out,
    status_question,
)
from service.status import status_of
from service.storage.user_rows import UserRow

router = APIRouter(
    prefix="/v1", tags=["status"], dependencies=[Depends(refuse_repeated_parameters)]
)

Reading = Annotated[UserRow, Depends(user_with("samples:read"))]


@router.post("/status", responses=problems(413, 415, 422), response_model=StatusOut)
async def create_status(asked: StatusIn, world: WorldOfApp, language: LanguageAsked) -> Response:
    """
    Answer whether somebody gets enough vitamin D, from habits, food and blood; nothing is kept.

    Only `location` and `skin.fitzpatrick` are required.
    """
    answer = await status_of(status_question(asked), world)
    return await _written(lambda: status_out(answer, language))


@router.get("/users/{user_id}/status", responses=problems(*OF_A_USER), response_model=StatusOut)
async def get_status_of_user(
    asked: Annotated[StatusQuery, Query()],
    user: Reading,
    records: RecordsOfApp,
    world: WorldOfApp,
    language: LanguageAsked,
) -> Response:
    """Answer whether a user gets enough, from what is recorded."""
    question = RecordedQuestion(first=asked.from_, last=asked.until, step_days=asked.step_days)
    answer = await status_of_user(question, user, records, world)
    return await _written(lambda: recorded_status_out(answer, language))


@router.post(
    "/users/{user_id}/status",
    responses=problems(*OF_A_USER, 413, 415),
    response_model=StatusOut,
)
async def create_status_of_user(
    asked: RecordedStatusIn,
    user: Reading,
    records: RecordsOfApp,
    world: WorldOfApp,
    language: LanguageAsked,
) -> Response:
    """Answer the same with a habit for days without records, and with changes to come."""
    question = recorded_question(asked)
    answer = await status_of_user(question, user, records, world)
    return await _written(lambda: recorded_status_out(answer, language))


async def _written(shown: Callable[[], StatusOut]) -> Response:
    """Show and write beside the event loop: years of single days take a fifth of a second."""
    body = await computed(lambda: shown().model_dump_json(by_alias=True))
    return Response(body, media_type="application/json")
