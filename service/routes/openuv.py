"""
Routes of OpenUV, so that its clients work here with nothing but another address.

A key (``x-access-token``) is neither needed nor read. They are not in the contract of ``/v1``:
their shapes and their errors are those of somebody else.
"""

import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.dependencies import WorldOfApp, refuse_repeated_parameters
from service.errors import MOST_ERRORS, ServiceError
from service.openuv import protection, uv_by_hour, uv_of_day
from service.schemas.openuv import (
    OpenUvErrorOut,
    OpenUvForecastOut,
    OpenUvProtectionOut,
    OpenUvQuery,
    OpenUvStatOut,
    OpenUvStatusOut,
    OpenUvUvOut,
    ProtectionQuery,
)

_log = logging.getLogger("solferol.http")
_MAX_AGE_S = 60


class _OpenUvRoute(APIRoute):
    """Tells every error as OpenUV does: its clients look for nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap what answers."""
        answer = super().get_route_handler()

        async def answer_or_error(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                return _refusal(400, (f"{_name(each)}: {each['msg']}" for each in error.errors()))
            except ServiceError as error:
                named = (f"{each.pointer.lstrip('#/')}: {each.detail}" for each in error.errors)
                return _refusal(400, named)
            except Exception:  # noqa: BLE001 -- told and logged as by the middleware, in their shape
                request_id = request.scope.get("state", {}).get("request_id", "")
                _log.exception("request %s failed", request_id)
                return _refusal(500, ("something went wrong here",))

        return answer_or_error


def _name(error: dict[str, Any]) -> str:
    return ".".join(str(part) for part in error["loc"][1:])


def _refusal(status: int, said: Iterable[str]) -> Response:
    error = OpenUvErrorOut(error="; ".join(list(said)[:MOST_ERRORS]))
    return Response(error.model_dump_json(), status, media_type="application/json")


router = APIRouter(
    prefix="/api/v1",
    route_class=_OpenUvRoute,
    include_in_schema=False,
    dependencies=[Depends(refuse_repeated_parameters)],
)


@router.get("/uv")
async def get_openuv_uv(
    request: Request, asked: Annotated[OpenUvQuery, Query()], world: WorldOfApp
) -> Response:
    """UV index of a moment, the most of its day, ozone, limits of the six skin types, the sun."""
    answer = OpenUvUvOut.of(await uv_of_day(asked.sky_question(), world))
    return cacheable(request, answer, max_age_s=_MAX_AGE_S, personal=False)


@router.get("/forecast")
async def get_openuv_forecast(
    request: Request, asked: Annotated[OpenUvQuery, Query()], world: WorldOfApp
) -> Response:
    """UV index by the hour, from sunrise to sunset."""
    answer = OpenUvForecastOut.of(await uv_by_hour(asked.sky_question(), world))
    return cacheable(request, answer, max_age_s=_MAX_AGE_S, personal=False)


@router.get("/protection")
async def get_openuv_protection(
    request: Request, asked: Annotated[ProtectionQuery, Query()], world: WorldOfApp
) -> Response:
    """From when to when of a day the UV index is high."""
    found = await protection(asked.sky_question(), asked.from_uv, asked.to_uv, world)
    return cacheable(request, OpenUvProtectionOut.of(found), max_age_s=_MAX_AGE_S, personal=False)


@router.get("/status")
async def get_openuv_status(response: Response) -> OpenUvStatusOut:
    """Tell that the service answers."""
    response.headers["cache-control"] = "no-store"
    return OpenUvStatusOut()


@router.get("/stat")
async def get_openuv_stat(response: Response) -> OpenUvStatOut:
    """Tell that nothing is added up: zeros."""
    response.headers["cache-control"] = "no-store"
    return OpenUvStatOut()
