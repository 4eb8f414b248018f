"""The web form: asked and answered on one page, with or without JavaScript."""

import asyncio
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.cautions import withheld_for
from service.coming_days import coming_days
from service.day import day_curve
from service.dependencies import WorldOfApp
from service.estimation import estimate
from service.places import place_of
from service.planning import plan_of
from service.questions import DEFAULT_TARGET_IU, Question, begun
from service.status import StatusQuestion, status_of
from service.web.form import NO_PLACE, Form, FormErrors, question_of, read_form
from service.web.habits_form import plan_question_of, status_question_of
from service.web.level import level_view
from service.web.plan_picture import plan_view
from service.web.templates import STATIC, render
from service.web.typed_places import typed_place
from service.web.view import answer_view, choices
from service.web.week import DAYS, week_view
from service.web.words import WITHHELD
from service.web.year_picture import year_view
from service.year import year_of

_STEP_MINUTES = 10
_SECTIONS = ("answer", "week", "year", "level", "plan", "withheld")

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/week")
@router.get("/year")
@router.get("/level")
@router.get("/plan")
async def show_form(request: Request) -> Response:
    """Show the empty form; addresses of answers are opened anew without what was asked."""
    return _page(request, Form())


@router.post("/")
async def answer_form(request: Request, world: WorldOfApp) -> Response:
    """Answer the form below itself; what cannot be used is said beside its field."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    answer, day = await asyncio.gather(
        estimate(question, world, explain=True), day_curve(question, None, _STEP_MINUTES, world)
    )
    return _page(request, form, answer=answer_view(answer, day, form.city))


@router.post("/week")
async def answer_week(request: Request, world: WorldOfApp) -> Response:
    """Answer with the windows of the coming days."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    if withheld_for(question.person).vitamin_d:
        return _page(request, form, withheld=WITHHELD)
    return _page(request, form, week=week_view(await coming_days(question, DAYS, world)))


@router.post("/year")
async def answer_year(request: Request, world: WorldOfApp) -> Response:
    """Answer with the year of the place."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    year = year_view(
        await year_of(question, _year_asked(question, form), world),
        question.target_iu or DEFAULT_TARGET_IU,
    )
    return _page(request, form, year=year, withheld=None if year else WITHHELD)


@router.post("/level")
async def answer_level(request: Request, world: WorldOfApp) -> Response:
    """Answer with the course of the level in the blood."""
    form, question, refusal = await _asked_of_habits(request, world)
    if question is None:
        return refusal
    level = level_view(await status_of(question, world))
    return _page(request, form, level=level, withheld=None if level else WITHHELD)


@router.post("/plan")
async def answer_plan(request: Request, world: WorldOfApp) -> Response:
    """Answer with a plan for the weeks of a year."""
    form, question, refusal = await _asked_of_habits(request, world)
    if question is None:
        return refusal
    try:
        plan = plan_view(await plan_of(plan_question_of(question), world))
    except FormErrors as error:
        return _page(request, form, status=422, errors=error.messages)
    return _page(request, form, plan=plan, withheld=None if plan else WITHHELD)


async def _asked_of_habits(
    request: Request, world: WorldOfApp
) -> tuple[Form, StatusQuestion | None, Response]:
    """Read what was asked with habits, food and blood."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return form, None, refusal
    place = place_of(question.sky.spot)
    today = world.now().astimezone(place.zone).date()
    try:
        return form, status_question_of(form, question, today), Response()
    except FormErrors as error:
        return form, None, _page(request, form, status=422, errors=error.messages)


def _year_asked(question: Question, form: Form) -> int | None:
    """Year of the time that was asked about; this one where it was now."""
    start = question.sky.start
    return start.year if form.when and start is not None else None


async def _asked(request: Request, world: WorldOfApp) -> tuple[Form, Question | None, Response]:
    """Read what was asked, or say beside the fields what is wrong with it."""
    form, typed = Form(), NO_PLACE
    try:
        form = read_form(await request.body())
        typed = await typed_place(form.city, world.places)
        request.state.attribution = typed.attribution
        return form, begun(question_of(form, typed), world.now()), Response()
    except FormErrors as error:
        shown = {"errors": error.messages, "candidates": typed.candidates}
        return form, None, _page(request, form, status=422, **shown)


def mount_assets(app: FastAPI) -> None:
    """Serve style and script of the page."""
    app.mount("/assets", StaticFiles(directory=STATIC), name="assets")


def _page(request: Request, form: Form, *, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401
    nothing: dict[str, Any] = dict.fromkeys(_SECTIONS) | {"errors": {}, "candidates": ()}
    nothing["attribution"] = getattr(request.state, "attribution", ())
    return render(request, "form.html", status, form=form, choices=choices(), **(nothing | shown))
