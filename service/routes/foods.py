"""Foods with vitamin D and vitamin K."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import LanguageAsked, refuse_repeated_parameters
from service.foods import found, known
from service.routes.responses import problems
from service.schemas.food_translation import foods_out, one_food_out
from service.schemas.foods import FoodQuery, FoodsOut, FoodsQuery, OneFoodOut

router = APIRouter(prefix="/v1", tags=["foods"], dependencies=[Depends(refuse_repeated_parameters)])

_HOUR = 3600
FoodId = Annotated[str, Path(max_length=64, examples=["natto"])]


@router.get("/foods", responses=problems(422), response_model=FoodsOut)
async def list_foods(
    request: Request, asked: Annotated[FoodsQuery, Query()], spoken: LanguageAsked
) -> Response:
    """
    Find foods by name, or by what is in them.

    Vitamin K2 stands beside D3, with what it is shown to do and what not.
    """
    language = asked.language or spoken
    foods = found(asked.q, language, asked.nutrient)
    return _kept(request, foods_out(foods, asked.limit, language))


@router.get("/foods/{food_id}", responses=problems(404, 422), response_model=OneFoodOut)
async def get_food(
    request: Request,
    food_id: FoodId,
    asked: Annotated[FoodQuery, Query()],
    spoken: LanguageAsked,
) -> Response:
    """Show one food."""
    return _kept(request, one_food_out(known(food_id), asked.language or spoken))


def _kept(request: Request, answer: FoodsOut | OneFoodOut) -> Response:
    response = cacheable(request, answer, max_age_s=_HOUR, personal=False)
    response.headers["vary"] = "Accept-Language"
    return response
