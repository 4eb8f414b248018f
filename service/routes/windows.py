"""The best windows of the coming days: as JSON, as a table, as a calendar."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from service.caching import cacheable
from service.calendar_feed import REFRESHED, calendar_of, without_stamps
from service.coming_days import ComingDays, coming_days
from service.dependencies import LanguageAsked, WorldOfApp, refuse_repeated_parameters
from service.presentation import coming_days_out
from service.revisiting import RevisitedRoute
from service.routes.responses import problems
from service.routes.texts import A_TABLE, table_of, text_response, wants_table
from service.schemas.checks import check_question, query_pointer
from service.schemas.coming_days import ComingDayOut, ComingDaysOut
from service.schemas.day import WindowOut
from service.schemas.queries import CalendarQuery, WindowsQuery

router = APIRouter(
    prefix="/v1",
    tags=["windows"],
    dependencies=[Depends(refuse_repeated_parameters)],
    route_class=RevisitedRoute,
)

_MINUTE = 60
_CALENDAR = "text/calendar"
_A_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"description": "A calendar.", "content": {_CALENDAR: {"schema": {"type": "string"}}}}
}
_COLUMNS = (
    "date", "kind", "start", "end", "minutes", "vitamin_d_iu_low", "vitamin_d_iu_central",
    "vitamin_d_iu_high", "burn_share", "windows_reason", "sky", "uv_source",
)  # fmt: skip


@router.get("/windows", responses=problems(422) | A_TABLE, response_model=ComingDaysOut)
async def get_windows(
    request: Request, asked: Annotated[WindowsQuery, Query()], world: WorldOfApp
) -> Response:
    """
    Find the gentlest, the shortest and the earliest window of each coming day, and of all of them.

    A window reaches the target within the limit. Days beyond the forecast are those of a clear sky:
    `forecast_until` and their `provenance` say so. `Accept: text/csv` gives a table.
    """
    question = asked.question()
    check_question(question, query_pointer)
    answer = await coming_days(question, asked.days, world)
    return await asyncio.to_thread(_written, request, answer)


@router.get("/windows.ics", responses=problems(422) | _A_CALENDAR, response_class=Response)
async def get_windows_calendar(
    request: Request,
    asked: Annotated[CalendarQuery, Query()],
    world: WorldOfApp,
    spoken: LanguageAsked,
) -> Response:
    """
    Give one window of each coming day as a calendar to subscribe to.

    An event keeps its UID as long as place, date and kind are the same, so it moves where the
    forecast changes; as the day goes on that of today stays where it was. Days without a window
    have no event; where no day has one, one event says why.
    """
    question = asked.question()
    check_question(question, query_pointer)
    # An event that moved on as the day goes would invite whoever was out already once more.
    answer = await coming_days(question, asked.days, world, whole_today=True)
    language = asked.language or spoken
    text = await asyncio.to_thread(calendar_of, answer, asked.kind, language, world.now())
    return text_response(
        request,
        text,
        _CALENDAR,
        max_age_s=int(REFRESHED.total_seconds()),
        vary="Accept-Language",
        said=without_stamps(text),
    )


def _written(request: Request, answer: ComingDays) -> Response:
    shown = coming_days_out(answer)
    if wants_table(request):
        return text_response(request, _table(shown), "text/csv", max_age_s=_MINUTE, vary="Accept")
    response = cacheable(request, shown, max_age_s=_MINUTE, personal=True)
    response.headers["vary"] = "Accept"
    return response


def _table(shown: ComingDaysOut) -> str:
    return table_of(
        _COLUMNS,
        (_row(day, window) for day in shown.days for window in _windows_or_none(day)),
    )


def _windows_or_none(day: ComingDayOut) -> tuple[WindowOut | None, ...]:
    return tuple(day.windows) or (None,)


def _row(day: ComingDayOut, window: WindowOut | None) -> tuple[object, ...]:
    """One window, or a day without one and why."""
    cells: tuple[object, ...] = (None,) * 8
    if window is not None:
        made = window.vitamin_d_iu
        cells = (
            window.kind, window.start.isoformat(), window.end.isoformat(), window.minutes,
            made.low, made.central, made.high, window.burn_share,
        )  # fmt: skip
    return (day.date, *cells, day.windows_reason, day.provenance.sky, day.provenance.uv_source)
