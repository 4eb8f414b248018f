"""The year of a place."""

import asyncio
import csv
import io
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.presentation import year_out
from service.routes.responses import problems
from service.schemas.checks import check_question, query_pointer
from service.schemas.queries import YearQuery
from service.schemas.year import YearOut
from service.year import Year, year_of

router = APIRouter(prefix="/v1", tags=["year"], dependencies=[Depends(refuse_repeated_parameters)])

_HOUR = 3600


@router.get("/year", responses=problems(422), response_model=YearOut)
async def get_year(
    request: Request, asked: Annotated[YearQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Answer what each day of a year can give under a clear sky, with the vitamin D winter.

    Of each day one stay around solar noon, until half a minimal erythema dose, four hours at most.
    It is no advice: limits are those of `GET /v1/day`.
    `Accept: text/csv` gives a table.
    """
    question = asked.question()
    check_question(question, query_pointer)
    answer = await year_of(question, asked.year, world)
    return await asyncio.to_thread(_written, request, answer)


def _written(request: Request, answer: Year) -> Response:
    shown = year_out(answer)
    if not _wants_table(request.headers.get("accept", "")):
        response = cacheable(request, shown, max_age_s=_HOUR, personal=True)
    else:
        headers = {"cache-control": f"private, max-age={_HOUR}"}
        response = Response(_table(shown), headers=headers, media_type="text/csv")
    response.headers["vary"] = "Accept"
    return response


def _wants_table(accept: str) -> bool:
    """Whether a table is named before JSON."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    known = [kind for kind in named if kind in {"text/csv", "text/*", "application/json", "*/*"}]
    return bool(known) and known[0] in {"text/csv", "text/*"}


def _table(shown: YearOut) -> str:
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(
        ["date", "best_possible_iu_low", "best_possible_iu_central", "best_possible_iu_high",
         "limited_by", "noon_uv_index", "below_synthesis_threshold"]
    )  # fmt: skip
    for day in shown.days:
        best = day.best_possible_iu
        amounts = [best.low, best.central, best.high] if best else ["", "", ""]
        rows.writerow(
            [day.date, *amounts, day.limited_by, day.noon_uv_index,
             day.below_synthesis_threshold]
        )  # fmt: skip
    return file.getvalue()
