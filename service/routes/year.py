"""The year of a place, and of several."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.comparison import Comparison, comparison_of
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.presentation import comparison_out, year_out
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.routes.texts import A_TABLE, table_of, text_response, wants_table
from service.schemas.checks import check_question, query_pointer
from service.schemas.parts import IuInterval
from service.schemas.queries import ComparisonQuery, YearQuery
from service.schemas.year import ComparisonOut, YearOut
from service.year import Year, year_of

router = APIRouter(
    prefix="/v1",
    tags=["year"],
    dependencies=[Depends(refuse_repeated_parameters)],
    route_class=RevisitedRoute,
)

_HOUR = 3600
_BEST = ("best_possible_iu_low", "best_possible_iu_central", "best_possible_iu_high")


@router.get("/year", responses=problems(422) | A_TABLE, response_model=YearOut)
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
    return await asyncio.to_thread(_year_written, request, answer)


@router.get("/year/comparison", responses=problems(422) | A_TABLE, response_model=ComparisonOut)
async def get_year_comparison(
    request: Request, asked: Annotated[ComparisonQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Compare what a year can give at two to five places.

    Of each place the vitamin D winter, means of the months and the best of them, by the days of
    `GET /v1/year`. `Accept: text/csv` gives a table of months.
    """
    questions = asked.questions()
    check_question(questions[0], query_pointer)
    answer = await comparison_of(questions, asked.year, world)
    return await asyncio.to_thread(_comparison_written, request, answer)


def _year_written(request: Request, answer: Year) -> Response:
    shown = year_out(answer)
    if wants_table(request):
        return _table(request, _year_table(shown))
    return _json(request, shown)


def _comparison_written(request: Request, answer: Comparison) -> Response:
    shown = comparison_out(answer)
    if wants_table(request):
        return _table(request, _comparison_table(shown))
    return _json(request, shown)


def _json(request: Request, shown: YearOut | ComparisonOut) -> Response:
    response = cacheable(request, shown, max_age_s=_HOUR, personal=True)
    response.headers["vary"] = "Accept"
    return response


def _table(request: Request, text: str) -> Response:
    return text_response(request, text, "text/csv", max_age_s=_HOUR, vary="Accept")


def _year_table(shown: YearOut) -> str:
    return table_of(
        ("date", *_BEST, "limited_by", "noon_uv_index", "below_synthesis_threshold"),
        (
            (day.date, *_ends(day.best_possible_iu), day.limited_by, day.noon_uv_index,
             day.below_synthesis_threshold)
            for day in shown.days
        ),
    )  # fmt: skip


def _comparison_table(shown: ComparisonOut) -> str:
    return table_of(
        ("latitude", "longitude", "nearest_city", "month", *_BEST,
         "days_below_synthesis_threshold", "vitamin_d_winter_start", "vitamin_d_winter_end",
         "vitamin_d_winter_days"),
        (
            (place.location.latitude, place.location.longitude, place.nearest_city, month.month,
             *_ends(month.best_possible_iu), month.days_below_synthesis_threshold,
             place.vitamin_d_winter.start, place.vitamin_d_winter.end, place.vitamin_d_winter.days)
            for place in shown.places
            for month in place.months
        ),
    )  # fmt: skip


def _ends(amount: IuInterval | None) -> tuple[float | None, ...]:
    return (amount.low, amount.central, amount.high) if amount else (None, None, None)
