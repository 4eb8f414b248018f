"""The web form: asked and answered on one page, with or without JavaScript."""

import asyncio
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.cautions import withheld_for
from service.coming_days import coming_days
from service.course import course_of
from service.day import day_curve
from service.dependencies import WorldOfApp
from service.estimation import estimate
from service.places import place_of
from service.planning import plan_of
from service.questions import DEFAULT_TARGET_IU, Question, begun
from service.skin_typing import assessed
from service.status import StatusQuestion, status_of
from service.web.form import NO_PLACE, Form, FormErrors, form_of_link, question_of, read_form
from service.web.habits_form import plan_question_of, status_question_of
from service.web.level import level_view
from service.web.page import page
from service.web.plan_picture import plan_view
from service.web.questionnaire import assessment_sentences, points_of, unanswered
from service.web.session_view import course_data
from service.web.templates import STATIC, tongue_of_request
from service.web.typed_places import candidates_for, typed_place
from service.web.view import answer_view
from service.web.week import DAYS, week_view
from service.web.words import WITHHELD
from service.web.year_picture import year_view
from service.year import year_of

_STEP_MINUTES = 10

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/week")
@router.get("/year")
@router.get("/level")
@router.get("/plan")
@router.get("/skin-type")
async def show_form(request: Request) -> Response:
    """Show the form as the address fills it; nothing of a person is ever read from there."""
    return page(request, form_of_link(request.query_params))


@router.post("/skin-type")
async def answer_questionnaire(request: Request) -> Response:
    """Choose the skin type by the questionnaire, and say how sure it is."""
    try:
        form = read_form(await request.body())
    except FormErrors as error:
        return page(request, Form(), status=422, errors=error.messages)
    missing = unanswered(form.quiz)
    if missing:
        return page(request, form, status=422, errors=missing)
    found = assessed(points_of(form.quiz))
    chosen = replace(form, skin_type=str(found.cautious_fitzpatrick))
    told = assessment_sentences(found, tongue_of_request(request))
    return page(request, chosen, assessment=told)


@router.post("/")
async def answer_form(request: Request, world: WorldOfApp) -> Response:
    """Answer the form below itself; what cannot be used is said beside its field."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    answer, day, course = await asyncio.gather(
        estimate(question, world, explain=True),
        day_curve(question, None, _STEP_MINUTES, world),
        course_of(question, world),
    )
    followed = None if course is None else course_data(course, form.city)
    tongue = tongue_of_request(request)
    shown = answer_view(tongue, answer, day, form.city, world.now(), followed)
    return page(request, form, answer=shown)


@router.post("/week")
async def answer_week(request: Request, world: WorldOfApp) -> Response:
    """Answer with the windows of the coming days."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    if withheld_for(question.person).vitamin_d:
        return page(request, form, withheld=WITHHELD)
    days = await coming_days(question, DAYS, world)
    return page(request, form, week=week_view(tongue_of_request(request), days))


@router.post("/year")
async def answer_year(request: Request, world: WorldOfApp) -> Response:
    """Answer with the year of the place."""
    form, question, refusal = await _asked(request, world)
    if question is None:
        return refusal
    year = year_view(
        tongue_of_request(request),
        await year_of(question, _year_asked(question, form), world),
        question.target_iu or DEFAULT_TARGET_IU,
    )
    return page(request, form, year=year, withheld=None if year else WITHHELD)


@router.post("/level")
async def answer_level(request: Request, world: WorldOfApp) -> Response:
    """Answer with the course of the level in the blood."""
    form, question, refusal = await _asked_of_habits(request, world)
    if question is None:
        return refusal
    level = level_view(tongue_of_request(request), await status_of(question, world))
    return page(request, form, level=level, withheld=None if level else WITHHELD)


@router.post("/plan")
async def answer_plan(request: Request, world: WorldOfApp) -> Response:
    """Answer with a plan for the weeks of a year."""
    form, question, refusal = await _asked_of_habits(request, world)
    if question is None:
        return refusal
    try:
        planned = await plan_of(plan_question_of(question), world)
    except FormErrors as error:
        return page(request, form, status=422, errors=error.messages)
    plan = plan_view(tongue_of_request(request), planned)
    return page(request, form, plan=plan, withheld=None if plan else WITHHELD)


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
        return form, None, page(request, form, status=422, errors=error.messages)


def _year_asked(question: Question, form: Form) -> int | None:
    """Year of the time that was asked about; this one where it was now."""
    start = question.sky.start
    return start.year if form.when and start is not None else None


async def _asked(request: Request, world: WorldOfApp) -> tuple[Form, Question | None, Response]:
    """Read what was asked, or say beside the fields what is wrong with it."""
    form, typed = Form(), NO_PLACE
    try:
        form = read_form(await request.body())
        typed = await typed_place(form.city, world.places, tongue_of_request(request).language)
        request.state.attribution = typed.attribution
        return form, begun(question_of(form, typed), world.now()), Response()
    except FormErrors as error:
        meant = candidates_for(form.city, typed.candidates)
        return form, None, page(request, form, status=422, errors=error.messages, candidates=meant)


class _Assets(StaticFiles):
    """Files that are asked after each time: no page meets the scripts of another release."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """Send a file, or 304 where the browser has it."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


def mount_assets(app: FastAPI) -> None:
    """Serve style and script of the page."""
    app.mount("/assets", _Assets(directory=STATIC), name="assets")
